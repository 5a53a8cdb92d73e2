//! Signing in: tokens and linked accounts.

#![expect(missing_docs, reason = "fields are the wire's own names, which the contract explains")]

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The parameters of `Authorize`.
#[derive(Debug, Clone, Deserialize)]
pub struct AuthorizeRequest {
    pub client_id: String,
    pub hide_consent: Option<bool>,
    pub login_type: String,
    pub redirect_uri: String,
    pub response_type: String,
    pub scope: Option<Vec<String>>,
    pub state: Option<String>,
}

/// The parameters of `GetLinkInfo`.
#[derive(Debug, Clone, Deserialize)]
pub struct GetLinkInfoRequest {
    pub extra: Option<String>,
    pub identity: String,
    #[serde(rename = "type")]
    pub kind: String,
}

/// The parameters of `GetLinkInfoByUserId`.
#[derive(Debug, Clone, Deserialize)]
pub struct GetLinkInfoByUserIdRequest {
    pub user_id: String,
}

/// The parameters of `LinkAccount`.
#[derive(Debug, Clone, Deserialize)]
pub struct LinkAccountRequest {
    pub extra: Option<String>,
    pub identity: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub user_id: String,
}

/// The parameters of `Token`.
#[derive(Debug, Clone, Deserialize)]
pub struct TokenRequest {
    pub assertion: Option<String>,
    pub client_id: String,
    pub client_secret: Option<String>,
    pub code: Option<String>,
    pub grant_type: String,
    pub redirect_uri: Option<String>,
    pub refresh_token: Option<String>,
}

/// The parameters of `UnLinkAccount`.
#[derive(Debug, Clone, Deserialize)]
pub struct UnLinkAccountRequest {
    pub extra: Option<String>,
    pub identity: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub user_id: String,
}

/// The wire's `AccountLinkInfo`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AccountLinkInfo {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authentication_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extra: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_login_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
}

/// The reply of `GetLinkInfoByUserId`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GetLinkInfoByUserIdReply {
    pub items: Vec<AccountLinkInfo>,
}

/// The wire's `Token`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Token {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_drive_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_sbox_drive_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exist_link: Option<Vec<LinkInfo>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expire_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_in: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_first_login: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub need_link: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub need_rp_verify: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nick_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pin_setup: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_data: Option<BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_name: Option<String>,
}

/// The wire's `LinkInfo`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LinkInfo {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extra: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(rename = "type")]
    pub kind: Option<String>,
}
