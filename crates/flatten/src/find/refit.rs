//! The sides of a page to a fraction of a pixel, from the photo itself.

use image::RgbImage;
use rayon::prelude::*;

use super::band::Band;
use crate::geometry::{Point, Quad};

/// Sides are fitted to what a photo of this longer side shows, in pixels.
const FINE: f64 = 1800.0;
/// How far a side may be from where it is thought to be, in pixels of that photo.
const REACH: i32 = 9;
/// The most stations along a side.
const STATIONS_MAX: usize = 96;

/// A side that has been fitted.
#[derive(Debug, Clone, Copy)]
struct Side {
    from: Point,
    to: Point,
    /// The share of it that has an edge there, 0 to 1.
    support: f64,
}

/// Corners that have been fitted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Refit {
    pub(super) corners: Quad,
    /// The share of each side that has an edge in its place, 0 to 1.
    pub(super) support: [f64; 4],
}

impl Refit {
    /// A side with this share of edge along it is straight, and where it is thought to be.
    pub(super) const FIRM: f64 = 0.85;

    /// Whether the sides together have so little edge that they may be no sides.
    pub(super) fn is_doubtful(&self) -> bool {
        /// Sides of a right page have at least this much edge, on average.
        const DOUBTFUL: f64 = 0.78;
        self.support.iter().sum::<f64>() < 4.0 * DOUBTFUL
    }
}

/// Fits the sides of a page. Those in `kept` stay as they are: they are the photo's own.
pub(super) fn refit(photo: &RgbImage, corners: &Quad, kept: [bool; 4]) -> Refit {
    let longer = f64::from(photo.width().max(photo.height()));
    let mut known = *corners;
    let mut support = [0.0; 4];
    for reach in [REACH, 4] {
        let sides: Vec<Side> = (0..4_usize)
            .into_par_iter()
            .map(|at| {
                let (from, to) = (known.0[at], known.0[(at + 1) % 4]);
                if kept[at] {
                    return Side { from, to, support: 0.5 };
                }
                fitted(photo, from, to, (longer / FINE).max(1.0), reach).unwrap_or(Side {
                    from,
                    to,
                    support: 0.0,
                })
            })
            .collect();
        let crossed: Option<Vec<Point>> =
            (0..4).map(|at| crossing(&sides[(at + 3) % 4], &sides[at])).collect();
        let Some([a, b, c, d]) = crossed.as_deref().and_then(|c| <[Point; 4]>::try_from(c).ok()) else {
            break;
        };
        let next = Quad([a, b, c, d]);
        let moved = next.0.iter().zip(known.0).map(|(a, b)| a.distance(b)).fold(0.0, f64::max);
        if moved > 0.05 * longer || !next.is_convex() {
            break;
        }
        known = next;
        support = std::array::from_fn(|at| sides[at].support);
    }
    Refit { corners: known, support }
}

/// Where two sides, drawn out, cross.
fn crossing(a: &Side, b: &Side) -> Option<Point> {
    let (u, v) =
        (Point::new(a.to.x - a.from.x, a.to.y - a.from.y), Point::new(b.to.x - b.from.x, b.to.y - b.from.y));
    let slant = u.x * v.y - u.y * v.x;
    if slant.abs() < 1e-3 * u.x.hypot(u.y) * v.x.hypot(v.y) {
        return None;
    }
    let share = ((b.from.x - a.from.x) * v.y - (b.from.y - a.from.y) * v.x) / slant;
    Some(a.from.towards(a.to, share))
}

/// One side: the straight line within reach that has most edge along it, then the line through the edge's exact
/// places, those far from it left out (Tukey's weights).
fn fitted(photo: &RgbImage, from: Point, to: Point, step: f64, reach: i32) -> Option<Side> {
    let length = from.distance(to);
    let count = ((length / (6.0 * step)) as usize).clamp(12, STATIONS_MAX);
    let inwards = Point::new(-(to.y - from.y) / length.max(1e-9), (to.x - from.x) / length.max(1e-9));
    // Corners are rounded, or folded over.
    let share = |at: usize| 0.03 + 0.94 * (at as f64 + 0.5) / count as f64;
    let stations = (0..count).map(|at| (from.towards(to, share(at)), inwards)).collect();
    let band = Band::new(photo, stations, step, reach);
    let seen = (0..count).filter(|&at| band.is_seen(at)).count();
    if seen * 3 < count {
        return None;
    }
    let mut best = (0.0_f32, 0, 0, 1.0_f32);
    for sign in [1.0_f32, -1.0] {
        let table: Vec<Vec<f32>> = (0..count)
            .map(|at| (-reach..=reach).map(|offset| band.edge(at, offset, sign)).collect())
            .collect();
        for start in -reach..=reach {
            for end in -reach..=reach {
                let (mut sum, mut offset) = (0.0, f64::from(start + reach) + 0.5);
                let slope = f64::from(end - start) / (count - 1) as f64;
                for row in &table {
                    sum += row[offset as usize];
                    offset += slope;
                }
                // Where two are alike, the one nearer to where it was thought to be.
                let value = sum - 0.01 * (start.abs() + end.abs()) as f32;
                if value > best.0 {
                    best = (value, start, end, sign);
                }
            }
        }
    }
    let (_, start, end, sign) = best;
    let (mut a, mut b) = (f64::from(start), f64::from(end));
    let mut support = 0.0;
    for (near, tolerance) in [(2, 2.0), (1, 1.2), (1, 0.8)] {
        let mut sums = [0.0; 5];
        support = 0.0;
        for at in 0..count {
            let along = at as f64 / (count - 1) as f64;
            let line = a + (b - a) * along;
            let middle = line.round() as i32;
            let at_edge = (middle - near..=middle + near)
                .max_by(|&x, &y| band.edge(at, x, sign).total_cmp(&band.edge(at, y, sign)))
                .unwrap_or(middle);
            let trust = f64::from(band.edge(at, at_edge, sign));
            support += trust;
            let away = band.peak(at, at_edge, sign) - line;
            let weight = trust * (1.0 - (away / (2.0 * tolerance)).powi(2)).max(0.0).powi(2);
            for (sum, add) in sums.iter_mut().zip([1.0, along, away, along * along, along * away]) {
                *sum += weight * add;
            }
        }
        let [weight, along, away, squares, products] = sums;
        let spread = weight * squares - along * along;
        if spread < 1e-6 * weight * weight || weight < 3.0 {
            break;
        }
        let slope = (weight * products - along * away) / spread;
        let offset = (away - slope * along) / weight;
        a += offset;
        b += offset + slope;
    }
    let limit = f64::from(reach) + 1.0;
    let (a, b) = (a.clamp(-limit, limit), b.clamp(-limit, limit));
    Some(Side { from: band.place(0, a), to: band.place(count - 1, b), support: support / seen.max(1) as f64 })
}
