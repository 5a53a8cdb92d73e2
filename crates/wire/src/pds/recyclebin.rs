//! The recycle bin.

#![expect(missing_docs, reason = "fields are the wire's own names, which the contract explains")]

use std::collections::BTreeMap;

use super::ImageProcess;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The parameters of `ClearRecyclebin`.
#[derive(Debug, Clone, Deserialize)]
pub struct ClearRecyclebinRequest {
    pub drive_id: String,
}

/// The parameters of `ListRecyclebin`.
#[derive(Debug, Clone, Deserialize)]
pub struct ListRecyclebinRequest {
    pub drive_id: String,
    pub fields: Option<String>,
    pub limit: Option<i32>,
    pub marker: Option<String>,
    pub thumbnail_processes: Option<BTreeMap<String, ImageProcess>>,
}

/// The parameters of `RestoreFile`.
#[derive(Debug, Clone, Deserialize)]
pub struct RestoreFileRequest {
    pub drive_id: String,
    pub file_id: String,
}

/// The parameters of `TrashFile`.
#[derive(Debug, Clone, Deserialize)]
pub struct TrashFileRequest {
    pub drive_id: String,
    pub file_id: String,
}

/// The reply of `ClearRecyclebin`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ClearRecyclebinReply {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub async_task_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drive_id: Option<String>,
}

/// The reply of `ListRecyclebin`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ListRecyclebinReply {
    pub items: Vec<Box<RawValue>>,
    pub next_marker: String,
}

/// The reply of `RestoreFile`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RestoreFileReply {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub async_task_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drive_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_id: Option<String>,
}

/// The reply of `TrashFile`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TrashFileReply {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub async_task_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drive_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_id: Option<String>,
}
