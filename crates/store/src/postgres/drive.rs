//! The drive in this dialect.

use assay_types::*;
use async_trait::async_trait;

use super::Postgres;
use crate::{drive::*, *};

#[async_trait]
impl DriveStore for Postgres {
    async fn commit(&self, _commit: Commit) -> Result<Committed, StoreError> {
        Err(StoreError::Url)
    }

    async fn files(&self, _drive: DriveId, _ids: &[FileId]) -> Result<Vec<Option<Found>>, StoreError> {
        Err(StoreError::Url)
    }

    async fn named(
        &self,
        _drive: DriveId,
        _parent: FileId,
        _name: &str,
        _limit: usize,
    ) -> Result<Vec<FileRow>, StoreError> {
        Err(StoreError::Url)
    }

    async fn scan_text(
        &self,
        _drive: DriveId,
        _after: FileId,
        _limit: usize,
        _whole: bool,
        _scope: &Scope,
    ) -> Result<TextPage, StoreError> {
        Err(StoreError::Url)
    }

    async fn scan_rows(
        &self,
        _drive: DriveId,
        _after: FileId,
        _limit: usize,
        _scope: &Scope,
    ) -> Result<FilesPage, StoreError> {
        Err(StoreError::Url)
    }

    async fn list(&self, _spec: &ListSpec) -> Result<FilesPage, StoreError> {
        Err(StoreError::Url)
    }

    async fn search(&self, _spec: &SearchSpec) -> Result<FilesPage, StoreError> {
        Err(StoreError::Url)
    }

    async fn trash(
        &self,
        _drive: DriveId,
        _after: Option<&Position>,
        _limit: usize,
    ) -> Result<FilesPage, StoreError> {
        Err(StoreError::Url)
    }

    async fn children(
        &self,
        _drive: DriveId,
        _parent: FileId,
        _after: FileId,
        _limit: usize,
    ) -> Result<Vec<FileRow>, StoreError> {
        Err(StoreError::Url)
    }

    async fn folder_totals(&self, _drive: DriveId, _folder: FileId) -> Result<FolderTotals, StoreError> {
        Err(StoreError::Url)
    }

    async fn last_change(&self, _drive: DriveId) -> Result<u64, StoreError> {
        Err(StoreError::Url)
    }

    async fn changes(&self, _drive: DriveId, _after: u64, _limit: usize) -> Result<Vec<Changed>, StoreError> {
        Err(StoreError::Url)
    }

    async fn revisions(
        &self,
        _drive: DriveId,
        _file: FileId,
        _before: Option<RevisionId>,
        _limit: usize,
    ) -> Result<Vec<RevisionRow>, StoreError> {
        Err(StoreError::Url)
    }

    async fn revision(
        &self,
        _drive: DriveId,
        _file: FileId,
        _revision: RevisionId,
    ) -> Result<Option<RevisionRow>, StoreError> {
        Err(StoreError::Url)
    }

    async fn drive_upload(
        &self,
        _drive: DriveId,
        _upload: UploadId,
    ) -> Result<Option<UploadRow>, StoreError> {
        Err(StoreError::Url)
    }

    async fn put_part(
        &self,
        _drive: DriveId,
        _upload: UploadId,
        _part: PartRow,
        _in_order: bool,
    ) -> Result<Option<bool>, StoreError> {
        Err(StoreError::Url)
    }

    async fn parts(
        &self,
        _drive: DriveId,
        _upload: UploadId,
        _after: u32,
        _limit: usize,
    ) -> Result<Vec<PartRow>, StoreError> {
        Err(StoreError::Url)
    }

    async fn expired_uploads(&self, _now: Timestamp, _limit: usize) -> Result<Vec<UploadRow>, StoreError> {
        Err(StoreError::Url)
    }

    async fn content(&self, _content: &Sha256Digest) -> Result<Option<ContentRow>, StoreError> {
        Err(StoreError::Url)
    }

    async fn contents_by_sha1(&self, _sha1: &Sha1Digest, _size: u64) -> Result<Vec<ContentRow>, StoreError> {
        Err(StoreError::Url)
    }

    async fn contents_by_head(
        &self,
        _head_sha1: &Sha1Digest,
        _size: u64,
    ) -> Result<Vec<ContentRow>, StoreError> {
        Err(StoreError::Url)
    }

    async fn files_with(
        &self,
        _drives: &[DriveId],
        _content: &Sha256Digest,
    ) -> Result<Vec<(DriveId, Found)>, StoreError> {
        Err(StoreError::Url)
    }

    async fn task(&self, _task: TaskId) -> Result<Option<TaskRow>, StoreError> {
        Err(StoreError::Url)
    }

    async fn forget_tasks(&self, _ended_before: Timestamp, _limit: usize) -> Result<u64, StoreError> {
        Err(StoreError::Url)
    }
}
