//! Users at rest.

use assay_types::{DomainId, GroupId, Timestamp, UserId};
use async_trait::async_trait;

use super::{AccountLinkRow, DriveRow, DropDrives, Role, UserRow};
use crate::StoreError;

/// A user to be made, and what it has from the beginning.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// The user.
    pub user: UserRow,
    /// Its default drive.
    pub drive: Option<DriveRow>,
    /// Groups that it is in; a group is named once.
    pub groups: Vec<GroupId>,
    /// By what it is known elsewhere.
    pub link: Option<AccountLinkRow>,
}

/// Which users of a domain.
#[derive(Debug, Clone)]
pub struct UserQuery {
    /// The domain.
    pub domain: DomainId,
    /// With exactly this address.
    pub email: Option<String>,
    /// With exactly this number.
    pub phone: Option<String>,
    /// With exactly this name that others read.
    pub nick_name: Option<String>,
    /// With this in the name that others read, whatever the case of ASCII letters.
    pub nick_name_part: Option<String>,
    /// With exactly this name for signing in.
    pub user_name: Option<String>,
    /// With this role.
    pub role: Option<Role>,
    /// Those that may sign in, or those that may not.
    pub is_enabled: Option<bool>,
    /// Those whose ids come after this, by its bytes.
    pub after: Option<UserId>,
    /// At most so many.
    pub limit: usize,
}

impl UserQuery {
    /// All users of a domain.
    pub fn all(domain: DomainId, limit: usize) -> Self {
        Self {
            domain,
            email: None,
            phone: None,
            nick_name: None,
            nick_name_part: None,
            user_name: None,
            role: None,
            is_enabled: None,
            after: None,
            limit,
        }
    }
}

/// Verbs on users. Rows change as those of [`super::DirectoryStore`] do.
#[async_trait]
pub trait UserStore: Send + Sync {
    /// Makes a user, all or nothing. [`super::Denied::Missing`] for a domain or group that is not there,
    /// [`super::Denied::Exists`] for an id, drive or link that is, [`super::Denied::UserQuota`].
    async fn create_user(&self, new: NewUser) -> Result<(), StoreError>;

    /// A user.
    async fn user(&self, domain: &DomainId, user: &UserId) -> Result<Option<UserRow>, StoreError>;

    /// These users in the order of the request; `None` where there is none. At most 1000.
    async fn users_named(
        &self,
        domain: &DomainId,
        users: &[UserId],
    ) -> Result<Vec<Option<UserRow>>, StoreError>;

    /// Users of a domain by id.
    async fn users(&self, query: &UserQuery) -> Result<Vec<UserRow>, StoreError>;

    /// Changes a user's names, addresses, description, role, state and data, and, where `groups` is there, the
    /// groups that the user itself is in.
    async fn replace_user(
        &self,
        row: UserRow,
        read: Timestamp,
        groups: Option<Vec<GroupId>>,
    ) -> Result<(), StoreError>;

    /// Removes a user with memberships, roles, links and tokens; its drives go as by
    /// [`super::DirectoryStore::delete_drive`]. Only while it still has this role: [`super::Denied::Stale`].
    /// [`super::Denied::Missing`] when there is none.
    async fn delete_user(
        &self,
        domain: &DomainId,
        user: &UserId,
        role: Role,
        drop: &DropDrives,
    ) -> Result<(), StoreError>;
}
