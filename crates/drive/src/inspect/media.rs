//! From what a content says about itself to the drive's own form of it.

use assay_findings::media::{Address, AudioStream, Label, Metadata, VideoStream};
use assay_types::Timestamp;
use assay_wire::pds::{
    File, ImageMediaMetadata, ImageQuality, SystemTag, VideoMediaAudioStream, VideoMediaMetadata,
    VideoMediaVideoStream,
};

/// The longest EXIF of a record, in bytes; a longer one is left out, for half of it is not JSON.
const EXIF_MAX: usize = 32 << 10;
/// The longest text of a record's other fields, in bytes; what is beyond is cut off.
const TEXT_MAX: usize = 512;
/// The most streams, tags and faces of a record.
const LIST_MAX: usize = 50;

/// Writes into a file's record what its content says about itself. What it is shown by is what it is: a picture has
/// `image_media_metadata`, a video `video_media_metadata`, everything else neither.
pub(super) fn apply(metadata: &Metadata, file: &mut File) {
    let kind = metadata.media_type.as_deref();
    file.image_media_metadata =
        (kind == Some("image")).then(|| image(metadata)).filter(|image| *image != <_>::default());
    file.video_media_metadata =
        (kind == Some("video")).then(|| video(metadata)).filter(|video| *video != <_>::default());
}

fn image(metadata: &Metadata) -> ImageMediaMetadata {
    let place = place(metadata);
    ImageMediaMetadata {
        time: time(metadata),
        width: metadata.image_width,
        height: metadata.image_height,
        location: short(metadata.lat_long.as_ref()),
        country: short(place.country.as_ref()),
        province: short(place.province.as_ref()),
        city: short(place.city.as_ref()),
        district: short(place.district.as_ref()),
        township: short(place.township.as_ref()),
        address_line: short(place.address_line.as_ref()),
        image_tags: metadata.labels.as_ref().map(|labels| list(labels, tag)),
        faces: metadata.figures.as_ref().map(|figures| {
            let told: Vec<_> = figures.iter().take(LIST_MAX).collect();
            serde_json::to_string(&told).unwrap_or_default()
        }),
        faces_thumbnail: None,
        exif: metadata.exif.clone().filter(|exif| exif.len() <= EXIF_MAX),
        image_quality: metadata
            .image_score
            .as_ref()
            .map(|score| ImageQuality { overall_score: score.overall_quality_score }),
    }
}

fn video(metadata: &Metadata) -> VideoMediaMetadata {
    let place = place(metadata);
    VideoMediaMetadata {
        time: time(metadata),
        width: metadata.video_width,
        height: metadata.video_height,
        location: short(metadata.lat_long.as_ref()),
        country: short(place.country.as_ref()),
        province: short(place.province.as_ref()),
        city: short(place.city.as_ref()),
        district: short(place.district.as_ref()),
        township: short(place.township.as_ref()),
        address_line: short(place.address_line.as_ref()),
        video_media_video_stream: metadata.video_streams.as_ref().map(|all| list(all, video_stream)),
        video_media_audio_stream: metadata.audio_streams.as_ref().map(|all| list(all, audio_stream)),
    }
}

fn video_stream(stream: &VideoStream) -> VideoMediaVideoStream {
    VideoMediaVideoStream {
        bitrate: stream.bitrate.map(|rate| rate.to_string()),
        code_name: short(stream.codec_name.as_ref()),
        duration: stream.duration.map(|seconds| seconds.to_string()),
        frame_count: stream.frame_count.map(|count| count.to_string()),
    }
}

fn audio_stream(stream: &AudioStream) -> VideoMediaAudioStream {
    VideoMediaAudioStream {
        bit_rate: stream.bitrate.map(|rate| rate.to_string()),
        code_name: short(stream.codec_name.as_ref()),
        duration: stream.duration.map(|seconds| seconds.to_string()),
    }
}

fn tag(label: &Label) -> SystemTag {
    SystemTag {
        centric_score: label.centric_score,
        confidence: label.label_confidence,
        name: short(label.label_name.as_ref()),
        parent_name: short(label.parent_label_name.as_ref()),
        tag_level: label.label_level.and_then(|level| i32::try_from(level).ok()),
    }
}

/// The place, in the first of the languages that it is known in.
fn place(metadata: &Metadata) -> Address {
    metadata.addresses.as_ref().and_then(|all| all.first()).cloned().unwrap_or_default()
}

/// When it was made, in the drive's form of times: UTC, with milliseconds.
fn time(metadata: &Metadata) -> Option<String> {
    let time: jiff::Timestamp = metadata.produce_time.as_deref()?.parse().ok()?;
    Some(Timestamp(time.as_millisecond()).rfc3339_millis())
}

fn short(text: Option<&String>) -> Option<String> {
    text.map(|text| text.get(..text.floor_char_boundary(TEXT_MAX)).unwrap_or_default().to_owned())
}

fn list<T, U>(all: &[T], one: impl Fn(&T) -> U) -> Vec<U> {
    all.iter().take(LIST_MAX).map(one).collect()
}

#[cfg(test)]
mod tests {
    use assay_findings::media::{Figure, ImageScore};

    use super::*;

    fn told(metadata: &Metadata) -> File {
        let mut file = File { image_media_metadata: Some(ImageMediaMetadata::default()), ..File::default() };
        apply(metadata, &mut file);
        file
    }

    #[test]
    fn a_picture_is_told_in_the_drives_words() {
        let address = |country: &str| Address { country: Some(country.to_owned()), ..Address::default() };
        let metadata = Metadata {
            media_type: Some("image".to_owned()),
            image_width: Some(4000),
            produce_time: Some("2020-08-19T17:11:11.5+08:00".to_owned()),
            lat_long: Some("31.2,121.4".to_owned()),
            addresses: Some(vec![address("China"), address("中国")]),
            exif: Some(r#"{"Make":{"value":"x"}}"#.to_owned()),
            image_score: Some(ImageScore { overall_quality_score: Some(0.5) }),
            labels: Some(vec![Label { label_name: Some("cat".to_owned()), ..Label::default() }]),
            figures: Some(vec![Figure { figure_type: Some("face".to_owned()), ..Figure::default() }]),
            ..Metadata::default()
        };
        let file = told(&metadata);
        assert_eq!(file.video_media_metadata, None);
        let image = file.image_media_metadata.expect("a picture");
        assert_eq!((image.width, image.height), (Some(4000), None));
        assert_eq!(image.time.as_deref(), Some("2020-08-19T09:11:11.500Z"));
        assert_eq!(image.country.as_deref(), Some("China"));
        assert_eq!(image.exif, metadata.exif);
        assert_eq!(image.image_tags.expect("tags")[0].name.as_deref(), Some("cat"));
        assert_eq!(image.faces.as_deref(), Some(r#"[{"FigureType":"face"}]"#));
        assert_eq!(image.image_quality.expect("a score").overall_score, Some(0.5));
    }

    #[test]
    fn a_video_is_told_with_its_streams() {
        let stream =
            VideoStream { codec_name: Some("h264".to_owned()), bitrate: Some(9), ..VideoStream::default() };
        let metadata = Metadata {
            media_type: Some("video".to_owned()),
            video_height: Some(720),
            video_streams: Some(vec![stream; 60]),
            ..Metadata::default()
        };
        let file = told(&metadata);
        assert_eq!(file.image_media_metadata, None, "what was there before is forgotten");
        let video = file.video_media_metadata.expect("a video");
        let streams = video.video_media_video_stream.expect("streams");
        assert_eq!((streams.len(), streams[0].bitrate.as_deref()), (50, Some("9")));
    }

    #[test]
    fn what_says_nothing_has_no_metadata() {
        let kind = |kind: &str| Metadata { media_type: Some(kind.to_owned()), ..Metadata::default() };
        for metadata in [Metadata::default(), kind("image"), kind("document")] {
            let file = told(&metadata);
            assert_eq!((file.image_media_metadata, file.video_media_metadata), (None, None));
        }
    }

    #[test]
    fn a_record_stays_small() {
        let metadata = Metadata {
            media_type: Some("image".to_owned()),
            image_width: Some(1),
            exif: Some("x".repeat(EXIF_MAX + 1)),
            lat_long: Some("é".repeat(1000)),
            produce_time: Some("yesterday".to_owned()),
            ..Metadata::default()
        };
        let image = told(&metadata).image_media_metadata.expect("a picture");
        assert_eq!((image.exif, image.time), (None, None));
        assert_eq!(image.location.expect("cut").len(), TEXT_MAX);
    }
}
