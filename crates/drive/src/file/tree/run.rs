//! One attempt of a job on a tree, and how far its task is.

use assay_store::{
    Change, ChangeOp, Commit, Committed, FileRow, FileState, Lease, TaskRow, TaskState, Write,
};
use assay_types::{DriveId, FileId, TaskId};

use super::super::task::TaskDetail;
use crate::{Drive, DriveError};

/// One attempt.
pub(super) struct Run<'a> {
    /// The service.
    pub(super) service: &'a Drive,
    /// The drive that changes.
    pub(super) drive: DriveId,
    /// Whether what changes was never seen by anybody: then nothing is logged.
    pub(super) is_unseen: bool,
    lease: Lease,
    task: Option<TaskRow>,
    /// What is said about the task.
    pub(super) detail: TaskDetail,
}

impl<'a> Run<'a> {
    /// An attempt at the work of a task.
    pub(super) async fn begin(
        service: &'a Drive,
        drive: DriveId,
        task: TaskId,
        lease: Lease,
    ) -> Result<Self, DriveError> {
        let task = service.parts.store.drive_task(task).await?;
        // What is left to do for a task that ended, or that is forgotten, is done without another word.
        let task = task.filter(|row| row.state == TaskState::Running);
        let detail = task.as_ref().map(TaskDetail::read).transpose()?.unwrap_or_default();
        Ok(Self { service, drive, is_unseen: false, lease, task, detail })
    }

    /// A change of the drive.
    pub(super) fn commit(&self) -> Commit {
        Commit::new(self.drive, self.service.parts.clock.now())
    }

    /// Makes a change, with the task's progress.
    pub(super) async fn step(&self, mut commit: Commit) -> Result<Committed, DriveError> {
        let put = |row: &TaskRow| Write::PutTask(TaskRow { detail: self.detail.text(), ..row.clone() });
        commit.writes.extend(self.task.as_ref().map(put));
        self.hush(&mut commit);
        Ok(self.service.parts.store.commit(commit).await?)
    }

    /// Makes the last change, with the task's end and the job's.
    pub(super) async fn finish(&self, mut commit: Commit, state: TaskState) -> Result<(), DriveError> {
        self.end(&mut commit, state);
        commit.completes = Some(self.lease);
        self.service.parts.store.commit(commit).await?;
        Ok(())
    }

    /// Adds the task's end to a commit.
    pub(super) fn end(&self, commit: &mut Commit, state: TaskState) {
        self.hush(commit);
        let ended_at = Some(commit.now);
        commit.writes.extend(self.task.as_ref().map(|row| {
            Write::PutTask(TaskRow { state, ended_at, detail: self.detail.text(), ..row.clone() })
        }));
    }

    fn hush(&self, commit: &mut Commit) {
        if self.is_unseen {
            commit.changes.clear();
        }
    }

    /// Notes why the task fails.
    pub(super) fn fail(&mut self, code: &str, message: &str) {
        self.detail.error_code = Some(code.to_owned());
        self.detail.error_message = Some(message.to_owned());
    }

    /// A page of what is in a folder, whatever its state.
    pub(super) async fn children(&self, folder: FileId, after: FileId) -> Result<Vec<FileRow>, DriveError> {
        Ok(self.service.parts.store.children(self.drive, folder, after, super::CHUNK).await?)
    }

    /// A row of the drive.
    pub(super) async fn row(&self, file: FileId) -> Result<Option<FileRow>, DriveError> {
        let mut found = self.service.parts.store.files(self.drive, &[file]).await?;
        Ok(found.pop().flatten().map(|found| found.row))
    }

    /// The top of a copy, while that is being made.
    pub(super) async fn building(&self, top: FileId) -> Result<Option<FileRow>, DriveError> {
        Ok(self.row(top).await?.filter(|row| row.state == FileState::Building))
    }
}

/// The line that says that something is there.
pub(super) fn appeared(op: ChangeOp, file: FileId) -> Change {
    Change { op, file, old_parent: None }
}
