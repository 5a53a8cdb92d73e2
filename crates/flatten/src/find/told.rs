//! Quadrilaterals that the network's maps tell: between the corners that it sees, moved to where they cover its page and
//! run along its border best.

use rayon::prelude::*;

use super::{
    contour::smooth,
    mask::{CELLS, Mask, mean_along},
    opinion::shared,
    quads::{area, aslant, is_convex},
};

/// Corners of the map that are looked at, and the least that one shows there.
const CORNERS_MAX: usize = 8;
const CORNER_MIN: f32 = 0.12;
/// The least area of a page, in cells.
const AREA_MIN: f32 = 0.02 * (CELLS * CELLS) as f32;
/// How much running along the border counts, beside covering the page.
const BORDER: f32 = 0.5;
/// How much corners that no page shows count against it.
const ASKEW: f32 = 0.6;
/// Quadrilaterals that are moved.
const MOVED_MAX: usize = 4;
/// How far corners are moved at a time, in cells.
const STEPS: [f32; 4] = [2.0, 1.0, 0.5, 0.25];

/// A quadrilateral in cells, clockwise.
type Cells = [[f32; 2]; 4];

/// The best quadrilaterals, best first: between corners of the map, or from where `starts` are. `shape` is how many times
/// as wide as high a cell is.
pub(super) fn quads(mask: &Mask, shape: f32, starts: &[Cells]) -> Vec<Cells> {
    let corners = corners(&mask.corner);
    let mut found: Vec<(f32, Cells)> = Vec::new();
    for (i, &a) in corners.iter().enumerate() {
        for (j, &b) in corners.iter().enumerate().skip(i + 1) {
            for (k, &c) in corners.iter().enumerate().skip(j + 1) {
                for &d in corners.iter().skip(k + 1) {
                    found.extend(around([a, b, c, d]).map(|quad| (value(mask, shape, &quad), quad)));
                }
            }
        }
    }
    found.extend(starts.iter().map(|quad| (value(mask, shape, quad), *quad)));
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.truncate(MOVED_MAX);
    let mut moved: Vec<(f32, Cells)> =
        found.into_par_iter().map(|start| climbed(mask, shape, start)).collect();
    moved.sort_by(|a, b| b.0.total_cmp(&a.0));
    moved.into_iter().map(|(_, quad)| quad).collect()
}

/// Where the map of corners has its peaks, strongest first.
fn corners(map: &[f32]) -> Vec<[f32; 2]> {
    let at = |x: i32, y: i32| {
        let inside = (0..CELLS as i32).contains(&x) && (0..CELLS as i32).contains(&y);
        if inside { map[y as usize * CELLS + x as usize] } else { 0.0 }
    };
    let square = |reach: i32| (-reach..=reach).flat_map(move |y| (-reach..=reach).map(move |x| (x, y)));
    let mut peaks: Vec<(f32, [f32; 2])> = Vec::new();
    for y in 0..CELLS as i32 {
        for x in 0..CELLS as i32 {
            let here = at(x, y);
            // Of equal neighbours the first is the peak.
            let is_peak = square(2).all(|(dx, dy)| {
                let there = at(x + dx, y + dy);
                there < here || (there <= here && (dy, dx) >= (0, 0))
            });
            if here >= CORNER_MIN && is_peak {
                let (mut sum, mut place) = (0.0, [0.0; 2]);
                for (dx, dy) in square(1) {
                    let weight = at(x + dx, y + dy);
                    sum += weight;
                    place[0] += weight * ((x + dx) as f32 + 0.5);
                    place[1] += weight * ((y + dy) as f32 + 0.5);
                }
                peaks.push((here, place.map(|part| part / sum)));
            }
        }
    }
    peaks.sort_by(|a, b| b.0.total_cmp(&a.0));
    peaks.truncate(CORNERS_MAX);
    peaks.into_iter().map(|(_, place)| place).collect()
}

/// Four places in their order around their middle; `None` when they make no page.
fn around(mut places: Cells) -> Option<Cells> {
    let middle: [f32; 2] =
        std::array::from_fn(|axis| places.iter().map(|place| place[axis]).sum::<f32>() / 4.0);
    let angle = |place: &[f32; 2]| (place[1] - middle[1]).atan2(place[0] - middle[0]);
    places.sort_by(|a, b| angle(a).total_cmp(&angle(b)));
    is_page(&places).then_some(places)
}

fn is_page(quad: &Cells) -> bool {
    is_convex(quad) && area(quad) > AREA_MIN
}

/// How well a quadrilateral covers the page of the map and runs along its border, less what it is too askew for a page.
fn value(mask: &Mask, shape: f32, quad: &Cells) -> f32 {
    let stretched = quad.map(|[x, y]| [x * shape, y]);
    let border = mean_along(quad, [false; 4], |place| smooth(&mask.border, place));
    shared(&mask.page, quad) + BORDER * border - ASKEW * aslant(&stretched)
}

/// Moves one corner after the other for as long as that is better.
fn climbed(mask: &Mask, shape: f32, (mut best, mut quad): (f32, Cells)) -> (f32, Cells) {
    /// Rounds at one step, at most.
    const ROUNDS: usize = 8;
    for step in STEPS {
        for _ in 0..ROUNDS {
            let before = best;
            for corner in 0..4 {
                for (x, y) in [(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1), (1, -1), (-1, 1)] {
                    let mut moved = quad;
                    moved[corner][0] += step * x as f32;
                    moved[corner][1] += step * y as f32;
                    let is_near = moved[corner].iter().all(|part| (-8.0..CELLS as f32 + 8.0).contains(part));
                    if is_near && is_page(&moved) {
                        let now = value(mask, shape, &moved);
                        if now > best {
                            (best, quad) = (now, moved);
                        }
                    }
                }
            }
            if best <= before {
                break;
            }
        }
    }
    (best, quad)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Maps of a page with these corners, and of another that is fainter.
    fn mask(page: &Cells) -> Mask {
        let mut mask = Mask {
            page: vec![0.0; CELLS * CELLS],
            border: vec![0.0; CELLS * CELLS],
            corner: vec![0.0; CELLS * CELLS],
            spine: vec![0.0; CELLS * CELLS],
            strength: 1.0,
        };
        for y in 0..CELLS {
            for x in 0..CELLS {
                let (at, place) = (y * CELLS + x, [x as f32 + 0.5, y as f32 + 0.5]);
                let far = (0..4)
                    .map(|side| {
                        let (a, b) = (page[side], page[(side + 1) % 4]);
                        let length = (b[0] - a[0]).hypot(b[1] - a[1]);
                        ((b[0] - a[0]) * (place[1] - a[1]) - (b[1] - a[1]) * (place[0] - a[0])) / length
                    })
                    .fold(f32::MAX, f32::min);
                mask.page[at] = (far + 0.5).clamp(0.0, 1.0);
                mask.border[at] = (1.5 - far.abs()).clamp(0.0, 1.0);
                let nearest =
                    page.iter().map(|c| (c[0] - place[0]).hypot(c[1] - place[1])).fold(f32::MAX, f32::min);
                mask.corner[at] = (-nearest * nearest / 3.4).exp();
            }
        }
        mask
    }

    fn apart(a: &Cells, b: &Cells) -> f32 {
        let nearest = |place: &[f32; 2]| {
            b.iter().map(|other| (place[0] - other[0]).hypot(place[1] - other[1])).fold(f32::MAX, f32::min)
        };
        a.iter().map(nearest).fold(0.0, f32::max)
    }

    #[test]
    fn a_page_is_told_by_its_corners_or_from_nearby() {
        let page = [[14.2, 9.5], [50.1, 12.3], [47.6, 55.0], [11.0, 50.8]];
        let mut mask = mask(&page);
        let told = quads(&mask, 1.0, &[]);
        assert!(told.first().is_some_and(|quad| apart(&page, quad) < 0.7), "{told:?}");
        mask.corner.fill(0.0);
        assert!(quads(&mask, 1.0, &[]).is_empty());
        let rough = [[10.0, 14.0], [55.0, 9.0], [51.0, 50.0], [14.0, 56.0]];
        let told = quads(&mask, 1.0, &[rough]);
        assert!(told.first().is_some_and(|quad| apart(&page, quad) < 1.5), "{told:?}");
    }
}
