//! `CreateFile`: folders, files that wait for their content or have it at once, new contents of files.

use assay_store::{Change, ChangeOp, Commit, Expect, FileKind, FileRow, FileState, UploadRow, Write, new_id};
use assay_types::{FileId, Timestamp, UploadId};
use assay_wire::{
    ApiError, code,
    pds::{CreateFileReply, CreateFileRequest, File, FileType},
};

use super::{
    upload::{NewFacts, UPLOAD_LIFETIME, UploadDetail},
    wanted::Wanted,
};
use crate::{
    Access, Actions, Caller, Drive, DriveError,
    category::{category_of, extension_of, media_type_of},
    draft::Draft,
    file::Tries,
    name::{NameChoice, NameWish},
    target::Folder,
};

impl Drive {
    /// `CreateFile`: makes a folder, or a file that waits for its content, or, with `file_id`, begins a new content
    /// of a file, which keeps the one that it has until then. A content that the caller can read already, or proves
    /// to have, needs no upload.
    ///
    /// # Errors
    /// `InvalidParameter.{field}`, `PreHashMatched`, `QuotaExhausted.Drive`, `.Domain`, `NotFound.FileId`,
    /// `ForbiddenNoPermission.File`, `ForbiddenFileInTheRecycleBin`.
    pub async fn create_file(
        &self,
        caller: &Caller,
        request: CreateFileRequest,
    ) -> Result<CreateFileReply, DriveError> {
        let (drive_id, share_id) = (request.drive_id.clone(), request.share_id.clone());
        let wanted = Wanted::check(request, self.config.max_file_bytes)?;
        let access = self.access(caller, drive_id.as_deref(), share_id.as_deref()).await?;
        let mut tries = Tries::default();
        loop {
            let created = match (wanted.kind, &wanted.file_id) {
                (FileType::Folder, _) => self.create_folder(caller, &access, &wanted).await,
                (FileType::File, None) => self.create_new(caller, &access, &wanted).await,
                (FileType::File, Some(file)) => self.create_content(caller, &access, file, &wanted).await,
            };
            match created {
                Err(error) => tries.again(error)?,
                done => return done,
            }
        }
    }

    async fn create_folder(
        &self,
        caller: &Caller,
        access: &Access,
        wanted: &Wanted,
    ) -> Result<CreateFileReply, DriveError> {
        let parent = self.folder(access, "parent_file_id", &wanted.parent, Actions::CREATE).await?;
        if parent.depth() >= self.config.max_depth {
            let why = format!("folders are at most {} deep", self.config.max_depth);
            return Err(DriveError::invalid("parent_file_id", why));
        }
        let mut commit = Commit::new(access.drive.id, self.parts.clock.now());
        let name = match self.settle_name(access, &parent, wanted, &mut commit).await? {
            Settled::Name(name) => name,
            Settled::Exists(row) => return existing(access, &row),
        };
        let draft = new_draft(caller, access, &parent, name, FileKind::Folder, wanted, commit.now);
        let mut reply = reply(access, &draft);
        commit.changes.push(Change { op: ChangeOp::Create, file: draft.row.id, old_parent: None });
        commit.writes.push(draft.insert());
        self.parts.store.commit(commit).await?;
        reply.status = Some("available".to_owned());
        Ok(reply)
    }

    async fn create_new(
        &self,
        caller: &Caller,
        access: &Access,
        wanted: &Wanted,
    ) -> Result<CreateFileReply, DriveError> {
        let parent = self.folder(access, "parent_file_id", &wanted.parent, Actions::CREATE).await?;
        let mut commit = Commit::new(access.drive.id, self.parts.clock.now());
        let name = match self.settle_name(access, &parent, wanted, &mut commit).await? {
            Settled::Name(name) => name,
            Settled::Exists(row) => return existing(access, &row),
        };
        check_room(access, wanted)?;
        let mut draft = new_draft(caller, access, &parent, name, FileKind::File, wanted, commit.now);
        if let Some(content) = self.known_content(caller, access, wanted).await? {
            self.domain_has_room(&access.drive.domain, content.size_bytes).await?;
            let mut reply = reply(access, &draft);
            self.arrive(&mut draft, &content, &mut commit).await?;
            commit.writes.push(draft.insert());
            return self.commit_rapid(commit, &mut reply).await;
        }
        let upload = UploadId(new_id());
        draft.file.upload_id = Some(upload.to_string());
        let mut reply = reply(access, &draft);
        let row = self.upload_row(caller, access, draft.row.id, upload, wanted, commit.now)?;
        commit.writes.extend([draft.insert(), Write::PutUpload(row)]);
        self.parts.store.commit(commit).await?;
        self.put_upload(access, upload, wanted, &mut reply);
        Ok(reply)
    }

    async fn create_content(
        &self,
        caller: &Caller,
        access: &Access,
        file_id: &str,
        wanted: &Wanted,
    ) -> Result<CreateFileReply, DriveError> {
        let found = self.live(access, "file_id", file_id, Actions::UPDATE).await?;
        if found.row.kind != FileKind::File {
            return Err(DriveError::invalid("file_id", "a folder has no content"));
        }
        check_room(access, wanted)?;
        let mut commit = Commit::new(access.drive.id, self.parts.clock.now());
        let mut draft = Draft::of(&found.row)?;
        let mut reply = reply(access, &draft);
        if let Some(content) = self.known_content(caller, access, wanted).await? {
            self.domain_has_room(&access.drive.domain, content.size_bytes).await?;
            commit.expect.push(Expect::Version(found.row.id, found.row.version));
            wanted.facts.clone().apply(&mut draft.file);
            draft.file.upload_id = None;
            draft.touch(caller, commit.now);
            self.arrive(&mut draft, &content, &mut commit).await?;
            commit.writes.push(draft.update());
            return self.commit_rapid(commit, &mut reply).await;
        }
        let upload = UploadId(new_id());
        let row = self.upload_row(caller, access, found.row.id, upload, wanted, commit.now)?;
        commit.writes.push(Write::PutUpload(row));
        self.parts.store.commit(commit).await?;
        self.put_upload(access, upload, wanted, &mut reply);
        Ok(reply)
    }

    /// Finds the name, and puts into the commit what must hold for it.
    pub(super) async fn settle_name(
        &self,
        access: &Access,
        parent: &Folder,
        wanted: &Wanted,
        commit: &mut Commit,
    ) -> Result<Settled, DriveError> {
        if parent.id() != FileId::ROOT {
            commit.expect.push(Expect::Folder(parent.id()));
        }
        let kind = match wanted.kind {
            FileType::File => FileKind::File,
            FileType::Folder => FileKind::Folder,
        };
        let wish =
            NameWish { drive: access.drive.id, parent: parent.id(), name: &wanted.name, kind, itself: None };
        match self.choose_name(wish, wanted.mode).await? {
            NameChoice::Take { name, expect } => {
                commit.expect.extend(expect);
                Ok(Settled::Name(name))
            }
            NameChoice::Taken(row) => Ok(Settled::Exists(row)),
        }
    }

    async fn commit_rapid(
        &self,
        commit: Commit,
        reply: &mut CreateFileReply,
    ) -> Result<CreateFileReply, DriveError> {
        let has_jobs = !commit.jobs.is_empty();
        self.parts.store.commit(commit).await?;
        if has_jobs {
            self.parts.wake.wake();
        }
        reply.rapid_upload = Some(true);
        reply.status = Some("available".to_owned());
        Ok(std::mem::take(reply))
    }

    fn upload_row(
        &self,
        caller: &Caller,
        access: &Access,
        file: FileId,
        id: UploadId,
        wanted: &Wanted,
        now: Timestamp,
    ) -> Result<UploadRow, DriveError> {
        let (kind, by, _) = caller.signature();
        let detail = UploadDetail {
            size_bytes: wanted.size_bytes,
            limit_bytes: wanted.size_bytes.unwrap_or_else(|| room(access).min(self.config.max_file_bytes)),
            sha1: wanted.sha1,
            announced_parts: wanted.announced_parts,
            is_parallel: wanted.is_parallel,
            is_overwrite: wanted.file_id.is_some(),
            by: (kind.to_owned(), by),
            then: if wanted.file_id.is_some() { wanted.facts.clone() } else { NewFacts::default() },
        };
        let expires_at = now + UPLOAD_LIFETIME;
        Ok(UploadRow { drive: access.drive.id, id, file, expires_at, detail: detail.text()? })
    }

    fn put_upload(&self, access: &Access, upload: UploadId, wanted: &Wanted, reply: &mut CreateFileReply) {
        reply.rapid_upload = Some(false);
        reply.upload_id = Some(upload.to_string());
        reply.part_info_list = Some(self.part_urls(access, upload, &wanted.parts));
    }
}

/// What came of the wish for a name.
pub(super) enum Settled {
    Name(String),
    Exists(Box<FileRow>),
}

/// Bytes that the drive has room for.
fn room(access: &Access) -> u64 {
    access.drive.total_bytes.map_or(u64::MAX, |total| total.saturating_sub(access.drive.used_bytes))
}

/// Refuses early what will not fit; the commit that makes the content the file's own has the last word.
fn check_room(access: &Access, wanted: &Wanted) -> Result<(), DriveError> {
    if wanted.size_bytes.is_some_and(|size| size > room(access)) {
        return Err(ApiError::new(code::QUOTA_EXHAUSTED).about("Drive").into());
    }
    Ok(())
}

/// The record of something new, without a content.
pub(super) fn new_draft(
    caller: &Caller,
    access: &Access,
    parent: &Folder,
    name: String,
    kind: FileKind,
    wanted: &Wanted,
    now: Timestamp,
) -> Draft {
    let (creator_type, creator_id, creator_name) = caller.signature();
    let mut file = File {
        drive_id: access.drive.id.to_string(),
        domain_id: access.drive.domain.to_string(),
        created_at: now.rfc3339_millis(),
        creator_type: Some(creator_type.to_owned()),
        creator_id: Some(creator_id),
        creator_name: Some(creator_name),
        ..File::default()
    };
    wanted.facts.clone().apply(&mut file);
    if kind == FileKind::File {
        file.file_extension = extension_of(&name);
        let extension = file.file_extension.as_deref();
        file.category = Some(category_of(extension).as_str().to_owned());
        file.content_type.get_or_insert_with(|| media_type_of(extension).to_owned());
    } else {
        file.content_type = None;
    }
    file.name = name;
    let state = if kind == FileKind::File { FileState::Uploading } else { FileState::Available };
    let row = FileRow { id: FileId(new_id()), parent: parent.id(), kind, state, ..FileRow::default() };
    let mut draft = Draft { row, file };
    draft.touch(caller, now);
    draft
}

/// What every answer says.
fn reply(access: &Access, draft: &Draft) -> CreateFileReply {
    CreateFileReply {
        domain_id: Some(access.drive.domain.to_string()),
        drive_id: Some(access.drive.id.to_string()),
        exist: Some(false),
        file_id: Some(draft.row.id.to_string()),
        file_name: Some(draft.file.name.clone()),
        parent_file_id: Some(draft.row.parent.to_string()),
        kind: Some(crate::draft::kind_text(draft.row.kind).to_owned()),
        ..CreateFileReply::default()
    }
}

/// The answer for a name that somebody has.
fn existing(access: &Access, row: &FileRow) -> Result<CreateFileReply, DriveError> {
    let draft = Draft::of(row)?;
    let status = Some(draft.file.status.clone());
    Ok(CreateFileReply { exist: Some(true), status, rapid_upload: Some(false), ..reply(access, &draft) })
}
