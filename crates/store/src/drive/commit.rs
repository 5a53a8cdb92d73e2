//! A change of a drive: what must hold, what is written, what the log says.

use assay_types::{DriveId, FileId, RevisionId, Sha256Digest, TaskId, Timestamp, UploadId};

use super::{Columns, ContentRow, FileRow, RevisionRow, TaskRow, UploadRow};
use crate::{Lease, NewJob};

/// One change of one drive, all or nothing.
#[derive(Debug, Clone)]
pub struct Commit {
    /// The drive.
    pub drive: DriveId,
    /// What must hold, checked in this order.
    pub expect: Vec<Expect>,
    /// What is written, in this order.
    pub writes: Vec<Write>,
    /// Contents to take a reference to, once for each mention.
    pub take: Vec<Sha256Digest>,
    /// Contents to drop a reference to, once for each mention, after all are taken.
    pub drop: Vec<Sha256Digest>,
    /// By how much the drive's used bytes change. When positive the drive's quota must hold.
    pub used_bytes: i64,
    /// Whether paths or liveness of what is below a folder change: a folder was renamed, moved, trashed, restored,
    /// deleted or finished. Makes a new version of the tree.
    pub reshapes: bool,
    /// Lines for the log of changes, in order.
    pub changes: Vec<Change>,
    /// Jobs to enqueue.
    pub jobs: Vec<NewJob>,
    /// The job that this completes.
    pub completes: Option<Lease>,
    /// When it happens.
    pub now: Timestamp,
}

impl Commit {
    /// A change that changes nothing yet.
    pub fn new(drive: DriveId, now: Timestamp) -> Self {
        Self {
            drive,
            expect: Vec::new(),
            writes: Vec::new(),
            take: Vec::new(),
            drop: Vec::new(),
            used_bytes: 0,
            reshapes: false,
            changes: Vec::new(),
            jobs: Vec::new(),
            completes: None,
            now,
        }
    }
}

/// What must hold for a change to be made. That the drive exists always must.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expect {
    /// This is an available folder (its ancestors are not looked at), or one that is being built. The root always
    /// is.
    Folder(FileId),
    /// This file is there and has not changed since it was read.
    Version(FileId, i64),
    /// No available file or folder in this folder has this name.
    NameFree {
        /// The folder.
        parent: FileId,
        /// The name.
        name: String,
    },
    /// The drive's tree is the one that was read.
    Tree(i64),
    /// This upload is there.
    Upload(UploadId),
}

/// Why a change was not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// There is no such drive.
    NoDrive,
    /// There is no such dataset.
    NoDataset,
    /// An expectation does not hold.
    Unmet(Expect),
    /// A file with this id is there already: take another id.
    Exists(FileId),
    /// The drive would hold more than it may.
    Quota {
        /// Bytes that it may hold.
        total: u64,
        /// Bytes that it holds.
        used: u64,
    },
}

/// A row to write.
#[derive(Debug, Clone)]
pub enum Write {
    /// A new file or folder.
    Insert(Box<FileRow>, Box<Columns>),
    /// A file or folder in place of the one with its id; nothing happens when there is none.
    Update(Box<FileRow>, Box<Columns>),
    /// A file or folder that goes for good, and its revisions' rows; their references are the caller's to drop.
    Delete(FileId),
    /// An earlier content, new or changed. Takes no reference. Whoever adds, changes or removes one updates the
    /// file too and expects its version, so that revisions and their references are counted once.
    PutRevision(RevisionRow),
    /// An earlier content that goes. Drops no reference.
    DeleteRevision(FileId, RevisionId),
    /// An upload, new or changed.
    PutUpload(UploadRow),
    /// An upload that ends; its parts go and their references are dropped.
    DeleteUpload(UploadId),
    /// Facts about a content, new or in place of those that are there. Facts that name no engine leave an engine's
    /// findings as they are.
    PutContent(ContentRow),
    /// A task, new or changed.
    PutTask(TaskRow),
    /// A task that is forgotten.
    DeleteTask(TaskId),
}

/// What happened to a file, in the wire's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeOp {
    /// It was made.
    Create,
    /// Its content was replaced.
    Overwrite,
    /// It went for good.
    Delete,
    /// Something else about it changed.
    Update,
    /// It is in another folder.
    Move,
    /// It went to the recycle bin.
    Trash,
    /// It came back from there.
    Restore,
    /// It has another name.
    Rename,
}

/// A line for the log of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// What happened.
    pub op: ChangeOp,
    /// To which file.
    pub file: FileId,
    /// The folder that it was in before, where that is another.
    pub old_parent: Option<FileId>,
}

/// What a change came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Committed {
    /// The last line of the drive's log of changes.
    pub last_change: u64,
    /// The version of the drive's tree.
    pub tree: i64,
}
