//! What has happened in a pool, in numbers.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::GaveUp;

/// What has happened in a pool since it was started.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counters {
    /// Jobs that were run, however they ended.
    pub jobs: u64,
    /// Jobs tried again on another worker.
    pub retries: u64,
    /// Workers killed, or found dead.
    pub kills: u64,
    /// Workers, among those, that died of a system call which their walls forbid.
    pub breaches: u64,
    /// Workers started to take the place of another.
    pub replacements: u64,
    /// Workers that were started but did not become ready.
    pub start_failures: u64,
    /// Jobs given up for lack of time.
    pub gave_up_time: u64,
    /// Jobs given up for lack of memory.
    pub gave_up_memory: u64,
    /// Jobs given up because workers died or answered nonsense.
    pub gave_up_crash: u64,
    /// Jobs given up because the answer was too long.
    pub gave_up_output: u64,
}

/// The counters while they count.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) jobs: AtomicU64,
    pub(crate) retries: AtomicU64,
    pub(crate) kills: AtomicU64,
    pub(crate) breaches: AtomicU64,
    pub(crate) replacements: AtomicU64,
    pub(crate) start_failures: AtomicU64,
    gave_up_time: AtomicU64,
    gave_up_memory: AtomicU64,
    gave_up_crash: AtomicU64,
    gave_up_output: AtomicU64,
}

/// Counts one more.
pub(crate) fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

impl Tally {
    pub(crate) fn gave_up(&self, reason: GaveUp) {
        count(match reason {
            GaveUp::Time => &self.gave_up_time,
            GaveUp::Memory => &self.gave_up_memory,
            GaveUp::Crash => &self.gave_up_crash,
            GaveUp::Output => &self.gave_up_output,
        });
    }

    pub(crate) fn snapshot(&self) -> Counters {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Counters {
            jobs: read(&self.jobs),
            retries: read(&self.retries),
            kills: read(&self.kills),
            breaches: read(&self.breaches),
            replacements: read(&self.replacements),
            start_failures: read(&self.start_failures),
            gave_up_time: read(&self.gave_up_time),
            gave_up_memory: read(&self.gave_up_memory),
            gave_up_crash: read(&self.gave_up_crash),
            gave_up_output: read(&self.gave_up_output),
        }
    }
}
