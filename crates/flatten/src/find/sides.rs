//! The outline of a page from its corners: each side straight, or along its curl where that fits better.

use image::RgbImage;
use rayon::prelude::*;

use super::{
    Outline,
    curve::{Curve, crossing, follow},
    refit::Refit,
};
use crate::geometry::{Point, Quad};

/// A curve must have this much more edge along it than any straight line, and this much at least.
const GAIN: f64 = 0.1;
const SUPPORT_MIN: f64 = 0.5;
/// A curve bulges by at least this share of its length.
const BULGE_MIN: f64 = 0.006;

/// The outline of a page whose straight sides have been fitted. Those in `kept` are the photo's own.
pub(super) fn outline(photo: &RgbImage, fitted: &Refit, kept: [bool; 4], confidence: f64) -> Outline {
    let straight = Outline::straight(fitted.corners, confidence);
    let corners = fitted.corners.0;
    let curves: Vec<Option<Curve>> = (0..4_usize)
        .into_par_iter()
        .map(|at| {
            if kept[at] || fitted.support[at] > Refit::FIRM {
                return None;
            }
            follow(photo, corners[at], corners[(at + 1) % 4]).filter(|curve| {
                curve.support > SUPPORT_MIN
                    && curve.support > curve.straight + GAIN
                    && curve.bulge > BULGE_MIN
            })
        })
        .collect();
    if curves.iter().all(Option::is_none) {
        return straight;
    }
    let runs: Vec<Vec<Point>> = curves
        .into_iter()
        .enumerate()
        .map(|(at, curve)| {
            let (from, to) = (corners[at], corners[(at + 1) % 4]);
            curve.map_or_else(|| vec![from.towards(to, -0.15), to.towards(from, -0.15)], |curve| curve.points)
        })
        .collect();
    joined(&runs, &corners, confidence).unwrap_or(straight)
}

/// The outline whose sides run along these until they cross near the corners.
pub(super) fn joined(runs: &[Vec<Point>], near: &[Point; 4], confidence: f64) -> Option<Outline> {
    let runs: Vec<Vec<Point>> = runs.iter().map(|run| drawn_out(run)).collect();
    let crossed: Option<Vec<(Point, f64, f64)>> =
        (0..4).map(|at| crossing(&runs[(at + 3) % 4], &runs[at], near[at])).collect();
    let crossed = crossed?;
    let corners = Quad(std::array::from_fn(|at| crossed[at].0));
    let length = corners.sides().into_iter().fold(0.0, f64::max);
    let moved = corners.0.iter().zip(near).map(|(a, b)| a.distance(*b)).fold(0.0, f64::max);
    if !corners.is_convex() || moved > 0.2 * length {
        return None;
    }
    let mut sides: [Vec<Point>; 4] = Default::default();
    for (at, side) in sides.iter_mut().enumerate() {
        let (start, end) = (crossed[at].2, crossed[(at + 1) % 4].1);
        if end <= start {
            return None;
        }
        side.push(corners.0[at]);
        let between = runs[at].iter().enumerate().filter(|(place, _)| {
            let place = *place as f64;
            place > start + 0.01 && place < end - 0.01
        });
        side.extend(between.map(|(_, point)| *point));
        side.push(corners.0[(at + 1) % 4]);
    }
    Some(Outline { corners, sides, confidence, spine: None })
}

/// A run that goes on straight at both ends, so that it meets its neighbours.
fn drawn_out(run: &[Point]) -> Vec<Point> {
    /// How far it goes on, as a share of its length.
    const MORE: f64 = 0.12;
    /// The points that tell in which direction.
    const TELLING: usize = 6;
    let beyond = |end: Point, inner: Point| {
        let length = run.first().zip(run.last()).map_or(0.0, |(a, b)| a.distance(*b));
        end.towards(inner, -MORE * length / end.distance(inner).max(1e-6))
    };
    let last = run.len().saturating_sub(1);
    let told = TELLING.min(last);
    let mut drawn = Vec::with_capacity(run.len() + 2);
    drawn.extend(run.first().map(|&end| beyond(end, run[told])));
    drawn.extend_from_slice(run);
    drawn.extend(run.last().map(|&end| beyond(end, run[last - told])));
    drawn
}
