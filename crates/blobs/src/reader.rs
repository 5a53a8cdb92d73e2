//! The bytes of a content on their way out.

use std::{
    fs::File,
    io,
    ops::Range,
    path::PathBuf,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use assay_types::Sha256Digest;
use bytes::Bytes;
use futures_util::{
    Stream, StreamExt as _,
    stream::{self, BoxStream},
};

use crate::{BlobError, local};

/// Bytes read from a local file at a time.
const CHUNK_BYTES: usize = 256 * 1024;

/// A range of a content, as a stream. Ends after exactly the bytes of the range, or with an error.
pub struct BlobReader {
    content: Sha256Digest,
    size_bytes: u64,
    range: Range<u64>,
    left_bytes: u64,
    source: BoxStream<'static, Result<Bytes, BlobError>>,
}

impl BlobReader {
    pub(crate) fn new(
        content: Sha256Digest,
        size_bytes: u64,
        range: Range<u64>,
        source: BoxStream<'static, Result<Bytes, BlobError>>,
    ) -> Self {
        let left_bytes = range.end.saturating_sub(range.start);
        Self { content, size_bytes, range, left_bytes, source }
    }

    /// Reads from a file that is open already.
    pub(crate) fn of_file(content: Sha256Digest, size_bytes: u64, range: Range<u64>, file: File) -> Self {
        let file = Arc::new(file);
        let source = stream::try_unfold(range.clone(), move |left| {
            let file = Arc::clone(&file);
            async move {
                let length = left.end.saturating_sub(left.start).min(CHUNK_BYTES as u64);
                if length == 0 {
                    return Ok(None);
                }
                let length = usize::try_from(length).unwrap_or(CHUNK_BYTES);
                let bytes = tokio::task::spawn_blocking(move || local::read_at(&file, left.start, length))
                    .await
                    .map_err(io::Error::other)
                    .flatten()
                    .map_err(BlobError::io("read", PathBuf::from(content.to_string())))?;
                let next = left.start + bytes.len() as u64..left.end;
                Ok((!bytes.is_empty()).then(|| (Bytes::from(bytes), next)))
            }
        });
        Self::new(content, size_bytes, range, source.boxed())
    }

    /// The length of the whole content, in bytes.
    pub fn size_bytes(&self) -> u64 {
        self.size_bytes
    }

    /// The range that is read: what was asked for, cut to the content's length.
    pub fn range(&self) -> Range<u64> {
        self.range.clone()
    }

    /// The next bytes; `None` after the last.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, BlobError> {
        self.next().await.transpose()
    }
}

impl Stream for BlobReader {
    type Item = Result<Bytes, BlobError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.source.poll_next_unpin(context).map(|item| match item {
            Some(Ok(bytes)) => match self.left_bytes.checked_sub(bytes.len() as u64) {
                Some(left) => {
                    self.left_bytes = left;
                    Some(Ok(bytes))
                }
                None => Some(Err(BlobError::Damaged(self.content))),
            },
            None if self.left_bytes > 0 => {
                // Said once; then the stream is at its end.
                self.left_bytes = 0;
                Some(Err(BlobError::Damaged(self.content)))
            }
            other => other,
        })
    }
}

impl std::fmt::Debug for BlobReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BlobReader")
            .field("content", &self.content)
            .field("range", &self.range)
            .finish_non_exhaustive()
    }
}
