//! What changed since.

#![expect(missing_docs, reason = "fields are the wire's own names, which the contract explains")]

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The parameters of `DeltaGetLastCursor`.
#[derive(Debug, Clone, Deserialize)]
pub struct DeltaGetLastCursorRequest {
    pub drive_id: String,
    pub sync_root_id: Option<String>,
}

/// The parameters of `ListDelta`.
#[derive(Debug, Clone, Deserialize)]
pub struct ListDeltaRequest {
    pub cursor: Option<String>,
    pub drive_id: String,
    pub limit: Option<i32>,
    pub sync_root_id: Option<String>,
}

/// The reply of `DeltaGetLastCursor`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DeltaGetLastCursorReply {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// The reply of `ListDelta`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ListDeltaReply {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_more: Option<bool>,
    pub items: Vec<DeltaItem>,
}

/// The wire's `ListDeltaResponseBodyItems`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct DeltaItem {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub op: Option<String>,
}
