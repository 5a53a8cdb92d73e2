//! `MoveFile`: into another folder of the same drive.

use assay_store::{Change, ChangeOp, Commit, Expect, FileKind, FileState, Found};
use assay_wire::pds::{MoveFileReply, MoveFileRequest};

use super::Tries;
use crate::{
    Access, Actions, Caller, Drive, DriveError,
    draft::Draft,
    name::{NameChoice, NameWish},
    target::Folder,
};

impl Drive {
    /// Moves a file or a folder with all that is in it; that is one change, whatever it holds.
    ///
    /// With `check_name_mode` `refuse` and a taken name nothing happens, and the reply names what has it, with
    /// `exist`.
    ///
    /// # Errors
    /// `NotFound.FileId`, `ForbiddenFileInTheRecycleBin`, `ForbiddenNoPermission.File`;
    /// `InvalidParameter.to_parent_file_id` for what is not a folder, is the moved folder or below it, or is so
    /// deep that folders would be nested beyond the limit.
    pub async fn move_file(
        &self,
        caller: &Caller,
        request: MoveFileRequest,
    ) -> Result<MoveFileReply, DriveError> {
        let access = self.access(caller, Some(&request.drive_id), None).await?;
        let mut tries = Tries::default();
        loop {
            match self.try_move(caller, &access, &request).await {
                Err(error) => tries.again(error)?,
                done => return done,
            }
        }
    }

    async fn try_move(
        &self,
        caller: &Caller,
        access: &Access,
        request: &MoveFileRequest,
    ) -> Result<MoveFileReply, DriveError> {
        let found = self.live(access, "file_id", &request.file_id, Actions::MOVE).await?;
        let to =
            self.folder(access, "to_parent_file_id", &request.to_parent_file_id, Actions::CREATE).await?;
        let mut draft = Draft::of(&found.row)?;
        if to.id() == found.row.parent {
            return Ok(reply(access, &draft, false));
        }
        self.check_fits(access, &found, &to).await?;
        let wish = NameWish {
            drive: access.drive.id,
            parent: to.id(),
            name: &draft.file.name,
            kind: found.row.kind,
            itself: Some(found.row.id),
        };
        let (name, name_free) = match self.choose_name(wish, request.check_name_mode).await? {
            NameChoice::Take { name, expect } => (name, expect),
            NameChoice::Taken(row) => return Ok(reply(access, &Draft::of(&row)?, true)),
        };
        let mut commit = Commit::new(access.drive.id, self.parts.clock.now());
        commit.expect = vec![Expect::Version(found.row.id, found.row.version), Expect::Folder(to.id())];
        commit.expect.extend(self.anchored(access, &to).await?);
        commit.expect.extend(name_free);
        draft.file.name = name;
        draft.row.parent = to.id();
        draft.touch(caller, commit.now);
        let reply = reply(access, &draft, false);
        commit.writes.push(draft.update());
        commit.reshapes = found.row.kind == FileKind::Folder;
        if found.row.state == FileState::Available {
            let old_parent = Some(found.row.parent);
            commit.changes.push(Change { op: ChangeOp::Move, file: found.row.id, old_parent });
        }
        self.parts.store.commit(commit).await?;
        Ok(reply)
    }

    /// Refuses a folder that would come to be in itself, or that would nest folders too deeply.
    async fn check_fits(&self, access: &Access, found: &Found, to: &Folder) -> Result<(), DriveError> {
        if found.row.kind != FileKind::Folder {
            return Ok(());
        }
        if let Folder::Found(to) = to
            && to.is_under(&[found.row.id])
        {
            return Err(DriveError::invalid("to_parent_file_id", "a folder cannot be moved into itself"));
        }
        // What is not moved deeper is not too deep.
        if to.depth() <= found.place.ancestors.len() {
            return Ok(());
        }
        let totals = self.parts.store.folder_totals(access.drive.id, found.row.id).await?;
        self.check_depth("to_parent_file_id", to, totals.height)
    }

    /// Refuses to put a folder that holds `height` folders below one another into another.
    pub(super) fn check_depth(&self, field: &str, to: &Folder, height: u64) -> Result<(), DriveError> {
        let height = usize::try_from(height).unwrap_or(usize::MAX);
        let depth = to.depth().saturating_add(1).saturating_add(height);
        if depth <= self.config.max_depth {
            return Ok(());
        }
        let why = format!("there would be more than {} folders within folders", self.config.max_depth);
        Err(DriveError::invalid(field, why))
    }
}

fn reply(access: &Access, draft: &Draft, exist: bool) -> MoveFileReply {
    MoveFileReply {
        domain_id: Some(access.drive.domain.to_string()),
        drive_id: Some(access.drive.id.to_string()),
        file_id: Some(draft.row.id.to_string()),
        file_name: Some(draft.file.name.clone()),
        revision_id: (draft.row.revision.0 != 0).then(|| draft.row.revision.to_string()),
        updated_at: Some(draft.file.updated_at.clone()),
        exist: Some(exist),
        async_task_id: None,
    }
}
