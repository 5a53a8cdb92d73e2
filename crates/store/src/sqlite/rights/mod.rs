//! Permissions and share links, in SQLite.

mod permission;
mod share;

use assay_types::{DomainId, DriveId, FileId, Timestamp};
use async_trait::async_trait;

use rusqlite::Connection;

use super::{Sqlite, fault::Fault};
use crate::{
    Party, PermissionKey, PermissionRow, RightsStore, ShareCountChange, SharePage, ShareRow, ShareSettings,
    ShareSpec, ShareUse, StoreError,
};

#[async_trait]
impl RightsStore for Sqlite {
    async fn put_permissions(
        &self,
        rows: Vec<PermissionRow>,
        per_file: usize,
        per_grantee: usize,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.main
            .call("give permissions", move |connection| {
                permission::put(connection, &rows, per_file, per_grantee, now)
            })
            .await
    }

    async fn remove_permissions(
        &self,
        drive: DriveId,
        file: FileId,
        members: &[(Party, String)],
    ) -> Result<u64, StoreError> {
        let members = members.to_vec();
        self.main
            .call("take permissions away", move |connection| {
                permission::remove(connection, drive, file, &members)
            })
            .await
    }

    async fn permissions_on(
        &self,
        drive: DriveId,
        file: FileId,
        now: Timestamp,
    ) -> Result<Vec<PermissionRow>, StoreError> {
        self.readers
            .call("read a file's permissions", move |connection| {
                permission::on_file(connection, drive, file, now)
            })
            .await
    }

    async fn permissions_of(
        &self,
        drive: DriveId,
        domain: &DomainId,
        grantees: &[Party],
        now: Timestamp,
    ) -> Result<Vec<PermissionRow>, StoreError> {
        let (domain, grantees) = (domain.clone(), grantees.to_vec());
        self.readers
            .call("read permissions in a drive", move |connection| {
                permission::in_drive(connection, drive, &domain, &grantees, now)
            })
            .await
    }

    async fn permissions_in_domain(
        &self,
        domain: &DomainId,
        grantees: &[Party],
        after: Option<&PermissionKey>,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<PermissionRow>, StoreError> {
        let (domain, grantees, after) = (domain.clone(), grantees.to_vec(), after.cloned());
        self.readers
            .call("read permissions in a domain", move |connection| {
                permission::in_domain(connection, &domain, &grantees, after.as_ref(), now, limit)
            })
            .await
    }

    async fn insert_share(&self, row: ShareRow) -> Result<(), StoreError> {
        self.main.call("add a share link", move |connection| share::insert(connection, &row)).await
    }

    async fn share(&self, id: &str) -> Result<Option<ShareRow>, StoreError> {
        let id = id.to_owned();
        self.readers.call("read a share link", move |connection| share::read_one(connection, &id)).await
    }

    async fn update_share(
        &self,
        id: &str,
        version: i64,
        settings: ShareSettings,
        counts: ShareCountChange,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let id = id.to_owned();
        self.main
            .call("change a share link", move |connection| {
                share::update(connection, &id, version, &settings, counts, now)
            })
            .await
    }

    async fn count_share_use(&self, id: &str, used: ShareUse) -> Result<bool, StoreError> {
        let id = id.to_owned();
        self.main
            .call("count a use of a share link", move |connection| share::count_use(connection, &id, used))
            .await
    }

    async fn shares(&self, spec: &ShareSpec) -> Result<SharePage, StoreError> {
        let spec = spec.clone();
        self.readers.call("list share links", move |connection| share::page(connection, &spec)).await
    }
}

/// Forgets what a user or group that is gone was permitted, and the links that a user made by its own rights.
pub(super) fn forget(connection: &Connection, domain: &DomainId, party: &Party) -> Result<(), Fault> {
    permission::forget_grantee(connection, domain, party)?;
    share::forget_creator(connection, domain, party)
}

/// Forgets permissions in a drive that is gone, and links to it.
pub(super) fn forget_drive(connection: &Connection, drive: DriveId) -> Result<(), Fault> {
    for table in ["file_permissions", "share_links"] {
        let sql = format!("DELETE FROM {table} WHERE drive = ?1");
        connection.prepare_cached(&sql)?.execute([drive.0])?;
    }
    Ok(())
}
