//! Writes into an encoded picture how many dots per inch it has, so that it is printed at its paper's size.

use assay_findings::PageFormat;

const MM_PER_INCH: f64 = 25.4;

/// Writes the density, in dots per inch, into a picture that was encoded here.
pub(crate) fn write(bytes: &mut Vec<u8>, format: PageFormat, dpi: f64) {
    match format {
        PageFormat::Jpeg => into_jfif(bytes, dpi),
        PageFormat::Png => into_png(bytes, dpi),
    }
}

/// JFIF 1.02: behind the picture's start stands the segment APP0, in which units and densities follow the version.
fn into_jfif(bytes: &mut [u8], dpi: f64) {
    let density = (dpi.round() as u16).to_be_bytes();
    if bytes.get(2..11) != Some(b"\xff\xe0\0\x10JFIF\0") {
        return;
    }
    if let Some(field) = bytes.get_mut(13..18) {
        field.copy_from_slice(&[1, density[0], density[1], density[0], density[1]]);
    }
}

/// PNG, third edition, section 11.3.4.3: `pHYs`, in dots per metre, stands before the pixels; here behind the header,
/// which is the first chunk and of one length.
fn into_png(bytes: &mut Vec<u8>, dpi: f64) {
    const HEADER_END: usize = 8 + 12 + 13;
    let dots = ((dpi / MM_PER_INCH * 1000.0).round() as u32).to_be_bytes();
    let mut chunk = b"\0\0\0\x09pHYs".to_vec();
    chunk.extend(dots.into_iter().chain(dots).chain([1]));
    let crc = crc32(&chunk[4..]);
    chunk.extend(crc.to_be_bytes());
    if bytes.get(12..16) == Some(b"IHDR") && bytes.len() >= HEADER_END {
        bytes.splice(HEADER_END..HEADER_END, chunk);
    }
}

/// The checksum of a few bytes (PNG, third edition, annex D), bit by bit.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{clean::Palette, encode::encode};

    #[test]
    fn both_formats_carry_it_and_are_still_pictures() {
        let page = image::RgbImage::new(8, 8);
        let mut jpeg = encode(&page, Palette::Color, PageFormat::Jpeg, 90).expect("encoded");
        write(&mut jpeg, PageFormat::Jpeg, 300.0);
        assert_eq!(jpeg[13..18], [1, 1, 44, 1, 44]);
        image::load_from_memory(&jpeg).expect("a picture");
        let mut png = encode(&page, Palette::Color, PageFormat::Png, 90).expect("encoded");
        write(&mut png, PageFormat::Png, 300.0);
        assert_eq!(png[37..41], *b"pHYs");
        assert_eq!(png[41..45], 11_811_u32.to_be_bytes());
        image::load_from_memory(&png).expect("a picture, checksums included");
    }

    #[test]
    fn what_is_no_such_picture_stays_as_it_is() {
        for format in [PageFormat::Jpeg, PageFormat::Png] {
            let mut bytes = b"short".to_vec();
            write(&mut bytes, format, 300.0);
            assert_eq!(bytes, b"short");
        }
    }
}
