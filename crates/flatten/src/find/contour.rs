//! A page by its contour in the network's map, where no four straight lines are its sides: a curled page, or one whose
//! edges hardly show. The contour tells the corners and roughly the sides; the photo's own edges near it tell the rest.

use image::RgbImage;
use rayon::prelude::*;

use super::{
    Outline, curve,
    mask::{CELLS, Mask},
    opinion, sides,
};
use crate::geometry::{Point, Quad};

/// Places around a contour.
const PLACES: usize = 256;
/// Rough corners that are looked at.
const CORNERS_MAX: usize = 10;
/// How far a side may be from the contour, in cells.
const REACH: f64 = 1.3;
/// A contour must agree this well with the map that it is from, and by this much better than the page it replaces.
const AGREED: f32 = 0.85;
const GAIN: f32 = 0.03;

/// Replaces a page that the network sees otherwise by the network's own, its sides moved to the photo's edges, where
/// the network is sure of it.
pub(super) fn mend(photo: &RgbImage, mask: &Mask, page: &mut Outline) {
    let map = region(&mask.page);
    let cell = (f64::from(photo.width()) / CELLS as f64, f64::from(photo.height()) / CELLS as f64);
    let agreed = |page: &Outline| {
        let polygon: Vec<[f32; 2]> = page
            .sides
            .iter()
            .flat_map(|side| side.iter().take(side.len().saturating_sub(1)))
            .map(|point| [(point.x / cell.0) as f32, (point.y / cell.1) as f32])
            .collect();
        opinion::shared(&map, &polygon)
    };
    let before = agreed(page);
    if before > 1.0 - GAIN {
        return;
    }
    let Some(contour) = contour(&map) else { return };
    let Some(corners) = corners(&contour, &mask.corner) else { return };
    let in_photo = |[x, y]: [f32; 2]| Point::new(f64::from(x) * cell.0, f64::from(y) * cell.1);
    let runs: Option<Vec<Vec<Point>>> = (0..4_usize)
        .into_par_iter()
        .map(|at| {
            let (from, to) = (corners[at], corners[(at + 1) % 4]);
            let count = (to + PLACES - from) % PLACES;
            let rough: Vec<Point> =
                (0..=count).map(|more| in_photo(contour[(from + more) % PLACES])).collect();
            curve::follow_near(photo, &rough, REACH * cell.0.max(cell.1)).map(|curve| curve.points)
        })
        .collect();
    let near = corners.map(|at| in_photo(contour[at]));
    let Some(mended) = runs.and_then(|runs| sides::joined(&runs, &near, page.confidence)) else { return };
    let after = agreed(&mended);
    if after > AGREED && after > before + GAIN {
        *page = Outline { spine: page.spine, ..first_upper_left(mended) };
    }
}

/// The map without what is not connected to its largest likely region.
fn region(page: &[f32]) -> Vec<f32> {
    let mut label = vec![0_usize; page.len()];
    let mut sizes = vec![0_usize];
    for start in 0..page.len() {
        if page[start] <= 0.5 || label[start] != 0 {
            continue;
        }
        let this = sizes.len();
        label[start] = this;
        let mut open = vec![start];
        let mut size = 0;
        while let Some(at) = open.pop() {
            size += 1;
            for near in around(at) {
                if page[near] > 0.5 && label[near] == 0 {
                    label[near] = this;
                    open.push(near);
                }
            }
        }
        sizes.push(size);
    }
    let largest = (1..sizes.len()).max_by_key(|&at| sizes[at]).unwrap_or(usize::MAX);
    // The rim of the region counts too.
    (0..page.len())
        .map(|at| {
            let is_near = label[at] == largest || around(at).any(|near| label[near] == largest);
            if is_near { page[at] } else { 0.0 }
        })
        .collect()
}

/// The cells beside, above and below one.
fn around(at: usize) -> impl Iterator<Item = usize> {
    let (x, y) = (at % CELLS, at / CELLS);
    [(x.wrapping_sub(1), y), (x + 1, y), (x, y.wrapping_sub(1)), (x, y + 1)]
        .into_iter()
        .filter(|&(x, y)| x < CELLS && y < CELLS)
        .map(|(x, y)| y * CELLS + x)
}

/// The contour of a map's region, clockwise, in cells: where it ends on even rays from its middle. `None` where there
/// is none or the photo cuts it.
fn contour(map: &[f32]) -> Option<Vec<[f32; 2]>> {
    /// Cells from one place on a ray to the next.
    const STRIDE: f32 = 0.25;
    let (mut sum, mut middle) = (0.0_f32, [0.0_f32; 2]);
    for (at, &page) in map.iter().enumerate() {
        sum += page;
        middle[0] += page * ((at % CELLS) as f32 + 0.5);
        middle[1] += page * ((at / CELLS) as f32 + 0.5);
    }
    if sum < 40.0 {
        return None;
    }
    let middle = middle.map(|part| part / sum);
    (0..PLACES)
        .map(|ray| {
            let (sine, cosine) = (ray as f32 / PLACES as f32 * std::f32::consts::TAU).sin_cos();
            let place = |far: f32| [middle[0] + cosine * far, middle[1] + sine * far];
            let mut last = None;
            let mut before = 1.0;
            for at in 0..(1.5 * CELLS as f32 / STRIDE) as usize {
                let far = at as f32 * STRIDE;
                let [x, y] = place(far);
                if !(0.0..CELLS as f32).contains(&x) || !(0.0..CELLS as f32).contains(&y) {
                    break;
                }
                let here = smooth(map, [x, y]);
                if before > 0.5 && here <= 0.5 {
                    last = Some(far - STRIDE * (0.5 - here) / (before - here).max(1e-6));
                }
                before = here;
            }
            // Where the ray leaves the photo within the page, the page has no contour.
            if before > 0.5 { None } else { last.map(place) }
        })
        .collect()
}

/// The value of a map at a place, between the middles of its cells.
pub(super) fn smooth(map: &[f32], [x, y]: [f32; 2]) -> f32 {
    let limit = CELLS as f32 - 1.0;
    let (x, y) = ((x - 0.5).clamp(0.0, limit), (y - 0.5).clamp(0.0, limit));
    let (column, row) = (x as usize, y as usize);
    let (right, below) = ((column + 1).min(CELLS - 1), (row + 1).min(CELLS - 1));
    let (across, down) = (x - column as f32, y - row as f32);
    let upper = map[row * CELLS + column] * (1.0 - across) + map[row * CELLS + right] * across;
    let lower = map[below * CELLS + column] * (1.0 - across) + map[below * CELLS + right] * across;
    upper * (1.0 - down) + lower * down
}

/// Which four places of a contour are its corners, in its order: where it turns sharply and the network sees corners,
/// and which leave little of it out.
fn corners(contour: &[[f32; 2]], corner: &[f32]) -> Option<[usize; 4]> {
    /// How far along the contour a turn is measured, as a share of its length; places nearer are one corner.
    const ARM: f32 = 0.035;
    let far = |a: [f32; 2], b: [f32; 2]| (a[0] - b[0]).hypot(a[1] - b[1]);
    let length: f32 = (0..PLACES).map(|at| far(contour[at], contour[(at + 1) % PLACES])).sum();
    let arm = |at: usize, by: usize| {
        let mut place = at;
        let mut gone = 0.0;
        while gone < ARM * length {
            let next = (place + by) % PLACES;
            gone += far(contour[place], contour[next]).max(1e-3);
            place = next;
        }
        contour[place]
    };
    let values: Vec<f32> = (0..PLACES)
        .map(|at| {
            let (here, a, b) = (contour[at], arm(at, PLACES - 1), arm(at, 1));
            let (u, v) = ([here[0] - a[0], here[1] - a[1]], [b[0] - here[0], b[1] - here[1]]);
            let turn = (u[0] * v[1] - u[1] * v[0]).atan2(u[0] * v[0] + u[1] * v[1]);
            let seen = (-6..=6)
                .flat_map(|y| (-6..=6).map(move |x| (x, y)))
                .map(|(x, y)| smooth(corner, [here[0] + x as f32 * 0.25, here[1] + y as f32 * 0.25]))
                .fold(0.0, f32::max);
            turn.clamp(0.0, 1.6) / 1.6 + seen
        })
        .collect();
    let mut order: Vec<usize> = (0..PLACES).collect();
    order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
    let mut kept: Vec<usize> = Vec::new();
    for at in order {
        if kept.len() < CORNERS_MAX
            && kept.iter().all(|&other| far(contour[at], contour[other]) > ARM * length)
        {
            kept.push(at);
        }
    }
    kept.sort_unstable();
    let whole = super::quads::area(contour);
    let mut best: (f32, Option<[usize; 4]>) = (0.0, None);
    for (i, &a) in kept.iter().enumerate() {
        for (j, &b) in kept.iter().enumerate().skip(i + 1) {
            for (k, &c) in kept.iter().enumerate().skip(j + 1) {
                for &d in kept.iter().skip(k + 1) {
                    let four = [a, b, c, d];
                    let share = super::quads::area(&four.map(|at| contour[at])) / whole.max(1e-6);
                    let value = four.iter().map(|&at| values[at]).sum::<f32>() + 4.0 * share.min(1.0);
                    if share > 0.6 && value > best.0 {
                        best = (value, Some(four));
                    }
                }
            }
        }
    }
    best.1
}

/// With the corner first that the photo shows at the upper left.
fn first_upper_left(mut page: Outline) -> Outline {
    let sum = |at: &usize| page.corners.0[*at].x + page.corners.0[*at].y;
    let first = (0..4).min_by(|a, b| sum(a).total_cmp(&sum(b))).unwrap_or(0);
    let Quad(corners) = &mut page.corners;
    corners.rotate_left(first);
    page.sides.rotate_left(first);
    page
}
