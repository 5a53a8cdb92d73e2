//! Archives: looking into them, unpacking and packing them between buckets.

#![expect(missing_docs, reason = "fields are the wire's own names, which the contract explains")]

use serde::{Deserialize, Serialize};

use super::{CredentialConfig, Notification};

/// The parameters of `CreateArchiveFileInspectionTask`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateArchiveFileInspectionTaskRequest {
    pub credential_config: Option<CredentialConfig>,
    pub notification: Option<Notification>,
    pub password: Option<String>,
    pub project_name: String,
    #[serde(rename = "SourceURI")]
    pub source_uri: Option<String>,
    pub user_data: Option<String>,
}

/// The parameters of `CreateFileUncompressionTask`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateFileUncompressionTaskRequest {
    pub credential_config: Option<CredentialConfig>,
    pub notification: Option<Notification>,
    pub password: Option<String>,
    pub project_name: String,
    pub selected_files: Option<Vec<String>>,
    #[serde(rename = "SourceURI")]
    pub source_uri: String,
    #[serde(rename = "TargetURI")]
    pub target_uri: Option<String>,
    pub user_data: Option<String>,
}

/// The parameters of `CreateFileCompressionTask`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateFileCompressionTaskRequest {
    pub compressed_format: Option<String>,
    pub credential_config: Option<CredentialConfig>,
    pub notification: Option<Notification>,
    pub project_name: String,
    #[serde(rename = "SourceManifestURI")]
    pub source_manifest_uri: Option<String>,
    pub sources: Option<Vec<CompressionSource>>,
    #[serde(rename = "TargetURI")]
    pub target_uri: String,
    pub user_data: Option<String>,
}

/// What goes into an archive.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CompressionSource {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    #[serde(rename = "URI", default, skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
}
