//! Nothing that was acknowledged is lost when the process is killed, on SQLite.
//!
//! This test's binary runs itself again as the process to be killed: that one enqueues jobs and remembers
//! nonces as fast as it can and prints each answer, until the parent has read enough of them.

use std::{
    collections::HashSet,
    env,
    io::{BufRead as _, BufReader, Write as _},
    process::{Command, Stdio},
};

use assay_store::JobId;
use tempfile::TempDir;

use crate::{
    fixture::{HOUR, T0, at, job},
    harness::{runtime, sqlite_url},
};

const DATABASE: &str = "ASSAY_STORE_TEST_VICTIM";

#[test]
fn nothing_acknowledged_is_lost_to_a_kill() {
    let directory = TempDir::new().unwrap();
    let url = sqlite_url(&directory.path().join("assay.db"));
    let (mut jobs, mut nonces) = (HashSet::new(), HashSet::new());
    for round in 1..=3 {
        let mut victim = Command::new(env::current_exe().unwrap())
            .args(["durability::victim", "--exact", "--ignored", "--nocapture"])
            .env(DATABASE, &url)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(victim.stdout.take().unwrap()).lines();
        while jobs.len() < round * 500 {
            let line = lines.next().expect("the victim ended by itself").unwrap();
            read(&line, &mut jobs, &mut nonces);
        }
        // SIGKILL, in the middle of whatever it does.
        victim.kill().unwrap();
        victim.wait().unwrap();
        // What it had printed by then was acknowledged too; the last line may be half.
        let rest: Vec<_> = lines.map_while(Result::ok).collect();
        for line in rest.iter().take(rest.len().saturating_sub(1)) {
            read(line, &mut jobs, &mut nonces);
        }
    }
    runtime().block_on(async {
        let store = assay_store::open(&url).await.unwrap();
        let claimed = store.claim(&["k"], usize::MAX, HOUR, T0).await.unwrap();
        let kept: HashSet<_> = claimed.iter().map(|job| job.lease.job).collect();
        let lost: Vec<_> = jobs.difference(&kept).collect();
        assert!(lost.is_empty(), "{} of {} jobs are lost", lost.len(), jobs.len());
        assert!(!nonces.is_empty());
        for nonce in &nonces {
            assert!(
                !store.remember_nonce(&"a".parse().unwrap(), nonce, at(0)).await.unwrap(),
                "lost {nonce}"
            );
        }
    });
}

fn read(line: &str, jobs: &mut HashSet<JobId>, nonces: &mut HashSet<String>) {
    match line.split_once(' ') {
        Some(("job", id)) => drop(jobs.insert(JobId(id.parse().unwrap()))),
        Some(("nonce", nonce)) => drop(nonces.insert(nonce.to_owned())),
        // What the test harness prints around.
        _ => {}
    }
}

#[test]
#[ignore = "the process that nothing_acknowledged_is_lost_to_a_kill starts and kills"]
fn victim() {
    let url = env::var(DATABASE).expect("started by its parent");
    runtime().block_on(async {
        let store = assay_store::open(&url).await.unwrap();
        let writers: Vec<_> = (0..16)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move {
                    loop {
                        let id = store.enqueue(job("k")).await.unwrap();
                        let nonce = format!("n{}", id.0);
                        assert!(store.remember_nonce(&"a".parse().unwrap(), &nonce, at(0)).await.unwrap());
                        // One write a line, so that lines of two tasks do not mix.
                        let line = format!("job {}\nnonce {nonce}\n", id.0);
                        std::io::stdout().lock().write_all(line.as_bytes()).unwrap();
                    }
                })
            })
            .collect();
        for writer in writers {
            let () = writer.await.unwrap();
        }
    });
}
