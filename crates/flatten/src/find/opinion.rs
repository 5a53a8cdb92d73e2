//! What the network's opinion of a photo says of a quadrilateral in it, and of a book's spine.

use super::{
    mask::{CELLS, Mask, mean_along},
    planes::Planes,
    quads::Candidate,
    seeds::Cells,
};

/// How likely a cell is to be taken for a page when regions are sought: the middle, and both sides of it, since pages
/// that touch grow together at one and fall apart at another.
const LIKELY: [f32; 3] = [0.5, 0.3, 0.75];
/// The least share of a side that has an edge, where the network sees the page: a white sheet on a white desk has few.
pub(super) const SUPPORT_MIN: f32 = 0.05;
/// Covering the network's page better than this is no better: its map is coarse, and two pages side by side are one in it.
const ENOUGH: f32 = 0.8;
/// A spine must be this likely along its length.
const SPINE: f32 = 0.4;

/// Quadrilaterals that the network takes for pages, in pixels of the small copy: those around likely regions, and the
/// best that its maps tell.
pub(super) fn seeds(mask: &Mask, planes: &Planes) -> Vec<[[f32; 2]; 4]> {
    let mut seeds: Vec<[[f32; 2]; 4]> = LIKELY
        .into_iter()
        .flat_map(|likely| {
            let values = mask.page.iter().map(|&page| page > likely).collect();
            super::seeds::around(&Cells { width: CELLS, height: CELLS, values }, planes)
        })
        .collect();
    let starts: Vec<[[f32; 2]; 4]> = seeds.iter().map(|seed| in_cells(planes, seed)).collect();
    let (across, down) = (planes.width as f32 / CELLS as f32, planes.height as f32 / CELLS as f32);
    let told = super::told::quads(mask, across / down, &starts);
    seeds.extend(told.into_iter().map(|quad| quad.map(|[x, y]| [x * across, y * down])));
    seeds
}

/// Adds the network's opinion to the scores of candidates, and sorts them anew, best first.
pub(super) fn weigh(mask: &Mask, planes: &Planes, candidates: &mut [Candidate]) {
    let sure = certainty(mask);
    for candidate in candidates.iter_mut() {
        // A band across the photo covers a stripe of a floor as well as a page.
        let sure = if candidate.is_band() { sure / 2.0 } else { sure };
        candidate.opinion = sure
            * (1.2 * (agreement(mask, planes, candidate).min(ENOUGH) - 0.6)
                + 0.3 * (rim(mask, planes, candidate) - 0.4));
        candidate.score += candidate.opinion;
    }
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score));
}

/// How sure the network is of what it sees, 0 to 1: how much of all that it takes for a page is in cells that are likelier
/// page than not. A faint map says less, whether of a page or of there being none.
fn certainty(mask: &Mask) -> f32 {
    let all: f32 = mask.page.iter().sum();
    let likely: f32 = mask.page.iter().filter(|&&page| page > 0.5).sum();
    let is_even = mask.page.iter().all(|&page| page > 0.5);
    let strength = ((mask.strength - 0.15) / 0.5).clamp(0.0, 1.0);
    if is_even || all < 1.0 { 0.0 } else { strength * (1.25 * likely / all).min(1.0) }
}

/// How well a candidate covers what the network takes for the page: the likely area that they share, of all that either
/// has, 0 to 1.
fn agreement(mask: &Mask, planes: &Planes, candidate: &Candidate) -> f32 {
    shared(&mask.page, &in_cells(planes, &candidate.corners))
}

/// The part of a map that a polygon in cells and the map share, of all that either has, 0 to 1.
pub(super) fn shared(map: &[f32], polygon: &[[f32; 2]]) -> f32 {
    let (mut shared, mut either) = (0.0_f32, 0.0_f32);
    for row in 0..CELLS {
        let spans = spans(polygon, row as f32 + 0.5);
        for (column, &page) in map[row * CELLS..(row + 1) * CELLS].iter().enumerate() {
            // How much of the cell's width is inside.
            let within = |span: &[f32]| match span {
                [from, to] => (to.min(column as f32 + 1.0) - from.max(column as f32)).clamp(0.0, 1.0),
                _ => 0.0,
            };
            let inside = spans.chunks_exact(2).map(within).sum::<f32>().min(1.0);
            shared += inside.min(page);
            either += inside.max(page);
        }
    }
    shared / either.max(1.0)
}

/// How much the network sees of a page's border along a candidate's sides and of its corners, 0 to 1.
fn rim(mask: &Mask, planes: &Planes, candidate: &Candidate) -> f32 {
    let quad = in_cells(planes, &candidate.corners);
    mean_along(&quad, candidate.is_frame, |place| strongest(&mask.border, place))
}

/// Where a book's spine is on a page, upper end first, in pixels of the small copy; `None` where there is none.
pub(super) fn spine(mask: &Mask, planes: &Planes, corners: &[[f32; 2]; 4]) -> Option<[[f32; 2]; 2]> {
    let quad = in_cells(planes, corners);
    let between =
        |a: [f32; 2], b: [f32; 2], share: f32| [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share];
    let mut best: (f32, Option<[[f32; 2]; 2]>) = (SPINE, None);
    // The spine runs from one side to the opposite one, through the middle or nearly so.
    for [from, to] in [[0, 3], [0, 1]] {
        let ends = [
            (quad[from], quad[(from + if to == 3 { 1 } else { 3 }) % 4]),
            (quad[to], quad[(to + if to == 3 { 3 } else { 1 }) % 4]),
        ];
        for first in 0..=20 {
            for last in 0..=20 {
                let share = |at: i32| 0.3 + 0.02 * at as f32;
                let a = between(ends[0].0, ends[0].1, share(first));
                let b = between(ends[1].0, ends[1].1, share(last));
                let sum: f32 = (0..16)
                    .map(|at| strongest(&mask.spine, between(a, b, 0.08 + 0.84 * at as f32 / 15.0)))
                    .sum();
                if sum / 16.0 > best.0 {
                    best = (sum / 16.0, Some([a, b]));
                }
            }
        }
    }
    let (across, down) = (planes.width as f32 / CELLS as f32, planes.height as f32 / CELLS as f32);
    best.1.map(|ends| ends.map(|[x, y]| [x * across, y * down]))
}

/// The value of the cell that holds a place, or of a neighbour beside, above or below if that is greater.
fn strongest(map: &[f32], place: [f32; 2]) -> f32 {
    let [x, y] = place.map(|part| part.clamp(0.0, CELLS as f32 - 1.0) as usize);
    let at =
        |x: usize, y: usize| map.get(y.min(CELLS - 1) * CELLS + x.min(CELLS - 1)).copied().unwrap_or(0.0);
    [at(x, y), at(x + 1, y), at(x.saturating_sub(1), y), at(x, y + 1), at(x, y.saturating_sub(1))]
        .into_iter()
        .fold(0.0, f32::max)
}

fn in_cells(planes: &Planes, corners: &[[f32; 2]; 4]) -> [[f32; 2]; 4] {
    let (across, down) = (CELLS as f32 / planes.width as f32, CELLS as f32 / planes.height as f32);
    corners.map(|[x, y]| [x * across, y * down])
}

/// Where a polygon's border crosses a row, from left to right: into it, out of it, and so on.
fn spans(polygon: &[[f32; 2]], y: f32) -> Vec<f32> {
    let next = polygon.iter().cycle().skip(1);
    let crosses = |(a, b): (&[f32; 2], &[f32; 2])| {
        ((a[1] <= y) != (b[1] <= y)).then(|| a[0] + (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]))
    };
    let mut spans: Vec<f32> = polygon.iter().zip(next).filter_map(crosses).collect();
    spans.sort_by(f32::total_cmp);
    spans
}
