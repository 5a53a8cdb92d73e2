//! Permissions and share links, in PostgreSQL.

mod permission;
mod share;

use assay_types::{DomainId, DriveId, FileId, Timestamp};
use async_trait::async_trait;
use deadpool_postgres::GenericClient;

use super::{
    Postgres,
    fault::{Fault, retried},
    statement::{execute, query_opt},
};
use crate::{
    Party, PermissionKey, PermissionRow, RightsStore, ShareCountChange, SharePage, ShareRow, ShareSettings,
    ShareSpec, ShareUse, StoreError,
    rights::{SHARE_COLUMNS, count_use_sql},
};

#[async_trait]
impl RightsStore for Postgres {
    async fn put_permissions(
        &self,
        rows: Vec<PermissionRow>,
        per_file: usize,
        per_grantee: usize,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        retried!("give permissions", async {
            let mut client = self.pool.get().await?;
            let transaction = client.transaction().await?;
            let fit = permission::put(&transaction, &rows, per_file, per_grantee, now).await?;
            transaction.commit().await?;
            Ok::<_, Fault>(fit)
        })
    }

    async fn remove_permissions(
        &self,
        drive: DriveId,
        file: FileId,
        members: &[(Party, String)],
    ) -> Result<u64, StoreError> {
        retried!("take permissions away", async {
            permission::remove(&self.pool.get().await?, drive, file, members).await
        })
    }

    async fn permissions_on(
        &self,
        drive: DriveId,
        file: FileId,
        now: Timestamp,
    ) -> Result<Vec<PermissionRow>, StoreError> {
        retried!("read a file's permissions", async {
            permission::on_file(&self.pool.get().await?, drive, file, now).await
        })
    }

    async fn permissions_of(
        &self,
        drive: DriveId,
        domain: &DomainId,
        grantees: &[Party],
        now: Timestamp,
    ) -> Result<Vec<PermissionRow>, StoreError> {
        retried!("read permissions in a drive", async {
            permission::in_drive(&self.pool.get().await?, drive, domain, grantees, now).await
        })
    }

    async fn permissions_in_domain(
        &self,
        domain: &DomainId,
        grantees: &[Party],
        after: Option<&PermissionKey>,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<PermissionRow>, StoreError> {
        retried!("read permissions in a domain", async {
            permission::in_domain(&self.pool.get().await?, domain, grantees, after, now, limit).await
        })
    }

    async fn insert_share(&self, row: ShareRow) -> Result<(), StoreError> {
        retried!("add a share link", async { share::insert(&self.pool.get().await?, &row).await })
    }

    async fn share(&self, id: &str) -> Result<Option<ShareRow>, StoreError> {
        retried!("read a share link", async {
            let sql = format!("SELECT {SHARE_COLUMNS} FROM share_links WHERE share_id = $1");
            let id = super::statement::text(id);
            let row = query_opt(&self.pool.get().await?, &sql, &[&id]).await?;
            row.as_ref().map(share::read).transpose()
        })
    }

    async fn update_share(
        &self,
        id: &str,
        version: i64,
        settings: ShareSettings,
        counts: ShareCountChange,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        retried!("change a share link", async {
            share::update(&self.pool.get().await?, id, version, &settings, counts, now).await
        })
    }

    async fn count_share_use(&self, id: &str, used: ShareUse) -> Result<bool, StoreError> {
        retried!("count a use of a share link", async {
            let sql = count_use_sql(used, "$1");
            let counted = execute(&self.pool.get().await?, &sql, &[&super::statement::text(id)]).await?;
            Ok::<_, Fault>(counted == 1)
        })
    }

    async fn shares(&self, spec: &ShareSpec) -> Result<SharePage, StoreError> {
        retried!("list share links", async { share::page(&self.pool.get().await?, spec).await })
    }
}

/// Forgets what a user or group that is gone was permitted, and the links that a user made by its own rights.
pub(super) async fn forget(
    client: &impl GenericClient,
    domain: &DomainId,
    party: &Party,
) -> Result<(), Fault> {
    permission::forget_grantee(client, domain, party).await?;
    share::forget_creator(client, domain, party).await
}

/// Forgets permissions in a drive that is gone, and links to it.
pub(super) async fn forget_drive(client: &impl GenericClient, drive: DriveId) -> Result<(), Fault> {
    execute(client, "DELETE FROM file_permissions WHERE drive = $1", &[&drive.0]).await?;
    execute(client, "DELETE FROM share_links WHERE drive = $1", &[&drive.0]).await?;
    Ok(())
}
