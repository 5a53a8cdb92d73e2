//! What somebody may do who comes by a link.

use std::collections::BTreeMap;

use assay_store::{DriveRow, Found, Role, ShareRow, ShareSettings};
use assay_types::{FileId, Timestamp, UserId};
use assay_wire::{ApiError, code};
use serde::{Deserialize, Serialize};

use super::{super::evaluate::usable, Use};
use crate::{Access, Actions, Caller, Drive, DriveError, Who, access::Visit, rights::Rights};

/// What tokens are sealed for.
const PURPOSE: &str = "ShareToken";

/// What a token says: that its bearer knew the password of a link.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Pass {
    /// The link.
    pub(super) share: String,
    /// The link's generation; a link that was cancelled or got another password is of the next one.
    pub(super) generation: i64,
    /// When it ends.
    pub(super) expires_at: Timestamp,
}

impl Drive {
    /// Makes the token of a pass.
    pub(super) fn seal_pass(&self, pass: &Pass) -> Result<String, DriveError> {
        self.markers.seal(PURPOSE, pass)
    }

    /// The caller in the drive of the link whose token came along.
    ///
    /// # Errors
    /// `ShareLinkTokenInvalid`, `NotFound.ShareLink`, `NotFound.DriveId` when another drive is named,
    /// `AccessTokenInvalid` where the link is for those who are signed in, `ForbiddenDriveNotValid`.
    pub(in crate::rights) async fn access_by_link(
        &self,
        caller: &Caller,
        drive_id: Option<&str>,
        share_id: Option<&str>,
    ) -> Result<Access, DriveError> {
        let refused = || DriveError::from(ApiError::new(code::SHARE_LINK_TOKEN_INVALID));
        let token = caller.share_token.as_deref().ok_or_else(refused)?;
        let pass: Pass = self.markers.open("share_token", PURPOSE, token).map_err(|_| refused())?;
        let now = self.parts.clock.now();
        if share_id.is_some_and(|id| id != pass.share) || pass.expires_at <= now {
            return Err(refused());
        }
        let nothing = || DriveError::not_found("ShareLink");
        let row = self.parts.store.share(&pass.share).await?.ok_or_else(nothing)?;
        if !is_open(&row.settings, now) || row.settings.generation != pass.generation {
            return Err(refused());
        }
        if row.settings.require_login && caller.who == Who::Anonymous {
            return Err(ApiError::new(code::ACCESS_TOKEN_INVALID).into());
        }
        if drive_id.is_some_and(|id| id.parse() != Ok(row.drive)) {
            return Err(DriveError::not_found("DriveId"));
        }
        let drive = self.parts.store.drive(row.drive).await?.ok_or_else(nothing)?;
        usable(&drive)?;
        let creator = if row.is_of_domain {
            Rights::Everywhere(Actions::ALL)
        } else {
            self.rights_of_creator(&drive, &row.creator).await?
        };
        let rights = self.rights_by_link(&row, &creator).await?;
        let visit = Visit {
            share: row.id,
            limits_downloads: row.settings.download_limit > 0,
            limits_previews: row.settings.preview_limit > 0,
        };
        Ok(Access { drive, rights, visit: Some(visit) })
    }

    /// Counts what a visitor does; for everybody else nothing is counted.
    ///
    /// # Errors
    /// `QuotaExhausted.ShareLink` when the link was used so often as it may be.
    pub(crate) async fn count_use(&self, access: &Access, used: Use) -> Result<(), DriveError> {
        let Some(visit) = &access.visit else { return Ok(()) };
        if self.parts.store.count_share_use(&visit.share, used).await? {
            return Ok(());
        }
        Err(ApiError::new(code::QUOTA_EXHAUSTED)
            .about("ShareLink")
            .with_message("The share link was used as often as it may be.")
            .into())
    }

    /// What the user who made a link may do; nothing when it is gone or disabled.
    async fn rights_of_creator(&self, drive: &DriveRow, creator: &str) -> Result<Rights, DriveError> {
        let Ok(user) = creator.parse::<UserId>() else { return Ok(Rights::none()) };
        let row = self.parts.store.user(&drive.domain, &user).await?;
        let Some(row) = row.filter(|row| row.is_enabled) else { return Ok(Rights::none()) };
        self.rights_of_user(drive, &user, row.role != Role::User).await
    }

    async fn rights_by_link(&self, row: &ShareRow, creator: &Rights) -> Result<Rights, DriveError> {
        // Where things are matters only for what is not the same everywhere.
        let needs_places = matches!(creator, Rights::Below(_)) || !row.creatable.is_empty();
        let mut found = Vec::new();
        if needs_places {
            let named = row.files.iter().flatten().chain(&row.creatable);
            let ids: Vec<_> = named.copied().filter(|id| *id != FileId::ROOT).collect();
            found = self.parts.store.files(row.drive, &ids).await?.into_iter().flatten().collect();
        }
        Ok(by_link(row, creator, &found))
    }
}

/// Whether a link can be used.
pub(super) fn is_open(settings: &ShareSettings, now: Timestamp) -> bool {
    settings.is_enabled && settings.expires_at.is_none_or(|end| end > now)
}

/// What a link allows where, of what its creator may do and share there; `found` are the files that it names, as
/// far as they are there, unless the creator may do the same everywhere and nothing can be created.
fn by_link(row: &ShareRow, creator: &Rights, found: &[Found]) -> Rights {
    let allowed = allowed(&row.settings);
    let at = |id: FileId| -> Actions {
        let creator = match creator {
            Rights::Everywhere(actions) => *actions,
            Rights::Below(_) if id == FileId::ROOT => creator.root_actions(),
            Rights::Below(_) => {
                let file = found.iter().find(|found| found.row.id == id);
                file.map(|file| creator.actions(file)).unwrap_or_default()
            }
        };
        if creator.contains(Actions::SHARELINK) { creator } else { Actions::NONE }
    };
    let whole = [FileId::ROOT];
    let covered = row.files.as_deref().unwrap_or(&whole);
    let mut tops: BTreeMap<_, _> = covered.iter().map(|id| (*id, allowed.and(at(*id)))).collect();
    for id in &row.creatable {
        // A folder that was moved out of what is shared is not shared any more.
        if is_covered(*id, covered, found) {
            let top = tops.entry(*id).or_default();
            *top = top.with(at(*id).and(Actions::CREATE));
        }
    }
    tops.retain(|_, actions| !actions.is_empty());
    Rights::Below(tops)
}

fn is_covered(id: FileId, tops: &[FileId], found: &[Found]) -> bool {
    tops.contains(&id) || found.iter().any(|found| found.row.id == id && found.is_under(tops))
}

/// What a link's settings allow on what it covers.
fn allowed(settings: &ShareSettings) -> Actions {
    let mut actions = Actions::VISIBLE.with(Actions::LIST);
    for (is_disabled, action) in [
        (settings.disable_preview, Actions::PREVIEW),
        (settings.disable_download, Actions::DOWNLOAD),
        (settings.disable_save, Actions::COPY),
    ] {
        if !is_disabled {
            actions = actions.with(action);
        }
    }
    actions
}
