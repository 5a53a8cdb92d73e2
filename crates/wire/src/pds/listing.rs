//! Listings: a folder's, the whole drive's, a query's.

#![expect(missing_docs, reason = "fields are the wire's own names, which the contract explains")]

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{Category, FileOrder, FileType, ListedStatus, OrderDirection};

/// The parameters of `ListFile`.
#[derive(Debug, Clone, Deserialize)]
pub struct ListFileRequest {
    pub category: Option<Category>,
    pub drive_id: Option<String>,
    pub fields: Option<String>,
    pub limit: Option<i32>,
    pub marker: Option<String>,
    pub order_by: Option<FileOrder>,
    pub order_direction: Option<OrderDirection>,
    pub parent_file_id: String,
    pub share_id: Option<String>,
    pub status: Option<ListedStatus>,
    pub thumbnail_processes: Option<BTreeMap<String, ImageProcess>>,
    #[serde(rename = "type")]
    pub kind: Option<FileType>,
}

/// The parameters of `ScanFile`.
#[derive(Debug, Clone, Deserialize)]
pub struct ScanFileRequest {
    pub drive_id: String,
    pub fields: Option<String>,
    pub limit: Option<i32>,
    pub marker: Option<String>,
}

/// The parameters of `SearchFile`.
#[derive(Debug, Clone, Deserialize)]
pub struct SearchFileRequest {
    pub drive_id: Option<String>,
    pub drive_id_list: Option<Vec<String>>,
    pub fields: Option<String>,
    pub limit: Option<i32>,
    pub marker: Option<String>,
    pub order_by: Option<String>,
    pub query: String,
    pub recursive: Option<bool>,
    pub return_total_count: Option<bool>,
    pub thumbnail_processes: Option<BTreeMap<String, ImageProcess>>,
}

/// The reply of `ListFile`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ListFileReply {
    pub items: Vec<Box<RawValue>>,
    pub next_marker: String,
}

/// The reply of `ScanFile`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ScanFileReply {
    pub items: Vec<Box<RawValue>>,
    pub next_marker: String,
}

/// The reply of `SearchFile`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SearchFileReply {
    pub items: Vec<Box<RawValue>>,
    pub next_marker: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_count: Option<i64>,
}

/// How thumbnails are to be made, by what the file is; the wire's `ImageProcess`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ImageProcess {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_thumbnail_process: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office_thumbnail_process: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video_thumbnail_process: Option<String>,
}
