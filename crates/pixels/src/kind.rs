//! Pictures that are known by name and not decoded, so that their senders can be told what to change.

use std::fmt;

/// A format of pictures that is known by name and not decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// HEVC in HEIF, as some telephones write it.
    Heic,
    /// AV1 in HEIF.
    Avif,
    /// JPEG XL.
    JpegXl,
    /// JPEG 2000.
    Jpeg2000,
    /// A drawing in XML.
    Svg,
    /// A document.
    Pdf,
    /// What else the `image` crate knows by its first bytes.
    Other,
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Heic => "HEIC",
            Self::Avif => "AVIF",
            Self::JpegXl => "JPEG XL",
            Self::Jpeg2000 => "JPEG 2000",
            Self::Svg => "SVG",
            Self::Pdf => "PDF",
            Self::Other => "such",
        })
    }
}

impl Unread {
    /// What a content is, by its first bytes.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        // ISO/IEC 14496-12, section 4.3: the first box tells the brand.
        if bytes.get(4..8) == Some(b"ftyp") {
            return match bytes.get(8..12)? {
                b"avif" | b"avis" => Some(Self::Avif),
                b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"msf1" => {
                    Some(Self::Heic)
                }
                _ => None,
            };
        }
        let starts = |begin: &[u8]| bytes.starts_with(begin);
        if starts(b"\xff\x0a") || starts(b"\0\0\0\x0cJXL ") {
            return Some(Self::JpegXl);
        }
        if starts(b"\xff\x4f\xff\x51") || starts(b"\0\0\0\x0cjP  ") {
            return Some(Self::Jpeg2000);
        }
        if starts(b"%PDF-") {
            return Some(Self::Pdf);
        }
        let text = bytes.get(..bytes.len().min(512)).map(String::from_utf8_lossy)?;
        let text = text.trim_start_matches('\u{feff}').trim_start();
        (text.starts_with("<svg") || (text.starts_with("<?xml") && text.contains("<svg")))
            .then_some(Self::Svg)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_decoded_is_known_by_name() {
        for (bytes, name) in [
            (&b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"[..], "HEIC"),
            (b"\0\0\0\x1cftypavif", "AVIF"),
            (b"%PDF-1.7", "PDF"),
            (b"<?xml version='1.0'?>\n<svg/>", "SVG"),
            (b"\xff\x0a..", "JPEG XL"),
        ] {
            assert_eq!(Unread::of(bytes).expect(name).to_string(), name);
        }
        for bytes in [&b""[..], b"\0\0\0\x18ftyp", b"\0\0\0\x18ftypisom", b"<html>", b"hello"] {
            assert_eq!(Unread::of(bytes), None);
        }
    }
}
