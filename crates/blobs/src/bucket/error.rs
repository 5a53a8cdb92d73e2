//! What can go wrong with a bucket, by what a caller can do about it.

use crate::BlobError;

/// A failure of a bucket.
#[derive(Debug, thiserror::Error)]
pub enum BucketError {
    /// There is no bucket of this name for this tenant.
    #[error("there is no bucket {0}")]
    NoBucket(String),
    /// There is no object of this key.
    #[error("there is no such object")]
    NoObject,
    /// This cannot be a key here.
    #[error(
        "an object's key has 1 to 1023 bytes, no NUL, no spaces around it, and no part that is empty, '.' or '..'"
    )]
    Key,
    /// The list of buckets cannot be used.
    #[error("buckets: {0}")]
    List(String),
    /// The place itself failed.
    #[error(transparent)]
    Place(#[from] BlobError),
}

impl BucketError {
    /// Whether the same call may succeed if made again a little later.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Place(error) if error.is_retryable())
    }
}
