//! Bytes in and out: creating files, signed upload and download URLs, parts, completion.
//!
//! The URLs are handed out by operations and carry their own signature; what they lead to answers as an object
//! store does, with XML errors, because that is what clients of such URLs expect.

mod arrive;
mod complete;
mod content_hasher;
mod create;
mod download;
mod expire;
mod flatten;
mod part;
mod rapid;
#[cfg(test)]
mod tests;
mod upload;
mod url;
mod wanted;

use std::pin::Pin;

use assay_types::{Sha256Digest, Timestamp};
use bytes::Bytes;
use futures_util::Stream;

pub(crate) use url::{DOWNLOAD_LIFETIME, DownloadOptions, PROCESS, UrlSigner};

use crate::Drive;

/// The body of a part as it arrives.
pub type PartStream =
    Pin<Box<dyn Stream<Item = Result<Bytes, Box<dyn std::error::Error + Send + Sync>>> + Send>>;

/// A part that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartReceived {
    /// Its entity tag, in quotes.
    pub etag: String,
}

/// A content to be sent, and how it is labelled. The gateway does ranges and conditions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// The bytes, in the contents' store ([`Drive::blobs`]).
    pub content: Sha256Digest,
    /// Their length.
    pub size_bytes: u64,
    /// The entity tag, in quotes.
    pub etag: String,
    /// When the content came to be.
    pub modified_at: Timestamp,
    /// The media type.
    pub content_type: String,
    /// The name to save it under: `Content-Disposition`.
    pub file_name: String,
    /// CRC-64/XZ in decimal: the header `x-oss-hash-crc64ecma`.
    pub crc64: Option<String>,
}

/// A refused transfer, in the words of an object store.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct TransferRefused {
    /// HTTP status.
    pub status: u16,
    /// The code in the XML body.
    pub code: &'static str,
    /// For the client.
    pub message: String,
}

impl Drive {
    /// Where contents are.
    pub fn blobs(&self) -> &assay_blobs::Blobs {
        &self.parts.blobs
    }
}
