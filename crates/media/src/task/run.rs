//! Carrying a task out, and writing down how it ended.

use std::time::Duration;

use assay_jobs::{Burial, Done, Failure, Handler};
use assay_store::{Job, Lease, MediaTaskRow, MediaTaskStatus, StoreError};
use assay_types::TenantId;
use async_trait::async_trait;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{
    kind::TaskKind,
    notify::{Message, Target},
    record::{TaskRecord, status_word},
};
use crate::{
    Media, MediaError,
    scope::{read_record, write_record},
};

/// The kind of the jobs that [`TaskHandler`] handles.
pub const TASK_JOB: &str = "media.task";

/// Times that a change of a task is tried again when its row changed meanwhile.
const TRIES: usize = 5;

/// What a task's job carries.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct TaskJob {
    /// Whose task it is.
    pub(super) tenant: TenantId,
    /// The project.
    pub(super) project: String,
    /// The task's id.
    pub(super) task: String,
    /// What its kind needs.
    pub(super) payload: Value,
    /// Whom to tell at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) target: Option<Target>,
}

/// A task under way.
pub(crate) struct Work<'j> {
    media: &'j Media,
    job: &'j TaskJob,
}

/// What a task came to.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct TaskResult {
    /// The wire's `Message`.
    pub(crate) message: Option<String>,
    /// Goes with the notification, as its `Result`.
    pub(crate) result: Option<Value>,
}

impl Work<'_> {
    /// Whose task it is.
    pub(crate) fn tenant(&self) -> &TenantId {
        &self.job.tenant
    }

    /// The project that it is in.
    pub(crate) fn project(&self) -> &str {
        &self.job.project
    }

    /// The task's id.
    pub(crate) fn id(&self) -> &str {
        &self.job.task
    }

    /// What it was started with.
    pub(crate) fn payload<P: DeserializeOwned>(&self) -> Result<P, MediaError> {
        P::deserialize(&self.job.payload)
            .map_err(|error| MediaError::Corrupt { what: "task", why: error.to_string() })
    }

    /// Says how far it is, 0 to 100.
    pub(crate) async fn progress(&self, percent: i32) -> Result<(), MediaError> {
        let change = |_: &mut MediaTaskRow, record: &mut TaskRecord| record.progress = percent.clamp(0, 100);
        self.media.change_task(self.job, change, None).await
    }
}

/// Handles [`TASK_JOB`].
pub struct TaskHandler {
    media: Media,
}

impl TaskHandler {
    /// A handler of this service's tasks.
    pub fn new(media: Media) -> Self {
        Self { media }
    }
}

#[async_trait]
impl Handler for TaskHandler {
    fn kind(&self) -> &'static str {
        TASK_JOB
    }

    /// Tasks may take long; others wait for none of them.
    fn at_once(&self) -> usize {
        2
    }

    fn time_limit(&self) -> Duration {
        Duration::from_hours(12)
    }

    async fn run(&self, job: &Job) -> Result<Done, Failure> {
        let work = read(job).map_err(MediaError::into_failure)?;
        let row = self.media.parts.store.task(&work.tenant, &work.project, &work.task).await?;
        let Some(row) = row.filter(|row| row.status == MediaTaskStatus::Running) else {
            // The project is gone, or an earlier attempt ended it after all.
            return Ok(Done::Complete);
        };
        let Some(kind) = TaskKind::from_wire(&row.kind) else {
            return Err(Failure::fatal(format_args!("no task is called {}", row.kind)));
        };
        let outcome = kind.carry_out(&self.media, &Work { media: &self.media, job: &work }).await;
        let ended = match outcome {
            Ok(result) => self.media.end_task(&work, Ok(result), job.lease).await,
            Err(MediaError::Api(error)) => {
                self.media.end_task(&work, Err(MediaError::Api(error).told()), job.lease).await
            }
            Err(error) => return Err(error.into_failure()),
        };
        ended.map_err(MediaError::into_failure)?;
        Ok(Done::Completed)
    }

    async fn on_dead(&self, job: &Job, reason: &str) -> Result<Burial, StoreError> {
        let Ok(work) = read(job) else { return Ok(Burial::Record) };
        tracing::error!(task = %work.task, reason, "a task failed");
        let told = MediaError::Corrupt { what: "task", why: String::new() }.told();
        match self.media.end_task(&work, Err(told), job.lease).await {
            Ok(()) => Ok(Burial::Completed),
            Err(MediaError::Store(error)) => Err(error),
            Err(_) => Ok(Burial::Record),
        }
    }
}

fn read(job: &Job) -> Result<TaskJob, MediaError> {
    read_record("task", &job.payload)
}

impl Media {
    /// Writes how a task ended, with the end of its job and the notification.
    async fn end_task(
        &self,
        job: &TaskJob,
        outcome: Result<TaskResult, (String, String)>,
        lease: Lease,
    ) -> Result<(), MediaError> {
        let now = self.parts.clock.now();
        let (status, code, message, result) = match outcome {
            Ok(ended) => (MediaTaskStatus::Succeeded, None, ended.message, ended.result),
            Err((code, message)) => (MediaTaskStatus::Failed, Some(code), Some(message), None),
        };
        let change = |row: &mut MediaTaskRow, record: &mut TaskRecord| {
            row.status = status;
            row.ended_at = Some(now);
            record.progress = 100;
            record.code.clone_from(&code);
            record.message.clone_from(&message);
        };
        self.change_task(job, change, Some((lease, result))).await
    }

    /// Changes a task's row, again where it changed meanwhile. With a lease, the job ends with it.
    async fn change_task(
        &self,
        job: &TaskJob,
        change: impl Fn(&mut MediaTaskRow, &mut TaskRecord),
        ends: Option<(Lease, Option<Value>)>,
    ) -> Result<(), MediaError> {
        let store = &self.parts.store;
        for _ in 0..TRIES {
            let Some(mut row) = store.task(&job.tenant, &job.project, &job.task).await? else {
                // The project is gone: nobody can ask any more.
                return match ends {
                    Some((lease, _)) => Ok(self.parts.state.complete(lease).await?),
                    None => Ok(()),
                };
            };
            let mut record = TaskRecord::read(&row)?;
            change(&mut row, &mut record);
            row.record = write_record("task", &record)?;
            let mut jobs = Vec::new();
            if let (Some((_, result)), Some(target)) = (&ends, &job.target) {
                let message = Message {
                    event_id: record.event_id,
                    project_name: job.project.clone(),
                    task_id: Some(row.id.clone()),
                    task_type: Some(row.kind.clone()),
                    status: status_word(row.status).to_owned(),
                    code: record.code,
                    message: record.message,
                    user_data: record.user_data,
                    result: result.clone(),
                    ..Message::default()
                };
                jobs.push(self.notify(target, message)?);
            }
            let completes = ends.as_ref().map(|(lease, _)| *lease);
            let notifies = !jobs.is_empty();
            if store.update_task(&job.tenant, &job.project, row, jobs, completes).await? {
                if notifies {
                    self.parts.wake.wake();
                }
                return Ok(());
            }
        }
        Err(MediaError::busy())
    }
}
