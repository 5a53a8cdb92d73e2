//! Many requests in one.

#![expect(missing_docs, reason = "fields are the wire's own names, which the contract explains")]

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The parameters of `Batch`.
#[derive(Debug, Clone, Deserialize)]
pub struct BatchRequest {
    pub requests: Vec<BatchItem>,
    pub resource: String,
}

/// The wire's `BatchRequestRequests`. Its body is read by the operation that it is for.
#[derive(Debug, Clone, Deserialize)]
pub struct BatchItem {
    pub body: Option<Box<RawValue>>,
    pub headers: Option<BTreeMap<String, String>>,
    pub id: String,
    pub method: String,
    pub url: String,
}

/// The reply of `Batch`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct BatchReply {
    pub responses: Vec<BatchAnswer>,
}

/// The wire's `BatchResponseBodyResponses`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct BatchAnswer {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<i32>,
}
