//! What a service implements to have its jobs run, and the words for how an attempt ended.

use std::{fmt, time::Duration};

use assay_store::{Job, RetryPolicy, StoreError};
use async_trait::async_trait;

/// An attempt that succeeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// The handler completed the lease itself, in the transaction that kept its result.
    Completed,
    /// The runner is to complete the lease.
    Complete,
}

/// An attempt that did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Worth another attempt after a wait, as long as the handler's [`RetryPolicy`] grants one.
    #[error("{0}")]
    Retryable(String),
    /// Will never succeed: dead at once.
    #[error("{0}")]
    Fatal(String),
    /// Another node has the job: nothing is recorded.
    #[error("the lease is lost")]
    LeaseLost,
}

impl Failure {
    /// A failure worth another attempt; `reason` is for the operator.
    pub fn retryable(reason: impl fmt::Display) -> Self {
        Self::Retryable(reason.to_string())
    }

    /// A failure that no further attempt can mend; `reason` is for the operator.
    pub fn fatal(reason: impl fmt::Display) -> Self {
        Self::Fatal(reason.to_string())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::LeaseLost => Self::LeaseLost,
            error if error.is_retryable() => Self::retryable(error),
            error => Self::fatal(error),
        }
    }
}

/// Who records that a job is dead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Burial {
    /// The runner moves the job to the dead letters.
    Record,
    /// The handler ended the lease itself, in the transaction that marked its own thing as failed.
    Completed,
}

/// Runs the jobs of one kind.
///
/// Attempts may repeat (a node can die after the work and before the record of it), so what a handler does
/// must bear repetition. Its future is dropped when the lease is lost, when the time limit passes, and when
/// a stopping server's patience ends: hold nothing across an await that `Drop` cannot clean up.
#[async_trait]
pub trait Handler: Send + Sync {
    /// The kind of job that this runs; unique in a runner.
    fn kind(&self) -> &'static str;

    /// Makes one attempt.
    async fn run(&self, job: &Job) -> Result<Done, Failure>;

    /// When a failed attempt is repeated, and when no more.
    fn retry_policy(&self) -> RetryPolicy {
        RetryPolicy::default()
    }

    /// How many jobs of this kind may be under way at once on a node, so that long ones leave permits to short
    /// ones; at least 1.
    fn at_once(&self) -> usize {
        usize::MAX
    }

    /// How long one attempt may take before it counts as failed. A last resort against a permit that is
    /// held for ever: a handler bounds its own steps more tightly.
    fn time_limit(&self) -> Duration {
        Duration::from_mins(15)
    }

    /// Called when a job is about to be dead, so that the service can mark its own thing as failed. `reason`
    /// is for the operator. Called again later should it fail, or should the node die before the burial is
    /// recorded.
    async fn on_dead(&self, job: &Job, reason: &str) -> Result<Burial, StoreError> {
        let _ = (job, reason);
        Ok(Burial::Record)
    }
}
