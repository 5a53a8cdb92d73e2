//! Why a URL was not fetched, in words that are safe to show to whoever named it.

use std::{error::Error, net::IpAddr};

/// A fetch that failed. `Display` is safe for the client; what is not (addresses, the system's own words)
/// is in the fields and the source, for the log.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The URL, or one that it redirects to, is not one that is fetched at all.
    #[error("the URL is not acceptable: {0}")]
    InvalidUrl(&'static str),
    /// The URL, or one that it redirects to, leads to an address that is neither public nor allowed.
    #[error("the URL leads to an address that is not public")]
    Forbidden {
        /// The address. Not for the client: it would tell what our resolver knows.
        address: IpAddr,
    },
    /// Name, connection or protocol failed, also in the middle of the body.
    #[error("the URL cannot be reached, or its server broke off")]
    Unreachable {
        /// What failed, for the log.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// The server answered, but not with 200.
    #[error("the URL answers with status {0}")]
    Status(u16),
    /// The body is larger than allowed, or says that it will be.
    #[error("the content is larger than {limit_bytes} bytes")]
    TooLarge {
        /// The limit.
        limit_bytes: u64,
    },
    /// Not done within the time allowed for the connection or for the whole.
    #[error("fetching the URL took too long")]
    TimedOut,
    /// Redirected more often than allowed.
    #[error("the URL redirects too often")]
    TooManyRedirects,
}

impl FetchError {
    /// Whether the same fetch may succeed a little later.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::TimedOut => true,
            Self::Status(status) => matches!(status, 408 | 429 | 500..=599),
            Self::InvalidUrl(_) | Self::Forbidden { .. } | Self::TooLarge { .. } | Self::TooManyRedirects => {
                false
            }
        }
    }

    /// Whether it is we who do not ask: then nothing that changes elsewhere makes it succeed.
    pub fn is_ours(&self) -> bool {
        matches!(self, Self::InvalidUrl(_) | Self::Forbidden { .. })
    }

    pub(crate) fn unreachable(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unreachable { source: source.into() }
    }
}
