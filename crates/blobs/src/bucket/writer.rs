//! An object on its way into a bucket.

use std::io::Write as _;

use bytes::Bytes;

use super::{BucketError, folder::Partial, off_runtime};
use crate::BlobError;

/// Bytes that are gathered before they are written to a file.
const GATHERED_BYTES: usize = 512 * 1024;

/// Takes in one object. Dropped before [`ObjectWriter::finish`], it leaves nothing behind.
pub struct ObjectWriter {
    sink: Sink,
    size_bytes: u64,
}

enum Sink {
    Folder {
        partial: Partial,
        gathered: Vec<u8>,
    },
    Remote(Upload),
    /// A write failed or was cancelled half-way.
    Broken,
}

impl ObjectWriter {
    pub(super) fn to_folder(partial: Partial) -> Self {
        Self { sink: Sink::Folder { partial, gathered: Vec::new() }, size_bytes: 0 }
    }

    pub(super) fn to_remote(writer: opendal::Writer) -> Self {
        Self { sink: Sink::Remote(Upload(Some(writer))), size_bytes: 0 }
    }

    /// Bytes taken in so far.
    pub fn size_bytes(&self) -> u64 {
        self.size_bytes
    }

    /// Takes in the next bytes. After an error, or when the future was dropped, the writer is of no more use.
    pub async fn write(&mut self, bytes: Bytes) -> Result<(), BucketError> {
        self.size_bytes = self.size_bytes.saturating_add(bytes.len() as u64);
        self.sink = match std::mem::replace(&mut self.sink, Sink::Broken) {
            Sink::Folder { partial, mut gathered } if gathered.len() + bytes.len() <= GATHERED_BYTES => {
                gathered.extend_from_slice(&bytes);
                Sink::Folder { partial, gathered }
            }
            Sink::Folder { partial, gathered } => {
                let partial = write_all(partial, vec![gathered.into(), bytes]).await?;
                Sink::Folder { partial, gathered: Vec::with_capacity(GATHERED_BYTES) }
            }
            Sink::Remote(mut upload) => {
                let writer = upload.0.as_mut().ok_or_else(broken)?;
                writer.write(bytes).await.map_err(BlobError::remote("write an object"))?;
                Sink::Remote(upload)
            }
            Sink::Broken => return Err(broken()),
        };
        Ok(())
    }

    /// Makes the object appear, durably.
    pub async fn finish(self) -> Result<(), BucketError> {
        match self.sink {
            Sink::Folder { partial, gathered } => {
                let partial = write_all(partial, vec![gathered.into()]).await?;
                off_runtime(move || {
                    partial.place().map_err(|error| BlobError::io("complete", "an object")(error).into())
                })
                .await
            }
            Sink::Remote(mut upload) => {
                let writer = upload.0.as_mut().ok_or_else(broken)?;
                writer.close().await.map_err(BlobError::remote("complete an object"))?;
                upload.0 = None;
                Ok(())
            }
            Sink::Broken => Err(broken()),
        }
    }
}

impl std::fmt::Debug for ObjectWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ObjectWriter").field("size_bytes", &self.size_bytes).finish_non_exhaustive()
    }
}

/// An upload that aborts itself when it is dropped, as far as a runtime is there to do it.
struct Upload(Option<opendal::Writer>);

impl Drop for Upload {
    fn drop(&mut self) {
        if let (Some(mut writer), Ok(runtime)) = (self.0.take(), tokio::runtime::Handle::try_current()) {
            runtime.spawn(async move {
                if let Err(error) = writer.abort().await {
                    tracing::warn!(%error, "cannot abort an upload");
                }
            });
        }
    }
}

async fn write_all(mut partial: Partial, parts: Vec<Bytes>) -> Result<Partial, BucketError> {
    off_runtime(move || {
        for part in parts {
            partial.file.write_all(&part).map_err(BlobError::io("write", "an object"))?;
        }
        Ok(partial)
    })
    .await
}

/// What a caller gets who goes on after an error.
fn broken() -> BucketError {
    let source = std::io::ErrorKind::BrokenPipe.into();
    BlobError::Io { doing: "go on with", path: "an object that could not be written before".into(), source }
        .into()
}
