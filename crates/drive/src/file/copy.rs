//! `CopyFile`.

use assay_store::{Change, ChangeOp, Commit, Expect, FileKind, FileState, FolderTotals, Refused, StoreError};
use assay_types::TaskId;
use assay_wire::pds::{CheckNameMode, CopyFileReply, CopyFileRequest};

use super::{
    Tries,
    duplicate::{Author, copy_of},
    retire::signed,
    task::{NewTask, TaskKind},
    tree::Work,
};
use crate::{
    Access, Actions, Caller, Drive, DriveError,
    draft::Draft,
    name::{NameChoice, NameWish},
    rights::Use,
    target::Folder,
};

/// Where a copy comes from and goes to.
struct Route<'a> {
    caller: &'a Caller,
    from: Access,
    to: Access,
    request: &'a CopyFileRequest,
}

impl Drive {
    /// Copies a file at once, its content shared and not copied; or a folder by a task: the copy appears when it is
    /// whole, and holds what the folder held while the task went through it.
    ///
    /// # Errors
    /// `NotFound.DriveId`, `NotFound.FileId`, `ForbiddenFileInTheRecycleBin`; `ForbiddenNoPermission.File` without
    /// the right to copy there and to create here; `ShareLinkTokenInvalid`; `MissingParameter.to_drive_id` from a
    /// share link; `QuotaExhausted.Drive`, `.Domain`; `InvalidParameter.file_id` for the root and for what is still being
    /// uploaded; `InvalidParameter.to_parent_file_id` for what is not a folder or is too deep.
    pub async fn copy_file(
        &self,
        caller: &Caller,
        request: CopyFileRequest,
    ) -> Result<CopyFileReply, DriveError> {
        let from = self.access(caller, request.drive_id.as_deref(), request.share_id.as_deref()).await?;
        let to = match &request.to_drive_id {
            Some(drive) => self.access(caller, Some(drive), None).await?,
            None if request.share_id.is_some() => return Err(DriveError::missing("to_drive_id")),
            None => from.clone(),
        };
        // A try counts, so that two at once do not both take the last.
        self.count_use(&from, Use::Save).await?;
        let route = Route { caller, from, to, request: &request };
        let mut tries = Tries::default();
        loop {
            match self.try_copy(&route).await {
                Err(error) => tries.again(error)?,
                done => return done,
            }
        }
    }

    async fn try_copy(&self, route: &Route<'_>) -> Result<CopyFileReply, DriveError> {
        let Route { caller, from, to, request } = route;
        let found = self.live(from, "file_id", &request.file_id, Actions::COPY).await?;
        if found.row.state == FileState::Uploading {
            return Err(DriveError::invalid("file_id", "it is still being uploaded"));
        }
        let parent =
            self.folder(to, "to_parent_file_id", &request.to_parent_file_id, Actions::CREATE).await?;
        let mut commit = Commit::new(to.drive.id, self.parts.clock.now());
        commit.expect.push(Expect::Folder(parent.id()));
        commit.expect.extend(self.anchored(to, &parent).await?);
        let by = Author::of(caller);
        let mut copy = copy_of(&Draft::of(&found.row)?, &to.drive, parent.id(), &by, commit.now);
        commit.expect.extend(self.name_copy(route, &mut copy).await?);
        let file = copy.row.id;
        let mut task = None;
        if found.row.kind == FileKind::Folder {
            let totals = self.parts.store.folder_totals(from.drive.id, found.row.id).await?;
            self.check_copy(to, &parent, totals)?;
            self.domain_has_room(&to.drive.domain, totals.bytes).await?;
            copy.row.state = FileState::Building;
            let work = Work::Copy { from_drive: from.drive.id, from: found.row.id, top: file, by };
            let mut new = NewTask::begin(TaskKind::Copy, caller, &to.drive, commit.now);
            new.detail.total = totals.files.saturating_add(totals.folders).saturating_add(1);
            task = Some(new.enqueue(work, &mut commit)?);
        } else {
            self.domain_has_room(&to.drive.domain, copy.row.size_bytes).await?;
            self.copied(&mut copy, &mut commit).await?;
            commit.take.extend(copy.row.content);
            commit.used_bytes = signed(copy.row.size_bytes);
            commit.changes.push(Change { op: ChangeOp::Create, file, old_parent: None });
        }
        commit.writes.push(copy.insert());
        self.parts.store.commit(commit).await?;
        if task.is_some() {
            self.parts.wake.wake();
        }
        Ok(CopyFileReply {
            async_task_id: task.map(|task: TaskId| task.to_string()),
            domain_id: Some(to.drive.domain.to_string()),
            drive_id: Some(to.drive.id.to_string()),
            file_id: Some(file.to_string()),
        })
    }

    /// Gives a copy a name of its own where the client asked for that; what must hold when it is committed.
    async fn name_copy(&self, route: &Route<'_>, copy: &mut Draft) -> Result<Option<Expect>, DriveError> {
        if route.request.auto_rename != Some(true) {
            return Ok(None);
        }
        let wish = NameWish {
            drive: route.to.drive.id,
            parent: copy.row.parent,
            name: &copy.file.name,
            kind: copy.row.kind,
            itself: None,
        };
        match self.choose_name(wish, Some(CheckNameMode::AutoRename)).await? {
            NameChoice::Take { name, expect } => {
                copy.file.name = name;
                Ok(expect)
            }
            NameChoice::Taken(_) => Err(DriveError::already_exists("File")),
        }
    }

    /// Refuses a folder that does not fit into the drive, or would nest folders too deeply.
    fn check_copy(&self, to: &Access, parent: &Folder, totals: FolderTotals) -> Result<(), DriveError> {
        self.check_depth("to_parent_file_id", parent, totals.height)?;
        let used = to.drive.used_bytes;
        match to.drive.total_bytes {
            Some(total) if used.saturating_add(totals.bytes) > total => {
                Err(StoreError::Refused(Refused::Quota { total, used }).into())
            }
            _ => Ok(()),
        }
    }
}
