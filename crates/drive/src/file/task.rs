//! Tasks that outlive their request: how they begin, and `GetAsyncTask`, `GetTaskStatus`.

use std::time::Duration;

use assay_store::{Commit, DriveRow, TaskRow, TaskState, Write, new_id};
use assay_types::{FileId, TaskId, Timestamp};
use assay_wire::pds::{GetAsyncTaskReply, GetAsyncTaskRequest, GetTaskStatusReply, GetTaskStatusRequest};
use serde::{Deserialize, Serialize};

use super::tree::{TreeJob, Work};
use crate::{Actions, Caller, Drive, DriveError, Who};

/// How long a task can be asked about after its end.
const REMEMBERED: Duration = Duration::from_hours(7 * 24);
/// Tasks forgotten in one step.
const FORGET_BATCH: usize = 500;

/// What a task does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum TaskKind {
    /// Clears away a deleted folder.
    #[default]
    Delete,
    /// Announces what a restored folder holds.
    Restore,
    /// Copies a folder.
    Copy,
    /// Empties a recycle bin.
    Clear,
}

impl TaskKind {
    /// The wire's `task_type`.
    fn as_str(self) -> &'static str {
        match self {
            Self::Delete => "delete_file",
            Self::Restore => "restore_file",
            Self::Copy => "copy_file",
            Self::Clear => "clear_recyclebin",
        }
    }
}

/// What is stored about a task: the text of [`TaskRow::detail`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct TaskDetail {
    /// What it does.
    pub(super) kind: TaskKind,
    /// In which domain.
    pub(super) domain: String,
    /// Who asked for it: the wire's `creator_id`.
    pub(super) creator: String,
    /// Files and folders that it is about, as far as that is known.
    pub(super) total: u64,
    /// Of these, done.
    pub(super) done: u64,
    /// Of these, left out because they could not be done.
    pub(super) failed: u64,
    /// Why it failed: a code of the API's.
    pub(super) error_code: Option<String>,
    /// The same in words.
    pub(super) error_message: Option<String>,
    /// Emptying a recycle bin: the folder that is being cleared away, which the bin does not list any more.
    pub(super) at: Option<FileId>,
    /// Copying: the last line of the drive's log before the copy was there.
    pub(super) since: Option<u64>,
}

impl TaskDetail {
    /// Reads what was stored.
    pub(super) fn read(row: &TaskRow) -> Result<Self, DriveError> {
        serde_json::from_str(&row.detail)
            .map_err(|error| DriveError::Corrupt { what: "task", why: error.to_string() })
    }

    /// The text to store.
    pub(super) fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// A task that is about to begin.
#[derive(Debug)]
pub(super) struct NewTask {
    row: TaskRow,
    pub(super) detail: TaskDetail,
}

impl NewTask {
    /// A task in a drive on behalf of a caller.
    pub(super) fn begin(kind: TaskKind, caller: &Caller, drive: &DriveRow, now: Timestamp) -> Self {
        let (_, creator, _) = caller.signature();
        let row = TaskRow {
            id: TaskId(new_id()),
            tenant: drive.tenant.clone(),
            drive: drive.id,
            state: TaskState::Running,
            started_at: now,
            ended_at: None,
            detail: String::new(),
        };
        let detail = TaskDetail { kind, domain: drive.domain.to_string(), creator, ..TaskDetail::default() };
        Self { row, detail }
    }

    /// Adds the task and its job to the commit that makes them necessary.
    pub(super) fn enqueue(mut self, work: Work, commit: &mut Commit) -> Result<TaskId, DriveError> {
        self.row.detail = self.detail.text();
        let id = self.row.id;
        let job = TreeJob { drive: commit.drive, task: id, work };
        commit.jobs.push(job.enqueued(commit.now)?);
        commit.writes.push(Write::PutTask(self.row));
        Ok(id)
    }
}

impl Drive {
    /// How far a task is. Asked by the one who started it, a key, or an administrator of its domain.
    ///
    /// # Errors
    /// `NotFound.AsyncTaskId`, also for somebody else's and for one that ended more than a week ago.
    pub async fn get_async_task(
        &self,
        caller: &Caller,
        request: GetAsyncTaskRequest,
    ) -> Result<GetAsyncTaskReply, DriveError> {
        let nothing = || DriveError::not_found("AsyncTaskId");
        caller.domain()?;
        let id: TaskId = request.async_task_id.parse().map_err(|_| nothing())?;
        let row = self.parts.store.drive_task(id).await?.ok_or_else(nothing)?;
        let detail = TaskDetail::read(&row)?;
        if is_theirs(caller, &row, &detail) { Ok(reply(&row, detail)) } else { Err(nothing()) }
    }

    /// The state of a task of a drive, for those who see the whole drive, and for who began the task.
    ///
    /// # Errors
    /// `NotFound.DriveId`, `NotFound.TaskId`.
    pub async fn get_task_status(
        &self,
        caller: &Caller,
        request: GetTaskStatusRequest,
    ) -> Result<GetTaskStatusReply, DriveError> {
        let nothing = || DriveError::not_found("TaskId");
        let access = self.access(caller, Some(&request.drive_id), None).await?;
        let id: TaskId = request.task_id.parse().map_err(|_| nothing())?;
        let row = self.parts.store.drive_task(id).await?;
        let row = row.filter(|row| row.drive == access.drive.id).ok_or_else(nothing)?;
        let sees_all = access.visit.is_none() && access.root_actions().contains(Actions::LIST);
        if !sees_all && !is_theirs(caller, &row, &TaskDetail::read(&row)?) {
            return Err(nothing());
        }
        Ok(GetTaskStatusReply { status: Some(state_text(row.state).to_owned()) })
    }

    /// Forgets tasks that ended more than a week ago; how many. For a janitor.
    ///
    /// # Errors
    /// Failures of the store; what was done before them stays done.
    pub async fn forget_tasks(&self) -> Result<u64, DriveError> {
        let week = i64::try_from(REMEMBERED.as_millis()).unwrap_or(i64::MAX);
        let before = Timestamp(self.parts.clock.now().as_millis().saturating_sub(week));
        let mut forgotten = 0;
        loop {
            let batch = self.parts.store.forget_drive_tasks(before, FORGET_BATCH).await?;
            forgotten += batch;
            if batch < FORGET_BATCH as u64 {
                return Ok(forgotten);
            }
        }
    }
}

/// The wire's word.
fn state_text(state: TaskState) -> &'static str {
    match state {
        TaskState::Running => "Running",
        TaskState::Succeeded => "Succeed",
        TaskState::PartlySucceeded => "PartialSucceed",
        TaskState::Failed => "Failed",
    }
}

/// Whether the caller began a task, or administers who did.
fn is_theirs(caller: &Caller, row: &TaskRow, detail: &TaskDetail) -> bool {
    match &caller.who {
        Who::Domain { tenant, .. } => row.tenant == *tenant,
        Who::User { tenant, domain, user, .. } => {
            row.tenant == *tenant
                && detail.domain == domain.as_str()
                && (caller.is_administrator() || detail.creator == user.as_str())
        }
        Who::Anonymous => false,
    }
}

fn reply(row: &TaskRow, detail: TaskDetail) -> GetAsyncTaskReply {
    let count = |number: u64| Some(i64::try_from(number).unwrap_or(i64::MAX));
    let state = Some(state_text(row.state).to_owned());
    GetAsyncTaskReply {
        async_task_id: Some(row.id.to_string()),
        category: Some("file".to_owned()),
        task_type: Some(detail.kind.as_str().to_owned()),
        state: state.clone(),
        status: state,
        total_process: count(detail.total.max(detail.done.saturating_add(detail.failed))),
        consumed_process: count(detail.done),
        failed_process: count(detail.failed),
        skipped_process: count(0),
        created_at: Some(row.started_at.rfc3339_millis()),
        started_at: Some(row.started_at.rfc3339_millis()),
        finished_at: row.ended_at.map(Timestamp::rfc3339_millis),
        message: detail.error_message.clone(),
        error_code: detail.error_code,
        error_message: detail.error_message,
        err_code: None,
        uncompress_file_list: None,
        url: None,
    }
}
