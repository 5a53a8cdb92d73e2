//! The photo that a request is about, as an open file for the sandbox.
//!
//! It is kept in memory, where no name leads to it, and goes when the request ends. What is this server's own is opened
//! where it is.

use std::{
    fs::File,
    io::{self, Write as _},
};

use async_trait::async_trait;
use rustix::{fs::MemfdFlags, io::Errno};
use tokio::sync::OwnedSemaphorePermit;

use crate::{Page, PageError, ScanError, inline};

/// Opens URLs that lead back to this server, such as a drive's download URLs: they carry their own proof, and asking
/// ourselves over the network would only be slower, where it would be allowed at all.
#[async_trait]
pub trait OwnUrls: Send + Sync {
    /// What the URL leads to; `None` when it is not this server's.
    ///
    /// # Errors
    /// In words for the client.
    async fn open(&self, url: &str) -> Option<Result<OwnContent, String>>;
}

/// A content of this server's.
#[derive(Debug)]
pub struct OwnContent {
    /// Open for reading.
    pub file: File,
    /// Its length in bytes.
    pub size_bytes: u64,
}

/// A photo in hand.
#[derive(Debug)]
pub(crate) struct Photo {
    pub(crate) file: File,
    /// Its share of the memory for photos that were fetched.
    _share: Option<OwnedSemaphorePermit>,
}

impl Page {
    /// The photo in a text of the request.
    pub(crate) async fn inline(&self, text: String) -> Result<Photo, PageError> {
        let max_bytes = self.parts.scanner.config().max_picture_bytes;
        let keep = move || {
            let bytes = inline::decode(&text, max_bytes)?;
            drop(text);
            let mut file = memory_file().map_err(PageError::Memory)?;
            file.write_all(&bytes).map_err(PageError::Memory)?;
            Ok(Photo { file, _share: None })
        };
        let kept = tokio::task::spawn_blocking(keep).await;
        kept.unwrap_or_else(|error| Err(PageError::Memory(io::Error::other(error))))
    }

    /// The photo behind a URL.
    pub(crate) async fn fetched(&self, url: &str) -> Result<Photo, PageError> {
        let max_bytes = self.parts.scanner.config().max_picture_bytes;
        match self.parts.own_urls.open(url).await {
            Some(Ok(own)) if own.size_bytes > max_bytes => {
                return Err(ScanError::TooLarge { max_bytes }.into());
            }
            Some(Ok(own)) => return Ok(Photo { file: own.file, _share: None }),
            Some(Err(why)) => return Err(PageError::OwnUrl(why)),
            None => {}
        }
        // Never closed; without a share the memory would only not be counted.
        let share = self.fetches.clone().acquire_owned().await.ok();
        let mut body = self.parts.fetcher.fetch(url).await?;
        let mut file = memory_file().map_err(PageError::Memory)?;
        while let Some(bytes) = body.chunk().await? {
            // Memory: there is nothing to wait for.
            file.write_all(&bytes).map_err(PageError::Memory)?;
        }
        Ok(Photo { file, _share: share })
    }
}

/// An empty file in memory, which can never be executed.
fn memory_file() -> io::Result<File> {
    let flags = MemfdFlags::CLOEXEC;
    let file = match rustix::fs::memfd_create("photo", flags | MemfdFlags::NOEXEC_SEAL) {
        // Kernels before 6.3 do not know that flag.
        Err(Errno::INVAL) => rustix::fs::memfd_create("photo", flags)?,
        made => made?,
    };
    Ok(file.into())
}
