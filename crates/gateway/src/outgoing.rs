//! The body of an answer: whole in memory, or a content that streams.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::{Body, Frame, SizeHint};

use crate::services::{BodyStream, BodyStreamError};

/// What is sent after the head.
pub(crate) enum ReplyBody {
    /// Bytes that are there.
    Whole(Full<Bytes>),
    /// Bytes that are read as the client takes them.
    Stream(Outgoing),
}

impl ReplyBody {
    /// Bytes that are there.
    pub(crate) fn whole(bytes: impl Into<Bytes>) -> Self {
        Self::Whole(Full::new(bytes.into()))
    }

    /// A stream of exactly so many bytes.
    pub(crate) fn stream(length: u64, stream: BodyStream) -> Self {
        Self::Stream(Outgoing { left: length, stream })
    }
}

impl std::fmt::Debug for ReplyBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("ReplyBody").field(&self.size_hint().exact()).finish()
    }
}

/// A content on its way: nothing is read ahead of what the connection's buffer takes.
pub(crate) struct Outgoing {
    left: u64,
    stream: BodyStream,
}

impl Outgoing {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, BodyStreamError>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let problem = match ready!(self.stream.as_mut().poll_next(cx)) {
            Some(Ok(bytes)) => match self.left.checked_sub(bytes.len() as u64) {
                Some(left) => {
                    self.left = left;
                    return Poll::Ready(Some(Ok(bytes)));
                }
                None => "the content is longer than it was announced".into(),
            },
            Some(Err(error)) => error,
            None => "the content is shorter than it was announced".into(),
        };
        // The head is gone, so all that is left is to cut the connection, which the client notices.
        tracing::error!(error = %problem, left = self.left, "a content could not be sent to its end");
        self.left = 0;
        Poll::Ready(Some(Err(problem)))
    }
}

impl Body for ReplyBody {
    type Data = Bytes;
    type Error = BodyStreamError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyStreamError>>> {
        match self.get_mut() {
            Self::Whole(full) => Pin::new(full)
                .poll_frame(cx)
                .map(|frame| frame.map(|frame| frame.map_err(|never| match never {}))),
            Self::Stream(outgoing) => outgoing.poll(cx).map(|item| item.map(|item| item.map(Frame::data))),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Whole(full) => full.is_end_stream(),
            Self::Stream(outgoing) => outgoing.left == 0,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(full) => full.size_hint(),
            Self::Stream(outgoing) => SizeHint::with_exact(outgoing.left),
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::stream;
    use http_body_util::BodyExt as _;

    use super::*;

    async fn collect(length: u64, pieces: &[&'static str]) -> Result<Bytes, String> {
        let pieces: Vec<_> = pieces.iter().map(|piece| Ok(Bytes::from_static(piece.as_bytes()))).collect();
        let body = ReplyBody::stream(length, Box::pin(stream::iter(pieces)));
        assert_eq!(body.size_hint().exact(), Some(length));
        Ok(body.collect().await.map_err(|error| error.to_string())?.to_bytes())
    }

    #[tokio::test]
    async fn what_is_announced_is_sent_or_the_connection_is_cut() {
        assert_eq!(collect(5, &["ab", "", "cde"]).await.expect("whole"), "abcde");
        assert_eq!(collect(0, &["ab"]).await.expect("nothing"), "");
        assert!(collect(4, &["ab", "cde"]).await.expect_err("too long").contains("longer"));
        assert!(collect(6, &["ab", "cde"]).await.expect_err("too short").contains("shorter"));
    }
}
