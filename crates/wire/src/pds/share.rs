//! Share links.

#![expect(missing_docs, reason = "fields are the wire's own names, which the contract explains")]

use serde::{Deserialize, Serialize};

use super::{EnabledStatus, OrderDirection};

/// The parameters of `CancelShareLink`.
#[derive(Debug, Clone, Deserialize)]
pub struct CancelShareLinkRequest {
    pub share_id: String,
}

/// The parameters of `CreateShareLink`.
#[derive(Debug, Clone, Deserialize)]
pub struct CreateShareLinkRequest {
    pub creatable: Option<bool>,
    pub creatable_file_id_list: Option<Vec<String>>,
    pub description: Option<String>,
    pub disable_download: Option<bool>,
    pub disable_preview: Option<bool>,
    pub disable_save: Option<bool>,
    pub download_limit: Option<i64>,
    pub drive_id: String,
    pub expiration: Option<String>,
    pub file_id_list: Option<Vec<String>>,
    pub office_editable: Option<bool>,
    pub preview_limit: Option<i64>,
    pub require_login: Option<bool>,
    pub save_limit: Option<i64>,
    pub share_all_files: Option<bool>,
    pub share_name: Option<String>,
    pub share_pwd: Option<String>,
    pub user_id: Option<String>,
}

/// The parameters of `GetShareLink`.
#[derive(Debug, Clone, Deserialize)]
pub struct GetShareLinkRequest {
    pub share_id: String,
}

/// The parameters of `GetShareLinkByAnonymous`.
#[derive(Debug, Clone, Deserialize)]
pub struct GetShareLinkByAnonymousRequest {
    pub share_id: String,
}

/// The parameters of `GetShareLinkToken`.
#[derive(Debug, Clone, Deserialize)]
pub struct GetShareLinkTokenRequest {
    pub expire_sec: Option<i32>,
    pub share_id: String,
    pub share_pwd: Option<String>,
}

/// The parameters of `ListShareLink`.
#[derive(Debug, Clone, Deserialize)]
pub struct ListShareLinkRequest {
    pub creator: Option<String>,
    pub include_cancelled: Option<bool>,
    pub limit: Option<i32>,
    pub marker: Option<String>,
    pub order_by: Option<String>,
    pub order_direction: Option<OrderDirection>,
}

/// The parameters of `SearchShareLink`.
#[derive(Debug, Clone, Deserialize)]
pub struct SearchShareLinkRequest {
    pub creators: Option<Vec<String>>,
    pub limit: Option<i32>,
    pub marker: Option<String>,
    pub order_by: Option<String>,
    pub order_direction: Option<OrderDirection>,
    pub query: Option<String>,
    pub return_total_count: Option<bool>,
}

/// The parameters of `UpdateShareLink`.
#[derive(Debug, Clone, Deserialize)]
pub struct UpdateShareLinkRequest {
    pub description: Option<String>,
    pub disable_download: Option<bool>,
    pub disable_preview: Option<bool>,
    pub disable_save: Option<bool>,
    pub download_count: Option<i64>,
    pub download_limit: Option<i64>,
    pub expiration: Option<String>,
    pub office_editable: Option<bool>,
    pub preview_count: Option<i64>,
    pub preview_limit: Option<i64>,
    pub report_count: Option<i64>,
    pub save_count: Option<i64>,
    pub save_limit: Option<i64>,
    pub share_id: String,
    pub share_name: Option<String>,
    pub share_pwd: Option<String>,
    pub status: Option<EnabledStatus>,
    pub video_preview_count: Option<i64>,
}

/// The wire's `ShareLink`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ShareLink {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disable_download: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disable_preview: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disable_save: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub download_count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub download_limit: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drive_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiration: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expired: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_id_list: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office_editable: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preview_count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preview_limit: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report_count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub save_count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub save_download_limit: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub save_limit: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share_all_files: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share_pwd: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video_preview_count: Option<i64>,
}

/// The reply of `GetShareLinkByAnonymous`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GetShareLinkByAnonymousReply {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator_phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disable_download: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disable_preview: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disable_save: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub download_count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub download_limit: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiration: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_pwd: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preview_count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preview_limit: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report_count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub save_count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub save_download_limit: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub save_limit: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video_preview_count: Option<i64>,
}

/// The reply of `GetShareLinkToken`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GetShareLinkTokenReply {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_in: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share_token: Option<String>,
}

/// The reply of `ListShareLink`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListShareLinkReply {
    pub items: Vec<ShareLink>,
    pub next_marker: String,
}

/// The reply of `SearchShareLink`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SearchShareLinkReply {
    pub items: Vec<ShareLink>,
    pub next_marker: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_count: Option<i64>,
}
