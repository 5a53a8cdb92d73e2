//! What the drive's verbs cost in SQLite. Not part of the suite: `ASSAY_SPEED_FILES` says how many files (200,000
//! unless it does), `ASSAY_SPEED_DIR` where (kept and used again when it is there); a tenth are folders.
//!
//! `cargo test --release -p assay-store --test conformance -- drive::speed --ignored --nocapture`

use std::{
    env, fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use assay_store::{
    Change, ChangeOp, Columns, Commit, Condition, Direction, Expect, Field, FileKind, FileRow, FileState,
    ListFilter, ListOrder, ListSpec, Scope, SearchSpec, Store, Write, new_id,
};
use assay_types::{Entry, FileId, Timestamp};
use tokio::task::spawn;

use super::fixture::{DRIVE, ROOT, make_drive};
use crate::{
    fixture::T0,
    harness::{Database, runtime, sqlite_url},
};

/// Files of one folder that is listed; the others lie in folders of ten.
const LISTED_SHARE: usize = 4;

fn entry(name: &str, id: FileId, parent: FileId) -> Entry {
    let head = format!(
        "{{\"file_id\":\"{id}\",\"drive_id\":\"1\",\"parent_file_id\":\"{parent}\",\"type\":\"file\",\
         \"created_at\":\"2024-01-01T00:00:00.000Z\",\"updated_at\":\"2024-01-01T00:00:00.000Z\",\
         \"file_extension\":\"txt\",\"size\":12345,\"starred\":false,\"status\":\"available\",\"category\":\"doc\""
    );
    let before = format!("{head},\"name\":\"");
    let rest = format!(
        "\",\"content_hash\":\"{0:040x}\",\"content_hash_name\":\"sha1\",\"crc64_hash\":\"{0}\",\"domain_id\":\
         \"default\",\"revision_id\":\"{id}\",\"mime_type\":\"text/plain\",\"hidden\":false,\"creator_type\":\
         \"User\",\"creator_id\":\"superadmin\",\"last_modifier_type\":\"User\",\"last_modifier_id\":\"superadmin\",\
         \"user_tags\":{{\"a\":\"b\"}},\"labels\":[],\"investigation_info\":{{\"status\":2,\"suggestion\":\"pass\"}},\
         \"description\":\"\",\"upload_id\":\"{id}\",\"encrypt_mode\":\"none\",\"punish_flag\":0",
        id.0
    );
    let name_range = before.len()..before.len() + name.len();
    Entry { head: head.len(), name: name_range, text: format!("{before}{name}{rest}") }
}

fn insert(id: FileId, parent: FileId, kind: FileKind, name: String) -> Write {
    let row = FileRow {
        id,
        parent,
        kind,
        size_bytes: id.0.unsigned_abs() % 1_000_000,
        entry: entry(&name, id, parent),
        ..FileRow::default()
    };
    let columns = Columns {
        name,
        extension: "txt".to_owned(),
        category: "doc".to_owned(),
        mime_type: "text/plain".to_owned(),
        created_at: Timestamp(id.0 >> 20),
        updated_at: Timestamp(id.0 >> 20),
        ..Columns::default()
    };
    Write::Insert(Box::new(row), Box::new(columns))
}

fn name(n: usize) -> String {
    const WORDS: [&str; 8] =
        ["report", "年度报告", "photo", "会议记录", "invoice", "设计图", "draft", "Final"];
    let rare = if n.is_multiple_of(50_000) { " 罕见 unicorn" } else { "" };
    format!("{} {} {n}{rare}.txt", WORDS[n % 8], WORDS[n / 8 % 8])
}

fn commit(writes: Vec<Write>) -> Commit {
    let change = |write: &Write| match write {
        Write::Insert(row, _) => Some(Change { op: ChangeOp::Create, file: row.id, old_parent: None }),
        _ => None,
    };
    Commit { changes: writes.iter().filter_map(change).collect(), writes, ..Commit::new(DRIVE, T0) }
}

/// Fills the drive; the folder that a quarter of the files is in.
async fn fill(store: &Arc<dyn Store>, files: usize) -> FileId {
    let listed = FileId(new_id());
    let first = insert(listed, ROOT, FileKind::Folder, "listed".to_owned());
    store.commit(commit(vec![first])).await.unwrap();
    let mut folders = vec![ROOT];
    let mut n = 0;
    while n < files {
        let mut writes = Vec::new();
        for _ in 0..500 {
            let id = FileId(new_id());
            let (kind, parent) = match n % 10 {
                0 => (FileKind::Folder, folders[n / 7 % folders.len()]),
                slot if slot % LISTED_SHARE == 1 => (FileKind::File, listed),
                _ => (FileKind::File, folders[folders.len() - 1]),
            };
            if kind == FileKind::Folder {
                if folders.len() > 64 {
                    folders.truncate(1 + n % 32);
                }
                folders.push(id);
            }
            writes.push(insert(id, parent, kind, name(n)));
            n += 1;
        }
        store.commit(commit(writes)).await.unwrap();
    }
    listed
}

/// Creations by many at once, each a commit of its own with what the service expects and says.
async fn create(store: &Arc<dyn Store>, writers: usize, files: usize) -> f64 {
    let start = Instant::now();
    let tasks: Vec<_> = (0..writers)
        .map(|writer| {
            let store = store.clone();
            spawn(async move {
                for n in 0..files / writers {
                    let id = FileId(new_id());
                    let write = insert(id, ROOT, FileKind::File, name(writer * 1_000_000 + n));
                    let commit = Commit { expect: vec![Expect::Folder(ROOT)], ..commit(vec![write]) };
                    store.commit(commit).await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    files as f64 / start.elapsed().as_secs_f64()
}

async fn scan(store: &Arc<dyn Store>, whole: bool) {
    let (mut after, mut count, mut bytes) = (ROOT, 0, 0);
    let mut pages = Vec::new();
    let start = Instant::now();
    loop {
        let begin = Instant::now();
        let page = store.scan_text(DRIVE, after, 100, whole, &Scope::Whole).await.unwrap();
        pages.push(begin.elapsed());
        count += page.count;
        bytes += page.text.len();
        match page.next {
            Some(next) => after = next,
            None => break,
        }
    }
    let total = start.elapsed();
    let tenth = (pages.len() / 10).max(1);
    let deciles: Vec<_> =
        pages.chunks(tenth).take(10).map(|chunk| chunk.iter().sum::<Duration>() / tenth as u32).collect();
    let mut sorted = pages.clone();
    sorted.sort_unstable();
    eprintln!(
        "scan whole={whole}: {count} files, {:.0} files/s, {:.0} MB/s, page p50 {:?} p99 {:?}, deciles {:.2}",
        count as f64 / total.as_secs_f64(),
        bytes as f64 / 1e6 / total.as_secs_f64(),
        sorted[sorted.len() / 2],
        sorted[sorted.len() * 99 / 100],
        deciles.iter().max().unwrap().as_secs_f64() / deciles.iter().min().unwrap().as_secs_f64()
    );
}

/// The median and the worst of some repetitions.
async fn time<F: Future<Output = usize>>(what: &str, mut run: impl FnMut() -> F) {
    let mut times = Vec::new();
    let mut found = 0;
    for _ in 0..21 {
        let start = Instant::now();
        found = run().await;
        times.push(start.elapsed());
    }
    times.sort_unstable();
    eprintln!("{what}: {found} found, median {:?}, worst {:?}", times[10], times[20]);
}

async fn lists(store: &Arc<dyn Store>, listed: FileId) {
    for order in [ListOrder::Created, ListOrder::Updated, ListOrder::Name, ListOrder::Size] {
        for direction in [Direction::Ascending, Direction::Descending] {
            let mut spec = ListSpec {
                drive: DRIVE,
                parent: listed,
                filter: ListFilter { state: FileState::Available, kind: None, category: None },
                order,
                direction,
                after: None,
                limit: 100,
                scope: Scope::Whole,
            };
            let page = |spec: ListSpec| async move { store.list(&spec).await.unwrap().files.len() };
            time(&format!("list {order:?} {direction:?}, first page"), || page(spec.clone())).await;
            // The other end, from the other direction's first page.
            let other = match direction {
                Direction::Ascending => Direction::Descending,
                Direction::Descending => Direction::Ascending,
            };
            let end = store.list(&ListSpec { direction: other, limit: 101, ..spec.clone() }).await.unwrap();
            spec.after = end.next;
            time(&format!("list {order:?} {direction:?}, last page"), || page(spec.clone())).await;
        }
    }
}

async fn searches(store: &Arc<dyn Store>) {
    for (words, order) in [
        ("unicorn", vec![]),
        ("罕见", vec![]),
        ("罕", vec![]),
        ("123456", vec![(Field::Updated, Direction::Descending)]),
        ("年度报告 设计图 777", vec![(Field::Name, Direction::Ascending)]),
        ("report", vec![]),
        ("报告", vec![(Field::Updated, Direction::Descending)]),
        ("no such name", vec![]),
        ("qz", vec![]),
    ] {
        let spec = SearchSpec {
            drive: DRIVE,
            condition: Condition::NameMatch(words.split(' ').map(str::to_owned).collect()),
            order,
            after: None,
            limit: 100,
            under: None,
            scope: Scope::Whole,
            count: false,
        };
        time(&format!("search {words:?}"), || async { store.search(&spec).await.unwrap().files.len() }).await;
    }
}

fn directory() -> (PathBuf, Option<tempfile::TempDir>) {
    match env::var_os("ASSAY_SPEED_DIR") {
        Some(path) => (path.into(), None),
        None => {
            let directory = tempfile::TempDir::new().unwrap();
            (directory.path().to_owned(), Some(directory))
        }
    }
}

fn resident_kib() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or_default().to_owned()
}

async fn measure(path: &Path, files: usize) {
    let db = Database { url: sqlite_url(&path.join("assay.db")) };
    let is_new = !path.join("assay.db").exists();
    let store = db.open().await;
    let start = Instant::now();
    if is_new {
        make_drive(&db, DRIVE).await;
        fill(&store, files).await;
        let size = fs::metadata(path.join("assay.db")).unwrap().len();
        eprintln!(
            "fill: {:.0} files/s, 500 a commit; {} bytes a file",
            files as f64 / start.elapsed().as_secs_f64(),
            size / files as u64
        );
    }
    let listed = store.named(DRIVE, ROOT, "listed", 1).await.unwrap()[0].id;
    for _ in 0..2 {
        scan(&store, false).await;
        scan(&store, true).await;
    }
    eprintln!("after scans: {}", resident_kib());
    let get = || async { store.files(DRIVE, &[listed]).await.unwrap().len() };
    time("get", get).await;
    lists(&store, listed).await;
    searches(&store).await;
    eprintln!("after searches: {}", resident_kib());
    for writers in [1, 64, 512, 2048] {
        let count = if writers == 1 { 500 } else { 40_960 };
        let rate = create(&store, writers, count).await;
        eprintln!("create by {writers}: {rate:.0} files/s");
    }
    eprintln!("after creations: {}", resident_kib());
}

#[test]
#[ignore = "a measurement, not a test"]
fn what_verbs_cost() {
    let files = env::var("ASSAY_SPEED_FILES").ok().and_then(|files| files.parse().ok()).unwrap_or(200_000);
    let (path, _kept) = directory();
    runtime().block_on(measure(&path, files));
}
