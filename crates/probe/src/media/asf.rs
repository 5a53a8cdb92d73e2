//! ASF: WMA and WMV (Advanced Systems Format 01.20.06): the objects of the header.

use super::{audio, finish, format, layout, micros, tagged::codec_of_wave, video};
use crate::{
    bytes::{array, u16_le, u32_le, u64_le},
    found::{Found, first},
    source::{Source, Stop},
    time,
};

const OBJECTS_MAX: usize = 200;
const OBJECT_BYTES_MAX: usize = 256 << 10;
/// Seconds from 1601, where file times begin, to 1970.
const FROM_1601: i64 = 11_644_473_600;

/// The first four bytes of ids: no two of the header's objects share them.
const PROPERTIES: [u8; 4] = [0xa1, 0xdc, 0xab, 0x8c];
const STREAM: [u8; 4] = [0x91, 0x07, 0xdc, 0xb7];
const CONTENT: [u8; 4] = [0x33, 0x26, 0xb2, 0x75];
const EXTENDED: [u8; 4] = [0x40, 0xa4, 0xd0, 0xd2];

pub(crate) fn read(source: &mut Source<'_>, found: &mut Found) -> Result<(), Stop> {
    format(found, "asf", "ASF (Advanced / Active Streaming Format)");
    let mimes = ("video/x-ms-wmv", "audio/x-ms-wma");
    found.is("video", "video/x-ms-asf");
    let end = u64::from_le_bytes(source.array(16)?);
    let mut at = 30;
    for _ in 0..OBJECTS_MAX {
        if at >= end {
            break;
        }
        let head = source.exact(at, 24)?;
        let (id, len) = (array::<4>(head, 0), u64_le(head, 16).unwrap_or_default());
        if len < 24 {
            return Err(Stop::Wrong("an object of it is shorter than its header"));
        }
        let take = usize::try_from(len - 24).unwrap_or(usize::MAX).min(OBJECT_BYTES_MAX);
        let body = source.some(at + 24, take)?.to_vec();
        match id {
            Some(PROPERTIES) => properties(&body, found),
            Some(STREAM) => stream(&body, found),
            Some(CONTENT) => content(&body, found),
            Some(EXTENDED) => {
                extended(&body, found);
            }
            _ => {}
        }
        at = at.saturating_add(len);
    }
    finish(found, source.size(), mimes);
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "longer than a year only")]
fn properties(body: &[u8], found: &mut Found) {
    let (when, units, before) = (u64_le(body, 24), u64_le(body, 40), u64_le(body, 56));
    if let (Some(units), Some(before)) = (units, before) {
        // Units of 100 ns, of which some milliseconds come before the play.
        let seconds = units as f64 / 1e7 - before as f64 / 1e3;
        found.metadata.duration = (seconds > 0.0).then_some(micros(seconds));
    }
    let seconds =
        when.and_then(|when| i64::try_from(when / 10_000_000).ok()).filter(|seconds| *seconds > FROM_1601);
    first(&mut found.when, seconds.and_then(|seconds| time::since_1970(seconds - FROM_1601, 0)));
}

fn stream(body: &[u8], found: &mut Found) {
    let metadata = &mut found.metadata;
    let index = metadata.video_streams.as_ref().map_or(0, Vec::len)
        + metadata.audio_streams.as_ref().map_or(0, Vec::len);
    let form = body.get(54..).unwrap_or_default();
    match body.get(..4) {
        Some([0x40, 0x9e, 0x69, 0xf8]) => {
            let codec =
                codec_of_wave(u16_le(form, 0).unwrap_or_default(), u16_le(form, 14).unwrap_or_default());
            let mut stream = audio(index, codec);
            stream.channels = u16_le(form, 2).filter(|channels| *channels > 0).map(i64::from);
            stream.channel_layout = stream.channels.and_then(layout);
            stream.sample_rate = u32_le(form, 4).filter(|rate| *rate > 0).map(i64::from);
            stream.bitrate = u32_le(form, 8).filter(|rate| *rate > 0).map(|bytes| i64::from(bytes) * 8);
            metadata.audio_streams.get_or_insert_default().push(stream);
        }
        Some([0xc0, 0xef, 0x19, 0xbc]) => {
            let codec = match form.get(27..31) {
                Some(b"WMV2") => Some("wmv2"),
                Some(b"WMV3") => Some("wmv3"),
                Some(b"MP4S" | b"mp4s") => Some("mpeg4"),
                _ => None,
            };
            let mut stream = video(index, codec);
            (stream.width, stream.height) = (u32_le(form, 0).map(i64::from), u32_le(form, 4).map(i64::from));
            metadata.video_streams.get_or_insert_default().push(stream);
        }
        _ => {}
    }
}

fn wide(bytes: &[u8]) -> Option<String> {
    let text = encoding_rs::UTF_16LE.decode_without_bom_handling(bytes).0;
    let text = text.trim_end_matches('\0').trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// A title, an author and three more, each with its length before all of them.
fn content(body: &[u8], found: &mut Found) {
    let len = |at| u16_le(body, at).map_or(0, usize::from);
    let (title, author) = (len(0), len(2));
    first(&mut found.metadata.title, body.get(10..10 + title).and_then(wide));
    first(&mut found.metadata.artist, body.get(10 + title..10 + title + author).and_then(wide));
}

/// Names and values.
fn extended(body: &[u8], found: &mut Found) -> Option<()> {
    let mut at = 2;
    for _ in 0..u16_le(body, 0)? {
        let len = usize::from(u16_le(body, at)?);
        let name = wide(body.get(at + 2..at + 2 + len)?).unwrap_or_default();
        at += 2 + len;
        let (kind, len) = (u16_le(body, at)?, usize::from(u16_le(body, at + 2)?));
        let value = body.get(at + 4..at + 4 + len)?;
        at += 4 + len;
        if kind != 0 {
            continue;
        }
        let metadata = &mut found.metadata;
        match name.as_str() {
            "WM/AlbumTitle" => first(&mut metadata.album, wide(value)),
            "WM/AlbumArtist" => first(&mut metadata.album_artist, wide(value)),
            "WM/Composer" => first(&mut metadata.composer, wide(value)),
            "WM/Language" => first(&mut metadata.language, wide(value)),
            "WM/Lyrics" => first(&mut found.lyric, wide(value)),
            _ => {}
        }
    }
    Some(())
}
