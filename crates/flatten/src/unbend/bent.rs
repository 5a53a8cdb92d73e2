//! From the curved sides of a page to its surface.

use image::RgbImage;

use super::{
    Shape, Surface,
    sheet::{Bend, Sheet, Sides},
    size,
};
use crate::{
    find::Outline,
    geometry::{Point, Quad},
};

/// How far a side must be from a line, as a share of its length, for the page to be taken for a bent one.
const BOW_MIN: f64 = 0.004;
/// Crossings of the grid that tells a bent surface, across and down.
const CROSSINGS: usize = 65;

/// The bent surface that the outline tells; `None` when its sides are straight, or none has such sides.
pub(super) fn bent(photo: &RgbImage, outline: &Outline) -> Option<Surface> {
    let (width, height) = (f64::from(photo.width()), f64::from(photo.height()));
    let scale = width.max(height).max(1.0);
    let there = |place: Point| Point::new((place.x - width / 2.0) / scale, (place.y - height / 2.0) / scale);
    let back = |place: Point| Point::new(place.x * scale + width / 2.0, place.y * scale + height / 2.0);
    let along = outline.sides.each_ref().map(|side| side.iter().copied().map(there).collect());
    let sides =
        Sides::new(Quad(outline.corners.0.map(there)), &along, outline.spine.map(|ends| ends.map(there)));
    if sides.bow() < BOW_MIN && outline.spine.is_none() {
        return None;
    }
    let bends: &[Bend] = if outline.spine.is_some() { &[Bend::Book] } else { &[Bend::Across, Bend::Down] };
    let fits = bends.iter().filter_map(|bend| Sheet::fit(&sides, *bend));
    let (sheet, _) = fits.min_by(|a, b| a.1.total_cmp(&b.1))?;
    let points: Vec<Point> = grid(&sheet, &sides).into_iter().map(back).collect();
    if !is_unfolded(&points) {
        return None;
    }
    let (width, height) = size(lengths(&points), area(&points), 1.0 / sheet.height);
    Some(Surface { width, height, shape: Shape::Bent { columns: CROSSINGS, rows: CROSSINGS, points } })
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
