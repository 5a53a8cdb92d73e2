//! Contents and their references, in PostgreSQL.

use std::{collections::BTreeMap, time::Duration};

use assay_types::{Sha256Digest, Timestamp};
use async_trait::async_trait;
use deadpool_postgres::GenericClient;

use super::{
    Postgres,
    fault::{Fault, retried, unavailable},
    statement::{execute, query, query_opt},
};
use crate::{
    BlobStore, Reservation, StoreError,
    blob::{DYING, sweep_before},
    row::{count, count_column, limit_column, sha256},
};

#[async_trait]
impl BlobStore for Postgres {
    async fn reserve_blob(
        &self,
        content: Sha256Digest,
        size_bytes: u64,
        now: Timestamp,
    ) -> Result<Reservation, StoreError> {
        retried!("reserve a content", async {
            let sql = "INSERT INTO blobs (sha256, size_bytes, refs, dying, touched_at)
                       VALUES ($1, $2, 0, false, $3)
                       ON CONFLICT (sha256) DO UPDATE SET
                           size_bytes = excluded.size_bytes,
                           touched_at = greatest(blobs.touched_at, excluded.touched_at)
                       WHERE NOT blobs.dying";
            let client = self.pool.get().await?;
            let row: [&(dyn tokio_postgres::types::ToSql + Sync); 3] =
                [&content.as_bytes(), &count_column(size_bytes), &now.as_millis()];
            let reserved = execute(&client, sql, &row).await?;
            Ok::<_, Fault>(if reserved == 1 { Reservation::Reserved } else { Reservation::Dying })
        })
    }

    async fn begin_sweep(
        &self,
        now: Timestamp,
        grace: Duration,
        limit: usize,
    ) -> Result<Vec<Sha256Digest>, StoreError> {
        retried!("begin a sweep of contents", async {
            let sql = "WITH idle AS MATERIALIZED (
                           SELECT sha256 FROM blobs WHERE refs = 0 AND touched_at <= $1
                           ORDER BY touched_at LIMIT $3 FOR UPDATE SKIP LOCKED)
                       UPDATE blobs SET dying = true, touched_at = $2
                       FROM idle WHERE blobs.sha256 = idle.sha256 RETURNING blobs.sha256";
            let client = self.pool.get().await?;
            let before = sweep_before(now, grace).as_millis();
            let rows = query(&client, sql, &[&before, &now.as_millis(), &limit_column(limit)]).await?;
            rows.iter().map(|row| Ok(sha256("blobs", row.try_get(0)?)?)).collect::<Result<_, Fault>>()
        })
    }

    async fn end_sweep(&self, gone: &[Sha256Digest]) -> Result<(), StoreError> {
        let gone: Vec<_> = gone.iter().map(Sha256Digest::as_bytes).collect();
        retried!("end a sweep of contents", async {
            let client = self.pool.get().await?;
            // What is known about a content goes with it: it must lead nobody to bytes that are not there.
            let sql = "WITH gone AS (
                           DELETE FROM blobs WHERE sha256 = ANY($1) AND dying AND refs = 0 RETURNING sha256)
                       DELETE FROM drive_contents USING gone WHERE drive_contents.sha256 = gone.sha256";
            execute(&client, sql, &[&gone]).await.map(drop)
        })
    }

    async fn blob_references(&self, content: Sha256Digest) -> Result<Option<u64>, StoreError> {
        retried!("count a content's references", async {
            let client = self.pool.get().await?;
            let sql = "SELECT refs FROM blobs WHERE sha256 = $1";
            let row = query_opt(&client, sql, &[&content.as_bytes()]).await?;
            row.map(|row| Ok(count("blobs", row.try_get(0)?)?)).transpose()
        })
    }
}

/// Takes a reference to a content, which need not have been reserved.
pub(super) async fn take_reference(
    client: &impl GenericClient,
    content: &[u8],
    size_bytes: Option<u64>,
) -> Result<(), Fault> {
    let sql = "INSERT INTO blobs (sha256, size_bytes, refs, dying, touched_at) VALUES ($1, $2, 1, false, 0)
               ON CONFLICT (sha256) DO UPDATE SET
                   refs = blobs.refs + 1, size_bytes = coalesce(blobs.size_bytes, excluded.size_bytes)
               WHERE NOT blobs.dying";
    let taken = execute(client, sql, &[&content, &size_bytes.map(count_column)]).await?;
    if taken == 1 { Ok(()) } else { Err(unavailable(DYING, "its bytes are being deleted").into()) }
}

/// Drops references to contents, one for each time that a content is named; `idle_since` is when, where
/// the verb knows.
pub(super) async fn drop_references(
    client: &impl GenericClient,
    contents: impl IntoIterator<Item = Vec<u8>>,
    idle_since: Option<Timestamp>,
) -> Result<(), Fault> {
    let mut times = BTreeMap::<Vec<u8>, i64>::new();
    for content in contents {
        *times.entry(content).or_default() += 1;
    }
    if times.is_empty() {
        return Ok(());
    }
    let (contents, times): (Vec<_>, Vec<_>) = times.into_iter().unzip();
    let sql = "UPDATE blobs SET
                   refs = greatest(blobs.refs - dropped.times, 0),
                   touched_at = greatest(blobs.touched_at, $3::bigint)
               FROM unnest($1::bytea[], $2::bigint[]) AS dropped (sha256, times)
               WHERE blobs.sha256 = dropped.sha256";
    execute(client, sql, &[&contents, &times, &idle_since.map(Timestamp::as_millis)]).await.map(drop)
}
