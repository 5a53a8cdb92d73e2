//! A runner over an embedded database, and a handler that does what a test says.

use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use assay_jobs::{
    Burial, Counters, CountersSnapshot, Done, Failure, Handler, QueueDepth, Runner, RunnerConfig, Wake,
};
use assay_store::{DeadJob, Job, JobStore, NewJob, RetryPolicy, StoreError};
use assay_types::{Clock, SystemClock};
use async_trait::async_trait;
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::faulty_store::FaultyStore;

/// The only kind of job here.
pub(crate) const KIND: &str = "test";

type Work = dyn Fn(Job) -> Pin<Box<dyn Future<Output = Result<Done, Failure>> + Send>> + Send + Sync;

/// Does what a test says, and remembers what was asked of it.
pub(crate) struct Scripted {
    work: Box<Work>,
    pub(crate) policy: RetryPolicy,
    pub(crate) time_limit: Duration,
    pub(crate) at_once: usize,
    pub(crate) attempts: AtomicU32,
    /// The reasons that jobs were given up for.
    pub(crate) burials: Mutex<Vec<String>>,
    pub(crate) bury: Box<dyn Fn() -> Result<Burial, StoreError> + Send + Sync>,
}

impl Scripted {
    pub(crate) fn new<F>(work: impl Fn(Job) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Done, Failure>> + Send + 'static,
    {
        Self {
            work: Box::new(move |job| Box::pin(work(job))),
            policy: RetryPolicy {
                max_attempts: 3,
                first_backoff: Duration::from_millis(20),
                max_backoff: Duration::from_millis(40),
            },
            time_limit: Duration::from_secs(20),
            at_once: usize::MAX,
            attempts: AtomicU32::new(0),
            burials: Mutex::default(),
            bury: Box::new(|| Ok(Burial::Record)),
        }
    }

    pub(crate) fn attempts(&self) -> u32 {
        self.attempts.load(Ordering::SeqCst)
    }

    pub(crate) fn burials(&self) -> Vec<String> {
        self.burials.lock().unwrap().clone()
    }
}

#[async_trait]
impl Handler for Scripted {
    fn kind(&self) -> &'static str {
        KIND
    }

    async fn run(&self, job: &Job) -> Result<Done, Failure> {
        self.attempts.fetch_add(1, Ordering::SeqCst);
        (self.work)(job.clone()).await
    }

    fn retry_policy(&self) -> RetryPolicy {
        self.policy
    }

    fn time_limit(&self) -> Duration {
        self.time_limit
    }

    fn at_once(&self) -> usize {
        self.at_once
    }

    async fn on_dead(&self, _job: &Job, reason: &str) -> Result<Burial, StoreError> {
        self.burials.lock().unwrap().push(reason.to_owned());
        (self.bury)()
    }
}

/// A database with no jobs in it.
pub(crate) struct Bench {
    pub(crate) store: Arc<FaultyStore>,
    pub(crate) wake: Wake,
    pub(crate) depth: QueueDepth,
    _folder: TempDir,
}

/// A runner at work.
pub(crate) struct Running {
    counters: Arc<Counters>,
    pub(crate) stop: CancellationToken,
    pub(crate) task: JoinHandle<()>,
}

/// Waits and leases that a test can sit out.
pub(crate) fn config(permits: usize) -> RunnerConfig {
    RunnerConfig {
        permits: permits.try_into().unwrap(),
        lease_for: Duration::from_secs(5),
        poll_every: Duration::from_millis(20),
        stop_within: Duration::from_secs(5),
    }
}

impl Bench {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("jobs.db").display());
        let store = assay_store::open(&url).await.unwrap();
        Self {
            store: Arc::new(FaultyStore::new(store)),
            wake: Wake::default(),
            depth: QueueDepth::default(),
            _folder: folder,
        }
    }

    pub(crate) async fn enqueue(&self, payload: &str) -> assay_store::JobId {
        let job = NewJob {
            kind: KIND.to_owned(),
            payload: payload.to_owned(),
            priority: 0,
            run_at: SystemClock.now(),
        };
        self.store.enqueue(job).await.unwrap()
    }

    pub(crate) fn start(&self, handler: &Arc<Scripted>, config: RunnerConfig) -> Running {
        let runner = Runner::new(
            Arc::clone(&self.store) as Arc<dyn JobStore>,
            Arc::new(SystemClock),
            config,
            self.wake.clone(),
            self.depth.clone(),
        )
        .with_handler(Arc::clone(handler) as Arc<dyn Handler>);
        let (counters, stop) = (runner.counters(), CancellationToken::new());
        let task = tokio::spawn(runner.run(stop.clone()));
        Running { counters, stop, task }
    }

    pub(crate) async fn queued(&self) -> u64 {
        self.store.queue_depth(&[KIND]).await.unwrap()
    }

    pub(crate) async fn dead(&self) -> Vec<DeadJob> {
        self.store.dead_jobs(100).await.unwrap()
    }
}

impl Running {
    pub(crate) fn counters(&self) -> CountersSnapshot {
        self.counters.snapshot()
    }

    /// Waits until the counters are as expected.
    pub(crate) async fn until(&self, what: impl Fn(&CountersSnapshot) -> bool) -> CountersSnapshot {
        let started = Instant::now();
        loop {
            let counters = self.counters();
            if what(&counters) {
                return counters;
            }
            assert!(started.elapsed() < Duration::from_secs(20), "never came about: {counters:?}");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    pub(crate) async fn stop(self) -> CountersSnapshot {
        self.stop.cancel();
        self.task.await.unwrap();
        self.counters.snapshot()
    }
}
