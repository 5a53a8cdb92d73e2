//! The relational state: one schema in two dialects, SQLite for one machine and PostgreSQL for more.
//!
//! Each service sees one narrow trait of domain verbs ([`AccessStore`], [`NonceStore`], [`BlobStore`],
//! [`JobStore`], [`DetectStore`], [`DirectoryStore`], [`UserStore`], [`GroupStore`],
//! [`AccountStore`], [`DriveStore`],
//! [`RightsStore`], [`MediaStore`]); no SQL, no generic get and put, and no transaction leaves this crate:
//! what must happen together is one verb. Every trait is implemented once per dialect, and the one
//! suite in `tests/conformance` runs on both.

mod access;
mod blob;
mod detect;
mod directory;
mod drive;
mod error;
mod health;
mod id;
mod job;
mod media;
mod migration;
mod nonce;
mod postgres;
mod rights;
mod row;
mod sqlite;
mod submission;

use std::sync::Arc;

pub use access::{AccessStore, KeyKind, KeyRecord};
pub use blob::{BlobStore, Reservation};
pub use detect::{
    ContentState, DetectStore, Detection, DetectionFailure, DetectionState, MembersPage, NewDetection,
    NewUpload, NewVerdict, Submitted, Upload, VerdictKey,
};
pub use directory::{
    AccountLinkRow, AccountStore, Denied, DirectoryStore, DomainQuery, DomainRow, DomainUsage, DriveQuery,
    DriveRow, DropDrives, Entity, GROUP_DEPTH_MAX, GroupAdminRow, GroupRow, GroupStore, Membership,
    NewDomain, NewUser, OwnerKind, Party, Role, TakenToken, TokenKind, TokenRow, UserQuery, UserRow,
    UserStore,
};
pub use drive::{
    Change, ChangeOp, Changed, Columns, Commit, Committed, Comparison, Condition, ContentRow, Direction,
    DriveStore, Expect, Field, FileKind, FileRow, FileState, FilesPage, FolderTotals, Found, ListFilter,
    ListOrder, ListSpec, PartRow, Place, Position, Refused, RevisionRow, Scope, SearchSpec, TaskRow,
    TaskState, TextPage, UploadRow, Value, Write,
};
pub use error::StoreError;
pub use health::Health;
pub use id::{made_at, new_id};
pub use job::{DeadJob, Job, JobId, JobStore, Lease, NewJob, RetryPolicy};
pub use media::{
    Aggregate, AggregateOp, Aggregated, AttachmentRow, BindingKey, BindingRow, ClusterKind, ClusterRow,
    Condition as MediaCondition, DatasetNo, DatasetRow, Deleted, FieldKind, Made, MediaCatalogStore,
    MediaClusterStore, MediaCommit, MediaCommitted, MediaField, MediaFile, MediaFileStore, MediaStore,
    MediaTaskFilter, MediaTaskRow, MediaTaskStatus, MediaTaskStore, MediaUri, Nearest, NewDataset, NewVector,
    ProjectRow, ProjectTotals, PutExpect, PutFile, PutRefused, Scalar, Select, Selected, Sort, SortPosition,
    Test, VectorKind, VectorRow,
};
pub use nonce::NonceStore;
pub use rights::{
    PermissionKey, PermissionRow, RightsStore, ShareCondition, ShareCountChange, ShareCounts, ShareField,
    ShareOrder, SharePage, SharePosition, ShareRow, ShareSettings, ShareSpec, ShareUse,
};

/// Everything that a server needs of its state, behind one handle.
pub trait Store:
    AccessStore
    + NonceStore
    + BlobStore
    + JobStore
    + DetectStore
    + DirectoryStore
    + UserStore
    + GroupStore
    + AccountStore
    + DriveStore
    + RightsStore
    + MediaStore
    + Health
{
}

impl<T> Store for T where
    T: AccessStore
        + NonceStore
        + BlobStore
        + JobStore
        + DetectStore
        + DirectoryStore
        + UserStore
        + GroupStore
        + AccountStore
        + DriveStore
        + RightsStore
        + MediaStore
        + Health
{
}

/// Opens the database that `url` names (`sqlite:PATH` or `postgres://…`), runs the missing migrations
/// under a lock, and hands out the state. The last clone dropped closes it; what was acknowledged is safe
/// without that.
///
/// # Errors
/// [`StoreError::Url`] for another scheme, [`StoreError::Unavailable`] when the database cannot be
/// reached, [`StoreError::Migration`] when it is newer than this program.
pub async fn open(url: &str) -> Result<Arc<dyn Store>, StoreError> {
    if let Some(path) = url.strip_prefix("sqlite:") {
        return Ok(Arc::new(sqlite::Sqlite::open(path.as_ref()).await?));
    }
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Ok(Arc::new(postgres::Postgres::connect(url).await?));
    }
    Err(StoreError::Url)
}
