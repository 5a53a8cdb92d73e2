//! PNG (third edition): its chunks.

use std::io::Read as _;

use super::{XMP_BYTES_MAX, block, is, xmp};
use crate::{
    bytes::{text, u32_be},
    found::{Found, first},
    source::{Source, Stop},
    time,
};

/// The most chunks before the pixels, and behind where they begin.
const CHUNKS_MAX: usize = 1000;
const PIXEL_CHUNKS_MAX: usize = 256;
/// The most bytes of a text chunk that are read.
const TEXT_BYTES_MAX: u64 = 1 << 20;
/// The most text chunks that are kept.
const TEXTS_MAX: usize = 64;

pub(crate) fn read(source: &mut Source<'_>, found: &mut Found) -> Result<(), Stop> {
    let mut lines = Vec::new();
    let result = chunks(source, &mut lines, found);
    // EXIF comes first, wherever it stands.
    for bytes in lines {
        line(&bytes, found);
    }
    result
}

/// Reads the chunks; texts are put into `lines`.
fn chunks(source: &mut Source<'_>, lines: &mut Vec<Vec<u8>>, found: &mut Found) -> Result<(), Stop> {
    is(found, "image/png", "png");
    let (mut at, mut pixels, mut frames) = (8, 0, 1);
    for _ in 0..CHUNKS_MAX {
        let head = source.exact(at, 8)?;
        let (Some(len), Some(kind)) = (u32_be(head, 0), head.get(4..8)) else { return Err(Stop::Cut) };
        let (len, body) = (u64::from(len), at + 8);
        match kind {
            b"IHDR" => {
                let header = source.exact(body, 13)?;
                if let (Some(width), Some(height)) = (u32_be(header, 0), u32_be(header, 4)) {
                    found.size(width, height);
                }
            }
            b"acTL" => {
                frames = source.u32_be(body)?;
                found.metadata.content_type = Some("image/apng".to_owned());
            }
            b"IDAT" => pixels += 1,
            b"eXIf" => block(source, body, len, found),
            b"tEXt" | b"iTXt" if lines.len() < TEXTS_MAX => {
                let len = usize::try_from(len.min(TEXT_BYTES_MAX)).unwrap_or_default();
                lines.push(source.some(body, len)?.to_vec());
            }
            b"IEND" => break,
            _ => {}
        }
        at = body + len + 4;
        if at > source.size() {
            return Err(Stop::Cut);
        }
        // What is behind the pixels is looked for only where they are few chunks: else all would have to be read.
        if pixels > PIXEL_CHUNKS_MAX {
            break;
        }
    }
    found.exif("FrameCount", frames);
    Ok(())
}

/// A line of text: its key, and behind a zero its value, which iTXt may have packed.
fn line(bytes: &[u8], found: &mut Found) {
    let mut parts = bytes.splitn(2, |byte| *byte == 0);
    let (Some(key), Some(value)) = (parts.next(), parts.next()) else { return };
    let metadata = &mut found.metadata;
    match key {
        b"Title" => first(&mut metadata.title, plain(value)),
        b"Author" => first(&mut metadata.artist, plain(value)),
        b"Creation Time" => first(&mut found.when, plain(value).and_then(|value| creation(&value))),
        b"XML:com.adobe.xmp" => {
            if let Some(packet) = international(value) {
                xmp::give(&packet, found);
            }
        }
        _ => {}
    }
}

/// RFC 1123 is what PNG recommends; most write what EXIF does.
fn creation(value: &str) -> Option<crate::found::When> {
    time::exif(value, None, None).or_else(|| time::iso(value)).or_else(|| {
        let time = jiff::fmt::rfc2822::parse(value).ok()?;
        Some(crate::found::When { local: time.datetime(), offset: Some(time.offset().seconds()) })
    })
}

/// Text of tEXt, or of iTXt.
fn plain(value: &[u8]) -> Option<String> {
    match value {
        [0 | 1, 0, ..] => international(value).as_deref().and_then(text),
        _ => text(value),
    }
}

/// The text of iTXt: a flag, a method, a language and a translated key come before it.
fn international(value: &[u8]) -> Option<Vec<u8>> {
    let (flag, rest) = value.split_first()?;
    let text = rest.get(1..)?.splitn(3, |byte| *byte == 0).nth(2)?;
    if *flag == 0 {
        return Some(text.to_vec());
    }
    let mut unpacked = Vec::new();
    let reader = flate2::read::ZlibDecoder::new(text);
    // What is damaged ends where it is.
    let _ = reader.take(XMP_BYTES_MAX as u64).read_to_end(&mut unpacked);
    Some(unpacked)
}
