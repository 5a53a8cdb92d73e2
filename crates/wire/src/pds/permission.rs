//! Rights on files.

#![expect(missing_docs, reason = "fields are the wire's own names, which the contract explains")]

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::Identity;

/// The parameters of `FileAddPermission`.
#[derive(Debug, Clone, Deserialize)]
pub struct FileAddPermissionRequest {
    pub drive_id: String,
    pub file_id: String,
    pub member_list: Vec<FilePermissionMember>,
}

/// The parameters of `FileListPermission`.
#[derive(Debug, Clone, Deserialize)]
pub struct FileListPermissionRequest {
    pub drive_id: String,
    pub file_id: String,
}

/// The parameters of `FileRemovePermission`.
#[derive(Debug, Clone, Deserialize)]
pub struct FileRemovePermissionRequest {
    pub drive_id: String,
    pub file_id: String,
    pub member_list: Vec<RemovedMember>,
}

/// The parameters of `ListReceivedFile`.
#[derive(Debug, Clone, Deserialize)]
pub struct ListReceivedFileRequest {
    pub limit: Option<i32>,
    pub marker: Option<String>,
}

/// The wire's `FilePermissionMember`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FilePermissionMember {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action_list: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disinherit_sub_group: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expire_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<Identity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_id: Option<String>,
}

/// The wire's `FileRemovePermissionRequestMemberList`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RemovedMember {
    pub identity: Identity,
    pub role_id: String,
}

/// The reply of `ListReceivedFile`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ListReceivedFileReply {
    pub items: Vec<Box<RawValue>>,
    pub next_marker: String,
}
