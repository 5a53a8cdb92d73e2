//! How attempts end, and what is recorded of it.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use assay_jobs::{Burial, Done, Failure};
use assay_store::{JobStore as _, StoreError};
use assay_types::{Clock as _, SystemClock};

use crate::bench::{Bench, KIND, Scripted, config};

#[tokio::test]
async fn a_job_that_succeeds_is_completed() {
    let bench = Bench::new().await;
    let handler = Arc::new(Scripted::new(async |job| {
        assert_eq!(job.payload, "{}");
        Ok(Done::Complete)
    }));
    bench.enqueue("{}").await;
    let running = bench.start(&handler, config(1));
    let counters = running.until(|counters| counters.completed == 1 && counters.running == 0).await;
    assert_eq!((counters.started, counters.retried, counters.dead), (1, 0, 0));
    assert_eq!(bench.queued().await, 0);
}

#[tokio::test]
async fn a_job_that_its_handler_completed_is_left_alone() {
    let bench = Bench::new().await;
    let store = Arc::clone(&bench.store);
    let handler = Arc::new(Scripted::new(move |job| {
        let store = Arc::clone(&store);
        async move {
            store.complete(job.lease).await?;
            Ok(Done::Completed)
        }
    }));
    bench.enqueue("{}").await;
    let running = bench.start(&handler, config(1));
    let counters = running.until(|counters| counters.completed == 1).await;
    assert_eq!((counters.lost, counters.store_errors), (0, 0));
}

#[tokio::test]
async fn a_retryable_failure_is_tried_again_until_it_succeeds() {
    let bench = Bench::new().await;
    let handler = Arc::new(Scripted::new(async |job| match job.lease.attempt {
        3 => Ok(Done::Complete),
        attempt => Err(Failure::retryable(format_args!("attempt {attempt}"))),
    }));
    bench.enqueue("{}").await;
    let running = bench.start(&handler, config(1));
    let counters = running.until(|counters| counters.completed == 1).await;
    assert_eq!((counters.started, counters.retried, counters.dead), (3, 2, 0));
    assert_eq!(handler.burials(), Vec::<String>::new());
}

#[tokio::test]
async fn a_job_that_used_up_its_attempts_is_dead_and_can_be_revived() {
    let bench = Bench::new().await;
    let handler = Arc::new(Scripted::new(async |_| Err(Failure::retryable("no luck"))));
    let id = bench.enqueue("{\"a\":1}").await;
    let running = bench.start(&handler, config(1));
    running.until(|counters| counters.dead == 1).await;
    assert_eq!(handler.attempts(), 3);
    assert_eq!(handler.burials(), ["no luck"]);
    let dead = bench.dead().await;
    assert_eq!(dead.len(), 1);
    assert_eq!((dead[0].id, dead[0].payload.as_str(), dead[0].attempts), (id, "{\"a\":1}", 3));
    assert_eq!(dead[0].error, "no luck");
    assert!(bench.store.revive(id, SystemClock.now()).await.unwrap());
    running.until(|counters| counters.dead == 2).await;
    assert_eq!(handler.attempts(), 6);
}

#[tokio::test]
async fn a_fatal_failure_is_dead_at_once() {
    let bench = Bench::new().await;
    let handler = Arc::new(Scripted::new(async |_| Err(Failure::fatal("never"))));
    bench.enqueue("{}").await;
    let running = bench.start(&handler, config(1));
    running.until(|counters| counters.dead == 1).await;
    assert_eq!(handler.attempts(), 1);
    assert_eq!(bench.dead().await[0].error, "never");
}

#[tokio::test]
async fn a_burial_that_the_handler_recorded_is_not_recorded_again() {
    let bench = Bench::new().await;
    let mut handler = Scripted::new(async |_| Err(Failure::fatal("never")));
    handler.bury = Box::new(|| Ok(Burial::Completed));
    bench.enqueue("{}").await;
    let running = bench.start(&Arc::new(handler), config(1));
    running.until(|counters| counters.dead == 1).await;
    assert_eq!(bench.dead().await, []);
}

#[tokio::test]
async fn a_burial_that_fails_is_tried_again_when_the_lease_ran_out() {
    let bench = Bench::new().await;
    let mut handler = Scripted::new(async |_| Err(Failure::fatal("never")));
    let failures = std::sync::atomic::AtomicU32::new(1);
    handler.bury = Box::new(move || match failures.swap(0, Ordering::SeqCst) {
        0 => Ok(Burial::Record),
        _ => Err(StoreError::Unavailable { doing: "test", source: "gone".into() }),
    });
    let handler = Arc::new(handler);
    bench.enqueue("{}").await;
    let mut config = config(1);
    config.lease_for = Duration::from_millis(300);
    let running = bench.start(&handler, config);
    running.until(|counters| counters.dead == 1).await;
    assert_eq!(handler.burials().len(), 2);
    assert_eq!(bench.dead().await.len(), 1);
}

#[tokio::test]
async fn a_panic_is_a_failed_attempt() {
    let bench = Bench::new().await;
    let handler = Arc::new(Scripted::new(async |job| {
        assert!(job.payload != "1" || job.lease.attempt > 1, "kaboom");
        Ok(Done::Complete)
    }));
    bench.enqueue("1").await;
    bench.enqueue("2").await;
    let running = bench.start(&handler, config(1));
    let counters = running.until(|counters| counters.completed == 2).await;
    assert_eq!((counters.panicked, counters.retried), (1, 1));
    assert!(!running.task.is_finished());
}

#[tokio::test]
async fn a_panic_while_burying_buries_all_the_same() {
    let bench = Bench::new().await;
    let mut handler = Scripted::new(async |_| Err(Failure::fatal("never")));
    handler.bury = Box::new(|| panic!("kaboom"));
    bench.enqueue("{}").await;
    let running = bench.start(&Arc::new(handler), config(1));
    let counters = running.until(|counters| counters.dead == 1).await;
    assert_eq!(counters.panicked, 1);
    assert_eq!(bench.dead().await[0].error, "never");
}

#[tokio::test]
async fn an_attempt_that_takes_too_long_has_failed() {
    let bench = Bench::new().await;
    let mut handler = Scripted::new(async |job| {
        if job.lease.attempt == 1 {
            std::future::pending::<()>().await;
        }
        Ok(Done::Complete)
    });
    handler.time_limit = Duration::from_millis(50);
    bench.enqueue("{}").await;
    let running = bench.start(&Arc::new(handler), config(1));
    let counters = running.until(|counters| counters.completed == 1).await;
    assert_eq!((counters.timed_out, counters.retried), (1, 1));
}

/// A job whose attempts all ended with their node: nobody ever recorded a failure.
#[tokio::test]
async fn a_job_that_takes_its_nodes_down_is_buried_unrun() {
    let bench = Bench::new().await;
    let handler = Arc::new(Scripted::new(async |_| Ok(Done::Complete)));
    bench.enqueue("{}").await;
    for attempt in 1..=handler.policy.max_attempts {
        let claimed = bench.store.claim(&[KIND], 1, Duration::ZERO, SystemClock.now()).await.unwrap();
        assert_eq!(claimed[0].lease.attempt, attempt);
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let running = bench.start(&handler, config(1));
    running.until(|counters| counters.dead == 1).await;
    assert_eq!(handler.attempts(), 0);
    assert!(bench.dead().await[0].error.contains("3 attempts"), "{:?}", bench.dead().await);
}

#[tokio::test]
async fn an_outcome_is_recorded_as_soon_as_the_store_is_back() {
    let bench = Bench::new().await;
    let store = Arc::clone(&bench.store);
    let handler = Arc::new(Scripted::new(move |_| {
        // From now on, so that the claim was not among them.
        store.failures_left.store(2, Ordering::SeqCst);
        async { Ok(Done::Complete) }
    }));
    bench.enqueue("{}").await;
    let running = bench.start(&handler, config(1));
    let counters = running.until(|counters| counters.completed == 1).await;
    assert_eq!((counters.started, counters.store_errors), (1, 2), "not run again");
    assert_eq!(bench.queued().await, 0);
}

#[tokio::test]
async fn claiming_goes_on_when_the_store_is_back() {
    let bench = Bench::new().await;
    bench.store.failures_left.store(3, Ordering::SeqCst);
    let handler = Arc::new(Scripted::new(async |_| Ok(Done::Complete)));
    bench.enqueue("{}").await;
    let running = bench.start(&handler, config(1));
    let counters = running.until(|counters| counters.completed == 1).await;
    assert_eq!(counters.store_errors, 3);
}
