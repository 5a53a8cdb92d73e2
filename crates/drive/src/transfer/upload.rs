//! An upload under way: what is kept about it, and finding the one that a request names.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use assay_store::{FileState, Found, UploadRow};
use assay_types::{Sha1Digest, UploadId};
use assay_wire::pds::{
    File, GetUploadUrlReply, GetUploadUrlRequest, ListUploadedPartsReply, ListUploadedPartsRequest, PartInfo,
    UploadPartInfo,
};
use serde::{Deserialize, Serialize};

use crate::{Access, Actions, Caller, Drive, DriveError, draft::Draft, target::in_sight};

/// The highest number of a part, and so the most that there can be.
pub(super) const MAX_PARTS: u32 = 10_000;
/// How long an upload can be resumed: parts live for 10 days, as the public clients expect.
pub(super) const UPLOAD_LIFETIME: Duration = Duration::from_hours(240);
/// Parts in a page unless the client says otherwise, and the most. Documented as 100; the public JavaScript client
/// asks for 1000 and reads no further than it must.
const LISTED_PARTS: usize = 100;
const MAX_LISTED_PARTS: usize = 1000;

/// The stored text of an upload.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct UploadDetail {
    /// The length that the client announced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) size_bytes: Option<u64>,
    /// The most bytes of all parts together.
    pub(super) limit_bytes: u64,
    /// The SHA-1 that the client announced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) sha1: Option<Sha1Digest>,
    /// The highest number among the parts that the client announced.
    pub(super) announced_parts: u32,
    /// Whether parts may come in any order.
    #[serde(default)]
    pub(super) is_parallel: bool,
    /// Whether it was begun as a new content of a file that had one.
    #[serde(default)]
    pub(super) is_overwrite: bool,
    /// Who began it: the wire's `creator_type` and `creator_id`.
    pub(super) by: (String, String),
    /// What the file's record is to say from its completion on.
    #[serde(default)]
    pub(super) then: NewFacts,
}

/// What a client says about a content along with it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct NewFacts {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) content_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) hidden: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) local_created_at: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) local_modified_at: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) user_tags: Option<BTreeMap<String, String>>,
}

impl NewFacts {
    /// Puts what was said into a record; what was not said stays.
    pub(super) fn apply(self, file: &mut File) {
        fn put<T>(to: &mut Option<T>, from: Option<T>) {
            if from.is_some() {
                *to = from;
            }
        }
        put(&mut file.content_type, self.content_type);
        put(&mut file.description, self.description);
        put(&mut file.local_created_at, self.local_created_at);
        put(&mut file.local_modified_at, self.local_modified_at);
        put(&mut file.user_tags, self.user_tags);
        file.hidden = self.hidden.unwrap_or(file.hidden);
    }
}

impl UploadDetail {
    pub(super) fn read(row: &UploadRow) -> Result<Self, DriveError> {
        serde_json::from_str(&row.detail)
            .map_err(|error| DriveError::Corrupt { what: "upload", why: error.to_string() })
    }

    pub(super) fn text(&self) -> Result<String, DriveError> {
        serde_json::to_string(self)
            .map_err(|error| DriveError::Corrupt { what: "upload", why: error.to_string() })
    }

    /// Whether this part may be the whole content.
    pub(super) fn is_single(&self, part: u32) -> bool {
        part == 1 && self.announced_parts <= 1
    }
}

/// An upload that a request names.
pub(super) struct Upload {
    pub(super) id: UploadId,
    pub(super) detail: UploadDetail,
}

/// What a request about an upload leads to.
pub(super) enum Named {
    /// It is under way.
    Upload(Found, Box<Upload>),
    /// It is over, and this is the file whose current content came by it.
    Done(Found),
}

impl Drive {
    /// The upload of this id for this file.
    ///
    /// # Errors
    /// As [`Drive::live`] for the file; `NotFound.UploadId`, also for somebody else's upload.
    pub(super) async fn named_upload(
        &self,
        caller: &Caller,
        access: &Access,
        file_id: &str,
        upload_id: &str,
    ) -> Result<Named, DriveError> {
        let nothing = || DriveError::not_found("UploadId");
        let id: Option<UploadId> = upload_id.parse().ok();
        let row = async {
            match id {
                Some(id) => Ok(self.parts.store.drive_upload(access.drive.id, id).await?),
                None => Ok(None),
            }
        };
        let (found, row): (_, Result<_, DriveError>) =
            tokio::join!(self.found(access, "file_id", file_id, Actions::NONE), row);
        let found = found?;
        let actions = access.actions(&found);
        if !actions.contains(Actions::CREATE) {
            access.require(&found, Actions::UPDATE)?;
        }
        let found = in_sight(found)?;
        let row = row?.filter(|row| row.file == found.row.id && row.expires_at > self.parts.clock.now());
        let Some(row) = row else {
            let came_by = Draft::of(&found.row)?.file.upload_id;
            let is_it = came_by == id.map(|id| id.to_string()) || upload_id.is_empty();
            let is_done = is_it && found.row.state == FileState::Available;
            return if is_done { Ok(Named::Done(found)) } else { Err(nothing()) };
        };
        let detail = UploadDetail::read(&row)?;
        let needed = if detail.is_overwrite { Actions::UPDATE } else { Actions::CREATE };
        access.require(&found, needed)?;
        let (kind, by, _) = caller.signature();
        if !actions.contains(Actions::UPDATE) && detail.by != (kind.to_owned(), by) {
            return Err(nothing());
        }
        Ok(Named::Upload(found, Box::new(Upload { id: row.id, detail })))
    }

    /// `GetUploadUrl`: new URLs for parts, in the order of the request.
    ///
    /// # Errors
    /// `AlreadyExist.File` when the file has its content already, `NotFound.UploadId`, wrong part numbers, and as
    /// [`Drive::live`].
    pub async fn get_upload_url(
        &self,
        caller: &Caller,
        request: GetUploadUrlRequest,
    ) -> Result<GetUploadUrlReply, DriveError> {
        check_parts(&request.part_info_list)?;
        let access = self.access(caller, request.drive_id.as_deref(), request.share_id.as_deref()).await?;
        let named = self.named_upload(caller, &access, &request.file_id, &request.upload_id).await?;
        let Named::Upload(_, upload) = named else { return Err(DriveError::already_exists("File")) };
        Ok(GetUploadUrlReply {
            create_at: Some(assay_store::made_at(upload.id.0).rfc3339_millis()),
            domain_id: Some(access.drive.domain.to_string()),
            drive_id: Some(access.drive.id.to_string()),
            file_id: Some(request.file_id),
            part_info_list: Some(self.part_urls(&access, upload.id, &request.part_info_list)),
            upload_id: Some(upload.id.to_string()),
        })
    }

    /// `ListUploadedParts`: what has arrived, by number. A limit over 1000 counts as 1000.
    ///
    /// # Errors
    /// `NotFound.UploadId`, `InvalidParameter.limit`, `InvalidParameter.part_number_marker`, and as
    /// [`Drive::live`].
    pub async fn list_uploaded_parts(
        &self,
        caller: &Caller,
        request: ListUploadedPartsRequest,
    ) -> Result<ListUploadedPartsReply, DriveError> {
        let limit = match request.limit.map(usize::try_from) {
            None => LISTED_PARTS,
            Some(Ok(limit @ 1..)) => limit.min(MAX_LISTED_PARTS),
            Some(_) => return Err(DriveError::invalid("limit", "it is at least 1")),
        };
        let after = u32::try_from(request.part_number_marker.unwrap_or(0))
            .map_err(|_| DriveError::invalid("part_number_marker", "it is not negative"))?;
        let access = self.access(caller, request.drive_id.as_deref(), request.share_id.as_deref()).await?;
        let named = self.named_upload(caller, &access, &request.file_id, &request.upload_id).await?;
        let Named::Upload(_, upload) = named else { return Err(DriveError::not_found("UploadId")) };
        let mut parts = self.parts.store.parts(access.drive.id, upload.id, after, limit + 1).await?;
        let has_more = parts.len() > limit;
        parts.truncate(limit);
        let next = parts.last().filter(|_| has_more).map(|part| part.number.to_string());
        let uploaded_parts = parts.into_iter().map(|part| UploadPartInfo {
            etag: Some(format!("\"{}\"", part.etag)),
            part_number: i32::try_from(part.number).unwrap_or_default(),
            part_size: i64::try_from(part.size_bytes).ok(),
            ..UploadPartInfo::default()
        });
        Ok(ListUploadedPartsReply {
            file_id: Some(request.file_id),
            next_part_number_marker: Some(next.unwrap_or_default()),
            parallel_upload: Some(upload.detail.is_parallel),
            upload_id: Some(upload.id.to_string()),
            uploaded_parts: uploaded_parts.collect(),
        })
    }

    /// A URL for each part, in the order of the request.
    pub(super) fn part_urls(
        &self,
        access: &Access,
        upload: UploadId,
        parts: &[PartInfo],
    ) -> Vec<UploadPartInfo> {
        let url = |part: &PartInfo| {
            let number = part.part_number.unwrap_or(1);
            let upload_url = self.upload_url(
                access.drive.id,
                upload,
                u32::try_from(number).unwrap_or_default(),
                part.content_md5.as_deref(),
            );
            UploadPartInfo { part_number: number, upload_url, ..UploadPartInfo::default() }
        };
        parts.iter().map(url).collect()
    }
}

/// Checks what a client says about parts; the highest number, 0 for none.
///
/// # Errors
/// `InvalidParameter.part_info_list`: more than 10,000, numbers out of 1 to 10,000 or there twice, an MD5 that is
/// none.
pub(super) fn check_parts(parts: &[PartInfo]) -> Result<u32, DriveError> {
    let refused = |why: &str| DriveError::invalid("part_info_list", why);
    if parts.len() > MAX_PARTS as usize {
        return Err(refused("there are at most 10000 parts"));
    }
    let mut numbers = BTreeSet::new();
    for part in parts {
        let number = u32::try_from(part.part_number.unwrap_or(1)).unwrap_or_default();
        if !(1..=MAX_PARTS).contains(&number) {
            return Err(refused("part_number is 1 to 10000"));
        }
        if !numbers.insert(number) {
            return Err(refused("a part_number is there twice"));
        }
        if part.content_md5.as_deref().is_some_and(|md5| super::part::read_md5(md5).is_none()) {
            return Err(refused("content_md5 is the MD5 of the part in base64"));
        }
    }
    Ok(numbers.last().copied().unwrap_or_default())
}
