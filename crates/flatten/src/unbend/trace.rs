//! The border of a page, followed where it is not straight.
//!
//! A small copy of the photo tells for each pixel whether its colour is rather one of the page or one of what lies
//! around it. Beside a rough border, the path is looked for along which page and surroundings part best (dynamic
//! programming, as Amini, Weymouth and Jain do for contours, 1990).

use image::RgbImage;

use crate::{
    geometry::{Point, Quad},
    warp,
};

/// The longer side of the small copy, in pixels.
const SIDE: f64 = 800.0;
/// Levels of each colour that are told apart.
const LEVELS: usize = 12;
/// Places of a side that are looked at.
pub(super) const PLACES: usize = 80;
/// Pixels of the small copy that are looked at on both sides of a border.
const DEPTH: i32 = 5;

/// A small copy of a photo, in which page and surroundings are told apart.
pub(super) struct Trace {
    width: usize,
    height: usize,
    /// The share of the photo's longer side that a pixel has.
    pixel: f64,
    /// How much likelier a colour is the page's, as a logarithm, held between -1 and 1; and the light, 0 to 1.
    odds: Vec<[f32; 2]>,
}

impl Trace {
    /// Of a photo, and the corners of the page in shares of its longer side from its middle.
    pub(super) fn new(photo: &RgbImage, corners: &Quad) -> Option<Self> {
        let (width, height) = (f64::from(photo.width()), f64::from(photo.height()));
        let longer = width.max(height);
        let scale = (SIDE / longer).min(1.0);
        let side = |side: f64| (side * scale).round().max(1.0) as u32;
        let small = warp::resized(photo, [0.0, 0.0, width, height], side(width), side(height))?;
        let (width, height) = (small.width() as usize, small.height() as usize);
        let pixel = 1.0 / width.max(height) as f64;
        let middle = |at: usize| {
            let (x, y) = ((at % width) as f64 + 0.5, (at / width) as f64 + 0.5);
            Point::new((x - width as f64 / 2.0) * pixel, (y - height as f64 / 2.0) * pixel)
        };
        let [inner, outer] = [0.86, 1.08].map(|share| about_middle(corners, share));
        let bin = |pixel: &[u8; 3]| {
            pixel.iter().fold(0, |bin, value| bin * LEVELS + usize::from(*value) * LEVELS / 256)
        };
        let mut counts = vec![[0.0_f32; 2]; LEVELS.pow(3)];
        let pixels = small.as_raw().as_chunks::<3>().0;
        for (at, pixel) in pixels.iter().enumerate() {
            let place = middle(at);
            if holds(&inner, place) {
                counts[bin(pixel)][0] += 1.0;
            } else if !holds(&outer, place) {
                counts[bin(pixel)][1] += 1.0;
            }
        }
        let total = counts.iter().fold([1.0_f32; 2], |sum, count| [sum[0] + count[0], sum[1] + count[1]]);
        let rare = 1.0 / LEVELS.pow(2) as f32 / 10.0;
        let odds: Vec<f32> = counts
            .iter()
            .map(|count| {
                ((count[0] / total[0] + rare) / (count[1] / total[1] + rare)).ln().clamp(-2.0, 2.0) / 2.0
            })
            .collect();
        let light = |pixel: &[u8; 3]| pixel.iter().map(|value| f32::from(*value)).sum::<f32>() / 765.0;
        let odds = pixels.iter().map(|pixel| [odds[bin(pixel)], light(pixel)]).collect();
        Some(Self { width, height, pixel, odds })
    }

    fn value(&self, place: Point) -> Option<[f32; 2]> {
        let x = place.x / self.pixel + self.width as f64 / 2.0;
        let y = place.y / self.pixel + self.height as f64 / 2.0;
        let is_within = x >= 0.0 && y >= 0.0 && x < self.width as f64 && y < self.height as f64;
        is_within.then(|| self.odds[y as usize * self.width + x as usize])
    }

    /// The share of the places of a side that the photo shows.
    pub(super) fn seen(&self, side: &[Point]) -> f64 {
        let seen = side.iter().filter(|place| self.value(**place).is_some()).count();
        seen as f64 / side.len().max(1) as f64
    }

    /// How well page and surroundings part at a place of a border whose outward direction this is: about 0 to 1.5.
    fn parting(&self, place: Point, outward: Point) -> f32 {
        let mut sums = [[0.0_f32; 2]; 2];
        for step in 1..=DEPTH {
            for (side, sum) in [-1.0, 1.0].into_iter().zip(&mut sums) {
                let way = side * (f64::from(step) - 0.5) * self.pixel;
                let Some(value) =
                    self.value(Point::new(place.x + outward.x * way, place.y + outward.y * way))
                else {
                    return 0.0;
                };
                // What is near counts for the light, whose edge is sharp.
                sum[0] += value[0];
                sum[1] += if step <= 2 { value[1] } else { 0.0 };
            }
        }
        let [inside, outside] = sums;
        let odds = (inside[0] - outside[0]) / DEPTH as f32 / 2.0;
        let light = ((inside[1] - outside[1]).abs() / 2.0 / 0.15).min(1.0);
        odds + 0.5 * light
    }

    /// How well page and surroundings part along a side that is told by [`PLACES`] places, clockwise.
    pub(super) fn support(&self, side: &[Point]) -> f32 {
        let ways = outwards(side);
        side.iter().zip(&ways).map(|(place, way)| self.parting(*place, *way)).sum::<f32>()
            / side.len().max(1) as f32
    }

    /// The path along which page and surroundings part best, at most `reach` (a share of the photo's longer side) from
    /// the places of a side, clockwise.
    pub(super) fn follow(&self, side: &[Point], reach: f64) -> Vec<Point> {
        /// What a step of a pixel away from the way so far costs, and how far a step may go.
        const TURN: f32 = 0.05;
        const TURN_MAX: usize = 4;
        /// What each pixel's distance from the given side costs.
        const AWAY: f32 = 0.001;
        let ways = outwards(side);
        let most = (reach / self.pixel).round().clamp(1.0, 200.0) as usize;
        let count = 2 * most + 1;
        let moved = |at: usize, offset: usize| {
            let way = (offset as f64 - most as f64) * self.pixel;
            Point::new(side[at].x + ways[at].x * way, side[at].y + ways[at].y * way)
        };
        let own = |at: usize, offset: usize| {
            self.parting(moved(at, offset), ways[at]) - AWAY * offset.abs_diff(most) as f32
        };
        let mut best: Vec<f32> = (0..count).map(|offset| own(0, offset)).collect();
        let mut from: Vec<Vec<u8>> = vec![vec![0; count]];
        for at in 1..side.len() {
            let mut next = Vec::with_capacity(count);
            let mut steps = Vec::with_capacity(count);
            for offset in 0..count {
                let (mut value, mut step) = (f32::NEG_INFINITY, 0);
                let first = offset.saturating_sub(TURN_MAX);
                let near = &best[first..(offset + TURN_MAX + 1).min(count)];
                for (before, reached) in (first..).zip(near) {
                    let reached = reached - TURN * before.abs_diff(offset) as f32;
                    if reached > value {
                        (value, step) = (reached, before + TURN_MAX - offset);
                    }
                }
                next.push(value + own(at, offset));
                steps.push(step as u8);
            }
            best = next;
            from.push(steps);
        }
        let mut offset = (0..count).max_by(|a, b| best[*a].total_cmp(&best[*b])).unwrap_or(most);
        let mut path = Vec::with_capacity(side.len());
        for at in (0..side.len()).rev() {
            path.push(moved(at, offset));
            offset = (offset + usize::from(from[at][offset])).saturating_sub(TURN_MAX).min(count - 1);
        }
        path.reverse();
        path
    }
}

/// The outward directions at the places of a side that runs clockwise.
fn outwards(side: &[Point]) -> Vec<Point> {
    (0..side.len())
        .map(|at| {
            let (a, b) = (side[at.saturating_sub(2)], side[(at + 2).min(side.len() - 1)]);
            let length = a.distance(b).max(1e-9);
            Point::new((b.y - a.y) / length, (a.x - b.x) / length)
        })
        .collect()
}

/// A quadrilateral, grown or shrunk about its middle.
fn about_middle(quad: &Quad, share: f64) -> Quad {
    let [a, b, c, d] = quad.0;
    let middle = a.towards(b, 0.5).towards(c.towards(d, 0.5), 0.5);
    Quad(quad.0.map(|corner| middle.towards(corner, share)))
}

fn holds(quad: &Quad, place: Point) -> bool {
    (0..4).all(|at| {
        let (a, b) = (quad.0[at], quad.0[(at + 1) % 4]);
        (b.x - a.x) * (place.y - a.y) - (b.y - a.y) * (place.x - a.x) > 0.0
    })
}
