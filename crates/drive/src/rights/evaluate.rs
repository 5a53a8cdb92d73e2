//! Who calls, and what that somebody may do in a drive.
//!
//! - A key does everything in the drives of its tenant, whichever of the tenant's domains they are in;
//!   administrators do in those of their domain.
//! - The owner of a drive does everything. Where that is a group, its members, those of its sub-groups too, do
//!   everything but give others rights, which its administrators do.
//! - Others do what they are permitted on files of it; who is permitted nothing does not learn that it exists.

use assay_store::{DriveRow, OwnerKind};
use assay_types::{DomainId, DriveId, GroupId, UserId};
use assay_wire::{ApiError, code};

use super::grants::{Person, Rights};
use crate::{Access, Actions, Caller, Drive, DriveError, Who};

impl Drive {
    /// The caller in the drive that it names, by its id or by a share link that is in it (with the link's token).
    /// By a link the caller may do what the link allows, whoever it is.
    ///
    /// # Errors
    /// `MissingParameter.drive_id`, `NotFound.DriveId` (also for a drive that the caller has no business in),
    /// `ForbiddenDriveNotValid` for a disabled one, `NotFound.ShareLink`, `ShareLinkTokenInvalid`,
    /// `AccessTokenInvalid` for somebody anonymous.
    pub(crate) async fn access(
        &self,
        caller: &Caller,
        drive_id: Option<&str>,
        share_id: Option<&str>,
    ) -> Result<Access, DriveError> {
        let drive_id = drive_id.filter(|id| !id.is_empty());
        let share_id = share_id.filter(|id| !id.is_empty());
        let is_visitor = caller.who == Who::Anonymous && caller.share_token.is_some();
        if share_id.is_some() || is_visitor {
            return self.access_by_link(caller, drive_id, share_id).await;
        }
        let (tenant, domain) = caller.domain()?;
        let nothing = || DriveError::not_found("DriveId");
        let id: DriveId =
            drive_id.ok_or_else(|| DriveError::missing("drive_id"))?.parse().map_err(|_| nothing())?;
        let drive = self.parts.store.drive(id).await?.ok_or_else(nothing)?;
        if drive.tenant != *tenant {
            return Err(nothing());
        }
        let rights = match &caller.who {
            Who::Domain { .. } => Rights::Everywhere(Actions::ALL),
            Who::User { user, .. } if drive.domain == *domain => {
                self.rights_of_user(&drive, user, caller.is_administrator()).await?
            }
            Who::User { .. } | Who::Anonymous => Rights::none(),
        };
        if rights.are_none() {
            return Err(nothing());
        }
        usable(&drive)?;
        Ok(Access { drive, rights, visit: None })
    }

    /// What a user of the drive's domain may do in it.
    pub(super) async fn rights_of_user(
        &self,
        drive: &DriveRow,
        user: &UserId,
        is_administrator: bool,
    ) -> Result<Rights, DriveError> {
        let is_owner = drive.owner_kind == OwnerKind::User && drive.owner == user.as_str();
        if is_administrator || is_owner {
            return Ok(Rights::Everywhere(Actions::ALL));
        }
        let person = self.person(&drive.domain, user).await?;
        if drive.owner_kind == OwnerKind::Group {
            if self.administers(&drive.domain, &person, &drive.owner).await? {
                return Ok(Rights::Everywhere(Actions::ALL));
            }
            if person.is_in(&drive.owner) {
                return Ok(Rights::Everywhere(Actions::ALL.without(Actions::GRANT)));
            }
        }
        let now = self.parts.clock.now();
        let parties = person.parties();
        let rows = self.parts.store.permissions_of(drive.id, &drive.domain, &parties, now).await?;
        Ok(person.rights(&rows))
    }

    /// A user and its groups.
    pub(super) async fn person(&self, domain: &DomainId, user: &UserId) -> Result<Person, DriveError> {
        let memberships = self.parts.store.memberships(domain, user).await?;
        Ok(Person::new(user.clone(), memberships))
    }

    /// Whether a person administers a group, by itself or by one that it is in, that group or one above it.
    async fn administers(&self, domain: &DomainId, person: &Person, group: &str) -> Result<bool, DriveError> {
        let administered = self.parts.store.administered(domain, &person.parties()).await?;
        let (false, Ok(group)) = (administered.is_empty(), group.parse::<GroupId>()) else {
            return Ok(false);
        };
        let lineage = self.parts.store.lineage(domain, &group).await?;
        Ok(administered.iter().any(|row| lineage.contains(&row.group)))
    }

    /// Refuses a user that there is not: `NotFound.User`.
    pub(super) async fn require_user(&self, domain: &DomainId, user: &UserId) -> Result<(), DriveError> {
        let row = self.parts.store.user(domain, user).await?;
        row.map(drop).ok_or_else(|| DriveError::not_found("User"))
    }

    /// Refuses a group that there is not: `NotFound.Group`.
    pub(super) async fn require_group(&self, domain: &DomainId, group: &GroupId) -> Result<(), DriveError> {
        let row = self.parts.store.group(domain, group).await?;
        row.map(drop).ok_or_else(|| DriveError::not_found("Group"))
    }
}

/// Refuses a drive that is disabled.
pub(super) fn usable(drive: &DriveRow) -> Result<(), DriveError> {
    if drive.is_enabled { Ok(()) } else { Err(ApiError::new(code::FORBIDDEN_DRIVE_NOT_VALID).into()) }
}
