//! The words that both sides of the wall speak: ids, content hashes, times, secrets.
//!
//! Pure: nothing here reads a file, a clock other than [`SystemClock`], or a socket, and nothing here
//! knows an API's field names. A type lives here when at least two crates must agree on it.

mod drive;
mod entry;
mod hash;
mod id;
mod secret;
mod time;

pub use drive::{DriveId, FileId, RevisionId, TaskId, UnknownId, UploadId};
pub use entry::Entry;
pub use hash::{ContentDigest, ContentHasher, HashKey, HashKeyError, Md5Digest, Sha1Digest, Sha256Digest};
pub use id::{AccessKeyId, DomainId, GroupId, IdError, RequestId, TenantId, UserId};
pub use secret::Secret;
pub use time::{Clock, ManualClock, SystemClock, Timestamp};
