//! `InvestigateFile`, `PunishFile`, `CsiGetFileInfo`: asking what inspection found, and deciding otherwise.

use std::time::Duration;

use assay_store::{Change, ChangeOp, Commit, Expect, FileKind, FileState, Found};
use assay_wire::pds::{
    CsiGetFileInfoReply, CsiGetFileInfoRequest, InvestigateFileRequest, PunishFileRequest,
};

use super::{BLOCKED, info, job::InspectJob, status};
use crate::{
    Access, Actions, Caller, Drive, DriveError, draft::Draft, file::Tries, transfer::DownloadOptions,
};

/// Files of one request.
const FILES_MAX: usize = 100;
/// Seconds of a URL.
const URL_SEC: std::ops::RangeInclusive<i32> = 10..=14_400;

impl Drive {
    /// Examines files anew, whatever is known about their contents.
    ///
    /// # Errors
    /// For administrators alone: `ForbiddenNoPermission.File`; `InvalidParameter.drive_file_ids` for none or more
    /// than 100; as [`Drive::live`], and then no file is examined.
    pub async fn investigate_file(
        &self,
        caller: &Caller,
        request: InvestigateFileRequest,
    ) -> Result<(), DriveError> {
        administrators_only(caller)?;
        if request.drive_file_ids.is_empty() || request.drive_file_ids.len() > FILES_MAX {
            return Err(DriveError::invalid("drive_file_ids", "1 to 100 files are examined at once"));
        }
        let mut files = Vec::with_capacity(request.drive_file_ids.len());
        for wanted in &request.drive_file_ids {
            let access = self.access(caller, Some(&wanted.drive_id), None).await?;
            let found = self.live(&access, "drive_file_ids", &wanted.file_id, Actions::VISIBLE).await?;
            if found.row.kind == FileKind::Folder {
                return Err(DriveError::invalid("drive_file_ids", "a folder has no content"));
            }
            files.push((access, found));
        }
        for (access, found) in files {
            let Some(content) = found.row.content else { continue };
            let work = InspectJob { drive: access.drive.id, file: found.row.id, content, anew: true };
            self.change(&access, found, ChangeOp::Update, |draft, commit| {
                draft.file.investigation_info = Some(info(status::UNDER_WAY, None));
                commit.jobs.push(work.enqueued(commit.now));
            })
            .await?;
        }
        self.parts.wake.wake();
        Ok(())
    }

    /// Decides what becomes of a file, whatever inspection found: `block` refuses its bytes to everybody, `unblock`
    /// (or `pass`) gives them out again and calls it good, `trash` moves it to the recycle bin. Holds until the file
    /// gets another content or is examined anew. The reason goes to the log.
    ///
    /// # Errors
    /// For administrators alone: `ForbiddenNoPermission.File`; `InvalidParameter.action_code`; as [`Drive::live`].
    pub async fn punish_file(&self, caller: &Caller, request: PunishFileRequest) -> Result<(), DriveError> {
        administrators_only(caller)?;
        let op = match request.action_code.as_str() {
            "block" | "unblock" | "pass" => ChangeOp::Update,
            "trash" => ChangeOp::Trash,
            _ => return Err(DriveError::invalid("action_code", "it is block, unblock, pass or trash")),
        };
        let access = self.access(caller, Some(&request.drive_id), None).await?;
        let mut tries = Tries::default();
        loop {
            let found = self.live(&access, "file_id", &request.file_id, Actions::VISIBLE).await?;
            if found.row.state == FileState::Uploading || found.row.kind == FileKind::Folder {
                return Err(DriveError::invalid("file_id", "it has no content"));
            }
            let done = self.change(&access, found, op, |draft, commit| match request.action_code.as_str() {
                "block" => {
                    draft.file.punish_flag = Some(BLOCKED);
                    draft.file.investigation_info = Some(info(status::PUNISHED, Some("block")));
                }
                "trash" => draft.trash(commit.now),
                _ => {
                    draft.file.punish_flag = None;
                    draft.file.investigation_info = Some(info(status::DONE, Some("pass")));
                }
            });
            match done.await {
                Err(error) => tries.again(error)?,
                Ok(()) => break,
            }
        }
        let reason = request.punish_reason.unwrap_or_default();
        tracing::info!(
            drive = %access.drive.id, file = request.file_id, action = request.action_code,
            reason = reason.chars().take(1024).collect::<String>(), "somebody decided about a file"
        );
        Ok(())
    }

    /// What inspection found in a file, and a URL for its bytes.
    ///
    /// # Errors
    /// For administrators alone: `ForbiddenNoPermission.File`; `InvalidParameter.url_expire_sec` (10 to 14,400); as
    /// [`Drive::live`].
    pub async fn csi_get_file_info(
        &self,
        caller: &Caller,
        request: CsiGetFileInfoRequest,
    ) -> Result<CsiGetFileInfoReply, DriveError> {
        administrators_only(caller)?;
        let seconds = request.url_expire_sec;
        if seconds.is_some_and(|seconds| !URL_SEC.contains(&seconds)) {
            return Err(DriveError::invalid("url_expire_sec", "it is 10 to 14400"));
        }
        let lifetime = seconds.and_then(|seconds| u64::try_from(seconds).ok()).map(Duration::from_secs);
        let access = self.access(caller, Some(&request.drive_id), None).await?;
        let found = self.live(&access, "file_id", &request.file_id, Actions::VISIBLE).await?;
        let file = Draft::of(&found.row)?.file;
        let options = DownloadOptions { lifetime, ..DownloadOptions::default() };
        let url = found
            .row
            .content
            .map(|_| self.download_url(access.drive.id, found.row.id, found.row.revision, options));
        Ok(CsiGetFileInfoReply { investigation_info: file.investigation_info.or(Some(info(0, None))), url })
    }

    async fn change(
        &self,
        access: &Access,
        found: Found,
        op: ChangeOp,
        edit: impl FnOnce(&mut Draft, &mut Commit),
    ) -> Result<(), DriveError> {
        let mut commit = Commit::new(access.drive.id, self.parts.clock.now());
        commit.expect.push(Expect::Version(found.row.id, found.row.version));
        let mut draft = Draft::of(&found.row)?;
        edit(&mut draft, &mut commit);
        commit.writes.push(draft.update());
        commit.changes.push(Change { op, file: found.row.id, old_parent: None });
        self.parts.store.commit(commit).await?;
        Ok(())
    }
}

fn administrators_only(caller: &Caller) -> Result<(), DriveError> {
    caller.domain()?;
    if caller.is_administrator() { Ok(()) } else { Err(DriveError::forbidden("File")) }
}
