//! AVI (RIFF): the main header, the streams' headers, and the list of texts.

use super::{audio, finish, format, layout, micros, tagged::codec_of_wave, video};
use crate::{
    bytes::{array, text, u16_le, u32_le},
    found::{Found, first},
    source::{Source, Stop},
    time,
};

/// The most chunks that are looked at, and the most bytes of one.
const CHUNKS_MAX: usize = 500;
const CHUNK_BYTES_MAX: usize = 64 << 10;

pub(crate) fn read(source: &mut Source<'_>, found: &mut Found) -> Result<(), Stop> {
    format(found, "avi", "AVI (Audio Video Interleaved)");
    found.is("video", "video/x-msvideo");
    let end = u64::from(source.u32_le(4)?) + 8;
    let result = chunks(source, 12, found);
    finish(found, source.size(), ("video/x-msvideo", "video/x-msvideo"));
    found.is("video", "video/x-msvideo");
    result?;
    if end > source.size() { Err(Stop::Cut) } else { Ok(()) }
}

fn chunks(source: &mut Source<'_>, mut at: u64, found: &mut Found) -> Result<(), Stop> {
    let mut header: Vec<u8> = Vec::new();
    let mut index = 0;
    for _ in 0..CHUNKS_MAX {
        let head = source.some(at, 12)?;
        let (Some(kind), Some(len)) = (array::<4>(head, 0), u32_le(head, 4)) else { return Ok(()) };
        let list = array::<4>(head, 8);
        let next = at + 8 + u64::from(len) + u64::from(len % 2);
        let body = |source: &mut Source<'_>| {
            let len = usize::try_from(len).unwrap_or(usize::MAX).min(CHUNK_BYTES_MAX);
            source.some(at + 8, len).map(<[u8]>::to_vec)
        };
        match (&kind, list.as_ref()) {
            // Lists are entered: their chunks follow.
            (b"LIST", Some(b"hdrl" | b"strl" | b"INFO")) => {
                at += 12;
                continue;
            }
            (b"avih", _) => main(&body(source)?, found),
            (b"strh", _) => header = body(source)?,
            (b"strf", _) => {
                stream(index, &header, &body(source)?, found);
                index += 1;
            }
            (b"INAM", _) => first(&mut found.metadata.title, text(&body(source)?)),
            (b"IART", _) => first(&mut found.metadata.artist, text(&body(source)?)),
            (b"ICRD", _) => first(&mut found.when, text(&body(source)?).as_deref().and_then(time::iso)),
            _ => {}
        }
        at = next;
    }
    Ok(())
}

fn main(bytes: &[u8], found: &mut Found) {
    if let (Some(micros_a_frame), Some(frames)) = (u32_le(bytes, 0), u32_le(bytes, 16)) {
        let duration = f64::from(micros_a_frame) * f64::from(frames) / 1e6;
        found.metadata.duration = (duration > 0.0).then_some(micros(duration));
    }
}

fn stream(index: usize, header: &[u8], form: &[u8], found: &mut Found) {
    let (scale, rate, length) = (u32_le(header, 20), u32_le(header, 24), u32_le(header, 32));
    let duration = scale.zip(rate).zip(length).filter(|((_, rate), _)| *rate > 0);
    let duration = duration
        .map(|((scale, rate), length)| micros(f64::from(scale) * f64::from(length) / f64::from(rate)));
    // Streams of unlike lengths: the longest is the whole's.
    let whole = &mut found.metadata.duration;
    *whole = whole.map(|whole| duration.map_or(whole, |duration| whole.max(duration)));
    match header.get(..4) {
        Some(b"vids") => {
            let tag = array::<4>(form, 16).unwrap_or_default();
            let codec = match &tag.map(|letter| letter.to_ascii_uppercase()) {
                b"H264" | b"AVC1" | b"X264" => Some("h264"),
                b"HEVC" | b"H265" => Some("hevc"),
                b"XVID" | b"DIVX" | b"DX50" | b"FMP4" | b"MP4V" => Some("mpeg4"),
                b"MJPG" => Some("mjpeg"),
                b"VP80" => Some("vp8"),
                b"VP90" => Some("vp9"),
                b"WMV2" => Some("wmv2"),
                b"WMV3" => Some("wmv3"),
                _ => None,
            };
            let mut stream = video(index, codec);
            let side =
                |at| array(form, at).map(i32::from_le_bytes).map(|side| i64::from(side.unsigned_abs()));
            (stream.width, stream.height) = (side(4), side(8));
            stream.duration = duration;
            stream.frame_count = length.map(i64::from);
            stream.codec_tag_string = String::from_utf8(tag.to_vec()).ok().filter(|tag| !tag.contains('\0'));
            stream.codec_tag = Some(format!("0x{:08x}", u32::from_le_bytes(tag)));
            if let (Some(scale @ 1..), Some(rate @ 1..)) = (scale, rate) {
                stream.frame_rate = Some(format!("{rate}/{scale}"));
                stream.average_frame_rate = Some(format!("{rate}/{scale}"));
                stream.time_base = Some(format!("{scale}/{rate}"));
            }
            found.metadata.video_streams.get_or_insert_default().push(stream);
        }
        Some(b"auds") => {
            let codec =
                codec_of_wave(u16_le(form, 0).unwrap_or_default(), u16_le(form, 14).unwrap_or_default());
            let mut stream = audio(index, codec);
            stream.channels = u16_le(form, 2).filter(|channels| *channels > 0).map(i64::from);
            stream.channel_layout = stream.channels.and_then(layout);
            stream.sample_rate = u32_le(form, 4).filter(|rate| *rate > 0).map(i64::from);
            stream.bitrate = u32_le(form, 8).filter(|rate| *rate > 0).map(|bytes| i64::from(bytes) * 8);
            stream.duration = duration;
            found.metadata.audio_streams.get_or_insert_default().push(stream);
        }
        _ => {}
    }
}
