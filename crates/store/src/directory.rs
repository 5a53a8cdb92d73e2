//! Domains, users, groups and drives at rest: who there is, and what they own.

use assay_types::{DomainId, DriveId, TenantId, Timestamp};
use async_trait::async_trait;

use crate::StoreError;

/// Who owns a drive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OwnerKind {
    /// A user.
    User,
    /// A group: its members use the drive together.
    Group,
}

/// A drive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DriveRow {
    /// Its id.
    pub id: DriveId,
    /// Whose its domain is.
    pub tenant: TenantId,
    /// Its domain.
    pub domain: DomainId,
    /// What it is called.
    pub name: String,
    /// What somebody wrote about it.
    pub description: String,
    /// The wire's `drive_type`.
    pub drive_type: String,
    /// Who owns it: a user, or a group.
    pub owner_kind: OwnerKind,
    /// The owner's id.
    pub owner: String,
    /// Whether it is its owner's default drive.
    pub is_default: bool,
    /// Whether it may be used.
    pub is_enabled: bool,
    /// Bytes that it may hold; `None` without limit.
    pub total_bytes: Option<u64>,
    /// Bytes that it holds: current and earlier contents, the recycle bin included.
    pub used_bytes: u64,
    /// Who made it.
    pub creator: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// Verbs on domains, users, groups and drives.
#[async_trait]
pub trait DirectoryStore: Send + Sync {
    /// A drive, whoever's.
    async fn drive(&self, drive: DriveId) -> Result<Option<DriveRow>, StoreError>;
}
