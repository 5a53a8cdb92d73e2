//! The leases that this node holds, and the heartbeat that keeps them.
//!
//! An attempt whose lease is lost is cancelled: its task is aborted, which drops the handler's future. The
//! lease is lost when the store says so, or when it ran out while the store could not be asked.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use assay_store::{JobStore, Lease};
use assay_types::Clock;
use tokio::{
    task::{self, AbortHandle},
    time::timeout,
};

use crate::counters::{Counters, count};

/// One attempt under way.
#[derive(Debug)]
struct Held {
    kind: &'static str,
    task: AbortHandle,
    /// When the lease was last known to be prolonged; measured before the store was asked, so that the
    /// true end of the lease is never earlier than this plus its length.
    renewed_at: Instant,
}

/// The leases of the attempts under way.
#[derive(Debug, Default)]
pub(crate) struct Leases(Mutex<HashMap<Lease, Held>>);

impl Leases {
    pub(crate) fn insert(&self, lease: Lease, kind: &'static str, task: AbortHandle, claimed_at: Instant) {
        self.lock().insert(lease, Held { kind, task, renewed_at: claimed_at });
    }

    /// How many attempts of each kind are under way.
    pub(crate) fn running(&self) -> HashMap<&'static str, usize> {
        let mut running = HashMap::new();
        for held in self.lock().values() {
            *running.entry(held.kind).or_default() += 1;
        }
        running
    }

    /// Forgets a lease whose attempt ended.
    pub(crate) fn remove(&self, lease: Lease) {
        self.lock().remove(&lease);
    }

    /// Forgets the lease of a task that ended without saying which it was.
    pub(crate) fn remove_task(&self, task: task::Id) {
        self.lock().retain(|_, held| held.task.id() != task);
    }

    /// Aborts every attempt still under way and returns their leases.
    pub(crate) fn abort_all(&self) -> Vec<Lease> {
        self.lock()
            .drain()
            .map(|(lease, held)| {
                held.task.abort();
                lease
            })
            .collect()
    }

    fn all(&self) -> Vec<Lease> {
        self.lock().keys().copied().collect()
    }

    fn renewed(&self, leases: &[Lease], at: Instant) {
        let mut held = self.lock();
        for lease in leases {
            if let Some(held) = held.get_mut(lease) {
                held.renewed_at = at;
            }
        }
    }

    /// Aborts an attempt whose lease is lost; `false` when it ended by itself meanwhile.
    fn abort(&self, lease: Lease) -> bool {
        self.lock().remove(&lease).is_some_and(|held| {
            held.task.abort();
            true
        })
    }

    fn run_out(&self, lease_for: Duration) -> Vec<Lease> {
        self.lock()
            .iter()
            .filter(|(_, held)| held.renewed_at.elapsed() >= lease_for)
            .map(|(lease, _)| *lease)
            .collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Lease, Held>> {
        // No code panics while it holds the lock, and a map of leases has no half-done state.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How long a handler may take to return once it has ended its own lease.
const WAY_OUT: Duration = Duration::from_millis(100);

/// Prolongs the held leases every third of their length, for ever.
pub(crate) async fn heartbeat(
    leases: Arc<Leases>,
    store: Arc<dyn JobStore>,
    clock: Arc<dyn Clock>,
    counters: Arc<Counters>,
    lease_for: Duration,
) {
    let every = lease_for / 3;
    loop {
        tokio::time::sleep(every).await;
        let held = leases.all();
        if held.is_empty() {
            continue;
        }
        let asked_at = Instant::now();
        // A store that hangs must not keep us from noticing that our leases ran out.
        let lost = match timeout(every, store.heartbeat(&held, lease_for, clock.now())).await {
            Ok(Ok(lost)) => {
                leases.renewed(&held, asked_at);
                lost
            }
            Ok(Err(error)) => {
                count(&counters.store_errors);
                tracing::warn!(%error, leases = held.len(), "cannot prolong the leases of running jobs");
                leases.run_out(lease_for)
            }
            Err(_) => {
                count(&counters.store_errors);
                tracing::warn!(leases = held.len(), "prolonging the leases of running jobs takes too long");
                leases.run_out(lease_for)
            }
        };
        if lost.is_empty() {
            continue;
        }
        // A handler that ends its lease itself, in its own transaction, is on the way out with a lease that
        // the store no longer knows. Only who is still here after that is working in vain.
        tokio::time::sleep(WAY_OUT.min(every)).await;
        for lease in lost {
            if leases.abort(lease) {
                count(&counters.lost);
                tracing::warn!(job = lease.job.0, attempt = lease.attempt, "lost the lease of a running job");
            }
        }
    }
}
