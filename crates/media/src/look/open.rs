//! What all of these operations do: open a file and have the sandbox look at it.

use std::{fs::File, time::Duration};

use assay_findings::{
    Finding, Task, TaskError,
    media::{ProbeReport, ProbeTask, Seeing},
};
use assay_sandbox::{GaveUp, Outcome};

use crate::{
    Caller, Media, MediaError,
    source::{FileUri, Head, Opener},
};

/// How long a client is let wait: the longest of the official clients gives up after 10 s.
const WITHIN: Duration = Duration::from_secs(9);

/// A task that reads headers.
pub(super) fn headers(head: &Head) -> ProbeTask {
    ProbeTask { name: Some(head.filename.clone()), ..ProbeTask::default() }
}

/// A task that looks at a picture's pixels.
pub(super) fn pixels(head: &Head, seeing: Seeing) -> ProbeTask {
    ProbeTask { seeing, ..headers(head) }
}

impl Media {
    /// Opens the file that a request is about; `parameter` names its URI. The project is looked for where one is named.
    ///
    /// # Errors
    /// `MissingParameter` without a URI, `InvalidArgument` for what is none, `ResourceNotFound`.
    pub(super) async fn open_one(
        &self,
        caller: &Caller,
        project: Option<&str>,
        parameter: &str,
        uri: Option<&str>,
    ) -> Result<(Head, File), MediaError> {
        let uri = uri.filter(|uri| !uri.is_empty()).ok_or_else(|| MediaError::missing(parameter))?;
        let uri = FileUri::parse(parameter, uri)?;
        if let Some(project) = project {
            self.project_row(caller, project).await?;
        }
        Opener::open_one(self, &caller.tenant, &uri).await
    }

    /// Has the sandbox look at a file.
    ///
    /// # Errors
    /// `InvalidArgument` for a file that it can make nothing of, or not in the time that a client waits.
    pub(super) async fn look(
        &self,
        head: &Head,
        file: File,
        task: ProbeTask,
    ) -> Result<Box<ProbeReport>, MediaError> {
        let refused = |why: &dyn std::fmt::Display| Err(MediaError::invalid("SourceURI", why));
        match self.parts.prober.run(file, Task::Probe(task), WITHIN).await? {
            Outcome::Found(Finding::Probed(report)) => Ok(report),
            Outcome::Refused(error @ (TaskError::Unsuitable(_) | TaskError::TooLarge { .. })) => {
                refused(&error)
            }
            Outcome::Refused(error) => {
                tracing::warn!(%error, name = head.filename, "a file could not be looked at");
                refused(&"the file could not be read")
            }
            Outcome::GaveUp(GaveUp::Time) => {
                refused(&"looking at the file takes longer than a request may; index it instead")
            }
            Outcome::GaveUp(reason) => refused(&format_args!("the file cannot be looked at ({reason})")),
            Outcome::Found(_) => Err(MediaError::Corrupt {
                what: "answer of the sandbox",
                why: "it is about something else".to_owned(),
            }),
        }
    }

    /// Has the sandbox look at a picture.
    ///
    /// # Errors
    /// As [`Media::look`], and `InvalidArgument` for what is no picture.
    pub(super) async fn look_at_picture(
        &self,
        head: &Head,
        file: File,
        seeing: Seeing,
    ) -> Result<Box<ProbeReport>, MediaError> {
        let report = self.look(head, file, pixels(head, seeing)).await?;
        if report.metadata.media_type.as_deref() == Some("image") {
            return Ok(report);
        }
        Err(MediaError::invalid("SourceURI", "the file is not a picture"))
    }
}

/// Why a picture gave nothing, in words for the client.
pub(super) fn unseen(report: &ProbeReport) -> MediaError {
    let why = report.damage.as_deref().unwrap_or("pictures of this format cannot be decoded");
    MediaError::invalid("SourceURI", why)
}
