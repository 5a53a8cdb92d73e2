//! Asking a dataset.

#![expect(missing_docs, reason = "fields are the wire's own names, which the contract explains")]

use assay_types::RequestId;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The parameters of `SimpleQuery`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SimpleQueryRequest {
    pub aggregations: Option<Vec<Aggregation>>,
    pub dataset_name: String,
    pub max_results: Option<i32>,
    pub next_token: Option<String>,
    pub order: Option<String>,
    pub project_name: String,
    pub query: Option<SimpleQuery>,
    pub sort: Option<String>,
    pub with_fields: Option<Vec<String>>,
    pub without_total_hits: Option<bool>,
}

/// The reply of `SimpleQuery`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SimpleQueryReply {
    pub aggregations: Vec<AggregationResult>,
    pub files: Vec<Box<RawValue>>,
    pub next_token: String,
    pub request_id: RequestId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_hits: Option<i64>,
}

/// The parameters of `FuzzyQuery`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct FuzzyQueryRequest {
    pub dataset_name: String,
    pub max_results: Option<i64>,
    pub next_token: Option<String>,
    pub order: Option<String>,
    pub project_name: String,
    pub query: String,
    pub sort: Option<String>,
    pub with_fields: Option<Vec<String>>,
}

/// The reply of `FuzzyQuery`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct FuzzyQueryReply {
    pub files: Vec<Box<RawValue>>,
    pub next_token: String,
    pub request_id: RequestId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_hits: Option<i64>,
}

/// The parameters of `SemanticQuery`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SemanticQueryRequest {
    pub dataset_name: String,
    pub max_results: Option<i32>,
    pub media_types: Option<Vec<String>>,
    pub next_token: Option<String>,
    pub project_name: String,
    pub query: Option<String>,
    #[serde(rename = "SourceURI")]
    pub source_uri: Option<String>,
    pub with_fields: Option<Vec<String>>,
}

/// The reply of `SemanticQuery`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SemanticQueryReply {
    pub files: Vec<Box<RawValue>>,
    pub request_id: RequestId,
}

/// What an aggregation came to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AggregationResult {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups: Option<Vec<AggregationGroup>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
}

/// A value, and how many files have it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AggregationGroup {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// A condition: a leaf with field and value, or one over others.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SimpleQuery {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub_queries: Option<Vec<SimpleQuery>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// What is to be counted or computed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Aggregation {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
}
