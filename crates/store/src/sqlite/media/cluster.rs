//! Clusters, in SQLite.

use std::collections::HashMap;

use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::dataset;
use crate::{
    ClusterKind, ClusterRow, DatasetNo, Lease, MediaClusterStore, StoreError,
    media::row::{cluster_kind_column, clusters_fit},
    row::{count, count_column},
    sqlite::{Sqlite, fault::Fault, job},
};

const TABLE: &str = "media_clusters";

#[async_trait]
impl MediaClusterStore for Sqlite {
    async fn clusters(&self, dataset: DatasetNo, kind: ClusterKind) -> Result<Vec<ClusterRow>, StoreError> {
        self.readers
            .call("read clusters", move |connection| {
                let mut statement = connection.prepare_cached(
                    "SELECT id, record, notes, version FROM media_clusters
                     WHERE dataset = ?1 AND kind = ?2 ORDER BY id",
                )?;
                statement.query_and_then((dataset.0, cluster_kind_column(kind)), read)?.collect()
            })
            .await
    }

    async fn cluster(
        &self,
        dataset: DatasetNo,
        kind: ClusterKind,
        id: &str,
    ) -> Result<Option<ClusterRow>, StoreError> {
        let id = id.to_owned();
        self.readers
            .call("read a cluster", move |connection| {
                let mut statement = connection.prepare_cached(
                    "SELECT id, record, notes, version FROM media_clusters
                     WHERE dataset = ?1 AND kind = ?2 AND id = ?3",
                )?;
                let mut rows = statement.query_and_then((dataset.0, cluster_kind_column(kind), id), read)?;
                rows.next().transpose()
            })
            .await
    }

    async fn change_clusters(
        &self,
        dataset: DatasetNo,
        kind: ClusterKind,
        put: Vec<ClusterRow>,
        delete: Vec<String>,
        completes: Option<Lease>,
    ) -> Result<bool, StoreError> {
        self.main
            .call("change clusters", move |connection| {
                change(connection, dataset, cluster_kind_column(kind), &put, &delete, completes)
            })
            .await
    }
}

fn change(
    connection: &Connection,
    dataset: DatasetNo,
    kind: i16,
    put: &[ClusterRow],
    delete: &[String],
    completes: Option<Lease>,
) -> Result<bool, Fault> {
    if let Some(lease) = completes {
        job::check_lease(connection, lease)?;
    }
    dataset::check(connection, dataset)?;
    let mut versions = HashMap::new();
    let mut version = connection
        .prepare_cached("SELECT version FROM media_clusters WHERE dataset = ?1 AND kind = ?2 AND id = ?3")?;
    for id in put.iter().map(|row| &row.id).chain(delete) {
        let found = version.query_row((dataset.0, kind, id), |row| row.get(0)).optional()?;
        if let Some(found) = found {
            versions.insert(id.clone(), count(TABLE, found)?);
        }
    }
    if !clusters_fit(versions, put, delete) {
        return Ok(false);
    }
    let mut remove = connection
        .prepare_cached("DELETE FROM media_clusters WHERE dataset = ?1 AND kind = ?2 AND id = ?3")?;
    for id in delete {
        remove.execute((dataset.0, kind, id))?;
    }
    let mut write = connection.prepare_cached(
        "INSERT OR REPLACE INTO media_clusters (dataset, kind, id, record, notes, version)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6 + 1)",
    )?;
    for row in put {
        write.execute(params![dataset.0, kind, row.id, row.record, row.notes, count_column(row.version)])?;
    }
    job::settle(connection, &[], completes)?;
    Ok(true)
}

fn read(row: &Row<'_>) -> Result<ClusterRow, Fault> {
    Ok(ClusterRow {
        id: row.get(0)?,
        record: row.get(1)?,
        notes: row.get(2)?,
        version: count(TABLE, row.get(3)?)?,
    })
}
