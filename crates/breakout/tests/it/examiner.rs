//! The real engine inside the walls: what it needs must be allowed, and it must be warm before.

use std::{io::Write as _, time::Duration};

use assay_findings::{Decompress, ExamineLimits, ExamineReport, ExamineTask, Finding, Task};
use assay_sandbox::{Outcome, Pool, PoolConfig};
use flate2::{Compression, write::GzEncoder};

use crate::{config, file};

/// The test file that every scanner knows, in two halves, so that no scanner takes this file for it.
fn eicar() -> Vec<u8> {
    [r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR", "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].concat().into_bytes()
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content).expect("written");
    encoder.finish().expect("finished")
}

async fn examine(pool: &Pool, content: &[u8]) -> ExamineReport {
    let task = Task::Examine(ExamineTask {
        decompress: Some(Decompress { max_layers: 5, max_files: 1000 }),
        limits: ExamineLimits::default(),
    });
    match pool.run(file(content), task, Duration::from_mins(1)).await.expect("an outcome") {
        Outcome::Found(Finding::Examined(report)) => report,
        other => panic!("no report: {other:?}"),
    }
}

#[tokio::test]
async fn the_engine_finds_what_it_should_and_its_clock_lives_on() {
    let config = PoolConfig { args: vec!["--examiner".into()], memory_bytes: 1 << 30, ..config(1) };
    let pool = Pool::start(config).await.expect("a pool");
    assert!(pool.walls().is_full());
    assert!(examine(&pool, &eicar()).await.file.verdict.is_dangerous());
    assert!(!examine(&pool, b"nothing to see here").await.file.verdict.is_dangerous());
    let packed = examine(&pool, &gzip(&eicar())).await;
    assert!(packed.is_container && packed.members.len() == 1 && packed.file.verdict.is_dangerous());
    // The thread that measures time ticks once a second; a call of its that is not allowed would kill.
    tokio::time::sleep(Duration::from_millis(2500)).await;
    assert!(!examine(&pool, &vec![b'A'; 32 << 20]).await.file.verdict.is_dangerous());
    let executable = std::fs::read(crate::ROGUE).expect("read");
    let report = examine(&pool, executable.get(..8 << 20).unwrap_or(&executable)).await;
    assert!(!report.file.labels.is_empty());
    assert!(examine(&pool, &eicar()).await.file.verdict.is_dangerous());
    assert_eq!(pool.counters().kills, 0);
}
