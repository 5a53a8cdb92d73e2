//! Pictures with little more than dimensions: GIF, BMP, ICO, JPEG 2000.

use super::{block, is, packet};
use crate::{
    bytes::{array, u16_be, u16_le, u32_be},
    found::Found,
    isobmff,
    source::{Source, Stop},
};

/// GIF89a: the logical screen.
pub(crate) fn gif(source: &mut Source<'_>, found: &mut Found) -> Result<(), Stop> {
    is(found, "image/gif", "gif");
    let head = source.exact(6, 4)?;
    if let (Some(width), Some(height)) = (u16_le(head, 0), u16_le(head, 2)) {
        found.size(width, height);
    }
    Ok(())
}

/// BMP: OS/2's header has 16 bits for a side, the others 32 and a height below zero for rows from the top.
pub(crate) fn bmp(source: &mut Source<'_>, found: &mut Found) -> Result<(), Stop> {
    is(found, "image/bmp", "bmp");
    found.exif("FrameCount", 1);
    let head = source.some(14, 16)?;
    let header = array(head, 0).map(u32::from_le_bytes).ok_or(Stop::Cut)?;
    if header == 12 {
        let (width, height) = (u16_le(head, 4).ok_or(Stop::Cut)?, u16_le(head, 6).ok_or(Stop::Cut)?);
        found.size(width, height);
    } else {
        let side = |at| array(head, at).map(i32::from_le_bytes).map(i32::unsigned_abs).ok_or(Stop::Cut);
        found.size(side(4)?, side(8)?);
    }
    Ok(())
}

/// ICO: the largest of its pictures; 0 is 256.
pub(crate) fn ico(source: &mut Source<'_>, found: &mut Found) -> Result<(), Stop> {
    is(found, "image/x-icon", "ico");
    let count = usize::from(u16::from_le_bytes(source.array(4)?));
    found.exif("FrameCount", count);
    let entries = source.some(6, count.min(256) * 16)?;
    let side = |byte: u8| if byte == 0 { 256_u64 } else { u64::from(byte) };
    let largest =
        entries.chunks_exact(16).filter_map(|entry| Some((side(*entry.first()?), side(*entry.get(1)?))));
    if let Some((width, height)) = largest.max_by_key(|(width, height)| width * height) {
        found.size(width, height);
    }
    Ok(())
}

/// JPEG 2000 (ITU T.800) in boxes: `jp2h`, `ihdr`.
pub(crate) fn jp2(source: &mut Source<'_>, found: &mut Found) -> Result<(), Stop> {
    is(found, "image/jp2", "jp2");
    let file = isobmff::Part { kind: *b"file", at: 0, end: source.size() };
    let Some(header) = isobmff::path(source, file, &[*b"jp2h", *b"ihdr"])? else {
        return Err(Stop::Wrong("the picture has no header"));
    };
    let bytes = header.bytes(source, 8)?;
    if let (Some(height), Some(width)) = (u32_be(&bytes, 0), u32_be(&bytes, 4)) {
        found.size(width, height);
    }
    for part in isobmff::parts(source, 0, source.size())?.iter().filter(|part| part.kind == *b"uuid") {
        let (at, len) = (part.at + 16, part.len().saturating_sub(16));
        match &source.array::<16>(part.at)? {
            b"JpgTiffExif->JP2" => block(source, at, len, found),
            &XMP => packet(source, at, usize::try_from(len).unwrap_or(usize::MAX), found),
            _ => {}
        }
    }
    Ok(())
}

/// The box of JPEG 2000 that holds XMP.
const XMP: [u8; 16] =
    [0xbe, 0x7a, 0xcf, 0xcb, 0x97, 0xa9, 0x42, 0xe8, 0x9c, 0x71, 0x99, 0x94, 0x91, 0xe3, 0xaf, 0xac];

/// JPEG 2000 without boxes: the marker SIZ is the second.
pub(crate) fn codestream(source: &mut Source<'_>, found: &mut Found) -> Result<(), Stop> {
    is(found, "image/j2c", "j2k");
    let size = source.exact(2, 22)?;
    if u16_be(size, 0) != Some(0xff51) {
        return Err(Stop::Wrong("the picture has no dimensions"));
    }
    let number = |at| u32_be(size, at).ok_or(Stop::Cut);
    let (width, height) = (number(6)?.saturating_sub(number(14)?), number(10)?.saturating_sub(number(18)?));
    found.size(width, height);
    Ok(())
}
