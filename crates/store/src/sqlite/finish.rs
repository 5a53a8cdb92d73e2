//! How the job of a detection records what became of it, in SQLite.
//!
//! A job knows its detection by tenant and hash key, but a later submission may have taken that place. It
//! is the job's own as long as it is pending and names the job.

use assay_types::{Sha256Digest, TenantId, Timestamp};
use rusqlite::{Connection, OptionalExtension as _};

use super::{
    blob::{drop_reference, take_reference},
    fault::Fault,
    job, verdict,
};
use crate::{
    DetectionFailure, Lease, NewVerdict,
    row::detection_state::{FAILED, FINAL, PENDING},
};

/// See [`crate::DetectStore::finish_detection`].
pub(super) fn finish(
    connection: &Connection,
    tenant: &TenantId,
    hash_key: &str,
    new: &NewVerdict,
    lease: Lease,
    expires_at: Timestamp,
) -> Result<(), Fault> {
    job::complete(connection, lease)?;
    verdict::keep(connection, new, expires_at)?;
    let own: Option<Option<Vec<u8>>> = connection
        .prepare_cached(
            "SELECT content FROM detections
             WHERE tenant = ?1 AND hash_key = ?2 AND state = ?3 AND job_id = ?4",
        )?
        .query_row((tenant.as_str(), hash_key, PENDING, lease.job.0), |row| row.get(0))
        .optional()?;
    let Some(content) = own else { return Ok(()) };
    if let Some(notice) = &new.notice {
        job::enqueue(connection, notice)?;
    }
    refer_to(connection, content.as_deref(), &new.key.content)?;
    // The engine as well: the job may have run under a newer one than was in force at the submission.
    connection
        .prepare_cached(
            "UPDATE detections SET
                 state = ?3, content = ?4, engine = ?5, options = ?6, expires_at = ?7, job_id = NULL
             WHERE tenant = ?1 AND hash_key = ?2",
        )?
        .execute((
            tenant.as_str(),
            hash_key,
            FINAL,
            new.key.content.as_bytes(),
            &new.key.engine,
            &new.key.options,
            expires_at.as_millis(),
        ))?;
    Ok(())
}

/// See [`crate::DetectStore::attach_content`].
pub(super) fn attach(
    connection: &Connection,
    tenant: &TenantId,
    hash_key: &str,
    content: Sha256Digest,
) -> Result<bool, Fault> {
    let before: Option<Option<Vec<u8>>> = connection
        .prepare_cached(
            "SELECT content FROM detections
             WHERE tenant = ?1 AND hash_key = ?2 AND state = ?3 AND remote",
        )?
        .query_row((tenant.as_str(), hash_key, PENDING), |row| row.get(0))
        .optional()?;
    let Some(before) = before else { return Ok(false) };
    refer_to(connection, before.as_deref(), &content)?;
    connection
        .prepare_cached("UPDATE detections SET content = ?3 WHERE tenant = ?1 AND hash_key = ?2")?
        .execute((tenant.as_str(), hash_key, content.as_bytes()))?;
    Ok(true)
}

/// See [`crate::DetectStore::fail_detection`].
pub(super) fn fail(
    connection: &Connection,
    tenant: &TenantId,
    hash_key: &str,
    failure: &DetectionFailure,
    lease: Lease,
) -> Result<(), Fault> {
    match &failure.dead_letter {
        Some((error, now)) => job::bury(connection, lease, error, *now)?,
        None => job::complete(connection, lease)?,
    }
    let DetectionFailure { reason, expires_at, .. } = failure;
    let failed = connection
        .prepare_cached(
            "UPDATE detections SET state = ?3, failure = ?4, expires_at = ?5, job_id = NULL
             WHERE tenant = ?1 AND hash_key = ?2 AND state = ?6 AND job_id = ?7",
        )?
        .execute((tenant.as_str(), hash_key, FAILED, reason, expires_at.as_millis(), PENDING, lease.job.0))?;
    if let Some(notice) = failure.notice.as_ref().filter(|_| failed > 0) {
        job::enqueue(connection, notice)?;
    }
    Ok(())
}

/// Moves a detection's reference to `content`, unless it is there already.
fn refer_to(connection: &Connection, before: Option<&[u8]>, content: &Sha256Digest) -> Result<(), Fault> {
    if before == Some(content.as_bytes()) {
        return Ok(());
    }
    take_reference(connection, content.as_bytes(), None)?;
    match before {
        Some(before) => drop_reference(connection, before, None),
        None => Ok(()),
    }
}
