//! Verdicts, and detections read through them, in PostgreSQL.

use std::{borrow::Cow, collections::HashMap};

use assay_types::{TenantId, Timestamp};
use deadpool_postgres::GenericClient;

use super::{
    Postgres,
    fault::Fault,
    statement::{execute, query, query_opt, text},
};
use crate::{
    Detection, DetectionState, MembersPage, NewVerdict, VerdictKey,
    id::new_id,
    row::{corrupt, count, count_column, detection_state},
};

/// Lets a verdict live at least until `expires_at`; `false` when there is none.
pub(super) async fn prolong(
    client: &impl GenericClient,
    key: &VerdictKey,
    expires_at: Timestamp,
) -> Result<bool, Fault> {
    let sql = "UPDATE verdicts SET expires_at = greatest(expires_at, $4)
               WHERE content = $1 AND engine = $2 AND options = $3";
    let content = key.content.as_bytes();
    let changed =
        execute(client, sql, &[&content, &key.engine, &key.options, &expires_at.as_millis()]).await?;
    Ok(changed == 1)
}

/// Keeps a verdict until `expires_at` at least: the one that is there already, or else this one.
pub(super) async fn keep(
    client: &impl GenericClient,
    new: &NewVerdict,
    expires_at: Timestamp,
) -> Result<(), Fault> {
    if prolong(client, &new.key, expires_at).await? {
        return Ok(());
    }
    let sql = "INSERT INTO verdicts (content, engine, options, id, members, expires_at)
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    let (id, content) = (new_id(), new.key.content.as_bytes());
    let (members, until) = (count_column(new.members.len() as u64), expires_at.as_millis());
    let (engine, options) = (&new.key.engine, &new.key.options);
    if execute(client, sql, &[&content, engine, options, &id, &members, &until]).await? == 0 {
        // Another node kept its own a moment ago; gone again already only if everything is made anew.
        return if prolong(client, &new.key, expires_at).await? { Ok(()) } else { Err(Fault::Conflict) };
    }
    let reports: Vec<Cow<'_, str>> =
        std::iter::once(&new.report).chain(&new.members).map(|report| text(report)).collect();
    let seqs: Vec<i64> = (0..).take(reports.len()).collect();
    let sql = "INSERT INTO verdict_reports (content, verdict, seq, report)
               SELECT $1, $2, given.seq, given.report
               FROM unnest($3::bigint[], $4::text[]) AS given (seq, report)";
    execute(client, sql, &[&content, &id, &seqs, &reports]).await.map(drop)
}

impl Postgres {
    /// See [`crate::DetectStore::has_verdict`].
    pub(super) async fn verdict_exists(&self, key: &VerdictKey) -> Result<bool, Fault> {
        let sql = "SELECT 1 FROM verdicts WHERE content = $1 AND engine = $2 AND options = $3";
        let client = self.pool.get().await?;
        let row = query_opt(&client, sql, &[&key.content.as_bytes(), &key.engine, &key.options]).await?;
        Ok(row.is_some())
    }

    /// See [`crate::DetectStore::detections`].
    pub(super) async fn detections_once(
        &self,
        tenant: &TenantId,
        hash_keys: &[String],
        now: Timestamp,
    ) -> Result<Vec<Option<Detection>>, Fault> {
        let sql = "SELECT d.hash_key, d.state, d.failure, r.report FROM detections AS d
                   LEFT JOIN verdicts AS v ON d.state = 1
                       AND v.content = d.content AND v.engine = d.engine AND v.options = d.options
                   LEFT JOIN verdict_reports AS r ON r.content = v.content AND r.verdict = v.id AND r.seq = 0
                   WHERE d.tenant = $1 AND d.hash_key = ANY($2) AND (d.expires_at IS NULL OR d.expires_at > $3)";
        let asked: Vec<_> = hash_keys.iter().map(|key| text(key)).collect();
        let client = self.pool.get().await?;
        let rows = query(&client, sql, &[&tenant.as_str(), &asked, &now.as_millis()]).await?;
        let mut found = HashMap::with_capacity(rows.len());
        for row in rows {
            let state = DetectionState::from_columns(row.try_get(1)?, row.try_get(2)?, row.try_get(3)?)?;
            found.insert(row.try_get::<_, String>(0)?, state);
        }
        let answer = |(hash_key, asked): (&String, &Cow<'_, str>)| {
            let state = found.get(asked.as_ref())?.clone();
            Some(Detection { hash_key: hash_key.clone(), state })
        };
        Ok(hash_keys.iter().zip(&asked).map(answer).collect())
    }

    /// See [`crate::DetectStore::detection_members`].
    pub(super) async fn members_once(
        &self,
        tenant: &TenantId,
        hash_key: &str,
        skip: u64,
        limit: u64,
        now: Timestamp,
    ) -> Result<Option<MembersPage>, Fault> {
        type Found = (Option<Vec<u8>>, Option<i64>, Option<i64>);
        let sql = "SELECT d.state, v.content, v.id, v.members FROM detections AS d
                   LEFT JOIN verdicts AS v ON d.state = 1
                       AND v.content = d.content AND v.engine = d.engine AND v.options = d.options
                   WHERE d.tenant = $1 AND d.hash_key = $2 AND (d.expires_at IS NULL OR d.expires_at > $3)";
        let client = self.pool.get().await?;
        let row = query_opt(&client, sql, &[&tenant.as_str(), &text(hash_key), &now.as_millis()]).await?;
        let Some(row) = row else { return Ok(None) };
        if row.try_get::<_, i16>(0)? != detection_state::FINAL {
            return Ok(Some(MembersPage { total: 0, members: Vec::new() }));
        }
        let verdict: Found = (row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
        let (Some(content), Some(id), Some(total)) = verdict else {
            return Err(corrupt("detections", &"final without a verdict").into());
        };
        let total = count("verdicts", total)?;
        let sql = "SELECT report FROM verdict_reports
                   WHERE content = $1 AND verdict = $2 AND seq >= $3 AND seq < $4 ORDER BY seq";
        let first = count_column(skip.saturating_add(1));
        let end = count_column(skip.saturating_add(1).saturating_add(limit));
        let rows = query(&client, sql, &[&content, &id, &first, &end]).await?;
        // Fewer than there must be: it expired and was forgotten between the two statements.
        if rows.len() as u64 != total.saturating_sub(skip).min(limit) {
            return Ok(None);
        }
        let members = rows.iter().map(|row| Ok(row.try_get(0)?)).collect::<Result<_, Fault>>()?;
        Ok(Some(MembersPage { total, members }))
    }
}
