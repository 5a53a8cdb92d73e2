//! Datasets.

#![expect(missing_docs, reason = "fields are the wire's own names, which the contract explains")]

use assay_types::RequestId;
use serde::{Deserialize, Serialize};

/// The parameters of `CreateDataset`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateDatasetRequest {
    pub dataset_max_bind_count: Option<i64>,
    pub dataset_max_entity_count: Option<i64>,
    pub dataset_max_file_count: Option<i64>,
    pub dataset_max_relation_count: Option<i64>,
    pub dataset_max_total_file_size: Option<i64>,
    pub dataset_name: String,
    pub description: Option<String>,
    pub project_name: String,
    pub template_id: Option<String>,
    pub workflow_parameters: Option<Vec<WorkflowParameter>>,
}

/// The reply of `CreateDataset`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateDatasetReply {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dataset: Option<Dataset>,
    pub request_id: RequestId,
}

/// The parameters of `GetDataset`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetDatasetRequest {
    pub dataset_name: String,
    pub project_name: String,
    pub with_statistics: Option<bool>,
}

/// The reply of `GetDataset`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetDatasetReply {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dataset: Option<Dataset>,
    pub request_id: RequestId,
}

/// The parameters of `UpdateDataset`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateDatasetRequest {
    pub dataset_max_bind_count: Option<i64>,
    pub dataset_max_entity_count: Option<i64>,
    pub dataset_max_file_count: Option<i64>,
    pub dataset_max_relation_count: Option<i64>,
    pub dataset_max_total_file_size: Option<i64>,
    pub dataset_name: String,
    pub description: Option<String>,
    pub project_name: String,
    pub template_id: Option<String>,
    pub workflow_parameters: Option<Vec<WorkflowParameter>>,
}

/// The reply of `UpdateDataset`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateDatasetReply {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dataset: Option<Dataset>,
    pub request_id: RequestId,
}

/// The parameters of `DeleteDataset`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteDatasetRequest {
    pub dataset_name: String,
    pub project_name: String,
}

/// The parameters of `ListDatasets`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListDatasetsRequest {
    pub max_results: Option<i64>,
    pub next_token: Option<String>,
    pub prefix: Option<String>,
    pub project_name: String,
}

/// The reply of `ListDatasets`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListDatasetsReply {
    pub datasets: Vec<Dataset>,
    pub next_token: String,
    pub request_id: RequestId,
}

/// A dataset.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Dataset {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bind_count: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub create_time: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dataset_max_bind_count: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dataset_max_entity_count: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dataset_max_file_count: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dataset_max_relation_count: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dataset_max_total_file_size: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dataset_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_count: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_file_size: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub update_time: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workflow_parameters: Option<Vec<WorkflowParameter>>,
}

/// A parameter of a dataset's workflow.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct WorkflowParameter {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}
