//! The strip of a photo around a side as it is known so far: how steeply colours change across it, place by place.

use image::RgbImage;

use crate::geometry::Point;

/// How far inside and outside the colours lie that tell which change to look for, in steps.
const STRIP: std::ops::RangeInclusive<i32> = 3..=7;
/// Weights of red, green and blue in light.
const LIGHT: [f64; 3] = [0.299, 0.587, 0.114];

/// A strip around a side: a row for each station along it, each with the slope at every offset across it.
#[derive(Debug, Clone)]
pub(super) struct Band {
    /// Where the stations are, in photo pixels, and the way inwards from each, of length one.
    pub(super) stations: Vec<(Point, Point)>,
    /// Photo pixels from one offset to the next.
    pub(super) step: f64,
    /// The largest offset either way, in steps.
    pub(super) reach: i32,
    /// By station, from the outermost offset to the innermost: how much lighter (or more like the inside in colour) it
    /// gets inwards, in levels a step. Not a number outside the photo.
    slopes: Vec<Vec<f32>>,
    /// The slope at which an edge is half believed.
    half: f32,
}

impl Band {
    /// The strip around a run of places, which are told with the way inwards.
    pub(super) fn new(photo: &RgbImage, stations: Vec<(Point, Point)>, step: f64, reach: i32) -> Self {
        let colour = |x: f64, y: f64| {
            let is_inside =
                x >= 0.0 && y >= 0.0 && x < f64::from(photo.width()) && y < f64::from(photo.height());
            is_inside.then(|| photo.get_pixel(x as u32, y as u32).0.map(f64::from))
        };
        let count = stations.len();
        // Each station stands for the run up to its neighbours.
        let profiles: Vec<Vec<Option<[f64; 3]>>> = (0..count)
            .map(|at| {
                let (here, inwards) = stations[at];
                let (before, after) = (stations[at.saturating_sub(1)].0, stations[(at + 1).min(count - 1)].0);
                let run = Point::new((after.x - before.x) / 2.0, (after.y - before.y) / 2.0);
                let samples = (run.x.hypot(run.y) / step).clamp(1.0, 8.0) as i32;
                (-reach - 2..=reach + 2)
                    .map(|offset| {
                        let far = f64::from(offset) * step;
                        let (mut sum, mut seen) = ([0.0; 3], 0.0);
                        for sample in 0..samples {
                            let share = (f64::from(sample) + 0.5) / f64::from(samples) - 0.5;
                            let x = here.x + inwards.x * far + run.x * share;
                            let y = here.y + inwards.y * far + run.y * share;
                            if let Some(colour) = colour(x, y) {
                                sum = std::array::from_fn(|i| sum[i] + colour[i]);
                                seen += 1.0;
                            }
                        }
                        (seen > 0.0).then(|| sum.map(|sum| sum / seen))
                    })
                    .collect()
            })
            .collect();
        let weights = weights(&profiles, reach);
        let slopes: Vec<Vec<f32>> = profiles.iter().map(|profile| slopes(profile, weights)).collect();
        let mut sample: Vec<f32> =
            slopes.iter().flatten().filter(|s| s.is_finite()).map(|s| s.abs()).collect();
        let middle = sample.len() / 2;
        let grain =
            if sample.is_empty() { 0.0 } else { *sample.select_nth_unstable_by(middle, f32::total_cmp).1 };
        Self { stations, step, reach, slopes, half: (2.5 * grain).clamp(0.6, 6.0) }
    }

    /// How much of an edge of this sign there is at a station and an offset in steps, 0 to 1.
    pub(super) fn edge(&self, station: usize, offset: i32, sign: f32) -> f32 {
        let Ok(at) = usize::try_from(offset + self.reach) else { return 0.0 };
        let slope = self.slopes[station].get(at).copied().unwrap_or(f32::NAN) * sign;
        if slope > 0.0 { slope * slope / (slope * slope + self.half * self.half) } else { 0.0 }
    }

    /// Whether a station's own place lies in the photo.
    pub(super) fn is_seen(&self, station: usize) -> bool {
        self.slopes[station].get(self.reach as usize).is_some_and(|slope| slope.is_finite())
    }

    /// Where between the steps the edge near an offset is, in steps.
    pub(super) fn peak(&self, station: usize, offset: i32, sign: f32) -> f64 {
        let [before, here, after] = [-1, 0, 1].map(|more| f64::from(self.edge(station, offset + more, sign)));
        let bend = before - 2.0 * here + after;
        let shift = if bend < -1e-9 { (0.5 * (before - after) / bend).clamp(-0.5, 0.5) } else { 0.0 };
        f64::from(offset) + shift
    }

    /// The place in the photo at a station and an offset in steps.
    pub(super) fn place(&self, station: usize, offset: f64) -> Point {
        let (here, inwards) = self.stations[station];
        Point::new(here.x + inwards.x * offset * self.step, here.y + inwards.y * offset * self.step)
    }
}

/// The direction in colour from the outside of a side to its inside; that of light where they are alike.
fn weights(profiles: &[Vec<Option<[f64; 3]>>], reach: i32) -> [f64; 3] {
    let (mut step, mut count) = ([0.0; 3], 0.0);
    for profile in profiles {
        for far in STRIP {
            let at = |offset: i32| profile.get((offset + reach + 2) as usize).copied().flatten();
            if let (Some(inside), Some(outside)) = (at(far), at(-far)) {
                step = std::array::from_fn(|i| step[i] + inside[i] - outside[i]);
                count += 1.0;
            }
        }
    }
    let step = step.map(|sum| sum / f64::max(count, 1.0));
    let size = step.iter().map(|s| s * s).sum::<f64>().sqrt();
    // Three channels that change alike are worth as much as light that changes so.
    if size < 8.0 { LIGHT } else { step.map(|s| s / size / 3.0_f64.sqrt()) }
}

/// The slope at each offset: what lies two steps further in, less what lies two steps further out.
fn slopes(profile: &[Option<[f64; 3]>], weights: [f64; 3]) -> Vec<f32> {
    let value = |colour: [f64; 3]| colour.iter().zip(weights).map(|(c, w)| c * w).sum::<f64>();
    profile
        .windows(5)
        .map(|window| match window {
            [Some(a), Some(b), _, Some(d), Some(e)] => {
                ((value(*e) + 2.0 * value(*d) - 2.0 * value(*b) - value(*a)) / 8.0) as f32
            }
            _ => f32::NAN,
        })
        .collect()
}
