//! Clusters of figures.

#![expect(missing_docs, reason = "fields are the wire's own names, which the contract explains")]

use std::collections::BTreeMap;

use assay_findings::media::Boundary;
use assay_types::RequestId;
use serde::{Deserialize, Serialize};

use super::{CredentialConfig, File, Notification, TimeRange};

/// The parameters of `CreateFigureClusteringTask`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateFigureClusteringTaskRequest {
    pub dataset_name: String,
    pub notification: Option<Notification>,
    pub project_name: String,
    pub tags: Option<BTreeMap<String, String>>,
    pub user_data: Option<String>,
}

/// The parameters of `CreateFigureClustersMergingTask`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateFigureClustersMergingTaskRequest {
    pub dataset_name: String,
    pub from: Option<String>,
    pub froms: Option<Vec<String>>,
    pub notification: Option<Notification>,
    pub project_name: String,
    pub tags: Option<BTreeMap<String, String>>,
    pub to: String,
    pub user_data: Option<String>,
}

/// The parameters of `QueryFigureClusters`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct QueryFigureClustersRequest {
    pub create_time_range: Option<TimeRange>,
    pub custom_labels: Option<String>,
    pub dataset_name: String,
    pub max_results: Option<i64>,
    pub next_token: Option<String>,
    pub order: Option<String>,
    pub project_name: String,
    pub sort: Option<String>,
    pub update_time_range: Option<TimeRange>,
    pub with_total_count: Option<bool>,
}

/// The reply of `QueryFigureClusters`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct QueryFigureClustersReply {
    pub figure_clusters: Vec<FigureCluster>,
    pub next_token: String,
    pub request_id: RequestId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_count: Option<i64>,
}

/// The parameters of `GetFigureCluster`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetFigureClusterRequest {
    pub dataset_name: String,
    pub object_id: String,
    pub project_name: String,
}

/// The reply of `GetFigureCluster`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetFigureClusterReply {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub figure_cluster: Option<FigureCluster>,
    pub request_id: RequestId,
}

/// The parameters of `BatchGetFigureCluster`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct BatchGetFigureClusterRequest {
    pub dataset_name: String,
    pub object_ids: Vec<String>,
    pub project_name: String,
}

/// The reply of `BatchGetFigureCluster`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct BatchGetFigureClusterReply {
    pub figure_clusters: Vec<FigureCluster>,
    pub request_id: RequestId,
}

/// The parameters of `UpdateFigureCluster`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateFigureClusterRequest {
    pub dataset_name: String,
    pub figure_cluster: FigureClusterUpdate,
    pub project_name: String,
}

/// The parameters of `SearchImageFigureCluster`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SearchImageFigureClusterRequest {
    pub credential_config: Option<CredentialConfig>,
    pub dataset_name: String,
    pub project_name: String,
    #[serde(rename = "SourceURI")]
    pub source_uri: Option<String>,
}

/// The reply of `SearchImageFigureCluster`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SearchImageFigureClusterReply {
    pub clusters: Vec<FoundCluster>,
    pub request_id: RequestId,
}

/// A cluster that a face belongs to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct FoundCluster {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boundary: Option<Boundary>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub similarity: Option<f64>,
}

/// The files that show one figure.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct FigureCluster {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub average_age: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cover: Option<Box<File>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub create_time: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_labels: Option<BTreeMap<String, String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dataset_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub face_count: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gender: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_count: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_age: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meta_lock_version: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_age: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub update_time: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video_count: Option<i64>,
}

/// What is to change in a cluster.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct FigureClusterUpdate {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cover: Option<FigureClusterCover>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_labels: Option<BTreeMap<String, String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meta_lock_version: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object_id: Option<String>,
}

/// The cover of a cluster.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct FigureClusterCover {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figures: Option<Vec<CoverFigure>>,
}

/// The figure on a cover.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CoverFigure {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figure_id: Option<String>,
}
