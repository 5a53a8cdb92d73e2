//! Work to be done once, by whichever node takes it: leases, retries, dead letters.
//!
//! A job is enqueued by the verb that makes it necessary, in that verb's transaction. A worker claims it
//! with a lease and keeps the lease alive; a lease that runs out makes the job claimable again. A lease
//! names the attempt, so that a worker that was thought dead cannot finish somebody else's attempt.

use std::time::Duration;

use assay_types::Timestamp;
use async_trait::async_trait;

use crate::StoreError;

/// Names a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobId(pub i64);

/// A job to enqueue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    /// Selects the handler; at most 64 bytes.
    pub kind: String,
    /// What the handler needs, JSON text.
    pub payload: String,
    /// Higher goes first.
    pub priority: i16,
    /// Not before this time.
    pub run_at: Timestamp,
}

/// The right to work on one attempt of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Lease {
    /// The job.
    pub job: JobId,
    /// Which attempt, from 1.
    pub attempt: u32,
}

/// A claimed job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The claim.
    pub lease: Lease,
    /// Selects the handler.
    pub kind: String,
    /// What the handler needs.
    pub payload: String,
}

/// When a failed job is tried again, and when no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Attempts in all; at least 1.
    pub max_attempts: u32,
    /// Wait before the second attempt; doubles with each further one.
    pub first_backoff: Duration,
    /// The longest wait.
    pub max_backoff: Duration,
}

impl Default for RetryPolicy {
    /// 5 attempts, from 1 s to 5 min.
    fn default() -> Self {
        Self { max_attempts: 5, first_backoff: Duration::from_secs(1), max_backoff: Duration::from_mins(5) }
    }
}

impl RetryPolicy {
    /// For telling somebody else, who may be away for a while: 10 attempts, from 5 s to an hour.
    pub const TELLING: Self = Self {
        max_attempts: 10,
        first_backoff: Duration::from_secs(5),
        max_backoff: Duration::from_hours(1),
    };

    /// How long to wait after attempt number `attempt` failed; `None` when that was the last.
    pub fn backoff(&self, attempt: u32) -> Option<Duration> {
        if attempt >= self.max_attempts {
            return None;
        }
        let doubled = self.first_backoff.saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(1)));
        Some(doubled.min(self.max_backoff))
    }
}

/// A job that was given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadJob {
    /// Its id.
    pub id: JobId,
    /// Its handler.
    pub kind: String,
    /// What the handler was given.
    pub payload: String,
    /// Attempts that were made.
    pub attempts: u32,
    /// What the last one said.
    pub error: String,
    /// When it was given up.
    pub died_at: Timestamp,
}

/// Verbs on jobs.
#[async_trait]
pub trait JobStore: Send + Sync {
    /// Enqueues a job that is about nothing else in the store.
    async fn enqueue(&self, job: NewJob) -> Result<JobId, StoreError>;

    /// Claims up to `limit` jobs of these kinds that are due, or whose lease ran out, by priority and age.
    /// May find none while another node is claiming the last ones.
    async fn claim(
        &self,
        kinds: &[&str],
        limit: usize,
        lease_for: Duration,
        now: Timestamp,
    ) -> Result<Vec<Job>, StoreError>;

    /// Prolongs leases; returns those that are lost.
    async fn heartbeat(
        &self,
        leases: &[Lease],
        lease_for: Duration,
        now: Timestamp,
    ) -> Result<Vec<Lease>, StoreError>;

    /// Ends a job that is done, also after the lease's end as long as nobody else took it.
    /// [`StoreError::LeaseLost`] when another worker has it.
    async fn complete(&self, lease: Lease) -> Result<(), StoreError>;

    /// Ends an attempt that failed: tried again at `retry_at`, or dead when that is `None`.
    async fn fail(
        &self,
        lease: Lease,
        error: &str,
        retry_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), StoreError>;

    /// Gives a claimed job back unworked, for another node to take at once; the attempt does not count, so
    /// the next claim gets the same lease again: whoever releases must not use it any more.
    async fn release(&self, lease: Lease) -> Result<(), StoreError>;

    /// Jobs that are waiting or under way, of these kinds.
    async fn queue_depth(&self, kinds: &[&str]) -> Result<u64, StoreError>;

    /// The newest dead jobs.
    async fn dead_jobs(&self, limit: usize) -> Result<Vec<DeadJob>, StoreError>;

    /// Puts a dead job back into the queue with its attempts forgotten; `false` when there is none.
    async fn revive(&self, id: JobId, now: Timestamp) -> Result<bool, StoreError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backoff_doubles_up_to_its_cap_and_ends() {
        let policy = RetryPolicy::default();
        let waits: Vec<_> =
            (1..=5).map(|attempt| policy.backoff(attempt).map(|wait| wait.as_secs())).collect();
        assert_eq!(waits, [Some(1), Some(2), Some(4), Some(8), None]);
        let long = RetryPolicy { max_attempts: 100, ..policy };
        assert_eq!(long.backoff(60), Some(Duration::from_mins(5)));
    }
}
