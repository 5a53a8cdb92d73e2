//! Jobs, in SQLite.

use std::time::Duration;

use assay_types::Timestamp;
use async_trait::async_trait;
use rusqlite::{Connection, Row};

use super::{Sqlite, fault::Fault};
use crate::{
    DeadJob, Job, JobId, JobStore, Lease, NewJob, StoreError,
    id::new_id,
    row::{attempt, count, limit_column},
};

#[async_trait]
impl JobStore for Sqlite {
    async fn enqueue(&self, job: NewJob) -> Result<JobId, StoreError> {
        self.main.call("enqueue a job", move |connection| enqueue(connection, &job)).await
    }

    async fn claim(
        &self,
        kinds: &[&str],
        limit: usize,
        lease_for: Duration,
        now: Timestamp,
    ) -> Result<Vec<Job>, StoreError> {
        let kinds = owned(kinds);
        self.main
            .call("claim jobs", move |connection| {
                // Each kind by itself, so that each is a range of the index, already in turn.
                let mut due = Vec::new();
                let mut statement = connection.prepare_cached(
                    "SELECT priority, id FROM jobs WHERE kind = ?1 AND due_at <= ?2
                     ORDER BY priority DESC, id LIMIT ?3",
                )?;
                for kind in &kinds {
                    let rows = statement.query_map((kind, now.as_millis(), limit_column(limit)), |row| {
                        Ok((row.get::<_, i16>(0)?, row.get::<_, i64>(1)?))
                    })?;
                    for row in rows {
                        due.push(row?);
                    }
                }
                due.sort_unstable_by_key(|&(priority, id)| (std::cmp::Reverse(priority), id));
                due.truncate(limit);
                let until = now + lease_for;
                due.into_iter().map(|(_, id)| lease(connection, id, until)).collect()
            })
            .await
    }

    async fn heartbeat(
        &self,
        leases: &[Lease],
        lease_for: Duration,
        now: Timestamp,
    ) -> Result<Vec<Lease>, StoreError> {
        let leases = leases.to_vec();
        self.main
            .call("prolong leases", move |connection| {
                let mut lost = Vec::new();
                let mut statement = connection.prepare_cached(
                    "UPDATE jobs SET due_at = ?3 WHERE id = ?1 AND attempt = ?2 AND leased",
                )?;
                let until = now + lease_for;
                for lease in leases {
                    if statement.execute((lease.job.0, lease.attempt, until.as_millis()))? == 0 {
                        lost.push(lease);
                    }
                }
                Ok(lost)
            })
            .await
    }

    async fn complete(&self, lease: Lease) -> Result<(), StoreError> {
        self.main.call("complete a job", move |connection| complete(connection, lease)).await
    }

    async fn fail(
        &self,
        lease: Lease,
        error: &str,
        retry_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let error = error.to_owned();
        self.main
            .call("fail a job", move |connection| match retry_at {
                Some(retry_at) => put_back(connection, lease, 0, retry_at),
                None => bury(connection, lease, &error, now),
            })
            .await
    }

    async fn release(&self, lease: Lease) -> Result<(), StoreError> {
        self.main.call("release a job", move |connection| put_back(connection, lease, 1, Timestamp(0))).await
    }

    async fn queue_depth(&self, kinds: &[&str]) -> Result<u64, StoreError> {
        let kinds = owned(kinds);
        self.readers
            .call("count jobs", move |connection| {
                let mut statement = connection.prepare_cached("SELECT count(*) FROM jobs WHERE kind = ?1")?;
                let mut depth = 0;
                for kind in kinds {
                    depth += count("jobs", statement.query_row([kind], |row| row.get(0))?)?;
                }
                Ok(depth)
            })
            .await
    }

    async fn dead_jobs(&self, limit: usize) -> Result<Vec<DeadJob>, StoreError> {
        self.readers
            .call("list dead jobs", move |connection| {
                let mut statement = connection.prepare_cached(
                    "SELECT id, kind, payload, attempts, error, died_at FROM dead_jobs
                     ORDER BY died_at DESC, id DESC LIMIT ?1",
                )?;
                let rows = statement.query_and_then([limit_column(limit)], read_dead)?;
                rows.collect()
            })
            .await
    }

    async fn revive(&self, id: JobId, now: Timestamp) -> Result<bool, StoreError> {
        self.main
            .call("revive a dead job", move |connection| {
                connection
                    .prepare_cached(
                        "INSERT INTO jobs (id, kind, payload, priority, due_at, attempt, leased)
                         SELECT id, kind, payload, priority, ?2, 0, 0 FROM dead_jobs WHERE id = ?1",
                    )?
                    .execute((id.0, now.as_millis()))?;
                let revived =
                    connection.prepare_cached("DELETE FROM dead_jobs WHERE id = ?1")?.execute([id.0])?;
                Ok(revived == 1)
            })
            .await
    }
}

/// Adds a job to the transaction of the verb that makes it necessary.
pub(super) fn enqueue(connection: &Connection, job: &NewJob) -> Result<JobId, Fault> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO jobs (id, kind, payload, priority, due_at, attempt, leased)
         SELECT ?1, ?2, ?3, ?4, ?5, 0, 0 WHERE NOT EXISTS (SELECT 1 FROM dead_jobs WHERE id = ?1)
         ON CONFLICT DO NOTHING",
    )?;
    loop {
        let id = new_id();
        let row = (id, &job.kind, &job.payload, job.priority, job.run_at.as_millis());
        // Taken only when another process made the same id in the same millisecond.
        if statement.execute(row)? == 1 {
            return Ok(JobId(id));
        }
    }
}

/// Adds jobs to the transaction of the verb that makes them necessary.
pub(super) fn enqueue_all(connection: &Connection, jobs: &[NewJob]) -> Result<(), Fault> {
    jobs.iter().try_for_each(|job| enqueue(connection, job).map(drop))
}

/// Adds jobs, and ends the one that was done.
pub(super) fn settle(
    connection: &Connection,
    jobs: &[NewJob],
    completes: Option<Lease>,
) -> Result<(), Fault> {
    enqueue_all(connection, jobs)?;
    completes.map_or(Ok(()), |lease| complete(connection, lease))
}

/// Ends a job in the transaction of the verb that records its result.
pub(super) fn complete(connection: &Connection, lease: Lease) -> Result<(), Fault> {
    let ended = connection
        .prepare_cached("DELETE FROM jobs WHERE id = ?1 AND attempt = ?2 AND leased")?
        .execute((lease.job.0, lease.attempt))?;
    held(ended)
}

/// Refuses a lease that [`complete`] would refuse.
pub(super) fn check_lease(connection: &Connection, lease: Lease) -> Result<(), Fault> {
    let is_held = connection
        .prepare_cached("SELECT 1 FROM jobs WHERE id = ?1 AND attempt = ?2 AND leased")?
        .exists((lease.job.0, lease.attempt))?;
    held(usize::from(is_held))
}

/// Whether a job is waiting or under way.
pub(super) fn is_alive(connection: &Connection, id: i64) -> Result<bool, Fault> {
    Ok(connection.prepare_cached("SELECT 1 FROM jobs WHERE id = ?1")?.exists([id])?)
}

fn lease(connection: &Connection, id: i64, until: Timestamp) -> Result<Job, Fault> {
    let row = connection
        .prepare_cached(
            "UPDATE jobs SET attempt = attempt + 1, leased = 1, due_at = ?2 WHERE id = ?1
             RETURNING attempt, kind, payload",
        )?
        .query_row((id, until.as_millis()), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let (attempts, kind, payload) = row;
    Ok(Job { lease: Lease { job: JobId(id), attempt: attempt("jobs", attempts)? }, kind, payload })
}

/// Makes a leased job wait again, with so many attempts taken back.
fn put_back(connection: &Connection, lease: Lease, taken_back: i64, due_at: Timestamp) -> Result<(), Fault> {
    let changed = connection
        .prepare_cached(
            "UPDATE jobs SET leased = 0, attempt = attempt - ?3, due_at = ?4
             WHERE id = ?1 AND attempt = ?2 AND leased",
        )?
        .execute((lease.job.0, lease.attempt, taken_back, due_at.as_millis()))?;
    held(changed)
}

/// Makes a job a dead letter.
pub(super) fn bury(connection: &Connection, lease: Lease, error: &str, now: Timestamp) -> Result<(), Fault> {
    connection
        .prepare_cached(
            "INSERT INTO dead_jobs (id, kind, payload, priority, attempts, error, died_at)
             SELECT id, kind, payload, priority, attempt, ?3, ?4 FROM jobs
             WHERE id = ?1 AND attempt = ?2 AND leased",
        )?
        .execute((lease.job.0, lease.attempt, error, now.as_millis()))?;
    complete(connection, lease)
}

fn held(changed: usize) -> Result<(), Fault> {
    if changed == 1 { Ok(()) } else { Err(StoreError::LeaseLost.into()) }
}

fn read_dead(row: &Row<'_>) -> Result<DeadJob, Fault> {
    Ok(DeadJob {
        id: JobId(row.get(0)?),
        kind: row.get(1)?,
        payload: row.get(2)?,
        attempts: attempt("dead_jobs", row.get(3)?)?,
        error: row.get(4)?,
        died_at: Timestamp(row.get(5)?),
    })
}

/// The kinds, each once: a kind named twice must not be counted or claimed twice.
fn owned(kinds: &[&str]) -> Vec<String> {
    let mut kinds: Vec<_> = kinds.iter().map(|&kind| kind.to_owned()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}
