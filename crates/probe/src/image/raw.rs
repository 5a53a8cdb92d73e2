//! TIFF, and the RAW formats that are TIFF or hold EXIF blocks: CR2, CR3, NEF, ARW, DNG, PEF, SRW, RW2, ORF, RAF.

use super::{iptc, is, jpeg, packet};
use crate::{
    exif::{self, Exif, Value},
    found::Found,
    isobmff::{self, Part},
    source::{Source, Stop},
};

/// Formats of TIFF by their extension: name, MIME type.
const BY_EXTENSION: &[(&str, &str)] = &[
    ("arw", "image/x-sony-arw"),
    ("cr2", "image/x-canon-cr2"),
    ("dng", "image/x-adobe-dng"),
    ("nef", "image/x-nikon-nef"),
    ("nrw", "image/x-nikon-nrw"),
    ("orf", "image/x-olympus-orf"),
    ("pef", "image/x-pentax-pef"),
    ("rw2", "image/x-panasonic-rw2"),
    ("srw", "image/x-samsung-srw"),
];

/// What a TIFF is: its format and MIME type.
fn format(exif: &Exif, head: &[u8], extension: Option<&str>) -> (&'static str, &'static str) {
    let by_extension = |wanted: &str| BY_EXTENSION.iter().find(|(name, _)| *name == wanted).copied();
    let made_by =
        |maker: &str| exif.line(0x010f).is_some_and(|make| make.to_ascii_uppercase().starts_with(maker));
    let name = match exif.magic {
        0x55 => Some("rw2"),
        0x4f52 | 0x5352 => Some("orf"),
        _ if head.get(8..10) == Some(b"CR") => Some("cr2"),
        _ if exif.value(0xc612).is_some() => Some("dng"),
        // A camera's own TIFF with pictures below it is a RAW, whatever its name.
        _ if exif.value(0x014a).is_some() && made_by("NIKON") => Some("nef"),
        _ if exif.value(0x014a).is_some() && made_by("SONY") => Some("arw"),
        _ if exif.value(0x010f).is_some() => extension,
        _ => None,
    };
    name.and_then(by_extension).unwrap_or(("tiff", "image/tiff"))
}

/// TIFF and what is built like it.
pub(crate) fn tiff(source: &mut Source<'_>, extension: Option<&str>, found: &mut Found) -> Result<(), Stop> {
    is(found, "image/tiff", "tiff");
    let mut exif = Exif::default();
    let result = exif::read(source, 0, source.size(), &mut exif);
    let head = source.some(0, 16)?;
    let (name, mime) = format(&exif, head, extension);
    is(found, mime, name);
    exif.give(found);
    if let Some((at, len)) = exif.xmp {
        packet(source, at, len, found);
    }
    if let Some((at, len)) = exif.iptc
        && let Ok(bytes) = source.some(at, len.min(super::XMP_BYTES_MAX))
    {
        iptc::give(bytes, found);
    }
    if name == "tiff" {
        let side = |tag| exif.value(tag).and_then(|value| value.unsigned(0));
        if let (Some(width), Some(height)) = (side(0x0100), side(0x0101)) {
            found.size(width, height);
        }
        found.exif("FrameCount", exif.pictures.max(1));
        found.metadata.page_count = Some(exif.pictures.max(1));
    } else if let Some((width, height)) = exif.largest {
        found.size(width, height);
    }
    if exif.magic == 0x55 {
        panasonic(source, &exif, found);
    }
    result
}

/// RW2: the sensor's edges, and EXIF in a JPEG in a tag.
fn panasonic(source: &mut Source<'_>, exif: &Exif, found: &mut Found) {
    if let Some((at, len)) = exif.jpeg {
        let mut inside = Found::default();
        found.note(jpeg::within(source, at, at.saturating_add(len as u64), &mut inside));
        merge(found, inside);
    }
    let edge = |tag| exif.value(tag).and_then(|value: &Value| value.unsigned(0));
    if let (Some(top), Some(left), Some(bottom), Some(right)) = (edge(4), edge(5), edge(6), edge(7)) {
        found.size(right.saturating_sub(left), bottom.saturating_sub(top));
    }
}

/// What the JPEG inside says, where the file itself does not.
fn merge(found: &mut Found, inside: Found) {
    for (name, value) in inside.exif {
        found.exif.entry(name).or_insert(value);
    }
    crate::found::first(&mut found.when, inside.when);
    crate::found::first(&mut found.place, inside.place);
    let (to, from) = (&mut found.metadata, inside.metadata);
    crate::found::first(&mut to.orientation, from.orientation);
    crate::found::first(&mut to.title, from.title);
    crate::found::first(&mut to.artist, from.artist);
    crate::found::first(&mut to.image_width, from.image_width);
    crate::found::first(&mut to.image_height, from.image_height);
}

/// RAF: a table of where things are, a JPEG with EXIF, and the sensor's own table.
pub(crate) fn fujifilm(source: &mut Source<'_>, found: &mut Found) -> Result<(), Stop> {
    is(found, "image/x-fuji-raf", "raf");
    let (jpeg_at, jpeg_len) = (u64::from(source.u32_be(84)?), u64::from(source.u32_be(88)?));
    let sensor_at = u64::from(source.u32_be(92)?);
    let result = jpeg::within(source, jpeg_at, jpeg_at + jpeg_len, found);
    found.note(result);
    let count = source.u32_be(sensor_at)?;
    let mut at = sensor_at + 4;
    for _ in 0..count.min(256) {
        let (tag, len) = (source.u16_be(at)?, source.u16_be(at + 2)?);
        // The cropped size; the full one only where there is no other.
        if tag == 0x0111 || tag == 0x0100 {
            let (height, width) = (source.u16_be(at + 4)?, source.u16_be(at + 6)?);
            found.size(width, height);
        }
        if tag == 0x0111 {
            break;
        }
        at += 4 + u64::from(len);
    }
    Ok(())
}

/// The box of CR3 that holds its EXIF blocks.
const CANON: [u8; 16] =
    [0x85, 0xc0, 0xb6, 0x87, 0x82, 0x0f, 0x11, 0xe0, 0x81, 0x11, 0xf4, 0xce, 0x46, 0x2b, 0x6a, 0x48];

/// CR3: EXIF in four blocks in a box of Canon's.
pub(crate) fn canon(source: &mut Source<'_>, found: &mut Found) -> Result<(), Stop> {
    is(found, "image/x-canon-cr3", "cr3");
    let file = Part { kind: *b"file", at: 0, end: source.size() };
    let Some(moov) = isobmff::path(source, file, &[*b"moov"])? else { return Err(Stop::Cut) };
    let mut exif = Exif::default();
    for part in isobmff::parts(source, moov.at, moov.end)? {
        if part.kind != *b"uuid" || source.array(part.at)? != CANON {
            continue;
        }
        for block in isobmff::parts(source, part.at + 16, part.end)? {
            let role = match &block.kind {
                b"CMT1" => exif::Role::First,
                b"CMT2" => exif::Role::Exif,
                b"CMT4" => exif::Role::Gps,
                _ => continue,
            };
            let result = exif::read_as(source, block.at, block.len(), role, &mut exif);
            found.note(result);
        }
    }
    exif.give(found);
    if let Some((width, height)) = exif.largest {
        found.size(width, height);
    }
    if isobmff::whole(source)? { Ok(()) } else { Err(Stop::Cut) }
}
