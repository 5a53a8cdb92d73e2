//! Break-out tests: a rogue worker behind the real walls, seen by the real pool.

mod alone;
mod answers;
mod bounds;
mod examiner;
mod lifecycle;
mod prober;
mod start;
mod template;
mod walls;

use std::{
    fs::File,
    io::Write as _,
    path::Path,
    time::{Duration, Instant},
};

use assay_findings::{ExamineLimits, ExamineTask, Finding, Task};
use assay_sandbox::{GaveUp, Outcome, Pool, PoolConfig};

/// The rogue worker's program.
const ROGUE: &str = env!("CARGO_BIN_EXE_rogue");

/// Longer than anything here takes on a machine that is busy with other tests.
const LONG: Duration = Duration::from_secs(30);

/// A pool of `workers` rogues behind full walls, each with 512 MiB.
fn config(workers: usize) -> PoolConfig {
    let mut config = PoolConfig::new(ROGUE.into(), Vec::new());
    config.workers = workers;
    config.memory_bytes = 512 << 20;
    config
}

async fn pool(workers: usize) -> Pool {
    Pool::start(config(workers)).await.expect("a pool")
}

fn task() -> Task {
    Task::Examine(ExamineTask { decompress: None, limits: ExamineLimits::default() })
}

/// A file that holds `content`, open for reading.
fn file(content: &[u8]) -> File {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(content).expect("written");
    File::open(file.path()).expect("opened")
}

/// Has a rogue carry out `command`.
async fn order_within(pool: &Pool, command: &str, time_limit: Duration) -> Outcome {
    pool.run(file(command.as_bytes()), task(), time_limit).await.expect("an outcome")
}

async fn order(pool: &Pool, command: &str) -> Outcome {
    order_within(pool, command, LONG).await
}

/// What the rogue told of it.
fn told(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Found(Finding::Examined(report)) => {
            report.file.labels.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        }
        other => panic!("told nothing: {other:?}"),
    }
}

/// Asserts that the pool still works.
async fn assert_works(pool: &Pool) {
    assert_eq!(told(&order(pool, "nothing").await), "done \"nothing\"");
}

async fn worker_pid(pool: &Pool) -> u32 {
    told(&order(pool, "pid").await).parse().expect("a process id")
}

/// The state letter of a process, `Z` for one that is dead and not reaped; `None` when it is gone.
fn process_state(pid: u32) -> Option<char> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit_once(") ")?.1.chars().next()
}

/// Waits until `condition` holds; fails the test when it never does.
async fn eventually(what: &str, condition: impl Fn() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < LONG, "never: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

fn gave_up(reason: GaveUp) -> Outcome {
    Outcome::GaveUp(reason)
}

fn exists(path: &Path) -> bool {
    path.try_exists().expect("looked")
}
