//! Groups at rest: trees of groups, with users in them, and administrators.

use assay_types::{DomainId, GroupId, Timestamp, UserId};
use async_trait::async_trait;

use super::{DropDrives, GroupAdminRow, GroupRow, Membership, OwnerKind, Party};
use crate::StoreError;

/// Groups within groups, the topmost counted: what a tree of groups may be deep.
pub const GROUP_DEPTH_MAX: u32 = 10;

/// Verbs on groups. Rows change as those of [`super::DirectoryStore`] do.
#[async_trait]
pub trait GroupStore: Send + Sync {
    /// Makes a group, in another one if that is named. [`super::Denied::Missing`], [`super::Denied::Exists`],
    /// [`super::Denied::Depth`].
    async fn create_group(&self, group: GroupRow, parent: Option<GroupId>) -> Result<(), StoreError>;

    /// A group.
    async fn group(&self, domain: &DomainId, group: &GroupId) -> Result<Option<GroupRow>, StoreError>;

    /// Groups of a domain by id, those after `after`.
    async fn groups(
        &self,
        domain: &DomainId,
        after: Option<&GroupId>,
        limit: usize,
    ) -> Result<Vec<GroupRow>, StoreError>;

    /// Groups of a domain that stand for the whole of it, the oldest first; at most 16.
    async fn root_groups(&self, domain: &DomainId) -> Result<Vec<GroupRow>, StoreError>;

    /// These groups in the order of the request; `None` where there is none. At most 1000.
    async fn groups_named(
        &self,
        domain: &DomainId,
        groups: &[GroupId],
    ) -> Result<Vec<Option<GroupRow>>, StoreError>;

    /// Changes name and description of a group.
    async fn replace_group(&self, row: GroupRow, read: Timestamp) -> Result<(), StoreError>;

    /// Removes a group with its memberships, roles and drives. [`super::Denied::NotEmpty`] when groups are in it.
    async fn delete_group(
        &self,
        domain: &DomainId,
        group: &GroupId,
        drop: &DropDrives,
    ) -> Result<(), StoreError>;

    /// Puts a user or a group into a group. [`super::Denied::Exists`] when it is in it, or a group in another one;
    /// [`super::Denied::Cycle`], [`super::Denied::Depth`], [`super::Denied::Missing`].
    async fn add_member(
        &self,
        domain: &DomainId,
        group: &GroupId,
        member: &Party,
        now: Timestamp,
    ) -> Result<(), StoreError>;

    /// Takes somebody out of a group; `false` when it is not in it.
    async fn remove_member(
        &self,
        domain: &DomainId,
        group: &GroupId,
        member: &Party,
    ) -> Result<bool, StoreError>;

    /// Who is in a group itself, users before groups and each by id, those after `after`; of one kind alone where
    /// one is named.
    async fn members(
        &self,
        domain: &DomainId,
        group: &GroupId,
        kind: Option<OwnerKind>,
        after: Option<&Party>,
        limit: usize,
    ) -> Result<Vec<Party>, StoreError>;

    /// All groups that a user is in, itself or through other groups, the nearest first.
    async fn memberships(&self, domain: &DomainId, user: &UserId) -> Result<Vec<Membership>, StoreError>;

    /// A group and the groups that it is in, the nearest first; empty when there is no such group.
    async fn lineage(&self, domain: &DomainId, group: &GroupId) -> Result<Vec<GroupId>, StoreError>;

    /// Makes somebody an administrator of a group. [`super::Denied::Missing`], [`super::Denied::Exists`].
    async fn add_group_admin(&self, domain: &DomainId, row: GroupAdminRow) -> Result<(), StoreError>;

    /// Takes that back; `false` when it was not so.
    async fn remove_group_admin(
        &self,
        domain: &DomainId,
        group: &GroupId,
        identity: &Party,
    ) -> Result<bool, StoreError>;

    /// Who administers a group itself, users before groups and each by id, those after `after`.
    async fn group_admins(
        &self,
        domain: &DomainId,
        group: &GroupId,
        after: Option<&Party>,
        limit: usize,
    ) -> Result<Vec<GroupAdminRow>, StoreError>;

    /// What one of these administers, by group; at most 1000.
    async fn administered(
        &self,
        domain: &DomainId,
        identities: &[Party],
    ) -> Result<Vec<GroupAdminRow>, StoreError>;
}
