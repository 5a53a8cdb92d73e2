//! The drive at rest: files and folders, their contents' facts, uploads, revisions, changes, tasks.
//!
//! Everything that changes a drive goes through one verb, [`DriveStore::commit`]: the service reads, decides
//! what the rows are to be, and hands over the new rows together with what must still hold; the store checks
//! that and writes all or nothing, in one transaction with the change log, the quota and the jobs. So the rules
//! of the API exist once, in the service, and not once per dialect.
//!
//! A folder that goes to the recycle bin, moves, or is deleted is one row that changes, whatever it holds: what
//! is below it is *live* only while all its ancestors are. Reading verbs resolve that, and the paths, through a
//! cache of folders per drive, which is good for one version of the drive's tree ([`Committed::tree`]).

pub(crate) mod column;
mod commit;
pub(crate) mod grams;
mod query;
mod row;
pub(crate) mod sql;
pub(crate) mod text;
pub(crate) mod tree;

use assay_types::{DriveId, FileId, RevisionId, Sha1Digest, Sha256Digest, TaskId, Timestamp, UploadId};
use async_trait::async_trait;

pub use commit::{Change, ChangeOp, Commit, Committed, Expect, Refused, Write};
pub use query::{
    Comparison, Condition, Direction, Field, ListFilter, ListOrder, ListSpec, Position, SearchSpec, Value,
};
pub use row::{
    Columns, ContentRow, FileKind, FileRow, FileState, FolderTotals, Found, PartRow, Place, RevisionRow,
    TaskRow, TaskState, UploadRow,
};

use crate::StoreError;

/// The part of a drive that a caller may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// All of it.
    Whole,
    /// These files and folders and all below them.
    Under(Vec<FileId>),
}

/// A page of a drive's files as the text that goes to the client.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextPage {
    /// JSON objects with commas between them.
    pub text: Vec<u8>,
    /// How many there are.
    pub count: usize,
    /// The last file that was looked at, to go on after; `None` when the drive ends here.
    pub next: Option<FileId>,
}

/// A page of files.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FilesPage {
    /// The files, in order.
    pub files: Vec<Found>,
    /// Where to go on; `None` at the end. May be there although the page is shorter than was asked for: what a
    /// caller may not see costs time too, and a page's time is bounded.
    pub next: Option<Position>,
    /// Files in all, where that was asked for.
    pub total: Option<u64>,
}

/// One line of a drive's log of changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Changed {
    /// Its place in the log: 1 is the first, no number is left out.
    pub seq: u64,
    /// What happened.
    pub op: ChangeOp,
    /// To which file.
    pub file: FileId,
    /// The folder that it was in before, where that is another.
    pub old_parent: Option<FileId>,
    /// The file as it is now; `None` when it is gone. May be one that is not live.
    pub found: Option<Found>,
}

/// Verbs on drives' files. Unknown drives have no files; they are no error.
#[async_trait]
pub trait DriveStore: Send + Sync {
    /// Checks what must hold and writes everything, or nothing.
    ///
    /// # Errors
    /// [`StoreError::Refused`] with the first expectation that does not hold, [`StoreError::LeaseLost`],
    /// [`StoreError::Unavailable`] when a content's bytes are being deleted.
    async fn commit(&self, commit: Commit) -> Result<Committed, StoreError>;

    /// These files of a drive in the order of their ids in the request, whatever their state; `None` where there
    /// is none. The root has no row. At most 1000.
    async fn files(&self, drive: DriveId, ids: &[FileId]) -> Result<Vec<Option<Found>>, StoreError>;

    /// Available files and folders of exactly this name in a folder, the oldest first.
    async fn named(
        &self,
        drive: DriveId,
        parent: FileId,
        name: &str,
        limit: usize,
    ) -> Result<Vec<FileRow>, StoreError>;

    /// Live files and folders of the whole drive by id, those after `after`, as text: the entries' short form, or
    /// with `whole` the long form followed by `id_path` and `name_path` ([`Place`]).
    async fn scan_text(
        &self,
        drive: DriveId,
        after: FileId,
        limit: usize,
        whole: bool,
        scope: &Scope,
    ) -> Result<TextPage, StoreError>;

    /// The same as rows.
    async fn scan_rows(
        &self,
        drive: DriveId,
        after: FileId,
        limit: usize,
        scope: &Scope,
    ) -> Result<FilesPage, StoreError>;

    /// A page of one folder. The folder itself is not looked at, nor whether it is live. Costs the same at any
    /// depth of paging.
    async fn list(&self, spec: &ListSpec) -> Result<FilesPage, StoreError>;

    /// Live files and folders that a query describes.
    async fn search(&self, spec: &SearchSpec) -> Result<FilesPage, StoreError>;

    /// Files and folders that are themselves in the recycle bin (not those below them), the latest first. The
    /// position is the time of trashing and the id.
    async fn trash(
        &self,
        drive: DriveId,
        after: Option<&Position>,
        limit: usize,
    ) -> Result<FilesPage, StoreError>;

    /// Everything in a folder by id, whatever its state: for work on whole trees.
    async fn children(
        &self,
        drive: DriveId,
        parent: FileId,
        after: FileId,
        limit: usize,
    ) -> Result<Vec<FileRow>, StoreError>;

    /// What a folder holds at all depths: available files and folders below it, their bytes (current contents), and
    /// how deep the folders go.
    async fn folder_totals(&self, drive: DriveId, folder: FileId) -> Result<FolderTotals, StoreError>;

    /// The number of the last line in the drive's log of changes; 0 when it is empty.
    async fn last_change(&self, drive: DriveId) -> Result<u64, StoreError>;

    /// Lines after `after`, in order, without a gap: a line is seen by nobody before all lines before it are.
    async fn changes(&self, drive: DriveId, after: u64, limit: usize) -> Result<Vec<Changed>, StoreError>;

    /// Earlier contents of a file, the newest first; the current one is in its [`FileRow`].
    async fn revisions(
        &self,
        drive: DriveId,
        file: FileId,
        before: Option<RevisionId>,
        limit: usize,
    ) -> Result<Vec<RevisionRow>, StoreError>;

    /// One earlier content of a file.
    async fn revision(
        &self,
        drive: DriveId,
        file: FileId,
        revision: RevisionId,
    ) -> Result<Option<RevisionRow>, StoreError>;

    /// An upload under way.
    async fn drive_upload(&self, drive: DriveId, upload: UploadId) -> Result<Option<UploadRow>, StoreError>;

    /// Records a part that arrived and takes a reference to its content; an earlier part of the same number is
    /// replaced. With `in_order` only the number after the last, or one that is there, is taken. `false` when it
    /// was out of order; `None` when there is no such upload.
    async fn put_part(
        &self,
        drive: DriveId,
        upload: UploadId,
        part: PartRow,
        in_order: bool,
    ) -> Result<Option<bool>, StoreError>;

    /// Parts that arrived, by number, those after `after`.
    async fn parts(
        &self,
        drive: DriveId,
        upload: UploadId,
        after: u32,
        limit: usize,
    ) -> Result<Vec<PartRow>, StoreError>;

    /// Uploads whose time is over.
    async fn expired_uploads(&self, now: Timestamp, limit: usize) -> Result<Vec<UploadRow>, StoreError>;

    /// What is known about a content.
    async fn content(&self, content: &Sha256Digest) -> Result<Option<ContentRow>, StoreError>;

    /// Contents with this SHA-1 and length.
    async fn contents_by_sha1(&self, sha1: &Sha1Digest, size: u64) -> Result<Vec<ContentRow>, StoreError>;

    /// Contents of this length whose first 1024 bytes have this SHA-1; at most 16.
    async fn contents_by_head(
        &self,
        head_sha1: &Sha1Digest,
        size: u64,
    ) -> Result<Vec<ContentRow>, StoreError>;

    /// Available files of these drives that have this content now; at most 16.
    async fn files_with(
        &self,
        drives: &[DriveId],
        content: &Sha256Digest,
    ) -> Result<Vec<(DriveId, Found)>, StoreError>;

    /// A task of a tenant's.
    async fn drive_task(&self, task: TaskId) -> Result<Option<TaskRow>, StoreError>;

    /// Forgets tasks that ended before this time; how many. At most `limit`.
    async fn forget_drive_tasks(&self, ended_before: Timestamp, limit: usize) -> Result<u64, StoreError>;
}
