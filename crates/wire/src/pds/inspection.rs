//! What inspection found, and what was decided.

#![expect(missing_docs, reason = "fields are the wire's own names, which the contract explains")]

use serde::{Deserialize, Serialize};

/// The parameters of `CsiGetFileInfo`.
#[derive(Debug, Clone, Deserialize)]
pub struct CsiGetFileInfoRequest {
    pub drive_id: String,
    pub file_id: String,
    pub url_expire_sec: Option<i32>,
}

/// The parameters of `InvestigateFile`.
#[derive(Debug, Clone, Deserialize)]
pub struct InvestigateFileRequest {
    pub drive_file_ids: Vec<DriveFile>,
}

/// The parameters of `PunishFile`.
#[derive(Debug, Clone, Deserialize)]
pub struct PunishFileRequest {
    pub action_code: String,
    pub drive_id: String,
    pub file_id: String,
    pub punish_reason: Option<String>,
}

/// The reply of `CsiGetFileInfo`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CsiGetFileInfoReply {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub investigation_info: Option<InvestigationInfo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// The wire's `InvestigationInfo`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InvestigationInfo {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video_detail: Option<VideoDetail>,
}

/// The wire's `InvestigationInfoVideoDetail`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct VideoDetail {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block_frames: Option<Vec<BlockFrame>>,
}

/// The wire's `InvestigationInfoVideoDetailBlockFrames`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BlockFrame {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
}

/// The wire's `InvestigateFileRequestDriveFileIds`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DriveFile {
    pub drive_id: String,
    pub file_id: String,
}
