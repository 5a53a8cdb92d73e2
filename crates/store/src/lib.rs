//! The relational state: one schema in two dialects, SQLite for one machine and PostgreSQL for more.
//!
//! Each service sees one narrow trait of domain verbs ([`AccessStore`], [`NonceStore`], [`BlobStore`],
//! [`JobStore`], [`DetectStore`]); no SQL, no generic get and put, and no transaction leaves this crate:
//! what must happen together is one verb. Every trait is implemented once per dialect, and the one
//! suite in `tests/conformance` runs on both.

mod access;
mod blob;
mod detect;
mod error;
mod job;
mod nonce;

pub use access::{AccessStore, KeyKind, KeyRecord};
pub use blob::{BlobStore, Reservation};
pub use detect::{
    ContentState, DetectStore, Detection, DetectionState, MembersPage, NewDetection, NewUpload, NewVerdict,
    Submitted, Upload, VerdictKey,
};
pub use error::StoreError;
pub use job::{DeadJob, Job, JobId, JobStore, Lease, NewJob, RetryPolicy};
pub use nonce::NonceStore;

/// Everything that a server needs of its state, behind one handle.
pub trait Store: AccessStore + NonceStore + BlobStore + JobStore + DetectStore {}

impl<T: AccessStore + NonceStore + BlobStore + JobStore + DetectStore> Store for T {}
