//! Workers come and go; files do not notice, and no process is left behind.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    time::Duration,
};

use assay_sandbox::{Pool, SandboxError};
use rustix::process::{Pid, Signal};

use crate::{
    LONG, ROGUE, assert_works, config, eventually, file, order, pool, process_state, task, told, worker_pid,
};

fn kill(pid: u32) {
    let pid = Pid::from_raw(pid.try_into().expect("a process id")).expect("not zero");
    rustix::process::kill_process(pid, Signal::KILL).expect("killed");
}

#[tokio::test]
async fn a_worker_is_replaced_after_its_last_job() {
    let mut config = config(1);
    config.jobs_per_worker = 3;
    let pool = Pool::start(config).await.expect("a pool");
    let mut pids = Vec::new();
    for _ in 0..6 {
        pids.push(worker_pid(&pool).await);
    }
    assert!(pids[0] == pids[1] && pids[1] == pids[2], "{pids:?}");
    assert!(pids[3] == pids[4] && pids[4] == pids[5] && pids[3] != pids[2], "{pids:?}");
    let counters = pool.counters();
    assert_eq!((counters.jobs, counters.kills, counters.replacements), (6, 0, 2));
    eventually("the first worker is reaped", || process_state(pids[0]).is_none()).await;
}

#[tokio::test]
async fn a_job_that_fails_on_one_worker_may_succeed_on_another() {
    let pool = pool(2).await;
    // One worker works for a while; the other is lost meanwhile, and its place taken by a new one.
    let works = order(&pool, "sleep 1500");
    let is_lost = tokio::time::timeout(Duration::from_millis(100), order(&pool, "spin"));
    let (worked, lost) = tokio::join!(works, is_lost);
    assert!(told(&worked) == "done slept" && lost.is_err());
    // The new one has been free for longer, so it is the first to get this, and fails.
    assert_eq!(told(&order(&pool, "panic-if-new").await), "done");
    assert_eq!((pool.counters().retries, pool.counters().gave_up_crash), (1, 0));
}

#[tokio::test]
async fn a_free_worker_that_dies_costs_the_next_job_nothing() {
    let pool = pool(1).await;
    let pid = worker_pid(&pool).await;
    kill(pid);
    eventually("the worker is dead", || matches!(process_state(pid), None | Some('Z'))).await;
    assert_works(&pool).await;
    assert_eq!(pool.counters().retries, 0);
    eventually("the worker is reaped", || process_state(pid).is_none()).await;
}

#[tokio::test]
async fn a_job_that_nobody_waits_for_any_more_is_killed() {
    let pool = pool(1).await;
    let pid = worker_pid(&pool).await;
    let abandoned = tokio::time::timeout(Duration::from_millis(200), order(&pool, "spin")).await;
    assert!(abandoned.is_err());
    eventually("the worker is gone", || process_state(pid).is_none()).await;
    assert_works(&pool).await;
    let counters = pool.counters();
    assert_eq!((counters.kills, counters.replacements, counters.retries), (1, 1, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_jobs_at_once_share_few_workers_and_keep_apart() {
    let pool = Arc::new(pool(3).await);
    let jobs: Vec<_> = (0..300)
        .map(|number| {
            let pool = Arc::clone(&pool);
            tokio::spawn(async move {
                let command = if number % 50 == 7 {
                    "panic".to_owned()
                } else {
                    format!("allocate {}", (number % 20) << 20)
                };
                (number, order(&pool, &command).await)
            })
        })
        .collect();
    for job in jobs {
        let (number, outcome) = job.await.expect("finished");
        if number % 50 == 7 {
            assert_eq!(outcome, crate::gave_up(assay_sandbox::GaveUp::Crash));
        } else {
            assert_eq!(told(&outcome), format!("done {}", number % 20));
        }
    }
    let counters = pool.counters();
    assert_eq!((counters.jobs, counters.retries, counters.kills, counters.replacements), (300, 6, 12, 12));
}

#[tokio::test]
async fn jobs_are_served_in_the_order_in_which_they_came() {
    let pool = pool(1).await;
    let order_of_ends = std::sync::Mutex::new(Vec::new());
    let job = |number: usize, command: &'static str| {
        let (pool, ends) = (&pool, &order_of_ends);
        async move {
            order(pool, command).await;
            ends.lock().expect("no panic").push(number);
        }
    };
    tokio::join!(job(0, "sleep 200"), job(1, "nothing"), job(2, "sleep 50"), job(3, "nothing"));
    assert_eq!(*order_of_ends.lock().expect("no panic"), [0, 1, 2, 3]);
}

#[tokio::test]
async fn stopping_finishes_what_is_in_hand_and_leaves_nothing_behind() {
    let pool = pool(1).await;
    let pid = worker_pid(&pool).await;
    let in_hand = order(&pool, "sleep 300");
    let waiting = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        pool.run(file(b"nothing"), task(), LONG).await
    };
    let stopping = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        pool.stop().await;
        assert_eq!(process_state(pid), None, "the worker is reaped when stop returns");
    };
    let (in_hand, waiting, ()) = tokio::join!(in_hand, waiting, stopping);
    assert_eq!(told(&in_hand), "done slept");
    assert!(matches!(waiting, Err(SandboxError::Stopped)));
    assert!(matches!(pool.run(file(b"nothing"), task(), LONG).await, Err(SandboxError::Stopped)));
}

#[tokio::test]
async fn dropping_the_pool_kills_its_workers() {
    let pool = pool(1).await;
    let pid = worker_pid(&pool).await;
    drop(pool);
    eventually("the worker is gone", || process_state(pid).is_none()).await;
}

#[tokio::test]
async fn workers_die_with_the_server_however_it_dies() {
    let command = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(command.path(), "spin").expect("written");
    let mut server = Command::new(env!("CARGO_BIN_EXE_doomed"))
        .arg(ROGUE)
        .arg(command.path())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a server");
    let mut line = String::new();
    BufReader::new(server.stdout.take().expect("piped")).read_line(&mut line).expect("a line");
    assert_eq!(line, "ready\n");
    let workers = children(server.id(), ROGUE);
    assert_eq!(workers.len(), 3, "{workers:?}");
    server.kill().expect("killed");
    server.wait().expect("reaped");
    // One of them was busy and would never have noticed that its connection closed.
    eventually("the workers are gone", || {
        workers.iter().all(|pid| matches!(process_state(*pid), None | Some('Z')))
    })
    .await;
}

/// The processes that run `program` and whose parent is `parent`.
fn children(parent: u32, program: &str) -> Vec<u32> {
    let name: String = Path::new(program).file_name().expect("a name").to_str().expect("text").to_owned();
    let entries = std::fs::read_dir("/proc").expect("processes");
    entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok())
        .filter(|pid| {
            let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            let Some((head, tail)) = stat.rsplit_once(") ") else { return false };
            let is_child = tail.split(' ').nth(1) == Some(&parent.to_string());
            is_child && head.ends_with(&format!("({name}"))
        })
        .collect()
}
