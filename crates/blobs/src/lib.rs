//! Content-addressed bytes: where the files that clients send are kept.
//!
//! A content is named by its SHA-256 and lives at `sha256/ab/cd/<hex>`, in a folder of this machine or in a
//! bucket of S3 or OSS. It is written once, complete, and never changed: bytes arrive under a temporary name
//! and appear under their own only when all of them are durable. What is acknowledged survives a loss of
//! power. Nothing here is ever whole in memory unless it is small ([`SMALL_BYTES`]).
//!
//! Refuses to know what the bytes are and who refers to them: when a content may go is decided by the store
//! ([`assay_store::BlobStore`]), whose reservations [`BlobWriter::commit`] and [`Blobs::sweep`] keep to.
//!
//! The folder is handled with the file system's own verbs, because what we promise of it (one sync of the
//! file and one of its directory, a descriptor of the very file for the sandbox) is not in the vocabulary of
//! an object store; buckets are handled through opendal.
//!
//! Beside that place there are [`Buckets`]: folders and buckets of other people's, whose objects have names and change.

mod blobs;
mod bucket;
mod error;
mod key;
mod local;
mod reader;
mod remote;
mod url;
mod writer;

pub use blobs::Blobs;
pub use bucket::{Bucket, BucketError, Buckets, Listed, ObjectHead, ObjectWriter};
pub use error::BlobError;
pub use reader::BlobReader;
pub use writer::{BlobWriter, SMALL_BYTES};
