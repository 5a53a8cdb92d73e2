//! Forgetting what expired, in PostgreSQL. Several nodes may do it at once: rows that another one holds are
//! skipped, and so are those that a submission is about to replace.

use assay_types::Timestamp;
use deadpool_postgres::Transaction;

use super::{
    Postgres,
    blob::drop_references,
    fault::Fault,
    statement::{execute, query},
};
use crate::row::limit_column;

/// Verdicts that go in one transaction.
pub(super) const VERDICT_BATCH: usize = 64;

impl Postgres {
    /// Forgets up to `limit` expired uploads and detections and drops their references; returns how many
    /// went. A pending detection has no expiry: its job decides.
    pub(super) async fn expire_once(&self, now: Timestamp, limit: usize) -> Result<usize, Fault> {
        let mut client = self.pool.get().await?;
        let transaction = client.transaction().await?;
        let uploads = "WITH old AS MATERIALIZED (
                           SELECT tenant, oss_key FROM uploads WHERE expires_at <= $1
                           ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)
                       DELETE FROM uploads USING old
                       WHERE uploads.tenant = old.tenant AND uploads.oss_key = old.oss_key
                       RETURNING content_sha256";
        let detections = "WITH old AS MATERIALIZED (
                              SELECT tenant, hash_key FROM detections
                              WHERE expires_at IS NOT NULL AND expires_at <= $1
                              ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)
                          DELETE FROM detections USING old
                          WHERE detections.tenant = old.tenant AND detections.hash_key = old.hash_key
                          RETURNING content";
        let mut gone = delete(&transaction, uploads, now, limit).await?;
        gone.extend(delete(&transaction, detections, now, limit.saturating_sub(gone.len())).await?);
        let count = gone.len();
        drop_references(&transaction, gone.into_iter().flatten(), Some(now)).await?;
        transaction.commit().await?;
        Ok(count)
    }

    /// Forgets up to `limit` verdicts that no unexpired detection leads to; returns how many went.
    pub(super) async fn expire_verdicts_once(&self, now: Timestamp, limit: usize) -> Result<usize, Fault> {
        let mut client = self.pool.get().await?;
        let transaction = client.transaction().await?;
        let sql = "WITH old AS MATERIALIZED (
                       SELECT content, engine, options FROM verdicts WHERE expires_at <= $1
                       ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)
                   DELETE FROM verdicts USING old WHERE verdicts.content = old.content
                       AND verdicts.engine = old.engine AND verdicts.options = old.options
                   RETURNING verdicts.content, verdicts.id";
        let rows = query(&transaction, sql, &[&now.as_millis(), &limit_column(limit)]).await?;
        let (mut contents, mut ids) = (Vec::<Vec<u8>>::new(), Vec::<i64>::new());
        for row in &rows {
            contents.push(row.try_get(0)?);
            ids.push(row.try_get(1)?);
        }
        let sql = "DELETE FROM verdict_reports
                   USING unnest($1::bytea[], $2::bigint[]) AS old (content, verdict)
                   WHERE verdict_reports.content = old.content AND verdict_reports.verdict = old.verdict";
        execute(&transaction, sql, &[&contents, &ids]).await?;
        transaction.commit().await?;
        Ok(ids.len())
    }
}

/// Deletes rows; returns the contents that they referred to.
async fn delete(
    transaction: &Transaction<'_>,
    sql: &str,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<Option<Vec<u8>>>, Fault> {
    let rows = query(transaction, sql, &[&now.as_millis(), &limit_column(limit)]).await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}
