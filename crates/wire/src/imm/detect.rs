//! Looking at one file at once, without a dataset.

#![expect(missing_docs, reason = "fields are the wire's own names, which the contract explains")]

use assay_findings::media::{
    Address, AudioStream, Codes, CroppingSuggestion, Figure, ImageScore, Label, OcrContents, SubtitleStream,
    VideoStream,
};
use assay_types::RequestId;
use serde::{Deserialize, Serialize};

/// The parameters of `DetectMediaMeta`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DetectMediaMetaRequest {
    pub credential_config: Option<CredentialConfig>,
    pub project_name: Option<String>,
    #[serde(rename = "SourceURI")]
    pub source_uri: Option<String>,
}

/// The reply of `DetectMediaMeta`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DetectMediaMetaReply {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addresses: Option<Vec<Address>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub album: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub album_artist: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub artist: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audio_streams: Option<Vec<AudioStream>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bitrate: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub composer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format_long_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lat_long: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub performer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub produce_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub program_count: Option<i64>,
    pub request_id: RequestId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_time: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stream_count: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subtitles: Option<Vec<SubtitleStream>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video_height: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video_streams: Option<Vec<VideoStream>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video_width: Option<i64>,
}

/// The parameters of `DetectImageScore`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DetectImageScoreRequest {
    pub credential_config: Option<CredentialConfig>,
    pub project_name: String,
    #[serde(rename = "SourceURI")]
    pub source_uri: Option<String>,
}

/// The reply of `DetectImageScore`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DetectImageScoreReply {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_score: Option<ImageScore>,
    pub request_id: RequestId,
}

/// The parameters of `DetectImageCropping`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DetectImageCroppingRequest {
    pub aspect_ratios: Option<String>,
    pub credential_config: Option<CredentialConfig>,
    pub inclusion_hints: Option<Vec<String>>,
    pub project_name: String,
    #[serde(rename = "SourceURI")]
    pub source_uri: Option<String>,
}

/// The reply of `DetectImageCropping`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DetectImageCroppingReply {
    pub croppings: Vec<CroppingSuggestion>,
    pub matched_inclusion_hints: Vec<String>,
    pub request_id: RequestId,
}

/// The parameters of `DetectImageTexts`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DetectImageTextsRequest {
    pub credential_config: Option<CredentialConfig>,
    pub project_name: String,
    #[serde(rename = "SourceURI")]
    pub source_uri: String,
}

/// The reply of `DetectImageTexts`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DetectImageTextsReply {
    #[serde(rename = "OCRContents")]
    pub ocr_contents: Vec<OcrContents>,
    #[serde(rename = "OCRTexts", skip_serializing_if = "Option::is_none")]
    pub ocr_texts: Option<String>,
    pub request_id: RequestId,
}

/// The parameters of `DetectImageCodes`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DetectImageCodesRequest {
    pub credential_config: Option<CredentialConfig>,
    pub project_name: String,
    #[serde(rename = "SourceURI")]
    pub source_uri: String,
}

/// The reply of `DetectImageCodes`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DetectImageCodesReply {
    pub codes: Vec<Codes>,
    pub request_id: RequestId,
}

/// The parameters of `DetectImageLabels`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DetectImageLabelsRequest {
    pub credential_config: Option<CredentialConfig>,
    pub project_name: String,
    #[serde(rename = "SourceURI")]
    pub source_uri: String,
    pub threshold: Option<f64>,
}

/// The reply of `DetectImageLabels`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DetectImageLabelsReply {
    pub labels: Vec<Label>,
    pub request_id: RequestId,
}

/// The parameters of `DetectImageFaces`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DetectImageFacesRequest {
    pub credential_config: Option<CredentialConfig>,
    pub project_name: String,
    #[serde(rename = "SourceURI")]
    pub source_uri: Option<String>,
}

/// The reply of `DetectImageFaces`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DetectImageFacesReply {
    pub faces: Vec<Figure>,
    pub request_id: RequestId,
}

/// The parameters of `CompareImageFaces`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CompareImageFacesRequest {
    pub credential_config: Option<CredentialConfig>,
    pub project_name: String,
    pub source: Option<FacePair>,
}

/// The reply of `CompareImageFaces`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CompareImageFacesReply {
    pub request_id: RequestId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub similarity: Option<f64>,
}

/// The parameters of `ExtractDocumentText`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ExtractDocumentTextRequest {
    pub credential_config: Option<CredentialConfig>,
    pub project_name: String,
    pub source_type: Option<String>,
    #[serde(rename = "SourceURI")]
    pub source_uri: String,
}

/// The reply of `ExtractDocumentText`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ExtractDocumentTextReply {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_text: Option<String>,
    pub request_id: RequestId,
}

/// Whose rights a bucket is read with; accepted and not needed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CredentialConfig {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chain: Option<Vec<CredentialConfigChain>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_role: Option<String>,
}

/// A link of a chain of roles.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CredentialConfigChain {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assume_role_for: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role_type: Option<String>,
}

/// Two pictures.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct FacePair {
    #[serde(rename = "URI1", default, skip_serializing_if = "Option::is_none")]
    pub uri1: Option<String>,
    #[serde(rename = "URI2", default, skip_serializing_if = "Option::is_none")]
    pub uri2: Option<String>,
}
