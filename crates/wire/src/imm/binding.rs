//! Buckets attached to a project, and what is bound to a dataset.

#![expect(missing_docs, reason = "fields are the wire's own names, which the contract explains")]

use assay_types::RequestId;
use serde::{Deserialize, Serialize};

/// The parameters of `AttachOSSBucket`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AttachOSSBucketRequest {
    pub description: Option<String>,
    #[serde(rename = "OSSBucket")]
    pub oss_bucket: String,
    pub project_name: String,
}

/// The parameters of `DetachOSSBucket`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DetachOSSBucketRequest {
    #[serde(rename = "OSSBucket")]
    pub oss_bucket: String,
}

/// The parameters of `GetOSSBucketAttachment`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetOSSBucketAttachmentRequest {
    #[serde(rename = "OSSBucket")]
    pub oss_bucket: String,
}

/// The reply of `GetOSSBucketAttachment`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetOSSBucketAttachmentReply {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub create_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_name: Option<String>,
    pub request_id: RequestId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update_time: Option<String>,
}

/// The parameters of `ListAttachedOSSBuckets`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListAttachedOSSBucketsRequest {
    pub max_results: Option<i64>,
    pub next_token: Option<String>,
    pub project_name: String,
}

/// The reply of `ListAttachedOSSBuckets`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListAttachedOSSBucketsReply {
    #[serde(rename = "AttachedOSSBuckets")]
    pub attached_oss_buckets: Vec<AttachedBucket>,
    pub next_token: String,
    pub request_id: RequestId,
}

/// The parameters of `CreateBinding`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateBindingRequest {
    pub dataset_name: Option<String>,
    pub project_name: String,
    #[serde(rename = "URI")]
    pub uri: String,
}

/// The reply of `CreateBinding`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateBindingReply {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub binding: Option<Binding>,
    pub request_id: RequestId,
}

/// The parameters of `GetBinding`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetBindingRequest {
    pub dataset_name: Option<String>,
    pub project_name: String,
    #[serde(rename = "URI")]
    pub uri: Option<String>,
}

/// The reply of `GetBinding`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetBindingReply {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub binding: Option<Binding>,
    pub request_id: RequestId,
}

/// The parameters of `ListBindings`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListBindingsRequest {
    pub dataset_name: Option<String>,
    pub max_results: Option<i64>,
    pub name: Option<String>,
    pub next_token: Option<String>,
    pub project_name: String,
    #[serde(rename = "URI")]
    pub uri: Option<String>,
}

/// The reply of `ListBindings`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListBindingsReply {
    pub bindings: Vec<Binding>,
    pub next_token: String,
    pub request_id: RequestId,
}

/// The parameters of `DeleteBinding`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteBindingRequest {
    /// Ours: also take out what is indexed under the URI.
    pub cleanup: Option<bool>,
    pub dataset_name: Option<String>,
    pub project_name: String,
    #[serde(rename = "URI")]
    pub uri: Option<String>,
}

/// A bucket or a drive whose files a dataset follows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Binding {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub create_time: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dataset_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    #[serde(rename = "URI", default, skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub update_time: Option<String>,
}

/// A bucket that belongs to a project.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AttachedBucket {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub create_time: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(rename = "OSSBucket", default, skip_serializing_if = "Option::is_none")]
    pub oss_bucket: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub update_time: Option<String>,
}
