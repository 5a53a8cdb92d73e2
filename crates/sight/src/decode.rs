//! From bytes to pixels, within bounds.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder as _, ImageReader, Limits, Rgb, RgbImage, imageops::FilterType,
    metadata::Orientation,
};

/// The most pixels that a picture may have.
const PIXELS_MAX: u64 = 64_000_000;
/// The longest side of a picture.
const SIDE_MAX: u32 = 65_535;
/// Memory that a decoder may take, in bytes.
const DECODER_BYTES_MAX: u64 = 384 << 20;

/// Why there is nothing to be seen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SightError {
    /// Nothing that this crate decodes.
    #[error("not a picture of a known format")]
    Unknown,
    /// Too many pixels.
    #[error("{width} x {height} pixels are too many")]
    TooLarge {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// Damaged; why is for the client.
    #[error("{0}")]
    Damaged(String),
}

/// A picture's pixels, without transparency (which looks white) and turned the right way.
#[derive(Debug, Clone)]
pub struct Picture {
    pub(crate) pixels: RgbImage,
}

impl Picture {
    /// Decodes a picture: JPEG, PNG, GIF and WebP (their first frame), BMP, TIFF.
    ///
    /// # Errors
    /// See [`SightError`].
    pub fn decode(bytes: &[u8]) -> Result<Self, SightError> {
        let reader = ImageReader::new(Cursor::new(bytes))
            .with_guessed_format()
            .map_err(|err| SightError::Damaged(err.to_string()))?;
        if reader.format().is_none() {
            return Err(SightError::Unknown);
        }
        let mut decoder = reader.into_decoder().map_err(|err| damaged(&err))?;
        let (width, height) = decoder.dimensions();
        if u64::from(width) * u64::from(height) > PIXELS_MAX || width.max(height) > SIDE_MAX {
            return Err(SightError::TooLarge { width, height });
        }
        if width == 0 || height == 0 {
            return Err(SightError::Damaged("it has no pixels".to_owned()));
        }
        let mut limits = Limits::default();
        limits.max_alloc = Some(DECODER_BYTES_MAX);
        decoder.set_limits(limits).map_err(|err| damaged(&err))?;
        // Damaged metadata is no reason to see nothing.
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        let mut picture = DynamicImage::from_decoder(decoder).map_err(|err| damaged(&err))?;
        picture.apply_orientation(orientation);
        Ok(Self { pixels: on_white(picture) })
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

fn damaged(err: &image::ImageError) -> SightError {
    match err {
        // Known by name, AVIF say, and not decoded.
        image::ImageError::Unsupported(_) => SightError::Unknown,
        err => SightError::Damaged(err.to_string()),
    }
}

/// The picture as it looks on paper.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let transparent = picture.into_rgba8();
    let mut opaque = RgbImage::new(transparent.width(), transparent.height());
    for (to, from) in opaque.pixels_mut().zip(transparent.pixels()) {
        let [red, green, blue, alpha] = from.0;
        let over = |value: u8| {
            let mixed = u32::from(value) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
            u8::try_from((mixed + 127) / 255).unwrap_or(u8::MAX)
        };
        *to = Rgb([over(red), over(green), over(blue)]);
    }
    opaque
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, Rgba, RgbaImage};
    use proptest::prelude::*;

    use super::*;

    fn png(picture: &DynamicImage) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, ImageFormat::Png).expect("encoded");
        bytes.into_inner()
    }

    #[test]
    fn what_is_no_picture_is_unknown_and_half_a_picture_is_damaged() {
        assert_eq!(Picture::decode(b"no picture").expect_err("unknown"), SightError::Unknown);
        assert_eq!(Picture::decode(b"").expect_err("unknown"), SightError::Unknown);
        let whole = png(&DynamicImage::ImageRgb8(crate::sample::scene(64, 48)));
        let half = whole.get(..whole.len() / 2).expect("half");
        assert!(matches!(Picture::decode(half), Err(SightError::Damaged(_))));
    }

    #[test]
    fn the_number_of_pixels_is_bounded_before_any_is_decoded() {
        // A header alone: 30,000 by 30,000 pixels, and no data.
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(30_000_u32.to_be_bytes());
        bytes.extend(30_000_u32.to_be_bytes());
        bytes.extend([8, 2, 0, 0, 0]);
        let crc = bytes.get(12..).map(crc32).expect("a header");
        bytes.extend(crc.to_be_bytes());
        bytes.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
        let refused = Picture::decode(&bytes).expect_err("too large");
        assert_eq!(refused, SightError::TooLarge { width: 30_000, height: 30_000 });
    }

    fn crc32(content: &[u8]) -> u32 {
        !content.iter().fold(!0_u32, |crc, byte| {
            (0..8)
                .fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
        })
    }

    #[test]
    fn what_is_transparent_is_white() {
        let clear = RgbaImage::from_pixel(4, 4, Rgba([0, 0, 0, 0]));
        let picture = Picture::decode(&png(&DynamicImage::ImageRgba8(clear))).expect("decoded");
        assert!(picture.pixels.pixels().all(|pixel| pixel.0 == [255; 3]));
    }

    proptest! {
        #[test]
        fn hostile_bytes_are_refused_and_never_panic(
            mut bytes in prop::collection::vec(any::<u8>(), 0..400),
            head in prop::sample::select(vec![&b"\x89PNG\r\n\x1a\n"[..], b"\xff\xd8\xff", b"GIF89a", b"BM", b"II*\0"]),
        ) {
            bytes.splice(0..0, head.iter().copied());
            let _ = Picture::decode(&bytes);
        }
    }
}
