//! The sides of a page as a photo shows them.

use crate::geometry::{Point, Quad};

/// How far corners may be off that are found with their sides, as a share of the photo's longer side.
pub(super) const CORNER_ERROR: f64 = 0.002;

/// The sides of a page as a photo shows them, clockwise from the upper one.
#[derive(Debug, Clone)]
pub(super) struct Sides {
    pub(super) corners: Quad,
    /// How far each side is from the line between its corners, to the left of the way, at even steps of that line.
    bows: [[f64; BOW_STEPS + 1]; 4],
    /// Where the spine ends, above and below.
    pub(super) spine: Option<[Point; 2]>,
    /// How far the corners may be off.
    pub(super) corner_error: f64,
}

const BOW_STEPS: usize = 64;

impl Sides {
    /// Of the places along each side, from corner to corner.
    pub(super) fn new(corners: Quad, sides: &[Vec<Point>; 4], spine: Option<[Point; 2]>) -> Self {
        Self::rough(corners, sides, spine, CORNER_ERROR)
    }

    /// The same, where the corners are not as sure: `corner_error` tells how far they may be off.
    pub(super) fn rough(
        corners: Quad,
        sides: &[Vec<Point>; 4],
        spine: Option<[Point; 2]>,
        corner_error: f64,
    ) -> Self {
        let bows = std::array::from_fn(|side| {
            let frame = Chord::of_side(&corners, side);
            let mut places: Vec<(f64, f64)> = sides[side].iter().map(|place| frame.of(*place)).collect();
            places.retain(|(along, bow)| (0.0..=1.0).contains(along) && bow.is_finite());
            if corner_error <= CORNER_ERROR || places.len() < 2 {
                places.extend([(0.0, 0.0), (1.0, 0.0)]);
            }
            places.sort_by(|a, b| a.0.total_cmp(&b.0));
            let mut next = 1;
            std::array::from_fn(|step| {
                let along = step as f64 / BOW_STEPS as f64;
                while next + 1 < places.len() && places[next].0 < along {
                    next += 1;
                }
                let ((a, from), (b, to)) = (places[next - 1], places[next]);
                if b - a < 1e-9 { to } else { from + (to - from) * ((along - a) / (b - a)).clamp(0.0, 1.0) }
            })
        });
        Self { corners, bows, spine, corner_error }
    }

    /// How far the most bent side is from its line, as a share of that line's length.
    pub(super) fn bow(&self) -> f64 {
        let lengths = self.corners.sides();
        let most = |bows: &[f64]| bows.iter().fold(0.0_f64, |most, bow| most.max(bow.abs()));
        self.bows.iter().zip(lengths).map(|(bows, length)| most(bows) / length.max(1e-9)).fold(0.0, f64::max)
    }

    /// What leads from a place near a side to that side, at a right angle to the line between its corners.
    pub(super) fn off(&self, side: usize, place: Point) -> Point {
        let chord = self.chord(side);
        let miss = self.miss(&chord, side, place);
        Point::new(-chord.direction.y * miss, chord.direction.x * miss)
    }

    /// The line between the corners of a side.
    pub(super) fn chord(&self, side: usize) -> Chord {
        Chord::of_side(&self.corners, side)
    }

    /// How far a place is from a side, whose line is `chord`, to the left of the way.
    pub(super) fn miss(&self, chord: &Chord, side: usize, place: Point) -> f64 {
        let (along, bow) = chord.of(place);
        let step = along.clamp(0.0, 1.0) * BOW_STEPS as f64;
        let before = (step as usize).min(BOW_STEPS - 1);
        let bows = &self.bows[side];
        bow - (bows[before] + (bows[before + 1] - bows[before]) * (step - before as f64))
    }
}

/// The line between two corners.
pub(super) struct Chord {
    start: Point,
    direction: Point,
    length: f64,
}

impl Chord {
    fn of_side(corners: &Quad, side: usize) -> Self {
        let (start, end) = (corners.0[side], corners.0[(side + 1) % 4]);
        let length = start.distance(end).max(1e-9);
        Self { start, direction: Point::new((end.x - start.x) / length, (end.y - start.y) / length), length }
    }

    /// The share of the line that a place is beside, and how far beside it, to the left of the way.
    fn of(&self, place: Point) -> (f64, f64) {
        let (x, y) = (place.x - self.start.x, place.y - self.start.y);
        (
            (x * self.direction.x + y * self.direction.y) / self.length,
            x * self.direction.y - y * self.direction.x,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_led_to_its_side() {
        let corners =
            Quad([(-0.3, -0.4), (0.35, -0.35), (0.3, 0.4), (-0.3, 0.35)].map(|(x, y)| Point::new(x, y)));
        let along = std::array::from_fn(|side| {
            let (a, b) = (corners.0[side], corners.0[(side + 1) % 4]);
            (0..=40)
                .map(|at| a.towards(b, f64::from(at) / 40.0))
                .map(|at| Point::new(at.x + 0.01, at.y))
                .collect()
        });
        let sides = Sides::rough(corners, &along, None, 0.02);
        for side in 0..4 {
            let place = corners.0[side].towards(corners.0[(side + 1) % 4], 0.4);
            for (x, y) in [(0.02, 0.0), (-0.02, 0.0), (0.0, 0.03), (0.01, -0.03)] {
                let place = Point::new(place.x + x, place.y + y);
                let off = sides.off(side, place);
                let there = Point::new(place.x + off.x, place.y + off.y);
                assert!(sides.miss(&sides.chord(side), side, there).abs() < 1e-9, "{side} {there:?}");
            }
        }
    }
}
