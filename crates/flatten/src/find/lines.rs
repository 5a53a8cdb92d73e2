//! Straight lines in the small copy, by a Hough transform of its edges, and how much edge each has along its run.

use std::f32::consts::PI;

use rayon::prelude::*;

use super::planes::{Planes, Slopes, squared};

/// Directions that are told apart: one a degree.
const ANGLES: usize = 180;
/// Pixels of distance in one bin.
const BIN: f32 = 1.5;
/// The most lines that are looked at.
const LINES_MAX: usize = 56;
/// How far beyond the photo a line still counts, as a share of its longer side: a cut-off corner lies there.
const BEYOND: f32 = 0.12;

/// What is known at one place of a line, or summed up to it: places within the photo; support by steps and marks;
/// the step of each calm plane along the line's normal.
type Sums = [f32; 5];

/// A straight line, and what lies along it.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// The place from which positions along it are counted, in pixels.
    pub(super) origin: [f32; 2],
    /// Its direction, of length one.
    pub(super) along: [f32; 2],
    /// Whether it is a side of the photo itself.
    pub(super) is_frame: bool,
    sums: Vec<Sums>,
}

/// What lies along a piece of a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    /// Length within the photo, in pixels.
    pub(super) seen: f32,
    /// The share of it that has an edge, 0 to 1.
    pub(super) support: f32,
    /// The mean step along the normal, by calm plane, in levels.
    pub(super) step: [f32; 3],
}

impl Line {
    pub(super) fn at(&self, position: f32) -> [f32; 2] {
        [self.origin[0] + self.along[0] * position, self.origin[1] + self.along[1] * position]
    }

    /// The direction to the right of the line as it runs, downwards being positive.
    pub(super) fn normal(&self) -> [f32; 2] {
        [-self.along[1], self.along[0]]
    }

    /// Where another line crosses it, as a position along it.
    pub(super) fn crossing(&self, other: &Self) -> Option<f32> {
        let normal = other.normal();
        let slant = self.along[0] * normal[0] + self.along[1] * normal[1];
        let away = [other.origin[0] - self.origin[0], other.origin[1] - self.origin[1]];
        (slant.abs() > 0.2).then(|| (away[0] * normal[0] + away[1] * normal[1]) / slant)
    }

    /// How far it runs, in pixels.
    pub(super) fn length(&self) -> f32 {
        self.sums.len() as f32 - 1.0
    }

    /// What lies between two positions, whichever comes first.
    pub(super) fn between(&self, a: f32, b: f32) -> Span {
        let place = |position: f32| (position.max(0.0) as usize).min(self.sums.len() - 1);
        let (first, last) = (self.sums[place(a.min(b))], self.sums[place(a.max(b))]);
        let [seen, support, light, red, yellow]: Sums = std::array::from_fn(|i| last[i] - first[i]);
        let share = 1.0 / seen.max(1.0);
        Span { seen, support: support * share, step: [light, red, yellow].map(|sum| sum * share) }
    }

    /// A line through a place, with what lies along it between the ends of the photo and a little beyond.
    fn new(planes: &Planes, through: [f32; 2], along: [f32; 2], is_frame: bool) -> Self {
        let (width, height) = (planes.width as f32, planes.height as f32);
        let beyond = BEYOND * width.max(height);
        // The places where it enters and leaves the photo's rectangle, widened.
        let (mut enters, mut leaves) = (-2.0 * (width + height), 2.0 * (width + height));
        for axis in 0..2 {
            let (low, high) = (-beyond, [width, height][axis] + beyond);
            if along[axis].abs() > 1e-6 {
                let (a, b) = ((low - through[axis]) / along[axis], (high - through[axis]) / along[axis]);
                enters = enters.max(a.min(b));
                leaves = leaves.min(a.max(b));
            }
        }
        let origin = [through[0] + along[0] * enters, through[1] + along[1] * enters];
        let length = (leaves - enters).clamp(1.0, 2.0 * (width + height)) as usize;
        let mut line = Self { origin, along, is_frame, sums: Vec::with_capacity(length + 1) };
        let mut sum = [0.0; 5];
        line.sums.push(sum);
        for position in 0..length {
            let [x, y] = line.at(position as f32 + 0.5);
            if x >= 0.0 && y >= 0.0 && x < width && y < height {
                let here = if is_frame { [1.0, 0.0, 0.0, 0.0, 0.0] } else { line.place(planes, x, y) };
                sum = std::array::from_fn(|i| sum[i] + here[i]);
            }
            line.sums.push(sum);
        }
        line
    }

    /// The line near two places that has most edge between them, within so many pixels of each.
    pub(super) fn close_to(planes: &Planes, from: [f32; 2], to: [f32; 2], reach: i32) -> Self {
        const STATIONS: usize = 48;
        let length = (to[0] - from[0]).hypot(to[1] - from[1]).max(1e-3);
        let along = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
        let guess = Self { origin: from, along, is_frame: false, sums: Vec::new() };
        let normal = guess.normal();
        let (width, height) = (planes.width as f32, planes.height as f32);
        let table: Vec<Vec<f32>> = (0..STATIONS)
            .map(|station| {
                let place = guess.at(length * (0.04 + 0.92 * (station as f32 + 0.5) / STATIONS as f32));
                (-reach..=reach)
                    .map(|offset| {
                        let [x, y] = std::array::from_fn(|axis| place[axis] + normal[axis] * offset as f32);
                        let is_inside = x >= 0.0 && y >= 0.0 && x < width && y < height;
                        let steps = |x, y| guess.edge(planes, &planes.steps, x, y);
                        let marks = |x, y| 0.7 * guess.edge(planes, &planes.marks, x, y);
                        if is_inside { steps(x, y).max(marks(x, y)) } else { 0.0 }
                    })
                    .collect()
            })
            .collect();
        let mut best = (f32::MIN, 0, 0);
        for start in -reach..=reach {
            for end in -reach..=reach {
                let slope = (end - start) as f32 / (STATIONS - 1) as f32;
                let value: f32 = table
                    .iter()
                    .enumerate()
                    .map(|(at, row)| row[((start + reach) as f32 + 0.5 + slope * at as f32) as usize])
                    .sum();
                let value = value - 0.02 * (start.abs() + end.abs()) as f32;
                if value > best.0 {
                    best = (value, start, end);
                }
            }
        }
        let moved =
            |place: [f32; 2], offset: i32| [0, 1].map(|axis| place[axis] + normal[axis] * offset as f32);
        let (a, b) = (moved(from, best.1), moved(to, best.2));
        let length = (b[0] - a[0]).hypot(b[1] - a[1]).max(1e-3);
        Self::new(planes, a, [(b[0] - a[0]) / length, (b[1] - a[1]) / length], false)
    }

    /// What is known at one place.
    fn place(&self, planes: &Planes, x: f32, y: f32) -> Sums {
        let [across, down] = self.normal();
        let mut support = 0.0_f32;
        for offset in [-1.5, -0.5, 0.5, 1.5] {
            let (x, y) = (x + across * offset, y + down * offset);
            support = support.max(self.edge(planes, &planes.steps, x, y));
            support = support.max(0.7 * self.edge(planes, &planes.marks, x, y));
        }
        let step = std::array::from_fn(|plane| {
            let plane = &planes.calm[plane];
            let side = |sign: f32| {
                let at = |far: f32| plane.near(x + across * sign * far, y + down * sign * far);
                at(3.0) + at(5.5)
            };
            0.5 * (side(1.0) - side(-1.0))
        });
        let [light, red, yellow] = step;
        [1.0, support, light, red, yellow]
    }

    /// How much of an edge in this line's direction there is, 0 to 1.
    fn edge(&self, planes: &Planes, slopes: &Slopes, x: f32, y: f32) -> f32 {
        let column = (x.max(0.0) as usize).min(planes.width - 1);
        let row = (y.max(0.0) as usize).min(planes.height - 1);
        let slope = slopes.values[row * planes.width + column];
        let [across, down] = self.normal();
        let steep = (slope[0] * across + slope[1] * down).abs();
        if steep * steep < 0.75 * squared(slope) {
            return 0.0;
        }
        let strength = steep / threshold(slopes);
        strength * strength / (1.0 + strength * strength)
    }
}

/// The slope at which an edge is half believed, in levels a pixel.
pub(super) fn threshold(slopes: &Slopes) -> f32 {
    (2.0 * slopes.grain).clamp(0.7, 3.0)
}

/// A place on an edge.
#[derive(Debug, Clone, Copy)]
struct Edgel {
    x: f32,
    y: f32,
    weight: f32,
}

/// The lines of the small copy, strongest first, and the four sides of the photo.
pub(super) fn lines(planes: &Planes) -> Vec<Line> {
    let mut edgels: Vec<Vec<Edgel>> = vec![Vec::new(); ANGLES];
    collect(planes, &planes.steps, 1.0, &mut edgels);
    collect(planes, &planes.marks, 0.5, &mut edgels);
    let reach = (planes.width as f32).hypot(planes.height as f32) / 2.0;
    let bins = (2.0 * reach / BIN) as usize + 3;
    let middle = [planes.width as f32 / 2.0, planes.height as f32 / 2.0];
    let votes: Vec<Vec<f32>> = (0..ANGLES)
        .into_par_iter()
        .map(|angle| {
            let mut row = vec![0.0_f32; bins];
            let radians = angle as f32 * PI / ANGLES as f32;
            let (sin, cos) = radians.sin_cos();
            for (turn, trust) in [(-2, 0.5), (-1, 1.0), (0, 1.0), (1, 1.0), (2, 0.5)] {
                for edgel in &edgels[(angle as i32 + turn).rem_euclid(ANGLES as i32) as usize] {
                    let distance = (edgel.x - middle[0]) * cos + (edgel.y - middle[1]) * sin;
                    let place = ((distance + reach) / BIN).max(0.0);
                    let bin = (place as usize).min(bins - 2);
                    let share = place - bin as f32;
                    row[bin] += edgel.weight * trust * (1.0 - share);
                    row[bin + 1] += edgel.weight * trust * share;
                }
            }
            row
        })
        .collect();
    let mut peaks = peaks(&votes);
    peaks.truncate(LINES_MAX);
    let mut lines: Vec<Line> = peaks
        .par_iter()
        .map(|&(angle, bin, _)| {
            let radians = angle as f32 * PI / ANGLES as f32;
            let distance = bin as f32 * BIN - reach;
            let (through, along) = refined(&edgels, angle, radians, distance, middle);
            Line::new(planes, through, along, false)
        })
        .collect();
    lines.extend(frame(planes));
    lines
}

/// The four sides of the photo: upper, right, lower and left.
pub(super) fn frame(planes: &Planes) -> [Line; 4] {
    let (width, height) = (planes.width as f32, planes.height as f32);
    [
        ([0.0, 0.0], [1.0, 0.0]),
        ([width - 0.01, 0.0], [0.0, 1.0]),
        ([width, height - 0.01], [-1.0, 0.0]),
        ([0.0, height], [0.0, -1.0]),
    ]
    .map(|(through, along)| Line::new(planes, through, along, true))
}

/// Sorts the places at which a slope is steepest across an edge by the direction of their normal.
fn collect(planes: &Planes, slopes: &Slopes, trust: f32, edgels: &mut [Vec<Edgel>]) {
    let (width, height) = (planes.width, planes.height);
    let half = threshold(slopes);
    let least = (0.5 * half).powi(2);
    for row in 2..height.saturating_sub(2) {
        for column in 2..width.saturating_sub(2) {
            let slope = slopes.values[row * width + column];
            let steep = squared(slope);
            if steep < least {
                continue;
            }
            let size = steep.sqrt();
            let [dx, dy] = slope.map(|part| (part / size).round() as isize);
            let at = |sign: isize| {
                let (x, y) = (column as isize + sign * dx, row as isize + sign * dy);
                squared(slopes.values[y as usize * width + x as usize])
            };
            if at(1) > steep || at(-1) >= steep {
                continue;
            }
            let angle = (slope[1].atan2(slope[0]) * ANGLES as f32 / PI).round() as i32;
            let strength = steep / (half * half);
            edgels[angle.rem_euclid(ANGLES as i32) as usize].push(Edgel {
                x: column as f32 + 0.5,
                y: row as f32 + 0.5,
                weight: trust * strength / (1.0 + strength),
            });
        }
    }
}

/// The places of the transform that stand above their neighbours: angle, bin and votes, most votes first.
fn peaks(votes: &[Vec<f32>]) -> Vec<(usize, usize, f32)> {
    const NEAR_ANGLE: i32 = 3;
    const NEAR_BIN: i32 = 3;
    let bins = votes.first().map_or(0, Vec::len) as i32;
    let at = |angle: i32, bin: i32| {
        // Half a turn on, the normal points the other way.
        let bin = if (0..ANGLES as i32).contains(&angle) { bin } else { bins - 3 - bin };
        let angle = angle.rem_euclid(ANGLES as i32) as usize;
        usize::try_from(bin).ok().and_then(|bin| votes[angle].get(bin)).copied().unwrap_or(0.0)
    };
    let mut found: Vec<(usize, usize, f32)> = (0..ANGLES as i32)
        .into_par_iter()
        .flat_map_iter(|angle| {
            (0..bins).filter_map(move |bin| {
                let here = at(angle, bin);
                if here < 12.0 {
                    return None;
                }
                let is_peak = (-NEAR_ANGLE..=NEAR_ANGLE).all(|da| {
                    (-NEAR_BIN..=NEAR_BIN).all(|db| {
                        let other = at(angle + da, bin + db);
                        other < here || (other <= here && (da, db) >= (0, 0))
                    })
                });
                is_peak.then_some((angle as usize, bin as usize, here))
            })
        })
        .collect();
    found.sort_by(|a, b| b.2.total_cmp(&a.2).then((a.0, a.1).cmp(&(b.0, b.1))));
    found
}

/// The line that the edges near a peak lie on, by weighted least squares, twice: a place on it and its direction.
fn refined(
    edgels: &[Vec<Edgel>],
    angle: usize,
    radians: f32,
    distance: f32,
    middle: [f32; 2],
) -> ([f32; 2], [f32; 2]) {
    let (mut radians, mut distance) = (radians, distance);
    for near in [4.0_f32, 2.5, 2.0] {
        let (sin, cos) = radians.sin_cos();
        // Sums of weight, position along, deviation, position squared, and position times deviation.
        let mut sums = [0.0_f64; 5];
        for turn in -4_i32..=4 {
            for edgel in &edgels[(angle as i32 + turn).rem_euclid(ANGLES as i32) as usize] {
                let (x, y) = (edgel.x - middle[0], edgel.y - middle[1]);
                let away = x * cos + y * sin - distance;
                if away.abs() < near {
                    let along = f64::from(y * cos - x * sin);
                    let (weight, away) = (f64::from(edgel.weight), f64::from(away));
                    for (sum, add) in sums.iter_mut().zip([1.0, along, away, along * along, along * away]) {
                        *sum += weight * add;
                    }
                }
            }
        }
        let [weight, along, away, squares, products] = sums;
        let spread = weight * squares - along * along;
        if weight < 1.0 || spread < 1e-6 {
            break;
        }
        let slope = ((weight * products - along * away) / spread).clamp(-0.06, 0.06);
        let offset = (away - slope * along) / weight;
        // The normal turns against the slope.
        distance += offset as f32;
        radians -= slope.atan() as f32;
    }
    let (sin, cos) = radians.sin_cos();
    ([middle[0] + cos * distance, middle[1] + sin * distance], [-sin, cos])
}
