//! Clusters: figures that are one person, files of one place and time. A dataset has thousands of them at most, so
//! they are read as a whole and filtered by the service.

use async_trait::async_trait;

use super::DatasetNo;
use crate::{Lease, StoreError};

/// What a cluster is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ClusterKind {
    /// Figures.
    Figure,
    /// Place and date.
    LocationDate,
    /// Pictures that look alike.
    SimilarImage,
}

/// A cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterRow {
    /// The wire's `ObjectId`.
    pub id: String,
    /// The wire's record.
    pub record: String,
    /// The service's own notes, such as a centre.
    pub notes: String,
    /// The version that was read; 0 for a new one.
    pub version: u64,
}

/// Verbs on clusters.
#[async_trait]
pub trait MediaClusterStore: Send + Sync {
    /// All clusters of a kind, by id.
    async fn clusters(&self, dataset: DatasetNo, kind: ClusterKind) -> Result<Vec<ClusterRow>, StoreError>;
    /// One cluster.
    async fn cluster(
        &self,
        dataset: DatasetNo,
        kind: ClusterKind,
        id: &str,
    ) -> Result<Option<ClusterRow>, StoreError>;
    /// Writes clusters (a new one has version 0) and deletes others, all or nothing, and ends a job with it; `false`
    /// when a version is another by now, or one that is to go is gone. Those that go make room first.
    ///
    /// # Errors
    /// [`StoreError::Refused`] when the dataset is not there.
    async fn change_clusters(
        &self,
        dataset: DatasetNo,
        kind: ClusterKind,
        put: Vec<ClusterRow>,
        delete: Vec<String>,
        completes: Option<Lease>,
    ) -> Result<bool, StoreError>;
}
