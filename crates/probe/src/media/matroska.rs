//! Matroska and WebM (RFC 9559): the segment's information, its tracks and its tags, up to the first cluster.

use assay_findings::media::SubtitleStream;

use super::{audio, finish, format, layout, long, micros, video};
use crate::{
    bytes::text,
    found::{Found, first},
    source::{Source, Stop},
    time,
};

/// The most elements of one level, and the most bytes of one value.
const ELEMENTS_MAX: usize = 2000;
const VALUE_BYTES_MAX: u64 = 64 << 10;
/// Seconds from 1970 to 2001, where Matroska's dates begin.
const FROM_2001: i64 = 978_307_200;

const EBML: u32 = 0x1a45_dfa3;
const DOC_TYPE: u32 = 0x4282;
const SEGMENT: u32 = 0x1853_8067;
const SEEK_HEAD: u32 = 0x114d_9b74;
const INFO: u32 = 0x1549_a966;
const TRACKS: u32 = 0x1654_ae6b;
const TRACK: u32 = 0xae;
const TAGS: u32 = 0x1254_c367;
const CLUSTER: u32 = 0x1f43_b675;

/// An element: its id, and where its content is.
#[derive(Debug, Clone, Copy)]
struct Element {
    id: u32,
    at: u64,
    end: u64,
}

impl Element {
    fn bytes(self, source: &mut Source<'_>) -> Result<Vec<u8>, Stop> {
        let len = usize::try_from(self.end.saturating_sub(self.at).min(VALUE_BYTES_MAX)).unwrap_or_default();
        source.some(self.at, len).map(<[u8]>::to_vec)
    }

    fn number(self, source: &mut Source<'_>) -> Result<u64, Stop> {
        let bytes = self.bytes(source)?;
        Ok(bytes.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    fn float(self, source: &mut Source<'_>) -> Result<Option<f64>, Stop> {
        let bytes = self.bytes(source)?;
        Ok(match bytes.len() {
            4 => crate::bytes::array(&bytes, 0).map(f32::from_be_bytes).map(f64::from),
            8 => crate::bytes::array(&bytes, 0).map(f64::from_be_bytes),
            _ => None,
        }
        .filter(|number| number.is_finite()))
    }

    fn text(self, source: &mut Source<'_>) -> Result<Option<String>, Stop> {
        Ok(text(&self.bytes(source)?))
    }
}

/// The element at `at`; one of unknown length reaches to the end of its parent.
fn element(source: &mut Source<'_>, at: u64, end: u64) -> Result<Option<Element>, Stop> {
    let head = source.some(at, 12)?;
    let Some(lead) = head.first().copied().filter(|lead| *lead >= 0x10) else { return Ok(None) };
    let id_len = usize::try_from(lead.leading_zeros()).unwrap_or_default() + 1;
    let Some(id) = head.get(..id_len) else { return Ok(None) };
    let id = id.iter().fold(0_u32, |id, byte| id << 8 | u32::from(*byte));
    let Some(lead) = head.get(id_len).copied().filter(|lead| *lead > 0) else { return Ok(None) };
    let size_len = usize::try_from(lead.leading_zeros()).unwrap_or_default() + 1;
    let Some(size) = head.get(id_len..id_len + size_len) else { return Ok(None) };
    let mask = 0xff_u8.checked_shr(u32::try_from(size_len).unwrap_or(8)).unwrap_or(0);
    let unknown =
        size.iter().enumerate().all(|(at, byte)| if at == 0 { byte & mask == mask } else { *byte == 0xff });
    let size = size
        .iter()
        .enumerate()
        .fold(0_u64, |size, (at, byte)| size << 8 | u64::from(if at == 0 { byte & mask } else { *byte }));
    let body = at + (id_len + size_len) as u64;
    let to = if unknown { end } else { body.saturating_add(size) };
    Ok(Some(Element { id, at: body, end: to }))
}

/// The elements from `from` to `to`, up to the first one that is cut.
fn elements(source: &mut Source<'_>, from: u64, to: u64) -> Result<Vec<Element>, Stop> {
    let (mut at, mut elements) = (from, Vec::new());
    let to = to.min(source.size());
    while at < to && elements.len() < ELEMENTS_MAX {
        let Some(next) = element(source, at, to)? else { break };
        at = next.end;
        elements.push(next);
        if next.id == CLUSTER {
            break;
        }
    }
    Ok(elements)
}

pub(crate) fn read(source: &mut Source<'_>, found: &mut Found) -> Result<(), Stop> {
    format(found, "matroska,webm", "Matroska / WebM");
    found.is("video", "video/x-matroska");
    let mut webm = false;
    let size = source.size();
    let mut damage = Ok(());
    for part in elements(source, 0, size)? {
        match part.id {
            EBML => {
                for item in elements(source, part.at, part.end)? {
                    webm |= item.id == DOC_TYPE && item.bytes(source)?.starts_with(b"webm");
                }
            }
            SEGMENT => {
                damage = segment(source, part, found);
                if part.end > size && damage.is_ok() {
                    damage = Err(Stop::Cut);
                }
                break;
            }
            _ => {}
        }
    }
    let mimes = if webm { ("video/webm", "audio/webm") } else { ("video/x-matroska", "audio/x-matroska") };
    finish(found, size, mimes);
    damage
}

fn segment(source: &mut Source<'_>, segment: Element, found: &mut Found) -> Result<(), Stop> {
    let (mut seen, mut elsewhere) = (Vec::new(), Vec::new());
    for part in elements(source, segment.at, segment.end)? {
        seen.push(part.at);
        if part.id == SEEK_HEAD {
            for seek in elements(source, part.at, part.end)?.into_iter().filter(|seek| seek.id == 0x4dbb) {
                for item in elements(source, seek.at, seek.end)? {
                    if item.id == 0x53ac {
                        elsewhere.push(segment.at.saturating_add(item.number(source)?));
                    }
                }
            }
        }
        part_of(source, part, found)?;
    }
    // What stands behind the clusters is where the head says that it is.
    for at in elsewhere.into_iter().take(32) {
        if let Some(part) = element(source, at, segment.end)?
            && !seen.contains(&part.at)
        {
            seen.push(part.at);
            part_of(source, part, found)?;
        }
    }
    Ok(())
}

fn part_of(source: &mut Source<'_>, part: Element, found: &mut Found) -> Result<(), Stop> {
    match part.id {
        INFO => info(source, part, found),
        TRACKS => {
            for item in elements(source, part.at, part.end)? {
                if item.id == TRACK {
                    track(source, item, found)?;
                }
            }
            Ok(())
        }
        TAGS => tags(source, part, found),
        _ => Ok(()),
    }
}

#[expect(clippy::cast_precision_loss, reason = "nanoseconds a tick: a small number")]
fn info(source: &mut Source<'_>, info: Element, found: &mut Found) -> Result<(), Stop> {
    let (mut scale, mut duration) = (1_000_000, None);
    for item in elements(source, info.at, info.end)? {
        match item.id {
            0x002a_d7b1 => scale = item.number(source)?,
            0x4489 => duration = item.float(source)?,
            0x4461 => {
                // Nanoseconds since 2001, with a sign.
                let nanos = item.number(source)?.cast_signed();
                let (seconds, rest) = (nanos.div_euclid(1_000_000_000), nanos.rem_euclid(1_000_000_000));
                let when =
                    time::since_1970(seconds.saturating_add(FROM_2001), i32::try_from(rest).unwrap_or(0));
                first(&mut found.when, when);
            }
            0x7ba9 => first(&mut found.metadata.title, item.text(source)?),
            _ => {}
        }
    }
    let duration = duration.map(|ticks| micros(ticks * scale as f64 / 1e9));
    found.metadata.duration = duration.filter(|seconds| seconds.is_finite() && *seconds > 0.0);
    Ok(())
}

/// Codecs by Matroska's names; the longest first.
const CODECS: &[(&str, &str)] = &[
    ("V_MPEG4/ISO/AVC", "h264"),
    ("V_MPEGH/ISO/HEVC", "hevc"),
    ("V_MPEG4", "mpeg4"),
    ("V_MPEG2", "mpeg2video"),
    ("V_MPEG1", "mpeg1video"),
    ("V_AV1", "av1"),
    ("V_VP8", "vp8"),
    ("V_VP9", "vp9"),
    ("V_THEORA", "theora"),
    ("V_MJPEG", "mjpeg"),
    ("A_AAC", "aac"),
    ("A_OPUS", "opus"),
    ("A_VORBIS", "vorbis"),
    ("A_FLAC", "flac"),
    ("A_MPEG/L3", "mp3"),
    ("A_MPEG/L2", "mp2"),
    ("A_EAC3", "eac3"),
    ("A_AC3", "ac3"),
    ("A_DTS", "dts"),
    ("S_TEXT/UTF8", "subrip"),
    ("S_TEXT/ASS", "ass"),
    ("S_TEXT/WEBVTT", "webvtt"),
];

fn track(source: &mut Source<'_>, track: Element, found: &mut Found) -> Result<(), Stop> {
    let metadata = &found.metadata;
    let index = metadata.video_streams.as_ref().map_or(0, Vec::len)
        + metadata.audio_streams.as_ref().map_or(0, Vec::len)
        + metadata.subtitles.as_ref().map_or(0, Vec::len);
    // Tracks are English where they say nothing, which ffprobe keeps to itself.
    let (mut kind, mut name, mut language) = (0, String::new(), None);
    let mut frame_nanos = 0;
    let (mut width, mut height, mut rate, mut channels) = (None, None, 8000.0, 1);
    for item in elements(source, track.at, track.end)? {
        match item.id {
            0x83 => kind = item.number(source)?,
            0x86 => name = item.text(source)?.unwrap_or_default(),
            0x0022_b59c => language = item.text(source)?,
            0x0023_e383 => frame_nanos = item.number(source)?,
            0xe0 => {
                for side in elements(source, item.at, item.end)? {
                    match side.id {
                        0xb0 => width = i64::try_from(side.number(source)?).ok(),
                        0xba => height = i64::try_from(side.number(source)?).ok(),
                        _ => {}
                    }
                }
            }
            0xe1 => {
                for part in elements(source, item.at, item.end)? {
                    match part.id {
                        0xb5 => rate = part.float(source)?.unwrap_or(rate),
                        0x9f => channels = i64::try_from(part.number(source)?).unwrap_or_default(),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    let codec = CODECS.iter().find(|(start, _)| name.starts_with(start)).map(|(_, codec)| *codec);
    match kind {
        1 => {
            let mut stream = video(index, codec);
            (stream.width, stream.height, stream.language) = (width, height, language);
            stream.frame_rate = frame_rate(frame_nanos);
            stream.average_frame_rate.clone_from(&stream.frame_rate);
            stream.time_base = Some("1/1000".to_owned());
            found.metadata.video_streams.get_or_insert_default().push(stream);
        }
        2 => {
            let mut stream = audio(index, codec);
            stream.language = language;
            stream.sample_rate = whole(rate);
            stream.channels = (channels > 0).then_some(channels);
            stream.channel_layout = stream.channels.and_then(layout);
            stream.time_base = Some("1/1000".to_owned());
            found.metadata.audio_streams.get_or_insert_default().push(stream);
        }
        0x11 => found.metadata.subtitles.get_or_insert_default().push(SubtitleStream {
            index: i64::try_from(index).ok(),
            language,
            codec_name: codec.map(str::to_owned),
            codec_long_name: codec.and_then(long),
            ..SubtitleStream::default()
        }),
        _ => {}
    }
    Ok(())
}

/// A rate of frames that last so long: one of the usual ones, or none.
fn frame_rate(nanos: u64) -> Option<String> {
    const USUAL: [(u64, u64); 9] = [
        (24_000, 1001),
        (24, 1),
        (25, 1),
        (30_000, 1001),
        (30, 1),
        (50, 1),
        (60_000, 1001),
        (60, 1),
        (120, 1),
    ];
    let near = |over: u64, under: u64| (1_000_000_000 * under / over).abs_diff(nanos) <= 1000;
    let usual = USUAL.iter().find(|(over, under)| near(*over, *under));
    let exact = (nanos > 0 && 1_000_000_000_u64.is_multiple_of(nanos)).then(|| (1_000_000_000 / nanos, 1));
    usual.copied().or(exact).map(|(over, under)| format!("{over}/{under}"))
}

#[expect(clippy::cast_possible_truncation, reason = "between 1 and 10 million")]
fn whole(rate: f64) -> Option<i64> {
    (1.0..1e7).contains(&rate).then_some(rate.round() as i64)
}

fn tags(source: &mut Source<'_>, tags: Element, found: &mut Found) -> Result<(), Stop> {
    for tag in elements(source, tags.at, tags.end)? {
        let mut whole = true;
        for item in elements(source, tag.at, tag.end)? {
            match item.id {
                // Targets: tags of one track are not those of the file.
                0x63c0 => {
                    let targets = elements(source, item.at, item.end)?;
                    whole = !targets.iter().any(|target| target.id == 0x63c5);
                }
                0x67c8 if whole => {
                    let (mut name, mut value) = (None, None);
                    for part in elements(source, item.at, item.end)? {
                        match part.id {
                            0x45a3 => name = part.text(source)?,
                            0x4487 => value = part.text(source)?,
                            _ => {}
                        }
                    }
                    set(&name.unwrap_or_default().to_ascii_uppercase(), value, found);
                }
                _ => {}
            }
        }
    }
    Ok(())
}

fn set(name: &str, value: Option<String>, found: &mut Found) {
    let metadata = &mut found.metadata;
    match name {
        "TITLE" => first(&mut metadata.title, value),
        "ARTIST" => first(&mut metadata.artist, value),
        "ALBUM_ARTIST" => first(&mut metadata.album_artist, value),
        "ALBUM" => first(&mut metadata.album, value),
        "COMPOSER" => first(&mut metadata.composer, value),
        "PERFORMER" => first(&mut metadata.performer, value),
        "CREATION_TIME" | "DATE_RECORDED" => first(&mut found.when, value.as_deref().and_then(time::iso)),
        _ => {}
    }
}
