//! WebP (RFC 9649): its RIFF chunks.

use super::{block, is, packet};
use crate::{
    bytes::{array, u16_le},
    found::Found,
    source::{Source, Stop},
};

/// The most chunks: a frame is one.
const CHUNKS_MAX: usize = 10_000;

pub(crate) fn read(source: &mut Source<'_>, found: &mut Found) -> Result<(), Stop> {
    is(found, "image/webp", "webp");
    let end = u64::from(source.u32_le(4)?) + 8;
    let (mut at, mut frames, mut canvas) = (12, 0, false);
    for _ in 0..CHUNKS_MAX {
        if at + 8 > end {
            break;
        }
        let head = source.exact(at, 8)?;
        let kind: [u8; 4] = array(head, 0).ok_or(Stop::Cut)?;
        let len = u64::from(array(head, 4).map(u32::from_le_bytes).ok_or(Stop::Cut)?);
        let body = at + 8;
        match &kind {
            b"VP8X" => {
                let bytes = source.exact(body, 10)?;
                let side = |at: usize| {
                    Some(
                        u32::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?, *bytes.get(at + 2)?, 0])
                            + 1,
                    )
                };
                if let (Some(width), Some(height)) = (side(4), side(7)) {
                    found.size(width, height);
                    canvas = true;
                }
            }
            // RFC 6386, 9.1: a frame tag, a start code, and 14 bits for each side.
            b"VP8 " if !canvas => {
                let bytes = source.exact(body, 10)?;
                if let (Some(width), Some(height)) = (u16_le(bytes, 6), u16_le(bytes, 8)) {
                    found.size(width & 0x3fff, height & 0x3fff);
                }
            }
            b"VP8L" if !canvas => {
                let bits = u32::from_le_bytes(source.array(body + 1)?);
                found.size((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1);
            }
            b"ANMF" => frames += 1,
            b"EXIF" => block(source, body, len, found),
            b"XMP " => packet(source, body, usize::try_from(len).unwrap_or(usize::MAX), found),
            _ => {}
        }
        at = body + len + len % 2;
        if body + len > source.size() {
            return Err(Stop::Cut);
        }
    }
    found.exif("FrameCount", frames.max(1));
    Ok(())
}
