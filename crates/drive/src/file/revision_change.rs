//! `UpdateRevision`, `RestoreRevision`, `DeleteRevision`.
//!
//! Whatever changes a file's revisions writes the file too, and expects its version: so changes of one file's
//! contents come one after the other, and no reference is dropped twice.

use assay_store::{Commit, Expect, Found, RevisionRow, Write};
use assay_wire::pds::{DeleteRevisionRequest, RestoreRevisionRequest, Revision, UpdateRevisionRequest};

use super::{
    RevisionDetail, Tries,
    retire::{MAX_EARLIER, MAX_KEPT, forget_revision},
    revision::Content,
};
use crate::{Access, Actions, Caller, Drive, DriveError, draft::Draft};

/// Characters of a revision's description.
const MAX_DESCRIPTION_CHARS: usize = 1024;

impl Drive {
    /// Says whether a content is to be kept for ever, and what it is, the current one included.
    ///
    /// # Errors
    /// `NotFound.FileId`, `NotFound.RevisionId`, `ForbiddenFileInTheRecycleBin`, `ForbiddenNoPermission.File`;
    /// `InvalidParameter.revision_description` (1024 characters); `InvalidParameter.keep_forever` when a hundred of
    /// the file's contents are kept already.
    pub async fn update_revision(
        &self,
        caller: &Caller,
        request: UpdateRevisionRequest,
    ) -> Result<Revision, DriveError> {
        if let Some(text) = &request.revision_description
            && text.chars().count() > MAX_DESCRIPTION_CHARS
        {
            let why = format!("it has more than {MAX_DESCRIPTION_CHARS} characters");
            return Err(DriveError::invalid("revision_description", why));
        }
        let access = self.access(caller, Some(&request.drive_id), None).await?;
        let mut tries = Tries::default();
        loop {
            match self.try_update_revision(&access, &request).await {
                Err(error) => tries.again(error)?,
                done => return done,
            }
        }
    }

    async fn try_update_revision(
        &self,
        access: &Access,
        request: &UpdateRevisionRequest,
    ) -> Result<Revision, DriveError> {
        let found = self.file(access, &request.file_id, Actions::UPDATE).await?;
        let mut content = self.revision_content(access, &found, &request.revision_id).await?;
        let before = content.detail.clone();
        if let Some(keep_forever) = request.keep_forever {
            content.detail.keep_forever = keep_forever;
        }
        if let Some(text) = &request.revision_description {
            content.detail.revision_description = Some(text.clone()).filter(|text| !text.is_empty());
        }
        if content.detail == before {
            return Ok(self.revision(access, &found, &content, None));
        }
        if content.detail.keep_forever && !before.keep_forever {
            self.check_kept(access, &found).await?;
        }
        let mut commit = self.revision_commit(access, &found)?;
        content.detail.updated_at = commit.now.rfc3339_millis();
        let mut row = RevisionRow { detail: content.detail.text()?, ..content.row.clone() };
        if content.is_latest {
            // See `Drive::retire_content`: a row beside the file's own, with a reference and without bytes.
            let is_new = self.parts.store.revision(access.drive.id, found.row.id, row.id).await?.is_none();
            commit.take.extend(is_new.then_some(row.content));
            row.size_bytes = 0;
        }
        commit.writes.push(Write::PutRevision(row));
        self.parts.store.commit(commit).await?;
        Ok(self.revision(access, &found, &content, None))
    }

    /// Refuses to keep one more content for ever when there are enough.
    async fn check_kept(&self, access: &Access, found: &Found) -> Result<(), DriveError> {
        let limit = MAX_EARLIER.saturating_add(2);
        let rows = self.parts.store.revisions(access.drive.id, found.row.id, None, limit).await?;
        let mut kept = 0;
        for row in &rows {
            kept += usize::from(RevisionDetail::read(row)?.keep_forever);
        }
        if kept < MAX_KEPT {
            return Ok(());
        }
        let why = format!("{MAX_KEPT} contents of the file are kept already");
        Err(DriveError::invalid("keep_forever", why))
    }

    /// Gives a file an earlier content again, as a new revision; the current one becomes an earlier one. Restoring
    /// the current content changes nothing.
    ///
    /// # Errors
    /// `NotFound.FileId`, `NotFound.RevisionId`, `ForbiddenFileInTheRecycleBin`, `ForbiddenNoPermission.File`,
    /// `QuotaExhausted.Drive`, `.Domain`.
    pub async fn restore_revision(
        &self,
        caller: &Caller,
        request: RestoreRevisionRequest,
    ) -> Result<Revision, DriveError> {
        let access = self.access(caller, Some(&request.drive_id), None).await?;
        let mut tries = Tries::default();
        loop {
            match self.try_restore_revision(caller, &access, &request).await {
                Err(error) => tries.again(error)?,
                done => return done,
            }
        }
    }

    async fn try_restore_revision(
        &self,
        caller: &Caller,
        access: &Access,
        request: &RestoreRevisionRequest,
    ) -> Result<Revision, DriveError> {
        let found = self.file(access, &request.file_id, Actions::UPDATE).await?;
        let content = self.revision_content(access, &found, &request.revision_id).await?;
        if content.is_latest {
            return Ok(self.revision(access, &found, &content, None));
        }
        self.domain_has_room(&access.drive.domain, content.row.size_bytes).await?;
        let facts = self.parts.store.content(&content.row.content).await?;
        let facts = facts.ok_or_else(|| DriveError::Corrupt {
            what: "content",
            why: format!("nothing is known about {}", content.row.content),
        })?;
        let mut commit = Commit::new(access.drive.id, self.parts.clock.now());
        commit.expect.push(Expect::Version(found.row.id, found.row.version));
        let mut draft = Draft::of(&found.row)?;
        self.arrive(&mut draft, &facts, &mut commit).await?;
        draft.touch(caller, commit.now);
        draft.file.content_type.clone_from(&content.detail.content_type);
        draft.file.local_modified_at.clone_from(&content.detail.local_modified_at);
        draft.file.punish_flag = draft.file.punish_flag.or(content.detail.punish_flag);
        let (row, columns) = draft.into_rows();
        let found = Found { row: (*row).clone(), place: found.place };
        commit.writes.push(Write::Update(row, columns));
        self.parts.store.commit(commit).await?;
        let latest = self.latest(access, &found).await?;
        let latest = latest.ok_or_else(|| DriveError::not_found("RevisionId"))?;
        Ok(self.revision(access, &found, &latest, None))
    }

    /// Deletes an earlier content for good, to be kept for ever or not.
    ///
    /// # Errors
    /// `NotFound.FileId`, `NotFound.RevisionId`, `ForbiddenFileInTheRecycleBin`, `ForbiddenNoPermission.File`;
    /// `InvalidParameter.revision_id` for the current one, which goes with the file.
    pub async fn delete_revision(
        &self,
        caller: &Caller,
        request: DeleteRevisionRequest,
    ) -> Result<(), DriveError> {
        let access = self.access(caller, Some(&request.drive_id), None).await?;
        let mut tries = Tries::default();
        loop {
            match self.try_delete_revision(&access, &request).await {
                Err(error) => tries.again(error)?,
                done => return done,
            }
        }
    }

    async fn try_delete_revision(
        &self,
        access: &Access,
        request: &DeleteRevisionRequest,
    ) -> Result<(), DriveError> {
        let found = self.file(access, &request.file_id, Actions::UPDATE).await?;
        let Content { row, is_latest, .. } =
            self.revision_content(access, &found, &request.revision_id).await?;
        if is_latest {
            return Err(DriveError::invalid("revision_id", "it is the file's current content"));
        }
        let mut commit = self.revision_commit(access, &found)?;
        forget_revision(&row, &mut commit);
        self.parts.store.commit(commit).await?;
        Ok(())
    }

    /// A change of a file's revisions alone: the file is written as it is.
    fn revision_commit(&self, access: &Access, found: &Found) -> Result<Commit, DriveError> {
        let mut commit = Commit::new(access.drive.id, self.parts.clock.now());
        commit.expect.push(Expect::Version(found.row.id, found.row.version));
        commit.writes.push(Draft::of(&found.row)?.update());
        Ok(commit)
    }
}
