//! Recordings and videos, field by field against ffprobe.
//!
//! What differs, and why:
//! - `Bitrate` of a stream is of whole kilobits where tags are read, and of the header's own figure elsewhere;
//! - `Duration` is of milliseconds where tags are read; AAC and MP3 without a header are estimated by both;
//! - what only decoding shows (pixel formats, colours, profiles, B-frames, levels) comes from ffprobe alone.

use std::path::Path;

use serde_json::Value;

use crate::make::{ffmpeg, installed, probe, run};

fn theirs(path: &Path) -> Value {
    let arguments = ["-v", "error", "-of", "json", "-show_format", "-show_streams", &path.to_string_lossy()];
    let json = run("ffprobe", &arguments, path.parent().expect("a folder"));
    serde_json::from_str(&json).expect("JSON")
}

fn near(ours: Option<f64>, theirs: &Value, by: f64) -> bool {
    match (ours, theirs.as_str().and_then(|text| text.parse::<f64>().ok())) {
        (Some(ours), Some(theirs)) => (ours - theirs).abs() <= by,
        // What they do not know may be known here.
        (_, None) => true,
        (None, Some(_)) => false,
    }
}

#[expect(clippy::cast_precision_loss, reason = "rates")]
fn compare(path: &Path, time: f64) -> Vec<String> {
    let theirs = theirs(path);
    let report = probe(path);
    assert_eq!(report.damage, None, "{}", path.display());
    let ours = report.metadata;
    let mut differences = Vec::new();
    let mut check = |holds: bool, what: &str, ours: String, theirs: &Value| {
        if !holds {
            let name = path.file_name().expect("a name").to_string_lossy();
            differences.push(format!("{name} {what}: {ours} here, {theirs} there"));
        }
    };
    let format = &theirs["format"];
    let text = |value: &Value| value.as_str().map(str::to_owned);
    check(
        ours.format_name == text(&format["format_name"]),
        "format",
        format!("{:?}", ours.format_name),
        &format["format_name"],
    );
    let long = &format["format_long_name"];
    check(ours.format_long_name == text(long), "format", format!("{:?}", ours.format_long_name), long);
    check(
        near(ours.duration, &format["duration"], time),
        "duration",
        format!("{:?}", ours.duration),
        &format["duration"],
    );
    let rate = ours.bitrate.map(|rate| rate as f64);
    let margin = format["bit_rate"].as_str().and_then(|rate| rate.parse::<f64>().ok()).unwrap_or(0.0)
        * (0.005 + time / 2.0);
    check(
        near(rate, &format["bit_rate"], margin),
        "rate",
        format!("{:?}", ours.bitrate),
        &format["bit_rate"],
    );
    let tags = &format["tags"];
    for (name, known) in [("title", &ours.title), ("artist", &ours.artist), ("album", &ours.album)] {
        let said = text(&tags[name]).or_else(|| text(&tags[name.to_uppercase()]));
        if said.is_some() {
            check(*known == said, name, format!("{known:?}"), &tags[name]);
        }
    }
    for stream in theirs["streams"].as_array().into_iter().flatten() {
        if stream["disposition"]["attached_pic"] == 1 {
            check(ours.audio_covers.is_some(), "cover", "none".to_owned(), &stream["codec_name"]);
            continue;
        }
        let index = stream["index"].as_i64();
        let integer = |name: &str| stream[name].as_i64().or_else(|| stream[name].as_str()?.parse().ok());
        match stream["codec_type"].as_str() {
            Some("video") => {
                let found = ours.video_streams.iter().flatten().find(|stream| stream.index == index);
                let Some(found) = found else {
                    check(false, "stream", "none".to_owned(), &stream["codec_name"]);
                    continue;
                };
                check(
                    found.codec_name == text(&stream["codec_name"]),
                    "codec",
                    format!("{:?}", found.codec_name),
                    &stream["codec_name"],
                );
                if found.width.is_some() {
                    check(
                        found.width == integer("width"),
                        "width",
                        format!("{:?}", found.width),
                        &stream["width"],
                    );
                    check(
                        found.height == integer("height"),
                        "height",
                        format!("{:?}", found.height),
                        &stream["height"],
                    );
                }
                if found.frame_count.is_some() && integer("nb_frames").is_some() {
                    check(
                        found.frame_count == integer("nb_frames"),
                        "frames",
                        format!("{:?}", found.frame_count),
                        &stream["nb_frames"],
                    );
                }
                for (what, known, said) in [
                    ("rate", &found.average_frame_rate, &stream["avg_frame_rate"]),
                    ("base", &found.time_base, &stream["time_base"]),
                    ("tag", &found.codec_tag_string, &stream["codec_tag_string"]),
                    ("profile", &found.profile, &stream["profile"]),
                ] {
                    if known.is_some() {
                        check(*known == text(said), what, format!("{known:?}"), said);
                    }
                }
                let turn = stream["side_data_list"][0]["rotation"].as_i64();
                let turn = turn.map(|degrees| (-degrees).rem_euclid(360).to_string());
                check(found.rotate == turn, "turn", format!("{:?}", found.rotate), &stream["side_data_list"]);
            }
            Some("audio") => {
                let found = ours.audio_streams.iter().flatten().find(|stream| stream.index == index);
                let Some(found) = found else {
                    check(false, "stream", "none".to_owned(), &stream["codec_name"]);
                    continue;
                };
                check(
                    found.codec_name == text(&stream["codec_name"]),
                    "codec",
                    format!("{:?}", found.codec_name),
                    &stream["codec_name"],
                );
                if found.codec_name.as_deref() != Some("ape") {
                    check(
                        found.codec_long_name == text(&stream["codec_long_name"]),
                        "codec",
                        format!("{:?}", found.codec_long_name),
                        &stream["codec_long_name"],
                    );
                }
                if found.sample_rate.is_some() {
                    check(
                        found.sample_rate == integer("sample_rate"),
                        "rate",
                        format!("{:?}", found.sample_rate),
                        &stream["sample_rate"],
                    );
                    check(
                        found.channels == integer("channels"),
                        "channels",
                        format!("{:?}", found.channels),
                        &stream["channels"],
                    );
                }
                if let (Some(known), Some(said)) = (&found.channel_layout, text(&stream["channel_layout"])) {
                    check(*known == said, "layout", known.clone(), &stream["channel_layout"]);
                }
                check(
                    near(found.duration.or(ours.duration), &stream["duration"], time.max(0.12)),
                    "duration",
                    format!("{:?}", found.duration),
                    &stream["duration"],
                );
            }
            _ => {}
        }
    }
    differences
}

#[test]
fn recordings_and_videos_are_read_as_ffprobe_reads_them() {
    if !installed("ffprobe") || !installed("ffmpeg") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let mut all = Vec::new();
    let tone = "-f lavfi -i sine=frequency=440:duration=2:sample_rate=44100 -ac 2 \
                -metadata title=Song -metadata artist=Jane -metadata album=First";
    // Margins of time: what is estimated from rates, and what has padding that is counted or not.
    for (kind, time) in [
        ("mp3", 0.03),
        ("m4a", 0.03),
        ("flac", 0.001),
        ("ogg", 0.03),
        ("opus", 0.03),
        ("wav", 0.001),
        ("aiff", 0.001),
        ("aac", 0.1),
        ("wv", 0.001),
        ("wma", 0.1),
    ] {
        all.extend(compare(&ffmpeg(folder, tone, &format!("a.{kind}")), time));
    }
    ffmpeg(folder, "-f lavfi -i testsrc=size=40x30:rate=1 -frames:v 1", "cover.jpg");
    for kind in ["mp3", "m4a", "flac"] {
        let arguments =
            format!("-i a.{kind} -i cover.jpg -map 0 -map 1 -c copy -disposition:v:0 attached_pic");
        let path = ffmpeg(folder, &arguments, &format!("covered.{kind}"));
        all.extend(compare(&path, 0.05));
        let covers = probe(&path).metadata.audio_covers.expect("covers");
        assert_eq!((covers[0].image_width, covers[0].image_height), (Some(40), Some(30)), "{kind}");
    }
    let film = "-f lavfi -i testsrc=size=320x240:rate=25:duration=2 \
                -f lavfi -i sine=frequency=440:duration=2:sample_rate=44100 -shortest -metadata title=Film";
    let h264 = "-c:v libx264 -pix_fmt yuv420p -c:a aac";
    for (kind, codecs, time) in [
        ("mp4", h264, 0.03),
        ("mov", h264, 0.03),
        ("mkv", h264, 0.03),
        ("avi", h264, 0.05),
        ("ts", h264, 0.2),
        ("webm", "-c:v libvpx -c:a libopus", 0.03),
        ("flv", "-ar 44100", 0.1),
        ("wmv", "-c:v wmv2", 0.1),
    ] {
        all.extend(compare(&ffmpeg(folder, &format!("{film} {codecs}"), &format!("v.{kind}")), time));
    }
    let turned = ffmpeg(folder, "-i v.mp4 -c copy -metadata:s:v:0 rotate=90", "turned.mp4");
    all.extend(compare(&turned, 0.03));
    let placed =
        "-i v.mp4 -c copy -metadata creation_time=2021-06-29T06:50:13Z -metadata location=+31.2235+121.4737/";
    let metadata = probe(&ffmpeg(folder, placed, "placed.mov")).metadata;
    assert_eq!(metadata.lat_long.as_deref(), Some("31.223500,121.473700"));
    assert_eq!(metadata.produce_time.as_deref(), Some("2021-06-29T06:50:13Z"));
    assert_eq!(all, Vec::<String>::new());
}
