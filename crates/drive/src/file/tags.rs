//! `FilePutUserTags`, `FileDeleteUserTags`.

use std::collections::BTreeMap;

use assay_store::{Change, ChangeOp, Commit, Expect, FileState};
use assay_wire::pds::{FileDeleteUserTagsRequest, FilePutUserTagsReply, FilePutUserTagsRequest};

use super::Tries;
use crate::{Access, Actions, Caller, Drive, DriveError, draft::Draft};

/// Tags of one file, and of one request.
pub(crate) const MAX_TAGS: usize = 1000;
/// Bytes of a tag's key, and of its value.
pub(crate) const MAX_TAG_BYTES: usize = 2000;
/// Bytes of all keys and values of a file together: they are in every listing of it.
pub(crate) const MAX_TAGS_BYTES: usize = 64 * 1024;

impl Drive {
    /// Adds tags to a file or folder; one of the same key is replaced.
    ///
    /// # Errors
    /// `NotFound.FileId`, `ForbiddenFileInTheRecycleBin`, `ForbiddenNoPermission.File`;
    /// `InvalidParameter.user_tags` for more than 1000 in one request or on one file, an empty key, a key or value
    /// of more than 2000 bytes, or more than 64 KiB in all.
    pub async fn file_put_user_tags(
        &self,
        caller: &Caller,
        request: FilePutUserTagsRequest,
    ) -> Result<FilePutUserTagsReply, DriveError> {
        check_count("user_tags", request.user_tags.len())?;
        let put = |tags: &mut BTreeMap<String, String>| {
            for tag in &request.user_tags {
                tags.insert(tag.key.clone(), tag.value.clone().unwrap_or_default());
            }
            check_tags("user_tags", tags)
        };
        self.change_tags(caller, &request.drive_id, &request.file_id, put).await?;
        Ok(FilePutUserTagsReply { file_id: request.file_id })
    }

    /// Takes tags from a file or folder; those that it does not have are no error.
    ///
    /// # Errors
    /// `NotFound.FileId`, `ForbiddenFileInTheRecycleBin`, `ForbiddenNoPermission.File`;
    /// `InvalidParameter.key_list` for more than 1000.
    pub async fn file_delete_user_tags(
        &self,
        caller: &Caller,
        request: FileDeleteUserTagsRequest,
    ) -> Result<(), DriveError> {
        check_count("key_list", request.key_list.len())?;
        let delete = |tags: &mut BTreeMap<String, String>| {
            for key in &request.key_list {
                tags.remove(key);
            }
            Ok(())
        };
        self.change_tags(caller, &request.drive_id, &request.file_id, delete).await
    }

    async fn change_tags(
        &self,
        caller: &Caller,
        drive: &str,
        file: &str,
        change: impl Fn(&mut BTreeMap<String, String>) -> Result<(), DriveError> + Send + Sync,
    ) -> Result<(), DriveError> {
        let access = self.access(caller, Some(drive), None).await?;
        let mut tries = Tries::default();
        loop {
            match self.try_change_tags(caller, &access, file, &change).await {
                Err(error) => tries.again(error)?,
                done => return done,
            }
        }
    }

    async fn try_change_tags(
        &self,
        caller: &Caller,
        access: &Access,
        file: &str,
        change: &(impl Fn(&mut BTreeMap<String, String>) -> Result<(), DriveError> + Send + Sync),
    ) -> Result<(), DriveError> {
        let found = self.live(access, "file_id", file, Actions::UPDATE).await?;
        let mut draft = Draft::of(&found.row)?;
        let before = draft.file.user_tags.clone().unwrap_or_default();
        let mut tags = before.clone();
        change(&mut tags)?;
        if tags == before {
            return Ok(());
        }
        let mut commit = Commit::new(access.drive.id, self.parts.clock.now());
        commit.expect.push(Expect::Version(found.row.id, found.row.version));
        draft.file.user_tags = Some(tags).filter(|tags| !tags.is_empty());
        draft.touch(caller, commit.now);
        commit.writes.push(draft.update());
        if found.row.state == FileState::Available {
            commit.changes.push(Change { op: ChangeOp::Update, file: found.row.id, old_parent: None });
        }
        self.parts.store.commit(commit).await?;
        Ok(())
    }
}

pub(crate) fn check_count(field: &str, count: usize) -> Result<(), DriveError> {
    if count <= MAX_TAGS {
        return Ok(());
    }
    Err(DriveError::invalid(field, format!("there are more than {MAX_TAGS}")))
}

/// Refuses tags that are too many or too long.
///
/// # Errors
/// `InvalidParameter.{field}`.
pub(crate) fn check_tags(field: &str, tags: &BTreeMap<String, String>) -> Result<(), DriveError> {
    check_count(field, tags.len())?;
    let is_one = |key: &str, value: &str| {
        !key.is_empty() && key.len() <= MAX_TAG_BYTES && value.len() <= MAX_TAG_BYTES
    };
    if !tags.iter().all(|(key, value)| is_one(key, value)) {
        let why = format!("a key has 1 to {MAX_TAG_BYTES} bytes and a value at most {MAX_TAG_BYTES}");
        return Err(DriveError::invalid(field, why));
    }
    if tags.iter().map(|(key, value)| key.len() + value.len()).sum::<usize>() > MAX_TAGS_BYTES {
        return Err(DriveError::invalid(field, format!("they have more than {MAX_TAGS_BYTES} bytes in all")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(count: usize, value_bytes: usize) -> BTreeMap<String, String> {
        (0..count).map(|number| (format!("k{number}"), "v".repeat(value_bytes))).collect()
    }

    #[test]
    fn limits_hold_at_the_edge() {
        assert!(check_tags("user_tags", &tags(1000, 10)).is_ok());
        assert!(check_tags("user_tags", &tags(1001, 1)).is_err());
        assert!(check_tags("user_tags", &tags(1, 2000)).is_ok());
        assert!(check_tags("user_tags", &tags(1, 2001)).is_err());
        assert!(check_tags("user_tags", &tags(33, 2000)).is_err(), "too long in all");
        assert!(check_tags("user_tags", &BTreeMap::from([(String::new(), String::new())])).is_err());
    }
}
