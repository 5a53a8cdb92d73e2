//! The drive in SQLite: which verb is where.
//!
//! Every reading verb sees one snapshot: its rows, the version of the drive's tree, and the folders that it has to
//! look up for their places all belong together.

mod commit;
mod content;
mod list;
mod log;
mod names;
mod place;
mod purge;
mod revision;
mod row;
mod scan;
mod search;
mod task;
mod totals;
mod upload;
mod write;

use std::sync::Arc;

use assay_types::{DriveId, FileId, RevisionId, Sha1Digest, Sha256Digest, TaskId, Timestamp, UploadId};
use async_trait::async_trait;
use rusqlite::Connection;

pub(super) use self::purge::purge;
use super::{Sqlite, fault::Fault};
use crate::{
    Changed, Commit, Committed, ContentRow, DriveStore, FileRow, FilesPage, FolderTotals, Found, ListSpec,
    PartRow, Position, RevisionRow, Scope, SearchSpec, StoreError, TaskRow, TextPage, UploadRow,
    drive::tree::Trees,
};

/// Makes what the writer's connection needs besides the schema.
pub(super) fn prepare_writer(connection: &Connection) -> Result<(), Fault> {
    Ok(names::prepare(connection)?)
}

/// What a group of verbs leaves to do before it is committed.
pub(super) fn finish_group(connection: &Connection) -> rusqlite::Result<()> {
    names::index_due(connection)
}

impl Sqlite {
    /// Runs a verb that needs places.
    async fn read<T, F>(&self, doing: &'static str, verb: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection, &Trees) -> Result<T, Fault> + Send + 'static,
    {
        let trees = Arc::clone(&self.trees);
        self.readers.call(doing, move |connection| verb(connection, &trees)).await
    }
}

#[async_trait]
impl DriveStore for Sqlite {
    async fn commit(&self, commit: Commit) -> Result<Committed, StoreError> {
        let commit = Arc::new(commit);
        let checked = Arc::clone(&commit);
        self.main
            .call_checked(
                "change a drive",
                move |connection| commit::check(connection, &checked),
                move |connection, state| commit::write(connection, &commit, state),
            )
            .await
    }

    async fn files(&self, drive: DriveId, ids: &[FileId]) -> Result<Vec<Option<Found>>, StoreError> {
        let ids = ids.to_vec();
        self.read("read files", move |connection, trees| list::files(connection, trees, drive, &ids)).await
    }

    async fn named(
        &self,
        drive: DriveId,
        parent: FileId,
        name: &str,
        limit: usize,
    ) -> Result<Vec<FileRow>, StoreError> {
        let name = name.to_owned();
        self.readers
            .call("read files of a name", move |connection| {
                list::named(connection, drive, parent, &name, limit)
            })
            .await
    }

    async fn scan_text(
        &self,
        drive: DriveId,
        after: FileId,
        limit: usize,
        whole: bool,
        scope: &Scope,
    ) -> Result<TextPage, StoreError> {
        let scope = scope.clone();
        self.read("scan a drive", move |connection, trees| {
            scan::text(connection, trees, (drive, after), limit, whole, &scope)
        })
        .await
    }

    async fn scan_rows(
        &self,
        drive: DriveId,
        after: FileId,
        limit: usize,
        scope: &Scope,
    ) -> Result<FilesPage, StoreError> {
        let scope = scope.clone();
        self.read("scan a drive", move |connection, trees| {
            scan::rows(connection, trees, (drive, after), limit, &scope)
        })
        .await
    }

    async fn list(&self, spec: &ListSpec) -> Result<FilesPage, StoreError> {
        let spec = spec.clone();
        self.read("list a folder", move |connection, trees| list::page(connection, trees, &spec)).await
    }

    async fn search(&self, spec: &SearchSpec) -> Result<FilesPage, StoreError> {
        let spec = spec.clone();
        self.read("search a drive", move |connection, trees| search::page(connection, trees, &spec)).await
    }

    async fn trash(
        &self,
        drive: DriveId,
        after: Option<&Position>,
        limit: usize,
    ) -> Result<FilesPage, StoreError> {
        let after = after.cloned();
        self.read("list the recycle bin", move |connection, trees| {
            list::trash(connection, trees, drive, after.as_ref(), limit)
        })
        .await
    }

    async fn children(
        &self,
        drive: DriveId,
        parent: FileId,
        after: FileId,
        limit: usize,
    ) -> Result<Vec<FileRow>, StoreError> {
        self.readers
            .call("read a folder", move |connection| list::children(connection, drive, parent, after, limit))
            .await
    }

    async fn folder_totals(&self, drive: DriveId, folder: FileId) -> Result<FolderTotals, StoreError> {
        self.readers.call("measure a folder", move |connection| totals::of(connection, drive, folder)).await
    }

    async fn last_change(&self, drive: DriveId) -> Result<u64, StoreError> {
        self.readers.call("read a log's end", move |connection| log::last(connection, drive)).await
    }

    async fn changes(&self, drive: DriveId, after: u64, limit: usize) -> Result<Vec<Changed>, StoreError> {
        self.read("read a log", move |connection, trees| log::lines(connection, trees, drive, after, limit))
            .await
    }

    async fn revisions(
        &self,
        drive: DriveId,
        file: FileId,
        before: Option<RevisionId>,
        limit: usize,
    ) -> Result<Vec<RevisionRow>, StoreError> {
        self.readers
            .call("read revisions", move |connection| revision::list(connection, drive, file, before, limit))
            .await
    }

    async fn revision(
        &self,
        drive: DriveId,
        file: FileId,
        revision: RevisionId,
    ) -> Result<Option<RevisionRow>, StoreError> {
        self.readers
            .call("read a revision", move |connection| revision::get(connection, drive, file, revision))
            .await
    }

    async fn drive_upload(&self, drive: DriveId, upload: UploadId) -> Result<Option<UploadRow>, StoreError> {
        self.readers.call("read an upload", move |connection| upload::get(connection, drive, upload)).await
    }

    async fn put_part(
        &self,
        drive: DriveId,
        upload: UploadId,
        part: PartRow,
        in_order: bool,
    ) -> Result<Option<bool>, StoreError> {
        self.main
            .call("record a part", move |connection| {
                upload::put_part(connection, drive, upload, &part, in_order)
            })
            .await
    }

    async fn parts(
        &self,
        drive: DriveId,
        upload: UploadId,
        after: u32,
        limit: usize,
    ) -> Result<Vec<PartRow>, StoreError> {
        self.readers
            .call("read parts", move |connection| upload::parts(connection, drive, upload, after, limit))
            .await
    }

    async fn expired_uploads(&self, now: Timestamp, limit: usize) -> Result<Vec<UploadRow>, StoreError> {
        self.readers
            .call("read expired uploads", move |connection| upload::expired(connection, now, limit))
            .await
    }

    async fn content(&self, content: &Sha256Digest) -> Result<Option<ContentRow>, StoreError> {
        let content = *content;
        self.readers.call("read a content", move |connection| content::get(connection, &content)).await
    }

    async fn contents_by_sha1(&self, sha1: &Sha1Digest, size: u64) -> Result<Vec<ContentRow>, StoreError> {
        let sha1 = *sha1;
        self.readers.call("find a content", move |connection| content::by_sha1(connection, &sha1, size)).await
    }

    async fn contents_by_head(
        &self,
        head_sha1: &Sha1Digest,
        size: u64,
    ) -> Result<Vec<ContentRow>, StoreError> {
        let head_sha1 = *head_sha1;
        self.readers
            .call("find a content", move |connection| content::by_head(connection, &head_sha1, size))
            .await
    }

    async fn files_with(
        &self,
        drives: &[DriveId],
        content: &Sha256Digest,
    ) -> Result<Vec<(DriveId, Found)>, StoreError> {
        let (drives, content) = (drives.to_vec(), *content);
        self.read("find files of a content", move |connection, trees| {
            content::files(connection, trees, &drives, &content)
        })
        .await
    }

    async fn drive_task(&self, task: TaskId) -> Result<Option<TaskRow>, StoreError> {
        self.readers.call("read a task", move |connection| task::get(connection, task)).await
    }

    async fn forget_drive_tasks(&self, ended_before: Timestamp, limit: usize) -> Result<u64, StoreError> {
        self.main.call("forget tasks", move |connection| task::forget(connection, ended_before, limit)).await
    }
}
