//! The pool's places for workers: which are free, and how an empty one is filled.

use std::{
    collections::VecDeque,
    fs::File,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use assay_protocol::{PROTOCOL, Reply, Request, RuleFiles, Walls};
use tokio::{
    runtime::Handle,
    sync::{Semaphore, watch},
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use crate::{
    EngineInForce, GaveUp, PoolConfig, Requirement, SandboxError,
    counters::{Tally, count},
    source::Source,
    worker::{TalkError, Worker, not_ready},
};

/// The longest name of an engine that is believed, in bytes.
const ENGINE_MAX_BYTES: usize = 256;

/// How long to wait after the first, and at most after any, failure to start a worker.
const BACKOFF: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(10));

/// A pool's places for workers. Each is at any time free, leased, or being filled.
#[derive(Debug)]
pub(crate) struct Slots {
    pub(crate) config: PoolConfig,
    pub(crate) tally: Tally,
    pub(crate) source: Source,
    /// Where tasks that outlive a call run: leases may be dropped on any thread.
    runtime: Handle,
    free: Mutex<VecDeque<Worker>>,
    /// One permit for each free worker; fair.
    permits: Semaphore,
    /// The places that cannot be filled at the moment.
    down: watch::Sender<usize>,
    pub(crate) engine: EngineInForce,
    closed: CancellationToken,
}

impl Slots {
    pub(crate) fn new(mut config: PoolConfig, source: Source) -> Arc<Self> {
        config.workers = config.workers.clamp(1, Semaphore::MAX_PERMITS);
        Arc::new(Self {
            config,
            tally: Tally::default(),
            source,
            runtime: Handle::current(),
            free: Mutex::default(),
            permits: Semaphore::new(0),
            down: watch::Sender::new(0),
            engine: EngineInForce::default(),
            closed: CancellationToken::new(),
        })
    }

    /// Starts a worker for every place and waits for the first. If that one fails, so does this.
    pub(crate) async fn fill_all(self: &Arc<Self>) -> Result<Walls, SandboxError> {
        for _ in 1..self.config.workers {
            self.runtime.spawn(Arc::clone(self).fill());
        }
        // Also when this future is dropped half-way, nothing may go on starting workers.
        let guard = self.closed.clone().drop_guard();
        let (worker, walls) = self.start_worker().await?;
        guard.disarm();
        self.put(worker);
        Ok(walls)
    }

    /// A free worker, as soon as there is one.
    pub(crate) async fn lease(self: &Arc<Self>) -> Result<Lease, SandboxError> {
        loop {
            let mut down = self.down.subscribe();
            let permit = tokio::select! {
                biased;
                permit = self.permits.acquire() => permit.map_err(|_| SandboxError::Stopped)?,
                _ = down.wait_for(|down| *down >= self.config.workers) => return Err(SandboxError::Unavailable),
            };
            permit.forget();
            let worker = self.free().pop_front();
            let Some(worker) = worker else { continue };
            let quiet = worker.is_quiet();
            let lease = Lease { worker: Some(worker), slots: Arc::clone(self) };
            if quiet {
                return Ok(lease);
            }
            // It died in its sleep or spoke unasked. That is no fault of the job that comes next.
            tracing::warn!(pid = lease.pid(), "a free worker died or spoke out of turn");
        }
    }

    /// Whether a lease can be had, now or when others are given back.
    pub(crate) fn is_open(&self) -> bool {
        !self.closed.is_cancelled() && *self.down.borrow() < self.config.workers
    }

    /// Gives out no more workers and starts no more; the free ones are killed.
    pub(crate) fn close(&self) {
        self.closed.cancel();
        self.permits.close();
        self.source.alive.close();
        let free = std::mem::take(&mut *self.free());
        let _runtime = self.runtime.enter();
        drop(free);
    }

    /// Waits until every process is reaped. Only after [`Slots::close`].
    pub(crate) async fn gone(&self) {
        self.source.close().await;
        self.source.alive.wait().await;
    }

    /// Fills one empty place; keeps trying, ever more slowly, until it works or the pool is closed.
    async fn fill(self: Arc<Self>) {
        let mut backoff = None;
        loop {
            let started = tokio::select! {
                () = self.closed.cancelled() => return,
                started = self.start_worker() => started,
            };
            let err = match started {
                Ok((worker, _)) => {
                    if backoff.is_some() {
                        self.down.send_modify(|down| *down -= 1);
                    }
                    return self.put(worker);
                }
                Err(err) => err,
            };
            count(&self.tally.start_failures);
            if backoff.is_none() {
                self.down.send_modify(|down| *down += 1);
            }
            let wait = backoff.map_or(BACKOFF.0, |last: Duration| last.saturating_mul(2).min(BACKOFF.1));
            backoff = Some(wait);
            tracing::error!(%err, retry_in = ?wait, "a worker could not be started");
            tokio::select! {
                () = self.closed.cancelled() => return,
                () = sleep(wait) => {}
            }
        }
    }

    /// Starts a worker and waits until it is ready.
    async fn start_worker(&self) -> Result<(Worker, Walls), SandboxError> {
        loop {
            let generation = self.engine.generation();
            let worker = self.source.worker().await?;
            let (worker, walls) = self.hello(worker).await?;
            // Older workers with another engine are replaced after their next job.
            if let Ok(old) = self.engine.meet(&worker.engine, generation) {
                say_change(&old, &worker.engine);
                return Ok((worker, walls));
            }
        }
    }

    /// Waits until a worker that was just started is ready, with walls that are strong enough.
    async fn hello(&self, mut worker: Worker) -> Result<(Worker, Walls), SandboxError> {
        let hello = match timeout(self.config.start_timeout, worker.hello()).await {
            Ok(Ok(hello)) if hello.protocol == PROTOCOL && hello.engine.len() <= ENGINE_MAX_BYTES => hello,
            Ok(Ok(_)) => return Err(not_ready(worker, "it speaks another protocol".to_owned()).await),
            Ok(Err(TalkError::Broken(_))) => return Err(not_ready(worker, "it died".to_owned()).await),
            Ok(Err(err)) => return Err(not_ready(worker, err.to_string()).await),
            Err(_) => {
                let reason = format!("nothing was heard of it for {:?}", self.config.start_timeout);
                return Err(not_ready(worker, reason).await);
            }
        };
        if self.config.requirement == Requirement::Require && !hello.walls.is_full() {
            return Err(SandboxError::WallsMissing(hello.walls));
        }
        // Whoever else is asked belongs to it: verdicts with and without that are not the same.
        worker.engine = match self.config.clamd {
            Some(_) => format!("{}+clamd", hello.engine).into(),
            None => hello.engine.into(),
        };
        Ok((worker, hello.walls))
    }

    /// Goes over to other rules: workers with them take the places of the free ones now, and of those that have a job
    /// when they have done it. Where the rules cannot be used nothing changes.
    pub(crate) async fn change_rules(self: &Arc<Self>, rules: RuleFiles) -> Result<(), SandboxError> {
        let template = self.source.other_template(rules.clone()).await?;
        let worker = template.fork(self.source.alive.token()).await.map_err(SandboxError::Spawn)?;
        // The first of them shows that the rules can be worked with.
        let (first, _) = self.hello(worker).await?;
        let engine = Arc::clone(&first.engine);
        self.source.put_in_force(template, rules).await;
        say_change(&self.engine.change(&engine), &engine);
        let mut first = Some(first);
        for _ in 0..self.config.workers {
            // With a permit there is a worker to take.
            let Ok(permit) = self.permits.try_acquire() else { break };
            permit.forget();
            let Some(worker) = self.free().pop_front() else { break };
            if worker.engine == engine {
                self.put(worker);
                continue;
            }
            drop(worker);
            count(&self.tally.replacements);
            match first.take() {
                Some(first) => self.put(first),
                None => drop(self.runtime.spawn(Arc::clone(self).fill())),
            }
        }
        Ok(())
    }

    /// Makes a worker free for the next job.
    fn put(&self, worker: Worker) {
        // Under the lock, so that `close` either sees this worker or is seen here.
        let mut free = self.free();
        if self.closed.is_cancelled() {
            drop(free);
            let _runtime = self.runtime.enter();
            drop(worker);
            return;
        }
        free.push_back(worker);
        drop(free);
        self.permits.add_permits(1);
    }

    fn free(&self) -> std::sync::MutexGuard<'_, VecDeque<Worker>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn say_change(old: &str, new: &str) {
    if !old.is_empty() && old != new {
        tracing::info!(old, new, "the workers' engine changed");
    }
}

/// A worker that has a job. Unless it is given back, dropping this kills it, for nobody knows what state it
/// is in; either way its place is filled again.
#[derive(Debug)]
pub(crate) struct Lease {
    worker: Option<Worker>,
    slots: Arc<Slots>,
}

impl Lease {
    pub(crate) fn pid(&self) -> Option<u32> {
        self.worker.as_ref().and_then(Worker::pid)
    }

    /// Version of the worker's engine.
    pub(crate) fn engine(&self) -> Arc<str> {
        self.worker.as_ref().map_or_else(|| self.slots.engine.get(), |worker| Arc::clone(&worker.engine))
    }

    pub(crate) async fn ask(
        &mut self,
        request: &Request,
        input: &File,
        max_output_bytes: u64,
    ) -> Result<Reply, TalkError> {
        match &mut self.worker {
            Some(worker) => worker.ask(request, input, max_output_bytes).await,
            None => Err(TalkError::OutOfTurn),
        }
    }

    /// The worker did its job: it is free for another, or replaced if it has done enough.
    pub(crate) fn give_back(mut self) {
        let Some(worker) = self.worker.take() else { return };
        let worn_out = worker.jobs >= self.slots.config.jobs_per_worker;
        let outdated = *worker.engine != *self.slots.engine.get();
        if worn_out || outdated {
            self.replace(worker);
        } else {
            self.slots.put(worker);
        }
    }

    /// The worker's connection broke: finds out what it died of.
    pub(crate) async fn bury(mut self) -> GaveUp {
        let Some(worker) = self.worker.take() else { return GaveUp::Crash };
        let pid = worker.pid();
        count(&self.slots.tally.kills);
        self.refill();
        let death = worker.autopsy().await;
        let cause = death.cause();
        if death.is_breach() {
            count(&self.slots.tally.breaches);
            tracing::error!(pid, stderr = death.stderr, "a worker tried what its walls forbid");
        } else {
            tracing::warn!(pid, status = ?death.status, stderr = death.stderr, %cause, "a worker died");
        }
        cause
    }

    /// Kills a worker, and starts another in its place without waiting for that.
    fn replace(&self, worker: Worker) {
        let _runtime = self.slots.runtime.enter();
        drop(worker);
        self.refill();
    }

    fn refill(&self) {
        if !self.slots.closed.is_cancelled() {
            count(&self.slots.tally.replacements);
            self.slots.runtime.spawn(Arc::clone(&self.slots).fill());
        }
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(worker) = self.worker.take() {
            count(&self.slots.tally.kills);
            self.replace(worker);
        }
    }
}
