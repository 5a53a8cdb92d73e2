//! What ffprobe says, in the words of an IMM `File`.
//!
//! Values are taken as they are: what ffprobe does not say is absent. Its own naming of a field that was renamed since
//! is noted where it is read. A picture that a recording carries as a "video stream" is a cover and no stream here.

use assay_findings::media::{AudioStream, Metadata, SubtitleStream, VideoStream};
use serde::Deserialize;
use serde_json::{Map, Value};

/// The most streams of a kind that are told.
const STREAMS_MAX: usize = 64;
/// The longest text that is taken, in bytes.
const TEXT_MAX_BYTES: usize = 64 << 10;

/// The part of `ffprobe -show_format -show_streams -print_format json` that is read.
#[derive(Debug, Default, Deserialize)]
struct Report {
    #[serde(default)]
    streams: Vec<Object>,
    #[serde(default)]
    format: Object,
}

/// An object whose numbers may be texts: ffprobe writes most of them so.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(transparent)]
struct Object(Map<String, Value>);

impl Object {
    fn text(&self, name: &str) -> Option<String> {
        let text = match self.0.get(name)? {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        Some(text).filter(|text| !text.is_empty() && text != "N/A" && text.len() <= TEXT_MAX_BYTES)
    }

    fn whole(&self, name: &str) -> Option<i64> {
        self.text(name)?.parse().ok()
    }

    /// Whole numbers that are "unknown" when they are not positive.
    fn positive(&self, name: &str) -> Option<i64> {
        self.whole(name).filter(|number| *number > 0)
    }

    fn real(&self, name: &str) -> Option<f64> {
        self.text(name)?.parse().ok().filter(|number: &f64| number.is_finite())
    }

    /// A fraction, `25/1`; `0/0` is none.
    fn fraction(&self, name: &str) -> Option<String> {
        self.text(name).filter(|text| text != "0/0")
    }

    fn inner(&self, name: &str) -> Self {
        self.0.get(name).and_then(Value::as_object).cloned().map(Self).unwrap_or_default()
    }

    /// A tag, whose name containers write in any case.
    fn tag(&self, name: &str) -> Option<String> {
        let tags = self.inner("tags");
        let (name, _) = tags.0.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        tags.text(name)
    }
}

/// Takes over what ffprobe wrote, as [`assay_probe::merge`] has it. What is not its JSON changes nothing.
pub(crate) fn merge_streams(json: &[u8], metadata: &mut Metadata) {
    if let Some(told) = read(json) {
        assay_probe::merge(metadata, told);
    }
}

/// What ffprobe wrote; `None` when it is not its JSON, or says nothing.
fn read(json: &[u8]) -> Option<Metadata> {
    let Report { streams, format } = serde_json::from_slice(json).ok()?;
    if format.0.is_empty() && streams.is_empty() {
        return None;
    }
    let of = |kind: &str| {
        let kind = kind.to_owned();
        streams
            .iter()
            .filter(move |stream| stream.text("codec_type").as_ref() == Some(&kind))
            .take(STREAMS_MAX)
    };
    let videos: Vec<VideoStream> = of("video").filter(|stream| !is_cover(stream)).map(video).collect();
    let mut audios: Vec<AudioStream> = of("audio").map(audio).collect();
    let subtitles: Vec<SubtitleStream> = of("subtitle").map(subtitle).collect();
    if let Some(first) = audios.first_mut() {
        first.lyric = first.lyric.take().or_else(|| lyric(&format));
    }
    let told = Metadata {
        video_width: videos.first().and_then(|first| first.width),
        video_height: videos.first().and_then(|first| first.height),
        format_name: format.text("format_name"),
        format_long_name: format.text("format_long_name"),
        stream_count: format.whole("nb_streams"),
        program_count: format.whole("nb_programs"),
        start_time: format.real("start_time"),
        duration: format.real("duration"),
        bitrate: format.positive("bit_rate"),
        video_streams: (!videos.is_empty()).then_some(videos),
        audio_streams: (!audios.is_empty()).then_some(audios),
        subtitles: (!subtitles.is_empty()).then_some(subtitles),
        ..tags(&format, &streams)
    };
    Some(told)
}

/// What a person, or a camera, wrote into the container.
fn tags(format: &Object, streams: &[Object]) -> Metadata {
    // Ogg keeps a recording's tags on its stream.
    let tag = |name: &str| format.tag(name).or_else(|| streams.iter().find_map(|stream| stream.tag(name)));
    let spoken = || streams.iter().find_map(|stream| stream.tag("language"));
    // Apple's has the zone of the place.
    let local = tag("com.apple.quicktime.creationdate").and_then(|text| time(&text));
    let places = ["com.apple.quicktime.location.ISO6709", "location", "location-eng"];
    Metadata {
        title: tag("title"),
        artist: tag("artist"),
        album_artist: tag("album_artist").or_else(|| tag("albumartist")),
        album: tag("album"),
        composer: tag("composer"),
        performer: tag("performer"),
        language: format.tag("language").or_else(spoken).filter(|language| language != "und"),
        produce_time: local.or_else(|| tag("creation_time").and_then(|text| time(&text))),
        lat_long: places.iter().find_map(|name| tag(name)).and_then(|text| place(&text)),
        ..Metadata::default()
    }
}

fn is_cover(stream: &Object) -> bool {
    stream.inner("disposition").whole("attached_pic") == Some(1)
}

fn video(stream: &Object) -> VideoStream {
    VideoStream {
        average_frame_rate: stream.fraction("avg_frame_rate"),
        bit_depth: stream.positive("bits_per_raw_sample"),
        bitrate: stream.positive("bit_rate"),
        codec_long_name: stream.text("codec_long_name"),
        codec_name: stream.text("codec_name"),
        codec_tag: stream.text("codec_tag"),
        codec_tag_string: stream.text("codec_tag_string"),
        codec_time_base: stream.fraction("codec_time_base"),
        color_primaries: stream.text("color_primaries"),
        color_range: stream.text("color_range"),
        color_space: stream.text("color_space"),
        color_transfer: stream.text("color_transfer"),
        display_aspect_ratio: stream.text("display_aspect_ratio"),
        duration: stream.real("duration"),
        frame_count: stream.positive("nb_frames"),
        frame_rate: stream.fraction("r_frame_rate"),
        has_b_frames: stream.whole("has_b_frames"),
        height: stream.positive("height"),
        index: stream.whole("index"),
        language: stream.tag("language"),
        // -99 stands for unknown.
        level: stream.whole("level").filter(|level| *level >= 0),
        pixel_format: stream.text("pix_fmt"),
        profile: stream.text("profile"),
        rotate: rotate(stream),
        sample_aspect_ratio: stream.text("sample_aspect_ratio"),
        start_time: stream.real("start_time"),
        time_base: stream.fraction("time_base"),
        width: stream.positive("width"),
    }
}

/// How far the picture is to be turned clockwise, in degrees. A tag in older ffprobes; since version 5 a display
/// matrix, whose angle is counted the other way round.
fn rotate(stream: &Object) -> Option<String> {
    if let Some(tag) = stream.tag("rotate") {
        return Some(tag);
    }
    let side_data = stream.0.get("side_data_list").and_then(Value::as_array)?;
    let angle =
        side_data.iter().filter_map(Value::as_object).find_map(|data| data.get("rotation")?.as_i64())?;
    angle.checked_neg().map(|angle| angle.rem_euclid(360).to_string())
}

fn audio(stream: &Object) -> AudioStream {
    AudioStream {
        bitrate: stream.positive("bit_rate"),
        channel_layout: stream.text("channel_layout"),
        channels: stream.positive("channels"),
        codec_long_name: stream.text("codec_long_name"),
        codec_name: stream.text("codec_name"),
        codec_tag: stream.text("codec_tag"),
        codec_tag_string: stream.text("codec_tag_string"),
        // Gone since version 5; for sound it always was this.
        codec_time_base: stream
            .fraction("codec_time_base")
            .or_else(|| stream.positive("sample_rate").map(|rate| format!("1/{rate}"))),
        duration: stream.real("duration"),
        frame_count: stream.positive("nb_frames"),
        index: stream.whole("index"),
        language: stream.tag("language"),
        lyric: lyric(stream),
        sample_format: stream.text("sample_fmt"),
        sample_rate: stream.positive("sample_rate"),
        start_time: stream.real("start_time"),
        time_base: stream.fraction("time_base"),
    }
}

fn lyric(from: &Object) -> Option<String> {
    let tags = from.inner("tags");
    let name = tags.0.keys().find(|name| {
        let name = name.to_ascii_lowercase();
        name == "lyrics" || name.starts_with("lyrics-") || name == "unsyncedlyrics"
    })?;
    tags.text(name)
}

fn subtitle(stream: &Object) -> SubtitleStream {
    SubtitleStream {
        bitrate: stream.positive("bit_rate"),
        codec_long_name: stream.text("codec_long_name"),
        codec_name: stream.text("codec_name"),
        codec_tag: stream.text("codec_tag"),
        codec_tag_string: stream.text("codec_tag_string"),
        // It would have to be decoded from beginning to end.
        content: None,
        duration: stream.real("duration"),
        height: stream.positive("height"),
        index: stream.whole("index"),
        language: stream.tag("language"),
        start_time: stream.real("start_time"),
        width: stream.positive("width"),
    }
}

/// A tag's time as RFC 3339 has it: `2021-06-29T14:50:13.000000Z`, or Apple's `2021-06-29T14:50:13+0800`. `None` for
/// anything else, and for the times that stand for none.
fn time(text: &str) -> Option<String> {
    let (date, rest) = text.split_at_checked(19)?;
    let shape = |form: &str, text: &str| {
        form.len() == text.len()
            && form.bytes().zip(text.bytes()).all(|(form, byte)| match form {
                b'0' => byte.is_ascii_digit(),
                other => other == byte,
            })
    };
    if !shape("0000-00-00T00:00:00", date)
        || date.starts_with("1904-01-01")
        || date.starts_with("1970-01-01T00:00:00")
    {
        return None;
    }
    let zone_at = rest.find(['Z', '+', '-'])?;
    let (fraction, zone) = rest.split_at_checked(zone_at)?;
    let digits = fraction.strip_prefix('.').unwrap_or(fraction);
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) || digits.len() > 9 {
        return None;
    }
    let fraction = digits.trim_end_matches('0');
    let fraction = if fraction.is_empty() { String::new() } else { format!(".{fraction}") };
    let (sign, digits) = zone.split_at_checked(1)?;
    let zone = if zone == "Z" {
        "Z".to_owned()
    } else if shape("0000", digits) {
        format!("{sign}{}:{}", digits.get(..2)?, digits.get(2..)?)
    } else if shape("00:00", digits) {
        zone.to_owned()
    } else {
        return None;
    };
    Some(format!("{date}{fraction}{zone}"))
}

/// ISO 6709's `+30.1343+120.0749/` or `+30.1343+120.0749+010.000/` as `30.134300,120.074900`.
fn place(text: &str) -> Option<String> {
    let text = text.trim_end_matches('/');
    let cuts: Vec<usize> = text.match_indices(['+', '-']).map(|(at, _)| at).collect();
    let (0, second) = (*cuts.first()?, *cuts.get(1)?) else { return None };
    let end = cuts.get(2).copied().unwrap_or(text.len());
    // Degrees with a fraction; degrees with minutes have more digits before the point and are not written by any camera.
    let degrees = |part: &str, max: f64| {
        part.parse::<f64>().ok().filter(|degrees| degrees.is_finite() && degrees.abs() <= max)
    };
    let latitude = degrees(text.get(..second)?, 90.0)?;
    let longitude = degrees(text.get(second..end)?, 180.0)?;
    Some(format!("{latitude:.6},{longitude:.6}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn merged(json: &str) -> Metadata {
        let mut metadata = Metadata::default();
        merge_streams(json.as_bytes(), &mut metadata);
        metadata
    }

    #[test]
    fn the_values_are_ffprobes_own() {
        let metadata = merged(
            r#"{"streams":[
              {"index":0,"codec_name":"h264","codec_type":"video","codec_tag":"0x31637661","width":1280,"height":720,
               "has_b_frames":2,"level":40,"pix_fmt":"yuv420p","r_frame_rate":"25/1","avg_frame_rate":"0/0",
               "start_time":"0.000000","duration":"22.880000","bit_rate":"5407765","nb_frames":"572",
               "bits_per_raw_sample":"8","tags":{"language":"eng"},
               "side_data_list":[{"side_data_type":"Display Matrix","rotation":-90}]},
              {"index":1,"codec_name":"aac","codec_type":"audio","sample_rate":"48000","channels":2},
              {"index":2,"codec_name":"mov_text","codec_type":"subtitle","duration":"71.378"},
              {"index":3,"codec_name":"mjpeg","codec_type":"video","disposition":{"attached_pic":1}}],
             "format":{"nb_streams":4,"nb_programs":0,"format_name":"mov,mp4","duration":"22.88","bit_rate":"5500000",
               "tags":{"title":"test","ARTIST":"Jane","creation_time":"2021-06-29T14:50:13.500000Z",
                       "location":"+30.1344+120.0750/"}}}"#,
        );
        let [video] = metadata.video_streams.as_deref().expect("streams") else { panic!("{metadata:?}") };
        assert_eq!((video.rotate.as_deref(), video.average_frame_rate.as_deref()), (Some("90"), None));
        assert_eq!(
            (video.bit_depth, video.frame_count, video.bitrate),
            (Some(8), Some(572), Some(5_407_765))
        );
        assert_eq!(video.duration, Some(22.88));
        let [audio] = metadata.audio_streams.as_deref().expect("streams") else { panic!("{metadata:?}") };
        assert_eq!(audio.codec_time_base.as_deref(), Some("1/48000"));
        assert_eq!(metadata.subtitles.as_ref().map(Vec::len), Some(1));
        assert_eq!((metadata.stream_count, metadata.program_count), (Some(4), Some(0)));
        assert_eq!((metadata.video_width, metadata.artist.as_deref()), (Some(1280), Some("Jane")));
        assert_eq!(metadata.produce_time.as_deref(), Some("2021-06-29T14:50:13.5Z"));
        assert_eq!(metadata.lat_long.as_deref(), Some("30.134400,120.075000"));
        assert_eq!(metadata.language.as_deref(), Some("eng"));
    }

    #[test]
    fn what_was_known_stays_where_ffprobe_says_nothing() {
        let known = Metadata {
            title: Some("own".to_owned()),
            format_name: Some("mp4".to_owned()),
            duration: Some(3.0),
            ..Metadata::default()
        };
        let mut metadata = known.clone();
        for nothing in ["", "{}", "[]", "{\"streams\":3}", "nonsense"] {
            merge_streams(nothing.as_bytes(), &mut metadata);
            assert_eq!(metadata, known, "{nothing}");
        }
        merge_streams(
            br#"{"format":{"format_name":"mov,mp4","duration":"N/A","tags":{"title":"other"}}}"#,
            &mut metadata,
        );
        assert_eq!(metadata.title.as_deref(), Some("own"));
        assert_eq!((metadata.format_name.as_deref(), metadata.duration), (Some("mov,mp4"), Some(3.0)));
    }

    #[test]
    fn times_and_places_are_read_or_left() {
        assert_eq!(time("2021-06-29T14:50:13+0800").as_deref(), Some("2021-06-29T14:50:13+08:00"));
        assert_eq!(time("2021-06-29T14:50:13-05:30").as_deref(), Some("2021-06-29T14:50:13-05:30"));
        for other in
            ["", "2021", "1904-01-01T00:00:00.000000Z", "2021-06-29 14:50:13", "2021-06-29T14:50:13.x5Z"]
        {
            assert_eq!(time(other), None, "{other}");
        }
        assert_eq!(place("-33.8688+151.2093+010.000/").as_deref(), Some("-33.868800,151.209300"));
        for other in ["", "+", "30,120", "+91.0+10.0/", "+10.0+181.0/", "+a+b/"] {
            assert_eq!(place(other), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn hostile_text_never_panics(text in ".{0,60}", more in "[+0-9.TZ:/-]{0,40}") {
            let _ = (time(&text), place(&text), time(&more), place(&more));
            let quoted = serde_json::to_string(&text).expect("text");
            merged(&format!(r#"{{"streams":[{{"codec_type":"video","width":{quoted},"tags":{{"rotate":{quoted}}}}}]}}"#));
        }
    }
}
