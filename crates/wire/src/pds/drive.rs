//! Drives.

#![expect(missing_docs, reason = "fields are the wire's own names, which the contract explains")]

use serde::{Deserialize, Serialize};

use super::{EnabledStatus, OwnerType};

/// The parameters of `CreateDrive`.
#[derive(Debug, Clone, Deserialize)]
pub struct CreateDriveRequest {
    #[serde(rename = "default")]
    pub is_default: Option<bool>,
    pub description: Option<String>,
    pub drive_name: String,
    pub drive_type: Option<String>,
    pub owner: String,
    pub owner_type: OwnerType,
    pub status: Option<EnabledStatus>,
    pub total_size: Option<i64>,
}

/// The parameters of `DeleteDrive`.
#[derive(Debug, Clone, Deserialize)]
pub struct DeleteDriveRequest {
    pub drive_id: String,
}

/// The parameters of `GetDefaultDrive`.
#[derive(Debug, Clone, Deserialize)]
pub struct GetDefaultDriveRequest {
    pub user_id: Option<String>,
}

/// The parameters of `GetDrive`.
#[derive(Debug, Clone, Deserialize)]
pub struct GetDriveRequest {
    pub drive_id: String,
}

/// The parameters of `ListDrive`.
#[derive(Debug, Clone, Deserialize)]
pub struct ListDriveRequest {
    pub limit: Option<i32>,
    pub marker: Option<String>,
    pub owner: Option<String>,
    pub owner_type: Option<OwnerType>,
}

/// The parameters of `ListMyDrives`.
#[derive(Debug, Clone, Deserialize)]
pub struct ListMyDrivesRequest {
    pub limit: Option<i32>,
    pub marker: Option<String>,
}

/// The parameters of `ListMyGroupDrive`.
#[derive(Debug, Clone, Deserialize)]
pub struct ListMyGroupDriveRequest {
    pub drive_name: Option<String>,
    pub limit: Option<i32>,
    pub marker: Option<String>,
}

/// The parameters of `SearchDrive`.
#[derive(Debug, Clone, Deserialize)]
pub struct SearchDriveRequest {
    pub drive_name: Option<String>,
    pub limit: Option<i32>,
    pub marker: Option<String>,
    pub owner: Option<String>,
    pub owner_type: Option<OwnerType>,
}

/// The parameters of `UpdateDrive`.
#[derive(Debug, Clone, Deserialize)]
pub struct UpdateDriveRequest {
    pub description: Option<String>,
    pub drive_id: String,
    pub drive_name: Option<String>,
    pub owner: Option<String>,
    pub status: Option<EnabledStatus>,
    pub total_size: Option<i64>,
}

/// The reply of `CreateDrive`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateDriveReply {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drive_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drive_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drive_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_size: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub used_size: Option<i64>,
}

/// The wire's `Drive`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Drive {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drive_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drive_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drive_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_size: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub used_size: Option<i64>,
}

/// The reply of `ListDrive`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListDriveReply {
    pub items: Vec<Drive>,
    pub next_marker: String,
}

/// The reply of `ListMyDrives`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListMyDrivesReply {
    pub items: Vec<Drive>,
    pub next_marker: String,
}

/// The reply of `ListMyGroupDrive`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListMyGroupDriveReply {
    pub items: Vec<Drive>,
    pub next_marker: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root_group_drive: Option<Drive>,
}

/// The reply of `SearchDrive`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SearchDriveReply {
    pub items: Vec<Drive>,
    pub next_marker: String,
}
