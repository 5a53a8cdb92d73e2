//! Rapid upload: a content that the server has already need not be sent again.
//!
//! A hash alone proves nothing: whoever learnt one could get the content for it. So a match counts only where the
//! caller can read such a content already, or, with a token, proves to have it (`proof_code`) and it is in the same
//! domain.

use assay_store::{ContentRow, DriveQuery, Found, OwnerKind};
use assay_types::DriveId;
use assay_wire::{ApiError, code};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use md5::{Digest as _, Md5};

use super::{download::is_blocked, wanted::Wanted};
use crate::{Access, Actions, Caller, Drive, DriveError, draft::Draft};

/// Drives beside the one at hand that are looked through for a content.
const MAX_DRIVES: usize = 100;

/// Bytes that a proof consists of.
const PROOF_BYTES: u64 = 8;

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
                if self.can_read(caller, access, &content).await?
                    || self.proves(caller, wanted, &content).await?
                {
                    return Ok(Some(content));
                }
            }
        } else if let Some(head_sha1) = &wanted.head_sha1 {
            for content in store.contents_by_head(head_sha1, size).await? {
                if self.can_read(caller, access, &content).await? {
                    return Err(ApiError::new(code::PRE_HASH_MATCHED).into());
                }
            }
        }
        Ok(None)
    }

    /// Whether the caller may download a live file that has this content: in this drive, or in drives of its own (a
    /// key's are those of its domain).
    async fn can_read(
        &self,
        caller: &Caller,
        access: &Access,
        content: &ContentRow,
    ) -> Result<bool, DriveError> {
        let here = self.live_files_with(&[access.drive.id], content).await?;
        let may = |access: &Access, found: &Found| access.actions(found).contains(Actions::DOWNLOAD);
        if here.iter().any(|(_, found)| may(access, found)) {
            return Ok(true);
        }
        let owner = caller.user().filter(|_| !caller.is_administrator()).map(ToString::to_string);
        let drives = self.own_drives(caller, owner).await?;
        for (drive, found) in self.live_files_with(&drives, content).await? {
            if let Ok(access) = self.access(caller, Some(&drive.to_string()), None).await
                && may(&access, &found)
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a user shows eight bytes of a content of its domain, at a place that depends on the token: the first
    /// 16 hex digits of its MD5, as a number, modulo the length. A key has no token and can read all of its domain.
    async fn proves(
        &self,
        caller: &Caller,
        wanted: &Wanted,
        content: &ContentRow,
    ) -> Result<bool, DriveError> {
        let (Some(proof), Some(token)) = (&wanted.proof, &caller.bearer) else { return Ok(false) };
        let drives = self.own_drives(caller, None).await?;
        if self.live_files_with(&drives, content).await?.is_empty() {
            return Ok(false);
        }
        // Exposed to be hashed, as the proof is about it.
        let start = proof_start(token.expose(), content.size_bytes);
        let end = start.saturating_add(PROOF_BYTES);
        let mut reader = self.parts.blobs.read(&content.sha256, start..end).await?;
        let mut bytes = Vec::new();
        while let Some(chunk) = reader.chunk().await? {
            bytes.extend_from_slice(&chunk);
        }
        Ok(STANDARD.encode(bytes) == *proof)
    }

    /// Live files in these drives that have this content and give it out.
    async fn live_files_with(
        &self,
        drives: &[DriveId],
        content: &ContentRow,
    ) -> Result<Vec<(DriveId, Found)>, DriveError> {
        if drives.is_empty() {
            return Ok(Vec::new());
        }
        let mut files = self.parts.store.files_with(drives, &content.sha256).await?;
        let gives =
            |found: &Found| Draft::of(&found.row).is_ok_and(|draft| !is_blocked(draft.file.punish_flag));
        files.retain(|(_, found)| found.is_live() && gives(found));
        Ok(files)
    }

    /// Drives of the caller's domain, of this user alone if one is named; none for somebody anonymous.
    async fn own_drives(&self, caller: &Caller, owner: Option<String>) -> Result<Vec<DriveId>, DriveError> {
        let Ok((_, domain)) = caller.domain() else { return Ok(Vec::new()) };
        let query = DriveQuery {
            domain: domain.clone(),
            owner_kind: owner.as_ref().map(|_| OwnerKind::User),
            owners: owner.map(|owner| vec![owner]),
            name_part: None,
            after: None,
            limit: MAX_DRIVES,
        };
        let drives = self.parts.store.drives(&query).await?;
        Ok(drives.into_iter().filter(|drive| drive.is_enabled).map(|drive| drive.id).collect())
    }
}

/// Where in a content of this length the bytes are that a proof is about.
fn proof_start(token: &str, size_bytes: u64) -> u64 {
    let digest: [u8; 16] = Md5::digest(token.as_bytes()).into();
    let number = digest.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    number.checked_rem(size_bytes).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_begins_where_the_token_says() {
        // md5("token") = 94a08da1fecbb6e8b46990538c7b50b2
        assert_eq!(proof_start("token", u64::MAX), 0x94a0_8da1_fecb_b6e8);
        assert_eq!(proof_start("token", 1000), 0x94a0_8da1_fecb_b6e8 % 1000);
        assert_eq!(proof_start("token", 0), 0);
    }
}
