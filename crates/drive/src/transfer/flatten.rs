//! `FlattenFile`, which is our own: a scan of the photo of a paper, as a file beside the photo.

use assay_findings::{FlatPage, PageFormat};
use assay_page::{ScanError, Scanner};
use assay_store::{Commit, ContentRow, FileKind, Found, Write};
use assay_types::Sha256Digest;
use assay_wire::{
    ApiError, code,
    pds::{CheckNameMode, CreateFileRequest, FileType, FlattenFileReply, FlattenFileRequest},
};
use bytes::Bytes;
use tokio::time::{Instant, timeout_at};

use super::{
    content_hasher::NamesHasher,
    create::{Settled, new_draft},
    wanted::Wanted,
};
use crate::{
    Access, Actions, Caller, Drive, DriveError, draft::Draft, file::Tries, name::MAX_NAME_BYTES, rights::Use,
};

/// A scan, before it is a file.
struct Scan {
    page: FlatPage,
    content: ContentRow,
}

impl Drive {
    /// The same service with somebody who makes scans; without, `FlattenFile` is not available.
    #[must_use]
    pub fn with_scanner(mut self, scanner: Scanner) -> Self {
        self.scanner = Some(scanner);
        self
    }

    /// `FlattenFile`: makes a scan of a file that is the photo of a paper, and puts it beside it.
    ///
    /// # Errors
    /// As [`Drive::get_download_url`] for the photo and [`Drive::create_file`] for the scan; `InvalidResource.Image`,
    /// `ProcessingTimeout`, `SystemBusy`.
    pub async fn flatten_file(
        &self,
        caller: &Caller,
        request: FlattenFileRequest,
    ) -> Result<FlattenFileReply, DriveError> {
        let access = self.access(caller, request.drive_id.as_deref(), request.share_id.as_deref()).await?;
        let (found, file, content) = self.readable(&access, &request.file_id, Actions::DOWNLOAD).await?;
        let wanted = self.wanted(&request, &found, &file.name)?;
        // What will be refused is refused before anything is worked on.
        let parent = self.folder(&access, "parent_file_id", &wanted.parent, Actions::CREATE).await?;
        let mut commit = Commit::new(access.drive.id, self.parts.clock.now());
        if let Settled::Exists(row) = self.settle_name(&access, &parent, &wanted, &mut commit).await? {
            return Ok(FlattenFileReply { exist: Some(true), ..reply(&access, &Draft::of(&row)?) });
        }
        let Some(scanner) = &self.scanner else {
            return Err(ApiError::new(code::SERVICE_UNAVAILABLE).into());
        };
        self.count_use(&access, Use::Download).await?;
        let scan = self.flatten(scanner, &request, &content, found.row.size_bytes).await?;
        self.domain_has_room(&access.drive.domain, scan.content.size_bytes).await?;
        let mut tries = Tries::default();
        loop {
            match self.keep_scan(caller, &access, &wanted, &scan).await {
                Err(error) => tries.again(error)?,
                done => return done,
            }
        }
    }

    /// What is to be made: a file beside the photo unless the request says otherwise.
    fn wanted(&self, request: &FlattenFileRequest, found: &Found, photo: &str) -> Result<Wanted, DriveError> {
        let format = request.task().format;
        let is_text = |text: &&String| !text.is_empty();
        let name = request.name.as_ref().filter(is_text).cloned();
        let parent = request.parent_file_id.as_ref().filter(is_text).cloned();
        let create = CreateFileRequest {
            check_name_mode: Some(request.check_name_mode.unwrap_or(CheckNameMode::AutoRename)),
            content_type: Some(media_type(format).to_owned()),
            name: name.unwrap_or_else(|| scan_name(photo, format)),
            parent_file_id: parent.unwrap_or_else(|| found.row.parent.to_string()),
            kind: FileType::File,
            ..CreateFileRequest::default()
        };
        Wanted::check(create, self.config.max_file_bytes)
    }

    /// Makes the scan, and keeps its bytes.
    async fn flatten(
        &self,
        scanner: &Scanner,
        request: &FlattenFileRequest,
        photo: &Sha256Digest,
        size_bytes: u64,
    ) -> Result<Scan, DriveError> {
        let config = scanner.config();
        let deadline = Instant::now() + config.timeout;
        if size_bytes > config.max_picture_bytes {
            return Err(refused(ScanError::TooLarge { max_bytes: config.max_picture_bytes }));
        }
        let late = |_| refused(ScanError::Timeout);
        let picture = timeout_at(deadline, self.parts.blobs.open_local(photo)).await.map_err(late)??;
        let flattened = scanner.scan(&picture, request.task(), deadline).await.map_err(refused)?;
        let page = flattened.pages.into_iter().next();
        let mut page = page.ok_or_else(|| refused(ScanError::Crash))?;
        let bytes = Bytes::from(std::mem::take(&mut page.bytes));
        let (store, clock) = (&self.parts.store, &self.parts.clock);
        let digest = self.parts.blobs.put(bytes.clone(), store.as_ref(), clock.as_ref()).await?;
        let content = if let Some(known) = store.content(&digest.sha256).await? {
            known
        } else {
            let mut names = NamesHasher::default();
            names.update(&bytes);
            names.finish(&digest.sha256, digest.size_bytes)
        };
        Ok(Scan { page, content })
    }

    async fn keep_scan(
        &self,
        caller: &Caller,
        access: &Access,
        wanted: &Wanted,
        scan: &Scan,
    ) -> Result<FlattenFileReply, DriveError> {
        let parent = self.folder(access, "parent_file_id", &wanted.parent, Actions::CREATE).await?;
        let mut commit = Commit::new(access.drive.id, self.parts.clock.now());
        let name = match self.settle_name(access, &parent, wanted, &mut commit).await? {
            Settled::Name(name) => name,
            Settled::Exists(row) => {
                return Ok(FlattenFileReply { exist: Some(true), ..reply(access, &Draft::of(&row)?) });
            }
        };
        let mut draft = new_draft(caller, access, &parent, name, FileKind::File, wanted, commit.now);
        self.arrive(&mut draft, &scan.content, &mut commit).await?;
        let side = |side: u32| i32::try_from(side).ok();
        let reply = FlattenFileReply {
            angle: Some(scan.page.angle.into()),
            confidence: Some((scan.page.confidence * 1000.0).round() / 1000.0),
            exist: Some(false),
            height: side(scan.page.height),
            width: side(scan.page.width),
            ..reply(access, &draft)
        };
        commit.writes.extend([draft.insert(), Write::PutContent(scan.content.clone())]);
        let has_jobs = !commit.jobs.is_empty();
        self.parts.store.commit(commit).await?;
        if has_jobs {
            self.parts.wake.wake();
        }
        Ok(reply)
    }
}

/// What every answer says.
fn reply(access: &Access, draft: &Draft) -> FlattenFileReply {
    FlattenFileReply {
        domain_id: Some(access.drive.domain.to_string()),
        drive_id: Some(access.drive.id.to_string()),
        file_id: Some(draft.row.id.to_string()),
        name: Some(draft.file.name.clone()),
        parent_file_id: Some(draft.row.parent.to_string()),
        size: i64::try_from(draft.row.size_bytes).ok(),
        ..FlattenFileReply::default()
    }
}

fn media_type(format: PageFormat) -> &'static str {
    match format {
        PageFormat::Jpeg => "image/jpeg",
        PageFormat::Png => "image/png",
    }
}

/// `paper.heic` becomes `paper.scan.jpg`; what would become too long is cut.
fn scan_name(photo: &str, format: PageFormat) -> String {
    let ending = match format {
        PageFormat::Jpeg => ".scan.jpg",
        PageFormat::Png => ".scan.png",
    };
    let stem = match photo.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => photo,
    };
    let stem = stem.get(..stem.floor_char_boundary(MAX_NAME_BYTES - ending.len())).unwrap_or(stem);
    format!("{stem}{ending}")
}

/// A scan that was not made, in this product's words.
fn refused(error: ScanError) -> DriveError {
    let message = match error {
        ScanError::Busy => return DriveError::busy(),
        ScanError::Timeout => return ApiError::new(code::PROCESSING_TIMEOUT).into(),
        ScanError::Sandbox(error) => return DriveError::Sandbox(error),
        ScanError::Unsuitable(why) => why,
        ScanError::TooLarge { .. }
        | ScanError::ScanTooLarge { .. }
        | ScanError::Memory
        | ScanError::Crash => error.to_string(),
    };
    let message = format!("No scan can be made of the file: {}.", message.trim_end_matches('.'));
    ApiError::new(code::INVALID_RESOURCE).about("Image").with_message(message).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scan_is_called_like_its_photo() {
        for (photo, expected) in [
            ("paper.jpg", "paper.scan.jpg"),
            ("a.b.HEIC", "a.b.scan.jpg"),
            ("paper", "paper.scan.jpg"),
            (".jpg", ".jpg.scan.jpg"),
            ("试卷.png", "试卷.scan.jpg"),
        ] {
            assert_eq!(scan_name(photo, PageFormat::Jpeg), expected);
        }
        assert_eq!(scan_name("x.jpg", PageFormat::Png), "x.scan.png");
        let long = scan_name(&"卷".repeat(400), PageFormat::Jpeg);
        assert!(long.len() <= MAX_NAME_BYTES && long.ends_with("卷.scan.jpg"));
    }
}
