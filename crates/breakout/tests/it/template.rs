//! Workers that are forked from a template: behind the same walls, bounded, replaced and reaped like others.

use std::fs;

use assay_sandbox::{GaveUp, Pool, PoolConfig, RuleFiles};
use rustix::process::{Pid, Signal};

use crate::{assert_works, config, eventually, gave_up, order, process_state, told, worker_pid};

async fn forked(workers: usize) -> Pool {
    Pool::start(PoolConfig { from_template: true, ..config(workers) }).await.expect("a pool")
}

/// The parent of a process: of a worker, its template.
fn parent(pid: u32) -> u32 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).expect("it lives");
    let (_, rest) = stat.rsplit_once(") ").expect("a state");
    rest.split(' ').nth(1).and_then(|parent| parent.parse().ok()).expect("a parent")
}

#[tokio::test]
async fn all_workers_come_from_one_template_and_stand_behind_full_walls() {
    let mut config = config(2);
    config.from_template = true;
    config.jobs_per_worker = 1;
    let pool = Pool::start(config).await.expect("a pool");
    assert!(pool.walls().is_full(), "{}", pool.walls());
    let first = worker_pid(&pool).await;
    let template = parent(first);
    assert_ne!(template, std::process::id());
    let mut pids = vec![first];
    for _ in 0..4 {
        let (pid, busy) = tokio::join!(worker_pid(&pool), order(&pool, "nothing"));
        assert_eq!(told(&busy), "done \"nothing\"");
        pids.push(pid);
    }
    pids.dedup();
    assert_eq!(pids.len(), 5, "each has done its one job");
    eventually("the first is reaped", || process_state(first).is_none()).await;
    assert_eq!(parent(worker_pid(&pool).await), template);
}

#[tokio::test]
async fn what_a_forked_worker_died_of_is_known() {
    let pool = forked(1).await;
    let pid = worker_pid(&pool).await;
    assert_eq!(order(&pool, "panic").await, gave_up(GaveUp::Crash));
    assert_eq!(order(&pool, "allocate 8589934592").await, gave_up(GaveUp::Memory));
    assert_eq!(order(&pool, "memfd").await, gave_up(GaveUp::Crash));
    assert_works(&pool).await;
    let counters = pool.counters();
    assert_eq!((counters.kills, counters.breaches, counters.gave_up_memory), (6, 2, 1));
    eventually("the first is reaped", || process_state(pid).is_none()).await;
}

#[tokio::test]
async fn a_template_that_dies_is_replaced() {
    let pool = forked(1).await;
    let old = parent(worker_pid(&pool).await);
    let pid = Pid::from_raw(old.try_into().expect("a process id")).expect("not zero");
    rustix::process::kill_process(pid, Signal::KILL).expect("killed");
    eventually("it is gone", || process_state(old).is_none_or(|state| state == 'Z')).await;
    assert_works(&pool).await;
    assert_ne!(parent(worker_pid(&pool).await), old);
}

#[tokio::test]
async fn nothing_is_left_when_the_pool_stops() {
    let pool = forked(2).await;
    let worker = worker_pid(&pool).await;
    let template = parent(worker);
    pool.stop().await;
    for pid in [worker, template] {
        eventually("it is gone", || process_state(pid).is_none_or(|state| state == 'Z')).await;
    }
}

#[tokio::test]
async fn rules_change_without_losing_a_job() {
    let version = tempfile::NamedTempFile::new().expect("a file");
    fs::write(version.path(), "old").expect("written");
    let path = version.path().to_str().expect("text").to_owned();
    let args = vec!["--version".into(), path.clone().into()];
    let pool = Pool::start(PoolConfig { args, from_template: true, ..config(2) }).await.expect("a pool");
    let old = parent(worker_pid(&pool).await);
    let works = order(&pool, "sleep 1500");
    let changes = async {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        fs::write(&path, "new").expect("written");
        pool.change_rules(RuleFiles::default()).await.expect("a template");
        assert_eq!(&*pool.engine(), "new");
        told(&order(&pool, "version").await)
    };
    let (worked, version_told) = tokio::join!(works, changes);
    assert_eq!((told(&worked).as_str(), version_told.as_str()), ("done slept", "new"));
    for _ in 0..4 {
        assert_eq!(told(&order(&pool, "version").await), "new");
    }
    eventually("the old template is gone", || process_state(old).is_none()).await;
    assert_eq!(pool.counters().kills, 0);

    // What cannot be used changes nothing.
    fs::remove_file(&path).expect("removed");
    assert!(pool.change_rules(RuleFiles::default()).await.is_err());
    assert_eq!((told(&order(&pool, "version").await).as_str(), &*pool.engine()), ("new", "new"));
}
