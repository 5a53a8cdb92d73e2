//! Forgetting what expired, in SQLite.

use assay_types::Timestamp;
use rusqlite::Connection;

use super::{blob::drop_reference, fault::Fault};
use crate::row::limit_column;

/// Verdicts that go in one transaction.
pub(super) const VERDICT_BATCH: usize = 16;

/// Forgets up to `limit` expired uploads and drops their references; returns how many went.
pub(super) fn uploads(connection: &Connection, now: Timestamp, limit: usize) -> Result<usize, Fault> {
    drop_rows(
        connection,
        "DELETE FROM uploads WHERE (tenant, oss_key) IN (
             SELECT tenant, oss_key FROM uploads WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2)
         RETURNING content_sha256",
        now,
        limit,
    )
}

/// Forgets up to `limit` expired detections and drops their references; returns how many went. A pending
/// one has no expiry: its job decides.
pub(super) fn detections(connection: &Connection, now: Timestamp, limit: usize) -> Result<usize, Fault> {
    drop_rows(
        connection,
        "DELETE FROM detections WHERE (tenant, hash_key) IN (
             SELECT tenant, hash_key FROM detections
             WHERE expires_at IS NOT NULL AND expires_at <= ?1 ORDER BY expires_at LIMIT ?2)
         RETURNING content",
        now,
        limit,
    )
}

/// Forgets up to `limit` verdicts that no unexpired detection leads to; returns how many went.
pub(super) fn verdicts(connection: &Connection, now: Timestamp, limit: usize) -> Result<usize, Fault> {
    let mut statement = connection.prepare_cached(
        "DELETE FROM verdicts WHERE (content, engine, options) IN (
             SELECT content, engine, options FROM verdicts WHERE expires_at <= ?1
             ORDER BY expires_at LIMIT ?2)
         RETURNING content, id",
    )?;
    let rows =
        statement.query_map((now.as_millis(), limit_column(limit)), |row| Ok((row.get(0)?, row.get(1)?)))?;
    let gone: Vec<(Vec<u8>, i64)> = rows.collect::<rusqlite::Result<_>>()?;
    let mut reports =
        connection.prepare_cached("DELETE FROM verdict_reports WHERE content = ?1 AND verdict = ?2")?;
    for (content, id) in &gone {
        reports.execute((content, id))?;
    }
    Ok(gone.len())
}

fn drop_rows(connection: &Connection, sql: &str, now: Timestamp, limit: usize) -> Result<usize, Fault> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map((now.as_millis(), limit_column(limit)), |row| row.get(0))?;
    let contents: Vec<Option<Vec<u8>>> = rows.collect::<rusqlite::Result<_>>()?;
    for content in contents.iter().flatten() {
        drop_reference(connection, content, Some(now))?;
    }
    Ok(contents.len())
}
