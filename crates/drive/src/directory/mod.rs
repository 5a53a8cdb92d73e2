//! Domains, users, groups, drives: who there is, and how they sign in.
//!
//! A key acts for its domain and may do everything there; so may the domain's administrators, except to each other.
//! A user sees itself, its groups and its drives; what it may not even see is not there for it.

mod account;
mod authorize;
mod bearer;
mod bearers;
mod bootstrap;
mod check;
mod client;
mod domain;
mod drive;
mod drive_list;
mod drop_drive;
mod group;
mod jwt;
mod membership;
mod role;
mod room;
mod standing;
#[cfg(test)]
mod tests;
mod token;
mod user;
mod user_record;

use account::account_kind;
use assay_store::{Denied, DropDrives, Entity};
use assay_wire::{ApiError, code};

use crate::{Drive, DriveError};

/// A domain's first user.
const SUPERADMIN: &str = "superadmin";

pub use bearer::{BearerUser, IssuedToken, UserToken};
pub use drop_drive::DropDriveHandler;

/// The kind of the jobs that remove what was in drives that are gone.
pub const DROP_DRIVE_JOB: &str = "drive.drop";

/// What the service remembers of the directory, for a moment, so that requests cost no queries.
#[derive(Debug, Clone, Default)]
pub(crate) struct Memory {
    known_tenants: bootstrap::KnownTenants,
    rooms: room::Rooms,
    bearers: bearers::Bearers,
}

impl Drive {
    /// How drives that go are to be dropped.
    fn drop_drives(&self) -> DropDrives {
        DropDrives { kind: DROP_DRIVE_JOB.to_owned(), now: self.parts.clock.now() }
    }
}

/// A refusal of the store in the API's words.
pub(crate) fn refusal(denied: Denied) -> DriveError {
    match denied {
        Denied::Missing(entity) => DriveError::not_found(name_of(entity)),
        Denied::Exists(entity) => DriveError::already_exists(name_of(entity)),
        Denied::Stale => ApiError::new(code::SYSTEM_BUSY).into(),
        Denied::UserQuota => ApiError::new(code::QUOTA_EXHAUSTED)
            .about("User")
            .with_message("The domain has no room for another user.")
            .into(),
        Denied::Cycle => DriveError::invalid("member_id", "the group would be in itself"),
        Denied::Depth => DriveError::invalid("member_id", "groups would be in groups too deep"),
        Denied::NotEmpty => ApiError::new(code::INVALID_RESOURCE)
            .about("NotEmpty")
            .with_message("There is still something in it.")
            .into(),
    }
}

fn name_of(entity: Entity) -> &'static str {
    match entity {
        Entity::Domain => "Domain",
        Entity::User => "User",
        Entity::Group => "Group",
        Entity::Drive => "DriveId",
        Entity::DefaultDrive => "DefaultDrive",
        Entity::Member => "Member",
        Entity::Assignment => "Assignment",
        Entity::AccountLink => "AccountLink",
    }
}
