//! One attempt of a job: runs the handler inside its bounds and records how it ended.

use std::{
    any::Any,
    panic::AssertUnwindSafe,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use assay_store::{Job, JobStore, Lease, StoreError};
use assay_types::{Clock, Timestamp};
use futures_util::FutureExt as _;
use tokio::time::{sleep, timeout};

use crate::{
    counters::{Counters, count},
    handler::{Burial, Done, Failure, Handler},
    queue_depth::QueueDepth,
};

/// The longest reason that is kept with a job, in bytes: a dead letter is read by a person.
const MAX_REASON_BYTES: usize = 2_000;

/// Waits between tries to record an outcome while the store is unavailable. When they are used up the lease
/// runs out and the job is attempted again, which is what would have happened had the node died here.
const RECORD_WAITS: [Duration; 5] = [
    Duration::from_millis(50),
    Duration::from_millis(200),
    Duration::from_millis(800),
    Duration::from_secs(2),
    Duration::from_secs(4),
];

/// What there is to record about an attempt that the handler did not record itself.
enum Outcome {
    Completed,
    Failed { reason: String, retry_at: Option<Timestamp> },
}

/// Everything that an attempt needs besides the job.
#[derive(Clone)]
pub(crate) struct Attempt {
    pub(crate) store: Arc<dyn JobStore>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) handler: Arc<dyn Handler>,
    pub(crate) counters: Arc<Counters>,
    pub(crate) depth: QueueDepth,
}

impl Attempt {
    /// Sees one attempt to its end. Never panics, whatever the handler does.
    pub(crate) async fn run(self, job: Job) {
        let _running = Running::start(&self.counters);
        let policy = self.handler.retry_policy();
        let result = if job.lease.attempt > policy.max_attempts {
            // Every earlier attempt ended without a word: the job takes its node down with it.
            Err(Failure::fatal(format_args!("{} attempts ended without a result", policy.max_attempts)))
        } else {
            self.handle(&job).await
        };
        match result {
            Ok(Done::Completed) => self.completed(),
            Ok(Done::Complete) => {
                if self.record(job.lease, Outcome::Completed).await {
                    self.completed();
                }
            }
            Err(Failure::LeaseLost) => self.lost(job.lease),
            Err(Failure::Fatal(reason)) => self.bury(&job, shorten(reason)).await,
            Err(Failure::Retryable(reason)) => match policy.backoff(job.lease.attempt) {
                Some(wait) => self.retry(&job, shorten(reason), wait).await,
                None => self.bury(&job, shorten(reason)).await,
            },
        }
    }

    /// Runs the handler; its panics and its dawdling are failures like others.
    async fn handle(&self, job: &Job) -> Result<Done, Failure> {
        let limit = self.handler.time_limit();
        // The handler is not called again after a panic with state of this attempt: the job is all it had.
        match timeout(limit, AssertUnwindSafe(self.handler.run(job)).catch_unwind()).await {
            Ok(Ok(result)) => result,
            Ok(Err(panic)) => {
                count(&self.counters.panicked);
                Err(Failure::retryable(format_args!("panicked: {}", panic_text(&*panic))))
            }
            Err(_) => {
                count(&self.counters.timed_out);
                Err(Failure::retryable(format_args!("took longer than {} s", limit.as_secs_f64())))
            }
        }
    }

    async fn retry(&self, job: &Job, reason: String, wait: Duration) {
        let retry_at = self.clock.now() + jittered(wait);
        tracing::warn!(
            job = job.lease.job.0, kind = %job.kind, attempt = job.lease.attempt, %retry_at, reason,
            "a job failed and will be tried again"
        );
        if self.record(job.lease, Outcome::Failed { reason, retry_at: Some(retry_at) }).await {
            count(&self.counters.retried);
        }
    }

    async fn bury(&self, job: &Job, reason: String) {
        tracing::error!(
            job = job.lease.job.0, kind = %job.kind, attempt = job.lease.attempt, reason,
            "a job failed for good"
        );
        let burial = match AssertUnwindSafe(self.handler.on_dead(job, &reason)).catch_unwind().await {
            Ok(Ok(burial)) => burial,
            Ok(Err(StoreError::LeaseLost)) => return self.lost(job.lease),
            Ok(Err(error)) => {
                // The lease runs out, the job is claimed once more, and the burial is tried again.
                count(&self.counters.store_errors);
                tracing::error!(%error, job = job.lease.job.0, "cannot bury a job yet");
                return;
            }
            Err(panic) => {
                // A service that cannot take the news must not keep the job among the living.
                count(&self.counters.panicked);
                tracing::error!(
                    job = job.lease.job.0,
                    panic = panic_text(&*panic),
                    "panicked while burying a job"
                );
                Burial::Record
            }
        };
        let buried = match burial {
            Burial::Completed => true,
            Burial::Record => self.record(job.lease, Outcome::Failed { reason, retry_at: None }).await,
        };
        if buried {
            count(&self.counters.dead);
            self.depth.subtract_one();
        }
    }

    /// Tells the store; `false` when the store was not told, or had given the job to another node.
    async fn record(&self, lease: Lease, outcome: Outcome) -> bool {
        let mut waits = RECORD_WAITS.iter();
        loop {
            let told = match &outcome {
                Outcome::Completed => self.store.complete(lease).await,
                Outcome::Failed { reason, retry_at } => {
                    self.store.fail(lease, reason, *retry_at, self.clock.now()).await
                }
            };
            match told {
                Ok(()) => return true,
                Err(StoreError::LeaseLost) => {
                    self.lost(lease);
                    return false;
                }
                Err(error) => {
                    count(&self.counters.store_errors);
                    let wait = waits.next().filter(|_| error.is_retryable());
                    tracing::warn!(%error, job = lease.job.0, again = wait.is_some(), "cannot record how a job ended");
                    let Some(wait) = wait else { return false };
                    sleep(*wait).await;
                }
            }
        }
    }

    fn completed(&self) {
        count(&self.counters.completed);
        self.depth.subtract_one();
    }

    fn lost(&self, lease: Lease) {
        count(&self.counters.lost);
        tracing::warn!(
            job = lease.job.0,
            attempt = lease.attempt,
            "an attempt's result came after its lease was lost"
        );
    }
}

/// Counts an attempt as under way until it ends, however it ends.
struct Running(Arc<Counters>);

impl Running {
    fn start(counters: &Arc<Counters>) -> Self {
        count(&counters.started);
        count(&counters.running);
        Self(Arc::clone(counters))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Between half and all of a wait, so that what failed together does not come back together.
fn jittered(wait: Duration) -> Duration {
    // Without randomness the wait is the longest: late is right, early is not.
    let share = getrandom::u32().unwrap_or(u32::MAX);
    wait.mul_f64(0.5 + 0.5 * f64::from(share) / f64::from(u32::MAX))
}

/// A reason short enough to keep.
fn shorten(mut reason: String) -> String {
    if reason.len() > MAX_REASON_BYTES {
        reason.truncate(reason.floor_char_boundary(MAX_REASON_BYTES));
        reason.push('…');
    }
    reason
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("with something that is not text")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jitter_keeps_between_half_and_the_whole() {
        let wait = Duration::from_secs(8);
        let waits: Vec<_> = (0..200).map(|_| jittered(wait)).collect();
        assert!(waits.iter().all(|jittered| (wait / 2..=wait).contains(jittered)));
        assert!(waits.iter().any(|jittered| *jittered != waits[0]), "no jitter at all");
    }

    #[test]
    fn a_long_reason_is_cut_between_characters() {
        let short = "é".repeat(MAX_REASON_BYTES / 2);
        assert_eq!(shorten(short.clone()), short);
        let cut = shorten(format!("x{short}"));
        assert!(cut.len() <= MAX_REASON_BYTES + '…'.len_utf8());
        assert!(cut.ends_with("é…"));
    }
}
