//! From bytes to pixels, within bounds, turned as the camera says.

use std::io::Cursor;

use assay_findings::TaskError;
use image::{DynamicImage, ImageDecoder as _, ImageReader, Limits, RgbImage, metadata::Orientation};

/// The most pixels that a photo may have.
const PIXELS_MAX: u64 = 120_000_000;
/// Memory that a decoder may take, in bytes.
const DECODER_BYTES_MAX: u64 = 768 << 20;

/// A photo as its camera's orientation shows it.
#[derive(Debug, Clone)]
pub(crate) struct Photo {
    pub(crate) pixels: RgbImage,
    /// The clockwise turn, in degrees, that the camera's orientation made of the stored pixels: 0, 90, 180 or 270. What
    /// a mirrored orientation turns is counted, that it mirrors is not.
    pub(crate) turned: u16,
}

impl Photo {
    /// Decodes a photo.
    ///
    /// # Errors
    /// [`TaskError::Unsuitable`] for what is not a picture, is a damaged one, or is too large.
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, TaskError> {
        let unsuitable = |err: &dyn std::fmt::Display| TaskError::Unsuitable(err.to_string());
        let reader =
            ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|err| unsuitable(&err))?;
        let mut decoder = reader.into_decoder().map_err(|err| unsuitable(&err))?;
        let (width, height) = decoder.dimensions();
        if u64::from(width) * u64::from(height) > PIXELS_MAX {
            return Err(TaskError::Unsuitable(format!("{width} x {height} pixels are too many")));
        }
        let mut limits = Limits::default();
        limits.max_alloc = Some(DECODER_BYTES_MAX);
        decoder.set_limits(limits).map_err(|err| unsuitable(&err))?;
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        let mut picture = DynamicImage::from_decoder(decoder).map_err(|err| unsuitable(&err))?;
        picture.apply_orientation(orientation);
        let turned = match orientation {
            Orientation::NoTransforms | Orientation::FlipHorizontal => 0,
            Orientation::Rotate90 | Orientation::Rotate90FlipH => 90,
            Orientation::Rotate180 | Orientation::FlipVertical => 180,
            Orientation::Rotate270 | Orientation::Rotate270FlipH => 270,
        };
        Ok(Self { pixels: picture.into_rgb8(), turned })
    }
}
