//! Fills a drive with many files, straight through the store's own commits: what the drive's other measurements
//! read. The records are as long as those of uploaded files; a fifth of the names are Chinese.
//!
//! One folder (`large`) takes as many files as `--large` says, the others a thousand each.

#![expect(clippy::print_stdout, reason = "the answer of a measuring program")]

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use anyhow::Result;
use assay_store::{Change, ChangeOp, Columns, Commit, FileKind, FileRow, FileState, Store, Write, new_id};
use assay_types::{DriveId, FileId, RevisionId, Timestamp};
use assay_wire::pds::File;
use clap::Parser;

/// Rows of one commit.
const BATCH: usize = 500;
/// Files of an ordinary folder.
const FOLDER: usize = 1000;

#[derive(Debug, Parser)]
struct Args {
    /// The database, as `ASSAY_DATABASE_URL` names it; a server must have made it.
    #[arg(long)]
    database: String,
    /// The drive.
    #[arg(long, default_value_t = 1)]
    drive: i64,
    /// Files in ordinary folders.
    #[arg(long)]
    files: usize,
    /// Files in the one large folder.
    #[arg(long, default_value_t = 0)]
    large: usize,
}

#[tokio::main]
async fn main() -> Result<()> {
    let args = Args::parse();
    let store = assay_store::open(&args.database).await?;
    let mut filler = Filler { drive: DriveId(args.drive), commit: None, made: 0 };
    let began = Instant::now();
    let mut parent = FileId::ROOT;
    for n in 0..args.files {
        if n % FOLDER == 0 {
            parent = filler.add(&*store, FileId::ROOT, &format!("folder {n:08}"), FileKind::Folder).await?;
        }
        filler.add(&*store, parent, &name(n), FileKind::File).await?;
    }
    if args.large > 0 {
        let large = filler.add(&*store, FileId::ROOT, "large", FileKind::Folder).await?;
        for n in 0..args.large {
            filler.add(&*store, large, &name(args.files + n), FileKind::File).await?;
        }
        println!("large={large}");
    }
    filler.flush(&*store).await?;
    let seconds = began.elapsed().as_secs_f64();
    println!("{} files and folders in {seconds:.1} s", filler.made);
    Ok(())
}

/// Names as people give them: a word or two, a number, an extension.
fn name(n: usize) -> String {
    const WORDS: [&str; 8] =
        ["report", "Annual Review", "holiday", "IMG", "invoice", "minutes", "scan", "backup"];
    const CHINESE: [&str; 4] = ["年度报告", "会议纪要", "照片", "合同"];
    const EXTENSIONS: [&str; 6] = ["pdf", "jpg", "docx", "txt", "zip", "mp4"];
    let extension = EXTENSIONS[n % EXTENSIONS.len()];
    if n.is_multiple_of(5) {
        format!("{} {n:07}.{extension}", CHINESE[n / 5 % CHINESE.len()])
    } else {
        format!("{} {n:07}.{extension}", WORDS[n % WORDS.len()])
    }
}

struct Filler {
    drive: DriveId,
    commit: Option<Commit>,
    made: usize,
}

impl Filler {
    async fn add(&mut self, store: &dyn Store, parent: FileId, name: &str, kind: FileKind) -> Result<FileId> {
        let id = FileId(new_id());
        let now = Timestamp(i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?);
        let (row, columns) = rows(self.drive, id, parent, name, kind, now);
        let commit = self.commit.get_or_insert_with(|| Commit::new(self.drive, now));
        commit.writes.push(Write::Insert(Box::new(row), Box::new(columns)));
        commit.changes.push(Change { op: ChangeOp::Create, file: id, old_parent: None });
        self.made += 1;
        // A folder is there before its files are.
        if commit.writes.len() >= BATCH || kind == FileKind::Folder {
            self.flush(store).await?;
        }
        Ok(id)
    }

    async fn flush(&mut self, store: &dyn Store) -> Result<()> {
        if let Some(commit) = self.commit.take() {
            store.commit(commit).await?;
        }
        Ok(())
    }
}

fn rows(
    drive: DriveId,
    id: FileId,
    parent: FileId,
    name: &str,
    kind: FileKind,
    now: Timestamp,
) -> (FileRow, Columns) {
    let is_file = kind == FileKind::File;
    let size: u64 = if is_file { (id.0.unsigned_abs() >> 7) % 10_000_000 } else { 0 };
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_owned());
    let hash = format!("{:040X}", id.0.unsigned_abs());
    let file = File {
        file_id: id.to_string(),
        drive_id: drive.to_string(),
        parent_file_id: parent.to_string(),
        kind: if is_file { "file" } else { "folder" }.to_owned(),
        created_at: now.rfc3339_millis(),
        updated_at: now.rfc3339_millis(),
        file_extension: extension.clone(),
        size: is_file.then_some(i64::try_from(size).unwrap_or_default()),
        status: "available".to_owned(),
        category: is_file.then(|| "doc".to_owned()),
        name: name.to_owned(),
        domain_id: "default".to_owned(),
        content_type: is_file.then(|| "application/octet-stream".to_owned()),
        content_hash: is_file.then(|| hash.clone()),
        content_hash_name: is_file.then(|| "sha1".to_owned()),
        crc64_hash: is_file.then(|| id.0.to_string()),
        revision_id: is_file.then(|| id.to_string()),
        revision_version: is_file.then_some(1),
        creator_type: Some("AccessKey".to_owned()),
        creator_id: Some("bench".to_owned()),
        creator_name: Some("bench".to_owned()),
        last_modifier_type: Some("AccessKey".to_owned()),
        last_modifier_id: Some("bench".to_owned()),
        last_modifier_name: Some("bench".to_owned()),
        ..File::default()
    };
    let row = FileRow {
        id,
        parent,
        kind,
        state: FileState::Available,
        size_bytes: size,
        revision: RevisionId(if is_file { id.0 } else { 0 }),
        entry: file.entry(),
        ..FileRow::default()
    };
    let columns = Columns {
        name: name.to_owned(),
        extension: extension.unwrap_or_default(),
        category: if is_file { "doc" } else { "" }.to_owned(),
        sha1: hash.to_ascii_lowercase().parse().ok().filter(|_| is_file),
        created_at: now,
        updated_at: now,
        ..Columns::default()
    };
    (row, columns)
}
