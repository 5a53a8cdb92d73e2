//! `CreateArchiveFileInspectionTask`: what is in an archive.
//!
//! What it comes to is the task's `Message`, JSON text, and the notification's `Result`: `Files`, each with `Path` and
//! `Size`, and `Incomplete` with the reasons why there may be more.

use std::time::Duration;

use assay_findings::{Decompress, ExamineLimits, ExamineReport, ExamineTask, Finding, Task};
use assay_sandbox::Outcome;
use assay_wire::imm::{CreateArchiveFileInspectionTaskRequest, TaskStarted};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    Caller, Media, MediaError,
    scope::write_record,
    source::{FileUri, Opener},
    task::{NewTask, TaskKind, TaskResult, Work},
};

/// What one look may take.
const WITHIN: Duration = Duration::from_mins(5);

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
        if request.password.as_deref().is_some_and(|password| !password.is_empty()) {
            return Err(MediaError::unsupported(
                "Names in archives are listed without a password; contents that need one are not opened here.",
            ));
        }
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
    let task = ExamineTask {
        decompress: Some(Decompress { max_layers: 1, max_files: Decompress::FILES_MAX }),
        limits: ExamineLimits::default(),
    };
    let refused = |why: &dyn std::fmt::Display| Err(MediaError::invalid("SourceURI", why));
    match media.parts.examiner.run(file, Task::Examine(task), WITHIN).await? {
        Outcome::Found(Finding::Examined(report)) if report.is_container => {
            let result = listing(&report);
            Ok(TaskResult { message: Some(write_record("listing", &result)?), result: Some(result) })
        }
        Outcome::Found(_) => refused(&"the file is not an archive that can be opened"),
        Outcome::Refused(error) => refused(&error),
        Outcome::GaveUp(reason) => refused(&format_args!("the archive cannot be looked into ({reason})")),
    }
}

fn listing(report: &ExamineReport) -> Value {
    let files: Vec<_> = report
        .members
        .iter()
        .map(|member| json!({ "Path": member.path, "Size": member.file.digest.size_bytes }))
        .collect();
    let mut reasons: Vec<_> =
        report.file.incomplete.iter().map(|incomplete| format!("{:?}", incomplete.reason)).collect();
    reasons.sort_unstable();
    reasons.dedup();
    json!({ "Files": files, "Incomplete": reasons })
}
