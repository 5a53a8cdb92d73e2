//! The IQS page service: the photo of a paper in, a scan out.
//!
//! The rules of the API live here; no byte of a photo is parsed here (it is handed to the sandbox), and nothing here
//! knows HTTP or how a request was signed. [`Scanner`] is the part that others who want scans share: how many are made
//! at once, how many may wait, and what each may use.

mod error;
mod inline;
mod input;
mod scan_file;
mod scanner;

use std::sync::Arc;

use assay_fetch::Fetcher;
use assay_types::RequestId;
use tokio::sync::Semaphore;

pub use error::{PageError, ScanError};
pub use input::{OwnContent, OwnUrls};
pub use scanner::{Engines, ScanCounters, Scanner, ScannerConfig};

/// URLs that are being fetched, or were and wait for the engine, at once: each may hold a whole photo in memory.
const FETCHES_AT_ONCE: usize = 16;

/// What the service is made of.
#[derive(Clone)]
pub struct PageParts {
    /// Makes the scans.
    pub scanner: Scanner,
    /// Fetches photos.
    pub fetcher: Fetcher,
    /// Opens what is this server's own.
    pub own_urls: Arc<dyn OwnUrls>,
}

/// Who calls, as far as this service cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller {
    /// Names the request in its reply.
    pub request_id: RequestId,
}

/// The page service. Cheap to clone.
#[derive(Clone)]
pub struct Page {
    parts: PageParts,
    fetches: Arc<Semaphore>,
}

impl Page {
    /// Puts the service together.
    pub fn new(parts: PageParts) -> Self {
        Self { parts, fetches: Arc::new(Semaphore::new(FETCHES_AT_ONCE)) }
    }
}
