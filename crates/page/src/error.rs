//! What can go wrong, by who is to know.

use std::io;

use assay_fetch::FetchError;
use assay_sandbox::SandboxError;
use assay_wire::ApiError;

/// Why no scan was made of a picture.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// As many wait as may.
    #[error("as many pictures wait as may")]
    Busy,
    /// The time was over before the scan was made.
    #[error("the picture could not be processed in time")]
    Timeout,
    /// It is not a picture, or a damaged one, or has too many pixels; why is for the client.
    #[error("{0}")]
    Unsuitable(String),
    /// The picture has more bytes than are accepted.
    #[error("the picture is larger than {max_bytes} bytes")]
    TooLarge {
        /// The most that is accepted.
        max_bytes: u64,
    },
    /// The scan has more bytes than are given out.
    #[error("the scan would be larger than {max_bytes} bytes")]
    ScanTooLarge {
        /// The most that is given out.
        max_bytes: u64,
    },
    /// Making it took more memory than there is for one picture.
    #[error("the picture takes more memory than there is for one")]
    Memory,
    /// The engine died over it, twice.
    #[error("the picture could not be processed")]
    Crash,
    /// The sandbox failed.
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
}

/// Why a request was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// The client's doing, in the API's own words.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// `imageBase64` is not base64, or of nothing; why is for the client.
    #[error("{0}")]
    Inline(&'static str),
    /// `imageUrl` was not fetched.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// `imageUrl` is this server's own, and leads nowhere; why is for the client.
    #[error("{0}")]
    OwnUrl(String),
    /// The picture was in hand, and no scan was made of it.
    #[error(transparent)]
    Scan(#[from] ScanError),
    /// The picture could not be kept while it was looked at.
    #[error("cannot keep a picture in memory")]
    Memory(#[source] io::Error),
}
