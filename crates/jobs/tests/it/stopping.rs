//! The graceful stop.

use std::{
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use assay_jobs::Done;
use assay_store::JobStore as _;
use assay_types::{Clock as _, SystemClock};

use crate::bench::{Bench, KIND, Scripted, config};

#[tokio::test]
async fn running_attempts_end_and_nothing_new_is_claimed() {
    let bench = Bench::new().await;
    let handler = Arc::new(Scripted::new(async |_| {
        tokio::time::sleep(Duration::from_millis(300)).await;
        Ok(Done::Complete)
    }));
    for _ in 0..5 {
        bench.enqueue("{}").await;
    }
    let running = bench.start(&handler, config(2));
    running.until(|counters| counters.running == 2).await;
    let counters = running.stop().await;
    assert_eq!((counters.completed, counters.released, counters.running), (2, 0, 0));
    assert_eq!(bench.queued().await, 3);
}

#[tokio::test]
async fn what_does_not_end_in_time_is_given_back_for_others_to_take_at_once() {
    let bench = Bench::new().await;
    let handler = Arc::new(Scripted::new(async |_| std::future::pending().await));
    bench.enqueue("{}").await;
    let mut config = config(1);
    config.stop_within = Duration::from_millis(100);
    let running = bench.start(&handler, config);
    running.until(|counters| counters.running == 1).await;
    let stopped = Instant::now();
    let counters = running.stop().await;
    assert!(stopped.elapsed() < Duration::from_secs(3));
    assert_eq!((counters.released, counters.lost, counters.running), (1, 0, 0));
    let taken = bench.store.claim(&[KIND], 1, Duration::from_secs(1), SystemClock.now()).await.unwrap();
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].lease.attempt, 1, "an attempt that was given back does not count");
}

#[tokio::test]
async fn an_idle_runner_stops_at_once() {
    let bench = Bench::new().await;
    let handler = Arc::new(Scripted::new(async |_| Ok(Done::Complete)));
    let running = bench.start(&handler, config(1));
    while bench.store.claims.load(Ordering::SeqCst) == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let stopped = Instant::now();
    running.stop().await;
    assert!(stopped.elapsed() < Duration::from_secs(1));
}

#[tokio::test]
async fn a_job_of_a_runner_that_died_is_taken_over_when_its_lease_runs_out() {
    let bench = Bench::new().await;
    let stuck = Arc::new(Scripted::new(async |_| std::future::pending().await));
    bench.enqueue("{}").await;
    let mut config = config(1);
    config.lease_for = Duration::from_millis(300);
    let dying = bench.start(&stuck, config);
    dying.until(|counters| counters.running == 1).await;
    dying.task.abort();
    let handler = Arc::new(Scripted::new(async |job| {
        assert_eq!(job.lease.attempt, 2);
        Ok(Done::Complete)
    }));
    let running = bench.start(&handler, config);
    running.until(|counters| counters.completed == 1).await;
}
