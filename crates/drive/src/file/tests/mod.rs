//! What is done to files, with real state.

mod mirrors;
mod races;
mod revisions;
mod single;
mod trees;

use std::{collections::BTreeMap, time::Duration};

use assay_jobs::{Done, Handler as _};
use assay_store::{Change, ChangeOp, Commit, ContentRow, FileKind, FileRow, Job, Scope, Write, new_id};
use assay_types::{Clock as _, FileId, RevisionId, Sha1Digest, Sha256Digest, SystemClock, Timestamp};
use assay_wire::pds::{
    ClearRecyclebinRequest, CopyFileReply, CopyFileRequest, DeleteFileReply, DeleteFileRequest, File,
    GetAsyncTaskReply, GetAsyncTaskRequest, MoveFileReply, MoveFileRequest, RestoreFileReply,
    RestoreFileRequest, TrashFileRequest,
};

use super::{TREE_JOB, TreeHandler};
use crate::{
    DriveError,
    draft::Draft,
    fixture::{DRIVE, Fixture},
};

/// A drive with files, and calls by its key.
struct World {
    at: Fixture,
}

impl World {
    async fn new() -> Self {
        Self { at: Fixture::new().await }
    }

    async fn folder(&self, parent: FileId, name: &str) -> FileId {
        self.at.put(parent, name, None).await
    }

    /// A file with a content of so many bytes, which are all the same.
    async fn file(&self, parent: FileId, name: &str, byte: u8, size: u64) -> FileId {
        let mut commit = Commit::new(DRIVE, SystemClock.now());
        let id = Self::draft_file(&mut commit, parent, name, byte, size);
        self.at.store.commit(commit).await.expect("a file");
        id
    }

    fn draft_file(commit: &mut Commit, parent: FileId, name: &str, byte: u8, size: u64) -> FileId {
        let facts = content(byte, size);
        let row = FileRow { id: FileId(new_id()), parent, kind: FileKind::File, ..FileRow::default() };
        let file = File {
            drive_id: DRIVE.to_string(),
            domain_id: "default".to_owned(),
            name: name.to_owned(),
            created_at: commit.now.rfc3339_millis(),
            updated_at: commit.now.rfc3339_millis(),
            ..File::default()
        };
        let mut draft = Draft { row, file };
        draft.set_content(&facts, RevisionId(new_id()));
        let id = draft.row.id;
        commit.take.push(facts.sha256);
        commit.writes.push(Write::PutContent(facts));
        commit.used_bytes += i64::try_from(size).expect("a size");
        commit.changes.push(Change { op: ChangeOp::Create, file: id, old_parent: None });
        commit.writes.push(draft.insert());
        id
    }

    /// Folders of folders of files: `folders` × `files` files in `folders` folders, in one.
    async fn tree(&self, parent: FileId, folders: usize, files: usize) -> FileId {
        let top = self.folder(parent, "top").await;
        for number in 0..folders {
            let mut commit = Commit::new(DRIVE, SystemClock.now());
            let folder = Fixture::draft(&mut commit, top, &format!("folder {number}"), None);
            for file in 0..files {
                let byte = u8::try_from(file % 7).expect("a byte");
                Self::draft_file(&mut commit, folder, &format!("file {file}.txt"), byte, 10);
            }
            self.at.store.commit(commit).await.expect("a folder");
        }
        top
    }

    async fn row(&self, file: FileId) -> Option<FileRow> {
        self.at.store.files(DRIVE, &[file]).await.expect("read").pop().flatten().map(|found| found.row)
    }

    async fn record(&self, file: FileId) -> File {
        Draft::of(&self.row(file).await.expect("there")).expect("a record").file
    }

    async fn used(&self) -> u64 {
        self.at.store.drive(DRIVE).await.expect("read").expect("a drive").used_bytes
    }

    async fn references(&self, byte: u8, size: u64) -> u64 {
        let sha256 = content(byte, size).sha256;
        self.at.store.blob_references(sha256).await.expect("read").unwrap_or_default()
    }

    /// The live files and folders: their parents and names, by id.
    async fn live(&self) -> BTreeMap<FileId, (FileId, String)> {
        let mut live = BTreeMap::new();
        let mut after = FileId::ROOT;
        loop {
            let page = self.at.store.scan_rows(DRIVE, after, 1000, &Scope::Whole).await.expect("a page");
            for found in page.files {
                let name = found.row.entry.escaped_name().to_owned();
                live.insert(found.row.id, (found.row.parent, name));
            }
            match page.next {
                Some(next) => after = next.file,
                None => return live,
            }
        }
    }

    async fn move_to(&self, file: FileId, to: FileId) -> Result<MoveFileReply, DriveError> {
        let request = MoveFileRequest {
            check_name_mode: None,
            drive_id: DRIVE.to_string(),
            file_id: file.to_string(),
            to_parent_file_id: to.to_string(),
        };
        self.at.drive.move_file(&self.at.key, request).await
    }

    async fn copy(&self, file: FileId, to: FileId) -> Result<CopyFileReply, DriveError> {
        let request = CopyFileRequest {
            auto_rename: None,
            drive_id: Some(DRIVE.to_string()),
            file_id: file.to_string(),
            share_id: None,
            to_drive_id: None,
            to_parent_file_id: to.to_string(),
        };
        self.at.drive.copy_file(&self.at.key, request).await
    }

    async fn trash(&self, file: FileId) -> Result<(), DriveError> {
        let request = TrashFileRequest { drive_id: DRIVE.to_string(), file_id: file.to_string() };
        self.at.drive.trash_file(&self.at.key, request).await.map(drop)
    }

    async fn restore(&self, file: FileId) -> Result<RestoreFileReply, DriveError> {
        let request = RestoreFileRequest { drive_id: DRIVE.to_string(), file_id: file.to_string() };
        self.at.drive.restore_file(&self.at.key, request).await
    }

    async fn delete(&self, file: FileId) -> Result<DeleteFileReply, DriveError> {
        let request = DeleteFileRequest { drive_id: DRIVE.to_string(), file_id: file.to_string() };
        self.at.drive.delete_file(&self.at.key, request).await
    }

    async fn clear(&self) -> String {
        let request = ClearRecyclebinRequest { drive_id: DRIVE.to_string() };
        let reply = self.at.drive.clear_recyclebin(&self.at.key, request).await.expect("begun");
        reply.async_task_id.expect("a task")
    }

    async fn task(&self, task: &str) -> GetAsyncTaskReply {
        let request = GetAsyncTaskRequest { async_task_id: task.to_owned() };
        self.at.drive.get_async_task(&self.at.key, request).await.expect("a task")
    }

    async fn claim(&self) -> Vec<Job> {
        let later = Timestamp(SystemClock.now().as_millis() + 3_600_000);
        self.at.store.claim(&[TREE_JOB], 10, Duration::from_mins(1), later).await.expect("claimed")
    }

    /// Does all work on trees that there is to do.
    async fn work(&self) {
        let handler = TreeHandler::new(self.at.drive.clone());
        loop {
            let jobs = self.claim().await;
            if jobs.is_empty() {
                return;
            }
            for job in jobs {
                assert_eq!(handler.run(&job).await, Ok(Done::Completed));
            }
        }
    }
}

/// What is known of a content of so many bytes that are all the same; its names are made up.
fn content(byte: u8, size: u64) -> ContentRow {
    let mut sha256 = [byte; 32];
    let mut sha1 = [byte; 20];
    for (to, from) in sha256.iter_mut().zip(size.to_be_bytes()) {
        *to ^= from;
    }
    sha1.copy_from_slice(&sha256[..20]);
    ContentRow {
        sha256: Sha256Digest(sha256),
        sha1: Sha1Digest(sha1),
        head_sha1: Sha1Digest(sha1),
        crc64: u64::from(byte),
        size_bytes: size,
        engine: None,
        facts: None,
    }
}

/// The code of a refusal.
fn code<T: std::fmt::Debug>(result: Result<T, DriveError>) -> String {
    match result.expect_err("refused") {
        DriveError::Api(error) => error.code().to_owned(),
        error => panic!("{error:?}"),
    }
}

fn succeeded(task: &GetAsyncTaskReply) -> bool {
    task.state.as_deref() == Some("Succeed") && task.finished_at.is_some()
}
