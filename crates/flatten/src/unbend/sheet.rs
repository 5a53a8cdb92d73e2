//! A sheet of paper that is curled along one direction, as a camera sees it.
//!
//! Paper bends but does not stretch: a curled sheet is a general cylinder, told by the angle of the paper along the
//! direction of the curl, and its length along the curl is the page's own. With a camera of a usual focal length, such
//! a sheet is fitted to the sides of a page as the photo shows them by least squares (Levenberg and Marquardt); what
//! lies between follows, with the true spacing (Cao, Ding and Liu, Rectifying the Bound Document Image Captured by the
//! Camera, 2003; Meng et al., Metric Rectification of Curved Document Images, 2012).
//!
//! Distances in a photo are told here as shares of its longer side, from its middle; those on a page as shares of its
//! width.

use super::{
    sides::{CORNER_ERROR, Sides},
    solve::{Residuals, minimise},
};
use crate::geometry::{Homography, Point, Quad};

/// A usual focal length, as a share of the photo's longer side, and the spread of its logarithm.
const FOCAL: (f64, f64) = (0.82, 0.25);
/// How far a side's places may be off.
const SIDE_ERROR: f64 = 0.0012;
/// How far the ruled direction may be from the page's own, in radians.
const SLANT: f64 = 0.12;
/// Angles of the paper: how far their mean may be from the page's plane, and one from those beside it, in radians.
const TILT: f64 = 0.3;
const KINK: f64 = 0.12;
/// The same near a spine, where a page rises steeply.
const SPINE_KINK: f64 = 0.3;
/// How far a spine may be from the middle of a book, in widths of it: both pages are cut to one size.
const SPINE_ERROR: f64 = 0.01;

/// How the paper bends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bend {
    /// From the head to the foot, and not from the left to the right.
    pub(super) is_down: bool,
    /// As an open book, with a break where the spine is.
    pub(super) is_book: bool,
}

/// Where the angles of the paper are told, from the middle of the curl (or from the spine) to its end.
const CURL_KNOTS: [f64; 9] = [-1.0, -0.75, -0.5, -0.25, 0.0, 0.25, 0.5, 0.75, 1.0];
const BOOK_KNOTS: [f64; 6] = [0.0, 0.08, 0.18, 0.35, 0.65, 1.0];

/// Steps in which the angles are summed up.
const STEPS: usize = 96;

/// Numbers that tell a sheet beside the angles: logarithm of the focal length, turn (three), place (two, and the
/// logarithm of the distance), logarithm of the height, slant, spine.
const POSE: usize = 10;

/// A sheet, and the camera that sees it.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    bend: Bend,
    focal: f64,
    turn: [[f64; 3]; 3],
    place: [f64; 3],
    /// The page's height, in widths.
    pub(super) height: f64,
    /// The direction of the curl, from the page's own right.
    slant: (f64, f64),
    /// Half the length of the curl.
    reach: f64,
    /// Where the paper is after each step along the curl, from its middle: along the page's plane, and off it.
    profile: Vec<(f64, f64)>,
    /// How far along the curl the spine is from the middle.
    spine: f64,
}

impl Sheet {
    /// The sheet that has these sides, and how far they are off: the root of the mean square, in their errors' units.
    pub(super) fn fit(sides: &Sides, bend: Bend) -> Option<(Self, f64)> {
        let (start, base) = Self::start(sides, bend)?;
        // The sign of a curl is told by the perspective alone: both are tried, and the better is refined.
        let tries = [0.25, -0.25].map(|bulge| {
            let mut numbers = start.clone();
            for (number, place) in numbers[POSE..].iter_mut().zip(knots(bend, 0.0)) {
                *number = -bulge * place;
            }
            let problem = Fit { sides, bend, base };
            let cost = minimise(&problem, &mut numbers, 8);
            (numbers, cost)
        });
        let [first, second] = tries;
        let (mut numbers, _) = if first.1 <= second.1 { first } else { second };
        let problem = Fit { sides, bend, base };
        let cost = minimise(&problem, &mut numbers, 30);
        let sheet = Self::of(&numbers, bend, base);
        (cost.is_finite() && sheet.height.is_finite()).then_some((sheet, problem.off(&numbers)))
    }

    /// A plane sheet with these corners: its numbers, and the turn that theirs comes after.
    fn start(sides: &Sides, bend: Bend) -> Option<(Vec<f64>, [[f64; 3]; 3])> {
        let quad = &sides.corners;
        let unit = Quad::whole(1.0, 1.0);
        let across = Homography::between(&unit, quad)?.columns();
        let [a, b, c] = across.map(|[x, y, z]| [x / FOCAL.0, y / FOCAL.0, z]);
        let (width, height) = (norm(a), norm(b));
        if !(width.is_finite() && height.is_finite() && width > 1e-9 && height > 1e-9) {
            return None;
        }
        let right = a.map(|value| value / width);
        let along = dot(right, b);
        let down = std::array::from_fn(|axis| b[axis] - along * right[axis]);
        let down_norm = norm(down).max(1e-9);
        let down = down.map(|value: f64| value / down_norm);
        let ahead = cross(right, down);
        let middle: [f64; 3] = std::array::from_fn(|axis| (c[axis] + a[axis] / 2.0 + b[axis] / 2.0) / width);
        let base = [0, 1, 2].map(|axis| [right[axis], down[axis], ahead[axis]]);
        let mut numbers = vec![
            FOCAL.0.ln(),
            0.0,
            0.0,
            0.0,
            middle[0] / middle[2],
            middle[1] / middle[2],
            middle[2].max(1e-3).ln(),
            (height / width).clamp(0.05, 20.0).ln(),
            0.0,
            0.0,
        ];
        numbers.extend(knots(bend, 0.0).map(|_| 0.0));
        numbers.iter().all(|number| number.is_finite()).then_some((numbers, base))
    }

    fn of(numbers: &[f64], bend: Bend, base: [[f64; 3]; 3]) -> Self {
        let height = numbers[7].clamp(-3.5, 3.5).exp();
        let slant = numbers[8] + if bend.is_down { std::f64::consts::FRAC_PI_2 } else { 0.0 };
        let slant = slant.sin_cos();
        let reach = f64::midpoint(slant.1.abs(), slant.0.abs() * height);
        let distance = numbers[6].clamp(-4.0, 4.0).exp();
        let spine = if bend.is_book { numbers[9].clamp(-0.2, 0.2) * 2.0 * reach } else { 0.0 };
        Self {
            bend,
            focal: numbers[0].clamp(-2.0, 2.0).exp(),
            turn: multiply(&rotation([numbers[1], numbers[2], numbers[3]]), &base),
            place: [numbers[4] * distance, numbers[5] * distance, distance],
            height,
            slant,
            reach,
            profile: profile(&numbers[POSE..], bend, spine / reach, reach),
            spine,
        }
    }

    /// Where the photo shows a place of the page, told in widths from its upper left.
    pub(super) fn at(&self, across: f64, down: f64) -> Point {
        let (x, y) = (across - 0.5, down - self.height / 2.0);
        let (sin, cos) = self.slant;
        let (along, beside) = (x * cos + y * sin, y * cos - x * sin);
        let step = f64::midpoint(along / self.reach, 1.0) * STEPS as f64;
        let before = step.clamp(0.0, STEPS as f64 - 1.0) as usize;
        let (from, to) = (self.profile[before], self.profile[before + 1]);
        let share = step - before as f64;
        let (run, rise) = (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share);
        let place = [run * cos - beside * sin, run * sin + beside * cos, rise];
        let seen: [f64; 3] = std::array::from_fn(|axis| dot(self.turn[axis], place) + self.place[axis]);
        let depth = seen[2].max(1e-6);
        Point::new(self.focal * seen[0] / depth, self.focal * seen[1] / depth)
    }

    /// Where the spine begins and ends.
    fn spine_ends(&self) -> [Point; 2] {
        if self.bend.is_down {
            let down = self.height / 2.0 + self.spine;
            [self.at(0.0, down), self.at(1.0, down)]
        } else {
            [self.at(0.5 + self.spine, 0.0), self.at(0.5 + self.spine, self.height)]
        }
    }

    /// The place of a border, clockwise along a side.
    pub(super) fn border(&self, side: usize, share: f64) -> Point {
        match side {
            0 => self.at(share, 0.0),
            1 => self.at(1.0, share * self.height),
            2 => self.at(1.0 - share, self.height),
            _ => self.at(0.0, (1.0 - share) * self.height),
        }
    }
}

/// Where the angles are told, along the curl from -1 to 1.
fn knots(bend: Bend, spine: f64) -> impl Iterator<Item = f64> {
    let book = bend.is_book;
    let left = BOOK_KNOTS.iter().rev().map(move |knot| spine - knot * (1.0 + spine));
    let right = BOOK_KNOTS.iter().map(move |knot| spine + knot * (1.0 - spine));
    let curl = CURL_KNOTS.iter().copied();
    left.chain(right).filter(move |_| book).chain(curl.filter(move |_| !book))
}

/// Sums up the angles of the paper.
fn profile(angles: &[f64], bend: Bend, spine: f64, reach: f64) -> Vec<(f64, f64)> {
    let knots: Vec<f64> = knots(bend, spine).collect();
    let step = 2.0 * reach / STEPS as f64;
    let mut places = vec![(0.0, 0.0)];
    let (mut run, mut rise, mut next) = (0.0, 0.0, 1);
    for index in 0..STEPS {
        let along = (index as f64 + 0.5) / STEPS as f64 * 2.0 - 1.0;
        while next + 1 < knots.len() && knots[next] < along {
            next += 1;
        }
        let (a, b) = (knots[next - 1], knots[next]);
        let share = ((along - a) / (b - a).max(1e-9)).clamp(0.0, 1.0);
        let (sin, cos) = (angles[next - 1] + (angles[next] - angles[next - 1]) * share).sin_cos();
        run += cos * step;
        rise += sin * step;
        places.push((run, rise));
    }
    let middle = places[STEPS / 2];
    places.into_iter().map(|place| (place.0 - middle.0, place.1 - middle.1)).collect()
}

struct Fit<'a> {
    sides: &'a Sides,
    bend: Bend,
    base: [[f64; 3]; 3],
}

/// Places of a side that are compared.
const SIDE_PLACES: usize = 24;

impl Fit<'_> {
    fn misses(&self, sheet: &Sheet, misses: &mut Vec<f64>) {
        for side in 0..4 {
            let chord = self.sides.chord(side);
            for place in 0..SIDE_PLACES {
                let share = (place as f64 + 0.5) / SIDE_PLACES as f64;
                misses.push(self.sides.miss(&chord, side, sheet.border(side, share)) / SIDE_ERROR);
            }
        }
    }

    /// How far the sides are off, all in all.
    fn off(&self, numbers: &[f64]) -> f64 {
        let mut misses = Vec::new();
        self.misses(&Sheet::of(numbers, self.bend, self.base), &mut misses);
        (misses.iter().map(|miss| miss * miss).sum::<f64>() / misses.len() as f64).sqrt()
    }
}

impl Residuals for Fit<'_> {
    fn of(&self, numbers: &[f64], residuals: &mut Vec<f64>) {
        let sheet = Sheet::of(numbers, self.bend, self.base);
        self.misses(&sheet, residuals);
        // What is far off is covered, or not the page's: it pulls no more than a line would.
        for residual in residuals.iter_mut() {
            *residual = soft(*residual);
        }
        let mut pin = |seen: Point, is: Point, error: f64| {
            residuals.extend([soft((seen.x - is.x) / error), soft((seen.y - is.y) / error)]);
        };
        for (side, corner) in self.sides.corners.0.iter().enumerate() {
            pin(sheet.border(side, 0.0), *corner, self.sides.corner_error);
        }
        if let (true, Some([upper, lower])) = (self.bend.is_book, self.sides.spine) {
            let [start, end] = sheet.spine_ends();
            let (upper, lower) = if start.distance(upper) + end.distance(lower)
                <= start.distance(lower) + end.distance(upper)
            {
                (upper, lower)
            } else {
                (lower, upper)
            };
            pin(start, upper, CORNER_ERROR * 3.0);
            pin(end, lower, CORNER_ERROR * 3.0);
        }
        let angles = &numbers[POSE..];
        residuals.push((numbers[0] - FOCAL.0.ln()) / FOCAL.1);
        residuals.push(numbers[8] / SLANT);
        residuals.push(angles.iter().sum::<f64>() / angles.len() as f64 / TILT);
        let (knots, kink) =
            if self.bend.is_book { (BOOK_KNOTS.len(), SPINE_KINK) } else { (CURL_KNOTS.len(), KINK) };
        for page in angles.chunks(knots) {
            residuals.extend(page.windows(3).map(|three| (three[0] - 2.0 * three[1] + three[2]) / kink));
        }
        residuals.push(numbers[9] / SPINE_ERROR);
    }
}

/// Grows as a line does beyond three, and not with the square (Huber).
fn soft(residual: f64) -> f64 {
    const MOST: f64 = 3.0;
    let size = residual.abs();
    if size <= MOST { residual } else { (MOST * (2.0 * size - MOST)).sqrt().copysign(residual) }
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn norm(a: [f64; 3]) -> f64 {
    dot(a, a).sqrt()
}

fn cross(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

fn multiply(a: &[[f64; 3]; 3], b: &[[f64; 3]; 3]) -> [[f64; 3]; 3] {
    std::array::from_fn(|row| std::array::from_fn(|column| (0..3).map(|at| a[row][at] * b[at][column]).sum()))
}

/// The turn about a vector, by its length in radians (Rodrigues).
fn rotation(vector: [f64; 3]) -> [[f64; 3]; 3] {
    let angle = norm(vector);
    if angle < 1e-12 {
        return [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    }
    let [x, y, z] = vector.map(|value| value / angle);
    let (sin, cos) = angle.sin_cos();
    let rest = 1.0 - cos;
    [
        [cos + x * x * rest, x * y * rest - z * sin, x * z * rest + y * sin],
        [y * x * rest + z * sin, cos + y * y * rest, y * z * rest - x * sin],
        [z * x * rest - y * sin, z * y * rest + x * sin, cos + z * z * rest],
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sheet that is bent by these angles, and tilted.
    fn bent(bend: Bend, angles: &[f64]) -> Sheet {
        let mut numbers = vec![0.9_f64.ln(), 0.35, 0.2, 0.1, 0.03, -0.02, 0.35, 0.3, 0.0, 0.0];
        numbers.extend_from_slice(angles);
        Sheet::of(&numbers, bend, [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    }

    fn sides(sheet: &Sheet) -> Sides {
        let along =
            std::array::from_fn(|side| (0..=40).map(|at| sheet.border(side, f64::from(at) / 40.0)).collect());
        Sides::new(Quad(std::array::from_fn(|side| sheet.border(side, 0.0))), &along, None)
    }

    /// The mean distance of the places of two sheets, in shares of the photo's longer side.
    fn apart(a: &Sheet, b: &Sheet) -> f64 {
        let places = (0..81).map(|at| (f64::from(at % 9) / 8.0, f64::from(at / 9) / 8.0));
        places.map(|(u, v)| a.at(u, v * a.height).distance(b.at(u, v * b.height))).sum::<f64>() / 81.0
    }

    #[test]
    fn a_curl_is_found_by_its_sides() {
        let angles = [0.5, 0.4, 0.3, 0.15, 0.0, -0.15, -0.3, -0.4, -0.5];
        for (is_down, sign) in [(false, 1.0), (true, 1.0), (false, -1.0), (true, -1.0)] {
            let bend = Bend { is_down, is_book: false };
            let sheet = bent(bend, &angles.map(|angle| angle * sign));
            let sides = sides(&sheet);
            assert!(sides.bow() > 0.02);
            let (found, off) = Sheet::fit(&sides, bend).expect("a sheet");
            assert!(off < 0.6, "{off}");
            assert!(apart(&sheet, &found) < 0.0015, "{}", apart(&sheet, &found));
            assert!((found.height / sheet.height).ln().abs() < 0.02, "{}", found.height / sheet.height);
        }
    }

    #[test]
    fn a_book_is_found_by_its_sides() {
        let page = [0.8, 0.5, 0.25, 0.1, 0.0, -0.05];
        let angles: Vec<f64> = page.iter().rev().map(|angle| -angle).chain(page).collect();
        let bend = Bend { is_down: false, is_book: true };
        let sheet = bent(bend, &angles);
        let (found, off) = Sheet::fit(&sides(&sheet), bend).expect("a sheet");
        assert!(off < 1.0, "{off}");
        assert!(apart(&sheet, &found) < 0.002, "{}", apart(&sheet, &found));
    }

    #[test]
    fn sides_without_extent_have_no_sheet() {
        let point = Quad([Point::new(0.1, 0.1); 4]);
        let sides = Sides::new(point, &[const { Vec::new() }; 4], None);
        assert!(Sheet::fit(&sides, Bend { is_down: false, is_book: false }).is_none());
    }
}
