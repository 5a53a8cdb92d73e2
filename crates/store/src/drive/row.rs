//! The rows of a drive.

use std::sync::Arc;

use assay_types::{
    DriveId, Entry, FileId, RevisionId, Sha1Digest, Sha256Digest, TaskId, TenantId, Timestamp, UploadId,
};

/// A file or a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum FileKind {
    /// Has a content.
    #[default]
    File,
    /// Has children.
    Folder,
}

/// Where a file is in its own life. Whether it is live depends on its ancestors too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum FileState {
    /// There.
    #[default]
    Available,
    /// Waiting for its first content.
    Uploading,
    /// In the recycle bin by itself.
    Trashed,
    /// Being deleted by a task, with all below it.
    Dying,
    /// Being made by a task, with all below it.
    Building,
}

/// What is stored of a file or folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileRow {
    /// Its id.
    pub id: FileId,
    /// Counts its changes; see [`super::Expect::Version`]. What a commit writes here is ignored: the store counts.
    pub version: i64,
    /// The folder that it is in.
    pub parent: FileId,
    /// What it is.
    pub kind: FileKind,
    /// Its own state.
    pub state: FileState,
    /// Its stored bytes; `None` for folders and while uploading.
    pub content: Option<Sha256Digest>,
    /// Length in bytes; 0 for folders.
    pub size_bytes: u64,
    /// The current revision; 0 while there is none.
    pub revision: RevisionId,
    /// The record as clients get it.
    pub entry: Entry,
}

/// The typed values that listings and queries use; written beside the row, never read back as a whole. Size, kind,
/// state, parent and id are queried from the row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Columns {
    /// The name as it is.
    pub name: String,
    /// Bare extension in lower case, or empty.
    pub extension: String,
    /// The wire's category, or empty (folders).
    pub category: String,
    /// The type that the content turned out to have, or empty.
    pub mime_type: String,
    /// What somebody wrote about it.
    pub description: String,
    /// Labels that somebody gave it, distinct; at most 100 of 256 bytes.
    pub labels: Vec<String>,
    /// SHA-1 of the content.
    pub sha1: Option<Sha1Digest>,
    /// Kept out of sight by clients.
    pub hidden: bool,
    /// Marked by somebody.
    pub starred: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// When it went to the recycle bin.
    pub trashed_at: Option<Timestamp>,
}

/// Where a file is: its ancestors and paths. Shared by all files of a folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// The folders from the top (the root left out) to the one that the file is in.
    pub ancestors: Vec<FileId>,
    /// The folder's path in ids: `root`, `root/0011…`.
    pub id_path: String,
    /// The folder's path in names: empty for the root, `/a/b`.
    pub name_path: String,
    /// The same, escaped as JSON has it.
    pub escaped_name_path: String,
    /// Whether every ancestor is there and available. A file whose ancestors cannot be found is not live.
    pub is_live: bool,
    /// The version of the tree in which all this holds; see [`super::Expect::Tree`].
    pub tree: i64,
}

/// A file and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The row.
    pub row: FileRow,
    /// Its folder's place.
    pub place: Arc<Place>,
}

impl Found {
    /// Whether it and all its ancestors are available: what clients can see outside the recycle bin.
    pub fn is_live(&self) -> bool {
        self.row.state == FileState::Available && self.place.is_live
    }

    /// Whether this file, or a folder that it is in, is one of these.
    pub fn is_under(&self, tops: &[FileId]) -> bool {
        tops.contains(&FileId::ROOT)
            || tops.contains(&self.row.id)
            || self.place.ancestors.iter().any(|ancestor| tops.contains(ancestor))
    }

    /// `id_path` and `name_path` as clients get them: `root/…/own id` and `/…/own name` in JSON's escapes.
    pub fn escaped_paths(&self) -> (String, String) {
        (
            format!("{}/{}", self.place.id_path, self.row.id),
            format!("{}/{}", self.place.escaped_name_path, self.row.entry.escaped_name()),
        )
    }
}

/// What a folder holds at all depths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FolderTotals {
    /// Folders.
    pub folders: u64,
    /// Files.
    pub files: u64,
    /// Bytes of their current contents.
    pub bytes: u64,
    /// Folders below one another: 0 without folders, 1 with some that have none themselves, and so on.
    pub height: u64,
}

/// An earlier content of a file. Holds a reference to its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionRow {
    /// The file.
    pub file: FileId,
    /// Its id.
    pub id: RevisionId,
    /// Its bytes.
    pub content: Sha256Digest,
    /// Their length.
    pub size_bytes: u64,
    /// What the service wrote about it, JSON text.
    pub detail: String,
}

/// An upload under way. Its parts hold references to their bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadRow {
    /// The drive.
    pub drive: DriveId,
    /// Its id.
    pub id: UploadId,
    /// The file that the content is for.
    pub file: FileId,
    /// When it is given up.
    pub expires_at: Timestamp,
    /// What the service wrote about it, JSON text.
    pub detail: String,
}

/// A part of an upload that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartRow {
    /// 1 to 10,000.
    pub number: u32,
    /// Its bytes.
    pub content: Sha256Digest,
    /// Their length.
    pub size_bytes: u64,
    /// Its entity tag, without quotes.
    pub etag: String,
}

/// What is known about a content, whichever files have it. Kept as long as the content is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentRow {
    /// Its name in the blob store.
    pub sha256: Sha256Digest,
    /// Its name among the drive's clients.
    pub sha1: Sha1Digest,
    /// SHA-1 of its first 1024 bytes.
    pub head_sha1: Sha1Digest,
    /// CRC-64/XZ.
    pub crc64: u64,
    /// Length in bytes.
    pub size_bytes: u64,
    /// The engine that inspected it; `None` when none did.
    pub engine: Option<String>,
    /// What that found, JSON text.
    pub facts: Option<String>,
}

/// How far a task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TaskState {
    /// Under way.
    Running,
    /// Done.
    Succeeded,
    /// Done, but for some.
    PartlySucceeded,
    /// Given up.
    Failed,
}

/// Work on whole trees, which clients can ask about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRow {
    /// Its id.
    pub id: TaskId,
    /// Whose it is.
    pub tenant: TenantId,
    /// The drive that it works on.
    pub drive: DriveId,
    /// How far it is.
    pub state: TaskState,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// What the service wrote about it, JSON text: kind, counts, error.
    pub detail: String,
}
