//! Contents in a bucket of S3 or OSS, through opendal.
//!
//! What is small is put under its own name at once: a put is all or nothing. What is large arrives in parts
//! under a temporary name, because its own is only known at the end, and is then copied by the server.

use std::{
    fs::File,
    io::{self, Write as _},
    os::fd::AsRawFd as _,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use assay_types::{ContentHasher, Sha256Digest};
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, TryStreamExt as _, stream::BoxStream};
use opendal::{
    EntryMode, ErrorKind, HttpTransporter, Operator,
    layers::{RetryLayer, TimeoutLayer},
    services::{Oss, S3},
};
use opendal_http_transport_reqwest::ReqwestTransport;

use crate::{
    BlobError,
    key::{TEMPORARY, content_key},
    url::Bucket,
};

/// The size of the parts of a large upload. S3 takes 10,000 parts, so contents may have 78 GiB.
const PART_BYTES: usize = 8 * 1024 * 1024;

/// Parts of one upload that are under way at once. With the one that is being filled, this is what an upload
/// holds in memory.
const PARTS_AT_ONCE: usize = 2;

/// Contents beyond this size are copied in parts of it where the server can (S3), so that each answer comes in
/// time. OSS copies in one go, up to its own limit for that.
const COPY_PART_BYTES: usize = 256 * 1024 * 1024;

/// The longest wait for one answer of the bucket, before it is asked again.
const ANSWER_WITHIN: Duration = Duration::from_mins(1);

/// The longest wait for a connection.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);

/// Times that one request is made again.
const RETRIES: usize = 3;

/// A bucket.
#[derive(Debug, Clone)]
pub(crate) struct Remote {
    operator: Operator,
    /// Where contents are copied to when a file descriptor is asked for.
    scratch: PathBuf,
}

impl Remote {
    /// Opens a bucket of S3's kind. Keys come from the usual AWS variables, or where AWS puts them.
    pub(crate) fn s3(bucket: &Bucket) -> Result<Self, BlobError> {
        let mut builder = S3::default().bucket(&bucket.name);
        if let Some(endpoint) = &bucket.endpoint {
            builder = builder.endpoint(endpoint);
        }
        if let Some(region) = &bucket.region {
            builder = builder.region(region);
        }
        if let Some(prefix) = &bucket.prefix {
            builder = builder.root(prefix);
        }
        Self::open(Operator::new(builder))
    }

    /// Opens a bucket of OSS. Keys come from the usual Alibaba Cloud variables.
    pub(crate) fn oss(bucket: &Bucket) -> Result<Self, BlobError> {
        let mut builder = Oss::default().bucket(&bucket.name);
        if let Some(endpoint) = &bucket.endpoint {
            builder = builder.endpoint(endpoint);
        }
        if let Some(prefix) = &bucket.prefix {
            builder = builder.root(prefix);
        }
        Self::open(Operator::new(builder))
    }

    fn open(operator: opendal::Result<Operator>) -> Result<Self, BlobError> {
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // The HTTP client would panic at its first use.
            return Err(BlobError::Url("the program has installed no TLS provider".to_owned()));
        }
        let refused = |error: &dyn std::fmt::Display| BlobError::Url(error.to_string());
        let operator = operator.map_err(|error| refused(&error))?;
        // A client of its own: a shared one would outlive the runtime that drives its connections.
        let client = reqwest::Client::builder().connect_timeout(CONNECT_WITHIN).build();
        let client = ReqwestTransport::new(client.map_err(|error| refused(&error))?);
        let context = operator.context().with_http_transport(HttpTransporter::new(client));
        let operator = operator
            .with_context(context)
            .layer(TimeoutLayer::new().with_timeout(ANSWER_WITHIN).with_io_timeout(ANSWER_WITHIN))
            .layer(RetryLayer::new().with_max_times(RETRIES).with_jitter());
        Ok(Self { operator, scratch: std::env::temp_dir() })
    }

    /// The bucket as the client library sees it.
    pub(crate) fn operator(&self) -> &Operator {
        &self.operator
    }

    /// Begins to write what is large, or of unknown length, under a key.
    pub(crate) async fn writer(&self, key: &str) -> Result<opendal::Writer, BlobError> {
        let writer = self.operator.writer_with(key).chunk(PART_BYTES).concurrent(PARTS_AT_ONCE);
        writer.await.map_err(BlobError::remote("begin an upload"))
    }

    /// Uses another folder for local copies.
    pub(crate) fn set_scratch(&mut self, folder: &Path) {
        folder.clone_into(&mut self.scratch);
    }

    /// Keeps bytes that are whole in memory.
    pub(crate) async fn put(&self, bytes: Bytes, content: &Sha256Digest) -> Result<(), BlobError> {
        let written = self.operator.write(&content_key(content), bytes).await;
        written.map(|_| ()).map_err(BlobError::remote("write a content"))
    }

    /// Gives bytes that are complete under a temporary name their own, unless they are there already.
    pub(crate) async fn place(
        &self,
        key: &str,
        content: &Sha256Digest,
        size_bytes: u64,
    ) -> Result<(), BlobError> {
        if self.size(content).await? != Some(size_bytes) {
            // The length is ours to know: nobody else has this key. It spares a question, and the condition on
            // the source's ETag that would come with the answer and that Swift cannot keep for uploads in parts.
            let name = content_key(content);
            let copied = self
                .operator
                .copy_with(key, &name)
                .source_content_length_hint(size_bytes)
                .chunk(COPY_PART_BYTES)
                .concurrent(PARTS_AT_ONCE);
            copied.await.map_err(BlobError::remote("copy a content"))?;
        }
        self.remove_temporary(key).await;
        Ok(())
    }

    /// Removes a temporary name; what cannot be removed now is stale later.
    pub(crate) async fn remove_temporary(&self, key: &str) {
        if let Err(error) = self.operator.delete(key).await {
            tracing::warn!(%error, key, "cannot remove a temporary content");
        }
    }

    /// A range of a content as it comes; the range is within the content's length.
    pub(crate) async fn stream(
        &self,
        content: &Sha256Digest,
        range: std::ops::Range<u64>,
    ) -> Result<BoxStream<'static, Result<Bytes, BlobError>>, BlobError> {
        let content = *content;
        let failed = move |error: opendal::Error| match error.kind() {
            ErrorKind::NotFound => BlobError::NotFound(content),
            _ => BlobError::remote("read a content")(error),
        };
        let reader = self.operator.reader(&content_key(&content)).await.map_err(failed)?;
        let buffers = reader.into_stream(range).await.map_err(failed)?;
        Ok(buffers.map_ok(|buffer| buffer.to_bytes()).map_err(failed).boxed())
    }

    /// A local copy, checked against its name, that no path leads to; open for reading only.
    pub(crate) async fn open_content(&self, content: &Sha256Digest) -> Result<File, BlobError> {
        let mut hasher = ContentHasher::default();
        let bytes = self.whole(content).await?.inspect_ok(|chunk| hasher.update(chunk));
        let file = self.unnamed_copy(bytes).await?;
        if hasher.finish().sha256 == *content { Ok(file) } else { Err(BlobError::Damaged(*content)) }
    }

    /// A local copy of bytes as they come, that no path leads to; open for reading only.
    pub(crate) async fn unnamed_copy(
        &self,
        mut bytes: impl Stream<Item = Result<Bytes, BlobError>> + Unpin,
    ) -> Result<File, BlobError> {
        let scratch = self.scratch.clone();
        let failed = |doing| BlobError::io(doing, scratch.clone());
        let folder = scratch.clone();
        let mut file =
            blocking(move || tempfile::tempfile_in(folder)).await.map_err(failed("make a file in"))?;
        while let Some(chunk) = bytes.try_next().await? {
            file = blocking(move || file.write_all(&chunk).map(|()| file))
                .await
                .map_err(failed("write a file in"))?;
        }
        // The file's own descriptor can write; the one that is handed out must not.
        blocking(move || File::open(format!("/proc/self/fd/{}", file.as_raw_fd())))
            .await
            .map_err(failed("open a file in"))
    }

    async fn whole(
        &self,
        content: &Sha256Digest,
    ) -> Result<BoxStream<'static, Result<Bytes, BlobError>>, BlobError> {
        match self.size(content).await? {
            // A range of nothing cannot be asked for.
            Some(0) => Ok(futures_util::stream::empty().boxed()),
            Some(size_bytes) => self.stream(content, 0..size_bytes).await,
            None => Err(BlobError::NotFound(*content)),
        }
    }

    /// The content's length; `None` when it is not there.
    pub(crate) async fn size(&self, content: &Sha256Digest) -> Result<Option<u64>, BlobError> {
        match self.operator.stat(&content_key(content)).await {
            Ok(metadata) => Ok(Some(metadata.content_length())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(BlobError::remote("look at a content")(error)),
        }
    }

    /// Removes a content; it may be gone already.
    pub(crate) async fn remove(&self, content: &Sha256Digest) -> Result<(), BlobError> {
        self.operator.delete(&content_key(content)).await.map_err(BlobError::remote("remove a content"))
    }

    /// Removes what uploads left behind that ended with their process; how many.
    pub(crate) async fn remove_stale(&self, older_than: Duration) -> Result<u64, BlobError> {
        let Some(before) = SystemTime::now().checked_sub(older_than) else { return Ok(0) };
        let failed = || BlobError::remote("list temporary contents");
        let mut entries =
            self.operator.lister_with(&format!("{TEMPORARY}/")).recursive(true).await.map_err(failed())?;
        let mut removed = 0;
        while let Some(entry) = entries.try_next().await.map_err(failed())? {
            let modified = entry.metadata().last_modified().map(SystemTime::from);
            let stale = modified.is_some_and(|at| at <= before);
            if stale && entry.metadata().mode() == EntryMode::FILE {
                self.operator.delete(entry.path()).await.map_err(BlobError::remote("remove"))?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    /// Proves that the bucket can be reached and that the keys are good for it.
    pub(crate) async fn ping(&self) -> Result<(), BlobError> {
        self.operator.check().await.map_err(BlobError::remote("list"))
    }
}

/// Runs what blocks off the runtime's threads.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    // Only a panic in `work` or a runtime that is shutting down ends here.
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}
