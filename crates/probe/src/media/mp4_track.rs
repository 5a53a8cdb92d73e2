//! A track of MP4 and QuickTime: its codec, its size, its turn, its length.

use assay_findings::media::SubtitleStream;

use super::{audio, layout, long, micros, rate, seconds, video};
use crate::{
    bytes::{array, u16_be, u32_be, u64_be},
    found::Found,
    isobmff::{self, Part},
    source::{Source, Stop},
};

/// The most of a sample table that is added up.
const SAMPLES_MAX: usize = 4 << 20;

/// What every kind of track has.
struct Common {
    index: usize,
    scale: u64,
    duration: Option<f64>,
    language: Option<String>,
    tag: [u8; 4],
    /// The sample description, and where its own boxes are behind it.
    description: Vec<u8>,
    at: Part,
    samples: u64,
    bytes: Option<u64>,
    rotate: Option<i64>,
    times: Vec<(u32, u32)>,
}

/// Reads a track into the streams of `found`.
pub(crate) fn read(
    source: &mut Source<'_>,
    track: Part,
    index: usize,
    found: &mut Found,
) -> Result<(), Stop> {
    let Some(media) = isobmff::path(source, track, &[*b"mdia"])? else { return Ok(()) };
    let parts = isobmff::parts(source, media.at, media.end)?;
    let handler = match isobmff::first(&parts, *b"hdlr") {
        Some(part) => array::<4>(&part.bytes(source, 12)?, 8),
        None => None,
    };
    let Some(header) = isobmff::first(&parts, *b"mdhd") else { return Ok(()) };
    let header = header.bytes(source, 36)?;
    let wide = header.first() == Some(&1);
    let scale = u32_be(&header, if wide { 20 } else { 12 }).map_or(0, u64::from);
    let duration = if wide { u64_be(&header, 24) } else { u32_be(&header, 16).map(u64::from) };
    let language = u16_be(&header, if wide { 32 } else { 20 }).and_then(language);
    let Some(table) = isobmff::path(source, media, &[*b"minf", *b"stbl"])? else { return Ok(()) };
    let tables = isobmff::parts(source, table.at, table.end)?;
    let Some(descriptions) = isobmff::first(&tables, *b"stsd") else { return Ok(()) };
    // Behind a version, flags and a count.
    let Some(description) = isobmff::parts(source, descriptions.at + 8, descriptions.end)?.first().copied()
    else {
        return Ok(());
    };
    let (samples, bytes) = match isobmff::first(&tables, *b"stsz") {
        Some(part) => sizes(source, part)?,
        None => (0, None),
    };
    let common = Common {
        index,
        scale,
        duration: duration.and_then(|duration| seconds(duration, scale)).filter(|seconds| *seconds > 0.0),
        language,
        tag: description.kind,
        description: description.bytes(source, 128)?,
        at: description,
        samples,
        bytes,
        rotate: rotation(source, track)?,
        times: match isobmff::first(&tables, *b"stts") {
            Some(part) => times(&part.bytes(source, 64 << 10)?),
            None => Vec::new(),
        },
    };
    match handler.as_ref() {
        Some(b"vide") => pictures(source, &common, found),
        Some(b"soun") => sound(source, &common, found),
        Some(b"text" | b"sbtl" | b"subt" | b"clcp") => {
            subtitles(&common, found);
            Ok(())
        }
        _ => Ok(()),
    }
}

/// ISO 639-2 in three times five bits; QuickTime's old numbers are not told apart.
fn language(packed: u16) -> Option<String> {
    let letter =
        |shift: u16| u8::try_from(packed >> shift & 31).ok().filter(|letter| (1..=26).contains(letter));
    let letters = [letter(10)?, letter(5)?, letter(0)?];
    letters.iter().map(|letter| Some(char::from(letter + 0x60))).collect()
}

/// How many samples there are, and their bytes, where not too many would have to be added up.
fn sizes(source: &mut Source<'_>, part: Part) -> Result<(u64, Option<u64>), Stop> {
    let head = part.bytes(source, 12)?;
    let (size, count) = (u32_be(&head, 4).unwrap_or(0), u32_be(&head, 8).unwrap_or(0));
    if size > 0 {
        return Ok((u64::from(count), Some(u64::from(size) * u64::from(count))));
    }
    let table = part.bytes(source, SAMPLES_MAX)?;
    let sizes = table.get(12..).unwrap_or_default().chunks_exact(4);
    if sizes.len() as u64 != u64::from(count) {
        return Ok((u64::from(count), None));
    }
    Ok((u64::from(count), Some(sizes.filter_map(|bytes| u32_be(bytes, 0)).map(u64::from).sum())))
}

/// Runs of samples of one length each.
fn times(table: &[u8]) -> Vec<(u32, u32)> {
    let runs = table.get(8..).unwrap_or_default().chunks_exact(8);
    runs.filter_map(|run| u32_be(run, 0).zip(u32_be(run, 4))).collect()
}

/// The turn of a track's matrix, in degrees clockwise; none for an upright one.
fn rotation(source: &mut Source<'_>, track: Part) -> Result<Option<i64>, Stop> {
    let Some(header) = isobmff::path(source, track, &[*b"tkhd"])? else { return Ok(None) };
    let bytes = header.bytes(source, 96)?;
    let at = if bytes.first() == Some(&1) { 52 } else { 40 };
    let cell = |index: usize| array(&bytes, at + index * 4).map(i32::from_be_bytes).map(i32::signum);
    Ok(match (cell(0), cell(1), cell(3), cell(4)) {
        (Some(0), Some(1), Some(-1), Some(0)) => Some(90),
        (Some(-1), Some(0), Some(0), Some(-1)) => Some(180),
        (Some(0), Some(-1), Some(1), Some(0)) => Some(270),
        _ => None,
    })
}

/// `0x31637661` for `avc1`.
fn tag_number(tag: [u8; 4]) -> String {
    format!("0x{:08x}", u32::from_le_bytes(tag))
}

fn tag_text(tag: [u8; 4]) -> String {
    let part = |byte: &u8| {
        if byte.is_ascii_graphic() || *byte == b' ' {
            char::from(*byte).to_string()
        } else {
            format!("[{byte}]")
        }
    };
    tag.iter().map(part).collect()
}

fn pictures(source: &mut Source<'_>, common: &Common, found: &mut Found) -> Result<(), Stop> {
    let codec = match &common.tag {
        b"avc1" | b"avc3" => Some("h264"),
        b"hvc1" | b"hev1" | b"dvh1" | b"dvhe" => Some("hevc"),
        b"av01" => Some("av1"),
        b"vp08" => Some("vp8"),
        b"vp09" => Some("vp9"),
        b"mp4v" => Some("mpeg4"),
        b"s263" | b"h263" => Some("h263"),
        b"jpeg" | b"mjpa" | b"mjpb" => Some("mjpeg"),
        b"png " => Some("png"),
        b"apch" | b"apcn" | b"apcs" | b"apco" | b"ap4h" | b"ap4x" => Some("prores"),
        _ => None,
    };
    let mut stream = video(common.index, codec);
    let side = |at| u16_be(&common.description, at).filter(|side| *side > 0).map(i64::from);
    (stream.width, stream.height) = (side(24), side(26));
    stream.codec_tag = Some(tag_number(common.tag));
    stream.codec_tag_string = Some(tag_text(common.tag));
    stream.language.clone_from(&common.language);
    stream.duration = common.duration;
    stream.frame_count = i64::try_from(common.samples).ok().filter(|count| *count > 0);
    stream.time_base = (common.scale > 0).then(|| format!("1/{}", common.scale));
    stream.bitrate = common.bytes.and_then(|bytes| rate(bytes, common.duration));
    stream.rotate = common.rotate.map(|degrees| degrees.to_string());
    if let [(_, length)] | [(_, length), (1, _)] = common.times.as_slice() {
        stream.average_frame_rate = fraction(common.scale, u64::from(*length));
        stream.frame_rate.clone_from(&stream.average_frame_rate);
    }
    // H.264's profile and level are in its configuration.
    let inner = isobmff::parts(source, common.at.at + 78, common.at.end).unwrap_or_default();
    if let (Some("h264"), Some(part)) = (codec, isobmff::first(&inner, *b"avcC")) {
        let bytes = part.bytes(source, 4)?;
        stream.level = bytes.get(3).map(|level| i64::from(*level));
        stream.profile =
            bytes.get(1).zip(bytes.get(2)).and_then(|(profile, flags)| h264_profile(*profile, *flags));
    }
    found.metadata.video_streams.get_or_insert_default().push(stream);
    Ok(())
}

/// Names of ffprobe for ITU H.264 A.2.
fn h264_profile(profile: u8, flags: u8) -> Option<String> {
    let name = match profile {
        66 if flags & 0x40 != 0 => "Constrained Baseline",
        66 => "Baseline",
        77 => "Main",
        88 => "Extended",
        100 => "High",
        110 => "High 10",
        122 => "High 4:2:2",
        244 => "High 4:4:4 Predictive",
        _ => return None,
    };
    Some(name.to_owned())
}

/// A fraction in its lowest terms.
fn fraction(over: u64, under: u64) -> Option<String> {
    let (mut a, mut b) = (over, under);
    while b > 0 {
        (a, b) = (b, a % b);
    }
    (under > 0 && a > 0).then(|| format!("{}/{}", over / a, under / a))
}

fn sound(source: &mut Source<'_>, common: &Common, found: &mut Found) -> Result<(), Stop> {
    let bits = u16_be(&common.description, 18).unwrap_or_default();
    let codec = match &common.tag {
        b"mp4a" => Some("aac"),
        b"Opus" => Some("opus"),
        b"fLaC" => Some("flac"),
        b"alac" => Some("alac"),
        b"ac-3" => Some("ac3"),
        b"ec-3" => Some("eac3"),
        b".mp3" | b"ms\0U" => Some("mp3"),
        b"samr" => Some("amr_nb"),
        b"sawb" => Some("amr_wb"),
        b"sowt" if bits == 16 => Some("pcm_s16le"),
        b"twos" if bits == 16 => Some("pcm_s16be"),
        b"ulaw" => Some("pcm_mulaw"),
        b"alaw" => Some("pcm_alaw"),
        _ => None,
    };
    let mut stream = audio(common.index, codec);
    stream.codec_tag = Some(tag_number(common.tag));
    stream.codec_tag_string = Some(tag_text(common.tag));
    stream.language.clone_from(&common.language);
    stream.duration = common.duration;
    stream.frame_count = i64::try_from(common.samples).ok().filter(|count| *count > 0);
    stream.time_base = (common.scale > 0).then(|| format!("1/{}", common.scale));
    stream.bitrate = common.bytes.and_then(|bytes| rate(bytes, common.duration));
    stream.channels = u16_be(&common.description, 16).filter(|channels| *channels > 0).map(i64::from);
    stream.sample_rate = u16_be(&common.description, 24).filter(|rate| *rate > 0).map(i64::from);
    if common.tag == *b"mp4a" {
        // QuickTime's second version of the description is longer.
        let version = u16_be(&common.description, 8).unwrap_or_default();
        let skip = 28 + if version == 1 { 16 } else { 0 };
        let inner = isobmff::parts(source, common.at.at + skip, common.at.end).unwrap_or_default();
        if let Some(part) = isobmff::first(&inner, *b"esds") {
            elementary(&part.bytes(source, 256)?, &mut stream);
        }
    }
    stream.channel_layout = stream.channels.and_then(layout);
    stream.duration = stream.duration.map(micros);
    found.metadata.audio_streams.get_or_insert_default().push(stream);
    Ok(())
}

/// ISO 14496-1's elementary stream descriptor: which codec `mp4a` is, and AAC's own rate and channels.
fn elementary(bytes: &[u8], stream: &mut assay_findings::media::AudioStream) {
    let mut at = 4;
    while let Some(tag) = bytes.get(at) {
        let mut len = 0_usize;
        at += 1;
        while let Some(byte) = bytes.get(at) {
            at += 1;
            len = (len << 7 | usize::from(byte & 0x7f)) & 0xffff;
            if byte & 0x80 == 0 {
                break;
            }
        }
        match tag {
            // The descriptor itself, and that of the decoder, hold others behind their own fields.
            3 => at += 3,
            4 => {
                let codec = match bytes.get(at) {
                    Some(0x69 | 0x6b) => "mp3",
                    Some(0xdd) => "vorbis",
                    _ => "aac",
                };
                stream.codec_name = Some(codec.to_owned());
                stream.codec_long_name = long(codec);
                at += 13;
            }
            5 => {
                let config = bytes.get(at..).unwrap_or_default();
                specific(config, stream);
                return;
            }
            _ => at += len,
        }
    }
}

/// AAC's configuration (ISO 14496-3, 1.6.2.1): an object type, a rate, channels.
fn specific(config: &[u8], stream: &mut assay_findings::media::AudioStream) {
    const RATES: [i64; 13] =
        [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350];
    let Some(bits) = u16_be(config, 0) else { return };
    let (rate, channels) = (usize::from(bits >> 7 & 15), i64::from(bits >> 3 & 15));
    if let Some(rate) = RATES.get(rate) {
        stream.sample_rate = Some(*rate);
    }
    match channels {
        1..=6 => stream.channels = Some(channels),
        7 => stream.channels = Some(8),
        _ => {}
    }
}

fn subtitles(common: &Common, found: &mut Found) {
    let codec = match &common.tag {
        b"tx3g" | b"text" => Some("mov_text"),
        b"wvtt" => Some("webvtt"),
        _ => None,
    };
    found.metadata.subtitles.get_or_insert_default().push(SubtitleStream {
        index: i64::try_from(common.index).ok(),
        language: common.language.clone(),
        codec_name: codec.map(str::to_owned),
        codec_long_name: codec.and_then(long),
        codec_tag_string: Some(tag_text(common.tag)),
        codec_tag: Some(tag_number(common.tag)),
        duration: common.duration,
        bitrate: common.bytes.and_then(|bytes| rate(bytes, common.duration)),
        ..SubtitleStream::default()
    });
}
