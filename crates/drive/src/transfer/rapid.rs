//! Rapid upload: a content that the server has already need not be sent again.
//!
//! A hash alone proves nothing: whoever learnt one could get the content for it. So a match counts only where the
//! caller can read such a content already.

use assay_store::ContentRow;
use assay_types::Sha256Digest;
use assay_wire::{ApiError, code};

use super::wanted::Wanted;
use crate::{Access, Actions, Caller, Drive, DriveError};

impl Drive {
    /// The content that a request is about, where it need not be sent.
    ///
    /// # Errors
    /// `PreHashMatched` when only the hash of the beginning was given and there are contents that begin so.
    pub(super) async fn known_content(
        &self,
        caller: &Caller,
        access: &Access,
        wanted: &Wanted,
    ) -> Result<Option<ContentRow>, DriveError> {
        let Some(size) = wanted.size_bytes else { return Ok(None) };
        let store = &self.parts.store;
        if let Some(sha1) = &wanted.sha1 {
            for content in store.contents_by_sha1(sha1, size).await? {
                if self.can_read(caller, access, &content.sha256).await? {
                    return Ok(Some(content));
                }
            }
        } else if let Some(head_sha1) = &wanted.head_sha1 {
            for content in store.contents_by_head(head_sha1, size).await? {
                if self.can_read(caller, access, &content.sha256).await? {
                    return Err(ApiError::new(code::PRE_HASH_MATCHED).into());
                }
            }
        }
        Ok(None)
    }

    /// Whether the caller may download a live file that has this content.
    async fn can_read(
        &self,
        _caller: &Caller,
        access: &Access,
        content: &Sha256Digest,
    ) -> Result<bool, DriveError> {
        let files = self.parts.store.files_with(&[access.drive.id], content).await?;
        let is_readable = |found| access.actions(found).contains(Actions::DOWNLOAD);
        Ok(files.iter().any(|(_, found)| found.is_live() && is_readable(found)))
    }
}
