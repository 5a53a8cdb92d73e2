//! The bytes of a fetched URL, within their bounds.

use std::{
    future::{Future as _, poll_fn},
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_util::Stream;
use hyper::body::{Body as _, Incoming};
use tokio::time::{Instant, Sleep, sleep_until};
use tokio_util::task::AbortOnDropHandle;

use crate::FetchError;

/// The answer's body, still on its way: a stream of its bytes. Dropping it closes the connection.
///
/// An error is its last item: [`FetchError::TooLarge`], [`FetchError::TimedOut`], or
/// [`FetchError::Unreachable`] when the server broke off.
#[derive(Debug)]
pub struct FetchedBody {
    incoming: Incoming,
    /// Drives the connection; ends with the body.
    _connection: AbortOnDropHandle<()>,
    content_length: Option<u64>,
    content_type: Option<String>,
    left_bytes: u64,
    limit_bytes: u64,
    deadline: Pin<Box<Sleep>>,
    ended: bool,
}

impl FetchedBody {
    /// Refuses a body at once that says it is larger than `limit_bytes`.
    pub(crate) fn new(
        incoming: Incoming,
        content_type: Option<String>,
        connection: AbortOnDropHandle<()>,
        limit_bytes: u64,
        deadline: Instant,
    ) -> Result<Self, FetchError> {
        let content_length = incoming.size_hint().exact();
        if content_length.is_some_and(|length| length > limit_bytes) {
            return Err(FetchError::TooLarge { limit_bytes });
        }
        Ok(Self {
            incoming,
            _connection: connection,
            content_length,
            content_type,
            left_bytes: limit_bytes,
            limit_bytes,
            deadline: Box::pin(sleep_until(deadline)),
            ended: false,
        })
    }

    /// How many bytes the server says there are. When it says so, exactly as many come, or the last item is an
    /// error.
    pub fn content_length(&self) -> Option<u64> {
        self.content_length
    }

    /// What the server calls it; not to be trusted.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// The next bytes; `None` after the last.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, FetchError> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await.transpose()
    }

    /// The next bytes, whatever came before.
    fn poll_bytes(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, FetchError>>> {
        // First of all, so that a server that never pauses cannot outrun the deadline.
        if self.deadline.as_mut().poll(context).is_ready() {
            return Poll::Ready(Some(Err(FetchError::TimedOut)));
        }
        loop {
            let frame = match ready!(Pin::new(&mut self.incoming).poll_frame(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(FetchError::unreachable(error)))),
                Some(Ok(frame)) => frame,
            };
            // Trailers are of no interest.
            let Ok(bytes) = frame.into_data() else { continue };
            let Some(left) = self.left_bytes.checked_sub(bytes.len() as u64) else {
                return Poll::Ready(Some(Err(FetchError::TooLarge { limit_bytes: self.limit_bytes })));
            };
            self.left_bytes = left;
            if !bytes.is_empty() {
                return Poll::Ready(Some(Ok(bytes)));
            }
        }
    }
}

impl Stream for FetchedBody {
    type Item = Result<Bytes, FetchError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let item = ready!(self.poll_bytes(context));
        self.ended = !matches!(item, Some(Ok(_)));
        Poll::Ready(item)
    }
}
