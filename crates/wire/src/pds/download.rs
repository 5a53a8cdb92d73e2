//! Getting a file's bytes.

#![expect(missing_docs, reason = "fields are the wire's own names, which the contract explains")]

use serde::{Deserialize, Serialize};

/// The parameters of `DownloadFile`.
#[derive(Debug, Clone, Deserialize)]
pub struct DownloadFileRequest {
    pub drive_id: Option<String>,
    pub file_id: String,
    pub image_thumbnail_process: Option<String>,
    pub office_thumbnail_process: Option<String>,
    pub share_id: Option<String>,
    pub video_thumbnail_process: Option<String>,
}

/// The parameters of `GetDownloadUrl`.
#[derive(Debug, Clone, Deserialize)]
pub struct GetDownloadUrlRequest {
    pub drive_id: Option<String>,
    pub expire_sec: Option<i32>,
    pub file_id: String,
    pub file_name: Option<String>,
    pub response_content_type: Option<String>,
    pub share_id: Option<String>,
}

/// The reply of `GetDownloadUrl`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GetDownloadUrlReply {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cdn_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_hash_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crc64_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiration: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub internal_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}
