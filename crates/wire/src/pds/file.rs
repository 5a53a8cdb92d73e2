//! Single files and folders.

#![expect(missing_docs, reason = "fields are the wire's own names, which the contract explains")]

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{CheckNameMode, ImageProcess};

/// The parameters of `CopyFile`.
#[derive(Debug, Clone, Deserialize)]
pub struct CopyFileRequest {
    pub auto_rename: Option<bool>,
    pub drive_id: Option<String>,
    pub file_id: String,
    pub share_id: Option<String>,
    pub to_drive_id: Option<String>,
    pub to_parent_file_id: String,
}

/// The parameters of `DeleteFile`.
#[derive(Debug, Clone, Deserialize)]
pub struct DeleteFileRequest {
    pub drive_id: String,
    pub file_id: String,
}

/// The parameters of `GetFile`.
#[derive(Debug, Clone, Deserialize)]
pub struct GetFileRequest {
    pub drive_id: Option<String>,
    pub fields: Option<String>,
    pub file_id: String,
    pub share_id: Option<String>,
    pub thumbnail_processes: Option<BTreeMap<String, ImageProcess>>,
    pub url_expire_sec: Option<i32>,
}

/// The parameters of `MoveFile`.
#[derive(Debug, Clone, Deserialize)]
pub struct MoveFileRequest {
    pub check_name_mode: Option<CheckNameMode>,
    pub drive_id: String,
    pub file_id: String,
    pub to_parent_file_id: String,
}

/// The parameters of `UpdateFile`.
#[derive(Debug, Clone, Deserialize)]
pub struct UpdateFileRequest {
    pub check_name_mode: Option<CheckNameMode>,
    pub description: Option<String>,
    pub drive_id: String,
    pub file_id: String,
    pub hidden: Option<bool>,
    pub labels: Option<Vec<String>>,
    pub local_modified_at: Option<String>,
    pub name: Option<String>,
    pub starred: Option<bool>,
}

/// The reply of `CopyFile`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CopyFileReply {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub async_task_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drive_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_id: Option<String>,
}

/// The reply of `DeleteFile`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteFileReply {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub async_task_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drive_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_id: Option<String>,
}

/// The wire's `FileDirSizeInfo`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FileDirSizeInfo {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dir_count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_count: Option<i64>,
}

/// The wire's `FaceThumbnail`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FaceThumbnail {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub face_group_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub face_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub face_thumbnail: Option<String>,
}

/// The wire's `ImageQuality`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ImageQuality {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overall_score: Option<f64>,
}

/// The wire's `SystemTag`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SystemTag {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub centric_score: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag_level: Option<i32>,
}

/// The wire's `VideoMediaAudioStream`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct VideoMediaAudioStream {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bit_rate: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<String>,
}

/// The wire's `VideoMediaVideoStream`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct VideoMediaVideoStream {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bitrate: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frame_count: Option<String>,
}

/// The reply of `MoveFile`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MoveFileReply {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub async_task_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drive_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exist: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<String>,
}
