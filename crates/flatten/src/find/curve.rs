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
    let step = step(photo);
    let length = from.distance(to);
    let inwards = inwards(from, to)?;
    let reach = ((BULGE * length / step) as i32).clamp(6, 70);
    let stations = (0..STATIONS).map(|at| (from.towards(to, share(at)), inwards)).collect();
    traced(photo, stations, reach, length)
}

/// Follows a side that is known roughly, clockwise, from its first place to its last, in a strip around it that reaches
/// this far both ways, in photo pixels.
pub(super) fn follow_near(photo: &RgbImage, rough: &[Point], reach: f64) -> Option<Curve> {
    /// The share of a side next to a corner where a rough outline is rounded.
    const ROUNDED: f64 = 0.06;
    let (&from, &to) = (rough.first()?, rough.last()?);
    let step = step(photo);
    let length = from.distance(to);
    let inwards = inwards(from, to)?;
    let in_chord = |point: &Point| {
        let (x, y) = (point.x - from.x, point.y - from.y);
        ((x * inwards.y - y * inwards.x) / length, x * inwards.x + y * inwards.y)
    };
    let places: Vec<(f64, f64)> = rough.iter().map(in_chord).collect();
    let aside = |share: f64| {
        places.windows(2).find_map(|pair| {
            let [(a, first), (b, second)] = pair else { return None };
            (*a <= share && share <= *b).then(|| first + (second - first) * (share - a) / (b - a).max(1e-9))
        })
    };
    let known: Vec<Option<f64>> = (0..STATIONS)
        .map(|at| aside(share(at)).filter(|_| (ROUNDED..1.0 - ROUNDED).contains(&share(at))))
        .collect();
    let weights: Vec<f64> = known.iter().map(|known| f64::from(u8::from(known.is_some()))).collect();
    let offsets: Vec<f64> = known.iter().map(|known| known.unwrap_or(0.0)).collect();
    let terms = polynomial(&weights, &offsets)?;
    let stations = (0..STATIONS)
        .map(|at| {
            let (on, aside) = (from.towards(to, share(at)), value(&terms, at));
            (Point::new(on.x + inwards.x * aside, on.y + inwards.y * aside), inwards)
        })
        .collect();
    traced(photo, stations, ((reach / step) as i32).clamp(4, 70), length)
}

/// Photo pixels from one offset of a strip to the next.
fn step(photo: &RgbImage) -> f64 {
    (f64::from(photo.width().max(photo.height())) / COARSE).max(1.0)
}

/// The way inwards from the straight line between two corners; `None` where they are too near to tell.
fn inwards(from: Point, to: Point) -> Option<Point> {
    let length = from.distance(to);
    (length > 16.0).then(|| Point::new(-(to.y - from.y) / length, (to.x - from.x) / length))
}

/// How far along its chord a station is, from a little below 0 to a little above 1.
fn share(station: usize) -> f64 {
    (1.0 + 2.0 * BEYOND) * (station as f64 + 0.5) / STATIONS as f64 - BEYOND
}

/// The side in a strip.
fn traced(photo: &RgbImage, stations: Vec<(Point, Point)>, reach: i32, length: f64) -> Option<Curve> {
    let step = step(photo);
    if length < 40.0 * step {
        return None;
    }
    let band = Band::new(photo, stations, step, reach);
    let signs = [1.0, -1.0].map(|sign| (way(&band, sign), sign));
    let total = |(way, sign): &(Vec<i32>, f32)| {
        way.iter().enumerate().map(|(at, &offset)| f64::from(band.edge(at, offset, *sign))).sum::<f64>()
    };
    let [lighter, darker] = signs;
    let (offsets, sign) = if total(&lighter) >= total(&darker) { lighter } else { darker };
    let straight = [1.0_f32, -1.0].iter().map(|&sign| straightest(&band, sign)).fold(0.0, f64::max);
    let smooth = smoothed(&band, &offsets, sign)?;
    let support = share_of(&band, sign, |at| smooth[at]);
    let points: Vec<Point> = (0..STATIONS).map(|at| band.place(at, smooth[at])).collect();
    let (first, last) = (points[4], points[STATIONS - 5]);
    let bulge = points[4..STATIONS - 4]
        .iter()
        .map(|place| {
            let across = (last.x - first.x) * (place.y - first.y) - (last.y - first.y) * (place.x - first.x);
            across.abs() / first.distance(last).max(1e-9) / length
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
fn smoothed(band: &Band, way: &[i32], sign: f32) -> Option<Vec<f64>> {
    let places: Vec<f64> = way.iter().enumerate().map(|(at, &offset)| band.peak(at, offset, sign)).collect();
    let trust: Vec<f64> =
        way.iter().enumerate().map(|(at, &offset)| f64::from(band.edge(at, offset, sign))).collect();
    let mut weights = trust.clone();
    let mut smooth = places.clone();
    for _ in 0..4 {
        let terms = polynomial(&weights, &places)?;
        smooth = (0..STATIONS).map(|at| value(&terms, at)).collect();
        for at in 0..STATIONS {
            let far = (places[at] - smooth[at]) / 3.0;
            weights[at] = trust[at] * (1.0 - far * far).max(0.0).powi(2);
        }
    }
    Some(smooth)
}

/// The value of a polynomial at a station.
fn value(terms: &[f64; DEGREE + 1], station: usize) -> f64 {
    terms.iter().rev().fold(0.0, |sum, term| sum * (2.0 * share(station) - 1.0) + term)
}

/// The terms of the polynomial that fits best (normal equations, by Gauss and Jordan, a little held down so that what
/// few places leave open stays straight).
fn polynomial(weights: &[f64], places: &[f64]) -> Option<[f64; DEGREE + 1]> {
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
