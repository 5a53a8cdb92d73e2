//! `CreateFileUncompressionTask`: writes the members of an archive into a bucket.
//!
//! The archive is read within the sandbox, which hands out an answer's worth of members at a time. A member whose path
//! leads elsewhere, or that cannot be read whole, is left out, and the task says so and fails; what was written before
//! stays, as it does in the hosted service.

use std::fs::File;

use assay_blobs::{Bucket, ObjectWriter};
use assay_findings::{Finding, IncompleteReason, Task, UnpackPosition, UnpackTask, Unpacked, UnpackedPiece};
use assay_sandbox::Outcome;
use assay_wire::imm::{CreateFileUncompressionTaskRequest, TaskStarted};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{FILES_MAX, WITHIN, limits, reasons, refuse_password};
use crate::{
    Caller, Media, MediaError,
    source::{FileUri, Opener, PlaceUri},
    task::{NewTask, TaskKind, TaskResult, Work},
};

/// Bytes of members in one answer of the sandbox; in its own form they are a third more.
const ANSWER_BYTES: u64 = 12 << 20;
/// Bytes of all names that are selected: they go to the sandbox with each question.
const SELECTED_MAX_BYTES: usize = 32 << 10;

/// What the task needs to know.
#[derive(Debug, Serialize, Deserialize)]
struct Payload {
    uri: String,
    bucket: String,
    /// What stands before members' paths: empty, or with a slash at the end.
    folder: String,
    selected: Vec<String>,
}

impl Media {
    /// Starts to unpack an archive into a bucket's folder, `TargetURI`; without that into the archive's own.
    ///
    /// # Errors
    /// `UnsupportedOperation` with a password; `MissingParameter` and `InvalidArgument` for URIs and too many selected
    /// names; `ResourceNotFound` for the project and the target's bucket.
    pub async fn create_file_uncompression_task(
        &self,
        caller: &Caller,
        request: CreateFileUncompressionTaskRequest,
    ) -> Result<TaskStarted, MediaError> {
        refuse_password(request.password.as_deref())?;
        let source = FileUri::parse("SourceURI", &request.source_uri)?;
        let (bucket, folder) = target(&source, request.target_uri.as_deref())?;
        let selected = request.selected_files.unwrap_or_default();
        if selected.iter().map(|name| name.len() + 8).sum::<usize>() > SELECTED_MAX_BYTES {
            return Err(MediaError::invalid(
                "SelectedFiles",
                "the names have at most 32 KiB together; name folders, or unpack in several tasks",
            ));
        }
        self.project_row(caller, &request.project_name).await?;
        self.parts.buckets.bucket(&caller.tenant, &bucket).await?;
        let definition = json!({
            "ProjectName": request.project_name, "SourceURI": request.source_uri, "SelectedFiles": selected,
            "TargetURI": request.target_uri, "UserData": request.user_data,
        });
        let task = NewTask {
            kind: TaskKind::FileUncompression,
            definition: definition.to_string(),
            tags: None,
            notification: request.notification.as_ref(),
            user_data: request.user_data,
            payload: &Payload { uri: request.source_uri, bucket, folder, selected },
        };
        self.start_task(caller, &request.project_name, task).await
    }

    /// What the sandbox hands out of an archive; names alone with 0 bytes.
    ///
    /// # Errors
    /// `InvalidArgument` for what is no archive, or cannot be read.
    pub(super) async fn unpacked(
        &self,
        file: File,
        from: UnpackPosition,
        max_bytes: u64,
        selected: &[String],
    ) -> Result<Unpacked, MediaError> {
        let task = UnpackTask {
            from,
            max_bytes,
            max_files: u32::try_from(FILES_MAX).unwrap_or(u32::MAX),
            selected: selected.to_vec(),
            limits: limits(),
        };
        let refused = |why: &dyn std::fmt::Display| Err(MediaError::invalid("SourceURI", why));
        match self.parts.examiner.run(file, Task::Unpack(task), WITHIN).await? {
            Outcome::Found(Finding::Unpacked(unpacked)) if unpacked.is_container => Ok(unpacked),
            Outcome::Found(_) => refused(&"the file is not an archive that can be opened"),
            Outcome::Refused(error) => refused(&error),
            Outcome::GaveUp(reason) => refused(&format_args!("the archive cannot be read ({reason})")),
        }
    }
}

/// Where members go: a bucket, and a folder in it.
fn target(source: &FileUri, uri: Option<&str>) -> Result<(String, String), MediaError> {
    let Some(uri) = uri.filter(|uri| !uri.is_empty()) else {
        return match source {
            FileUri::Object { bucket, key } => {
                let folder = key.rfind('/').and_then(|slash| key.get(..=slash)).unwrap_or_default();
                Ok((bucket.clone(), folder.to_owned()))
            }
            FileUri::Drive { .. } => Err(MediaError::missing("TargetURI")),
        };
    };
    match PlaceUri::parse("TargetURI", uri)? {
        PlaceUri::Bucket { bucket, prefix } => {
            let slash = if prefix.is_empty() || prefix.ends_with('/') { "" } else { "/" };
            Ok((bucket, format!("{prefix}{slash}")))
        }
        PlaceUri::Drive { .. } => Err(MediaError::invalid("TargetURI", "it is oss://BUCKET/FOLDER")),
    }
}

/// Carries such a task out.
pub(crate) async fn unpack_archive(media: &Media, work: &Work<'_>) -> Result<TaskResult, MediaError> {
    let payload: Payload = work.payload()?;
    let uri = FileUri::parse("SourceURI", &payload.uri)?;
    let (_, file) = Opener::open_one(media, work.tenant(), &uri).await?;
    let bucket = media.parts.buckets.bucket(work.tenant(), &payload.bucket).await?;
    let mut writer = Writer { payload: &payload, bucket, open: None, written: 0, left_out: Vec::new() };
    let mut next = Some(UnpackPosition::default());
    while let Some(from) = next {
        let again = file.try_clone().map_err(|source| assay_blobs::BlobError::Io {
            doing: "open",
            path: "an archive".into(),
            source,
        })?;
        let unpacked = media.unpacked(again, from, ANSWER_BYTES, &payload.selected).await?;
        // An answer that goes no further would be asked for again and again.
        next = unpacked.next.filter(|next| *next != from);
        if unpacked.next.is_some() && next.is_none() {
            writer.left_out.push(IncompleteReason::Output);
        }
        for piece in unpacked.pieces {
            writer.take(piece).await?;
        }
        if unpacked.next.is_none() {
            writer.left_out.extend(unpacked.incomplete);
        }
    }
    let Writer { written, left_out, .. } = writer;
    let folder = format!("oss://{}/{}", payload.bucket, payload.folder);
    if left_out.is_empty() {
        let message = format!("{written} files are in {folder}.");
        return Ok(TaskResult {
            message: Some(message),
            result: Some(json!({ "TargetURI": folder, "Files": written })),
        });
    }
    let why = reasons(&left_out).join(", ");
    Err(MediaError::invalid(
        "SourceURI",
        format_args!("{written} files are in {folder}, and some are left out ({why})"),
    ))
}

/// Writes members.
struct Writer<'p> {
    payload: &'p Payload,
    bucket: Bucket,
    /// The member that is being written.
    open: Option<ObjectWriter>,
    written: u64,
    left_out: Vec<IncompleteReason>,
}

impl Writer<'_> {
    async fn take(&mut self, piece: UnpackedPiece) -> Result<(), MediaError> {
        if !piece.incomplete.is_empty() {
            self.open = None;
            self.left_out.extend(piece.incomplete);
            return Ok(());
        }
        if piece.offset == 0 {
            let uri = format!("oss://{}/{}{}", self.payload.bucket, self.payload.folder, piece.path);
            let Ok(FileUri::Object { key, .. }) = FileUri::parse("path", &uri) else {
                self.open = None;
                self.left_out.push(IncompleteReason::Damaged);
                return Ok(());
            };
            self.open = Some(self.bucket.begin(&key).await?);
        }
        // What follows a piece that was left out is left out too.
        let Some(mut writer) = self.open.take() else { return Ok(()) };
        writer.write(piece.bytes.into()).await?;
        if writer.size_bytes() < piece.size_bytes {
            self.open = Some(writer);
            return Ok(());
        }
        writer.finish().await?;
        self.written += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_go_beside_the_archive_or_where_they_are_told() {
        let source = FileUri::parse("URI", "oss://b/a/x.zip").expect("a URI");
        let to = |uri| target(&source, uri).expect("a target");
        let is = |bucket: &str, folder: &str| (bucket.to_owned(), folder.to_owned());
        assert_eq!(to(None), is("b", "a/"));
        assert_eq!(to(Some("oss://c")), is("c", ""));
        assert_eq!(to(Some("oss://c/d")), is("c", "d/"));
        assert_eq!(to(Some("oss://c/d/")), is("c", "d/"));
        assert!(target(&source, Some("oss://c/../d")).is_err());
    }
}
