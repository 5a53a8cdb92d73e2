//! About how many jobs are waiting or under way: what back-pressure is decided by.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use assay_store::JobStore;
use tokio::time::{MissedTickBehavior, interval};

/// A gauge of the queue of all nodes, refreshed from the store and kept up in between with what this process
/// itself enqueues and finishes. Cheap to clone and to read; right to within a refresh.
#[derive(Debug, Clone, Default)]
pub struct QueueDepth(Arc<AtomicU64>);

impl QueueDepth {
    /// How often a gauge is refreshed unless told otherwise.
    pub const REFRESH_EVERY: Duration = Duration::from_secs(1);

    /// Jobs that are waiting or under way, as far as this process knows.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Counts jobs that this process has just enqueued, so that a burst between two refreshes is seen.
    pub fn add(&self, enqueued: u64) {
        self.update(|depth| depth.saturating_add(enqueued));
    }

    /// Counts one job that this process has ended.
    pub(crate) fn subtract_one(&self) {
        self.update(|depth| depth.saturating_sub(1));
    }

    /// Asks the store.
    pub async fn refresh(
        &self,
        store: &dyn JobStore,
        kinds: &[&str],
    ) -> Result<u64, assay_store::StoreError> {
        let depth = store.queue_depth(kinds).await?;
        self.0.store(depth, Ordering::Relaxed);
        Ok(depth)
    }

    /// Refreshes for ever. A [`crate::Runner`] does this for its own gauge; a node without one spawns it.
    /// While the store cannot be asked, the gauge keeps its last figure.
    pub async fn watch(self, store: Arc<dyn JobStore>, kinds: Vec<&'static str>, every: Duration) {
        let mut ticks = interval(every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if let Err(error) = self.refresh(&*store, &kinds).await {
                tracing::warn!(%error, "cannot read the depth of the job queue");
            }
        }
    }

    fn update(&self, change: impl Fn(u64) -> u64) {
        // The closure never answers None, so this cannot fail; the former value is of no interest.
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |depth| Some(change(depth)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gauge_never_goes_below_nothing() {
        let depth = QueueDepth::default();
        depth.add(2);
        let other = depth.clone();
        for _ in 0..3 {
            other.subtract_one();
        }
        assert_eq!(depth.get(), 0);
    }
}
