//! Groups and their members.

#![expect(missing_docs, reason = "fields are the wire's own names, which the contract explains")]

use serde::{Deserialize, Serialize};

use super::{OwnerType, User};

/// The parameters of `AddGroupMember`.
#[derive(Debug, Clone, Deserialize)]
pub struct AddGroupMemberRequest {
    pub group_id: String,
    pub member_id: String,
    pub member_type: String,
}

/// The parameters of `CreateGroup`.
#[derive(Debug, Clone, Deserialize)]
pub struct CreateGroupRequest {
    pub description: Option<String>,
    pub group_name: String,
    pub is_root: Option<bool>,
    pub parent_group_id: Option<String>,
}

/// The parameters of `DeleteGroup`.
#[derive(Debug, Clone, Deserialize)]
pub struct DeleteGroupRequest {
    pub group_id: String,
}

/// The parameters of `GetGroup`.
#[derive(Debug, Clone, Deserialize)]
pub struct GetGroupRequest {
    pub group_id: String,
}

/// The parameters of `GroupUpdateName`.
#[derive(Debug, Clone, Deserialize)]
pub struct GroupUpdateNameRequest {
    pub group_id: String,
    pub name: Option<String>,
}

/// The parameters of `ListGroup`.
#[derive(Debug, Clone, Deserialize)]
pub struct ListGroupRequest {
    pub limit: Option<i32>,
    pub marker: Option<String>,
}

/// The parameters of `ListGroupMember`.
#[derive(Debug, Clone, Deserialize)]
pub struct ListGroupMemberRequest {
    pub group_id: String,
    pub limit: Option<i32>,
    pub marker: Option<String>,
    pub member_type: Option<OwnerType>,
}

/// The parameters of `RemoveGroupMember`.
#[derive(Debug, Clone, Deserialize)]
pub struct RemoveGroupMemberRequest {
    pub group_id: String,
    pub member_id: String,
    pub member_type: String,
}

/// The parameters of `UpdateGroup`.
#[derive(Debug, Clone, Deserialize)]
pub struct UpdateGroupRequest {
    pub description: Option<String>,
    pub group_id: String,
    pub group_name: Option<String>,
}

/// The wire's `Group`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Group {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<i64>,
}

/// The reply of `ListGroup`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListGroupReply {
    pub items: Vec<Group>,
    pub next_marker: String,
}

/// The reply of `ListGroupMember`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListGroupMemberReply {
    pub group_items: Vec<Group>,
    pub next_marker: String,
    pub user_items: Vec<User>,
}
