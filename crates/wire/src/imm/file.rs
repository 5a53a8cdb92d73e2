//! A file's record, and getting it.

#![expect(missing_docs, reason = "fields are the wire's own names, which the contract explains")]

use std::collections::BTreeMap;

use assay_findings::media::Metadata;
use assay_types::RequestId;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The parameters of `GetFileMeta`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetFileMetaRequest {
    pub dataset_name: String,
    pub project_name: String,
    #[serde(rename = "URI")]
    pub uri: String,
    pub with_fields: Option<Vec<String>>,
}

/// The reply of `GetFileMeta`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetFileMetaReply {
    pub files: Vec<Box<RawValue>>,
    pub request_id: RequestId,
}

/// The parameters of `BatchGetFileMeta`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct BatchGetFileMetaRequest {
    pub dataset_name: String,
    pub project_name: String,
    #[serde(rename = "URIs")]
    pub uris: Vec<String>,
    pub with_fields: Option<Vec<String>>,
}

/// The reply of `BatchGetFileMeta`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct BatchGetFileMetaReply {
    pub files: Vec<Box<RawValue>>,
    pub request_id: RequestId,
}

/// A file's record. What its bytes say is in [`Metadata`]; on the wire both are one object.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct File {
    #[serde(rename = "URI", default, skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    #[serde(rename = "OSSURI", default, skip_serializing_if = "Option::is_none")]
    pub ossuri: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dataset_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_hash: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_md5: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub e_tag: Option<String>,
    #[serde(rename = "OSSCRC64", default, skip_serializing_if = "Option::is_none")]
    pub osscrc64: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object_status: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub create_time: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub update_time: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_create_time: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_modified_time: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_access_time: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_labels: Option<BTreeMap<String, String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_control_allow_origin: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_control_request_method: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_control: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_disposition: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_encoding: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_language: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elements: Option<Vec<Element>>,
    #[serde(rename = "OSSDeleteMarker", default, skip_serializing_if = "Option::is_none")]
    pub oss_delete_marker: Option<String>,
    #[serde(rename = "OSSExpiration", default, skip_serializing_if = "Option::is_none")]
    pub oss_expiration: Option<String>,
    #[serde(rename = "OSSObjectType", default, skip_serializing_if = "Option::is_none")]
    pub oss_object_type: Option<String>,
    #[serde(rename = "OSSStorageClass", default, skip_serializing_if = "Option::is_none")]
    pub oss_storage_class: Option<String>,
    #[serde(rename = "OSSTagging", default, skip_serializing_if = "Option::is_none")]
    pub oss_tagging: Option<BTreeMap<String, String>>,
    #[serde(rename = "OSSTaggingCount", default, skip_serializing_if = "Option::is_none")]
    pub oss_tagging_count: Option<i64>,
    #[serde(rename = "OSSUserMeta", default, skip_serializing_if = "Option::is_none")]
    pub oss_user_meta: Option<BTreeMap<String, String>>,
    #[serde(rename = "OSSVersionId", default, skip_serializing_if = "Option::is_none")]
    pub oss_version_id: Option<String>,
    #[serde(rename = "ObjectACL", default, skip_serializing_if = "Option::is_none")]
    pub object_acl: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_side_data_encryption: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_side_encryption: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_side_encryption_customer_algorithm: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server_side_encryption_key_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub travel_cluster_id: Option<String>,
    #[serde(flatten)]
    pub metadata: Metadata,
}

/// A piece of a document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Element {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub element_contents: Option<Vec<ElementContent>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub element_relations: Option<Vec<ElementRelation>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub element_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub semantic_similarity: Option<f64>,
}

/// What a piece says.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ElementContent {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_range: Option<Vec<i64>>,
    #[serde(rename = "Type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    #[serde(rename = "URL", default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// How pieces belong together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ElementRelation {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object_id: Option<String>,
    #[serde(rename = "Type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}
