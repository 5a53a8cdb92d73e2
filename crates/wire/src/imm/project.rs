//! Projects.

#![expect(missing_docs, reason = "fields are the wire's own names, which the contract explains")]

use assay_types::RequestId;
use serde::{Deserialize, Serialize};

/// The parameters of `CreateProject`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateProjectRequest {
    pub dataset_max_bind_count: Option<i64>,
    pub dataset_max_entity_count: Option<i64>,
    pub dataset_max_file_count: Option<i64>,
    pub dataset_max_relation_count: Option<i64>,
    pub dataset_max_total_file_size: Option<i64>,
    pub description: Option<String>,
    pub project_max_dataset_count: Option<i64>,
    pub project_name: String,
    pub service_role: Option<String>,
    pub tag: Option<Vec<Tag>>,
    pub template_id: Option<String>,
}

/// The reply of `CreateProject`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateProjectReply {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project: Option<Project>,
    pub request_id: RequestId,
}

/// The parameters of `GetProject`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetProjectRequest {
    pub project_name: String,
    pub with_statistics: Option<bool>,
}

/// The reply of `GetProject`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetProjectReply {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project: Option<Project>,
    pub request_id: RequestId,
}

/// The parameters of `UpdateProject`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateProjectRequest {
    pub dataset_max_bind_count: Option<i64>,
    pub dataset_max_entity_count: Option<i64>,
    pub dataset_max_file_count: Option<i64>,
    pub dataset_max_relation_count: Option<i64>,
    pub dataset_max_total_file_size: Option<i64>,
    pub description: Option<String>,
    pub project_max_dataset_count: Option<i64>,
    pub project_name: String,
    pub service_role: Option<String>,
    pub tag: Option<Vec<Tag>>,
    pub template_id: Option<String>,
}

/// The reply of `UpdateProject`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateProjectReply {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project: Option<Project>,
    pub request_id: RequestId,
}

/// The parameters of `DeleteProject`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteProjectRequest {
    pub project_name: String,
}

/// The parameters of `ListProjects`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListProjectsRequest {
    pub max_results: Option<i64>,
    pub next_token: Option<String>,
    pub prefix: Option<String>,
    pub tag: Option<Vec<Tag>>,
}

/// The reply of `ListProjects`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListProjectsReply {
    pub next_token: String,
    pub projects: Vec<Project>,
    pub request_id: RequestId,
}

/// The parameters of `ListRegions`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListRegionsRequest {
    pub accept_language: String,
}

/// The reply of `ListRegions`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListRegionsReply {
    pub regions: Vec<Region>,
    pub request_id: RequestId,
}

/// A project.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Project {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub create_time: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dataset_count: Option<i64>,
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
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engine_concurrency: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_count: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project_max_dataset_count: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project_queries_per_second: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_role: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<ProjectTag>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_file_size: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub update_time: Option<String>,
}

/// A tag of a project.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ProjectTag {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag_key: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag_value: Option<String>,
}

/// A region.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Region {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region_id: Option<String>,
}

/// A tag.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Tag {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}
