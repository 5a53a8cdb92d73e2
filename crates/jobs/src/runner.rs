//! The loop that claims jobs and starts attempts, and the way it stops.

use std::{
    collections::HashMap,
    num::NonZeroUsize,
    sync::Arc,
    time::{Duration, Instant},
};

use assay_store::{Job, JobStore, Lease, StoreError};
use assay_types::Clock;
use tokio::{
    task::JoinSet,
    time::{MissedTickBehavior, interval, timeout},
};
use tokio_util::{sync::CancellationToken, task::AbortOnDropHandle};

use crate::{
    attempt::Attempt,
    counters::{Counters, count},
    handler::Handler,
    leases::{Leases, heartbeat},
    queue_depth::QueueDepth,
    wake::Wake,
};

/// How a runner works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunnerConfig {
    /// Attempts under way at once.
    pub permits: NonZeroUsize,
    /// How long a claim lasts without a heartbeat; heartbeats come every third of it. Also how long the jobs
    /// of a node that died stay untouched.
    pub lease_for: Duration,
    /// How often the store is asked for work that nobody announced: retries that are due, leases that ran
    /// out, jobs that other nodes enqueued.
    pub poll_every: Duration,
    /// How long running attempts may go on after the stop before they are given back.
    pub stop_within: Duration,
}

impl Default for RunnerConfig {
    /// 4 permits, leases of 30 s, a poll every half second, 25 s to stop.
    fn default() -> Self {
        Self {
            permits: const { NonZeroUsize::new(4).expect("4 is not 0") },
            lease_for: Duration::from_secs(30),
            poll_every: Duration::from_millis(500),
            stop_within: Duration::from_secs(25),
        }
    }
}

/// How long giving jobs back may take in all when stopping; what is not given back by then is taken over
/// when its lease runs out.
const RELEASE_WITHIN: Duration = Duration::from_secs(3);

/// Runs jobs of the kinds that it has handlers for.
pub struct Runner {
    store: Arc<dyn JobStore>,
    clock: Arc<dyn Clock>,
    config: RunnerConfig,
    wake: Wake,
    depth: QueueDepth,
    handlers: HashMap<&'static str, Arc<dyn Handler>>,
    counters: Arc<Counters>,
}

impl Runner {
    /// A runner without handlers. `wake` and `depth` are made beforehand because the services that enqueue
    /// need them, and are often the handlers too.
    pub fn new(
        store: Arc<dyn JobStore>,
        clock: Arc<dyn Clock>,
        config: RunnerConfig,
        wake: Wake,
        depth: QueueDepth,
    ) -> Self {
        Self { store, clock, config, wake, depth, handlers: HashMap::new(), counters: Arc::default() }
    }

    /// Adds the handler of one kind; it takes the place of an earlier one of the same kind.
    #[must_use]
    pub fn with_handler(mut self, handler: Arc<dyn Handler>) -> Self {
        self.handlers.insert(handler.kind(), handler);
        self
    }

    /// The counters, to be read while the runner runs.
    pub fn counters(&self) -> Arc<Counters> {
        Arc::clone(&self.counters)
    }

    /// Runs until `stop` is cancelled, then lets running attempts end for as long as the configuration
    /// allows, and gives the rest back. Dropping the future cancels every attempt at once; their jobs are
    /// taken over when their leases run out.
    pub async fn run(self, stop: CancellationToken) {
        if self.handlers.is_empty() {
            stop.cancelled().await;
            return;
        }
        let kinds: Vec<_> = self.handlers.keys().copied().collect();
        let leases = Arc::new(Leases::default());
        let _heartbeat = AbortOnDropHandle::new(tokio::spawn(heartbeat(
            Arc::clone(&leases),
            Arc::clone(&self.store),
            Arc::clone(&self.clock),
            Arc::clone(&self.counters),
            self.config.lease_for,
        )));
        let _gauge = AbortOnDropHandle::new(tokio::spawn(self.depth.clone().watch(
            Arc::clone(&self.store),
            kinds.clone(),
            QueueDepth::REFRESH_EVERY,
        )));
        let mut attempts = JoinSet::new();
        self.work(&leases, &mut attempts, &stop).await;
        self.wind_down(&leases, &mut attempts).await;
    }

    /// Claims and starts until told to stop.
    async fn work(&self, leases: &Leases, attempts: &mut JoinSet<Lease>, stop: &CancellationToken) {
        let mut poll = interval(self.config.poll_every);
        poll.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // Whether the last claim got all it asked for: then there is likely more, and the next free permit
        // asks at once.
        let mut more_waits = false;
        while !stop.is_cancelled() {
            let free = self.config.permits.get().saturating_sub(attempts.len());
            if more_waits && free > 0 {
                more_waits = self.claim(free, leases, attempts).await;
                // Whatever has ended meanwhile frees its permit before the next claim.
                while let Some(ended) = attempts.try_join_next() {
                    forget(leases, ended);
                }
                continue;
            }
            tokio::select! {
                () = stop.cancelled() => break,
                Some(ended) = attempts.join_next() => forget(leases, ended),
                () = self.wake.woken(), if free > 0 => more_waits = true,
                _ = poll.tick(), if free > 0 => more_waits = true,
            }
        }
    }

    /// Claims up to `free` jobs and starts them; whether there may be more.
    async fn claim(&self, free: usize, leases: &Leases, attempts: &mut JoinSet<Lease>) -> bool {
        let running = leases.running();
        let room = |kind: &str, handler: &dyn Handler| {
            handler.at_once().max(1).saturating_sub(running.get(kind).copied().unwrap_or_default())
        };
        let mut plenty = Vec::with_capacity(self.handlers.len());
        let mut scarce = Vec::new();
        for (kind, handler) in &self.handlers {
            match room(kind, &**handler) {
                0 => {}
                room if room < free => scarce.push((*kind, room)),
                _ => plenty.push(*kind),
            }
        }
        // Kinds that may have every free permit are claimed together, which keeps their order of priority.
        let mut left = free;
        let mut more_waits = false;
        for (kinds, most) in
            std::iter::once((plenty, free)).chain(scarce.into_iter().map(|(kind, room)| (vec![kind], room)))
        {
            let most = most.min(left);
            if kinds.is_empty() || most == 0 {
                continue;
            }
            let Some(claimed) = self.claim_of(&kinds, most, leases, attempts).await else { return false };
            left -= claimed.min(left);
            more_waits |= claimed >= most;
        }
        more_waits
    }

    /// Claims up to `most` jobs of these kinds and starts them; how many, or `None` when the store failed.
    async fn claim_of(
        &self,
        kinds: &[&str],
        most: usize,
        leases: &Leases,
        attempts: &mut JoinSet<Lease>,
    ) -> Option<usize> {
        let claimed_at = Instant::now();
        match self.store.claim(kinds, most, self.config.lease_for, self.clock.now()).await {
            Ok(jobs) => {
                let claimed = jobs.len();
                for job in jobs {
                    self.start(job, claimed_at, leases, attempts);
                }
                Some(claimed)
            }
            Err(error) => {
                // The next poll or wake-up tries again.
                count(&self.counters.store_errors);
                tracing::warn!(%error, "cannot claim jobs");
                None
            }
        }
    }

    fn start(&self, job: Job, claimed_at: Instant, leases: &Leases, attempts: &mut JoinSet<Lease>) {
        let Some(handler) = self.handlers.get(job.kind.as_str()) else {
            // The store was asked for our kinds only; its lease runs out and somebody else may know it.
            tracing::error!(job = job.lease.job.0, kind = %job.kind, "the store gave out a job of a kind not asked for");
            return;
        };
        let attempt = Attempt {
            store: Arc::clone(&self.store),
            clock: Arc::clone(&self.clock),
            handler: Arc::clone(handler),
            counters: Arc::clone(&self.counters),
            depth: self.depth.clone(),
        };
        let (lease, kind) = (job.lease, handler.kind());
        let task = attempts.spawn(async move {
            attempt.run(job).await;
            lease
        });
        leases.insert(lease, kind, task, claimed_at);
    }

    /// Lets running attempts end, then gives the rest back.
    async fn wind_down(&self, leases: &Leases, attempts: &mut JoinSet<Lease>) {
        let all_ended = async {
            while let Some(ended) = attempts.join_next().await {
                forget(leases, ended);
            }
        };
        if timeout(self.config.stop_within, all_ended).await.is_ok() {
            return;
        }
        let unfinished = leases.abort_all();
        tracing::warn!(jobs = unfinished.len(), "stopping: giving running jobs back");
        let give_back = async {
            // No attempt may still be at work when another node takes its job.
            while attempts.join_next().await.is_some() {}
            for lease in unfinished {
                match self.store.release(lease).await {
                    Ok(()) => count(&self.counters.released),
                    Err(StoreError::LeaseLost) => {} // ended in its last moment
                    Err(error) => {
                        count(&self.counters.store_errors);
                        tracing::warn!(%error, job = lease.job.0, "cannot give a job back");
                    }
                }
            }
        };
        if timeout(RELEASE_WITHIN, give_back).await.is_err() {
            tracing::warn!("stopping: not all jobs could be given back in time");
        }
    }
}

/// An attempt ended by itself or was aborted; in the second case its lease is forgotten already.
fn forget(leases: &Leases, ended: Result<Lease, tokio::task::JoinError>) {
    match ended {
        Ok(lease) => leases.remove(lease),
        Err(error) if error.is_cancelled() => {}
        Err(error) => {
            // Attempts catch the panics of handlers, so this would be one of ours. Without its heartbeat the
            // lease runs out and the job is attempted again.
            leases.remove_task(error.id());
            tracing::error!(%error, "an attempt panicked outside its handler");
        }
    }
}
