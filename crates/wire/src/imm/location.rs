//! Clusters of files by place and date.

#![expect(missing_docs, reason = "fields are the wire's own names, which the contract explains")]

use std::collections::BTreeMap;

use assay_findings::media::Address;
use assay_types::RequestId;
use serde::{Deserialize, Serialize};

use super::{Notification, TimeRange};

/// The parameters of `CreateLocationDateClusteringTask`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateLocationDateClusteringTaskRequest {
    pub dataset_name: String,
    pub date_options: DateOptions,
    pub location_options: LocationOptions,
    pub notification: Option<Notification>,
    pub project_name: String,
    pub tags: Option<BTreeMap<String, String>>,
    pub user_data: Option<String>,
}

/// The parameters of `QueryLocationDateClusters`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct QueryLocationDateClustersRequest {
    pub address: Option<Address>,
    pub create_time_range: Option<TimeRange>,
    pub custom_labels: Option<String>,
    pub dataset_name: String,
    pub location_date_cluster_end_time_range: Option<TimeRange>,
    pub location_date_cluster_levels: Option<Vec<String>>,
    pub location_date_cluster_start_time_range: Option<TimeRange>,
    pub max_results: Option<i32>,
    pub next_token: Option<String>,
    pub object_id: Option<String>,
    pub order: Option<String>,
    pub project_name: String,
    pub sort: Option<String>,
    pub title: Option<String>,
    pub update_time_range: Option<TimeRange>,
}

/// The reply of `QueryLocationDateClusters`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct QueryLocationDateClustersReply {
    pub location_date_clusters: Vec<LocationDateCluster>,
    pub next_token: String,
    pub request_id: RequestId,
}

/// The parameters of `UpdateLocationDateCluster`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateLocationDateClusterRequest {
    pub custom_id: Option<String>,
    pub custom_labels: Option<BTreeMap<String, String>>,
    pub dataset_name: String,
    pub object_id: String,
    pub project_name: String,
    pub title: Option<String>,
}

/// The parameters of `DeleteLocationDateCluster`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DeleteLocationDateClusterRequest {
    pub dataset_name: String,
    pub object_id: String,
    pub project_name: String,
}

/// The files made at one place in one span of days.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct LocationDateCluster {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addresses: Option<Vec<Address>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub create_time: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom_labels: Option<BTreeMap<String, String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location_date_cluster_end_time: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location_date_cluster_level: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location_date_cluster_start_time: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub update_time: Option<String>,
}

/// How days make a cluster.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DateOptions {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gap_days: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_days: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_days: Option<i64>,
}

/// Which places make a cluster.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct LocationOptions {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location_date_cluster_levels: Option<Vec<String>>,
}
