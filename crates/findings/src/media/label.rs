//! What a model calls what it sees.

#![expect(missing_docs, reason = "fields are the wire's own names, which the contract explains")]

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A span of time, in milliseconds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Clip {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_range: Option<Vec<i64>>,
}

/// A thing that is seen.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Label {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub centric_score: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clips: Option<Vec<Clip>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_alias: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_confidence: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_level: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_label_name: Option<String>,
}

/// A scene of a video.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SceneElement {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frame_times: Option<Vec<i64>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub labels: Option<Vec<Label>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_range: Option<Vec<i64>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video_stream_index: Option<i64>,
}

/// A caption in one language.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct MultilingualContentEntry {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// A picture in words.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ImageInsight {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub multilingual_content: Option<BTreeMap<String, MultilingualContentEntry>>,
}

/// A video in words.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct VideoInsight {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub multilingual_content: Option<BTreeMap<String, MultilingualContentEntry>>,
}

/// The content in words.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Insights {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<ImageInsight>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video: Option<VideoInsight>,
}
