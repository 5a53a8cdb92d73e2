//! Measures a drive's verbs: `drive_load URL FILES DRIVE`, where the drive is one without a limit and empty.
//!
//! Fills it through the store, scans, lists and searches it; prints one line a measurement.

use std::{
    env,
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use assay_store::{
    Change, ChangeOp, Columns, Commit, Comparison, Condition, Direction, Expect, Field, FileKind, FileRow,
    FileState, ListFilter, ListOrder, ListSpec, Scope, SearchSpec, Store, Value, Write, new_id,
};
use assay_types::{DriveId, Entry, FileId, Sha1Digest, Sha256Digest, Timestamp};

type Fallible<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Committers at once.
const WRITERS: usize = 64;

/// Rows of a large commit, as jobs on trees make them.
const CHUNK: i64 = 500;

const WORDS: [&str; 12] = [
    "report",
    "invoice",
    "holiday",
    "budget",
    "draft",
    "年度报告",
    "会议记录",
    "photo",
    "contract",
    "minutes",
    "旅行照片",
    "backup",
];

#[tokio::main]
#[expect(clippy::print_stdout, reason = "a measurement's lines are its output")]
async fn main() -> Fallible<()> {
    let mut args = env::args().skip(1);
    let url = args.next().ok_or("usage: drive_load URL FILES DRIVE")?;
    let files: i64 = args.next().ok_or("how many files?")?.parse()?;
    let drive = DriveId(args.next().ok_or("which drive?")?.parse()?);
    let store = assay_store::open(&url).await?;

    let folders = i64::max(files / 100, 1);
    let first = new_id();
    let begun = Instant::now();
    for chunk in 0..=folders / CHUNK {
        let ids = chunk * CHUNK..folders.min((chunk + 1) * CHUNK);
        // Chains of four folders.
        let parent = |id: i64| if id % 4 == 0 { FileId::ROOT } else { FileId(first + id - 1) };
        store.commit(made(drive, ids.map(|id| folder(first + id, parent(id))))).await?;
    }
    println!("{folders} folders in {:?}", begun.elapsed());

    let singles = i64::min(files, 50_000);
    let begun = Instant::now();
    let next = Arc::new(AtomicI64::new(0));
    let writers: Vec<_> = (0..WRITERS)
        .map(|_| {
            let (store, next) = (Arc::clone(&store), Arc::clone(&next));
            tokio::spawn(async move {
                let mut slowest = Duration::ZERO;
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= singles {
                        return Fallible::Ok(slowest);
                    }
                    let parent = FileId(first + number % folders);
                    let mut commit = made(drive, [file(new_id(), parent, number)]);
                    commit.expect.push(Expect::Folder(parent));
                    let begun = Instant::now();
                    store.commit(commit).await?;
                    slowest = slowest.max(begun.elapsed());
                }
            })
        })
        .collect();
    let mut slowest = Duration::ZERO;
    for writer in writers {
        slowest = slowest.max(writer.await??);
    }
    let rate = rate(singles, begun);
    println!("{singles} creates by {WRITERS}: {rate} a second, the slowest {slowest:?}");

    let begun = Instant::now();
    let mut number = singles;
    while number < files {
        let chunk = number..files.min(number + CHUNK);
        number = chunk.end;
        // Half of them in one folder.
        let parent =
            |number: i64| if number % 2 == 0 { FileId::ROOT } else { FileId(first + number % folders) };
        store.commit(made(drive, chunk.map(|number| file(new_id(), parent(number), number)))).await?;
    }
    println!("{} in commits of {CHUNK}: {} a second", files - singles, self::rate(files - singles, begun));

    for round in ["cold", "warm"] {
        for whole in [false, true] {
            scan(&store, drive, whole, round).await?;
        }
    }
    for order in [ListOrder::Created, ListOrder::Updated, ListOrder::Name, ListOrder::Size] {
        list(&store, drive, order).await?;
    }
    searches(&store, drive, first).await
}

fn rate(count: i64, begun: Instant) -> u128 {
    u128::try_from(count).unwrap_or_default() * 1_000_000 / begun.elapsed().as_micros().max(1)
}

fn made(drive: DriveId, rows: impl IntoIterator<Item = (FileRow, Columns)>) -> Commit {
    let mut commit = Commit::new(drive, Timestamp(new_id() >> 20));
    for (row, columns) in rows {
        commit.changes.push(Change { op: ChangeOp::Create, file: row.id, old_parent: None });
        commit.take.extend(row.content);
        commit.used_bytes += i64::try_from(row.size_bytes).unwrap_or_default();
        commit.writes.push(Write::Insert(Box::new(row), Box::new(columns)));
    }
    commit
}

fn entry(id: i64, name: &str) -> Entry {
    let start = format!("{{\"drive_id\":\"1\",\"file_id\":\"{id:016x}\",\"name\":\"");
    let head = format!("{start}{name}\",\"type\":\"file\",\"created_at\":\"2026-01-01T00:00:00.000Z\"");
    let text = format!("{head},\"more\":\"{}\"", "x".repeat(500));
    Entry { text, head: head.len(), name: start.len()..start.len() + name.len() }
}

fn folder(id: i64, parent: FileId) -> (FileRow, Columns) {
    let name = format!("folder {}", id % 1000);
    let row = FileRow {
        id: FileId(id),
        parent,
        kind: FileKind::Folder,
        entry: entry(id, &name),
        ..FileRow::default()
    };
    let columns =
        Columns { name, created_at: Timestamp(id), updated_at: Timestamp(id), ..Columns::default() };
    (row, columns)
}

fn file(id: i64, parent: FileId, number: i64) -> (FileRow, Columns) {
    let word = |at: i64| WORDS[usize::try_from((number >> at) % 12).unwrap_or_default()];
    let name = format!("{} {}_{number}.jpg", word(0), word(4));
    let mut content = [0; 32];
    content[..8].copy_from_slice(&number.to_be_bytes());
    let row = FileRow {
        id: FileId(id),
        parent,
        content: Some(Sha256Digest(content)),
        size_bytes: (number * 7919 % 1_000_003).unsigned_abs(),
        entry: entry(id, &name),
        ..FileRow::default()
    };
    let mut sha1 = [0; 20];
    sha1[..8].copy_from_slice(&number.to_be_bytes());
    let columns = Columns {
        name,
        extension: "jpg".to_owned(),
        category: "image".to_owned(),
        mime_type: "image/jpeg".to_owned(),
        sha1: Some(Sha1Digest(sha1)),
        starred: number % 1000 == 0,
        created_at: Timestamp(id),
        updated_at: Timestamp(id),
        labels: if number % 10_000 == 0 { vec!["rare".to_owned()] } else { Vec::new() },
        ..Columns::default()
    };
    (row, columns)
}

#[expect(clippy::print_stdout, reason = "a measurement's lines are its output")]
async fn scan(store: &Arc<dyn Store>, drive: DriveId, whole: bool, round: &str) -> Fallible<()> {
    let (mut after, mut pages, mut bytes, mut count) = (FileId::ROOT, Vec::new(), 0, 0);
    let begun = Instant::now();
    loop {
        let page_begun = Instant::now();
        let page = store.scan_text(drive, after, 100, whole, &Scope::Whole).await?;
        pages.push(page_begun.elapsed());
        bytes += page.text.len();
        count += page.count;
        match page.next {
            Some(next) => after = next,
            None => break,
        }
    }
    let rate = rate(i64::try_from(count)?, begun);
    pages.sort_unstable();
    let decile = |at: usize| pages.get(pages.len() * at / 10).copied().unwrap_or_default();
    println!(
        "scan {round}, whole {whole}: {count} files, {} MB, {rate} files a second; pages: fastest decile {:?}, \
         median {:?}, slowest decile {:?}",
        bytes >> 20,
        decile(1),
        decile(5),
        decile(9),
    );
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a measurement's lines are its output")]
async fn list(store: &Arc<dyn Store>, drive: DriveId, order: ListOrder) -> Fallible<()> {
    let mut spec = ListSpec {
        drive,
        parent: FileId::ROOT,
        filter: ListFilter { state: FileState::Available, kind: None, category: None },
        order,
        direction: Direction::Ascending,
        after: None,
        limit: 100,
        scope: Scope::Whole,
    };
    let mut pages = Vec::new();
    loop {
        let begun = Instant::now();
        let page = store.list(&spec).await?;
        pages.push(begun.elapsed());
        match page.next {
            Some(next) if pages.len() < 4000 => spec.after = Some(next),
            _ => break,
        }
    }
    let (count, [first, .., last]) = (pages.len(), &mut pages[..]) else { return Ok(()) };
    let (first, last) = (*first, *last);
    pages.sort_unstable();
    println!(
        "list by {order:?}: {count} pages, first {first:?}, last {last:?}, median {:?}",
        pages[count / 2]
    );
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a measurement's lines are its output")]
async fn searches(store: &Arc<dyn Store>, drive: DriveId, first: i64) -> Fallible<()> {
    let words = |words: &[&str]| Condition::NameMatch(words.iter().map(|&word| word.to_owned()).collect());
    let is = |field, value: &str| Condition::Compare(field, Comparison::Eq, Value::Text(value.to_owned()));
    let parent = Condition::Compare(Field::Parent, Comparison::Eq, Value::Number(first));
    let latest = vec![(Field::Updated, Direction::Descending)];
    let by_name = vec![(Field::Name, Direction::Ascending)];
    for (what, condition, order, count) in [
        ("a rare name", words(&["_31415."]), latest.clone(), false),
        ("a rare name, Chinese", words(&["年度", "_27182"]), latest.clone(), false),
        ("a common name", words(&["budget"]), latest.clone(), false),
        ("two common words", words(&["会议", "draft"]), latest.clone(), false),
        ("a short word", words(&["7"]), latest.clone(), false),
        ("a label", Condition::LabelIn(vec!["rare".to_owned()]), latest.clone(), false),
        ("an extension", is(Field::Extension, "jpg"), latest.clone(), false),
        ("no such extension", is(Field::Extension, "pdf"), latest, false),
        ("an extension by name", is(Field::Extension, "jpg"), by_name.clone(), false),
        ("a folder by name", parent, by_name, false),
        ("everything, counted", Condition::And(Vec::new()), Vec::new(), true),
    ] {
        let spec = SearchSpec {
            drive,
            condition,
            order,
            after: None,
            limit: 50,
            under: None,
            scope: Scope::Whole,
            count,
        };
        store.search(&spec).await?;
        let begun = Instant::now();
        let page = store.search(&spec).await?;
        println!(
            "search, {what}: {:?}, {} files, {}, total {:?}",
            begun.elapsed(),
            page.files.len(),
            if page.next.is_some() { "more to come" } else { "the end" },
            page.total,
        );
    }
    Ok(())
}
