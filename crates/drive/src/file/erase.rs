//! `DeleteFile`, and what goes with a file that goes for good.

use assay_store::{Change, ChangeOp, Commit, Expect, FileKind, FileRow, FileState, Write};
use assay_types::UploadId;
use assay_wire::pds::{DeleteFileReply, DeleteFileRequest};

use super::{
    Tries,
    retire::signed,
    task::{NewTask, TaskKind},
    tree::Work,
};
use crate::{Access, Actions, Caller, Drive, DriveError, draft::Draft};

/// More earlier contents than a file can have.
const ALL_REVISIONS: usize = 1000;

impl Drive {
    /// Deletes a file or folder for good, in the recycle bin or not: a file at once, with its earlier contents and
    /// an upload that was to make it; a folder is gone at once for everybody, and a task clears away what it held.
    ///
    /// # Errors
    /// `NotFound.FileId`, `ForbiddenNoPermission.File`, `InvalidParameter.file_id` for the root.
    pub async fn delete_file(
        &self,
        caller: &Caller,
        request: DeleteFileRequest,
    ) -> Result<DeleteFileReply, DriveError> {
        let access = self.access(caller, Some(&request.drive_id), None).await?;
        let mut tries = Tries::default();
        loop {
            match self.try_delete(caller, &access, &request).await {
                Err(error) => tries.again(error)?,
                done => return done,
            }
        }
    }

    async fn try_delete(
        &self,
        caller: &Caller,
        access: &Access,
        request: &DeleteFileRequest,
    ) -> Result<DeleteFileReply, DriveError> {
        let found = self.found(access, "file_id", &request.file_id, Actions::DELETE).await?;
        let mut commit = Commit::new(access.drive.id, self.parts.clock.now());
        let mut task = None;
        if found.row.kind == FileKind::Folder {
            condemn(&found.row, &mut commit)?;
            let new = NewTask::begin(TaskKind::Delete, caller, &access.drive, commit.now);
            task = Some(new.enqueue(Work::Delete { top: found.row.id }, &mut commit)?);
        } else {
            self.erase(&found.row, &mut commit).await?;
        }
        self.parts.store.commit(commit).await?;
        if task.is_some() {
            self.parts.wake.wake();
        }
        Ok(DeleteFileReply {
            async_task_id: task.map(|task| task.to_string()),
            domain_id: Some(access.drive.domain.to_string()),
            drive_id: Some(access.drive.id.to_string()),
            file_id: Some(request.file_id.clone()),
        })
    }

    /// Adds to a commit that a file, or an empty folder, goes for good.
    pub(super) async fn erase(&self, row: &FileRow, commit: &mut Commit) -> Result<(), DriveError> {
        commit.expect.push(Expect::Version(row.id, row.version));
        let mut freed = 0_i64;
        if let Some(content) = row.content {
            commit.drop.push(content);
            freed = freed.saturating_add(signed(row.size_bytes));
        }
        if row.kind == FileKind::File {
            for revision in self.parts.store.revisions(commit.drive, row.id, None, ALL_REVISIONS).await? {
                commit.drop.push(revision.content);
                freed = freed.saturating_add(signed(revision.size_bytes));
            }
        }
        if row.state == FileState::Uploading
            && let Some(upload) = Draft::of(row)?.file.upload_id.and_then(|id| id.parse::<UploadId>().ok())
        {
            commit.writes.push(Write::DeleteUpload(upload));
        }
        commit.writes.push(Write::Delete(row.id));
        commit.used_bytes = commit.used_bytes.saturating_sub(freed);
        if row.state != FileState::Uploading {
            commit.changes.push(Change { op: ChangeOp::Delete, file: row.id, old_parent: Some(row.parent) });
        }
        Ok(())
    }
}

/// Adds to a commit that a folder is gone for everybody, with all that it holds; a task clears it away.
pub(super) fn condemn(row: &FileRow, commit: &mut Commit) -> Result<(), DriveError> {
    commit.expect.push(Expect::Version(row.id, row.version));
    commit.changes.push(Change { op: ChangeOp::Delete, file: row.id, old_parent: Some(row.parent) });
    commit.reshapes = true;
    commit.writes.push(close(row)?);
    Ok(())
}

/// The write after which nothing can be put into a folder any more.
pub(super) fn close(row: &FileRow) -> Result<Write, DriveError> {
    let mut draft = Draft::of(row)?;
    draft.row.state = FileState::Dying;
    Ok(draft.update())
}
