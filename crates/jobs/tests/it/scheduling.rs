//! When work is claimed, and how much of it at once.

use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use assay_jobs::{Done, QueueDepth};
use assay_store::JobStore;

use crate::bench::{Bench, KIND, Scripted, config};

#[tokio::test]
async fn every_job_runs_once_and_never_more_at_a_time_than_permitted() {
    let bench = Bench::new().await;
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let seen = Arc::new(Mutex::new(Vec::new()));
    let handler = Arc::new(Scripted::new({
        let (now, most, seen) = (Arc::clone(&now), Arc::clone(&most), Arc::clone(&seen));
        move |job| {
            let (now, most, seen) = (Arc::clone(&now), Arc::clone(&most), Arc::clone(&seen));
            async move {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(3)).await;
                now.fetch_sub(1, Ordering::SeqCst);
                seen.lock().unwrap().push(job.payload);
                Ok(Done::Complete)
            }
        }
    }));
    for number in 0..40 {
        bench.enqueue(&number.to_string()).await;
    }
    // Two runners, as on two nodes.
    let (one, other) = (bench.start(&handler, config(3)), bench.start(&handler, config(3)));
    let started = Instant::now();
    while bench.queued().await > 0 {
        assert!(started.elapsed() < Duration::from_secs(20));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let counters = [one.stop().await, other.stop().await];
    assert_eq!(counters[0].completed + counters[1].completed, 40);
    let seen = seen.lock().unwrap();
    assert_eq!((seen.len(), seen.iter().collect::<HashSet<_>>().len()), (40, 40));
    assert!((2..=6).contains(&most.load(Ordering::SeqCst)), "{most:?} at once");
}

#[tokio::test]
async fn a_wake_up_starts_an_idle_runner_at_once() {
    let bench = Bench::new().await;
    let handler = Arc::new(Scripted::new(async |_| Ok(Done::Complete)));
    let mut config = config(1);
    config.poll_every = Duration::from_hours(1);
    let running = bench.start(&handler, config);
    let idle = || bench.store.claims.load(Ordering::SeqCst) >= 1;
    while !idle() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    for number in 1..=5 {
        bench.enqueue("{}").await;
        let woken = Instant::now();
        bench.wake.wake();
        running.until(|counters| counters.completed == number).await;
        assert!(woken.elapsed() < Duration::from_secs(5));
    }
}

/// Woken while all permits are taken: the job is found when one is free, without a poll.
#[tokio::test]
async fn a_wake_up_of_a_busy_runner_is_not_lost() {
    let bench = Bench::new().await;
    let release = Arc::new(tokio::sync::Semaphore::new(0));
    let handler = Arc::new(Scripted::new({
        let release = Arc::clone(&release);
        move |_| {
            let release = Arc::clone(&release);
            async move {
                release.acquire().await.unwrap().forget();
                Ok(Done::Complete)
            }
        }
    }));
    let mut config = config(1);
    config.poll_every = Duration::from_hours(1);
    bench.enqueue("1").await;
    let running = bench.start(&handler, config);
    running.until(|counters| counters.running == 1).await;
    bench.enqueue("2").await;
    bench.wake.wake();
    tokio::time::sleep(Duration::from_millis(30)).await;
    assert_eq!(running.counters().started, 1);
    release.add_permits(2);
    running.until(|counters| counters.completed == 2).await;
}

#[tokio::test]
async fn jobs_of_other_nodes_are_found_by_polling() {
    let bench = Bench::new().await;
    let handler = Arc::new(Scripted::new(async |_| Ok(Done::Complete)));
    let running = bench.start(&handler, config(1));
    tokio::time::sleep(Duration::from_millis(50)).await;
    bench.enqueue("{}").await;
    running.until(|counters| counters.completed == 1).await;
}

#[tokio::test]
async fn a_full_queue_is_seen_at_once_and_an_emptied_one_soon() {
    let bench = Bench::new().await;
    let handler = Arc::new(Scripted::new(async |_| Ok(Done::Complete)));
    for _ in 0..3 {
        bench.enqueue("{}").await;
        bench.depth.add(1);
    }
    assert_eq!(bench.depth.get(), 3);
    let running = bench.start(&handler, config(2));
    running.until(|counters| counters.completed == 3).await;
    let started = Instant::now();
    while bench.depth.get() > 0 {
        assert!(started.elapsed() < Duration::from_secs(10));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_node_without_a_runner_can_watch_the_queue() {
    let bench = Bench::new().await;
    let depth = QueueDepth::default();
    let store = Arc::clone(&bench.store) as Arc<dyn JobStore>;
    let watching = tokio::spawn(depth.clone().watch(store, vec![KIND], Duration::from_millis(10)));
    bench.enqueue("{}").await;
    let started = Instant::now();
    while depth.get() != 1 {
        assert!(started.elapsed() < Duration::from_secs(10));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    watching.abort();
}

#[tokio::test]
async fn a_kind_has_no_more_permits_than_it_may() {
    let bench = Bench::new().await;
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let mut handler = Scripted::new({
        let (now, most) = (Arc::clone(&now), Arc::clone(&most));
        move |_| {
            let (now, most) = (Arc::clone(&now), Arc::clone(&most));
            async move {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(3)).await;
                now.fetch_sub(1, Ordering::SeqCst);
                Ok(Done::Complete)
            }
        }
    });
    handler.at_once = 2;
    for number in 0..20 {
        bench.enqueue(&number.to_string()).await;
    }
    let running = bench.start(&Arc::new(handler), config(6));
    let started = Instant::now();
    while bench.queued().await > 0 {
        assert!(started.elapsed() < Duration::from_secs(20));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(running.stop().await.completed, 20);
    assert_eq!(most.load(Ordering::SeqCst), 2);
}
