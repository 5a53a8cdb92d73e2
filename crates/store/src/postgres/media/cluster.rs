//! Clusters, in PostgreSQL.

use std::collections::HashMap;

use async_trait::async_trait;
use deadpool_postgres::Pool;
use tokio_postgres::Row;

use super::dataset;
use crate::{
    ClusterKind, ClusterRow, DatasetNo, Lease, MediaClusterStore, StoreError,
    media::row::{cluster_kind_column, clusters_fit},
    postgres::{
        Postgres,
        fault::{Fault, retried},
        job,
        statement::{execute, query, query_opt, text},
    },
    row::{count, count_column},
};

const TABLE: &str = "media_clusters";

#[async_trait]
impl MediaClusterStore for Postgres {
    async fn clusters(&self, dataset: DatasetNo, kind: ClusterKind) -> Result<Vec<ClusterRow>, StoreError> {
        retried!("read clusters", async {
            let sql = "SELECT id, record, notes, version FROM media_clusters
                       WHERE dataset = $1 AND kind = $2 ORDER BY id";
            let rows = query(&self.pool.get().await?, sql, &[&dataset.0, &cluster_kind_column(kind)]).await?;
            rows.iter().map(read).collect::<Result<_, Fault>>()
        })
    }

    async fn cluster(
        &self,
        dataset: DatasetNo,
        kind: ClusterKind,
        id: &str,
    ) -> Result<Option<ClusterRow>, StoreError> {
        retried!("read a cluster", async {
            let sql = "SELECT id, record, notes, version FROM media_clusters
                       WHERE dataset = $1 AND kind = $2 AND id = $3";
            let client = self.pool.get().await?;
            let row = query_opt(&client, sql, &[&dataset.0, &cluster_kind_column(kind), &text(id)]).await?;
            row.as_ref().map(read).transpose()
        })
    }

    async fn change_clusters(
        &self,
        dataset: DatasetNo,
        kind: ClusterKind,
        put: Vec<ClusterRow>,
        delete: Vec<String>,
        completes: Option<Lease>,
    ) -> Result<bool, StoreError> {
        let kind = cluster_kind_column(kind);
        retried!("change clusters", change(&self.pool, dataset, kind, &put, &delete, completes))
    }
}

async fn change(
    pool: &Pool,
    dataset: DatasetNo,
    kind: i16,
    put: &[ClusterRow],
    delete: &[String],
    completes: Option<Lease>,
) -> Result<bool, Fault> {
    let mut client = pool.get().await?;
    let transaction = client.transaction().await?;
    job::settle(&transaction, &[], completes).await?;
    // Changes of one dataset's clusters happen one after the other, so versions are still what is read here.
    dataset::lock(&transaction, dataset).await?;
    let ids: Vec<_> = put.iter().map(|row| text(&row.id)).collect();
    let gone: Vec<_> = delete.iter().map(|id| text(id)).collect();
    let concerned: Vec<_> = ids.iter().chain(&gone).map(AsRef::as_ref).collect::<Vec<&str>>();
    let sql = "SELECT id, version FROM media_clusters WHERE dataset = $1 AND kind = $2 AND id = ANY($3)";
    let mut versions = HashMap::new();
    for row in query(&transaction, sql, &[&dataset.0, &kind, &concerned]).await? {
        versions.insert(row.try_get(0)?, count(TABLE, row.try_get(1)?)?);
    }
    if !clusters_fit(versions, put, delete) {
        return Ok(false);
    }
    let sql = "DELETE FROM media_clusters WHERE dataset = $1 AND kind = $2 AND id = ANY($3)";
    execute(&transaction, sql, &[&dataset.0, &kind, &gone]).await?;
    let sql = "INSERT INTO media_clusters (dataset, kind, id, record, notes, version)
               SELECT $1, $2, * FROM unnest($3::text[], $4::text[], $5::text[], $6::bigint[])
               ON CONFLICT (dataset, kind, id) DO UPDATE SET
                   record = excluded.record, notes = excluded.notes, version = excluded.version";
    let records: Vec<_> = put.iter().map(|row| text(&row.record)).collect();
    let notes: Vec<_> = put.iter().map(|row| text(&row.notes)).collect();
    let versions: Vec<_> = put.iter().map(|row| count_column(row.version.saturating_add(1))).collect();
    execute(&transaction, sql, &[&dataset.0, &kind, &ids, &records, &notes, &versions]).await?;
    transaction.commit().await?;
    Ok(true)
}

fn read(row: &Row) -> Result<ClusterRow, Fault> {
    Ok(ClusterRow {
        id: row.try_get(0)?,
        record: row.try_get(1)?,
        notes: row.try_get(2)?,
        version: count(TABLE, row.try_get(3)?)?,
    })
}
