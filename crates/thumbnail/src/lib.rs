//! Makes a small picture of a large one: JPEG, PNG, WebP, GIF (its first frame), BMP and TIFF in, JPEG, PNG or WebP
//! out.
//!
//! Decoding is the `image` crate's; what a picture may cost is decided here, from its header, before a pixel is
//! decoded. Colours are taken as sRGB.

mod geometry;

use std::io::Cursor;

use assay_findings::{Fit, PictureFormat, PictureStep, TaskError, Thumbnail, ThumbnailTask};
use image::{
    DynamicImage, ExtendedColorType, GenericImageView as _, ImageDecoder as _, ImageEncoder as _,
    ImageReader, Limits, Rgb, RgbImage,
    codecs::{jpeg::JpegEncoder, png::PngEncoder, webp::WebPEncoder},
    imageops::FilterType,
    metadata::Orientation,
};

use crate::geometry::{Target, target};

/// The most pixels that a picture may have.
const PIXELS_MAX: u64 = 120_000_000;
/// The longest side of a picture.
const SIDE_MAX: u32 = 65_535;
/// Memory that a decoder may take, in bytes.
const DECODER_BYTES_MAX: u64 = 768 << 20;

/// Makes a thumbnail.
///
/// # Errors
/// [`TaskError::Unsuitable`] for what is not a picture, is a damaged one, or is too large to be decoded;
/// [`TaskError::Output`] when the answer would be larger than the task allows.
pub fn thumbnail(input: &[u8], task: &ThumbnailTask) -> Result<Thumbnail, TaskError> {
    let mut picture = decode(input, task.auto_orient)?;
    for step in &task.steps {
        picture = apply(picture, *step)?;
    }
    let format = task.format.unwrap_or(if picture.color().has_alpha() {
        PictureFormat::Png
    } else {
        PictureFormat::Jpeg
    });
    let (width, height) = picture.dimensions();
    let bytes = encode(picture, format, task.quality).map_err(|error| unsuitable(&error))?;
    if bytes.len() as u64 > task.max_bytes {
        return Err(TaskError::Output { max_bytes: task.max_bytes });
    }
    Ok(Thumbnail { bytes, format, width, height })
}

fn decode(input: &[u8], auto_orient: bool) -> Result<DynamicImage, TaskError> {
    let reader = ImageReader::new(Cursor::new(input))
        .with_guessed_format()
        .map_err(|error| TaskError::Unsuitable(error.to_string()))?;
    if reader.format().is_none() {
        return Err(TaskError::Unsuitable("not a picture of a known format".to_owned()));
    }
    let mut decoder = reader.into_decoder().map_err(|error| unsuitable(&error))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS_MAX {
        return Err(TaskError::Unsuitable(format!("{width} x {height} pixels are too many")));
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(DECODER_BYTES_MAX);
    decoder.set_limits(limits).map_err(|error| unsuitable(&error))?;
    // Damaged metadata is no reason to show nothing.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| unsuitable(&error))?;
    if auto_orient {
        picture.apply_orientation(orientation);
    }
    Ok(eight_bit(picture))
}

/// Eight bits a channel, with transparency where there was some.
fn eight_bit(picture: DynamicImage) -> DynamicImage {
    match picture {
        DynamicImage::ImageRgb8(_) | DynamicImage::ImageRgba8(_) => picture,
        other if other.color().has_alpha() => DynamicImage::ImageRgba8(other.into_rgba8()),
        other => DynamicImage::ImageRgb8(other.into_rgb8()),
    }
}

fn apply(picture: DynamicImage, step: PictureStep) -> Result<DynamicImage, TaskError> {
    let (width, height) = picture.dimensions();
    match step {
        PictureStep::Rotate(1) => Ok(picture.rotate90()),
        PictureStep::Rotate(2) => Ok(picture.rotate180()),
        PictureStep::Rotate(_) => Ok(picture.rotate270()),
        PictureStep::Crop { x, y, width: wide, height: high } => {
            if x >= width || y >= height {
                return Err(TaskError::Unsuitable(format!("nothing of {width} x {height} pixels is left")));
            }
            Ok(picture.crop_imm(
                x,
                y,
                wide.unwrap_or(width).min(width - x),
                high.unwrap_or(height).min(height - y),
            ))
        }
        PictureStep::Resize { size, fit, enlarge } => {
            Ok(resize(picture, target((width, height), size, fit, enlarge), fit))
        }
    }
}

fn resize(picture: DynamicImage, target: Target, fit: Fit) -> DynamicImage {
    let (width, height) = target.scaled;
    let scaled = if picture.dimensions() == target.scaled {
        picture
    } else {
        // A box filter first where much is thrown away: as good, and many times faster.
        let (from_width, from_height) = picture.dimensions();
        let rough = (width.saturating_mul(3), height.saturating_mul(3));
        let picture = if from_width > rough.0 && from_height > rough.1 {
            picture.thumbnail_exact(rough.0, rough.1)
        } else {
            picture
        };
        picture.resize_exact(width, height, FilterType::CatmullRom)
    };
    let (frame_width, frame_height) = target.frame;
    match fit {
        Fit::Fill => {
            let (x, y) = (width.saturating_sub(frame_width) / 2, height.saturating_sub(frame_height) / 2);
            scaled.crop_imm(x, y, frame_width.min(width), frame_height.min(height))
        }
        Fit::Pad if target.frame != target.scaled => {
            let mut frame = RgbImage::from_pixel(frame_width, frame_height, Rgb([255; 3]));
            let (x, y) = (frame_width.saturating_sub(width) / 2, frame_height.saturating_sub(height) / 2);
            image::imageops::overlay(&mut frame, &on_white(scaled), i64::from(x), i64::from(y));
            DynamicImage::ImageRgb8(frame)
        }
        Fit::Within | Fit::Around | Fit::Exact | Fit::Pad => scaled,
    }
}

/// The picture as it looks on paper.
fn on_white(picture: DynamicImage) -> RgbImage {
    let DynamicImage::ImageRgba8(transparent) = &picture else { return picture.into_rgb8() };
    let mut opaque = RgbImage::new(transparent.width(), transparent.height());
    for (to, from) in opaque.pixels_mut().zip(transparent.pixels()) {
        let [red, green, blue, alpha] = from.0;
        let over = |value: u8| {
            let mixed = u32::from(value) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
            u8::try_from((mixed + 127) / 255).unwrap_or(u8::MAX)
        };
        to.0 = [over(red), over(green), over(blue)];
    }
    opaque
}

fn encode(picture: DynamicImage, format: PictureFormat, quality: u8) -> Result<Vec<u8>, image::ImageError> {
    let mut bytes = Vec::new();
    let (width, height) = picture.dimensions();
    match format {
        PictureFormat::Jpeg => {
            let pixels = on_white(picture);
            JpegEncoder::new_with_quality(&mut bytes, quality).write_image(
                &pixels,
                width,
                height,
                ExtendedColorType::Rgb8,
            )?;
        }
        PictureFormat::Png => {
            let color = picture.color().into();
            PngEncoder::new(&mut bytes).write_image(picture.as_bytes(), width, height, color)?;
        }
        PictureFormat::Webp => {
            let color = picture.color().into();
            WebPEncoder::new_lossless(&mut bytes).write_image(picture.as_bytes(), width, height, color)?;
        }
    }
    Ok(bytes)
}

fn unsuitable(error: &image::ImageError) -> TaskError {
    TaskError::Unsuitable(error.to_string())
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, Rgba, RgbaImage};
    use proptest::prelude::*;

    use super::*;

    /// A picture whose left half is red and whose right half is blue.
    fn halves(width: u32, height: u32) -> DynamicImage {
        DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, _| {
            if x < width / 2 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) }
        }))
    }

    fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).expect("encoded");
        bytes.into_inner()
    }

    fn made(input: &[u8], process: &str) -> Thumbnail {
        thumbnail(input, &process.parse().expect(process)).expect(process)
    }

    fn pixels(thumbnail: &Thumbnail) -> RgbImage {
        image::load_from_memory(&thumbnail.bytes).expect("a picture").into_rgb8()
    }

    #[test]
    fn every_format_is_read() {
        let picture = halves(64, 32);
        for format in [
            ImageFormat::Jpeg,
            ImageFormat::Png,
            ImageFormat::WebP,
            ImageFormat::Gif,
            ImageFormat::Bmp,
            ImageFormat::Tiff,
        ] {
            let made = made(&encoded(&picture, format), "image/resize,w_16");
            assert_eq!((made.width, made.height), (16, 8), "{format:?}");
            let pixels = pixels(&made);
            assert!(pixels.get_pixel(1, 4).0[0] > 150 && pixels.get_pixel(14, 4).0[2] > 150, "{format:?}");
        }
    }

    #[test]
    fn steps_are_carried_out_in_order() {
        let input = encoded(&halves(100, 50), ImageFormat::Png);
        let turned = made(&input, "image/rotate,90/resize,h_50,limit_0");
        assert_eq!((turned.width, turned.height), (25, 50));
        assert!(pixels(&turned).get_pixel(12, 3).0[0] > 150, "the left is on top now");
        let cut = made(&input, "image/crop,x_50,w_500/format,png");
        assert_eq!((cut.width, cut.height, cut.format), (50, 50, PictureFormat::Png));
        assert!(pixels(&cut).get_pixel(0, 0).0[2] > 150);
        let padded = made(&input, "image/resize,m_pad,w_40,h_40");
        assert_eq!((padded.width, padded.height), (40, 40));
        assert!(pixels(&padded).get_pixel(20, 2).0.iter().all(|value| *value > 240));
        let filled = made(&input, "image/resize,m_fill,w_40,h_40");
        assert_eq!((filled.width, filled.height), (40, 40));
        assert!(thumbnail(&input, &"image/crop,x_100".parse().expect("a process")).is_err());
    }

    #[test]
    fn what_is_transparent_stays_so_or_becomes_white() {
        let clear = DynamicImage::ImageRgba8(RgbaImage::from_pixel(8, 8, Rgba([0, 0, 0, 0])));
        let input = encoded(&clear, ImageFormat::Png);
        assert_eq!(made(&input, "image/resize,w_4").format, PictureFormat::Png);
        let flat = made(&input, "image/resize,w_4/format,jpg");
        assert!(pixels(&flat).get_pixel(2, 2).0.iter().all(|value| *value > 250));
    }

    #[test]
    fn a_header_that_promises_too_much_is_refused_before_it_costs_anything() {
        let mut input = encoded(&halves(8, 8), ImageFormat::Bmp);
        input[18..22].copy_from_slice(&60_000_u32.to_le_bytes());
        input[22..26].copy_from_slice(&60_000_u32.to_le_bytes());
        let error = thumbnail(&input, &"image/resize,w_4".parse().expect("a process")).expect_err("refused");
        assert!(matches!(error, TaskError::Unsuitable(_)), "{error}");
    }

    #[test]
    fn an_answer_that_is_too_large_is_not_given() {
        let task = ThumbnailTask {
            max_bytes: 10,
            ..ThumbnailTask::clone(&"image/resize,w_4".parse().expect("read"))
        };
        let error = thumbnail(&encoded(&halves(8, 8), ImageFormat::Png), &task).expect_err("too large");
        assert_eq!(error, TaskError::Output { max_bytes: 10 });
    }

    proptest! {
        #[test]
        fn damaged_pictures_do_no_harm(at in any::<prop::sample::Index>(), flips: Vec<(prop::sample::Index, u8)>) {
            let task: ThumbnailTask = "image/resize,w_4".parse().expect("a process");
            for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif, ImageFormat::Tiff, ImageFormat::WebP] {
                let mut input = encoded(&halves(16, 16), format);
                for (at, flip) in &flips {
                    let at = at.index(input.len());
                    input[at] ^= flip;
                }
                input.truncate(at.index(input.len()) + 1);
                let _ = thumbnail(&input, &task);
            }
        }
    }
}
