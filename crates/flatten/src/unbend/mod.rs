//! The surface of a page: which place of the photo shows which place of the page as it lies flat.

mod bent;
mod sheet;
mod sides;
mod solve;
mod trace;

use image::RgbImage;

use crate::{
    find::Outline,
    geometry::{Homography, Point, Quad, proportions},
};

/// The surface of a page. A place on the page as it lies flat is told in pixels too: from (0, 0), its upper left as the
/// photo shows it, to its width and height, which are such that a pixel on it is about one of the photo's.
#[derive(Debug, Clone)]
pub(crate) struct Surface {
    pub(crate) width: f64,
    pub(crate) height: f64,
    shape: Shape,
}

#[derive(Debug, Clone)]
enum Shape {
    /// The photo itself.
    Whole,
    /// A plane, seen in perspective.
    Flat(Homography),
    /// Anything else: where the crossings of an even grid over the page are in the photo, row by row.
    Bent { columns: usize, rows: usize, points: Vec<Point> },
}

impl Surface {
    /// The whole photo as it is.
    pub(crate) fn whole(photo: &RgbImage) -> Self {
        Self { width: f64::from(photo.width()), height: f64::from(photo.height()), shape: Shape::Whole }
    }

    /// A plane that is seen as this quadrilateral; `None` when three of its corners lie on a line.
    pub(crate) fn flat(corners: &Quad, width: f64, height: f64) -> Option<Self> {
        let shape = Shape::Flat(Homography::between(&Quad::whole(width, height), corners)?);
        Some(Self { width, height, shape })
    }

    /// Whether it is the photo itself.
    pub(crate) fn is_whole(&self) -> bool {
        matches!(self.shape, Shape::Whole)
    }

    /// Whether it is anything but a plane.
    pub(crate) fn is_bent(&self) -> bool {
        matches!(self.shape, Shape::Bent { .. })
    }

    /// The place in the photo that shows a place of the page.
    pub(crate) fn at(&self, page: Point) -> Point {
        match &self.shape {
            Shape::Whole => page,
            Shape::Flat(homography) => homography.at(page),
            Shape::Bent { columns, rows, points } => {
                let (across, down) = (page.x / self.width, page.y / self.height);
                interpolated(points, *columns, *rows, across, down)
            }
        }
    }
}

/// Between the crossings of an even grid, linearly.
fn interpolated(points: &[Point], columns: usize, rows: usize, across: f64, down: f64) -> Point {
    let cell = |share: f64, count: usize| {
        let place = share * count.saturating_sub(1) as f64;
        let cell = place.floor().clamp(0.0, count.saturating_sub(2) as f64);
        (cell as usize, place - cell)
    };
    let ((column, x), (row, y)) = (cell(across, columns), cell(down, rows));
    let at = |row: usize, column: usize| {
        points.get(row * columns + column).copied().unwrap_or(Point::new(0.0, 0.0))
    };
    at(row, column)
        .towards(at(row, column + 1), x)
        .towards(at(row + 1, column).towards(at(row + 1, column + 1), x), y)
}

/// The surface of a page in a photo: its plane, with the proportions that the paper has; or its curl, where taking
/// that out makes the page measurably straighter.
pub(crate) fn surface(photo: &RgbImage, outline: &Outline) -> Surface {
    bent::bent(photo, outline).unwrap_or_else(|| flat(photo, outline))
}

/// The same, without looking for a curl.
pub(crate) fn flat(photo: &RgbImage, outline: &Outline) -> Surface {
    plane(photo, &outline.corners).unwrap_or_else(|| Surface::whole(photo))
}

/// The plane that a quadrilateral of the photo shows.
fn plane(photo: &RgbImage, corners: &Quad) -> Option<Surface> {
    let (width, height) = size(corners.sides(), corners.area(), proportions(corners, photo.dimensions()));
    Surface::flat(corners, width, height)
}

/// How many more pixels a page may have than the photo shows of it: its far side is enlarged, so that its near side
/// keeps all that can be seen.
const ENLARGEMENT_MAX: f64 = 1.3;

/// The size of a page, in pixels, of which the photo shows these sides (the upper, right, lower and left) and this
/// area, and whose width and height have this proportion.
fn size(sides: [f64; 4], area: f64, proportion: f64) -> (f64, f64) {
    let [upper, right, lower, left] = sides;
    let width = upper.max(lower).max(proportion * right.max(left));
    let most = (area.abs() * ENLARGEMENT_MAX * proportion).sqrt();
    let width = if most > 1.0 { width.min(most) } else { width };
    let whole = |side: f64| side.round().clamp(1.0, 32_767.0);
    (whole(width), whole(width / proportion))
}
