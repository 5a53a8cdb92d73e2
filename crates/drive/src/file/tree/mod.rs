//! Work on whole trees, as jobs: clearing away what was deleted, announcing what was restored, copying.
//!
//! The change that makes a tree vanish or appear is one commit of one row, made when the client asks or when a copy
//! is complete. What these jobs do besides is in small commits, each with the task's progress, and bears repetition:
//! a job that died is done again, and goes on where that is possible.

mod announce;
mod build;
mod clear;
mod erase;
mod run;

use std::time::Duration;

use assay_jobs::{Burial, Done, Failure, Handler};
use assay_store::{Commit, Job, NewJob, RetryPolicy, StoreError, TaskState};
use assay_types::{DriveId, FileId, TaskId, Timestamp};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{duplicate::Author, erase::condemn};
use crate::{Drive, DriveError};
use run::Run;

/// The kind of the jobs that [`TreeHandler`] handles.
pub const TREE_JOB: &str = "drive.tree";

/// Rows that one commit writes, or lines that it logs, and rows that one page reads: few enough that records as
/// large as they may be fit into memory.
const CHUNK: usize = 200;
/// How often one attempt begins anew because somebody changed what it was about to change.
const RESTARTS: u32 = 100;

/// What a job needs to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TreeJob {
    /// The drive that changes.
    pub(super) drive: DriveId,
    /// The task that clients ask about.
    pub(super) task: TaskId,
    /// What is to be done.
    pub(super) work: Work,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Work {
    /// Clear away a folder that is [`assay_store::FileState::Dying`], and all that is in it.
    Delete {
        /// The folder.
        top: FileId,
    },
    /// Log a line for everything in a folder that was restored.
    Announce {
        /// The folder.
        top: FileId,
        /// The last line of the drive's log before it was restored.
        since: u64,
    },
    /// Fill a folder that is [`assay_store::FileState::Building`] with copies, and make it available.
    Copy {
        /// The drive to copy from.
        from_drive: DriveId,
        /// The folder to copy.
        from: FileId,
        /// The folder to fill.
        top: FileId,
        /// Whose the copies are.
        by: Author,
    },
    /// Delete what went to the recycle bin up to a moment.
    Clear {
        /// The moment.
        until: Timestamp,
    },
}

impl TreeJob {
    /// The job, to be enqueued.
    pub(super) fn enqueued(&self, now: Timestamp) -> Result<NewJob, DriveError> {
        let payload = serde_json::to_string(self)
            .map_err(|error| DriveError::Corrupt { what: "job", why: error.to_string() })?;
        Ok(NewJob { kind: TREE_JOB.to_owned(), payload, priority: 0, run_at: now })
    }
}

/// Runs the jobs on whole trees.
pub struct TreeHandler {
    drive: Drive,
}

impl TreeHandler {
    /// A handler for this service's drives.
    pub fn new(drive: Drive) -> Self {
        Self { drive }
    }
}

#[async_trait]
impl Handler for TreeHandler {
    fn kind(&self) -> &'static str {
        TREE_JOB
    }

    /// As others, but ten times: what a tree needs most is that it is finished.
    fn retry_policy(&self) -> RetryPolicy {
        RetryPolicy { max_attempts: 10, ..RetryPolicy::default() }
    }

    fn at_once(&self) -> usize {
        2
    }

    fn time_limit(&self) -> Duration {
        Duration::from_hours(12)
    }

    async fn run(&self, job: &Job) -> Result<Done, Failure> {
        let TreeJob { drive, task, work } = read(job).map_err(Failure::fatal)?;
        for _ in 0..RESTARTS {
            let mut run =
                Run::begin(&self.drive, drive, task, job.lease).await.map_err(DriveError::into_failure)?;
            let result = match &work {
                Work::Delete { top } => run.delete(*top).await,
                Work::Announce { top, since } => run.announce(*top, *since).await,
                Work::Copy { from_drive, from, top, by } => run.copy(*from_drive, *from, *top, by).await,
                Work::Clear { until } => run.clear(*until).await,
            };
            match result {
                Ok(()) => return Ok(Done::Completed),
                Err(error) if error.is_conflict() => {}
                // The drive is gone, and its files with it.
                Err(error) if error.is_drive_gone() => return Ok(Done::Complete),
                Err(error) => return Err(error.into_failure()),
            }
        }
        Err(Failure::retryable(format_args!("others changed the tree {RESTARTS} times")))
    }

    /// The task failed. What was deleted stays invisible until an operator revives the job; what a copy built is
    /// cleared away by another.
    async fn on_dead(&self, job: &Job, reason: &str) -> Result<Burial, StoreError> {
        tracing::error!(job = job.lease.job.0, reason, "work on a tree is given up");
        let Ok(TreeJob { drive, task, work }) = read(job) else { return Ok(Burial::Record) };
        match self.give_up(drive, task, &work, job).await {
            Ok(()) => Ok(Burial::Record),
            Err(error) if error.is_drive_gone() || error.is_conflict() => Ok(Burial::Record),
            Err(DriveError::Store(error)) => Err(error),
            Err(error) => {
                tracing::error!(%error, "cannot mark a task as failed");
                Ok(Burial::Record)
            }
        }
    }
}

impl TreeHandler {
    async fn give_up(&self, drive: DriveId, task: TaskId, work: &Work, job: &Job) -> Result<(), DriveError> {
        let mut run = Run::begin(&self.drive, drive, task, job.lease).await?;
        let mut commit = run.commit();
        if let Work::Copy { top, .. } = work {
            run.discard(*top, task, &mut commit).await?;
        }
        run.fail("InternalError", "The task could not be carried out.");
        run.end(&mut commit, TaskState::Failed);
        self.drive.parts.store.commit(commit).await?;
        self.drive.parts.wake.wake();
        Ok(())
    }
}

impl Run<'_> {
    /// Adds to a commit that a copy that will not be finished is cleared away by a job of its own.
    async fn discard(&self, top: FileId, task: TaskId, commit: &mut Commit) -> Result<(), DriveError> {
        let Some(row) = self.building(top).await? else { return Ok(()) };
        condemn(&row, commit)?;
        // Nobody ever saw it.
        commit.changes.clear();
        let job = TreeJob { drive: commit.drive, task, work: Work::Delete { top } };
        commit.jobs.push(job.enqueued(commit.now)?);
        Ok(())
    }
}

fn read(job: &Job) -> Result<TreeJob, String> {
    serde_json::from_str(&job.payload).map_err(|error| format!("unreadable payload: {error}"))
}
