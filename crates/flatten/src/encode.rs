//! From pixels to bytes.

use assay_findings::{PageFormat, TaskError};
use image::{ExtendedColorType, ImageEncoder as _, RgbImage, codecs::png::PngEncoder};
use jpeg_encoder::{ColorType, Encoder, EncodingError, SamplingFactor};
use rayon::prelude::*;

use crate::clean::Palette;

/// Encodes a scan.
///
/// # Errors
/// [`TaskError::Unsuitable`] when it has more pixels a side than the format can hold.
pub(crate) fn encode(
    page: &RgbImage,
    palette: Palette,
    format: PageFormat,
    quality: u8,
) -> Result<Vec<u8>, TaskError> {
    match format {
        PageFormat::Jpeg => jpeg(page, palette, quality),
        PageFormat::Png => png(page, palette),
    }
}

fn png(page: &RgbImage, palette: Palette) -> Result<Vec<u8>, TaskError> {
    let (width, height) = page.dimensions();
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new(&mut bytes);
    let written = if palette == Palette::Color {
        encoder.write_image(page.as_raw(), width, height, ExtendedColorType::Rgb8)
    } else {
        encoder.write_image(&first_channel(page.as_raw()), width, height, ExtendedColorType::L8)
    };
    written.map_err(|err| TaskError::Unsuitable(err.to_string()))?;
    Ok(bytes)
}

fn first_channel(pixels: &[u8]) -> Vec<u8> {
    pixels.chunks_exact(3).map(|pixel| pixel[0]).collect()
}

/// Rows of pixels to a block of a JPEG whose channels all have full size.
const BLOCK: usize = 8;
/// Restart markers count from 0 to 7 and begin anew: strips of a whole round of rows of blocks can be encoded each by
/// itself.
const ROUND: usize = 8 * BLOCK;
/// The last restart marker of a round.
const RESTART: [u8; 2] = [0xff, 0xd7];
/// Strips of a page, however many threads there are, so that its bytes are always the same.
const STRIPS: usize = 4;

/// Encodes strips at the same time, with a restart marker behind every row of blocks, and joins them: the header of the
/// first with the height of all, and the rows of each, between which the markers go on counting (ITU-T T.81, B.2.1).
///
/// Colour keeps its full size: thin coloured strokes would lose some of theirs.
fn jpeg(page: &RgbImage, palette: Palette, quality: u8) -> Result<Vec<u8>, TaskError> {
    let unsuitable = |err: &dyn std::fmt::Display| TaskError::Unsuitable(err.to_string());
    let width = u16::try_from(page.width()).map_err(|err| unsuitable(&err))?;
    let height = u16::try_from(page.height()).map_err(|err| unsuitable(&err))?;
    let rows = usize::from(height).div_ceil(STRIPS).next_multiple_of(ROUND);
    let strips: Vec<Vec<u8>> = page
        .as_raw()
        .par_chunks((rows * usize::from(width) * 3).max(1))
        .map(|strip| self::strip(strip, width, palette, quality))
        .collect::<Result<_, _>>()
        .map_err(|err| unsuitable(&err))?;
    join(strips, height).ok_or_else(|| TaskError::Unsuitable("no JPEG came of it".to_owned()))
}

fn strip(pixels: &[u8], width: u16, palette: Palette, quality: u8) -> Result<Vec<u8>, EncodingError> {
    let mut bytes = Vec::with_capacity(pixels.len() / 8);
    let mut encoder = Encoder::new(&mut bytes, quality);
    encoder.set_sampling_factor(SamplingFactor::F_1_1);
    encoder.set_restart_interval(width.div_ceil(BLOCK as u16));
    let height = (pixels.len() / (usize::from(width) * 3).max(1)) as u16;
    if palette == Palette::Color {
        encoder.encode(pixels, width, height, ColorType::Rgb)?;
    } else {
        encoder.encode(&first_channel(pixels), width, height, ColorType::Luma)?;
    }
    Ok(bytes)
}

fn join(strips: Vec<Vec<u8>>, height: u16) -> Option<Vec<u8>> {
    let mut strips = strips.into_iter();
    let mut joined = strips.next()?;
    let frame = segments(&joined).find(|(marker, _)| *marker == 0xc0)?.1;
    // Behind the marker, the segment's length and the precision.
    joined.get_mut(frame + 5..frame + 7)?.copy_from_slice(&height.to_be_bytes());
    for strip in strips {
        joined.truncate(joined.len().checked_sub(2)?);
        joined.extend(RESTART);
        let (_, scan) = segments(&strip).find(|(marker, _)| *marker == 0xda)?;
        let length = usize::from(u16::from_be_bytes([*strip.get(scan + 2)?, *strip.get(scan + 3)?]));
        joined.extend(strip.get(scan + 2 + length..)?);
    }
    Some(joined)
}

/// The markers before the pixels, and where they stand.
fn segments(bytes: &[u8]) -> impl Iterator<Item = (u8, usize)> {
    let mut next = Some(2_usize);
    std::iter::from_fn(move || {
        let at = next?;
        let (Some(&[0xff, marker]), Some(&[high, low])) = (bytes.get(at..at + 2), bytes.get(at + 2..at + 4))
        else {
            return None;
        };
        next = (marker != 0xda).then(|| at + 2 + usize::from(u16::from_be_bytes([high, low])));
        Some((marker, at))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, y| {
            image::Rgb([(x * 3 % 256) as u8, (y % 256) as u8, ((x ^ y) % 256) as u8])
        })
    }

    #[test]
    fn joined_strips_are_the_picture() {
        for (width, height) in [(1, 1), (7, 900), (300, 64), (300, 65), (130, 300), (64, 1025)] {
            let page = page(width, height);
            for palette in [Palette::Color, Palette::Gray] {
                let bytes = encode(&page, palette, PageFormat::Jpeg, 95).unwrap();
                let back = image::load_from_memory(&bytes).unwrap().into_rgb8();
                assert_eq!(back.dimensions(), page.dimensions());
                let channels = if palette == Palette::Color { 1..3 } else { 0..1 };
                let error: f64 = (back.pixels().zip(page.pixels()))
                    .flat_map(|(back, page)| channels.clone().map(|c| f64::from(back[c].abs_diff(page[c]))))
                    .sum();
                assert!(error / f64::from(width * height) < 24.0, "{width} x {height}: {error}");
            }
        }
    }

    #[test]
    fn a_gray_page_is_written_in_one_channel() {
        let page = page(40, 30);
        for format in [PageFormat::Jpeg, PageFormat::Png] {
            let bytes = encode(&page, Palette::Gray, format, 90).unwrap();
            assert_eq!(image::load_from_memory(&bytes).unwrap().color(), image::ColorType::L8);
        }
    }

    #[test]
    fn what_jpeg_cannot_hold_is_told() {
        assert!(encode(&page(65_536, 1), Palette::Gray, PageFormat::Jpeg, 90).is_err());
    }
}
