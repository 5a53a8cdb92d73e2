//! Bytes on their way out: signed download URLs and what they lead to.

use std::time::Duration;

use assay_store::{Found, RevisionRow};
use assay_types::{DriveId, FileId, RevisionId, Sha256Digest};
use assay_wire::{
    ApiError, code,
    pds::{DownloadFileRequest, File, GetDownloadUrlReply, GetDownloadUrlRequest},
};

use super::{
    Download, TransferRefused,
    part::{internal, unavailable},
    url::{DOWNLOAD_LIFETIME, DownloadOptions, RESPONSE_CONTENT_TYPE, SignedTarget},
    wanted::check_content_type,
};
use crate::{
    Access, Actions, Caller, Drive, DriveError, category::OCTET_STREAM, draft::Draft, file::RevisionDetail,
    name::check_name, rights::Use,
};

/// The longest life of a download URL, in seconds.
const MAX_DOWNLOAD_SEC: u64 = 115_200;

/// Refuses the content of a file on which somebody, or the policy, put a block.
pub(crate) fn is_blocked(punish_flag: Option<i64>) -> bool {
    punish_flag.is_some_and(|flag| flag != 0)
}

impl Drive {
    /// `GetDownloadUrl`: a URL for a file's content.
    ///
    /// # Errors
    /// `InvalidParameter.expire_sec` out of 1 to 115200, `.file_name`, `.response_content_type`, `.file_id` for a
    /// folder, `NotFound.FileId` also while the first content is being uploaded, `ForbiddenFileBlocked`, and as
    /// [`Drive::live`].
    pub async fn get_download_url(
        &self,
        caller: &Caller,
        request: GetDownloadUrlRequest,
    ) -> Result<GetDownloadUrlReply, DriveError> {
        let lifetime = match request.expire_sec.map(u64::try_from) {
            None => DOWNLOAD_LIFETIME,
            Some(Ok(seconds @ 1..=MAX_DOWNLOAD_SEC)) => Duration::from_secs(seconds),
            Some(_) => {
                return Err(DriveError::invalid("expire_sec", format!("it is 1 to {MAX_DOWNLOAD_SEC}")));
            }
        };
        let file_name = request.file_name.filter(|name| !name.is_empty());
        if let Some(name) = &file_name {
            check_name("file_name", name)?;
        }
        let content_type = check_content_type("response_content_type", request.response_content_type)?;
        let access = self.access(caller, request.drive_id.as_deref(), request.share_id.as_deref()).await?;
        let (found, file, _) = self.readable(&access, &request.file_id, Actions::DOWNLOAD).await?;
        self.count_use(&access, Use::Download).await?;
        let options = DownloadOptions {
            lifetime: Some(lifetime),
            file_name: Some(file_name.as_deref().unwrap_or(&file.name)),
            content_type: content_type.as_deref(),
        };
        let url = self.download_url(access.drive.id, found.row.id, found.row.revision, options);
        Ok(GetDownloadUrlReply {
            cdn_url: None,
            content_hash: file.content_hash,
            content_hash_name: file.content_hash_name,
            crc64_hash: file.crc64_hash,
            expiration: Some((self.parts.clock.now() + lifetime).rfc3339_millis()),
            internal_url: Some(url.clone()),
            size: i64::try_from(found.row.size_bytes).ok(),
            url: Some(url),
        })
    }

    /// `DownloadFile`: a file's content itself.
    ///
    /// # Errors
    /// As [`Drive::get_download_url`].
    pub async fn download_file(
        &self,
        caller: &Caller,
        request: DownloadFileRequest,
    ) -> Result<Download, DriveError> {
        self.content_for(caller, &request, Actions::DOWNLOAD, Use::Download).await
    }

    /// A file's content for somebody who may do this with it; counts as this where the caller came by a link.
    pub(crate) async fn content_for(
        &self,
        caller: &Caller,
        request: &DownloadFileRequest,
        needed: Actions,
        used: Use,
    ) -> Result<Download, DriveError> {
        let access = self.access(caller, request.drive_id.as_deref(), request.share_id.as_deref()).await?;
        let (found, file, content) = self.readable(&access, &request.file_id, needed).await?;
        self.count_use(&access, used).await?;
        Ok(current(&found, file, content))
    }

    /// A live file's record and content, for somebody who may do this with it.
    pub(super) async fn readable(
        &self,
        access: &Access,
        file_id: &str,
        needed: Actions,
    ) -> Result<(Found, File, Sha256Digest), DriveError> {
        let found = self.live(access, "file_id", file_id, needed).await?;
        if found.row.kind == assay_store::FileKind::Folder {
            return Err(DriveError::invalid("file_id", "a folder has no content"));
        }
        let content = found.row.content.ok_or_else(|| DriveError::not_found("FileId"))?;
        let file = Draft::of(&found.row)?.file;
        if is_blocked(file.punish_flag) {
            return Err(ApiError::new(code::FORBIDDEN_FILE_BLOCKED).into());
        }
        Ok((found, file, content))
    }

    /// What a signed download URL leads to; `target` is the request's path and query.
    ///
    /// # Errors
    /// A wrong or expired URL, a file that is gone or blocked.
    pub async fn open_download(&self, target: &str) -> Result<Download, TransferRefused> {
        let signed = self.open_url(target)?;
        let (drive, file, revision, name) = named(&signed).ok_or_else(gone)?;
        let mut download = self.signed_content(drive, file, revision).await?;
        if let Some(name) = name {
            name.clone_into(&mut download.file_name);
        }
        if let Some(content_type) = signed.parameter(RESPONSE_CONTENT_TYPE) {
            content_type.clone_into(&mut download.content_type);
        }
        Ok(download)
    }

    /// What a download URL of this server leads to, for others in this process; `None` when it is none.
    ///
    /// # Errors
    /// As [`Drive::open_download`].
    pub async fn open_own_url(&self, url: &str) -> Option<Result<Download, TransferRefused>> {
        let target = url.strip_prefix(&self.config.public_url)?;
        let rest = target.strip_prefix(&self.config.transfer_path)?;
        if !rest.starts_with("/download/") {
            return None;
        }
        // What follows a `#` is never sent.
        Some(self.open_download(target.split('#').next().unwrap_or(target)).await)
    }

    /// One revision of a live file that is not blocked, in a drive that may be used: what signed URLs give.
    pub(crate) async fn signed_content(
        &self,
        drive: DriveId,
        file: FileId,
        revision: RevisionId,
    ) -> Result<Download, TransferRefused> {
        let store = &self.parts.store;
        let files = [file];
        let (row, found) = tokio::join!(store.drive(drive), store.files(drive, &files));
        if !row.map_err(unavailable)?.is_some_and(|drive| drive.is_enabled) {
            return Err(gone());
        }
        let found = found.map_err(unavailable)?.pop().flatten();
        let found = found.filter(Found::is_live).ok_or_else(gone)?;
        let record = Draft::of(&found.row).map_err(|error| internal(&error))?.file;
        if is_blocked(record.punish_flag) {
            return Err(blocked());
        }
        if let Some(content) = found.row.content.filter(|_| found.row.revision == revision) {
            return Ok(current(&found, record, content));
        }
        let earlier = store.revision(drive, file, revision).await.map_err(unavailable)?.ok_or_else(gone)?;
        let detail = RevisionDetail::read(&earlier).map_err(|error| internal(&error))?;
        if is_blocked(detail.punish_flag) {
            return Err(blocked());
        }
        Ok(of_revision(&earlier, detail))
    }
}

/// The drive, file, revision and name in a download URL.
fn named(signed: &SignedTarget) -> Option<(DriveId, FileId, RevisionId, Option<&str>)> {
    let (drive, file, revision, name) = match signed.segments() {
        Some(["download", drive, file, revision, name]) => (drive, file, revision, Some(name)),
        _ => match signed.segments() {
            Some(["download", drive, file, revision]) => (drive, file, revision, None),
            _ => return None,
        },
    };
    Some((drive.parse().ok()?, file.parse().ok()?, revision.parse().ok()?, name))
}

fn current(found: &Found, file: File, content: Sha256Digest) -> Download {
    Download {
        content,
        size_bytes: found.row.size_bytes,
        etag: format!("\"{content}\""),
        modified_at: assay_store::made_at(found.row.revision.0),
        content_type: file.content_type.unwrap_or_else(|| OCTET_STREAM.to_owned()),
        file_name: file.name,
        crc64: file.crc64_hash,
    }
}

fn of_revision(row: &RevisionRow, detail: RevisionDetail) -> Download {
    Download {
        content: row.content,
        size_bytes: row.size_bytes,
        etag: format!("\"{}\"", row.content),
        modified_at: assay_store::made_at(row.id.0),
        content_type: detail.content_type.unwrap_or_else(|| OCTET_STREAM.to_owned()),
        file_name: detail.name,
        crc64: detail.crc64_hash,
    }
}

fn gone() -> TransferRefused {
    TransferRefused {
        status: 404,
        code: "NoSuchKey",
        message: "The file does not exist, or is not available any more.".to_owned(),
    }
}

fn blocked() -> TransferRefused {
    TransferRefused {
        status: 403,
        code: "AccessDenied",
        message: "The content of the file is blocked.".to_owned(),
    }
}
