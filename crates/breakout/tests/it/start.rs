//! Workers that never become ready, and a kernel that lacks a wall.

use std::{
    fs,
    os::unix::fs::symlink,
    time::{Duration, Instant},
};

use assay_sandbox::{GaveUp, Pool, PoolConfig, Requirement, SandboxError};

use crate::{LONG, ROGUE, assert_works, config, eventually, file, gave_up, order, task};

fn misbehaving(misdeed: &str) -> PoolConfig {
    let mut config = config(2);
    config.args = vec![misdeed.into()];
    config.start_timeout = Duration::from_millis(300);
    config
}

#[tokio::test]
async fn a_worker_that_does_not_become_ready_fails_the_start() {
    for misdeed in ["silent", "garbage", "endless", "stranger", "verbose"] {
        let start = Instant::now();
        let err = Pool::start(misbehaving(misdeed)).await.expect_err(misdeed);
        assert!(matches!(err, SandboxError::NotReady { .. }), "{misdeed}: {err}");
        assert!(start.elapsed() < Duration::from_secs(5), "{misdeed}");
    }
}

#[tokio::test]
async fn what_a_dying_worker_says_is_told_without_its_control_characters() {
    let err = Pool::start(PoolConfig { start_timeout: LONG, ..misbehaving("die") }).await.expect_err("dies");
    let text = err.to_string();
    assert!(text.contains("it died (exit status: 3)"), "{text}");
    assert!(text.ends_with("it said: no rules \u{fffd}[31mfor me"), "{text}");
}

#[tokio::test]
async fn a_program_that_is_not_there_fails_the_start() {
    let config = PoolConfig { program: "/nonexistent/assay".into(), ..config(1) };
    assert!(matches!(Pool::start(config).await, Err(SandboxError::Spawn(_))));
}

#[tokio::test]
async fn missing_walls_are_refused_unless_they_were_said_not_to_matter() {
    let strict = PoolConfig { start_timeout: LONG, ..misbehaving("unwalled") };
    let lax = PoolConfig { requirement: Requirement::BestEffort, ..strict.clone() };
    match Pool::start(strict).await {
        Err(SandboxError::WallsMissing(walls)) => assert_eq!(walls.missing(), ["seccomp"]),
        other => panic!("{other:?}"),
    }
    let pool = Pool::start(lax).await.expect("walls do not matter");
    assert!(!pool.walls().is_full());
}

#[tokio::test]
async fn a_pool_whose_workers_cannot_be_started_says_so_and_recovers() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = folder.path().join("worker");
    symlink(ROGUE, &program).expect("a link");
    let pool = Pool::start(PoolConfig { program: program.clone(), ..config(2) }).await.expect("a pool");
    // Both places filled, or a late start would be taken for a replacement.
    let first = order(&pool, "nothing");
    let second = order(&pool, "nothing");
    tokio::join!(first, second);
    fs::remove_file(&program).expect("removed");

    // The file at fault costs both workers, and none can take their places.
    assert_eq!(order(&pool, "panic").await, gave_up(GaveUp::Crash));
    let start = Instant::now();
    let err = pool.run(file(b"nothing"), task(), LONG).await.expect_err("no workers");
    assert!(matches!(err, SandboxError::Unavailable) && err.is_retryable(), "{err}");
    assert!(start.elapsed() < Duration::from_secs(5), "it took long to say so");

    symlink(ROGUE, &program).expect("a link");
    eventually("a worker is started again", || {
        let counters = pool.counters();
        counters.start_failures >= 2
    })
    .await;
    let start = Instant::now();
    while pool.run(file(b"nothing"), task(), LONG).await.is_err() {
        assert!(start.elapsed() < LONG, "never recovered");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_works(&pool).await;
}
