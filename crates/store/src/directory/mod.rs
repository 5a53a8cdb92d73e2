//! The directory at rest: domains and drives, users and groups, and how users sign in.
//!
//! Verbs answer [`StoreError::Denied`] with why a change was not made. Changes of one domain's users, groups,
//! members and owners happen one after the other, so that what a verb finds there is there until it is done: nobody
//! becomes a member of a group that is just being deleted.

mod account;
pub(crate) mod column;
mod denied;
mod group;
mod row;
mod user;

use assay_types::{DomainId, DriveId, TenantId, Timestamp};
use async_trait::async_trait;

pub use account::{AccountStore, TakenToken};
pub use denied::{Denied, Entity};
pub use group::{GROUP_DEPTH_MAX, GroupStore};
pub use row::{
    AccountLinkRow, DomainRow, DomainUsage, DriveRow, GroupAdminRow, GroupRow, Membership, OwnerKind, Party,
    Role, TokenKind, TokenRow, UserRow,
};
pub use user::{NewUser, UserQuery, UserStore};

use crate::{NewJob, StoreError};

/// A domain to be made, and who is in it from the beginning.
#[derive(Debug, Clone)]
pub struct NewDomain {
    /// The domain.
    pub domain: DomainRow,
    /// Its first user.
    pub superadmin: UserRow,
    /// That user's drive.
    pub drive: Option<DriveRow>,
}

/// Which domains.
#[derive(Debug, Clone)]
pub struct DomainQuery {
    /// Whose.
    pub tenant: TenantId,
    /// Made in this one.
    pub parent: Option<DomainId>,
    /// With this in their names, whatever the case of ASCII letters.
    pub name_part: Option<String>,
    /// Those whose ids come after this, by its bytes.
    pub after: Option<DomainId>,
    /// At most so many.
    pub limit: usize,
}

/// Which drives of a domain.
#[derive(Debug, Clone)]
pub struct DriveQuery {
    /// The domain.
    pub domain: DomainId,
    /// Of users, or of groups.
    pub owner_kind: Option<OwnerKind>,
    /// Of one of these.
    pub owners: Option<Vec<String>>,
    /// With this in their names, whatever the case of ASCII letters.
    pub name_part: Option<String>,
    /// Those whose ids come after this.
    pub after: Option<DriveId>,
    /// At most so many.
    pub limit: usize,
}

/// Verbs on domains and drives.
///
/// A row is changed by handing over the new one together with the `updated_at` that was read: [`Denied::Stale`]
/// when another change came between. The new row's `updated_at` is later than that, by a millisecond at least.
#[async_trait]
pub trait DirectoryStore: Send + Sync {
    /// Makes a domain with its first user, all or nothing. [`Denied::Exists`] when its id, or the drive's, is taken.
    async fn create_domain(&self, new: NewDomain) -> Result<(), StoreError>;

    /// A domain, whoever's.
    async fn domain(&self, domain: &DomainId) -> Result<Option<DomainRow>, StoreError>;

    /// Domains by id.
    async fn domains(&self, query: &DomainQuery) -> Result<Vec<DomainRow>, StoreError>;

    /// Changes name, description, sizes, quotas and detail of a domain.
    async fn replace_domain(&self, row: DomainRow, read: Timestamp) -> Result<(), StoreError>;

    /// Removes a domain and its users. [`Denied::NotEmpty`] when it has domains, groups, more than one user, or
    /// drives that hold anything; empty drives go with it, a job for each.
    async fn delete_domain(&self, domain: &DomainId, drop: &DropDrives) -> Result<(), StoreError>;

    /// What a domain holds.
    async fn domain_usage(&self, domain: &DomainId) -> Result<DomainUsage, StoreError>;

    /// Makes a drive. [`Denied::Missing`] when its domain or owner is not there, [`Denied::Exists`] when its id is
    /// taken or its owner has a default drive already.
    async fn create_drive(&self, drive: DriveRow) -> Result<(), StoreError>;

    /// A drive, whoever's.
    async fn drive(&self, drive: DriveId) -> Result<Option<DriveRow>, StoreError>;

    /// The default drive of an owner.
    async fn default_drive(
        &self,
        domain: &DomainId,
        owner_kind: OwnerKind,
        owner: &str,
    ) -> Result<Option<DriveRow>, StoreError>;

    /// Drives of a domain by id.
    async fn drives(&self, query: &DriveQuery) -> Result<Vec<DriveRow>, StoreError>;

    /// Changes name, description, owner, size and state of a drive, and whether it is its owner's default.
    async fn replace_drive(&self, row: DriveRow, read: Timestamp) -> Result<(), StoreError>;

    /// Removes a drive with all rights in it, so that nothing in it can be found any more, and leaves what was in it
    /// to a job. `false`
    /// when there is none.
    async fn delete_drive(&self, drive: DriveId, drop: &DropDrives) -> Result<bool, StoreError>;

    /// Removes so many rows of what was in a drive that is gone, with their references to contents; whether there
    /// may be more. Nothing while the drive is there. Tasks are left: they go by their age.
    async fn purge_drive(&self, drive: DriveId, limit: usize, now: Timestamp) -> Result<bool, StoreError>;
}

/// Jobs that are to remove what was in drives that are gone.
#[derive(Debug, Clone)]
pub struct DropDrives {
    /// The jobs' kind.
    pub kind: String,
    /// Now.
    pub now: Timestamp,
}

impl DropDrives {
    /// The job for a drive: its payload is the drive's number.
    pub(crate) fn job(&self, drive: DriveId) -> NewJob {
        NewJob { kind: self.kind.clone(), payload: drive.to_string(), priority: -10, run_at: self.now }
    }
}
