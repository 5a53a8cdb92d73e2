//! A real store whose verbs can be made to fail or hang.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

use assay_store::{DeadJob, Job, JobId, JobStore, Lease, NewJob, Store, StoreError};
use assay_types::Timestamp;
use async_trait::async_trait;

/// Passes everything on, unless told to misbehave.
pub(crate) struct FaultyStore {
    store: Arc<dyn Store>,
    /// Claims and ends of jobs that fail before one passes.
    pub(crate) failures_left: AtomicU32,
    pub(crate) heartbeats_hang: AtomicBool,
    /// What the next heartbeat says is lost, whatever is.
    pub(crate) heartbeats_lose: AtomicBool,
    pub(crate) heartbeats: AtomicU32,
    pub(crate) claims: AtomicU32,
}

impl FaultyStore {
    pub(crate) fn new(store: Arc<dyn Store>) -> Self {
        Self {
            store,
            failures_left: AtomicU32::new(0),
            heartbeats_hang: AtomicBool::new(false),
            heartbeats_lose: AtomicBool::new(false),
            heartbeats: AtomicU32::new(0),
            claims: AtomicU32::new(0),
        }
    }

    fn fail(&self) -> Result<(), StoreError> {
        let left =
            self.failures_left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        match left {
            Ok(_) => Err(StoreError::Unavailable {
                doing: "test",
                source: io::Error::from(io::ErrorKind::ConnectionReset).into(),
            }),
            Err(_) => Ok(()),
        }
    }
}

#[async_trait]
impl JobStore for FaultyStore {
    async fn enqueue(&self, job: NewJob) -> Result<JobId, StoreError> {
        self.store.enqueue(job).await
    }

    async fn claim(
        &self,
        kinds: &[&str],
        limit: usize,
        lease_for: Duration,
        now: Timestamp,
    ) -> Result<Vec<Job>, StoreError> {
        self.claims.fetch_add(1, Ordering::SeqCst);
        self.fail()?;
        self.store.claim(kinds, limit, lease_for, now).await
    }

    async fn heartbeat(
        &self,
        leases: &[Lease],
        lease_for: Duration,
        now: Timestamp,
    ) -> Result<Vec<Lease>, StoreError> {
        self.heartbeats.fetch_add(1, Ordering::SeqCst);
        if self.heartbeats_hang.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
        if self.heartbeats_lose.swap(false, Ordering::SeqCst) {
            return Ok(leases.to_vec());
        }
        self.store.heartbeat(leases, lease_for, now).await
    }

    async fn complete(&self, lease: Lease) -> Result<(), StoreError> {
        self.fail()?;
        self.store.complete(lease).await
    }

    async fn fail(
        &self,
        lease: Lease,
        error: &str,
        retry_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        Self::fail(self)?;
        self.store.fail(lease, error, retry_at, now).await
    }

    async fn release(&self, lease: Lease) -> Result<(), StoreError> {
        self.store.release(lease).await
    }

    async fn queue_depth(&self, kinds: &[&str]) -> Result<u64, StoreError> {
        self.store.queue_depth(kinds).await
    }

    async fn dead_jobs(&self, limit: usize) -> Result<Vec<DeadJob>, StoreError> {
        self.store.dead_jobs(limit).await
    }

    async fn revive(&self, id: JobId, now: Timestamp) -> Result<bool, StoreError> {
        self.store.revive(id, now).await
    }
}
