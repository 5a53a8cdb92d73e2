//! What people are shown of a stage: the photo made smaller, with outlines and meshes drawn on it.

use image::{Rgb, RgbImage};

use crate::{
    find::Outline,
    geometry::{Point, Quad},
    unbend::Surface,
};

/// The longer side of what people are shown, in pixels at most.
const SIDE: u32 = 1600;
const CHOSEN: Rgb<u8> = Rgb([0, 220, 60]);
const OTHER: Rgb<u8> = Rgb([255, 160, 0]);
const FIRST_CORNER: Rgb<u8> = Rgb([230, 0, 40]);
const MESH: Rgb<u8> = Rgb([0, 150, 255]);
/// Cells of the mesh a side.
const CELLS: u32 = 16;

/// A picture made smaller, and how many of its pixels are one of the original's.
fn small(picture: &RgbImage) -> (RgbImage, f64) {
    let (width, height) = picture.dimensions();
    let longest = width.max(height);
    if longest <= SIDE {
        return (picture.clone(), 1.0);
    }
    let scale = f64::from(SIDE) / f64::from(longest);
    let side = |side: u32| ((f64::from(side) * scale).round() as u32).max(1);
    (image::imageops::thumbnail(picture, side(width), side(height)), scale)
}

/// A picture as it is.
pub(crate) fn plain(picture: &RgbImage) -> RgbImage {
    small(picture).0
}

/// The photo with the pages that were found: the first in green, others in orange; a red dot on the corner that is told
/// first, and the spine of a book.
pub(crate) fn outlines(photo: &RgbImage, outlines: &[Outline]) -> RgbImage {
    let (mut picture, scale) = small(photo);
    for (number, outline) in outlines.iter().enumerate().rev() {
        let color = if number == 0 { CHOSEN } else { OTHER };
        let Quad(corners) = outline.corners.scaled(scale);
        for (from, to) in outline.sides.iter().flat_map(|side| side.iter().zip(side.iter().skip(1))) {
            line(&mut picture, from.scaled(scale), to.scaled(scale), color);
        }
        if let Some([from, to]) = outline.spine {
            line(&mut picture, from.scaled(scale), to.scaled(scale), MESH);
        }
        for (at, corner) in corners.iter().enumerate() {
            dot(&mut picture, *corner, 9, if at == 0 { FIRST_CORNER } else { color });
        }
    }
    picture
}

/// The photo with an even mesh over the page as it lies flat.
pub(crate) fn mesh(photo: &RgbImage, surface: &Surface) -> RgbImage {
    let (mut picture, scale) = small(photo);
    let at = |column: u32, row: u32| {
        let share = |cell: u32| f64::from(cell) / f64::from(CELLS);
        surface.at(Point::new(share(column) * surface.width, share(row) * surface.height)).scaled(scale)
    };
    for row in 0..=CELLS {
        for column in 0..=CELLS {
            if column < CELLS {
                line(&mut picture, at(column, row), at(column + 1, row), MESH);
            }
            if row < CELLS {
                line(&mut picture, at(column, row), at(column, row + 1), MESH);
            }
        }
    }
    dot(&mut picture, at(0, 0), 9, FIRST_CORNER);
    picture
}

/// A line, three pixels thick.
fn line(picture: &mut RgbImage, from: Point, to: Point, color: Rgb<u8>) {
    // Beyond the picture there is nothing to be seen, and a surface may say anything.
    let steps = from.distance(to).ceil().clamp(1.0, 4.0 * f64::from(SIDE)) as u32;
    for step in 0..=steps {
        dot(picture, from.towards(to, f64::from(step) / f64::from(steps)), 1, color);
    }
}

/// A square that reaches so far from its middle.
fn dot(picture: &mut RgbImage, middle: Point, reach: i64, color: Rgb<u8>) {
    let (x, y) = (middle.x.floor() as i64, middle.y.floor() as i64);
    for dy in -reach..=reach {
        for dx in -reach..=reach {
            let place = (u32::try_from(x.saturating_add(dx)), u32::try_from(y.saturating_add(dy)));
            if let (Ok(x), Ok(y)) = place
                && let Some(pixel) = picture.get_pixel_mut_checked(x, y)
            {
                *pixel = color;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_outside_is_not_drawn_and_large_pictures_are_made_small() {
        let photo = RgbImage::new(3200, 100);
        let corners = Quad([
            Point::new(200.0, 20.0),
            Point::new(1e12, f64::NAN),
            Point::new(f64::INFINITY, -1e12),
            Point::new(200.0, 80.0),
        ]);
        let drawn = outlines(&photo, &[Outline::straight(corners, 1.0)]);
        assert_eq!(drawn.dimensions(), (1600, 50));
        assert_eq!(*drawn.get_pixel(100, 10), FIRST_CORNER);
        assert_eq!(*drawn.get_pixel(100, 25), CHOSEN);
        let meshed = mesh(&RgbImage::new(64, 64), &Surface::whole(&photo));
        assert_eq!(*meshed.get_pixel(30, 0), MESH);
    }
}
