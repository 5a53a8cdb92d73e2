//! Contents and their references, in SQLite.

use std::time::Duration;

use assay_types::{Sha256Digest, Timestamp};
use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::{
    Sqlite,
    fault::{Fault, unavailable},
};
use crate::{
    BlobStore, Reservation, StoreError,
    blob::{DYING, sweep_before},
    row::{count, count_column, limit_column, sha256},
};

#[async_trait]
impl BlobStore for Sqlite {
    async fn reserve_blob(
        &self,
        content: Sha256Digest,
        size_bytes: u64,
        now: Timestamp,
    ) -> Result<Reservation, StoreError> {
        self.main
            .call("reserve a content", move |connection| {
                let reserved = connection
                    .prepare_cached(
                        "INSERT INTO blobs (sha256, size_bytes, refs, dying, touched_at)
                         VALUES (?1, ?2, 0, 0, ?3)
                         ON CONFLICT (sha256) DO UPDATE SET
                             size_bytes = excluded.size_bytes,
                             touched_at = max(touched_at, excluded.touched_at)
                         WHERE NOT dying",
                    )?
                    .execute((content.as_bytes(), count_column(size_bytes), now.as_millis()))?;
                Ok(if reserved == 1 { Reservation::Reserved } else { Reservation::Dying })
            })
            .await
    }

    async fn begin_sweep(
        &self,
        now: Timestamp,
        grace: Duration,
        limit: usize,
    ) -> Result<Vec<Sha256Digest>, StoreError> {
        self.main
            .call("begin a sweep of contents", move |connection| {
                let mut statement = connection.prepare_cached(
                    "UPDATE blobs SET dying = 1, touched_at = ?2 WHERE sha256 IN (
                         SELECT sha256 FROM blobs WHERE refs = 0 AND touched_at <= ?1
                         ORDER BY touched_at LIMIT ?3)
                     RETURNING sha256",
                )?;
                let bounds = (sweep_before(now, grace).as_millis(), now.as_millis(), limit_column(limit));
                let rows = statement.query_map(bounds, |row| row.get::<_, Vec<u8>>(0))?;
                rows.map(|content| Ok(sha256("blobs", &content?)?)).collect()
            })
            .await
    }

    async fn end_sweep(&self, gone: &[Sha256Digest]) -> Result<(), StoreError> {
        let gone = gone.to_vec();
        self.main
            .call("end a sweep of contents", move |connection| {
                let mut bytes = connection
                    .prepare_cached("DELETE FROM blobs WHERE sha256 = ?1 AND dying AND refs = 0")?;
                let mut facts = connection.prepare_cached("DELETE FROM drive_contents WHERE sha256 = ?1")?;
                for content in &gone {
                    if bytes.execute([content.as_bytes()])? == 1 {
                        facts.execute([content.as_bytes()])?;
                    }
                }
                Ok(())
            })
            .await
    }

    async fn blob_references(&self, content: Sha256Digest) -> Result<Option<u64>, StoreError> {
        self.readers
            .call("count a content's references", move |connection| {
                let refs = connection
                    .prepare_cached("SELECT refs FROM blobs WHERE sha256 = ?1")?
                    .query_row([content.as_bytes()], |row: &Row<'_>| row.get(0))
                    .optional()?;
                Ok(refs.map(|refs| count("blobs", refs)).transpose()?)
            })
            .await
    }
}

/// Refuses a content to which [`take_reference`] would refuse a reference.
pub(super) fn check_not_dying(connection: &Connection, content: &[u8]) -> Result<(), Fault> {
    let is_dying =
        connection.prepare_cached("SELECT 1 FROM blobs WHERE sha256 = ?1 AND dying")?.exists([content])?;
    if is_dying { Err(unavailable(DYING, "its bytes are being deleted").into()) } else { Ok(()) }
}

/// Takes a reference to a content, which need not have been reserved.
pub(super) fn take_reference(
    connection: &Connection,
    content: &[u8],
    size_bytes: Option<u64>,
) -> Result<(), Fault> {
    let taken = connection
        .prepare_cached(
            "INSERT INTO blobs (sha256, size_bytes, refs, dying, touched_at) VALUES (?1, ?2, 1, 0, 0)
             ON CONFLICT (sha256) DO UPDATE SET
                 refs = refs + 1, size_bytes = coalesce(size_bytes, excluded.size_bytes)
             WHERE NOT dying",
        )?
        .execute((content, size_bytes.map(count_column)))?;
    if taken == 1 { Ok(()) } else { Err(unavailable(DYING, "its bytes are being deleted").into()) }
}

/// Drops a reference to a content; `idle_since` is when, where the verb knows.
pub(super) fn drop_reference(
    connection: &Connection,
    content: &[u8],
    idle_since: Option<Timestamp>,
) -> Result<(), Fault> {
    connection
        .prepare_cached(
            "UPDATE blobs SET refs = refs - 1, touched_at = max(touched_at, coalesce(?2, touched_at))
             WHERE sha256 = ?1 AND refs > 0",
        )?
        .execute((content, idle_since.map(Timestamp::as_millis)))?;
    Ok(())
}
