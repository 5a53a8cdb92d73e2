//! `TrashFile`, `RestoreFile`, `ClearRecyclebin`.

use assay_store::{Change, ChangeOp, Commit, Expect, FileKind, FileState, Found};
use assay_types::{FileId, TaskId};
use assay_wire::{
    ApiError, code,
    pds::{
        ClearRecyclebinReply, ClearRecyclebinRequest, RestoreFileReply, RestoreFileRequest, TrashFileReply,
        TrashFileRequest,
    },
};

use super::{
    Tries,
    task::{NewTask, TaskKind},
    tree::Work,
};
use crate::{Access, Actions, Caller, Drive, DriveError, draft::Draft, target::Folder};

impl Drive {
    /// Puts a file, or a folder with all that is in it, into the recycle bin: one change, whatever it holds. What
    /// is there already stays, and that is a success.
    ///
    /// # Errors
    /// `NotFound.FileId`, `ForbiddenNoPermission.File`; `ForbiddenFileInTheRecycleBin` for what is in a folder in
    /// the bin; `InvalidParameter.file_id` for the root and for what is still being uploaded.
    pub async fn trash_file(
        &self,
        caller: &Caller,
        request: TrashFileRequest,
    ) -> Result<TrashFileReply, DriveError> {
        let access = self.access(caller, Some(&request.drive_id), None).await?;
        let mut tries = Tries::default();
        while let Err(error) = self.try_trash(caller, &access, &request.file_id).await {
            tries.again(error)?;
        }
        Ok(TrashFileReply {
            async_task_id: None,
            domain_id: Some(access.drive.domain.to_string()),
            drive_id: Some(access.drive.id.to_string()),
            file_id: Some(request.file_id),
        })
    }

    async fn try_trash(&self, caller: &Caller, access: &Access, file: &str) -> Result<(), DriveError> {
        let found = self.found(access, "file_id", file, Actions::DELETE).await?;
        match found.row.state {
            FileState::Trashed => return Ok(()),
            _ if !found.place.is_live => return Err(in_the_bin()),
            FileState::Uploading => {
                return Err(DriveError::invalid("file_id", "it is still being uploaded; it can be deleted"));
            }
            _ => {}
        }
        let mut commit = Commit::new(access.drive.id, self.parts.clock.now());
        commit.expect.push(Expect::Version(found.row.id, found.row.version));
        let mut draft = Draft::of(&found.row)?;
        draft.touch(caller, commit.now);
        draft.trash(commit.now);
        commit.writes.push(draft.update());
        commit.reshapes = found.row.kind == FileKind::Folder;
        commit.changes.push(Change { op: ChangeOp::Trash, file: found.row.id, old_parent: None });
        self.parts.store.commit(commit).await?;
        Ok(())
    }

    /// Takes a file or folder out of the recycle bin: to where it was, or to the top of the drive when that folder
    /// is not there any more (`origin_parent_file_id` still names it then). What is not in the bin stays, and that
    /// is a success. A folder is back at once; a task announces what it holds to those who follow the changes.
    ///
    /// # Errors
    /// `NotFound.FileId`, `ForbiddenNoPermission.File`; `ForbiddenFileInTheRecycleBin` for what is in a folder in
    /// the bin, and is restored with it.
    pub async fn restore_file(
        &self,
        caller: &Caller,
        request: RestoreFileRequest,
    ) -> Result<RestoreFileReply, DriveError> {
        let access = self.access(caller, Some(&request.drive_id), None).await?;
        let mut tries = Tries::default();
        let task = loop {
            match self.try_restore(caller, &access, &request.file_id).await {
                Err(error) => tries.again(error)?,
                Ok(task) => break task,
            }
        };
        if task.is_some() {
            self.parts.wake.wake();
        }
        Ok(RestoreFileReply {
            async_task_id: task.map(|task| task.to_string()),
            domain_id: Some(access.drive.domain.to_string()),
            drive_id: Some(access.drive.id.to_string()),
            file_id: Some(request.file_id),
        })
    }

    async fn try_restore(
        &self,
        caller: &Caller,
        access: &Access,
        file: &str,
    ) -> Result<Option<TaskId>, DriveError> {
        let found = self.found(access, "file_id", file, Actions::DELETE).await?;
        if found.row.state != FileState::Trashed {
            return if found.place.is_live { Ok(None) } else { Err(in_the_bin()) };
        }
        let is_folder = found.row.kind == FileKind::Folder;
        let to = self.way_back(access, &found).await?;
        // Read before the commit: what moves out of the folder after it is announced too.
        let since = self.parts.store.last_change(access.drive.id).await?;
        let mut commit = Commit::new(access.drive.id, self.parts.clock.now());
        commit.expect = vec![Expect::Version(found.row.id, found.row.version), Expect::Folder(to.id())];
        commit.expect.extend(self.anchored(access, &to).await?);
        let mut draft = Draft::of(&found.row)?;
        draft.touch(caller, commit.now);
        draft.row.state = FileState::Available;
        draft.file.trashed_at = None;
        let mut old_parent = None;
        if to.id() == found.row.parent {
            draft.file.origin_parent_file_id = None;
        } else {
            old_parent = Some(found.row.parent);
            draft.row.parent = to.id();
        }
        commit.writes.push(draft.update());
        commit.reshapes = is_folder;
        commit.changes.push(Change { op: ChangeOp::Restore, file: found.row.id, old_parent });
        let mut task = None;
        if is_folder {
            let new = NewTask::begin(TaskKind::Restore, caller, &access.drive, commit.now);
            task = Some(new.enqueue(Work::Announce { top: found.row.id, since }, &mut commit)?);
        }
        self.parts.store.commit(commit).await?;
        Ok(task)
    }

    /// The folder to restore something into: where it was while that is live and not too deep by now, else the
    /// root.
    async fn way_back(&self, access: &Access, found: &Found) -> Result<Folder, DriveError> {
        if found.row.parent == FileId::ROOT || !found.place.is_live {
            return Ok(Folder::Root);
        }
        let mut parent = self.parts.store.files(access.drive.id, &[found.row.parent]).await?;
        let Some(parent) = parent.pop().flatten().filter(Found::is_live) else { return Ok(Folder::Root) };
        let to = Folder::Found(parent);
        if found.row.kind == FileKind::Folder {
            let totals = self.parts.store.folder_totals(access.drive.id, found.row.id).await?;
            if self.check_depth("file_id", &to, totals.height).is_err() {
                return Ok(Folder::Root);
            }
        }
        Ok(to)
    }

    /// Deletes for good what is in the recycle bin now, as a task; an empty bin is fine.
    ///
    /// # Errors
    /// `NotFound.DriveId`, `ForbiddenNoPermission.File`: this takes the right to delete at the top of the drive.
    pub async fn clear_recyclebin(
        &self,
        caller: &Caller,
        request: ClearRecyclebinRequest,
    ) -> Result<ClearRecyclebinReply, DriveError> {
        let access = self.access(caller, Some(&request.drive_id), None).await?;
        access.require_root(Actions::DELETE)?;
        let mut commit = Commit::new(access.drive.id, self.parts.clock.now());
        let new = NewTask::begin(TaskKind::Clear, caller, &access.drive, commit.now);
        let task = new.enqueue(Work::Clear { until: commit.now }, &mut commit)?;
        self.parts.store.commit(commit).await?;
        self.parts.wake.wake();
        Ok(ClearRecyclebinReply {
            async_task_id: Some(task.to_string()),
            domain_id: Some(access.drive.domain.to_string()),
            drive_id: Some(access.drive.id.to_string()),
        })
    }
}

fn in_the_bin() -> DriveError {
    ApiError::new(code::FORBIDDEN_FILE_IN_THE_RECYCLE_BIN).into()
}
