//! The drive in PostgreSQL: which verb is where.

mod apply;
mod apply_files;
mod commit;
mod facts;
mod group;
mod list;
mod pager;
mod purge;
mod reading;
mod records;
mod scan;
mod search;
mod terms;
mod upload;

use assay_types::{DriveId, FileId, RevisionId, Sha1Digest, Sha256Digest, TaskId, Timestamp, UploadId};
use async_trait::async_trait;

use self::scan::Scan;
pub(super) use self::{commit::Committers, search::value};
use super::{Postgres, fault::retried};
use crate::{
    Changed, Commit, Committed, ContentRow, DriveStore, FileRow, FilesPage, FolderTotals, Found, ListSpec,
    PartRow, Position, RevisionRow, Scope, SearchSpec, StoreError, TaskRow, TextPage, UploadRow,
};

#[async_trait]
impl DriveStore for Postgres {
    async fn commit(&self, commit: Commit) -> Result<Committed, StoreError> {
        self.committers.commit(commit).await
    }

    async fn files(&self, drive: DriveId, ids: &[FileId]) -> Result<Vec<Option<Found>>, StoreError> {
        retried!("read files", self.files_once(drive, ids))
    }

    async fn named(
        &self,
        drive: DriveId,
        parent: FileId,
        name: &str,
        limit: usize,
    ) -> Result<Vec<FileRow>, StoreError> {
        retried!("read files of a name", self.named_once(drive, parent, name, limit))
    }

    async fn scan_text(
        &self,
        drive: DriveId,
        after: FileId,
        limit: usize,
        whole: bool,
        scope: &Scope,
    ) -> Result<TextPage, StoreError> {
        retried!("scan a drive", self.scan_text_once(Scan { drive, after, limit, scope }, whole))
    }

    async fn scan_rows(
        &self,
        drive: DriveId,
        after: FileId,
        limit: usize,
        scope: &Scope,
    ) -> Result<FilesPage, StoreError> {
        retried!("scan a drive", self.scan_rows_once(Scan { drive, after, limit, scope }))
    }

    async fn list(&self, spec: &ListSpec) -> Result<FilesPage, StoreError> {
        retried!("list a folder", self.list_once(spec))
    }

    async fn search(&self, spec: &SearchSpec) -> Result<FilesPage, StoreError> {
        retried!("search a drive", self.search_once(spec))
    }

    async fn trash(
        &self,
        drive: DriveId,
        after: Option<&Position>,
        limit: usize,
    ) -> Result<FilesPage, StoreError> {
        retried!("list the recycle bin", self.trash_once(drive, after, limit))
    }

    async fn children(
        &self,
        drive: DriveId,
        parent: FileId,
        after: FileId,
        limit: usize,
    ) -> Result<Vec<FileRow>, StoreError> {
        retried!("read a folder", self.children_once(drive, parent, after, limit))
    }

    async fn folder_totals(&self, drive: DriveId, folder: FileId) -> Result<FolderTotals, StoreError> {
        retried!("measure a folder", self.folder_totals_once(drive, folder))
    }

    async fn last_change(&self, drive: DriveId) -> Result<u64, StoreError> {
        retried!("read a log's end", self.last_change_once(drive))
    }

    async fn changes(&self, drive: DriveId, after: u64, limit: usize) -> Result<Vec<Changed>, StoreError> {
        retried!("read a log", self.changes_once(drive, after, limit))
    }

    async fn revisions(
        &self,
        drive: DriveId,
        file: FileId,
        before: Option<RevisionId>,
        limit: usize,
    ) -> Result<Vec<RevisionRow>, StoreError> {
        retried!("read revisions", self.revisions_once(drive, file, before, limit))
    }

    async fn revision(
        &self,
        drive: DriveId,
        file: FileId,
        revision: RevisionId,
    ) -> Result<Option<RevisionRow>, StoreError> {
        retried!("read a revision", self.revision_once(drive, file, revision))
    }

    async fn drive_upload(&self, drive: DriveId, upload: UploadId) -> Result<Option<UploadRow>, StoreError> {
        retried!("read an upload", self.upload_once(drive, upload))
    }

    async fn put_part(
        &self,
        drive: DriveId,
        upload: UploadId,
        part: PartRow,
        in_order: bool,
    ) -> Result<Option<bool>, StoreError> {
        retried!("record a part", self.put_part_once(drive, upload, &part, in_order))
    }

    async fn parts(
        &self,
        drive: DriveId,
        upload: UploadId,
        after: u32,
        limit: usize,
    ) -> Result<Vec<PartRow>, StoreError> {
        retried!("read parts", self.parts_once(drive, upload, after, limit))
    }

    async fn expired_uploads(&self, now: Timestamp, limit: usize) -> Result<Vec<UploadRow>, StoreError> {
        retried!("read expired uploads", self.expired_uploads_once(now, limit))
    }

    async fn content(&self, content: &Sha256Digest) -> Result<Option<ContentRow>, StoreError> {
        retried!("read a content", self.content_once(content))
    }

    async fn contents_by_sha1(&self, sha1: &Sha1Digest, size: u64) -> Result<Vec<ContentRow>, StoreError> {
        retried!("find a content", self.contents_by_sha1_once(sha1, size))
    }

    async fn contents_by_head(
        &self,
        head_sha1: &Sha1Digest,
        size: u64,
    ) -> Result<Vec<ContentRow>, StoreError> {
        retried!("find a content", self.contents_by_head_once(head_sha1, size))
    }

    async fn files_with(
        &self,
        drives: &[DriveId],
        content: &Sha256Digest,
    ) -> Result<Vec<(DriveId, Found)>, StoreError> {
        retried!("find files of a content", self.files_with_once(drives, content))
    }

    async fn drive_task(&self, task: TaskId) -> Result<Option<TaskRow>, StoreError> {
        retried!("read a task", self.task_once(task))
    }

    async fn forget_drive_tasks(&self, ended_before: Timestamp, limit: usize) -> Result<u64, StoreError> {
        retried!("forget tasks", self.forget_tasks_once(ended_before, limit))
    }
}
