//! How a task begins.

use std::collections::BTreeMap;

use assay_store::{MediaTaskRow, MediaTaskStatus, NewJob, StoreError, new_id};
use assay_types::RequestId;
use assay_wire::imm::{Notification, TaskStarted};
use serde::Serialize;

use super::{
    kind::TaskKind,
    notify::Target,
    record::TaskRecord,
    run::{TASK_JOB, TaskJob},
};
use crate::{Caller, Media, MediaError, name::check_user_data, scope::write_record};

/// Tags that a task may have.
const TAGS_MAX: usize = 20;
/// Bytes of a tag's key, and of its value.
const TAG_BYTES_MAX: usize = 128;
/// Ids that are tried: two nodes may, very rarely, make the same one.
const ID_TRIES: usize = 3;

/// A task that a client asks for.
pub(crate) struct NewTask<'r, P> {
    /// What it does.
    pub(crate) kind: TaskKind,
    /// The request as JSON text, which `GetTask` shows on request.
    pub(crate) definition: String,
    /// The client's tags.
    pub(crate) tags: Option<BTreeMap<String, String>>,
    /// Whom to tell at the end.
    pub(crate) notification: Option<&'r Notification>,
    /// What is told along.
    pub(crate) user_data: Option<String>,
    /// What carrying it out needs to know ([`super::Work::payload`]).
    pub(crate) payload: &'r P,
}

impl Media {
    /// Starts a task in a project of the caller's, which must have been found to be there.
    ///
    /// # Errors
    /// `InvalidArgument` for tags, user data or a notification that cannot be.
    pub(crate) async fn start_task<P: Serialize>(
        &self,
        caller: &Caller,
        project: &str,
        task: NewTask<'_, P>,
    ) -> Result<TaskStarted, MediaError> {
        check_user_data(task.user_data.as_deref())?;
        let tags = task.tags.unwrap_or_default();
        check_tags(&tags)?;
        let target = Target::of(task.notification)?;
        let now = self.parts.clock.now();
        let record = TaskRecord {
            event_id: RequestId::random().to_string(),
            tags,
            user_data: task.user_data,
            definition: task.definition,
            ..TaskRecord::default()
        };
        let text = write_record("task", &record)?;
        let payload = serde_json::to_value(task.payload)
            .map_err(|error| MediaError::Corrupt { what: "task", why: error.to_string() })?;
        let mut tries = ID_TRIES;
        loop {
            let id = format!("{:016x}", new_id());
            let job = TaskJob {
                tenant: caller.tenant.clone(),
                project: project.to_owned(),
                task: id.clone(),
                payload: payload.clone(),
                target: target.clone(),
            };
            let job = NewJob {
                kind: TASK_JOB.to_owned(),
                payload: write_record("task", &job)?,
                priority: 0,
                run_at: now,
            };
            let row = MediaTaskRow {
                id: id.clone(),
                kind: task.kind.as_str().to_owned(),
                status: MediaTaskStatus::Running,
                started_at: now,
                ended_at: None,
                record: text.clone(),
                version: 0,
            };
            match self.parts.store.create_task(&caller.tenant, project, row, vec![job]).await {
                Err(StoreError::AlreadyExists(_)) if tries > 1 => tries -= 1,
                other => {
                    other?;
                    self.parts.wake.wake();
                    return Ok(TaskStarted {
                        event_id: record.event_id,
                        request_id: caller.request_id,
                        task_id: id,
                    });
                }
            }
        }
    }
}

fn check_tags(tags: &BTreeMap<String, String>) -> Result<(), MediaError> {
    let fits = |(key, value): (&String, &String)| {
        !key.is_empty() && key.len() <= TAG_BYTES_MAX && value.len() <= TAG_BYTES_MAX
    };
    if tags.len() > TAGS_MAX || !tags.iter().all(fits) {
        return Err(MediaError::invalid(
            "Tags",
            "it has at most 20 tags, with keys of 1 to 128 bytes and values of up to 128",
        ));
    }
    Ok(())
}
