//! `ListRevision`, `GetRevision`: a file's contents, the current one and earlier ones.

use std::time::Duration;

use assay_store::{FileKind, Found, RevisionRow};
use assay_types::RevisionId;
use assay_wire::pds::{GetRevisionRequest, ListRevisionReply, ListRevisionRequest, Revision};

use super::RevisionDetail;
use crate::{
    Access, Actions, Caller, Drive, DriveError,
    draft::Draft,
    transfer::{DOWNLOAD_LIFETIME, DownloadOptions},
};

/// Revisions of a page when the client does not say.
const DEFAULT_LIMIT: i64 = 50;
/// Seconds that a revision's URLs may be good for.
const LIFETIME: std::ops::RangeInclusive<i64> = 10..=86_400;
/// What the parameter `fields` may name: the URLs are made where it does, the rest is there anyhow.
const FIELDS: [&str; 22] = [
    "*",
    "content_hash",
    "content_hash_name",
    "crc64_hash",
    "created_at",
    "creator_id",
    "creator_name",
    "domain_id",
    "download_url",
    "drive_id",
    "file_extension",
    "file_id",
    "is_latest_version",
    "keep_forever",
    "revision_description",
    "revision_id",
    "revision_name",
    "revision_version",
    "size",
    "thumbnail",
    "updated_at",
    "url",
];

/// One content of a file.
pub(super) struct Content {
    /// Its row; that of the current content is not stored unless something was written about it.
    pub(super) row: RevisionRow,
    /// What is known about it.
    pub(super) detail: RevisionDetail,
    /// Whether it is the current one.
    pub(super) is_latest: bool,
}

impl Drive {
    /// A file's contents, the current one first, then earlier ones from the newest to the oldest.
    ///
    /// # Errors
    /// `NotFound.FileId`, `ForbiddenFileInTheRecycleBin`; `InvalidParameter.limit` (1 to 100), `.marker`,
    /// `.fields`; `InvalidParameter.file_id` for a folder.
    pub async fn list_revision(
        &self,
        caller: &Caller,
        request: ListRevisionRequest,
    ) -> Result<ListRevisionReply, DriveError> {
        let Ok(limit @ 1..=100) = usize::try_from(request.limit.unwrap_or(DEFAULT_LIMIT)) else {
            return Err(DriveError::invalid("limit", "it is not from 1 to 100"));
        };
        let has_urls = names_urls(request.fields.as_deref())?;
        let access = self.access(caller, Some(&request.drive_id), None).await?;
        let found = self.file(&access, &request.file_id, Actions::VISIBLE).await?;
        let purpose = format!("ListRevision {} {}", access.drive.id, found.row.id);
        let marker = request.marker.as_deref().filter(|marker| !marker.is_empty());
        let mut contents = Vec::new();
        let mut before: Option<RevisionId> = None;
        match marker {
            Some(marker) => before = self.markers.open("marker", &purpose, marker)?,
            None => contents.extend(self.latest(&access, &found).await?),
        }
        // One more for the page's end, and one for what was written about the current content.
        let rows = self.parts.store.revisions(access.drive.id, found.row.id, before, limit + 2).await?;
        let earlier = rows.into_iter().filter(|row| row.id != found.row.revision);
        for row in earlier {
            contents.push(Content { detail: RevisionDetail::read(&row)?, row, is_latest: false });
        }
        let has_more = contents.len() > limit;
        contents.truncate(limit);
        let last = contents.last().filter(|content| !content.is_latest).map(|content| content.row.id);
        let lifetime = has_urls.then_some(DOWNLOAD_LIFETIME);
        Ok(ListRevisionReply {
            items: contents.iter().map(|content| self.revision(&access, &found, content, lifetime)).collect(),
            next_marker: if has_more { self.markers.seal(&purpose, &last)? } else { String::new() },
        })
    }

    /// One content of a file, with URLs to download it by.
    ///
    /// # Errors
    /// `NotFound.FileId`, `NotFound.RevisionId`, `ForbiddenFileInTheRecycleBin`;
    /// `InvalidParameter.url_expire_sec` (10 to 86,400), `.fields`; `InvalidParameter.file_id` for a folder.
    pub async fn get_revision(
        &self,
        caller: &Caller,
        request: GetRevisionRequest,
    ) -> Result<Revision, DriveError> {
        let lifetime = match request.url_expire_sec {
            None => Some(DOWNLOAD_LIFETIME),
            Some(seconds) if LIFETIME.contains(&seconds) => {
                u64::try_from(seconds).ok().map(Duration::from_secs)
            }
            Some(_) => return Err(DriveError::invalid("url_expire_sec", "it is not from 10 to 86400")),
        };
        names_urls(request.fields.as_deref())?;
        let access = self.access(caller, Some(&request.drive_id), None).await?;
        let found = self.file(&access, &request.file_id, Actions::VISIBLE).await?;
        let content = self.revision_content(&access, &found, &request.revision_id).await?;
        Ok(self.revision(&access, &found, &content, lifetime))
    }

    /// The live file of this id.
    pub(super) async fn file(&self, access: &Access, id: &str, needed: Actions) -> Result<Found, DriveError> {
        let found = self.live(access, "file_id", id, needed).await?;
        if found.row.kind == FileKind::File {
            Ok(found)
        } else {
            Err(DriveError::invalid("file_id", "a folder has no revisions"))
        }
    }

    /// The content of this id.
    ///
    /// # Errors
    /// `NotFound.RevisionId`.
    pub(super) async fn revision_content(
        &self,
        access: &Access,
        found: &Found,
        revision: &str,
    ) -> Result<Content, DriveError> {
        let nothing = || DriveError::not_found("RevisionId");
        let id: RevisionId = revision.parse().map_err(|_| nothing())?;
        if id == found.row.revision {
            return self.latest(access, found).await?.ok_or_else(nothing);
        }
        let row = self.parts.store.revision(access.drive.id, found.row.id, id).await?.ok_or_else(nothing)?;
        Ok(Content { detail: RevisionDetail::read(&row)?, row, is_latest: false })
    }

    /// The current content; `None` while there is none.
    pub(super) async fn latest(&self, access: &Access, found: &Found) -> Result<Option<Content>, DriveError> {
        let draft = Draft::of(&found.row)?;
        let Some(row) = RevisionDetail::row_of(&draft.row, &draft.file)? else { return Ok(None) };
        let mut detail = RevisionDetail::read(&row)?;
        let noted = self.parts.store.revision(access.drive.id, found.row.id, row.id).await?;
        if let Some(noted) = noted {
            let noted = RevisionDetail::read(&noted)?;
            detail.keep_forever = noted.keep_forever;
            detail.revision_description = noted.revision_description;
        }
        Ok(Some(Content { row, detail, is_latest: true }))
    }

    /// A content as clients see it; with URLs that are good for this long, where they are wanted.
    pub(super) fn revision(
        &self,
        access: &Access,
        found: &Found,
        content: &Content,
        urls: Option<Duration>,
    ) -> Revision {
        let Content { row, detail, is_latest } = content;
        let may_download = access.actions(found).contains(Actions::DOWNLOAD) && access.gives_download_urls();
        let url = urls.filter(|_| may_download).map(|lifetime| {
            let options = DownloadOptions { lifetime: Some(lifetime), ..DownloadOptions::default() };
            self.download_url(access.drive.id, found.row.id, row.id, options)
        });
        Revision {
            content_hash: detail.content_hash.clone(),
            content_hash_name: detail.content_hash.as_ref().map(|_| "sha1".to_owned()),
            crc64_hash: detail.crc64_hash.clone(),
            created_at: Some(detail.created_at.clone()),
            creator_id: detail.creator_id.clone(),
            creator_name: detail.creator_name.clone(),
            domain_id: Some(access.drive.domain.to_string()),
            download_url: url.clone(),
            drive_id: Some(access.drive.id.to_string()),
            file_extension: detail.file_extension.clone(),
            file_id: Some(found.row.id.to_string()),
            is_latest_version: Some(*is_latest),
            keep_forever: Some(detail.keep_forever),
            revision_description: detail.revision_description.clone(),
            revision_id: Some(row.id.to_string()),
            revision_name: Some(detail.name.clone()),
            revision_version: Some(detail.revision_version),
            size: i64::try_from(row.size_bytes).ok(),
            thumbnail: None,
            updated_at: Some(detail.updated_at.clone()),
            url,
        }
    }
}

/// Whether the parameter `fields` asks for URLs.
fn names_urls(fields: Option<&str>) -> Result<bool, DriveError> {
    let mut has_urls = false;
    for name in fields.unwrap_or_default().split(',').map(str::trim).filter(|name| !name.is_empty()) {
        if !FIELDS.contains(&name) {
            let name: String = name.chars().take(64).collect();
            return Err(DriveError::invalid("fields", format!("no field is called '{name}'")));
        }
        has_urls |= matches!(name, "url" | "download_url");
    }
    Ok(has_urls)
}
