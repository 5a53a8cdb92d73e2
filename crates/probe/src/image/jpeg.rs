//! JPEG (ITU T.81): its markers up to the first scan.

use super::{block, iptc, is, packet};
use crate::{
    bytes::{u16_be, u32_be},
    found::Found,
    source::{Source, Stop},
};

/// The most markers before the first scan.
const MARKERS_MAX: usize = 1000;

/// A file that is a JPEG.
pub(crate) fn read(source: &mut Source<'_>, found: &mut Found) -> Result<(), Stop> {
    is(found, "image/jpeg", "jpg");
    found.exif("FrameCount", 1);
    within(source, 0, source.size(), found)
}

/// A JPEG from `base` to `end`.
pub(crate) fn within(source: &mut Source<'_>, base: u64, end: u64, found: &mut Found) -> Result<(), Stop> {
    let mut at = base + 2;
    for _ in 0..MARKERS_MAX {
        let head = source.some(at, 4)?;
        let &[0xff, marker, ..] = head else {
            return Err(if head.len() < 2 {
                Stop::Cut
            } else {
                Stop::Wrong("a marker of the picture is missing")
            });
        };
        match marker {
            // Fill bytes.
            0xff => at += 1,
            // Without a length: RST, SOI, TEM.
            0x01 | 0xd0..=0xd8 => at += 2,
            // The scan: what comes behind are pixels.
            0xda => {
                return if found.metadata.image_width.is_some() {
                    Ok(())
                } else {
                    Err(Stop::Wrong("the picture has no dimensions"))
                };
            }
            0xd9 => return Err(Stop::Wrong("the picture has no pixels")),
            _ => {
                let len = u16_be(head, 2).ok_or(Stop::Cut)?;
                if len < 2 {
                    return Err(Stop::Wrong("a segment of the picture is shorter than its length"));
                }
                let body = at + 4;
                let len = u64::from(len) - 2;
                segment(source, marker, body, len, found)?;
                at = body + len;
                if at > end {
                    return Err(Stop::Cut);
                }
            }
        }
    }
    Err(Stop::Limit("the picture has too many segments"))
}

fn segment(source: &mut Source<'_>, marker: u8, at: u64, len: u64, found: &mut Found) -> Result<(), Stop> {
    let head = source.some(at, 36.min(usize::try_from(len).unwrap_or(usize::MAX)))?;
    match marker {
        // SOF0 to SOF15, less DHT, JPG and DAC.
        0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
            let (height, width) = (u16_be(head, 1).ok_or(Stop::Cut)?, u16_be(head, 3).ok_or(Stop::Cut)?);
            found.size(width, height);
        }
        0xe0 if head.starts_with(b"JFIF\0") => {
            let (unit, x, y) = (head.get(7).copied(), u16_be(head, 8), u16_be(head, 10));
            if let (Some(unit), Some(x), Some(y)) = (unit, x, y) {
                // EXIF's own, where there is some, stays.
                found
                    .exif
                    .entry("ResolutionUnit".to_owned())
                    .or_insert_with(|| unit.saturating_add(1).to_string());
                found.exif.entry("XResolution".to_owned()).or_insert_with(|| format!("{x}/1"));
                found.exif.entry("YResolution".to_owned()).or_insert_with(|| format!("{y}/1"));
            }
        }
        0xe1 if head.starts_with(b"Exif\0") => {
            // EXIF says more than JFIF does.
            for name in ["ResolutionUnit", "XResolution", "YResolution"] {
                found.exif.remove(name);
            }
            block(source, at + 6, len.saturating_sub(6), found);
        }
        0xe1 if head.starts_with(b"http://ns.adobe.com/xap/1.0/\0") => {
            packet(source, at + 29, usize::try_from(len.saturating_sub(29)).unwrap_or_default(), found);
        }
        0xed if head.starts_with(b"Photoshop 3.0\0") => {
            let len = usize::try_from(len.saturating_sub(14)).unwrap_or_default();
            let resources = source.some(at + 14, len)?;
            if let Some(iptc) = resource(resources, 0x0404) {
                iptc::give(iptc, found);
            }
        }
        _ => {}
    }
    Ok(())
}

/// A Photoshop image resource by its number.
pub(crate) fn resource(mut bytes: &[u8], wanted: u16) -> Option<&[u8]> {
    while bytes.starts_with(b"8BIM") {
        let id = u16_be(bytes, 4)?;
        // A Pascal string, padded to an even length.
        let name = usize::from(*bytes.get(6)?) + 1;
        let at = 6 + name + name % 2;
        let len = usize::try_from(u32_be(bytes, at)?).ok()?;
        let body = bytes.get(at + 4..)?;
        if id == wanted {
            return body.get(..len.min(body.len()));
        }
        bytes = body.get(len.checked_add(len % 2)?..)?;
    }
    None
}
