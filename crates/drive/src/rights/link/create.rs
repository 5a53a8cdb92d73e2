//! `CreateShareLink`.

use std::collections::HashSet;

use assay_store::{FileKind, Found, ShareCounts, ShareRow, ShareSettings, StoreError};
use assay_types::{FileId, UserId};
use assay_wire::pds::{CreateShareLinkRequest, ShareLink};

use super::{record::record, settings};
use crate::{Access, Actions, Caller, Drive, DriveError, Who, draft::Draft};

/// Files that a link shares, and folders in which visitors may create.
const FILES_MAX: usize = 100;

const ID_DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Digits of a link's id: 119 bits that nobody guesses.
const ID_LENGTH: usize = 20;

impl Drive {
    /// Shares files and folders, or the whole drive, with whoever has the link's id and password. A key's link is
    /// its domain's, whichever user it is made for; a user's link gives no more than the user has, now and later.
    ///
    /// # Errors
    /// `InvalidParameter.…`, `MissingParameter.file_id_list`, `MissingParameter.creatable_file_id_list`, and
    /// those of finding a file; `ForbiddenNoPermission.File` for what the caller may not share.
    pub async fn create_share_link(
        &self,
        caller: &Caller,
        request: CreateShareLinkRequest,
    ) -> Result<ShareLink, DriveError> {
        let access = self.access(caller, Some(&request.drive_id), None).await?;
        let now = self.parts.clock.now();
        let is_whole = request.share_all_files == Some(true);
        let mut files = Vec::new();
        if is_whole {
            access.require_root(Actions::SHARELINK)?;
        } else {
            let ids = request.file_id_list.unwrap_or_default();
            if ids.is_empty() {
                return Err(DriveError::missing("file_id_list"));
            }
            files = self.shared_files(&access, "file_id_list", &ids, Actions::SHARELINK).await?;
        }
        let ids: Vec<_> = files.iter().map(|found| found.row.id).collect();
        let creatable = match request.creatable {
            Some(true) => {
                let names = request.creatable_file_id_list.unwrap_or_default();
                self.creatable_folders(&access, (!is_whole).then_some(ids.as_slice()), &names).await?
            }
            Some(false) | None => Vec::new(),
        };
        let name = match request.share_name.filter(|name| !name.is_empty()) {
            Some(name) => settings::name(name)?,
            None => default_name(&access, files.first())?,
        };
        let (creator, is_of_domain) = self.creator_of(caller, &access, request.user_id).await?;
        let limit = |field, limit: Option<i64>| settings::number(field, limit.unwrap_or(0));
        let row = ShareRow {
            id: String::new(),
            tenant: access.drive.tenant.clone(),
            domain: access.drive.domain.clone(),
            drive: access.drive.id,
            creator,
            is_of_domain,
            files: (!is_whole).then_some(ids),
            creatable,
            version: 1,
            settings: ShareSettings {
                name,
                description: settings::description(request.description.unwrap_or_default())?,
                password: settings::password(request.share_pwd.unwrap_or_default())?,
                expires_at: settings::expiration(request.expiration.as_deref().unwrap_or_default(), now)?,
                is_enabled: true,
                generation: 1,
                disable_preview: request.disable_preview.unwrap_or(false),
                disable_download: request.disable_download.unwrap_or(false),
                disable_save: request.disable_save.unwrap_or(false),
                require_login: request.require_login.unwrap_or(false),
                office_editable: request.office_editable.unwrap_or(false),
                preview_limit: limit("preview_limit", request.preview_limit)?,
                download_limit: limit("download_limit", request.download_limit)?,
                save_limit: limit("save_limit", request.save_limit)?,
            },
            counts: ShareCounts::default(),
            created_at: now,
            updated_at: now,
        };
        Ok(record(self.insert_link(row).await?, now))
    }

    async fn insert_link(&self, mut row: ShareRow) -> Result<ShareRow, DriveError> {
        loop {
            row.id = random_id()?;
            match self.parts.store.insert_share(row.clone()).await {
                Ok(()) => return Ok(row),
                Err(StoreError::AlreadyExists(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Whose link it will be, and whether it is the domain's.
    async fn creator_of(
        &self,
        caller: &Caller,
        access: &Access,
        user_id: Option<String>,
    ) -> Result<(String, bool), DriveError> {
        let (itself, is_of_domain) = match &caller.who {
            Who::Domain { key, .. } => (key.to_string(), true),
            Who::User { user, .. } => (user.to_string(), false),
            Who::Anonymous => (String::new(), false),
        };
        let Some(named) = user_id.filter(|id| !id.is_empty() && *id != itself) else {
            return Ok((itself, is_of_domain));
        };
        if !caller.is_administrator() {
            return Err(DriveError::forbidden("User"));
        }
        let user: UserId = named.parse().map_err(|_| DriveError::not_found("User"))?;
        self.require_user(&access.drive.domain, &user).await?;
        Ok((named, true))
    }

    async fn creatable_folders(
        &self,
        access: &Access,
        shared: Option<&[FileId]>,
        names: &[String],
    ) -> Result<Vec<FileId>, DriveError> {
        const FIELD: &str = "creatable_file_id_list";
        if names.is_empty() {
            return Err(DriveError::missing(FIELD));
        }
        let mut folders = Vec::new();
        if names.iter().any(|name| name == "root") && shared.is_none() {
            access.require_root(Actions::CREATE)?;
            folders.push(FileId::ROOT);
        }
        let names: Vec<_> =
            names.iter().filter(|name| shared.is_some() || *name != "root").cloned().collect();
        for found in self.shared_files(access, FIELD, &names, Actions::CREATE).await? {
            if found.row.kind != FileKind::Folder {
                return Err(DriveError::invalid(FIELD, "one of them is not a folder"));
            }
            if shared.is_some_and(|shared| !found.is_under(shared)) {
                return Err(DriveError::invalid(FIELD, "one of them is not shared"));
            }
            folders.push(found.row.id);
        }
        Ok(folders)
    }

    /// The live files of these ids, each once, in the order of the request; the caller may do this to all of them.
    async fn shared_files(
        &self,
        access: &Access,
        field: &str,
        ids: &[String],
        needed: Actions,
    ) -> Result<Vec<Found>, DriveError> {
        if ids.len() > FILES_MAX {
            return Err(DriveError::invalid(field, format_args!("more than {FILES_MAX}")));
        }
        let (mut seen, mut files) = (HashSet::new(), Vec::new());
        for id in ids.iter().filter(|id| seen.insert(id.as_str())) {
            files.push(self.live(access, field, id, needed).await?);
        }
        Ok(files)
    }
}

fn default_name(access: &Access, first: Option<&Found>) -> Result<String, DriveError> {
    let name = match first {
        Some(found) => Draft::of(&found.row)?.file.name,
        None => access.drive.name.clone(),
    };
    // Names of files may be longer than those of links.
    Ok(name.chars().take(128).collect())
}

fn random_id() -> Result<String, DriveError> {
    let mut id = String::with_capacity(ID_LENGTH);
    while id.len() < ID_LENGTH {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)
            .map_err(|error| DriveError::Corrupt { what: "randomness", why: error.to_string() })?;
        // Of the 64 values that six bits have two are no digits; skipping them keeps all digits as likely.
        let digits = bytes.iter().filter_map(|byte| ID_DIGITS.get(usize::from(byte & 63)));
        id.extend(digits.take(ID_LENGTH - id.len()).map(|digit| char::from(*digit)));
    }
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_long_and_differ() {
        let ids: HashSet<_> = (0..1000).map(|_| random_id().expect("randomness")).collect();
        assert_eq!(ids.len(), 1000);
        assert!(ids.iter().all(|id| id.len() == ID_LENGTH && id.bytes().all(|b| b.is_ascii_alphanumeric())));
    }
}
