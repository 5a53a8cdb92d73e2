//! Bytes on their way in: hashed as they come, kept under a temporary name, named when complete.

use std::{io::Write as _, sync::Arc, time::Duration};

use assay_store::{BlobStore, Reservation};
use assay_types::{Clock, ContentDigest, ContentHasher};
use bytes::Bytes;
use tempfile::NamedTempFile;
use tokio::{task::JoinHandle, time::sleep};

use crate::{
    BlobError,
    blobs::{Backend, off_runtime},
    key::temporary_key,
    local::Local,
    remote::Remote,
};

/// Contents up to this many bytes are gathered in memory and kept by one write.
pub const SMALL_BYTES: usize = 64 * 1024;

/// Bytes of a large content that are gathered before they are written to a local file; two such batches are in
/// memory, one of them being written.
const GATHERED_BYTES: usize = 512 * 1024;

/// The first and the longest wait for a content that is being deleted, and how often is asked.
const DYING_FIRST_WAIT: Duration = Duration::from_millis(10);
const DYING_LONGEST_WAIT: Duration = Duration::from_secs(1);
const DYING_TRIES: u32 = 16;

/// Takes in one content. Dropped without a commit, it leaves nothing behind.
pub struct BlobWriter {
    backend: Backend,
    limit_bytes: Option<u64>,
    hasher: ContentHasher,
    sink: Sink,
}

/// Where the bytes are so far.
enum Sink {
    /// All in memory: nobody knows yet that this will be large.
    Memory(Vec<u8>),
    Local {
        local: Arc<Local>,
        file: LocalFile,
        gathered: Vec<u8>,
    },
    Remote(RemoteUpload),
    /// A write failed or was cancelled half-way: nothing can be made of the rest.
    Broken,
}

/// A file that is written to beside the work of whoever has the bytes: while one batch is written, the next is
/// received and hashed.
enum LocalFile {
    /// Nothing is under way.
    Idle(NamedTempFile),
    /// A batch is written. When this is dropped, that goes on to its end, and then the file removes itself.
    Writing(JoinHandle<Result<NamedTempFile, BlobError>>),
}

impl LocalFile {
    /// The file, once nothing is under way.
    async fn idle(self) -> Result<NamedTempFile, BlobError> {
        match self {
            Self::Idle(file) => Ok(file),
            Self::Writing(batch) => batch.await.unwrap_or_else(|_| Err(broken())),
        }
    }

    /// Begins to write a batch after the one before.
    async fn write(self, gathered: Vec<u8>, bytes: Bytes) -> Result<Self, BlobError> {
        let mut file = self.idle().await?;
        Ok(Self::Writing(tokio::task::spawn_blocking(move || {
            for part in [&gathered[..], &bytes[..]] {
                file.write_all(part).map_err(BlobError::io("write", file.path()))?;
            }
            Ok(file)
        })))
    }
}

impl BlobWriter {
    pub(crate) fn new(backend: Backend, limit_bytes: Option<u64>) -> Self {
        Self { backend, limit_bytes, hasher: ContentHasher::default(), sink: Sink::Memory(Vec::new()) }
    }

    /// Bytes taken in so far.
    pub fn size_bytes(&self) -> u64 {
        self.hasher.size_bytes()
    }

    /// The digests of the bytes taken in so far, so that a caller who knows what is to come can refuse what
    /// came before it is kept.
    pub fn digest(&self) -> ContentDigest {
        self.hasher.clone().finish()
    }

    /// Takes in the next bytes. After an error, or when the future was dropped, the writer is of no more use.
    ///
    /// [`BlobError::TooLarge`] one byte beyond the limit; what had arrived is removed. That a disk refused may be
    /// said one batch later, by the commit at the latest.
    pub async fn write(&mut self, bytes: Bytes) -> Result<(), BlobError> {
        if let Some(limit_bytes) = self.limit_bytes {
            let size_bytes = self.hasher.size_bytes().saturating_add(bytes.len() as u64);
            if size_bytes > limit_bytes {
                self.sink = Sink::Broken;
                return Err(BlobError::TooLarge { limit_bytes });
            }
        }
        self.hasher.update(&bytes);
        // A sink is put back only when it took everything: no half-written content can be committed.
        self.sink = match std::mem::replace(&mut self.sink, Sink::Broken) {
            Sink::Memory(mut gathered) if gathered.len() + bytes.len() <= SMALL_BYTES => {
                gathered.extend_from_slice(&bytes);
                Sink::Memory(gathered)
            }
            Sink::Memory(gathered) => {
                let sink = Sink::large(&self.backend).await?;
                sink.write(gathered.into()).await?.write(bytes).await?
            }
            sink => sink.write(bytes).await?,
        };
        Ok(())
    }

    /// Keeps the content: when this returns, it is durable and announced to the store, whose grace period
    /// protects it until the caller refers to it.
    ///
    /// [`BlobError::Dying`] when the same content is being deleted and that does not come to an end.
    pub async fn commit(self, store: &dyn BlobStore, clock: &dyn Clock) -> Result<ContentDigest, BlobError> {
        let digest = self.hasher.finish();
        if matches!(self.sink, Sink::Broken) {
            return Err(broken());
        }
        reserve(store, clock, &digest).await?;
        match self.sink {
            Sink::Memory(gathered) => match &self.backend {
                Backend::Local(local) => {
                    let local = Arc::clone(local);
                    off_runtime(move || local.put(&gathered, &digest.sha256)).await?;
                }
                Backend::Remote(remote) => remote.put(gathered.into(), &digest.sha256).await?,
            },
            Sink::Local { local, file, gathered } => {
                let mut file = file.idle().await?;
                off_runtime(move || {
                    file.write_all(&gathered).map_err(BlobError::io("write", file.path()))?;
                    local.place(file, &digest.sha256, digest.size_bytes)
                })
                .await?;
            }
            Sink::Remote(upload) => upload.place(&digest).await?,
            Sink::Broken => return Err(broken()),
        }
        Ok(digest)
    }

    /// Throws the bytes away. Dropping does the same, but without waiting for it.
    pub async fn abort(self) {
        match self.sink {
            Sink::Remote(upload) => upload.abort().await,
            // The file removes itself.
            Sink::Local { .. } | Sink::Memory(_) | Sink::Broken => {}
        }
    }
}

impl std::fmt::Debug for BlobWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BlobWriter").field("size_bytes", &self.size_bytes()).finish_non_exhaustive()
    }
}

impl Sink {
    /// Opens a place for a content that does not fit into memory.
    async fn large(backend: &Backend) -> Result<Self, BlobError> {
        match backend {
            Backend::Local(local) => {
                let local = Arc::clone(local);
                off_runtime(move || {
                    Ok(Self::Local {
                        file: LocalFile::Idle(local.begin()?),
                        local,
                        gathered: Vec::with_capacity(GATHERED_BYTES),
                    })
                })
                .await
            }
            Backend::Remote(remote) => RemoteUpload::begin(remote).await.map(Self::Remote),
        }
    }

    /// Takes in bytes and gives the sink back; after an error there is none.
    async fn write(self, bytes: Bytes) -> Result<Self, BlobError> {
        match self {
            Self::Local { local, file, mut gathered } => {
                if gathered.len() + bytes.len() <= GATHERED_BYTES {
                    gathered.extend_from_slice(&bytes);
                    return Ok(Self::Local { local, file, gathered });
                }
                let file = file.write(gathered, bytes).await?;
                Ok(Self::Local { local, file, gathered: Vec::with_capacity(GATHERED_BYTES) })
            }
            Self::Remote(mut upload) => {
                upload.write(bytes).await?;
                Ok(Self::Remote(upload))
            }
            Self::Memory(_) | Self::Broken => Err(broken()),
        }
    }
}

/// A large content on its way into a bucket. Cleans up after itself when dropped before it was placed, as far
/// as a runtime is there to do it; what is left is stale later.
struct RemoteUpload {
    remote: Remote,
    key: String,
    writer: Option<opendal::Writer>,
}

impl RemoteUpload {
    async fn begin(remote: &Remote) -> Result<Self, BlobError> {
        let key = temporary_key();
        let writer = remote.writer(&key).await?;
        Ok(Self { remote: remote.clone(), key, writer: Some(writer) })
    }

    async fn write(&mut self, bytes: Bytes) -> Result<(), BlobError> {
        let writer = self.writer.as_mut().ok_or_else(broken)?;
        writer.write(bytes).await.map_err(BlobError::remote("write a content"))
    }

    async fn place(mut self, digest: &ContentDigest) -> Result<(), BlobError> {
        let writer = self.writer.as_mut().ok_or_else(broken)?;
        writer.close().await.map_err(BlobError::remote("complete an upload"))?;
        self.writer = None;
        let placed = self.remote.place(&self.key, &digest.sha256, digest.size_bytes).await;
        if placed.is_err() {
            self.remote.remove_temporary(&self.key).await;
        }
        placed
    }

    async fn abort(mut self) {
        if let Some(writer) = self.writer.take() {
            discard(writer, &self.key).await;
        }
    }
}

impl Drop for RemoteUpload {
    fn drop(&mut self) {
        if let (Some(writer), Ok(runtime)) = (self.writer.take(), tokio::runtime::Handle::try_current()) {
            let key = std::mem::take(&mut self.key);
            runtime.spawn(async move { discard(writer, &key).await });
        }
    }
}

async fn discard(mut writer: opendal::Writer, key: &str) {
    if let Err(error) = writer.abort().await {
        tracing::warn!(%error, key, "cannot abort an upload");
    }
}

/// Announces a content to the store; waits while it is being deleted.
async fn reserve(store: &dyn BlobStore, clock: &dyn Clock, digest: &ContentDigest) -> Result<(), BlobError> {
    let mut wait = DYING_FIRST_WAIT;
    for _ in 0..DYING_TRIES {
        match store.reserve_blob(digest.sha256, digest.size_bytes, clock.now()).await? {
            Reservation::Reserved => return Ok(()),
            Reservation::Dying => sleep(wait).await,
        }
        wait = (wait * 2).min(DYING_LONGEST_WAIT);
    }
    Err(BlobError::Dying(digest.sha256))
}

/// What a caller gets who goes on after an error.
fn broken() -> BlobError {
    BlobError::Io {
        doing: "go on with",
        path: "a content that could not be written before".into(),
        source: std::io::ErrorKind::BrokenPipe.into(),
    }
}
