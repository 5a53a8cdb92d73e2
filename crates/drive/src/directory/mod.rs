//! Domains, users, groups, drives: who there is, and how they sign in.

mod bootstrap;

use assay_store::{Denied, Entity};
use assay_wire::{ApiError, code};

use crate::DriveError;

/// What the service remembers of the directory, for a moment, so that requests cost no queries.
#[derive(Debug, Clone, Default)]
pub(crate) struct Memory {
    known_tenants: bootstrap::KnownTenants,
}

/// A domain's first user.
const SUPERADMIN: &str = "superadmin";

/// A refusal of the store in the API's words. [`Denied::Stale`] is for the caller to try again.
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
