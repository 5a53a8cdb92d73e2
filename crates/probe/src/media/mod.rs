//! Recordings and videos: what their containers say, in ffprobe's words.

pub(crate) mod asf;
pub(crate) mod avi;
pub(crate) mod cover;
pub(crate) mod flv;
pub(crate) mod matroska;
pub(crate) mod mp4;
pub(crate) mod mp4_tags;
pub(crate) mod mp4_track;
pub(crate) mod mpeg;
pub(crate) mod tagged;

use assay_findings::media::{AudioStream, VideoStream};

use crate::found::Found;

/// A container's names in ffprobe.
pub(crate) fn format(found: &mut Found, name: &str, long: &str) {
    found.metadata.format_name = Some(name.to_owned());
    found.metadata.format_long_name = Some(long.to_owned());
}

/// What follows from the streams: their count, the picture's size, whether it is a video, and the whole's bit rate.
/// `mime` is that of a video, and of a recording without one.
pub(crate) fn finish(found: &mut Found, size: u64, mime: (&str, &str)) {
    let metadata = &mut found.metadata;
    let count = |len: Option<usize>| len.unwrap_or_default();
    let streams = count(metadata.video_streams.as_ref().map(Vec::len))
        + count(metadata.audio_streams.as_ref().map(Vec::len))
        + count(metadata.subtitles.as_ref().map(Vec::len));
    if streams > 0 {
        metadata.stream_count = i64::try_from(streams).ok();
    }
    let video = metadata.video_streams.as_ref().and_then(|streams| streams.first());
    metadata.video_width = video.and_then(|stream| stream.width);
    metadata.video_height = video.and_then(|stream| stream.height);
    let (media, mime) = match (video, &metadata.audio_streams) {
        (None, Some(_)) => ("audio", mime.1),
        _ => ("video", mime.0),
    };
    metadata.bitrate = metadata.bitrate.or_else(|| rate(size, metadata.duration));
    found.is(media, mime);
}

/// Bits a second.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a rate, checked to be in range"
)]
pub(crate) fn rate(bytes: u64, seconds: Option<f64>) -> Option<i64> {
    let rate = (bytes as f64) * 8.0 / seconds.filter(|seconds| *seconds > 0.0)?;
    (rate.is_finite() && rate < 1e15).then_some(rate as i64)
}

/// Seconds of `units` of which `scale` are one; to the microsecond, as ffprobe shows them.
#[expect(clippy::cast_precision_loss, reason = "longer than a hundred years only")]
pub(crate) fn seconds(units: u64, scale: u64) -> Option<f64> {
    (scale > 0).then(|| micros(units as f64 / scale as f64))
}

/// Rounded to the microsecond.
pub(crate) fn micros(seconds: f64) -> f64 {
    (seconds * 1e6).round() / 1e6
}

/// The names of codecs by ffprobe's short ones.
#[rustfmt::skip]
const CODECS: &[(&str, &str)] = &[
    ("aac", "AAC (Advanced Audio Coding)"), ("ac3", "ATSC A/52A (AC-3)"), ("alac", "ALAC (Apple Lossless Audio Codec)"),
    ("amr_nb", "AMR-NB (Adaptive Multi-Rate NarrowBand)"), ("amr_wb", "AMR-WB (Adaptive Multi-Rate WideBand)"),
    ("ape", "Monkey's Audio"), ("av1", "Alliance for Open Media AV1"), ("dts", "DCA (DTS Coherent Acoustics)"),
    ("eac3", "ATSC A/52B (AC-3, E-AC-3)"), ("flac", "FLAC (Free Lossless Audio Codec)"),
    ("flv1", "FLV / Sorenson Spark / Sorenson H.263 (Flash Video)"), ("h263", "H.263 / H.263-1996, H.263+ / H.263-1998 / H.263 version 2"),
    ("h264", "H.264 / AVC / MPEG-4 AVC / MPEG-4 part 10"), ("hevc", "H.265 / HEVC (High Efficiency Video Coding)"),
    ("mjpeg", "Motion JPEG"), ("mov_text", "MOV text"), ("mp1", "MP1 (MPEG audio layer 1)"), ("mp2", "MP2 (MPEG audio layer 2)"),
    ("mp3", "MP3 (MPEG audio layer 3)"), ("mpeg1video", "MPEG-1 video"), ("mpeg2video", "MPEG-2 video"),
    ("mpeg4", "MPEG-4 part 2"), ("opus", "Opus (Opus Interactive Audio Codec)"), ("pcm_alaw", "PCM A-law / G.711 A-law"),
    ("pcm_f32le", "PCM 32-bit floating point little-endian"), ("pcm_f64le", "PCM 64-bit floating point little-endian"),
    ("pcm_mulaw", "PCM mu-law / G.711 mu-law"), ("pcm_s16be", "PCM signed 16-bit big-endian"),
    ("pcm_s16le", "PCM signed 16-bit little-endian"), ("pcm_s24be", "PCM signed 24-bit big-endian"),
    ("pcm_s24le", "PCM signed 24-bit little-endian"), ("pcm_s32be", "PCM signed 32-bit big-endian"),
    ("pcm_s32le", "PCM signed 32-bit little-endian"), ("pcm_s8", "PCM signed 8-bit"), ("pcm_u8", "PCM unsigned 8-bit"),
    ("png", "PNG (Portable Network Graphics) image"), ("prores", "Apple ProRes (iCodec Pro)"), ("speex", "Speex"),
    ("subrip", "SubRip subtitle"), ("ass", "ASS (Advanced SSA) subtitle"), ("webvtt", "WebVTT subtitle"),
    ("theora", "Theora"), ("vorbis", "Vorbis"), ("vp6f", "On2 VP6 (Flash version)"), ("vp8", "On2 VP8"), ("vp9", "Google VP9"),
    ("wavpack", "WavPack"), ("wmapro", "Windows Media Audio 9 Professional"), ("wmav2", "Windows Media Audio 2"),
    ("wmv2", "Windows Media Video 8"), ("wmv3", "Windows Media Video 9"),
];

/// A codec's name for people.
pub(crate) fn long(codec: &str) -> Option<String> {
    CODECS.iter().find(|(name, _)| *name == codec).map(|(_, long)| (*long).to_owned())
}

/// The usual layout of so many channels.
pub(crate) fn layout(channels: i64) -> Option<String> {
    let name = match channels {
        1 => "mono",
        2 => "stereo",
        3 => "2.1",
        4 => "4.0",
        5 => "5.0",
        6 => "5.1",
        7 => "6.1",
        8 => "7.1",
        _ => return None,
    };
    Some(name.to_owned())
}

/// A stream of sound of a codec.
pub(crate) fn audio(index: usize, codec: Option<&str>) -> AudioStream {
    AudioStream {
        index: i64::try_from(index).ok(),
        codec_name: codec.map(str::to_owned),
        codec_long_name: codec.and_then(long),
        ..AudioStream::default()
    }
}

/// A stream of pictures of a codec.
pub(crate) fn video(index: usize, codec: Option<&str>) -> VideoStream {
    VideoStream {
        index: i64::try_from(index).ok(),
        codec_name: codec.map(str::to_owned),
        codec_long_name: codec.and_then(long),
        ..VideoStream::default()
    }
}
