//! Everything that a content says about itself.

#![expect(missing_docs, reason = "fields are the wire's own names, which the contract explains")]

use serde::{Deserialize, Serialize};

use super::{
    Address, AudioStream, CoverImage, CroppingSuggestion, Figure, ImageScore, Insights, Label, OcrContents,
    SceneElement, SubtitleStream, VideoStream,
};

/// What a content says about itself, in the names and types of an IMM `File`: what is not known is absent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Metadata {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub produce_time: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat_long: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addresses: Option<Vec<Address>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub orientation: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_width: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_height: Option<i64>,
    #[serde(rename = "EXIF", default, skip_serializing_if = "Option::is_none")]
    pub exif: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_score: Option<ImageScore>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cropping_suggestions: Option<Vec<CroppingSuggestion>>,
    #[serde(rename = "OCRContents", default, skip_serializing_if = "Option::is_none")]
    pub ocr_contents: Option<Vec<OcrContents>>,
    #[serde(rename = "OCRTexts", default, skip_serializing_if = "Option::is_none")]
    pub ocr_texts: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video_width: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video_height: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format_long_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stream_count: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program_count: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_time: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bitrate: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video_streams: Option<Vec<VideoStream>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audio_streams: Option<Vec<AudioStream>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subtitles: Option<Vec<SubtitleStream>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artist: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub album_artist: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub album: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub composer: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub performer: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audio_covers: Option<Vec<CoverImage>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_count: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub semantic_types: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub labels: Option<Vec<Label>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figures: Option<Vec<Figure>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figure_count: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scene_elements: Option<Vec<SceneElement>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insights: Option<Insights>,
}
