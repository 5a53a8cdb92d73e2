//! A cluster of figures at rest.

use assay_store::{ClusterRow, new_id};
use assay_types::Timestamp;
use assay_wire::imm::FigureCluster;
use serde::{Deserialize, Serialize};

use crate::{
    MediaError,
    scope::{read_record, write_record},
};

/// The figure on a cluster's cover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cover {
    /// The file's URI.
    pub(super) uri: String,
    /// The figure.
    pub(super) figure: String,
}

/// What the service notes beside the wire's record.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Notes {
    /// Its cover; the wire's is made of the file when the cluster is read.
    pub(super) cover: Option<Cover>,
    /// Whether a client chose the cover.
    pub(super) is_chosen: bool,
}

/// A cluster with its row's version. The record has no cover.
#[derive(Debug, Clone)]
pub(super) struct Cluster {
    pub(super) id: String,
    pub(super) record: FigureCluster,
    pub(super) notes: Notes,
    version: u64,
}

impl Cluster {
    /// Reads a row.
    pub(super) fn read(row: &ClusterRow) -> Result<Self, MediaError> {
        Ok(Self {
            id: row.id.clone(),
            record: read_record("cluster", &row.record)?,
            notes: read_record("cluster", &row.notes)?,
            version: row.version,
        })
    }

    /// A new one.
    pub(super) fn new(project: &str, dataset: &str, now: Timestamp) -> Self {
        let id = format!("figure-cluster-{:016x}", new_id());
        let record = FigureCluster {
            object_id: Some(id.clone()),
            object_type: Some("figure-cluster".to_owned()),
            project_name: Some(project.to_owned()),
            dataset_name: Some(dataset.to_owned()),
            create_time: Some(now.rfc3339_millis()),
            update_time: Some(now.rfc3339_millis()),
            meta_lock_version: Some(0),
            ..FigureCluster::default()
        };
        Self { id, record, notes: Notes::default(), version: 0 }
    }

    /// Whether a client said something about it.
    pub(super) fn is_known(&self) -> bool {
        let record = &self.record;
        record.name.is_some() || record.custom_id.is_some() || record.custom_labels.is_some()
    }

    /// The row.
    pub(super) fn write(&self) -> Result<ClusterRow, MediaError> {
        Ok(ClusterRow {
            id: self.id.clone(),
            record: write_record("cluster", &self.record)?,
            notes: write_record("cluster", &self.notes)?,
            version: self.version,
        })
    }
}
