//! What can go wrong with contents, by what a caller can do about it.

use std::{error::Error, io, path::PathBuf};

use assay_store::StoreError;
use assay_types::Sha256Digest;

/// A failure of the place where contents are kept, or of a bound.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// The URL of the place cannot be used.
    #[error("blobs URL: {0}")]
    Url(String),
    /// More bytes than the writer was to take. What had arrived is removed.
    #[error("the content is larger than {limit_bytes} bytes")]
    TooLarge {
        /// The limit.
        limit_bytes: u64,
    },
    /// There is no such content.
    #[error("there is no content {0}")]
    NotFound(Sha256Digest),
    /// The bytes that are kept under this name are not its own, or not all of them.
    #[error("the content kept as {0} is damaged")]
    Damaged(Sha256Digest),
    /// The content is being deleted at this moment, and went on being so for longer than we wait.
    #[error("the content {0} is being deleted: try again")]
    Dying(Sha256Digest),
    /// The folder failed.
    #[error("cannot {doing} {path}: {source}")]
    Io {
        /// The verb that was under way.
        doing: &'static str,
        /// What it was about.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The bucket failed, or cannot be reached.
    #[error("cannot {doing} in the bucket: {source}")]
    Remote {
        /// The verb that was under way.
        doing: &'static str,
        /// Whether it may pass.
        temporary: bool,
        /// What the client library said.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The store failed while a content was announced or swept.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl BlobError {
    /// Whether the same call may succeed if made again a little later.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Dying(_) | Self::Io { .. } => true,
            Self::Remote { temporary, .. } => *temporary,
            Self::Store(error) => error.is_retryable(),
            Self::Url(_) | Self::TooLarge { .. } | Self::NotFound(_) | Self::Damaged(_) => false,
        }
    }

    /// For `map_err` on what the file system answers.
    pub(crate) fn io(doing: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { doing, path, source }
    }

    /// For `map_err` on what the bucket answers.
    pub(crate) fn remote(doing: &'static str) -> impl FnOnce(opendal::Error) -> Self {
        move |source| Self::Remote {
            doing,
            // Missing rights and a missing bucket do not mend themselves; all else about a network may.
            temporary: !matches!(
                source.kind(),
                opendal::ErrorKind::PermissionDenied
                    | opendal::ErrorKind::ConfigInvalid
                    | opendal::ErrorKind::Unsupported
                    | opendal::ErrorKind::NotFound
            ),
            source: Box::new(source),
        }
    }
}
