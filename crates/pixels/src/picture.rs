//! A picture as it is stored, and how it is looked at.

use std::io::Cursor;

use image::{
    DynamicImage, GenericImageView as _, ImageDecoder as _, ImageError, ImageReader, Rgb, RgbImage,
    error::LimitErrorKind, metadata::Orientation,
};

use crate::{Limits, PixelError, Unread};

/// A picture's pixels, as they are stored, and how they have to be turned.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Eight bits a channel, red, green and blue; and a fourth channel where there is transparency.
    pub pixels: DynamicImage,
    /// How its camera wants them turned and mirrored.
    pub orientation: Orientation,
}

impl Picture {
    /// Decodes a picture.
    ///
    /// A picture whose end is missing is damaged, but for JPEG: there, what is missing looks grey.
    ///
    /// # Errors
    /// See [`PixelError`].
    pub fn decode(bytes: &[u8], limits: Limits) -> Result<Self, PixelError> {
        let damaged = |err: &ImageError| error(err, limits);
        let reader = ImageReader::new(Cursor::new(bytes))
            .with_guessed_format()
            .map_err(|err| PixelError::Damaged(err.to_string()))?;
        if reader.format().is_none() {
            return Err(Unread::of(bytes).map_or(PixelError::Unknown, PixelError::Unread));
        }
        let mut decoder = reader.into_decoder().map_err(|err| match err {
            // Known by its first bytes, AVIF say, and not built in.
            ImageError::Unsupported(_) => Unread::of(bytes).map_or_else(|| damaged(&err), PixelError::Unread),
            err => damaged(&err),
        })?;
        let (width, height) = decoder.dimensions();
        limits.check(width, height)?;
        if decoder.total_bytes() > limits.max_bytes {
            return Err(PixelError::TooHeavy { max_bytes: limits.max_bytes });
        }
        let mut bounds = image::Limits::default();
        bounds.max_alloc = Some(limits.max_bytes);
        decoder.set_limits(bounds).map_err(|err| damaged(&err))?;
        // Damaged metadata is no reason to see nothing.
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        let pixels = DynamicImage::from_decoder(decoder).map_err(|err| damaged(&err))?;
        Ok(Self { pixels: eight_bit(pixels), orientation })
    }

    /// Width and height in pixels, as it is stored.
    pub fn size(&self) -> (u32, u32) {
        self.pixels.dimensions()
    }

    /// The pixels as its camera wants them looked at.
    pub fn upright(self) -> DynamicImage {
        let mut pixels = self.pixels;
        pixels.apply_orientation(self.orientation);
        pixels
    }
}

/// The picture as it looks on white paper.
pub fn on_white(picture: DynamicImage) -> RgbImage {
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

fn eight_bit(picture: DynamicImage) -> DynamicImage {
    match picture {
        DynamicImage::ImageRgb8(_) | DynamicImage::ImageRgba8(_) => picture,
        other if other.color().has_alpha() => DynamicImage::ImageRgba8(other.into_rgba8()),
        other => DynamicImage::ImageRgb8(other.into_rgb8()),
    }
}

fn error(err: &ImageError, limits: Limits) -> PixelError {
    match err {
        ImageError::Limits(limit) if limit.kind() == LimitErrorKind::InsufficientMemory => {
            PixelError::TooHeavy { max_bytes: limits.max_bytes }
        }
        ImageError::Unsupported(_) => PixelError::Unread(Unread::Other),
        err => PixelError::Damaged(err.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, Rgba, RgbaImage};
    use proptest::prelude::*;

    use super::*;

    fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).expect("encoded");
        bytes.into_inner()
    }

    fn halves(width: u32, height: u32) -> DynamicImage {
        DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, _| {
            Rgb(if x < width / 2 { [220, 20, 20] } else { [20, 20, 220] })
        }))
    }

    #[test]
    fn every_format_and_depth_comes_as_eight_bits() {
        let picture = halves(64, 32);
        let formats = [
            ImageFormat::Jpeg,
            ImageFormat::Png,
            ImageFormat::WebP,
            ImageFormat::Gif,
            ImageFormat::Bmp,
            ImageFormat::Tiff,
        ];
        for format in formats {
            let decoded = Picture::decode(&encoded(&picture, format), Limits::LARGE).expect("decoded");
            assert_eq!(decoded.size(), (64, 32), "{format:?}");
            let pixels = on_white(decoded.upright());
            assert!(pixels.get_pixel(4, 4).0[0] > 190 && pixels.get_pixel(60, 4).0[2] > 190, "{format:?}");
        }
        for deep in [
            DynamicImage::ImageRgb16(picture.to_rgb16()),
            DynamicImage::ImageLuma16(picture.to_luma16()),
            DynamicImage::ImageLumaA8(picture.to_luma_alpha8()),
            DynamicImage::ImageRgba16(picture.to_rgba16()),
        ] {
            let decoded = Picture::decode(&encoded(&deep, ImageFormat::Png), Limits::LARGE).expect("decoded");
            let expected = if deep.color().has_alpha() { 4 } else { 3 };
            assert_eq!(decoded.pixels.color().bytes_per_pixel(), expected);
        }
    }

    #[test]
    fn what_is_no_picture_is_unknown_and_half_a_picture_is_damaged() {
        for bytes in [&b""[..], b"no picture", b"<!doctype html><html>"] {
            assert_eq!(Picture::decode(bytes, Limits::LARGE).expect_err("unknown"), PixelError::Unknown);
        }
        let svg = Picture::decode(b"<svg xmlns='http://www.w3.org/2000/svg'/>", Limits::LARGE);
        assert_eq!(svg.expect_err("not decoded"), PixelError::Unread(Unread::Svg));
        let avif = Picture::decode(b"\0\0\0\x1cftypavif\0\0\0\0mif1", Limits::LARGE);
        assert_eq!(avif.expect_err("not decoded"), PixelError::Unread(Unread::Avif));
        let whole = encoded(&halves(64, 48), ImageFormat::Png);
        let half = whole.get(..whole.len() / 2).expect("half");
        assert!(matches!(Picture::decode(half, Limits::LARGE), Err(PixelError::Damaged(_))));
    }

    /// A header alone, without pixels behind it: by this size and colour type, of eight or sixteen bits.
    fn header(side: u32, depth: u8, color: u8) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(side.to_be_bytes());
        bytes.extend(side.to_be_bytes());
        bytes.extend([depth, color, 0, 0, 0]);
        let crc = bytes.get(12..).map(crc32).expect("a header");
        bytes.extend(crc.to_be_bytes());
        bytes.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
        bytes
    }

    fn crc32(content: &[u8]) -> u32 {
        !content.iter().fold(!0_u32, |crc, byte| {
            (0..8)
                .fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
        })
    }

    #[test]
    fn what_a_header_promises_is_refused_before_it_costs_anything() {
        let refused = |side, depth, color| Picture::decode(&header(side, depth, color), Limits::LARGE);
        let error = refused(30_000, 8, 2).expect_err("too large");
        assert!(matches!(error, PixelError::TooLarge { width: 30_000, height: 30_000, .. }), "{error}");
        let error = refused(10_500, 16, 6).expect_err("too heavy");
        assert!(matches!(error, PixelError::TooHeavy { .. }), "{error}");
    }

    #[test]
    fn what_is_transparent_is_white() {
        let clear = DynamicImage::ImageRgba8(RgbaImage::from_pixel(4, 4, Rgba([0, 0, 0, 0])));
        let picture = Picture::decode(&encoded(&clear, ImageFormat::Png), Limits::LARGE).expect("decoded");
        assert!(picture.pixels.color().has_alpha());
        assert!(on_white(picture.upright()).pixels().all(|pixel| pixel.0 == [255; 3]));
    }

    proptest! {
        #[test]
        fn hostile_bytes_are_refused_and_never_panic(
            mut bytes in prop::collection::vec(any::<u8>(), 0..400),
            head in prop::sample::select(vec![
                &b"\x89PNG\r\n\x1a\n"[..], b"\xff\xd8\xff", b"GIF89a", b"BM", b"II*\0", b"RIFF\0\0\0\0WEBPVP8 ",
            ]),
        ) {
            bytes.splice(0..0, head.iter().copied());
            let _ = Picture::decode(&bytes, Limits::MIDDLE);
        }

        #[test]
        fn damaged_pictures_do_no_harm(
            cut: prop::sample::Index,
            flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
            format in prop::sample::select(vec![
                ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif, ImageFormat::Bmp, ImageFormat::Tiff,
                ImageFormat::WebP,
            ]),
        ) {
            let mut bytes = encoded(&halves(16, 16), format);
            for (at, flip) in flips {
                let at = at.index(bytes.len());
                bytes[at] ^= flip;
            }
            bytes.truncate(cut.index(bytes.len()) + 1);
            let small = Limits { max_pixels: 1 << 20, max_side: 4096, max_bytes: 16 << 20 };
            let _ = Picture::decode(&bytes, small);
        }
    }
}
