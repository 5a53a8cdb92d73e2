//! A file's user tags.

#![expect(missing_docs, reason = "fields are the wire's own names, which the contract explains")]

use serde::{Deserialize, Serialize};

/// The parameters of `FileDeleteUserTags`.
#[derive(Debug, Clone, Deserialize)]
pub struct FileDeleteUserTagsRequest {
    pub drive_id: String,
    pub file_id: String,
    pub key_list: Vec<String>,
}

/// The parameters of `FilePutUserTags`.
#[derive(Debug, Clone, Deserialize)]
pub struct FilePutUserTagsRequest {
    pub drive_id: String,
    pub file_id: String,
    pub user_tags: Vec<UserTag>,
}

/// The wire's `FilePutUserTagsRequestUserTags`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct UserTag {
    pub key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// The reply of `FilePutUserTags`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FilePutUserTagsReply {
    pub file_id: String,
}
