//! Recording a submission and what it leads to, in SQLite.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::{
    blob::{drop_reference, take_reference},
    fault::Fault,
    job,
    verdict::prolong,
};
use crate::{
    ContentState, JobId, NewDetection, NewJob, Submitted, VerdictKey,
    row::detection_state::{FINAL, PENDING},
    submission::Standing,
};

/// See [`crate::DetectStore::submit`].
pub(super) fn submit(connection: &Connection, new: &NewDetection, job: &NewJob) -> Result<Submitted, Fault> {
    count_submission(connection, new)?;
    let before = standing(connection, new)?;
    if before.as_ref().is_some_and(|before| before.answers(new)) {
        return Ok(Submitted::Pending);
    }
    let mut known = false;
    if let ContentState::Stored(content) = &new.content {
        // Taken before the old one is dropped, which may be to the same content.
        take_reference(connection, content.as_bytes(), None)?;
        let key = VerdictKey { content: *content, engine: new.engine.clone(), options: new.options.clone() };
        known = prolong(connection, &key, new.expires_at)?;
    }
    if let Some(content) = before.and_then(|before| before.content) {
        drop_reference(connection, &content, Some(new.now))?;
    }
    if known {
        replace(connection, new, None)?;
        if let Some(notice) = &new.notice {
            job::enqueue(connection, notice)?;
        }
        return Ok(Submitted::Known);
    }
    let job = job::enqueue(connection, job)?;
    replace(connection, new, Some(job))?;
    Ok(Submitted::Queued(job))
}

fn count_submission(connection: &Connection, new: &NewDetection) -> Result<(), Fault> {
    connection
        .prepare_cached(
            "INSERT INTO tenant_totals (tenant, submissions) VALUES (?1, 1)
             ON CONFLICT (tenant) DO UPDATE SET submissions = submissions + 1",
        )?
        .execute([new.tenant.as_str()])?;
    Ok(())
}

fn standing(connection: &Connection, new: &NewDetection) -> Result<Option<Standing>, Fault> {
    let row = connection
        .prepare_cached(
            "SELECT state, remote, content, options, job_id FROM detections
             WHERE tenant = ?1 AND hash_key = ?2",
        )?
        .query_row((new.tenant.as_str(), &new.hash_key), |row| {
            let standing = Standing {
                state: row.get(0)?,
                remote: row.get(1)?,
                content: row.get(2)?,
                options: row.get(3)?,
                job_alive: false,
            };
            Ok((standing, row.get::<_, Option<i64>>(4)?))
        })
        .optional()?;
    let Some((standing, job)) = row else { return Ok(None) };
    let job_alive = job.map_or(Ok(false), |job| job::is_alive(connection, job))?;
    Ok(Some(Standing { job_alive, ..standing }))
}

/// Writes the detection over whatever stood under its hash key: pending with its job, final without.
fn replace(connection: &Connection, new: &NewDetection, job: Option<JobId>) -> Result<(), Fault> {
    let (remote, content) = match &new.content {
        ContentState::Stored(content) => (false, Some(content.as_bytes())),
        ContentState::Remote => (true, None),
    };
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO detections
                 (tenant, hash_key, state, remote, content, engine, options, job_id, submitted_at, expires_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(params![
            new.tenant.as_str(),
            new.hash_key,
            if job.is_some() { PENDING } else { FINAL },
            remote,
            content,
            new.engine,
            new.options,
            job.map(|job| job.0),
            new.now.as_millis(),
            if job.is_some() { None } else { Some(new.expires_at.as_millis()) },
        ])?;
    Ok(())
}
