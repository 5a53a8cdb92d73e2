//! Jobs, in PostgreSQL.

use std::{collections::HashSet, time::Duration};

use assay_types::Timestamp;
use async_trait::async_trait;
use deadpool_postgres::GenericClient;
use tokio_postgres::Row;

use super::{
    Postgres,
    fault::{Fault, retried},
    statement::{execute, query, text},
};
use crate::{
    DeadJob, Job, JobId, JobStore, Lease, NewJob, StoreError,
    id::new_id,
    row::{attempt, count, limit_column},
};

#[async_trait]
impl JobStore for Postgres {
    async fn enqueue(&self, job: NewJob) -> Result<JobId, StoreError> {
        retried!("enqueue a job", async {
            let id = JobId(new_id());
            insert(&self.pool.get().await?, id, &job).await?;
            Ok::<_, Fault>(id)
        })
    }

    async fn claim(
        &self,
        kinds: &[&str],
        limit: usize,
        lease_for: Duration,
        now: Timestamp,
    ) -> Result<Vec<Job>, StoreError> {
        retried!("claim jobs", self.claim_once(kinds, limit, now + lease_for, now))
    }

    async fn heartbeat(
        &self,
        leases: &[Lease],
        lease_for: Duration,
        now: Timestamp,
    ) -> Result<Vec<Lease>, StoreError> {
        retried!("prolong leases", self.heartbeat_once(leases, now + lease_for))
    }

    async fn complete(&self, lease: Lease) -> Result<(), StoreError> {
        retried!("complete a job", async { complete(&self.pool.get().await?, lease).await })
    }

    async fn fail(
        &self,
        lease: Lease,
        error: &str,
        retry_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        retried!("fail a job", async {
            match retry_at {
                Some(retry_at) => self.put_back(lease, 0, retry_at).await,
                None => bury(&self.pool.get().await?, lease, error, now).await,
            }
        })
    }

    async fn release(&self, lease: Lease) -> Result<(), StoreError> {
        retried!("release a job", self.put_back(lease, 1, Timestamp(0)))
    }

    async fn queue_depth(&self, kinds: &[&str]) -> Result<u64, StoreError> {
        retried!("count jobs", async {
            let rows =
                query(&self.pool.get().await?, "SELECT count(*) FROM jobs WHERE kind = ANY($1)", &[&kinds])
                    .await?;
            let depth = rows.first().ok_or(Fault::Conflict)?.try_get(0)?;
            Ok::<_, Fault>(count("jobs", depth)?)
        })
    }

    async fn dead_jobs(&self, limit: usize) -> Result<Vec<DeadJob>, StoreError> {
        retried!("list dead jobs", async {
            let sql = "SELECT id, kind, payload, attempts, error, died_at FROM dead_jobs
                       ORDER BY died_at DESC, id DESC LIMIT $1";
            let rows = query(&self.pool.get().await?, sql, &[&limit_column(limit)]).await?;
            rows.iter().map(read_dead).collect::<Result<_, Fault>>()
        })
    }

    async fn revive(&self, id: JobId, now: Timestamp) -> Result<bool, StoreError> {
        retried!("revive a dead job", async {
            let sql = "WITH dead AS (
                           DELETE FROM dead_jobs WHERE id = $1 RETURNING id, kind, payload, priority)
                       INSERT INTO jobs (id, kind, payload, priority, due_at, attempt, leased)
                       SELECT id, kind, payload, priority, $2, 0, false FROM dead";
            let revived = execute(&self.pool.get().await?, sql, &[&id.0, &now.as_millis()]).await?;
            Ok::<_, Fault>(revived == 1)
        })
    }
}

impl Postgres {
    async fn claim_once(
        &self,
        kinds: &[&str],
        limit: usize,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<Job>, Fault> {
        // Each kind by itself, so that each is a range of the index, already in turn. Materialized, so that
        // the choice is made once, whatever plan the update gets.
        let sql = "WITH due AS MATERIALIZED (
                       SELECT turn.id FROM (SELECT DISTINCT unnest($1::text[])) AS wanted (kind)
                       CROSS JOIN LATERAL (
                           SELECT id, priority FROM jobs WHERE jobs.kind = wanted.kind AND due_at <= $2
                           ORDER BY priority DESC, id LIMIT $3 FOR UPDATE SKIP LOCKED) AS turn
                       ORDER BY turn.priority DESC, turn.id LIMIT $3)
                   UPDATE jobs SET attempt = attempt + 1, leased = true, due_at = $4
                   FROM due WHERE jobs.id = due.id
                   RETURNING jobs.priority, jobs.id, jobs.attempt, jobs.kind, jobs.payload";
        let client = self.pool.get().await?;
        let rows = query(&client, sql, &[&kinds, &now.as_millis(), &limit_column(limit), &until.as_millis()])
            .await?;
        let mut claimed = rows.iter().map(read_claimed).collect::<Result<Vec<_>, _>>()?;
        claimed.sort_unstable_by_key(|(priority, job)| (std::cmp::Reverse(*priority), job.lease.job));
        Ok(claimed.into_iter().map(|(_, job)| job).collect())
    }

    async fn heartbeat_once(&self, leases: &[Lease], until: Timestamp) -> Result<Vec<Lease>, Fault> {
        let (ids, attempts): (Vec<_>, Vec<_>) =
            leases.iter().map(|lease| (lease.job.0, i64::from(lease.attempt))).unzip();
        let sql = "UPDATE jobs SET due_at = $3
                   FROM unnest($1::bigint[], $2::bigint[]) AS held (id, attempt)
                   WHERE jobs.id = held.id AND jobs.attempt = held.attempt AND jobs.leased
                   RETURNING jobs.id, jobs.attempt";
        let client = self.pool.get().await?;
        let rows = query(&client, sql, &[&ids, &attempts, &until.as_millis()]).await?;
        let kept: HashSet<(i64, i64)> =
            rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect::<Result<_, Fault>>()?;
        let is_lost = |lease: &&Lease| !kept.contains(&(lease.job.0, lease.attempt.into()));
        Ok(leases.iter().filter(is_lost).copied().collect())
    }

    /// Makes a leased job wait again, with so many attempts taken back.
    async fn put_back(&self, lease: Lease, taken_back: i64, due_at: Timestamp) -> Result<(), Fault> {
        let sql = "UPDATE jobs SET leased = false, attempt = attempt - $3, due_at = $4
                   WHERE id = $1 AND attempt = $2 AND leased";
        let client = self.pool.get().await?;
        let (id, attempt) = (lease.job.0, i64::from(lease.attempt));
        held(execute(&client, sql, &[&id, &attempt, &taken_back, &due_at.as_millis()]).await?)
    }
}

/// Adds a job to the transaction of the verb that makes it necessary. [`Fault::Conflict`] when its id is
/// taken: another node made the same one in the same millisecond.
pub(super) async fn insert(client: &impl GenericClient, id: JobId, job: &NewJob) -> Result<(), Fault> {
    let sql = "INSERT INTO jobs (id, kind, payload, priority, due_at, attempt, leased)
               VALUES ($1, $2, $3, $4, $5, 0, false) ON CONFLICT DO NOTHING";
    let (payload, due_at) = (text(&job.payload), job.run_at.as_millis());
    match execute(client, sql, &[&id.0, &job.kind, &payload, &job.priority, &due_at]).await? {
        1 => Ok(()),
        _ => Err(Fault::Conflict),
    }
}

/// Adds jobs to the transaction of the verb that makes them necessary.
pub(super) async fn insert_all(client: &impl GenericClient, jobs: &[NewJob]) -> Result<(), Fault> {
    for job in jobs {
        insert(client, JobId(new_id()), job).await?;
    }
    Ok(())
}

/// Ends the job that was done, and adds others.
pub(super) async fn settle(
    client: &impl GenericClient,
    jobs: &[NewJob],
    completes: Option<Lease>,
) -> Result<(), Fault> {
    if let Some(lease) = completes {
        complete(client, lease).await?;
    }
    insert_all(client, jobs).await
}

/// Ends a job in the transaction of the verb that records its result.
pub(super) async fn complete(client: &impl GenericClient, lease: Lease) -> Result<(), Fault> {
    let sql = "DELETE FROM jobs WHERE id = $1 AND attempt = $2 AND leased";
    held(execute(client, sql, &[&lease.job.0, &i64::from(lease.attempt)]).await?)
}

/// Makes a job a dead letter.
pub(super) async fn bury(
    client: &impl GenericClient,
    lease: Lease,
    error: &str,
    now: Timestamp,
) -> Result<(), Fault> {
    let sql = "WITH dead AS (
                   DELETE FROM jobs WHERE id = $1 AND attempt = $2 AND leased
                   RETURNING id, kind, payload, priority, attempt)
               INSERT INTO dead_jobs (id, kind, payload, priority, attempts, error, died_at)
               SELECT id, kind, payload, priority, attempt, $3, $4 FROM dead";
    let (id, attempt) = (lease.job.0, i64::from(lease.attempt));
    held(execute(client, sql, &[&id, &attempt, &text(error), &now.as_millis()]).await?)
}

fn held(changed: u64) -> Result<(), Fault> {
    if changed == 1 { Ok(()) } else { Err(StoreError::LeaseLost.into()) }
}

fn read_claimed(row: &Row) -> Result<(i16, Job), Fault> {
    let lease = Lease { job: JobId(row.try_get(1)?), attempt: attempt("jobs", row.try_get(2)?)? };
    Ok((row.try_get(0)?, Job { lease, kind: row.try_get(3)?, payload: row.try_get(4)? }))
}

fn read_dead(row: &Row) -> Result<DeadJob, Fault> {
    Ok(DeadJob {
        id: JobId(row.try_get(0)?),
        kind: row.try_get(1)?,
        payload: row.try_get(2)?,
        attempts: attempt("dead_jobs", row.try_get(3)?)?,
        error: row.try_get(4)?,
        died_at: Timestamp(row.try_get(5)?),
    })
}
