//! Creating files and uploading their parts.

#![expect(missing_docs, reason = "fields are the wire's own names, which the contract explains")]

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{CheckNameMode, FileType, UserTag};

/// The parameters of `CompleteFile`.
#[derive(Debug, Clone, Deserialize)]
pub struct CompleteFileRequest {
    pub crc64_hash: Option<String>,
    pub drive_id: Option<String>,
    pub file_id: String,
    pub upload_id: String,
    pub share_id: Option<String>,
}

/// The parameters of `CreateFile`.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct CreateFileRequest {
    pub check_name_mode: Option<CheckNameMode>,
    pub content_hash: Option<String>,
    pub content_hash_name: Option<String>,
    pub content_type: Option<String>,
    pub description: Option<String>,
    pub drive_id: Option<String>,
    pub file_id: Option<String>,
    pub hidden: Option<bool>,
    pub local_created_at: Option<String>,
    pub local_modified_at: Option<String>,
    pub name: String,
    pub parallel_upload: Option<bool>,
    pub parent_file_id: String,
    pub part_info_list: Option<Vec<PartInfo>>,
    pub pre_hash: Option<String>,
    pub share_id: Option<String>,
    pub size: Option<i64>,
    #[serde(rename = "type")]
    pub kind: FileType,
    pub upload_type: Option<String>,
    pub user_tags: Option<Vec<UserTag>>,
    pub proof_code: Option<String>,
    pub proof_version: Option<String>,
}

/// The parameters of `GetUploadUrl`.
#[derive(Debug, Clone, Deserialize)]
pub struct GetUploadUrlRequest {
    pub drive_id: Option<String>,
    pub file_id: String,
    pub part_info_list: Vec<PartInfo>,
    pub share_id: Option<String>,
    pub upload_id: String,
}

/// The parameters of `ListUploadedParts`.
#[derive(Debug, Clone, Deserialize)]
pub struct ListUploadedPartsRequest {
    pub drive_id: Option<String>,
    pub file_id: String,
    pub limit: Option<i32>,
    pub part_number_marker: Option<i32>,
    pub share_id: Option<String>,
    pub upload_id: String,
}

/// The wire's `CreateFileRequestPartInfoList`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PartInfo {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_md5: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parallel_sha1_ctx: Option<Sha1Context>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parallel_sha256_ctx: Option<Sha1Context>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part_number: Option<i32>,
}

/// The reply of `CreateFile`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateFileReply {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drive_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exist: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_file_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part_info_list: Option<Vec<UploadPartInfo>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rapid_upload: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(rename = "type")]
    pub kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upload_id: Option<String>,
}

/// The wire's `UploadPartInfo`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct UploadPartInfo {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub internal_upload_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parallel_sha1_ctx: Option<Sha1Context>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parallel_sha256_ctx: Option<Sha1Context>,
    pub part_number: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part_size: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upload_form_info: Option<UploadFormInfo>,
    pub upload_url: String,
}

/// The wire's `UploadPartInfoParallelSha1Ctx`, and its twin for SHA-256.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Sha1Context {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub h: Option<Vec<i64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part_offset: Option<i64>,
}

/// The wire's `UploadFormInfo`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct UploadFormInfo {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form_data: Option<BTreeMap<String, String>>,
}

/// The reply of `GetUploadUrl`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct GetUploadUrlReply {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub create_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drive_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part_info_list: Option<Vec<UploadPartInfo>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upload_id: Option<String>,
}

/// The reply of `ListUploadedParts`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListUploadedPartsReply {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_part_number_marker: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parallel_upload: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upload_id: Option<String>,
    pub uploaded_parts: Vec<UploadPartInfo>,
}
