//! Sides that are not straight: the way along which a strip around a side has most edge.

use image::RgbImage;

use super::band::Band;
use crate::geometry::Point;

/// Sides are followed on what a photo of this longer side shows, in pixels.
const COARSE: f64 = 800.0;
/// How far a side may bulge, as a share of its length.
const BULGE: f64 = 0.13;
/// How far beyond its corners a side is followed, as a share of its length.
const BEYOND: f64 = 0.05;
/// Stations along a side.
const STATIONS: usize = 72;
/// The most that the way may go aside from one station to the next, in steps.
const TURN: i32 = 3;
/// The degree of the polynomial that a side is smoothed with.
const DEGREE: usize = 5;

/// A side that has been followed.
#[derive(Debug, Clone)]
pub(super) struct Curve {
    /// Places along it, from before the first corner to beyond the second, in photo pixels.
    pub(super) points: Vec<Point>,
    /// The share of it that has an edge, 0 to 1.
    pub(super) support: f64,
    /// What a straight line has at best, measured alike.
    pub(super) straight: f64,
    /// How far it strays from its chord, as a share of that.
    pub(super) bulge: f64,
}

/// Follows the side between two corners, clockwise, in a strip around the straight line between them.
pub(super) fn follow(photo: &RgbImage, from: Point, to: Point) -> Option<Curve> {
    let longer = f64::from(photo.width().max(photo.height()));
    let step = (longer / COARSE).max(1.0);
    let length = from.distance(to);
    if length < 40.0 * step {
        return None;
    }
    let reach = ((BULGE * length / step) as i32).clamp(6, 70);
    let inwards = Point::new(-(to.y - from.y) / length, (to.x - from.x) / length);
    let share = |at: usize| (1.0 + 2.0 * BEYOND) * (at as f64 + 0.5) / STATIONS as f64 - BEYOND;
    let stations: Vec<(Point, Point)> =
        (0..STATIONS).map(|at| (from.towards(to, share(at)), inwards)).collect();
    let band = Band::new(photo, stations.clone(), step, reach);
    let signs = [1.0, -1.0].map(|sign| (way(&band, sign), sign));
    let total = |(way, sign): &(Vec<i32>, f32)| {
        way.iter().enumerate().map(|(at, &offset)| f64::from(band.edge(at, offset, *sign))).sum::<f64>()
    };
    let [lighter, darker] = signs;
    let (offsets, sign) = if total(&lighter) >= total(&darker) { lighter } else { darker };
    let straight = [1.0_f32, -1.0].iter().map(|&sign| straightest(&band, sign)).fold(0.0, f64::max);
    let smooth = smoothed(&band, &offsets, sign, &share)?;
    let support = share_of(&band, sign, |at| smooth[at]);
    let points: Vec<Point> = (0..STATIONS).map(|at| band.place(at, smooth[at])).collect();
    let (first, last) = (smooth[4], smooth[STATIONS - 5]);
    let bulge = (4..STATIONS - 4)
        .map(|at| {
            let along = (at - 4) as f64 / (STATIONS - 9) as f64;
            (smooth[at] - first - (last - first) * along).abs() * step / length
        })
        .fold(0.0, f64::max);
    Some(Curve { points, support, straight, bulge })
}

/// The share of a way that has an edge within a step of it.
fn share_of(band: &Band, sign: f32, way: impl Fn(usize) -> f64) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for at in 5..STATIONS - 5 {
        if band.is_seen(at) {
            let offset = way(at).round() as i32;
            let edge =
                [-1, 0, 1].map(|more| band.edge(at, offset + more, sign)).into_iter().fold(0.0, f32::max);
            sum += f64::from(edge);
            count += 1.0;
        }
    }
    sum / f64::max(count, 1.0)
}

/// The share that the best straight way has.
fn straightest(band: &Band, sign: f32) -> f64 {
    let mut best = 0.0_f64;
    for start in (-band.reach..=band.reach).step_by(2) {
        for end in (-band.reach..=band.reach).step_by(2) {
            let slope = f64::from(end - start) / (STATIONS - 1) as f64;
            let sum: f32 = (6..STATIONS - 5)
                .step_by(3)
                .map(|at| {
                    let offset = (f64::from(start) + slope * at as f64).round() as i32;
                    [-1, 0, 1].map(|more| band.edge(at, offset + more, sign)).into_iter().fold(0.0, f32::max)
                })
                .sum();
            best = best.max(f64::from(sum) / ((STATIONS - 11).div_ceil(3)) as f64);
        }
    }
    best
}

/// The way with most edge that never turns sharply, by dynamic programming: an offset for each station.
fn way(band: &Band, sign: f32) -> Vec<i32> {
    let count = (2 * band.reach + 1) as usize;
    let mut sums = vec![0.0_f32; count];
    let mut came: Vec<Vec<i8>> = Vec::with_capacity(STATIONS);
    for station in 0..STATIONS {
        let mut next = vec![0.0_f32; count];
        let mut from = vec![0_i8; count];
        for (at, (next, from)) in next.iter_mut().zip(&mut from).enumerate() {
            let mut best = f32::MIN;
            for turn in -TURN..=TURN {
                let Some(sum) = usize::try_from(at as i32 - turn).ok().and_then(|at| sums.get(at)) else {
                    continue;
                };
                let value = sum - 0.04 * (turn * turn) as f32;
                if value > best {
                    (best, *from) = (value, turn as i8);
                }
            }
            *next = best + band.edge(station, at as i32 - band.reach, sign);
        }
        came.push(from);
        sums = next;
    }
    let mut at = (0..count).max_by(|&a, &b| sums[a].total_cmp(&sums[b])).unwrap_or(0) as i32;
    let mut way = vec![0; STATIONS];
    for station in (0..STATIONS).rev() {
        way[station] = at - band.reach;
        at = (at - i32::from(came[station][at as usize])).clamp(0, count as i32 - 1);
    }
    way
}

/// A polynomial through the places of a way, those without an edge or far from it left out.
fn smoothed(band: &Band, way: &[i32], sign: f32, share: &impl Fn(usize) -> f64) -> Option<Vec<f64>> {
    let places: Vec<f64> = way.iter().enumerate().map(|(at, &offset)| band.peak(at, offset, sign)).collect();
    let trust: Vec<f64> =
        way.iter().enumerate().map(|(at, &offset)| f64::from(band.edge(at, offset, sign))).collect();
    let mut weights = trust.clone();
    let mut smooth = places.clone();
    for _ in 0..4 {
        let terms = polynomial(&weights, &places, share)?;
        let value =
            |at: usize| terms.iter().rev().fold(0.0, |sum, term| sum * (2.0 * share(at) - 1.0) + term);
        smooth = (0..STATIONS).map(value).collect();
        for at in 0..STATIONS {
            let far = (places[at] - smooth[at]) / 3.0;
            weights[at] = trust[at] * (1.0 - far * far).max(0.0).powi(2);
        }
    }
    Some(smooth)
}

/// The terms of the polynomial that fits best (normal equations, by Gauss and Jordan, a little held down so that what
/// few places leave open stays straight).
fn polynomial(weights: &[f64], places: &[f64], share: &impl Fn(usize) -> f64) -> Option<[f64; DEGREE + 1]> {
    const N: usize = DEGREE + 1;
    let mut rows = [[0.0_f64; N + 1]; N];
    for (at, (&weight, &place)) in weights.iter().zip(places).enumerate() {
        let along = 2.0 * share(at) - 1.0;
        let powers: [f64; N] = std::array::from_fn(|power| along.powi(power as i32));
        for (row, power) in rows.iter_mut().zip(powers) {
            for (cell, other) in row.iter_mut().zip(powers) {
                *cell += weight * power * other;
            }
            row[N] += weight * power * place;
        }
    }
    for (power, row) in rows.iter_mut().enumerate() {
        row[power] += if power < 2 { 1e-6 } else { 0.02 };
    }
    for pivot in 0..N {
        let head = rows[pivot][pivot];
        if head.abs() < 1e-9 {
            return None;
        }
        rows[pivot] = rows[pivot].map(|cell| cell / head);
        let row = rows[pivot];
        for (at, other) in rows.iter_mut().enumerate() {
            if at != pivot {
                let factor = other[pivot];
                *other = std::array::from_fn(|cell| other[cell] - factor * row[cell]);
            }
        }
    }
    Some(rows.map(|row| row[N]))
}

/// Where two open runs of points cross, nearest to a place: the place, and how far along each that is, in points.
pub(super) fn crossing(a: &[Point], b: &[Point], near: Point) -> Option<(Point, f64, f64)> {
    let mut best: Option<(Point, f64, f64)> = None;
    for (i, first) in a.windows(2).enumerate() {
        for (j, second) in b.windows(2).enumerate() {
            let ([p, q], [r, s]) = (first, second) else { continue };
            let (u, v) = (Point::new(q.x - p.x, q.y - p.y), Point::new(s.x - r.x, s.y - r.y));
            let slant = u.x * v.y - u.y * v.x;
            if slant.abs() < 1e-9 {
                continue;
            }
            let t = ((r.x - p.x) * v.y - (r.y - p.y) * v.x) / slant;
            let w = ((r.x - p.x) * u.y - (r.y - p.y) * u.x) / slant;
            if (0.0..=1.0).contains(&t) && (0.0..=1.0).contains(&w) {
                let place = p.towards(*q, t);
                if best.is_none_or(|(other, _, _)| place.distance(near) < other.distance(near)) {
                    best = Some((place, i as f64 + t, j as f64 + w));
                }
            }
        }
    }
    best
}
