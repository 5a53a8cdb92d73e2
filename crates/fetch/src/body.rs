//! The bytes of a fetched URL, within their bounds.

use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use tokio::time::{Instant, timeout_at};
use tokio_util::task::AbortOnDropHandle;

use crate::FetchError;

/// The answer's body, still on its way. Dropping it closes the connection.
#[derive(Debug)]
pub struct FetchedBody {
    pub(crate) incoming: Incoming,
    /// Drives the connection; ends with the body.
    pub(crate) _connection: AbortOnDropHandle<()>,
    pub(crate) content_length: Option<u64>,
    pub(crate) content_type: Option<String>,
    pub(crate) left_bytes: u64,
    pub(crate) limit_bytes: u64,
    pub(crate) deadline: Instant,
}

impl FetchedBody {
    /// How many bytes the server says there are. When it says so, exactly as many come, or the last chunk is
    /// an error.
    pub fn content_length(&self) -> Option<u64> {
        self.content_length
    }

    /// What the server calls it; not to be trusted.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The next bytes; `None` after the last. An error ends the body: [`FetchError::TooLarge`],
    /// [`FetchError::TimedOut`], or [`FetchError::Unreachable`] when the server broke off.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, FetchError> {
        loop {
            let frame = match timeout_at(self.deadline, self.incoming.frame()).await {
                Err(_) => return Err(FetchError::TimedOut),
                Ok(None) => return Ok(None),
                Ok(Some(Err(error))) => return Err(FetchError::unreachable(error)),
                Ok(Some(Ok(frame))) => frame,
            };
            // Trailers are of no interest.
            let Ok(bytes) = frame.into_data() else { continue };
            self.left_bytes = match self.left_bytes.checked_sub(bytes.len() as u64) {
                Some(left) => left,
                None => return Err(FetchError::TooLarge { limit_bytes: self.limit_bytes }),
            };
            if !bytes.is_empty() {
                return Ok(Some(bytes));
            }
        }
    }
}
