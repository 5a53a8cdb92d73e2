//! Reading the body of an API call into memory, within bounds.
//!
//! The body has to be there before the signature can be checked, so strangers can make the server hold
//! it. Three bounds keep that harmless: the size of one body, the time that it may take, and the memory
//! that all bodies of this process may have together.

use std::{error::Error, io, sync::Arc, time::Duration};

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt as _;
use hyper::body::{Body, Incoming};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::Limits;

/// The budget is counted in pieces of this size.
const PIECE: usize = 4096;
/// Bodies up to this size are not counted: their number is bounded by that of the connections.
const FREE: usize = 64 * 1024;

/// Why a body could not be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BodyError {
    /// Longer than the limit.
    #[error("the body is longer than {0} bytes")]
    TooLarge(usize),
    /// Too slow.
    #[error("the body did not arrive in time")]
    Slow,
    /// The connection ended inside it, or its chunks are not well-formed.
    #[error("the body is broken: {0}")]
    Broken(hyper::Error),
    /// All memory for bodies is in use.
    #[error("too many large requests at once")]
    Busy,
}

impl From<hyper::Error> for BodyError {
    fn from(error: hyper::Error) -> Self {
        if is_timeout(&error) { Self::Slow } else { Self::Broken(error) }
    }
}

/// Whether the gate gave the client up for being slow.
pub(crate) fn is_timeout(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(this) = cause {
        if this.downcast_ref::<io::Error>().is_some_and(|io| io.kind() == io::ErrorKind::TimedOut) {
            return true;
        }
        cause = this.source();
    }
    false
}

/// The memory that API bodies may have, over all connections.
#[derive(Debug)]
pub(crate) struct BodyBudget {
    pieces: Arc<Semaphore>,
    timeout: Duration,
}

/// A body in memory; its share of the budget returns when it is dropped.
#[derive(Debug)]
pub(crate) struct Buffered {
    pub(crate) bytes: Bytes,
    _share: Vec<OwnedSemaphorePermit>,
}

impl BodyBudget {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            pieces: Arc::new(Semaphore::new(
                (limits.buffered_bodies_bytes / PIECE).min(Semaphore::MAX_PERMITS),
            )),
            timeout: limits.api_body_timeout,
        }
    }

    /// Refuses a body whose announced length is over the limit, before its first byte is read: a client
    /// that asks first (Expect) need not send it, and who sends it is told before who it is is looked up.
    pub(crate) fn admit(body: &Incoming, max_bytes: usize) -> Result<(), BodyError> {
        if body.size_hint().lower() > max_bytes as u64 {
            return Err(BodyError::TooLarge(max_bytes));
        }
        Ok(())
    }

    /// Reads the whole body, of at most `max_bytes`.
    pub(crate) async fn read(&self, body: Incoming, max_bytes: usize) -> Result<Buffered, BodyError> {
        if body.is_end_stream() {
            return Ok(Buffered { bytes: Bytes::new(), _share: Vec::new() });
        }
        tokio::time::timeout(self.timeout, self.collect(body, max_bytes))
            .await
            .map_err(|_| BodyError::Slow)?
    }

    async fn collect(&self, mut body: Incoming, max_bytes: usize) -> Result<Buffered, BodyError> {
        let mut bytes = BytesMut::new();
        let mut share = Vec::new();
        let mut paid = FREE;
        while let Some(frame) = body.frame().await {
            // Trailers are not signed, so nothing reads them.
            let Ok(data) = frame?.into_data() else { continue };
            let length = bytes.len() + data.len();
            if length > max_bytes {
                return Err(BodyError::TooLarge(max_bytes));
            }
            if length > paid {
                let pieces = (length - paid).div_ceil(PIECE);
                share.push(self.take(pieces)?);
                paid += pieces * PIECE;
            }
            bytes.extend_from_slice(&data);
        }
        Ok(Buffered { bytes: bytes.freeze(), _share: share })
    }

    fn take(&self, pieces: usize) -> Result<OwnedSemaphorePermit, BodyError> {
        let pieces = u32::try_from(pieces).map_err(|_| BodyError::Busy)?;
        self.pieces.clone().try_acquire_many_owned(pieces).map_err(|_| BodyError::Busy)
    }
}
