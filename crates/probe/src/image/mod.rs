//! Pictures: dimensions, EXIF, XMP and IPTC from their headers.
//!
//! `ImageWidth` and `ImageHeight` are as the file stores its pixels: `Orientation` is not applied to them, except for
//! HEIC and AVIF, whose own rotation is a part of decoding them; their `Orientation` is then 1.

pub(crate) mod heif;
pub(crate) mod iptc;
pub(crate) mod jpeg;
pub(crate) mod jxl;
pub(crate) mod plain;
pub(crate) mod png;
pub(crate) mod psd;
pub(crate) mod raw;
pub(crate) mod svg;
pub(crate) mod webp;
pub(crate) mod xmp;

use crate::{
    exif::{self, Exif},
    found::Found,
    source::Source,
};

/// The most bytes of an XMP packet that are read.
pub(crate) const XMP_BYTES_MAX: usize = 1 << 20;

/// What every picture is: its types, and the name that EXIF has for its format.
pub(crate) fn is(found: &mut Found, mime: &str, format: &str) {
    found.is("image", mime);
    found.exif("Format", format);
}

/// An EXIF block in a picture: what it says before a damage is kept.
pub(crate) fn block(source: &mut Source<'_>, at: u64, len: u64, found: &mut Found) {
    // Some writers put the marker of JPEG before it.
    let skip = if source.some(at, 6).is_ok_and(|head| head == b"Exif\0\0") { 6 } else { 0 };
    let mut exif = Exif::default();
    let result = exif::read(source, at + skip, len.saturating_sub(skip), &mut exif);
    found.note(result);
    exif.give(found);
}

/// An XMP packet in a picture.
pub(crate) fn packet(source: &mut Source<'_>, at: u64, len: usize, found: &mut Found) {
    if let Ok(packet) = source.some(at, len.min(XMP_BYTES_MAX)) {
        xmp::give(packet, found);
    }
}
