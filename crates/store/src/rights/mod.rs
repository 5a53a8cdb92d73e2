//! Rights at rest: who may do what with a file that is not theirs, by permission or by share link.
//!
//! The store knows which rows there are, not what they allow: roles are texts here.

mod permission;
mod row;
mod share;
mod sql;

use assay_types::{DomainId, DriveId, FileId, Timestamp};
use async_trait::async_trait;

pub use permission::{PermissionKey, PermissionRow};
pub(crate) use permission::{merged, start_of};
pub(crate) use row::{PermissionColumns, SHARE_COLUMNS, ShareColumns, file_list_column, folded};
pub use share::{
    ShareCondition, ShareCountChange, ShareCounts, ShareField, ShareOrder, SharePage, SharePosition,
    ShareRow, ShareSettings, ShareSpec, ShareUse,
};
pub(crate) use sql::{PagePart, count_use_sql, page_sql};

use crate::{Party, StoreError};

/// Verbs on permissions and share links. What is given on a file goes with the file, what is given to somebody with
/// that somebody, and everything in a drive with the drive: by the verbs that remove those.
#[async_trait]
pub trait RightsStore: Send + Sync {
    /// Gives permissions, each in place of the one with its key; all of them on one file. Expired permissions on
    /// that file are forgotten on the way. `false`, and nothing is changed, when the file would then have more
    /// than `per_file` permissions, or a grantee more than `per_grantee` unexpired ones in the drive.
    ///
    /// # Errors
    /// [`crate::Denied::Missing`] for a user or group that is not in the rows' domain.
    async fn put_permissions(
        &self,
        rows: Vec<PermissionRow>,
        per_file: usize,
        per_grantee: usize,
        now: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Takes permissions on a file away; how many there were. One that is not there is none.
    async fn remove_permissions(
        &self,
        drive: DriveId,
        file: FileId,
        members: &[(Party, String)],
    ) -> Result<u64, StoreError>;

    /// Unexpired permissions on one file, by their keys.
    async fn permissions_on(
        &self,
        drive: DriveId,
        file: FileId,
        now: Timestamp,
    ) -> Result<Vec<PermissionRow>, StoreError>;

    /// Unexpired permissions in a drive of any of these grantees, in no order.
    async fn permissions_of(
        &self,
        drive: DriveId,
        domain: &DomainId,
        grantees: &[Party],
        now: Timestamp,
    ) -> Result<Vec<PermissionRow>, StoreError>;

    /// Unexpired permissions in a domain of any of these grantees by their keys, those after `after`.
    async fn permissions_in_domain(
        &self,
        domain: &DomainId,
        grantees: &[Party],
        after: Option<&PermissionKey>,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<PermissionRow>, StoreError>;

    /// Adds a share link.
    ///
    /// # Errors
    /// [`StoreError::AlreadyExists`] when its id is taken.
    async fn insert_share(&self, row: ShareRow) -> Result<(), StoreError>;

    /// A share link, whoever's, cancelled or expired ones too.
    async fn share(&self, id: &str) -> Result<Option<ShareRow>, StoreError>;

    /// Replaces what can be set about a link that is still at this version, and those of its counts that are
    /// given. `false` when it is not, or when there is none.
    async fn update_share(
        &self,
        id: &str,
        version: i64,
        settings: ShareSettings,
        counts: ShareCountChange,
        now: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Counts one use of a link that is enabled and below its limit for that. `false`, and nothing is counted,
    /// when it is not.
    async fn count_share_use(&self, id: &str, used: ShareUse) -> Result<bool, StoreError>;

    /// A page of a domain's links.
    async fn shares(&self, spec: &ShareSpec) -> Result<SharePage, StoreError>;
}
