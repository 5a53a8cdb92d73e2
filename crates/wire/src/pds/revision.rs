//! Earlier contents of a file.

#![expect(missing_docs, reason = "fields are the wire's own names, which the contract explains")]

use serde::{Deserialize, Serialize};

/// The parameters of `DeleteRevision`.
#[derive(Debug, Clone, Deserialize)]
pub struct DeleteRevisionRequest {
    pub drive_id: String,
    pub file_id: String,
    pub revision_id: String,
}

/// The parameters of `GetRevision`.
#[derive(Debug, Clone, Deserialize)]
pub struct GetRevisionRequest {
    pub drive_id: String,
    pub fields: Option<String>,
    pub file_id: String,
    pub revision_id: String,
    pub url_expire_sec: Option<i64>,
}

/// The parameters of `ListRevision`.
#[derive(Debug, Clone, Deserialize)]
pub struct ListRevisionRequest {
    pub drive_id: String,
    pub fields: Option<String>,
    pub file_id: String,
    pub limit: Option<i64>,
    pub marker: Option<String>,
}

/// The parameters of `RestoreRevision`.
#[derive(Debug, Clone, Deserialize)]
pub struct RestoreRevisionRequest {
    pub drive_id: String,
    pub file_id: String,
    pub revision_id: String,
}

/// The parameters of `UpdateRevision`.
#[derive(Debug, Clone, Deserialize)]
pub struct UpdateRevisionRequest {
    pub drive_id: String,
    pub file_id: String,
    pub keep_forever: Option<bool>,
    pub revision_description: Option<String>,
    pub revision_id: String,
}

/// The wire's `Revision`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Revision {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_hash_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crc64_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub download_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drive_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_extension: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_latest_version: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keep_forever: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision_description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision_version: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// The reply of `ListRevision`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListRevisionReply {
    pub items: Vec<Revision>,
    pub next_marker: String,
}
