//! The front door: opens a place and finds, reads and removes contents in it.

use std::{
    fs::File,
    io,
    ops::{Bound, Range, RangeBounds},
    path::Path,
    sync::Arc,
    time::Duration,
};

use assay_store::BlobStore;
use assay_types::{Clock, ContentDigest, Sha256Digest};
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};

use crate::{
    BlobError, BlobReader, BlobWriter,
    local::Local,
    remote::Remote,
    url::{self, Place},
};

/// Contents that one round of a sweep takes on.
const SWEEP_ROUND: usize = 256;

/// Contents that a sweep deletes at once.
const DELETES_AT_ONCE: usize = 8;

/// The place where contents are kept. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Blobs {
    backend: Backend,
}

/// The two kinds of place.
#[derive(Debug, Clone)]
pub(crate) enum Backend {
    Local(Arc<Local>),
    Remote(Remote),
}

impl Blobs {
    /// Opens `fs:PATH`, `s3://bucket?endpoint=…&region=…&prefix=…` or `oss://bucket?endpoint=…&prefix=…`. A
    /// folder is made when it is not there; a bucket is not looked at before [`Blobs::ping`] or first use.
    ///
    /// For a bucket, the process must have installed a default provider of rustls. Its keys come from
    /// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`, or from
    /// `ALIBABA_CLOUD_ACCESS_KEY_ID` and `ALIBABA_CLOUD_ACCESS_KEY_SECRET`.
    ///
    /// [`BlobError::Url`] for what is not understood, [`BlobError::Io`] for a folder that cannot be made.
    pub async fn open(url: &str) -> Result<Self, BlobError> {
        let backend = match url::parse(url)? {
            Place::Folder(path) => Backend::Local(Arc::new(off_runtime(move || Local::open(&path)).await?)),
            Place::S3(bucket) => Backend::Remote(Remote::s3(&bucket)?),
            Place::Oss(bucket) => Backend::Remote(Remote::oss(&bucket)?),
        };
        Ok(Self { backend })
    }

    /// Uses `folder` for the local copies that [`Blobs::open_local`] makes of a bucket's contents, instead of
    /// the system's folder for temporary files. It needs room for as many contents as are examined at once.
    #[must_use]
    pub fn with_scratch(mut self, folder: &Path) -> Self {
        if let Backend::Remote(remote) = &mut self.backend {
            remote.set_scratch(folder);
        }
        self
    }

    /// Begins to take in a content of at most `limit_bytes`.
    pub fn begin(&self, limit_bytes: Option<u64>) -> BlobWriter {
        BlobWriter::new(self.backend.clone(), limit_bytes)
    }

    /// Takes in a content that is whole in memory.
    pub async fn put(
        &self,
        bytes: Bytes,
        store: &dyn BlobStore,
        clock: &dyn Clock,
    ) -> Result<ContentDigest, BlobError> {
        let mut writer = self.begin(None);
        writer.write(bytes).await?;
        writer.commit(store, clock).await
    }

    /// Whether [`Blobs::open_local`] opens a content where it is, at once, and does not have to copy it first.
    pub fn is_local(&self) -> bool {
        matches!(self.backend, Backend::Local(_))
    }

    /// A file with the content, at its start, open for reading only: what the sandbox is given. From a bucket
    /// it is a copy without a name, checked against the digest while it is made.
    ///
    /// [`BlobError::NotFound`], or [`BlobError::Damaged`] when the bucket has other bytes under this name.
    pub async fn open_local(&self, content: &Sha256Digest) -> Result<File, BlobError> {
        match &self.backend {
            Backend::Local(local) => {
                let (local, content) = (Arc::clone(local), *content);
                off_runtime(move || local.open_content(&content)).await
            }
            Backend::Remote(remote) => remote.open_content(content).await,
        }
    }

    /// A range of a content, in bytes from 0. What lies beyond the content's end is left out, down to nothing.
    pub async fn read(
        &self,
        content: &Sha256Digest,
        range: impl RangeBounds<u64>,
    ) -> Result<BlobReader, BlobError> {
        match &self.backend {
            Backend::Local(local) => {
                let (local, content) = (Arc::clone(local), *content);
                let (file, size_bytes) = off_runtime(move || {
                    let file = local.open_content(&content)?;
                    let metadata = file.metadata().map_err(BlobError::io("look at", content.to_string()))?;
                    Ok((file, metadata.len()))
                })
                .await?;
                Ok(BlobReader::of_file(content, size_bytes, clip(&range, size_bytes), file))
            }
            Backend::Remote(remote) => {
                let size_bytes = remote.size(content).await?.ok_or(BlobError::NotFound(*content))?;
                let range = clip(&range, size_bytes);
                let source = if range.is_empty() {
                    stream::empty().boxed()
                } else {
                    remote.stream(content, range.clone()).await?
                };
                Ok(BlobReader::new(*content, size_bytes, range, source))
            }
        }
    }

    /// The content's length in bytes; `None` when it is not there.
    pub async fn size(&self, content: &Sha256Digest) -> Result<Option<u64>, BlobError> {
        match &self.backend {
            Backend::Local(local) => {
                let (local, content) = (Arc::clone(local), *content);
                off_runtime(move || local.size(&content)).await
            }
            Backend::Remote(remote) => remote.size(content).await,
        }
    }

    /// Whether the content is there.
    pub async fn exists(&self, content: &Sha256Digest) -> Result<bool, BlobError> {
        Ok(self.size(content).await?.is_some())
    }

    /// Removes a content whatever the store says: for [`Blobs::sweep`] and for repair. It may be gone already.
    pub async fn remove(&self, content: &Sha256Digest) -> Result<(), BlobError> {
        match &self.backend {
            Backend::Local(local) => {
                let (local, content) = (Arc::clone(local), *content);
                off_runtime(move || local.remove(&content)).await
            }
            Backend::Remote(remote) => remote.remove(content).await,
        }
    }

    /// Removes the contents that nothing has referred to for `grace`; how many. Any number of nodes may sweep at
    /// once. What cannot be deleted now stays marked, and a later sweep tries again.
    pub async fn sweep(
        &self,
        store: &dyn BlobStore,
        clock: &dyn Clock,
        grace: Duration,
    ) -> Result<u64, BlobError> {
        let mut swept = 0;
        loop {
            let dying = store.begin_sweep(clock.now(), grace, SWEEP_ROUND).await?;
            let full_round = dying.len() >= SWEEP_ROUND;
            let mut gone = Vec::with_capacity(dying.len());
            let mut deletes = stream::iter(dying)
                .map(|content| async move { (content, self.remove(&content).await) })
                .buffer_unordered(DELETES_AT_ONCE);
            let mut failure = None;
            while let Some((content, removed)) = deletes.next().await {
                match removed {
                    Ok(()) => gone.push(content),
                    Err(error) => failure = Some(error),
                }
            }
            store.end_sweep(&gone).await?;
            swept += gone.len() as u64;
            if let Some(error) = failure {
                return Err(error);
            }
            if !full_round {
                return Ok(swept);
            }
        }
    }

    /// Removes what uploads left behind under temporary names that ended with their process; how many. For the
    /// start and now and then; `older_than` is longer than any upload takes.
    ///
    /// A bucket also keeps the parts of uploads that were never completed, which have no name that could be
    /// listed here: let the bucket's own life-cycle rule abort incomplete multipart uploads.
    pub async fn remove_stale(&self, older_than: Duration) -> Result<u64, BlobError> {
        match &self.backend {
            Backend::Local(local) => {
                let local = Arc::clone(local);
                off_runtime(move || local.remove_stale(older_than)).await
            }
            Backend::Remote(remote) => remote.remove_stale(older_than).await,
        }
    }

    /// Proves that contents can be kept at this moment: for readiness.
    pub async fn ping(&self) -> Result<(), BlobError> {
        match &self.backend {
            Backend::Local(local) => {
                let local = Arc::clone(local);
                off_runtime(move || local.ping()).await
            }
            Backend::Remote(remote) => remote.ping().await,
        }
    }
}

/// Runs what blocks off the runtime's threads.
pub(crate) async fn off_runtime<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BlobError> + Send + 'static,
) -> Result<T, BlobError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        // Only a panic in `work` or a runtime that is shutting down ends here.
        Err(error) => Err(BlobError::io("finish work on", "the folder of contents")(io::Error::other(error))),
    }
}

/// Cuts a range to a content's length.
fn clip(range: &impl RangeBounds<u64>, size_bytes: u64) -> Range<u64> {
    let start = match range.start_bound() {
        Bound::Included(start) => *start,
        Bound::Excluded(before) => before.saturating_add(1),
        Bound::Unbounded => 0,
    };
    let end = match range.end_bound() {
        Bound::Included(last) => last.saturating_add(1),
        Bound::Excluded(end) => *end,
        Bound::Unbounded => u64::MAX,
    };
    let end = end.min(size_bytes);
    start.min(end)..end
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ranges_are_cut_to_the_content() {
        assert_eq!(clip(&.., 10), 0..10);
        assert_eq!(clip(&(3..=u64::MAX), 10), 3..10);
        assert_eq!(clip(&(10..12), 10), 10..10);
        assert_eq!(clip(&(20..), 10), 10..10);
        assert_eq!(clip(&(..=4), 10), 0..5);
    }

    proptest! {
        #[test]
        fn a_cut_range_is_within_the_content(start: u64, end: u64, size_bytes: u64) {
            let range = clip(&(start..end), size_bytes);
            prop_assert!(range.start <= range.end && range.end <= size_bytes);
        }
    }
}
