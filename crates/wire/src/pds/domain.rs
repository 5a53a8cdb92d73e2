//! Domains.

#![expect(missing_docs, reason = "fields are the wire's own names, which the contract explains")]

use serde::{Deserialize, Serialize};

/// The parameters of `CreateDomain`.
#[derive(Debug, Clone, Deserialize)]
pub struct CreateDomainRequest {
    pub description: Option<String>,
    pub domain_name: String,
    pub init_drive_enable: Option<bool>,
    pub init_drive_size: Option<i64>,
    pub parent_domain_id: Option<String>,
    pub size_quota: Option<i64>,
    pub store_redundancy_type: Option<String>,
    pub user_count_quota: Option<i64>,
}

/// The parameters of `DeleteDomain`.
#[derive(Debug, Clone, Deserialize)]
pub struct DeleteDomainRequest {
    pub domain_id: Option<String>,
}

/// The parameters of `GetDomain`.
#[derive(Debug, Clone, Deserialize)]
pub struct GetDomainRequest {
    pub domain_id: String,
    pub fields: Option<String>,
    pub get_quota_used: Option<bool>,
}

/// The parameters of `ListDomains`.
#[derive(Debug, Clone, Deserialize)]
pub struct ListDomainsRequest {
    pub limit: Option<i64>,
    pub marker: Option<String>,
    pub parent_domain_id: Option<String>,
    pub service_code: Option<String>,
}

/// The parameters of `SearchDomains`.
#[derive(Debug, Clone, Deserialize)]
pub struct SearchDomainsRequest {
    pub limit: Option<i64>,
    pub marker: Option<String>,
    pub name: Option<String>,
    pub order_by: Option<String>,
}

/// The parameters of `UpdateDomain`.
#[derive(Debug, Clone, Deserialize)]
pub struct UpdateDomainRequest {
    pub description: Option<String>,
    pub domain_id: String,
    pub domain_name: Option<String>,
    pub init_drive_enable: Option<bool>,
    pub init_drive_size: Option<i64>,
    pub published_app_access_strategy: Option<AppAccessStrategy>,
    pub size_quota: Option<i64>,
    pub user_count_quota: Option<i64>,
}

/// The wire's `Domain`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Domain {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_hash_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub init_drive_enable: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub init_drive_size: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_domain_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published_app_access_strategy: Option<AppAccessStrategy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sharable: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size_quota: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size_quota_used: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub store_redundancy_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub used_size: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_count_quota: Option<i64>,
}

/// The wire's `AppAccessStrategy`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct AppAccessStrategy {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub except_app_id_list: Option<Vec<String>>,
}

/// The reply of `GetDomainQuota`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GetDomainQuotaReply {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size_quota: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size_used: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_count_quota: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_count_used: Option<i64>,
}

/// The reply of `ListDomains`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListDomainsReply {
    pub items: Vec<Domain>,
    pub next_marker: String,
}

/// The reply of `SearchDomains`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SearchDomainsReply {
    pub items: Vec<Domain>,
    pub next_marker: String,
}
