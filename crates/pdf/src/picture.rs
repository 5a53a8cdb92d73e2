//! Encoded pictures as they are put into a PDF: not decoded, only told apart.

use assay_findings::PageFormat;

use crate::PdfError;

/// What a PDF has to know of an encoded picture.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    /// The bytes that a PDF takes: a whole JPEG, or what PNG's compressor wrote.
    pub(crate) data: Vec<u8>,
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Shades of grey, or else red, green and blue.
    pub(crate) gray: bool,
    /// Bits of a channel.
    pub(crate) bits: u8,
    /// Whether rows begin with PNG's filters.
    pub(crate) png: bool,
}

impl Picture {
    pub(crate) fn of(bytes: &[u8], format: PageFormat) -> Result<Self, PdfError> {
        match format {
            PageFormat::Jpeg => jpeg(bytes).ok_or(PdfError::Picture("its JPEG is damaged")),
            PageFormat::Png => png(bytes).ok_or(PdfError::Picture("its PNG is damaged, or of a rare kind")),
        }
    }
}

/// ITU-T T.81, annex B: segments up to the frame's header, which tells size and channels.
fn jpeg(bytes: &[u8]) -> Option<Picture> {
    let mut rest = bytes.strip_prefix(b"\xff\xd8")?;
    loop {
        let [0xff, marker, high, low, ..] = *rest else { return None };
        let length = usize::from(u16::from_be_bytes([high, low]));
        let segment = rest.get(4..2 + length)?;
        // Frames of all processes, but for tables (C4), arithmetic conditioning (CC) and what is reserved (C8).
        if matches!(marker, 0xc0..=0xcf) && ![0xc4, 0xc8, 0xcc].contains(&marker) {
            let [8, high, low, wide_high, wide_low, channels @ (1 | 3), ..] = *segment else { return None };
            return Some(Picture {
                data: bytes.to_vec(),
                width: u16::from_be_bytes([wide_high, wide_low]).into(),
                height: u16::from_be_bytes([high, low]).into(),
                gray: channels == 1,
                bits: 8,
                png: false,
            });
        }
        rest = rest.get(2 + length..)?;
    }
}

/// PNG, third edition, section 11.2: what its data chunks hold is what a PDF takes with PNG's predictors, if the
/// picture is neither interlaced nor transparent nor has a palette.
fn png(bytes: &[u8]) -> Option<Picture> {
    let mut rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    let mut picture = None::<Picture>;
    loop {
        let length = u32::from_be_bytes(rest.first_chunk().copied()?);
        let length = usize::try_from(length).ok()?;
        let (kind, data) = (rest.get(4..8)?, rest.get(8..8 + length)?);
        match (kind, &mut picture) {
            (b"IHDR", None) => {
                let [bits @ (1 | 2 | 4 | 8), color @ (0 | 2), 0, 0, 0] = *data.get(8..13)? else {
                    return None;
                };
                let side = |at: usize| Some(u32::from_be_bytes(data.get(at..)?.first_chunk().copied()?));
                let (width, height) = (side(0)?, side(4)?);
                picture =
                    Some(Picture { data: Vec::new(), width, height, gray: color == 0, bits, png: true });
            }
            (b"IDAT", Some(picture)) => picture.data.extend_from_slice(data),
            (b"IEND", _) => return picture.filter(|picture| !picture.data.is_empty()),
            _ => {}
        }
        rest = rest.get(12 + length..)?;
    }
}

#[cfg(test)]
mod tests {
    use image::{DynamicImage, ImageFormat};

    use super::*;

    fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).expect("encoded");
        bytes.into_inner()
    }

    #[test]
    fn sizes_and_channels_are_told() {
        for (picture, gray) in
            [(DynamicImage::new_rgb8(40, 30), false), (DynamicImage::new_luma8(40, 30), true)]
        {
            for (format, image) in
                [(PageFormat::Jpeg, ImageFormat::Jpeg), (PageFormat::Png, ImageFormat::Png)]
            {
                let told = Picture::of(&encoded(&picture, image), format).expect("told");
                assert_eq!((told.width, told.height, told.gray, told.bits), (40, 30, gray, 8));
            }
        }
    }

    #[test]
    fn what_a_pdf_cannot_hold_is_refused() {
        let clear = encoded(&DynamicImage::new_rgba8(4, 4), ImageFormat::Png);
        assert!(Picture::of(&clear, PageFormat::Png).is_err());
        let whole = encoded(&DynamicImage::new_rgb8(40, 30), ImageFormat::Jpeg);
        for end in 0..whole.len().min(200) {
            let _ = Picture::of(&whole[..end], PageFormat::Jpeg);
            let _ = Picture::of(&whole[..end], PageFormat::Png);
        }
        let endless = b"\xff\xd8\xff\xe0\0\0\0\0";
        assert!(Picture::of(endless, PageFormat::Jpeg).is_err());
    }
}
