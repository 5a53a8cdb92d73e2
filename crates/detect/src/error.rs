//! What can be wrong with a request about file detection, by what the caller can do about it.

use assay_blobs::BlobError;
use assay_store::StoreError;

/// Why a file-detection request was not carried out. Knows no HTTP: the gateway maps it to the wire.
#[derive(Debug, thiserror::Error)]
pub enum DetectError {
    /// A required parameter is missing.
    #[error("{0} is required")]
    MissingParameter(&'static str),
    /// A parameter's value is not allowed.
    #[error("{field}: {message}")]
    InvalidParameter {
        /// The wire's name of the parameter.
        field: &'static str,
        /// What it should be.
        message: String,
    },
    /// `Type` asks for a detection that does not exist here.
    #[error("Type {0} is not supported: use 0, malicious file detection, or 6, Skill package detection")]
    UnsupportedType(i32),
    /// What was submitted as a Skill package is none.
    #[error("{0}")]
    NoSkill(String),
    /// There is no such detection, it expired, or it failed before anything could be examined.
    #[error("{0}")]
    NoResult(String),
    /// The file is not there, or is not the one that the hash names.
    #[error("{0}")]
    File(String),
    /// The file is larger than is accepted.
    #[error("the file is larger than {max_bytes} bytes")]
    FileTooLarge {
        /// The most that is accepted.
        max_bytes: u64,
    },
    /// The download URL is malformed, forbidden, or answered with something else than the file.
    #[error("{0}")]
    DownloadUrl(String),
    /// Too many submissions are waiting: try again later.
    #[error("too many files are waiting to be examined")]
    Busy,
    /// The system has no randomness to give.
    #[error("no randomness for an upload's key: {0}")]
    Randomness(String),
    /// The state cannot be reached or is damaged.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The contents cannot be reached or are damaged.
    #[error(transparent)]
    Blob(#[from] BlobError),
}

impl DetectError {
    /// A parameter whose value is not allowed, and what it should be.
    pub(crate) fn invalid(field: &'static str, message: impl Into<String>) -> Self {
        Self::InvalidParameter { field, message: message.into() }
    }
}
