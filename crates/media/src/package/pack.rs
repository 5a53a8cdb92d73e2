//! `CreateFileCompressionTask`: packs files into a zip in a bucket. As in the hosted service they are stored, not
//! deflated.

use assay_blobs::ObjectWriter;
use assay_wire::imm::{CreateFileCompressionTaskRequest, TaskStarted};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};

use super::{
    BYTES_MAX,
    sources::{self, Source},
    zip::{Entry, ZipWriter},
};
use crate::{
    Caller, Media, MediaError,
    source::{FileUri, Opener},
    task::{NewTask, TaskKind, TaskResult, Work},
};

/// Bytes that are read at once.
const CHUNK_BYTES: usize = 1 << 20;
/// Files after which the task's progress is written anew.
const PROGRESS_EVERY: usize = 200;

/// What the task needs to know.
#[derive(Debug, Serialize, Deserialize)]
struct Payload {
    sources: Vec<Source>,
    target: String,
}

impl Media {
    /// Starts to pack files into a zip.
    ///
    /// # Errors
    /// `UnsupportedOperation` for a manifest, `MissingParameter` and `InvalidArgument` for sources and target,
    /// `ResourceNotFound` for the project and the target's bucket.
    pub async fn create_file_compression_task(
        &self,
        caller: &Caller,
        request: CreateFileCompressionTaskRequest,
    ) -> Result<TaskStarted, MediaError> {
        if request.source_manifest_uri.as_deref().is_some_and(|uri| !uri.is_empty()) {
            return Err(MediaError::unsupported(
                "SourceManifestURI is not read here: name the files in Sources, a prefix at a time.",
            ));
        }
        let format = request.compressed_format.as_deref().unwrap_or("zip");
        if !matches!(format, "" | "zip") {
            return Err(MediaError::invalid("CompressedFormat", "it is zip"));
        }
        let listed = request.sources.ok_or_else(|| MediaError::missing("Sources"))?;
        let definition = json!({
            "ProjectName": request.project_name, "Sources": listed, "TargetURI": request.target_uri,
            "UserData": request.user_data,
        });
        let sources = sources::read(listed)?;
        let FileUri::Object { bucket, .. } = FileUri::parse("TargetURI", &request.target_uri)? else {
            return Err(MediaError::invalid("TargetURI", "it is oss://BUCKET/KEY"));
        };
        self.project_row(caller, &request.project_name).await?;
        self.parts.buckets.bucket(&caller.tenant, &bucket).await?;
        let task = NewTask {
            kind: TaskKind::FileCompression,
            definition: definition.to_string(),
            tags: None,
            notification: request.notification.as_ref(),
            user_data: request.user_data,
            payload: &Payload { sources, target: request.target_uri },
        };
        self.start_task(caller, &request.project_name, task).await
    }
}

/// Carries such a task out. The target appears when it is complete.
pub(crate) async fn pack_files(media: &Media, work: &Work<'_>) -> Result<TaskResult, MediaError> {
    let payload: Payload = work.payload()?;
    let FileUri::Object { bucket, key } = FileUri::parse("TargetURI", &payload.target)? else {
        return Err(MediaError::invalid("TargetURI", "it is oss://BUCKET/KEY"));
    };
    let members = media.members(work, &payload.sources).await?;
    let bucket = media.parts.buckets.bucket(work.tenant(), &bucket).await?;
    let mut to = bucket.begin(&key).await?;
    let mut zip = ZipWriter::default();
    for (at, member) in members.iter().enumerate() {
        let (head, file) = Opener::open_one(media, work.tenant(), &member.uri).await?;
        let mut file = tokio::fs::File::from_std(file);
        let (size_bytes, crc32) = measure(&mut file).await?;
        if to.size_bytes().saturating_add(size_bytes) > BYTES_MAX {
            return Err(MediaError::invalid("Sources", "the files have more than 200 GB together"));
        }
        let modified_at = head.modified_at.and_then(|at| at.parse().ok());
        let entry = Entry { name: member.name.clone(), size_bytes, crc32, modified_at };
        to.write(zip.begin(&entry).into()).await?;
        copy(&mut file, &mut to, &entry).await?;
        if (at + 1) % PROGRESS_EVERY == 0 {
            let percent = i32::try_from((at + 1).saturating_mul(100) / members.len()).unwrap_or(100);
            work.progress(percent).await?;
        }
    }
    to.write(zip.finish().into()).await?;
    to.finish().await?;
    let message = format!("{} files are in {}.", members.len(), payload.target);
    let result = json!({ "TargetURI": payload.target, "Files": members.len() });
    Ok(TaskResult { message: Some(message), result: Some(result) })
}

/// A file's length and CRC-32, which stand before its bytes.
async fn measure(file: &mut tokio::fs::File) -> Result<(u64, u32), MediaError> {
    let mut hash = crc32fast::Hasher::new();
    let mut size_bytes = 0_u64;
    let mut chunk = vec![0; CHUNK_BYTES];
    loop {
        let read = file.read(&mut chunk).await.map_err(unreadable)?;
        let Some(bytes) = chunk.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
        hash.update(bytes);
        size_bytes = size_bytes.saturating_add(bytes.len() as u64);
    }
    file.rewind().await.map_err(unreadable)?;
    Ok((size_bytes, hash.finalize()))
}

/// Copies a file's bytes, which must be those that were measured.
async fn copy(file: &mut tokio::fs::File, to: &mut ObjectWriter, entry: &Entry) -> Result<(), MediaError> {
    let mut hash = crc32fast::Hasher::new();
    let mut left = entry.size_bytes;
    while left > 0 {
        let mut chunk = Vec::with_capacity(CHUNK_BYTES);
        let read =
            file.take(left.min(CHUNK_BYTES as u64)).read_to_end(&mut chunk).await.map_err(unreadable)?;
        if read == 0 {
            break;
        }
        hash.update(&chunk);
        left -= read as u64;
        to.write(Bytes::from(chunk)).await?;
    }
    if left > 0 || hash.finalize() != entry.crc32 {
        return Err(unreadable(std::io::Error::other("the file changed while it was packed")));
    }
    Ok(())
}

/// A file that cannot be read now; the task is tried again.
fn unreadable(source: std::io::Error) -> MediaError {
    assay_blobs::BlobError::Io { doing: "read", path: "a file to be packed".into(), source }.into()
}
