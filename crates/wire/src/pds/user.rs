//! Users.

#![expect(missing_docs, reason = "fields are the wire's own names, which the contract explains")]

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{EnabledStatus, UserRole};

/// The parameters of `CreateUser`.
#[derive(Debug, Clone, Deserialize)]
pub struct CreateUserRequest {
    pub avatar: Option<String>,
    pub description: Option<String>,
    pub email: Option<String>,
    pub group_info_list: Option<Vec<GroupInfo>>,
    pub nick_name: Option<String>,
    pub phone: Option<String>,
    pub role: Option<UserRole>,
    pub status: Option<EnabledStatus>,
    pub user_data: Option<BTreeMap<String, Value>>,
    pub user_id: String,
    pub user_name: Option<String>,
}

/// The parameters of `DeleteUser`.
#[derive(Debug, Clone, Deserialize)]
pub struct DeleteUserRequest {
    pub user_id: String,
}

/// The parameters of `GetUser`.
#[derive(Debug, Clone, Deserialize)]
pub struct GetUserRequest {
    pub user_id: Option<String>,
}

/// The parameters of `ImportUser`.
#[derive(Debug, Clone, Deserialize)]
pub struct ImportUserRequest {
    pub authentication_display_name: Option<String>,
    pub authentication_type: String,
    pub auto_create_drive: Option<bool>,
    pub drive_total_size: Option<i64>,
    pub extra: Option<String>,
    pub identity: String,
    pub nick_name: String,
    pub parent_group_id: Option<String>,
}

/// The parameters of `ListUser`.
#[derive(Debug, Clone, Deserialize)]
pub struct ListUserRequest {
    pub limit: Option<i32>,
    pub marker: Option<String>,
}

/// The parameters of `SearchUser`.
#[derive(Debug, Clone, Deserialize)]
pub struct SearchUserRequest {
    pub email: Option<String>,
    pub limit: Option<i32>,
    pub marker: Option<String>,
    pub nick_name: Option<String>,
    pub nick_name_for_fuzzy: Option<String>,
    pub phone: Option<String>,
    pub role: Option<UserRole>,
    pub status: Option<EnabledStatus>,
    pub user_name: Option<String>,
}

/// The parameters of `UpdateUser`.
#[derive(Debug, Clone, Deserialize)]
pub struct UpdateUserRequest {
    pub avatar: Option<String>,
    pub description: Option<String>,
    pub email: Option<String>,
    pub group_info_list: Option<Vec<GroupInfo>>,
    pub nick_name: Option<String>,
    pub phone: Option<String>,
    pub role: Option<UserRole>,
    pub status: Option<EnabledStatus>,
    pub user_data: Option<BTreeMap<String, String>>,
    pub user_id: String,
}

/// The wire's `CreateUserRequestGroupInfoList`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GroupInfo {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_id: Option<String>,
}

/// The reply of `CreateUser`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateUserReply {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_drive_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nick_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_data: Option<BTreeMap<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_name: Option<String>,
}

/// The wire's `User`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct User {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_drive_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_login_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_refresh_token_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nick_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_data: Option<BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_name: Option<String>,
}

/// The reply of `ListUser`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListUserReply {
    pub items: Vec<User>,
    pub next_marker: String,
}

/// The reply of `SearchUser`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SearchUserReply {
    pub items: Vec<User>,
    pub next_marker: String,
}
