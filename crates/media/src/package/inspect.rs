//! `CreateArchiveFileInspectionTask`: what is in an archive.
//!
//! What it comes to is the task's `Message`, JSON text, and the notification's `Result`: `Files`, each with `Path` and
//! `Size`, and `Incomplete` with the reasons why there may be more.

use assay_findings::{UnpackPosition, Unpacked};
use assay_wire::imm::{CreateArchiveFileInspectionTaskRequest, TaskStarted};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{reasons, refuse_password};
use crate::{
    Caller, Media, MediaError,
    scope::write_record,
    source::{FileUri, Opener},
    task::{NewTask, TaskKind, TaskResult, Work},
};

/// What the task needs to know.
#[derive(Debug, Serialize, Deserialize)]
struct Payload {
    uri: String,
}

impl Media {
    /// Starts to look into an archive.
    ///
    /// # Errors
    /// `UnsupportedOperation` with a password; `MissingParameter` and `InvalidArgument` for the URI;
    /// `ResourceNotFound` for the project.
    pub async fn create_archive_file_inspection_task(
        &self,
        caller: &Caller,
        request: CreateArchiveFileInspectionTaskRequest,
    ) -> Result<TaskStarted, MediaError> {
        refuse_password(request.password.as_deref())?;
        let uri = request.source_uri.filter(|uri| !uri.is_empty());
        let uri = uri.ok_or_else(|| MediaError::missing("SourceURI"))?;
        FileUri::parse("SourceURI", &uri)?;
        self.project_row(caller, &request.project_name).await?;
        let definition =
            json!({ "ProjectName": request.project_name, "SourceURI": uri, "UserData": request.user_data });
        let task = NewTask {
            kind: TaskKind::ArchiveFileInspection,
            definition: definition.to_string(),
            tags: None,
            notification: request.notification.as_ref(),
            user_data: request.user_data,
            payload: &Payload { uri },
        };
        self.start_task(caller, &request.project_name, task).await
    }
}

/// Carries such a task out.
pub(crate) async fn inspect_archive(media: &Media, work: &Work<'_>) -> Result<TaskResult, MediaError> {
    let payload: Payload = work.payload()?;
    let uri = FileUri::parse("SourceURI", &payload.uri)?;
    let (_, file) = Opener::open_one(media, work.tenant(), &uri).await?;
    let unpacked = media.unpacked(file, UnpackPosition::default(), 0, &[]).await?;
    let result = listing(&unpacked);
    Ok(TaskResult { message: Some(write_record("listing", &result)?), result: Some(result) })
}

fn listing(unpacked: &Unpacked) -> Value {
    let files: Vec<_> =
        unpacked.pieces.iter().map(|piece| json!({ "Path": piece.path, "Size": piece.size_bytes })).collect();
    let lacks = unpacked.pieces.iter().flat_map(|piece| &piece.incomplete);
    json!({ "Files": files, "Incomplete": reasons(lacks.chain(&unpacked.incomplete)) })
}
