//! The pixels that are looked at.

use assay_pixels::{Limits, PixelError, on_white};
use image::{RgbImage, imageops::FilterType};

/// A picture's pixels, without transparency (which looks white) and turned the right way.
#[derive(Debug, Clone)]
pub struct Picture {
    pub(crate) pixels: RgbImage,
}

impl Picture {
    /// Decodes a picture.
    ///
    /// # Errors
    /// See [`PixelError`].
    pub fn decode(bytes: &[u8]) -> Result<Self, PixelError> {
        let picture = assay_pixels::Picture::decode(bytes, Limits::MIDDLE)?;
        Ok(Self { pixels: on_white(picture.upright()) })
    }

    /// Width and height in pixels.
    pub fn dimensions(&self) -> (u32, u32) {
        self.pixels.dimensions()
    }

    /// The pixels themselves.
    pub fn pixels(&self) -> &RgbImage {
        &self.pixels
    }

    /// The picture, smaller if a side is longer than `side`; and how many of its pixels make one of the original's.
    pub(crate) fn within(&self, side: u32) -> (RgbImage, f64) {
        let (width, height) = self.dimensions();
        let longest = width.max(height);
        if longest <= side {
            return (self.pixels.clone(), 1.0);
        }
        let scale = f64::from(side) / f64::from(longest);
        let (wide, high) = (scaled(width, scale), scaled(height, scale));
        (image::imageops::resize(&self.pixels, wide, high, FilterType::Triangle), scale)
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a number of pixels")]
fn scaled(side: u32, scale: f64) -> u32 {
    ((f64::from(side) * scale).round() as u32).max(1)
}
