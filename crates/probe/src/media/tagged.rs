//! Recordings that `lofty` reads: MP3, AAC, FLAC, Ogg, WAV, AIFF, APE, Musepack, WavPack.

use std::time::Instant;

use assay_findings::media::AudioStream;
use lofty::{
    config::{ParseOptions, ParsingMode},
    file::{AudioFile as _, FileType, TaggedFile, TaggedFileExt as _},
    probe::Probe,
    properties::FileProperties,
    tag::{ItemKey, Tag},
};

use super::{audio, cover, finish, format, layout, micros, rate};
use crate::{
    found::{Found, first},
    source::{Source, Stop},
    time,
};

/// The most bytes of a text in tags: lyrics.
const LYRIC_BYTES_MAX: usize = 64 << 10;

/// What a type is called: MIME type, ffprobe's names of the container, the codec where the container has but one.
fn names(kind: FileType) -> (&'static str, &'static str, &'static str, Option<&'static str>) {
    match kind {
        FileType::Aac => ("audio/aac", "aac", "raw ADTS AAC (Advanced Audio Coding)", Some("aac")),
        FileType::Aiff => ("audio/aiff", "aiff", "Audio IFF", None),
        FileType::Ape => ("audio/x-ape", "ape", "Monkey's Audio", Some("ape")),
        FileType::Flac => ("audio/flac", "flac", "raw FLAC", Some("flac")),
        FileType::Mpc => ("audio/x-musepack", "mpc", "Musepack", None),
        FileType::Opus => ("audio/ogg", "ogg", "Ogg", Some("opus")),
        FileType::Vorbis => ("audio/ogg", "ogg", "Ogg", Some("vorbis")),
        FileType::Speex => ("audio/ogg", "ogg", "Ogg", Some("speex")),
        FileType::Wav => ("audio/wav", "wav", "WAV / WAVE (Waveform Audio)", None),
        FileType::WavPack => ("audio/x-wavpack", "wv", "WavPack", Some("wavpack")),
        _ => ("audio/mpeg", "mp3", "MP2/3 (MPEG audio layer 2/3)", None),
    }
}

/// Reads a file of a type that its first bytes show.
pub(crate) fn read(source: &mut Source<'_>, kind: FileType, found: &mut Found) -> Result<(), Stop> {
    let (mime, name, long, codec) = names(kind);
    found.is("audio", mime);
    format(found, name, long);
    let codec = match kind {
        FileType::Wav => wav(source)?,
        FileType::Aiff => aiff(source)?,
        FileType::Mpeg => layer(source)?,
        _ => codec,
    };
    let (size, deadline) = (source.size(), source.deadline());
    let options = ParseOptions::new().parsing_mode(ParsingMode::Relaxed);
    let file = Probe::with_file_type(source.reader(), kind).options(options).read();
    let file = file.map_err(|_| Stop::Wrong("its tags or its frames cannot be read"))?;
    let mut stream = audio(0, codec);
    properties(file.properties(), size, &mut stream, found);
    tags(&file, deadline, &mut stream, found);
    found.metadata.audio_streams = Some(vec![stream]);
    finish(found, size, (mime, mime));
    Ok(())
}

fn properties(properties: &FileProperties, size: u64, stream: &mut AudioStream, found: &mut Found) {
    let duration = micros(properties.duration().as_secs_f64());
    let duration = (duration > 0.0).then_some(duration);
    found.metadata.duration = duration;
    found.metadata.bitrate = rate(size, duration);
    stream.duration = duration;
    stream.sample_rate = properties.sample_rate().filter(|rate| *rate > 0).map(i64::from);
    stream.channels = properties.channels().filter(|channels| *channels > 0).map(i64::from);
    stream.channel_layout = stream.channels.and_then(layout);
    // In kilobits.
    stream.bitrate = properties.audio_bitrate().filter(|rate| *rate > 0).map(|rate| i64::from(rate) * 1000);
    let exact = stream.codec_name.as_deref().is_some_and(|codec| codec.starts_with("pcm_"));
    if let (true, Some(rate), Some(channels), Some(bits)) =
        (exact, stream.sample_rate, stream.channels, properties.bit_depth())
    {
        stream.bitrate = Some(rate * channels * i64::from(bits));
    }
}

fn tags(file: &TaggedFile, deadline: Instant, stream: &mut AudioStream, found: &mut Found) {
    let mut covers = Vec::new();
    // The type's own tags first; an old ID3v1 behind them is cut short.
    for tag in file.primary_tag().into_iter().chain(file.tags()) {
        let text = |key: ItemKey| joined(tag, key);
        let metadata = &mut found.metadata;
        first(&mut metadata.title, text(ItemKey::TrackTitle));
        first(&mut metadata.artist, text(ItemKey::TrackArtist));
        first(&mut metadata.album_artist, text(ItemKey::AlbumArtist));
        first(&mut metadata.album, text(ItemKey::AlbumTitle));
        first(&mut metadata.composer, text(ItemKey::Composer));
        first(&mut metadata.performer, text(ItemKey::Performer));
        first(&mut metadata.language, text(ItemKey::Language));
        first(&mut stream.lyric, text(ItemKey::UnsyncLyrics).or_else(|| text(ItemKey::Lyrics)).map(cut));
        let when = text(ItemKey::RecordingDate).or_else(|| text(ItemKey::Year));
        first(&mut found.when, when.as_deref().and_then(time::iso));
        if covers.is_empty() {
            covers.extend(
                tag.pictures()
                    .iter()
                    .take(cover::COVERS_MAX)
                    .filter_map(|picture| cover::of(picture.data(), deadline)),
            );
        }
    }
    found.metadata.audio_covers = (!covers.is_empty()).then_some(covers);
}

/// Several values of one key, as ffprobe joins them.
fn joined(tag: &Tag, key: ItemKey) -> Option<String> {
    let values: Vec<&str> = tag.get_strings(key).take(64).collect();
    (!values.is_empty()).then(|| values.join(";"))
}

fn cut(mut text: String) -> String {
    text.truncate(text.floor_char_boundary(LYRIC_BYTES_MAX));
    text
}

/// The codec of WAV's `fmt ` chunk.
fn wav(source: &mut Source<'_>) -> Result<Option<&'static str>, Stop> {
    let mut at = 12;
    for _ in 0..64 {
        let head = source.exact(at, 8)?;
        let (kind, len) = (head.get(..4) == Some(b"fmt "), crate::bytes::u32_le(head, 4).unwrap_or_default());
        if kind {
            let chunk = source.some(at + 8, 40)?;
            let mut form = crate::bytes::u16_le(chunk, 0).unwrap_or_default();
            let bits = crate::bytes::u16_le(chunk, 14).unwrap_or_default();
            if form == 0xfffe {
                // Extensible: the first two bytes of an id.
                form = crate::bytes::u16_le(chunk, 24).unwrap_or_default();
            }
            return Ok(codec_of_wave(form, bits));
        }
        at += 8 + u64::from(len) + u64::from(len % 2);
    }
    Ok(None)
}

/// Codecs of WAV and AVI by their numbers.
pub(crate) fn codec_of_wave(form: u16, bits: u16) -> Option<&'static str> {
    match (form, bits) {
        (1, 8) => Some("pcm_u8"),
        (1, 16) => Some("pcm_s16le"),
        (1, 24) => Some("pcm_s24le"),
        (1, 32) => Some("pcm_s32le"),
        (3, 32) => Some("pcm_f32le"),
        (3, 64) => Some("pcm_f64le"),
        (6, _) => Some("pcm_alaw"),
        (7, _) => Some("pcm_mulaw"),
        (0x50, _) => Some("mp2"),
        (0x55, _) => Some("mp3"),
        (0xff | 0x1610, _) => Some("aac"),
        (0x161, _) => Some("wmav2"),
        (0x162, _) => Some("wmapro"),
        (0x2000, _) => Some("ac3"),
        (0x2001, _) => Some("dts"),
        _ => None,
    }
}

/// The codec of AIFF's `COMM` chunk.
fn aiff(source: &mut Source<'_>) -> Result<Option<&'static str>, Stop> {
    let packed = source.array::<4>(8)? == *b"AIFC";
    let mut at = 12;
    for _ in 0..64 {
        let head = source.exact(at, 8)?;
        let (found, len) =
            (head.get(..4) == Some(b"COMM"), crate::bytes::u32_be(head, 4).unwrap_or_default());
        if found {
            let chunk = source.some(at + 8, 22)?;
            let bits = crate::bytes::u16_be(chunk, 6).unwrap_or_default();
            let little = packed && chunk.get(18..22) == Some(b"sowt");
            return Ok(match (bits, little) {
                (8, _) => Some("pcm_s8"),
                (16, false) => Some("pcm_s16be"),
                (16, true) => Some("pcm_s16le"),
                (24, false) => Some("pcm_s24be"),
                (32, false) => Some("pcm_s32be"),
                _ => None,
            });
        }
        at += 8 + u64::from(len) + u64::from(len % 2);
    }
    Ok(None)
}

/// The layer of the first MPEG frame behind ID3v2.
fn layer(source: &mut Source<'_>) -> Result<Option<&'static str>, Stop> {
    let skip = id3_bytes(source.some(0, 10)?);
    let frames = source.some(skip, 4096)?;
    let layer = frames.windows(2).find_map(|pair| match pair {
        [0xff, second] if second & 0xe0 == 0xe0 && second & 6 != 0 && second & 0x18 != 8 => {
            Some(second >> 1 & 3)
        }
        _ => None,
    });
    Ok(layer.map(|layer| ["mp3", "mp2", "mp1"].get(usize::from(layer) - 1).copied().unwrap_or("mp3")))
}

/// How long an ID3v2 tag at the beginning is, its header included; 0 when there is none.
pub(crate) fn id3_bytes(head: &[u8]) -> u64 {
    match head {
        [b'I', b'D', b'3', _, _, _, a, b, c, d, ..] => {
            10 + [a, b, c, d].iter().fold(0_u64, |len, byte| len << 7 | u64::from(*byte & 0x7f))
        }
        _ => 0,
    }
}
