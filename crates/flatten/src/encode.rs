//! From pixels to bytes.

use assay_findings::{PageFormat, TaskError};
use image::RgbImage;
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// Encodes a scan.
///
/// # Errors
/// [`TaskError::Unsuitable`] when it has more pixels a side than the format can hold.
pub(crate) fn encode(page: &RgbImage, format: PageFormat, quality: u8) -> Result<Vec<u8>, TaskError> {
    let mut bytes = Vec::new();
    match format {
        PageFormat::Jpeg => {
            let side = |side: u32| u16::try_from(side).map_err(|err| TaskError::Unsuitable(err.to_string()));
            let (width, height) = (side(page.width())?, side(page.height())?);
            let mut encoder = Encoder::new(&mut bytes, quality);
            encoder.set_sampling_factor(SamplingFactor::F_1_1);
            encoder
                .encode(page.as_raw(), width, height, ColorType::Rgb)
                .map_err(|err| TaskError::Unsuitable(err.to_string()))?;
        }
        PageFormat::Png => page
            .write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png)
            .map_err(|err| TaskError::Unsuitable(err.to_string()))?,
    }
    Ok(bytes)
}
