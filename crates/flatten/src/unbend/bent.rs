//! From the border of a page to its bent surface.

use image::RgbImage;

use super::{
    Shape, Surface,
    sheet::{Bend, Sheet, Sides},
    size,
    trace::{PLACES, Trace},
};
use crate::{
    find::Outline,
    geometry::{Point, Quad},
};

/// How far a side must be from a line, as a share of its length, for the page to be taken for a bent one.
const BOW_MIN: f64 = 0.004;
/// How much better page and surroundings must part along the bent border than along the straight one.
const GAIN: f32 = 0.04;
/// How much farther off, as a share, a sheet may be than a book, to be taken for one.
const BOOK_GAIN: f64 = 0.75;
/// How far from the straight border a curl is looked for, as a share of the page's longer side; and then from the sheet
/// that was fitted.
const REACHES: [f64; 2] = [0.09, 0.02];
/// How far a corner may be off that was found with straight sides.
const CORNER_ERROR: f64 = 0.02;
/// Crossings of the grid that tells a bent surface, across and down.
const CROSSINGS: usize = 65;

/// The bent surface that the border of the page tells; `None` when it is straight, or such as no sheet has.
pub(super) fn bent(photo: &RgbImage, outline: &Outline) -> Option<Surface> {
    let (width, height) = (f64::from(photo.width()), f64::from(photo.height()));
    let scale = width.max(height).max(1.0);
    let there = |place: Point| Point::new((place.x - width / 2.0) / scale, (place.y - height / 2.0) / scale);
    let back = |place: Point| Point::new(place.x * scale + width / 2.0, place.y * scale + height / 2.0);
    let corners = Quad(outline.corners.0.map(there));
    let spine = outline.spine.map(|ends| ends.map(there));
    let trace = Trace::new(photo, &corners)?;

    let along = outline.sides.each_ref().map(|side| side.iter().copied().map(there).collect());
    let told = Sides::new(corners, &along, spine);
    let told = (told.bow() >= BOW_MIN).then(|| fit(&told)).flatten();
    let straight: [Vec<Point>; 4] = std::array::from_fn(|side| {
        let (a, b) = (corners.0[side], corners.0[(side + 1) % 4]);
        places().map(|share| a.towards(b, share)).collect()
    });
    let plain = support(&trace, &straight);
    let traced = traced(&trace, corners, straight, spine);
    let candidates = told.into_iter().map(|sheet| (sheet, true)).chain(traced.map(|sheet| (sheet, false)));
    let (sheet, is_told, gain) = candidates
        .map(|(sheet, is_told)| {
            // What was found on a finer copy is worth more than it seems on the small one.
            let gain = support(&trace, &border(&sheet.0)) - plain + if is_told { GAIN } else { 0.0 };
            (sheet, is_told, gain)
        })
        .max_by(|a, b| a.2.total_cmp(&b.2))?;
    let (sheet, sides) = sheet;
    if gain < GAIN || (!is_told && sides.bow() < BOW_MIN) {
        return None;
    }
    let points: Vec<Point> = grid(&sheet, &sides).into_iter().map(back).collect();
    if !is_unfolded(&points) {
        return None;
    }
    let (width, height) = size(lengths(&points), area(&points), 1.0 / sheet.height);
    Some(Surface { width, height, shape: Shape::Bent { columns: CROSSINGS, rows: CROSSINGS, points } })
}

/// The places of a side that are looked at, as shares of it.
fn places() -> impl Iterator<Item = f64> {
    (0..PLACES).map(|place| (place as f64 + 0.5) / PLACES as f64)
}

fn border(sheet: &Sheet) -> [Vec<Point>; 4] {
    std::array::from_fn(|side| places().map(|share| sheet.border(side, share)).collect())
}

fn support(trace: &Trace, sides: &[Vec<Point>; 4]) -> f32 {
    sides.iter().map(|side| trace.support(side)).sum::<f32>() / 4.0
}

/// The sheet that fits these sides best.
fn fit(sides: &Sides) -> Option<(Sheet, Sides)> {
    let of = |is_book: bool| {
        let fits = [false, true].map(|is_down| Sheet::fit(sides, Bend { is_down, is_book }));
        fits.into_iter().flatten().min_by(|a, b| a.1.total_cmp(&b.1))
    };
    let (curl, book) = if sides.spine.is_some() { (None, of(true)) } else { (of(false), of(true)) };
    let best = match (curl, book) {
        (Some(curl), Some(book)) => Some(if book.1 < curl.1 * BOOK_GAIN { book } else { curl }),
        (curl, book) => curl.or(book),
    };
    best.map(|(sheet, _)| (sheet, sides.clone()))
}

/// The sheet whose border is where page and surroundings part.
fn traced(
    trace: &Trace,
    corners: Quad,
    straight: [Vec<Point>; 4],
    spine: Option<[Point; 2]>,
) -> Option<(Sheet, Sides)> {
    let longest = corners.sides().into_iter().fold(0.0, f64::max);
    let (mut near, mut fitted) = (straight, None);
    for (round, reach) in REACHES.into_iter().enumerate() {
        let found = near.each_ref().map(|side| trace.follow(side, reach * longest));
        let sides = Sides::rough(corners, &found, spine, CORNER_ERROR);
        if round == 0 && sides.bow() < BOW_MIN {
            return None;
        }
        let (sheet, sides) = fit(&sides)?;
        near = border(&sheet);
        fitted = Some((sheet, sides));
    }
    fitted
}

/// Where an even grid on the sheet is seen, moved so that its border is where the sides are: each side moves what is
/// near it, at a right angle to itself.
fn grid(sheet: &Sheet, sides: &Sides) -> Vec<Point> {
    let last = CROSSINGS - 1;
    let share = |at: usize| at as f64 / last as f64;
    let seen = |column: usize, row: usize| sheet.at(share(column), share(row) * sheet.height);
    let mut points = Vec::with_capacity(CROSSINGS * CROSSINGS);
    let across: Vec<[Point; 2]> =
        (0..CROSSINGS).map(|at| [sides.off(0, seen(at, 0)), sides.off(2, seen(at, last))]).collect();
    for row in 0..CROSSINGS {
        let (left, right) = (sides.off(3, seen(0, row)), sides.off(1, seen(last, row)));
        let v = share(row);
        for (column, [upper, lower]) in across.iter().enumerate() {
            let u = share(column);
            let mix = |of: fn(&Point) -> f64| {
                of(upper) * (1.0 - v) + of(lower) * v + of(&left) * (1.0 - u) + of(&right) * u
            };
            let place = seen(column, row);
            points.push(Point::new(place.x + mix(|point| point.x), place.y + mix(|point| point.y)));
        }
    }
    points
}

/// Whether every cell of a grid is seen from its front.
fn is_unfolded(points: &[Point]) -> bool {
    (0..CROSSINGS - 1).all(|row| {
        (0..CROSSINGS - 1).all(|column| {
            let at = row * CROSSINGS + column;
            let cell = [points[at], points[at + 1], points[at + CROSSINGS + 1], points[at + CROSSINGS]];
            Quad(cell).area() > 0.0
        })
    })
}

/// The lengths of the upper, right, lower and left border of a grid.
fn lengths(points: &[Point]) -> [f64; 4] {
    let last = CROSSINGS - 1;
    let way = |from: usize, step: usize| {
        (0..last).map(|at| points[from + at * step].distance(points[from + (at + 1) * step])).sum()
    };
    [way(0, 1), way(last, CROSSINGS), way(last * CROSSINGS, 1), way(0, CROSSINGS)]
}

/// The area that a grid covers.
fn area(points: &[Point]) -> f64 {
    let cell =
        |at: usize| Quad([points[at], points[at + 1], points[at + CROSSINGS + 1], points[at + CROSSINGS]]);
    let cells =
        (0..CROSSINGS - 1).flat_map(|row| (0..CROSSINGS - 1).map(move |column| row * CROSSINGS + column));
    cells.map(|at| cell(at).area()).sum()
}
