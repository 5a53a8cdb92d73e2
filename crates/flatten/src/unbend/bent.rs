//! From the border of a page to its bent surface.

use image::RgbImage;
use rayon::prelude::*;

use super::{
    Shape, Surface,
    sheet::{Bend, Sheet},
    sides::Sides,
    size,
    trace::{PLACES, Trace},
};
use crate::{
    find::Outline,
    geometry::{Point, Quad},
};

/// How far a side must be from a line, as a share of its length, for the page to be taken for a bent one.
const BOW_MIN: f64 = 0.004;
/// How much of each side must be in the photo for its bow to be believed: beyond, it was followed blindly.
const SEEN_MIN: f64 = 0.75;
/// How much better page and surroundings must part along the bent border than along the straight one, and how well.
const GAIN: f32 = 0.075;
const SUPPORT_MIN: f32 = 0.85;
/// How far off a book may be, as a share of how far a sheet is, to be taken for one: it bends more freely.
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
    let straight: [Vec<Point>; 4] = std::array::from_fn(|side| {
        let (a, b) = (corners.0[side], corners.0[(side + 1) % 4]);
        places().map(|share| a.towards(b, share)).collect()
    });
    let is_seen = straight.iter().all(|side| trace.seen(side) >= SEEN_MIN);
    let is_bent = is_seen && told.bow() >= BOW_MIN;
    let told = is_bent.then(|| fit(&told, &BENDS)).flatten().map(|(sheet, _)| (sheet, told));
    let plain = support(&trace, &straight);
    let traced = traced(&trace, corners, &straight, plain, spine);
    let candidates = told.into_iter().map(|sheet| (sheet, true)).chain(traced.map(|sheet| (sheet, false)));
    let (sheet, is_told, gain) = candidates
        .map(|(sheet, is_told)| {
            let gain = support(&trace, &border(&sheet.0)) - plain;
            (sheet, is_told, gain)
        })
        .max_by(|a, b| a.2.total_cmp(&b.2))?;
    let (sheet, sides) = sheet;
    // Sides that were followed on a finer copy need no more than not to be refuted on this one.
    let is_better = if is_told { gain > 0.0 } else { gain > GAIN && plain + gain > SUPPORT_MIN };
    if !is_better {
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

/// The ways in which a page may be bent: as a sheet, and as a book.
const BENDS: [Bend; 4] = [
    Bend { is_down: false, is_book: false },
    Bend { is_down: true, is_book: false },
    Bend { is_down: false, is_book: true },
    Bend { is_down: true, is_book: true },
];

/// The sheet that fits these sides best, and the way in which it is bent.
fn fit(sides: &Sides, bends: &[Bend]) -> Option<(Sheet, Bend)> {
    let bends: Vec<Bend> =
        bends.iter().copied().filter(|bend| bend.is_book || sides.spine.is_none()).collect();
    let fits: Vec<_> = bends.par_iter().map(|bend| (*bend, Sheet::fit(sides, *bend))).collect();
    let off = |bend: Bend, off: f64| if bend.is_book { off / BOOK_GAIN } else { off };
    let fits = fits.into_iter().filter_map(|(bend, fit)| fit.map(|(sheet, by)| (sheet, bend, off(bend, by))));
    fits.min_by(|a, b| a.2.total_cmp(&b.2)).map(|(sheet, bend, _)| (sheet, bend))
}

/// The sheet whose border is where page and surroundings part; they part so well along the `straight` sides.
fn traced(
    trace: &Trace,
    corners: Quad,
    straight: &[Vec<Point>; 4],
    plain: f32,
    spine: Option<[Point; 2]>,
) -> Option<(Sheet, Sides)> {
    let longest = corners.sides().into_iter().fold(0.0, f64::max);
    let follow = |near: &[Vec<Point>; 4], reach: f64| {
        let found = near.each_ref().map(|side| trace.follow(side, reach * longest));
        (support(trace, &found), Sides::rough(corners, &found, spine, CORNER_ERROR))
    };
    let (parting, sides) = follow(straight, REACHES[0]);
    // No sheet's border parts them better than the best path.
    if sides.bow() < BOW_MIN || parting < plain + GAIN || parting < SUPPORT_MIN {
        return None;
    }
    let (sheet, bend) = fit(&sides, &BENDS)?;
    let (_, sides) = follow(&border(&sheet), REACHES[1]);
    let (sheet, _) = fit(&sides, &[bend])?;
    Some((sheet, sides))
}

/// Where an even grid on the sheet is seen, moved so that its border is where the sides are.
fn grid(sheet: &Sheet, sides: &Sides) -> Vec<Point> {
    /// Moving one side slides the ends of its neighbours along what they follow; after this often, none moves on.
    const ROUNDS: usize = 3;
    let places = (0..CROSSINGS * CROSSINGS).map(|at| (share(at % CROSSINGS), share(at / CROSSINGS)));
    let mut points: Vec<Point> = places.map(|(u, v)| sheet.at(u, v * sheet.height)).collect();
    for _ in 0..ROUNDS {
        points = moved(&points, sides);
    }
    points
}

/// The share of the way that a crossing of the grid is at.
fn share(crossing: usize) -> f64 {
    crossing as f64 / (CROSSINGS - 1) as f64
}

/// A grid whose border is brought to the sides: each side moves what is near it, at a right angle to itself.
fn moved(points: &[Point], sides: &Sides) -> Vec<Point> {
    let last = CROSSINGS - 1;
    let off = |side: usize, column: usize, row: usize| sides.off(side, points[row * CROSSINGS + column]);
    let across: Vec<[Point; 2]> = (0..CROSSINGS).map(|at| [off(0, at, 0), off(2, at, last)]).collect();
    let down: Vec<[Point; 2]> = (0..CROSSINGS).map(|at| [off(3, 0, at), off(1, last, at)]).collect();
    let to = |at: usize| {
        let (column, row) = (at % CROSSINGS, at / CROSSINGS);
        let ((u, v), [upper, lower], [left, right]) =
            ((share(column), share(row)), across[column], down[row]);
        let mix = |of: fn(Point) -> f64| {
            of(upper) * (1.0 - v) + of(lower) * v + of(left) * (1.0 - u) + of(right) * u
        };
        Point::new(points[at].x + mix(|point| point.x), points[at].y + mix(|point| point.y))
    };
    (0..points.len()).map(to).collect()
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

#[cfg(test)]
mod tests {
    use image::Rgb;
    use proptest::prelude::*;

    use super::*;

    /// A light page on a dark desk whose upper and lower side rise in their middle by so many pixels.
    fn photo(rise: f64) -> (RgbImage, Outline) {
        let corners = Quad::whole(400.0, 500.0);
        let corners = Quad(corners.0.map(|corner| Point::new(corner.x + 100.0, corner.y + 100.0)));
        let photo = RgbImage::from_fn(600, 700, |x, y| {
            let (x, y) = (f64::from(x) + 0.5 - 100.0, f64::from(y) + 0.5 - 100.0);
            let y = y + rise * (1.0 - (x / 200.0 - 1.0).powi(2));
            let is_page = (0.0..400.0).contains(&x) && (0.0..500.0).contains(&y);
            if is_page { Rgb([230, 228, 225]) } else { Rgb([60, 50, 40]) }
        });
        (photo, Outline::straight(corners, 1.0))
    }

    #[test]
    fn a_flat_page_stays_flat_and_a_bent_one_is_unrolled() {
        let (flat, outline) = photo(0.0);
        assert!(bent(&flat, &outline).is_none());
        let (curled, outline) = photo(24.0);
        let surface = bent(&curled, &outline).expect("a bent surface");
        for share in [0.1, 0.3, 0.5, 0.7, 0.9] {
            for (down, edge) in [(0.0, 100.0), (1.0, 600.0)] {
                let place = surface.at(Point::new(surface.width * share, surface.height * down));
                let bow = 24.0 * (1.0 - ((place.x - 100.0) / 200.0 - 1.0).powi(2));
                assert!((place.y - (edge - bow)).abs() < 2.0, "{share} {down}: {place:?}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn any_outline_of_any_photo_has_a_surface(
            (width, height) in (1_u32..60, 1_u32..60),
            corners in prop::array::uniform8(-80.0..140.0),
            bow in prop::array::uniform8(-80.0..140.0),
            is_book: bool,
        ) {
            let photo = RgbImage::from_fn(width, height, |x, y| Rgb([(x * 40) as u8, (y * 70) as u8, (x * y) as u8]));
            let place = |of: &[f64; 8], at: usize| Point::new(of[at % 4 * 2], of[at % 4 * 2 + 1]);
            let quad = Quad(std::array::from_fn(|at| place(&corners, at)));
            let mut outline = Outline::straight(quad, 0.5);
            for (at, side) in outline.sides.iter_mut().enumerate() {
                side.insert(1, place(&bow, at));
            }
            outline.spine = is_book.then(|| [place(&bow, 0), place(&bow, 1)]);
            if let Some(surface) = bent(&photo, &outline) {
                let place = surface.at(Point::new(surface.width / 2.0, surface.height / 2.0));
                prop_assert!(place.x.is_finite() && place.y.is_finite());
            }
            let surface = super::super::surface(&photo, &outline);
            prop_assert!(surface.width >= 1.0 && surface.height >= 1.0);
        }
    }
}
