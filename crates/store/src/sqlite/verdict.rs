//! Verdicts, and detections read through them, in SQLite.

use assay_types::{TenantId, Timestamp};
use rusqlite::{Connection, OptionalExtension as _};

use super::fault::Fault;
use crate::{
    Detection, DetectionState, MembersPage, NewVerdict, VerdictKey,
    id::new_id,
    row::{corrupt, count, count_column, detection_state},
};

/// See [`crate::DetectStore::has_verdict`].
pub(super) fn exists(connection: &Connection, key: &VerdictKey) -> Result<bool, Fault> {
    Ok(connection
        .prepare_cached("SELECT 1 FROM verdicts WHERE content = ?1 AND engine = ?2 AND options = ?3")?
        .exists((key.content.as_bytes(), &key.engine, &key.options))?)
}

/// Lets a verdict live at least until `expires_at`; `false` when there is none.
pub(super) fn prolong(
    connection: &Connection,
    key: &VerdictKey,
    expires_at: Timestamp,
) -> Result<bool, Fault> {
    let changed = connection
        .prepare_cached(
            "UPDATE verdicts SET expires_at = max(expires_at, ?4)
             WHERE content = ?1 AND engine = ?2 AND options = ?3",
        )?
        .execute((key.content.as_bytes(), &key.engine, &key.options, expires_at.as_millis()))?;
    Ok(changed == 1)
}

/// Keeps a verdict until `expires_at` at least: the one that is there already, or else this one.
pub(super) fn keep(connection: &Connection, new: &NewVerdict, expires_at: Timestamp) -> Result<(), Fault> {
    if prolong(connection, &new.key, expires_at)? {
        return Ok(());
    }
    let (id, content) = (new_id(), new.key.content.as_bytes());
    connection
        .prepare_cached(
            "INSERT INTO verdicts (content, engine, options, id, members, expires_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute((
            content,
            &new.key.engine,
            &new.key.options,
            id,
            count_column(new.members.len() as u64),
            expires_at.as_millis(),
        ))?;
    let mut statement = connection.prepare_cached(
        "INSERT INTO verdict_reports (content, verdict, seq, report) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for (seq, report) in (0_i64..).zip(std::iter::once(&new.report).chain(&new.members)) {
        statement.execute((content, id, seq, report))?;
    }
    Ok(())
}

/// One of [`crate::DetectStore::detections`].
pub(super) fn detection(
    connection: &Connection,
    tenant: &TenantId,
    hash_key: String,
    now: Timestamp,
) -> Result<Option<Detection>, Fault> {
    let row = connection
        .prepare_cached(
            "SELECT d.state, d.failure, r.report FROM detections AS d
             LEFT JOIN verdicts AS v
                 ON d.state = 1 AND v.content = d.content AND v.engine = d.engine AND v.options = d.options
             LEFT JOIN verdict_reports AS r ON r.content = v.content AND r.verdict = v.id AND r.seq = 0
             WHERE d.tenant = ?1 AND d.hash_key = ?2 AND (d.expires_at IS NULL OR d.expires_at > ?3)",
        )?
        .query_row((tenant.as_str(), &hash_key, now.as_millis()), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    let Some((state, failure, report)) = row else { return Ok(None) };
    Ok(Some(Detection { hash_key, state: DetectionState::from_columns(state, failure, report)? }))
}

/// See [`crate::DetectStore::detection_members`].
pub(super) fn members(
    connection: &Connection,
    tenant: &TenantId,
    hash_key: &str,
    skip: u64,
    limit: u64,
    now: Timestamp,
) -> Result<Option<MembersPage>, Fault> {
    type Columns = (i16, Option<Vec<u8>>, Option<i64>, Option<i64>);
    let row: Option<Columns> = connection
        .prepare_cached(
            "SELECT d.state, v.content, v.id, v.members FROM detections AS d
             LEFT JOIN verdicts AS v
                 ON d.state = 1 AND v.content = d.content AND v.engine = d.engine AND v.options = d.options
             WHERE d.tenant = ?1 AND d.hash_key = ?2 AND (d.expires_at IS NULL OR d.expires_at > ?3)",
        )?
        .query_row((tenant.as_str(), hash_key, now.as_millis()), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .optional()?;
    let (content, id, total) = match row {
        None => return Ok(None),
        Some((detection_state::FINAL, Some(content), Some(id), Some(total))) => (content, id, total),
        Some((detection_state::FINAL, ..)) => {
            return Err(corrupt("detections", &"final without a verdict").into());
        }
        Some(_) => return Ok(Some(MembersPage { total: 0, members: Vec::new() })),
    };
    let first = count_column(skip.saturating_add(1));
    let end = count_column(skip.saturating_add(1).saturating_add(limit));
    let mut statement = connection.prepare_cached(
        "SELECT report FROM verdict_reports
         WHERE content = ?1 AND verdict = ?2 AND seq >= ?3 AND seq < ?4 ORDER BY seq",
    )?;
    let rows = statement.query_map((content, id, first, end), |row| row.get(0))?;
    let members = rows.collect::<rusqlite::Result<_>>()?;
    Ok(Some(MembersPage { total: count("verdicts", total)?, members }))
}
