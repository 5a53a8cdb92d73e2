//! Quadrilaterals around regions that may be pages: what is light, what is pale, what is unlike the photo's border, and
//! what a network takes for a page.

use super::{judge::middle, planes::Planes, quads::area};

/// Pixels of the small copy to one of the regions'.
const COARSE: usize = 4;
/// The least share of the photo that a region must take.
const SHARE_MIN: f32 = 0.02;
/// The most regions of one kind.
const REGIONS_MAX: usize = 3;

/// A map whose cells are in a region or are not, stretched over the small copy.
#[derive(Debug, Clone)]
pub(super) struct Cells {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) values: Vec<bool>,
}

/// The quadrilaterals around regions by light and colour, in pixels of the small copy.
pub(super) fn seeds(planes: &Planes) -> Vec<[[f32; 2]; 4]> {
    let (width, height) = (planes.width / COARSE, planes.height / COARSE);
    let colour = |x: usize, y: usize| {
        planes.calm.each_ref().map(|plane| plane.near((x * COARSE + 2) as f32, (y * COARSE + 2) as f32))
    };
    let colours: Vec<[f32; 3]> =
        (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).map(|(x, y)| colour(x, y)).collect();
    let is_border = |at: usize| {
        let (x, y) = (at % width, at / width);
        x < 2 || y < 2 || x + 2 >= width || y + 2 >= height
    };
    let border: [f32; 3] = std::array::from_fn(|plane| {
        let mut values: Vec<f32> =
            (0..colours.len()).filter(|&at| is_border(at)).map(|at| colours[at][plane]).collect();
        middle(&mut values)
    });
    let light: Vec<f32> = colours.iter().map(|c| c[0]).collect();
    let pale: Vec<f32> = colours.iter().map(|c| 255.0 - 3.0 * c[1].hypot(c[2]).min(80.0)).collect();
    let other: Vec<f32> = colours
        .iter()
        .map(|c| c.iter().zip(border).map(|(a, b)| (a - b) * (a - b)).sum::<f32>().sqrt().min(255.0))
        .collect();
    let mut seeds = Vec::new();
    for values in [light, pale, other] {
        let threshold = otsu(&values);
        let cells = Cells { width, height, values: values.iter().map(|&value| value > threshold).collect() };
        seeds.extend(around(&cells, planes));
    }
    seeds
}

/// The quadrilaterals around the largest regions of a map, in pixels of the small copy.
pub(super) fn around(cells: &Cells, planes: &Planes) -> Vec<[[f32; 2]; 4]> {
    let (across, down) =
        (planes.width as f32 / cells.width as f32, planes.height as f32 / cells.height as f32);
    regions(cells)
        .into_iter()
        .filter_map(|region| largest_quad(&hull(&rims(&region, cells.width))))
        .map(|quad| quad.map(|[x, y]| [x * across, y * down]))
        .collect()
}

/// The threshold that divides values of 0 to 255 best in two (Otsu, A Threshold Selection Method from Gray-Level
/// Histograms, 1979).
fn otsu(values: &[f32]) -> f32 {
    let mut histogram = [0.0_f64; 256];
    for value in values {
        histogram[value.clamp(0.0, 255.0) as usize] += 1.0;
    }
    let total = values.len() as f64;
    let sum: f64 = histogram.iter().enumerate().map(|(at, count)| at as f64 * count).sum();
    let (mut below, mut sum_below, mut best, mut threshold) = (0.0, 0.0, -1.0, 0.0);
    for (at, count) in histogram.iter().enumerate() {
        below += count;
        sum_below += at as f64 * count;
        let above = total - below;
        if below < 1.0 || above < 1.0 {
            continue;
        }
        let apart = sum_below / below - (sum - sum_below) / above;
        let between = below * above * apart * apart;
        if between > best {
            (best, threshold) = (between, at as f32 + 0.5);
        }
    }
    threshold
}

/// The connected regions of a map that are large enough, largest first, as the cells that each has.
fn regions(cells: &Cells) -> Vec<Vec<usize>> {
    let (width, height) = (cells.width, cells.height);
    let mut is_open = cells.values.clone();
    let mut regions: Vec<Vec<usize>> = Vec::new();
    for start in 0..is_open.len() {
        if !is_open[start] {
            continue;
        }
        is_open[start] = false;
        let mut region = vec![start];
        let mut next = 0;
        while let Some(&at) = region.get(next) {
            next += 1;
            let (x, y) = (at % width, at / width);
            for (near, is_inside) in [
                (at.wrapping_sub(1), x > 0),
                (at + 1, x + 1 < width),
                (at.wrapping_sub(width), y > 0),
                (at + width, y + 1 < height),
            ] {
                if is_inside && is_open[near] {
                    is_open[near] = false;
                    region.push(near);
                }
            }
        }
        if region.len() as f32 > SHARE_MIN * (width * height) as f32 {
            regions.push(region);
        }
    }
    regions.sort_by_key(|region| std::cmp::Reverse(region.len()));
    regions.truncate(REGIONS_MAX);
    regions
}

/// The corners of a region's first and last cell of each row.
fn rims(region: &[usize], width: usize) -> Vec<[f32; 2]> {
    let last = region.iter().map(|at| at / width).max().unwrap_or(0);
    let mut rows = vec![(usize::MAX, 0); last + 1];
    for at in region {
        let (x, row) = (at % width, &mut rows[at / width]);
        *row = (row.0.min(x), row.1.max(x + 1));
    }
    let mut rims = Vec::new();
    for (y, (from, to)) in rows.into_iter().enumerate().filter(|(_, row)| row.0 != usize::MAX) {
        for x in [from, to] {
            rims.extend([[x as f32, y as f32], [x as f32, y as f32 + 1.0]]);
        }
    }
    rims
}

/// The convex hull, clockwise (Andrew's monotone chain).
fn hull(points: &[[f32; 2]]) -> Vec<[f32; 2]> {
    let mut points = points.to_vec();
    points.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    points.dedup();
    let mut hull: Vec<[f32; 2]> = Vec::new();
    for pass in 0..2 {
        let floor = hull.len();
        let chain: Box<dyn Iterator<Item = &[f32; 2]>> =
            if pass == 0 { Box::new(points.iter()) } else { Box::new(points.iter().rev()) };
        for point in chain {
            while let [.., a, b] = hull[floor..] {
                if (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0]) > 0.0 {
                    break;
                }
                hull.pop();
            }
            hull.push(*point);
        }
        hull.pop();
    }
    hull
}

/// The largest quadrilateral whose corners are a hull's.
fn largest_quad(hull: &[[f32; 2]]) -> Option<[[f32; 2]; 4]> {
    /// Corners of a hull that are looked at: evenly chosen when there are more.
    const MOST: usize = 48;
    let stride = hull.len().div_ceil(MOST).max(1);
    let hull: Vec<[f32; 2]> = hull.iter().copied().step_by(stride).collect();
    let triangle = |a: [f32; 2], b: [f32; 2], c: [f32; 2]| area(&[a, b, c]).abs();
    let mut best = (0.0, None);
    for i in 0..hull.len() {
        for k in i + 2..hull.len() {
            // The corners farthest from the diagonal on both sides of it.
            let far = |run: &mut dyn Iterator<Item = usize>| {
                run.map(|at| (triangle(hull[i], hull[at], hull[k]), at)).max_by(|a, b| a.0.total_cmp(&b.0))
            };
            let one = far(&mut (i + 1..k));
            let other = far(&mut (k + 1..hull.len()).chain(0..i));
            if let (Some((a, j)), Some((b, l))) = (one, other)
                && a + b > best.0
            {
                best = (a + b, Some([hull[i], hull[j], hull[k], hull[l]]));
            }
        }
    }
    best.1
}
