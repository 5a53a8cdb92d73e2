//! Roles: who administers a group.

#![expect(missing_docs, reason = "fields are the wire's own names, which the contract explains")]

use serde::{Deserialize, Serialize};

/// The parameters of `AssignRole`.
#[derive(Debug, Clone, Deserialize)]
pub struct AssignRoleRequest {
    pub identity: Identity,
    pub manage_resource_id: String,
    pub manage_resource_type: String,
    pub role_id: String,
}

/// The parameters of `CancelAssignRole`.
#[derive(Debug, Clone, Deserialize)]
pub struct CancelAssignRoleRequest {
    pub identity: Identity,
    pub manage_resource_id: String,
    pub manage_resource_type: String,
    pub role_id: String,
}

/// The parameters of `ListAssignment`.
#[derive(Debug, Clone, Deserialize)]
pub struct ListAssignmentRequest {
    pub limit: Option<i32>,
    pub manage_resource_id: String,
    pub manage_resource_type: String,
    pub marker: Option<String>,
}

/// The parameters of `ListIdentityRole`.
#[derive(Debug, Clone, Deserialize)]
pub struct ListIdentityRoleRequest {
    pub identity: Identity,
}

/// The wire's `Identity`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Identity {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity_type: Option<String>,
}

/// The reply of `ListAssignment`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListAssignmentReply {
    pub assignment_list: Vec<Assignment>,
    pub next_marker: String,
}

/// The wire's `ListAssignmentResponseBodyAssignmentList`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Assignment {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<Identity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manage_resource_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manage_resource_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_id: Option<String>,
}

/// The reply of `ListIdentityRole`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListIdentityRoleReply {
    pub assignment_list: Vec<IdentityAssignment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<Identity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_admin: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subdomain_id: Option<String>,
}

/// The wire's `BaseAssignmentResponse`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct IdentityAssignment {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub associated_role_tag_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disinherit_sub_group: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<Identity>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manage_resource_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manage_resource_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<String>,
}
