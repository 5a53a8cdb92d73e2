//! Leases are kept as long as an attempt runs, and an attempt runs no longer than its lease.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use assay_jobs::{Done, Failure};
use assay_store::{JobStore as _, StoreError};
use assay_types::{Clock as _, SystemClock};

use crate::bench::{Bench, KIND, Scripted, config};

/// Sets a flag when dropped: what a cancelled future does.
struct Dropped(Arc<AtomicBool>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// A handler that never ends, and whether it was dropped.
fn endless() -> (Arc<Scripted>, Arc<AtomicBool>) {
    let dropped = Arc::new(AtomicBool::new(false));
    let handler = Scripted::new({
        let dropped = Arc::clone(&dropped);
        move |job| {
            let guard = Dropped(Arc::clone(&dropped));
            async move {
                if job.lease.attempt == 1 {
                    std::future::pending::<()>().await;
                }
                // A second attempt is nobody's business here.
                std::mem::forget(guard);
                Ok(Done::Complete)
            }
        }
    });
    (Arc::new(handler), dropped)
}

#[tokio::test]
async fn a_heartbeat_keeps_a_long_job_from_other_nodes() {
    let bench = Bench::new().await;
    let handler = Arc::new(Scripted::new(async |_| {
        tokio::time::sleep(Duration::from_millis(1500)).await;
        Ok(Done::Complete)
    }));
    let mut config = config(1);
    config.lease_for = Duration::from_millis(600);
    bench.enqueue("{}").await;
    let running = bench.start(&handler, config);
    running.until(|counters| counters.running == 1).await;
    tokio::time::sleep(Duration::from_millis(1200)).await;
    let stolen = bench.store.claim(&[KIND], 1, Duration::from_secs(1), SystemClock.now()).await.unwrap();
    assert_eq!(stolen, []);
    let counters = running.until(|counters| counters.completed == 1).await;
    assert_eq!((counters.started, counters.lost), (1, 0));
    assert!(bench.store.heartbeats.load(Ordering::SeqCst) >= 3);
}

#[tokio::test]
async fn an_attempt_whose_lease_is_lost_is_dropped() {
    let bench = Bench::new().await;
    let (handler, dropped) = endless();
    let mut config = config(1);
    config.lease_for = Duration::from_millis(300);
    bench.enqueue("{}").await;
    let running = bench.start(&handler, config);
    running.until(|counters| counters.running == 1).await;
    bench.store.heartbeats_lose.store(true, Ordering::SeqCst);
    running.until(|counters| counters.lost == 1 && counters.running == 0).await;
    assert!(dropped.load(Ordering::SeqCst));
    // The lease that nobody keeps any more runs out, and the job is done by whoever comes next.
    running.until(|counters| counters.completed == 1).await;
}

#[tokio::test]
async fn an_attempt_is_dropped_when_its_lease_ran_out_unheard() {
    let bench = Bench::new().await;
    bench.store.heartbeats_hang.store(true, Ordering::SeqCst);
    let (handler, dropped) = endless();
    let mut config = config(1);
    config.lease_for = Duration::from_millis(300);
    bench.enqueue("{}").await;
    let running = bench.start(&handler, config);
    running.until(|counters| counters.lost == 1).await;
    assert!(dropped.load(Ordering::SeqCst));
    running.until(|counters| counters.completed == 1).await;
}

#[tokio::test]
async fn a_result_that_comes_after_the_lease_was_lost_is_thrown_away() {
    let bench = Bench::new().await;
    let store = Arc::clone(&bench.store);
    let taken_away = AtomicBool::new(false);
    let handler = Arc::new(Scripted::new(move |job| {
        let store = Arc::clone(&store);
        let first = !taken_away.swap(true, Ordering::SeqCst);
        async move {
            if first {
                // Given back behind the runner's back: the lease is no more.
                store.release(job.lease).await?;
            }
            Ok(Done::Complete)
        }
    }));
    bench.enqueue("{}").await;
    let running = bench.start(&handler, config(1));
    let counters = running.until(|counters| counters.completed == 1).await;
    assert_eq!((counters.started, counters.lost, counters.retried, counters.dead), (2, 1, 0, 0));
    assert_eq!(bench.queued().await, 0);
}

#[tokio::test]
async fn a_handler_that_lost_its_lease_says_so_and_nothing_is_recorded() {
    let bench = Bench::new().await;
    let handler = Arc::new(Scripted::new(async |_| Err(Failure::from(StoreError::LeaseLost))));
    bench.enqueue("{}").await;
    let mut config = config(1);
    config.poll_every = Duration::from_hours(1);
    let running = bench.start(&handler, config);
    let counters = running.until(|counters| counters.lost == 1).await;
    assert_eq!((counters.retried, counters.dead), (0, 0));
    assert_eq!(handler.burials(), Vec::<String>::new());
}
