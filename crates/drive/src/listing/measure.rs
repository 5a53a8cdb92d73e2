//! What a page costs without HTTP. Not a test but an instrument: `cargo test -p assay-drive measure -- --ignored
//! --nocapture` with optimisation, `ASSAY_MEASURE_FILES` files (200,000 without it).

use std::time::{Duration, Instant};

use assay_store::Commit;
use assay_types::{Clock as _, FileId, SystemClock};
use assay_wire::pds::ScanFileRequest;

use crate::fixture::{DRIVE, Fixture};

/// Files of a folder.
const FOLDER: u64 = 100;
/// Folders of a commit.
const COMMIT: u64 = 50;

async fn fill(fixture: &Fixture, files: u64) {
    let mut left = files;
    while left > 0 {
        let mut commit = Commit::new(DRIVE, SystemClock.now());
        for _ in 0..COMMIT.min(left.div_ceil(FOLDER)) {
            let folder = Fixture::draft(&mut commit, FileId::ROOT, &format!("folder {left}"), None);
            for _ in 0..FOLDER.min(left) {
                Fixture::draft(&mut commit, folder, &format!("picture {left}.jpg"), Some(left));
                left -= 1;
            }
        }
        commit.changes.clear();
        fixture.store.commit(commit).await.expect("committed");
    }
}

/// The time that so many of a hundred pages do not take.
fn at(times: &[Duration], percent: usize) -> Duration {
    times.get(times.len() * percent / 100).copied().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "an instrument"]
async fn measure_scan() {
    let files = std::env::var("ASSAY_MEASURE_FILES")
        .ok()
        .and_then(|text| text.parse::<u64>().ok())
        .unwrap_or(200_000);
    let fixture = Fixture::new().await;
    let started = Instant::now();
    fill(&fixture, files).await;
    println!("{files} files put in {:?}", started.elapsed());
    for fields in [None, Some("*".to_owned()), Some("file_id,name,size".to_owned())] {
        for round in 0..2 {
            let (mut times, mut bytes, mut marker) = (Vec::new(), 0, String::new());
            let started = Instant::now();
            loop {
                let request = ScanFileRequest {
                    drive_id: DRIVE.to_string(),
                    fields: fields.clone(),
                    limit: None,
                    marker: Some(marker),
                };
                let begun = Instant::now();
                let body = fixture.drive.scan_file(&fixture.key, request).await.expect("a page");
                times.push(begun.elapsed());
                bytes += body.len();
                let key = b"\"next_marker\":\"";
                let from = body.windows(key.len()).rposition(|window| window == key).expect("a marker");
                let end = body.len() - 2;
                marker = String::from_utf8(body[from + key.len()..end].to_vec()).expect("text");
                if marker.is_empty() {
                    break;
                }
            }
            let spent = started.elapsed();
            let deciles: Vec<Duration> = times
                .chunks(times.len().div_ceil(10))
                .map(|part| part.iter().sum::<Duration>() / u32::try_from(part.len()).expect("few"))
                .collect();
            times.sort_unstable();
            println!(
                "fields {fields:?} round {round}: {} pages, {bytes} bytes, {} files/s, a page {:?} in the middle, \
                 p99 {:?}, deciles {deciles:?}",
                times.len(),
                u128::from(files) * 1_000_000 / spent.as_micros(),
                at(&times, 50),
                at(&times, 99),
            );
        }
    }
}
