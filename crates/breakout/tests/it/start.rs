//! Workers that never become ready, and a kernel that lacks a wall.

use std::{
    fs,
    os::unix::fs::symlink,
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

use assay_sandbox::{GaveUp, Pool, PoolConfig, Requirement, SandboxError};

use crate::{LONG, ROGUE, assert_works, config, eventually, file, gave_up, order, task, told, worker_pid};

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
    let pool = Pool::start(PoolConfig { program: program.clone(), ..config(1) }).await.expect("a pool");
    assert_works(&pool).await;
    fs::remove_file(&program).expect("removed");

    // The file at fault costs the worker, and none can take its place.
    for command in ["panic", "nothing"] {
        let start = Instant::now();
        let err = pool.run(file(command.as_bytes()), task(), LONG).await.expect_err("no workers");
        assert!(matches!(err, SandboxError::Unavailable) && err.is_retryable(), "{command}: {err}");
        assert!(start.elapsed() < Duration::from_secs(5), "it took long to say so");
    }

    symlink(ROGUE, &program).expect("a link");
    let start = Instant::now();
    while pool.run(file(b"nothing"), task(), LONG).await.is_err() {
        assert!(start.elapsed() < LONG, "never recovered");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(pool.counters().start_failures >= 1);
    assert_works(&pool).await;
}

/// Starts a worker by hand, with these settings.
fn by_hand(settings: Option<&str>) -> Output {
    let mut command = Command::new(ROGUE);
    command.stdin(Stdio::null()).env_remove("ASSAY_WORKER_SETTINGS");
    if let Some(settings) = settings {
        command.env("ASSAY_WORKER_SETTINGS", settings);
    }
    command.output().expect("ran")
}

#[test]
fn a_worker_that_nobody_started_says_so_and_ends() {
    for settings in [None, Some("{}"), Some("nonsense")] {
        let output = by_hand(settings);
        assert_eq!(output.status.code(), Some(1), "{settings:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("started by the sandbox"), "{settings:?}");
    }
}

#[test]
fn a_worker_whose_server_died_while_it_started_ends() {
    let settings = r#"{"parent":1,"memory_bytes":536870912,"max_input_bytes":1,"max_output_bytes":1}"#;
    let output = by_hand(Some(settings));
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("the server is gone"));
}

#[tokio::test]
async fn a_newer_engine_takes_over_from_an_older_one() {
    let version = tempfile::NamedTempFile::new().expect("a file");
    fs::write(version.path(), "old").expect("written");
    let path = version.path().to_str().expect("text").to_owned();
    let pool = Pool::start(PoolConfig { args: vec!["--version".into(), path.into()], ..config(1) }).await;
    let pool = pool.expect("a pool");
    let old = worker_pid(&pool).await;
    assert_eq!(&*pool.engine(), "old");
    fs::write(version.path(), "new").expect("written");
    assert_eq!((worker_pid(&pool).await, &*pool.engine()), (old, "old"), "not before a worker is replaced");
    assert_eq!(order(&pool, "panic").await, gave_up(GaveUp::Crash));
    assert_works(&pool).await;
    assert_eq!(&*pool.engine(), "new");
}

#[tokio::test]
async fn an_older_worker_does_one_more_job_at_most() {
    let version = tempfile::NamedTempFile::new().expect("a file");
    fs::write(version.path(), "old").expect("written");
    let path = version.path().to_str().expect("text").to_owned();
    let pool = Pool::start(PoolConfig { args: vec!["--version".into(), path.into()], ..config(2) }).await;
    let pool = pool.expect("a pool");
    let (first, second) = tokio::join!(order(&pool, "sleep 200"), order(&pool, "version"));
    assert_eq!((told(&first).as_str(), told(&second).as_str()), ("done slept", "old"));
    fs::write(version.path(), "new").expect("written");
    let lost = tokio::time::timeout(Duration::from_millis(100), order(&pool, "spin")).await;
    assert!(lost.is_err());
    eventually("a new worker is ready", || &*pool.engine() == "new").await;
    let mut versions = Vec::new();
    for _ in 0..6 {
        versions.push(told(&order(&pool, "version").await));
    }
    let old = versions.iter().filter(|version| *version == "old").count();
    assert!(old <= 1, "{versions:?}");
}
