//! A picture prepared for a reader of texts.

use assay_findings::media::{Boundary, Point};
use image::imageops::FilterType;

use crate::{Picture, plane::luma};

/// The longest side that a page has.
const SIDE_MAX: u32 = 2400;
/// A picture whose longer side is shorter than this is enlarged: letters want some twenty pixels.
const SIDE_MIN: u32 = 1000;

/// A picture in grey, as a reader of texts takes it.
#[derive(Debug, Clone)]
pub struct Page {
    /// A binary PGM ("P5"): a text header, then a byte a pixel.
    pub pgm: Vec<u8>,
    scale: f64,
    size: (u32, u32),
}

impl Picture {
    /// Whether there is room for a word in it: icons have none.
    pub fn has_room_for_text(&self) -> bool {
        /// A word of small print, in pixels.
        const WORD: (u32, u32) = (80, 8);
        let (width, height) = self.dimensions();
        width.max(height) >= WORD.0 && width.min(height) >= WORD.1
    }

    /// The picture in grey, at a size that letters can be read at.
    pub fn page(&self) -> Page {
        let (width, height) = self.dimensions();
        let longest = width.max(height);
        let (pixels, scale) = if longest < SIDE_MIN {
            // Whole times, so that edges stay edges; a picture of a few pixels is not worth much.
            let times = (SIDE_MIN / longest).clamp(1, 3);
            let larger = (width * times, height * times);
            let pixels = image::imageops::resize(&self.pixels, larger.0, larger.1, FilterType::CatmullRom);
            (pixels, f64::from(times))
        } else {
            self.within(SIDE_MAX)
        };
        let mut pgm = format!("P5\n{} {}\n255\n", pixels.width(), pixels.height()).into_bytes();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 255")]
        pgm.extend(pixels.pixels().map(|pixel| luma(*pixel).round() as u8));
        Page { pgm, scale, size: (width, height) }
    }
}

impl Page {
    /// The box in the picture that a box on the page is, cut at the picture's edges.
    pub fn boundary(&self, left: i64, top: i64, width: i64, height: i64) -> Boundary {
        let place = |value: i64, max: u32| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_precision_loss,
                reason = "pixels, and clamped"
            )]
            let place = (value as f64 / self.scale).round().clamp(0.0, f64::from(max)) as i64;
            place
        };
        let (right, bottom) = (left.saturating_add(width), top.saturating_add(height));
        let (left, top) = (place(left, self.size.0), place(top, self.size.1));
        boundary(left, top, place(right, self.size.0) - left, place(bottom, self.size.1) - top)
    }
}

/// An upright box, and its corners clockwise from the upper left.
pub(crate) fn boundary(left: i64, top: i64, width: i64, height: i64) -> Boundary {
    let corner = |x, y| Point { x: Some(x), y: Some(y) };
    Boundary {
        height: Some(height),
        left: Some(left),
        polygon: Some(vec![
            corner(left, top),
            corner(left + width, top),
            corner(left + width, top + height),
            corner(left, top + height),
        ]),
        top: Some(top),
        width: Some(width),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::scene;

    #[test]
    fn a_page_is_a_pgm_and_its_boxes_are_the_pictures() {
        for (width, height) in [(200, 100), (1200, 700), (4000, 1000), (1, 1)] {
            let page = Picture { pixels: scene(width, height) }.page();
            let header_end = page.pgm.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(2);
            let header_end = header_end.expect("a header").0 + 1;
            let header = String::from_utf8_lossy(&page.pgm[..header_end]).into_owned();
            let sides: Vec<usize> = header.split_whitespace().filter_map(|word| word.parse().ok()).collect();
            assert_eq!(page.pgm.len() - header_end, sides[0] * sides[1]);
            assert!(sides[0].max(sides[1]) <= SIDE_MAX as usize);
            let (wide, high) =
                (i64::try_from(sides[0]).expect("small"), i64::try_from(sides[1]).expect("small"));
            let whole = page.boundary(0, 0, wide, high);
            assert_eq!((whole.width, whole.height), (Some(width.into()), Some(height.into())));
            assert_eq!(page.boundary(-5, -5, i64::MAX, i64::MAX).left, Some(0));
        }
    }
}
