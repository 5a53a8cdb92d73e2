//! Domains and drives, in PostgreSQL. Users, groups and tokens are beside them.
//!
//! A transaction that changes what belongs to a domain locks the domain's row first.

mod account;
mod domain;
mod drive;
mod group;
mod member;
mod token;
mod user;

use assay_types::{DomainId, DriveId, Timestamp};
use async_trait::async_trait;
use deadpool_postgres::GenericClient;

use super::{
    Postgres,
    fault::{Fault, retried},
    statement::query_opt,
};
use crate::{
    Denied, DirectoryStore, DomainQuery, DomainRow, DomainUsage, DriveQuery, DriveRow, DropDrives, Entity,
    NewDomain, OwnerKind, Party, StoreError,
};

#[async_trait]
impl DirectoryStore for Postgres {
    async fn create_domain(&self, new: NewDomain) -> Result<(), StoreError> {
        retried!("make a domain", self.create_domain_once(&new))
    }

    async fn domain(&self, domain: &DomainId) -> Result<Option<DomainRow>, StoreError> {
        retried!("read a domain", async { domain::find(&self.pool.get().await?, domain).await })
    }

    async fn domains(&self, query: &DomainQuery) -> Result<Vec<DomainRow>, StoreError> {
        retried!("list domains", async { domain::list(&self.pool.get().await?, query).await })
    }

    async fn replace_domain(&self, row: DomainRow, read: Timestamp) -> Result<(), StoreError> {
        retried!("change a domain", async {
            let client = self.pool.get().await?;
            let changed = domain::update(&client, &row, read).await?;
            let exists = changed == 1 || domain::find(&client, &row.id).await?.is_some();
            check_changed(changed, exists, Entity::Domain)
        })
    }

    async fn delete_domain(&self, domain: &DomainId, drop: &DropDrives) -> Result<(), StoreError> {
        retried!("remove a domain", self.delete_domain_once(domain, drop))
    }

    async fn domain_usage(&self, domain: &DomainId) -> Result<DomainUsage, StoreError> {
        retried!("measure a domain", async { domain::usage(&self.pool.get().await?, domain).await })
    }

    async fn create_drive(&self, drive: DriveRow) -> Result<(), StoreError> {
        retried!("make a drive", self.create_drive_once(&drive))
    }

    async fn drive(&self, drive: DriveId) -> Result<Option<DriveRow>, StoreError> {
        retried!("read a drive", async { drive::find(&self.pool.get().await?, drive).await })
    }

    async fn default_drive(
        &self,
        domain: &DomainId,
        owner_kind: OwnerKind,
        owner: &str,
    ) -> Result<Option<DriveRow>, StoreError> {
        retried!("read a default drive", async {
            drive::find_default(&self.pool.get().await?, domain, owner_kind, owner).await
        })
    }

    async fn drives(&self, query: &DriveQuery) -> Result<Vec<DriveRow>, StoreError> {
        retried!("list drives", async { drive::list(&self.pool.get().await?, query).await })
    }

    async fn replace_drive(&self, row: DriveRow, read: Timestamp) -> Result<(), StoreError> {
        retried!("change a drive", self.replace_drive_once(&row, read))
    }

    async fn delete_drive(&self, drive: DriveId, drop: &DropDrives) -> Result<bool, StoreError> {
        retried!("remove a drive", async {
            let mut client = self.pool.get().await?;
            let transaction = client.transaction().await?;
            let deleted = drive::delete(&transaction, drive, drop).await?;
            transaction.commit().await?;
            Ok::<_, Fault>(deleted)
        })
    }

    async fn purge_drive(&self, drive: DriveId, limit: usize, now: Timestamp) -> Result<bool, StoreError> {
        retried!("purge a drive", self.purge_drive_once(drive, limit, now))
    }
}

impl Postgres {
    async fn create_domain_once(&self, new: &NewDomain) -> Result<(), Fault> {
        let mut client = self.pool.get().await?;
        let transaction = client.transaction().await?;
        domain::insert(&transaction, &new.domain).await?;
        user::insert(&transaction, &new.superadmin).await?;
        if let Some(row) = &new.drive {
            drive::insert(&transaction, row).await?;
        }
        Ok(transaction.commit().await?)
    }

    async fn delete_domain_once(&self, domain: &DomainId, drop: &DropDrives) -> Result<(), Fault> {
        let mut client = self.pool.get().await?;
        let transaction = client.transaction().await?;
        lock(&transaction, domain).await?;
        if domain::is_in_use(&transaction, domain).await? {
            return Err(denied(Denied::NotEmpty));
        }
        drive::delete_all(&transaction, domain, None, drop).await?;
        domain::delete(&transaction, domain).await?;
        Ok(transaction.commit().await?)
    }

    async fn create_drive_once(&self, drive: &DriveRow) -> Result<(), Fault> {
        let mut client = self.pool.get().await?;
        let transaction = client.transaction().await?;
        lock(&transaction, &drive.domain).await?;
        check_owner(&transaction, drive).await?;
        drive::insert(&transaction, drive).await?;
        Ok(transaction.commit().await?)
    }

    async fn replace_drive_once(&self, row: &DriveRow, read: Timestamp) -> Result<(), Fault> {
        let mut client = self.pool.get().await?;
        let transaction = client.transaction().await?;
        lock(&transaction, &row.domain).await?;
        check_owner(&transaction, row).await?;
        let changed = drive::update(&transaction, row, read).await?;
        let exists = changed == 1 || drive::find(&transaction, row.id).await?.is_some();
        check_changed(changed, exists, Entity::Drive)?;
        Ok(transaction.commit().await?)
    }
}

/// Adds a condition to a query, with the place of its value for `?`.
fn and(sql: &mut String, condition: &str, place: usize) {
    sql.push_str(" AND ");
    sql.push_str(&condition.replace('?', &format!("${place}")));
}

/// A refusal as a failure of the verb.
fn denied(denied: Denied) -> Fault {
    StoreError::Denied(denied).into()
}

/// Makes all changes of what belongs to a domain wait for each other.
pub(super) async fn lock(client: &impl GenericClient, domain: &DomainId) -> Result<(), Fault> {
    let sql = "SELECT 1 FROM domains WHERE domain = $1 FOR UPDATE";
    match query_opt(client, sql, &[&domain.as_str()]).await? {
        Some(_) => Ok(()),
        None => Err(denied(Denied::Missing(Entity::Domain))),
    }
}

async fn check_owner(client: &impl GenericClient, drive: &DriveRow) -> Result<(), Fault> {
    match drive.owner_kind {
        OwnerKind::User => check_user(client, &drive.domain, &drive.owner).await,
        OwnerKind::Group => check_group(client, &drive.domain, &drive.owner).await,
    }
}

/// Refuses a user or group that there is not.
pub(super) async fn check_party(
    client: &impl GenericClient,
    domain: &DomainId,
    party: &Party,
) -> Result<(), Fault> {
    match party {
        Party::User(user) => check_user(client, domain, user.as_str()).await,
        Party::Group(group) => check_group(client, domain, group.as_str()).await,
    }
}

async fn check_user(client: &impl GenericClient, domain: &DomainId, user: &str) -> Result<(), Fault> {
    let sql = "SELECT 1 FROM users WHERE domain = $1 AND user_id = $2";
    match query_opt(client, sql, &[&domain.as_str(), &user]).await? {
        Some(_) => Ok(()),
        None => Err(denied(Denied::Missing(Entity::User))),
    }
}

async fn check_group(client: &impl GenericClient, domain: &DomainId, group: &str) -> Result<(), Fault> {
    let sql = "SELECT 1 FROM user_groups WHERE domain = $1 AND group_id = $2";
    match query_opt(client, sql, &[&domain.as_str(), &group]).await? {
        Some(_) => Ok(()),
        None => Err(denied(Denied::Missing(Entity::Group))),
    }
}

/// What a change that should have met one row came to.
fn check_changed(changed: u64, exists: bool, entity: Entity) -> Result<(), Fault> {
    match changed {
        1 => Ok(()),
        _ if exists => Err(denied(Denied::Stale)),
        _ => Err(denied(Denied::Missing(entity))),
    }
}
