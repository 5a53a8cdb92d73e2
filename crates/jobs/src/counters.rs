//! What the runner has done since it started, in plain numbers for whatever meter wants them.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counters that the runner keeps up; read them through [`Counters::snapshot`].
#[derive(Debug, Default)]
pub struct Counters {
    pub(crate) running: AtomicU64,
    pub(crate) started: AtomicU64,
    pub(crate) completed: AtomicU64,
    pub(crate) retried: AtomicU64,
    pub(crate) dead: AtomicU64,
    pub(crate) panicked: AtomicU64,
    pub(crate) timed_out: AtomicU64,
    pub(crate) lost: AtomicU64,
    pub(crate) released: AtomicU64,
    pub(crate) store_errors: AtomicU64,
}

/// The counters at one moment. All but `running` only ever grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CountersSnapshot {
    /// Attempts under way now.
    pub running: u64,
    /// Attempts started.
    pub started: u64,
    /// Attempts that ended well.
    pub completed: u64,
    /// Attempts that failed and will be repeated.
    pub retried: u64,
    /// Jobs given up.
    pub dead: u64,
    /// Attempts whose handler panicked; counted among the retried or the dead too.
    pub panicked: u64,
    /// Attempts that passed their time limit; counted among the retried or the dead too.
    pub timed_out: u64,
    /// Attempts cut short, or thrown away, because their lease was lost.
    pub lost: u64,
    /// Jobs given back unfinished when the runner stopped.
    pub released: u64,
    /// Calls of the store that failed.
    pub store_errors: u64,
}

impl Counters {
    /// The counters now. Each is exact; together they may be a moment apart.
    pub fn snapshot(&self) -> CountersSnapshot {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        CountersSnapshot {
            running: read(&self.running),
            started: read(&self.started),
            completed: read(&self.completed),
            retried: read(&self.retried),
            dead: read(&self.dead),
            panicked: read(&self.panicked),
            timed_out: read(&self.timed_out),
            lost: read(&self.lost),
            released: read(&self.released),
            store_errors: read(&self.store_errors),
        }
    }
}

/// Counts one more.
pub(crate) fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}
