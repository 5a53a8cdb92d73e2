//! Makes a small picture of a large one: JPEG, PNG, WebP, GIF (its first frame), BMP and TIFF in, JPEG, PNG or WebP
//! out.
//!
//! Colours are taken as sRGB.

mod geometry;

use assay_findings::{Fit, PictureFormat, PictureStep, TaskError, Thumbnail, ThumbnailTask};
use assay_pixels::{Limits, Picture, on_white};
use image::{
    DynamicImage, ExtendedColorType, GenericImageView as _, ImageEncoder as _, Rgb, RgbImage,
    codecs::{jpeg::JpegEncoder, png::PngEncoder, webp::WebPEncoder},
    imageops::FilterType,
};

use crate::geometry::{Target, target};

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
    let picture =
        Picture::decode(input, Limits::LARGE).map_err(|err| TaskError::Unsuitable(err.to_string()))?;
    Ok(if auto_orient { picture.upright() } else { picture.pixels })
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
    use std::io::Cursor;

    use image::{ImageFormat, Rgba, RgbaImage};

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
    fn an_answer_that_is_too_large_is_not_given() {
        let task = ThumbnailTask {
            max_bytes: 10,
            ..ThumbnailTask::clone(&"image/resize,w_4".parse().expect("read"))
        };
        let error = thumbnail(&encoded(&halves(8, 8), ImageFormat::Png), &task).expect_err("too large");
        assert_eq!(error, TaskError::Output { max_bytes: 10 });
    }
}
