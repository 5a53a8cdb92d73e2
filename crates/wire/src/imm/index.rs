//! Putting files into a dataset, changing what is kept about them, and taking them out.

#![expect(missing_docs, reason = "fields are the wire's own names, which the contract explains")]

use std::collections::BTreeMap;

use assay_findings::media::{Address, Label};
use assay_types::RequestId;
use serde::{Deserialize, Serialize};

/// The parameters of `IndexFileMeta`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct IndexFileMetaRequest {
    pub dataset_name: String,
    pub file: InputFile,
    pub notification: Option<Notification>,
    pub project_name: String,
    pub user_data: Option<String>,
}

/// The reply of `IndexFileMeta`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct IndexFileMetaReply {
    pub event_id: String,
    pub request_id: RequestId,
}

/// The parameters of `BatchIndexFileMeta`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct BatchIndexFileMetaRequest {
    pub dataset_name: String,
    pub files: Vec<InputFile>,
    pub notification: Option<Notification>,
    pub project_name: String,
    pub user_data: Option<String>,
}

/// The reply of `BatchIndexFileMeta`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct BatchIndexFileMetaReply {
    pub event_id: String,
    pub request_id: RequestId,
}

/// The parameters of `UpdateFileMeta`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateFileMetaRequest {
    pub dataset_name: String,
    pub file: InputFile,
    pub project_name: String,
}

/// The parameters of `BatchUpdateFileMeta`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct BatchUpdateFileMetaRequest {
    pub dataset_name: String,
    pub files: Vec<InputFile>,
    pub project_name: String,
}

/// The reply of `BatchUpdateFileMeta`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct BatchUpdateFileMetaReply {
    pub files: Vec<FileUpdated>,
    pub request_id: RequestId,
}

/// The parameters of `DeleteFileMeta`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteFileMetaRequest {
    pub dataset_name: String,
    pub project_name: String,
    #[serde(rename = "URI")]
    pub uri: String,
}

/// The parameters of `BatchDeleteFileMeta`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct BatchDeleteFileMetaRequest {
    pub dataset_name: String,
    pub project_name: String,
    #[serde(rename = "URIs")]
    pub uris: Vec<String>,
}

/// What became of one file of a batch.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct FileUpdated {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub success: Option<bool>,
    #[serde(rename = "URI", default, skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
}

/// A file as a client tells of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct InputFile {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addresses: Option<Vec<Address>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub album: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub album_artist: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artist: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub composer: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_labels: Option<BTreeMap<String, String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figures: Option<Vec<InputFigure>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_hash: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub labels: Option<Vec<Label>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat_long: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    #[serde(rename = "OSSURI", default, skip_serializing_if = "Option::is_none")]
    pub ossuri: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub performer: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub produce_time: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(rename = "URI", default, skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
}

/// A figure as a client tells of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct InputFigure {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figure_cluster_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figure_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figure_type: Option<String>,
}

/// Whom to tell when it is done.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Notification {
    #[serde(rename = "ExtendedMessageURI", default, skip_serializing_if = "Option::is_none")]
    pub extended_message_uri: Option<String>,
    #[serde(rename = "MNS", default, skip_serializing_if = "Option::is_none")]
    pub mns: Option<Mns>,
    #[serde(rename = "RocketMQ", default, skip_serializing_if = "Option::is_none")]
    pub rocket_mq: Option<RocketMq>,
}

/// A topic of MNS.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Mns {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic_name: Option<String>,
}

/// A topic of RocketMQ.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RocketMq {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic_name: Option<String>,
}
