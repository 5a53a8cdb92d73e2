//! Domains and drives, in SQLite. Users, groups and tokens are beside them.

mod account;
mod domain;
mod drive;
mod group;
mod member;
mod token;
mod user;

use assay_types::{DomainId, DriveId, Timestamp};
use async_trait::async_trait;
use rusqlite::Connection;

use super::{Sqlite, drive::purge, fault::Fault};
use crate::{
    Denied, DirectoryStore, DomainQuery, DomainRow, DomainUsage, DriveQuery, DriveRow, DropDrives, Entity,
    NewDomain, OwnerKind, Party, StoreError,
};

#[async_trait]
impl DirectoryStore for Sqlite {
    async fn create_domain(&self, new: NewDomain) -> Result<(), StoreError> {
        self.main
            .call("make a domain", move |connection| {
                domain::insert(connection, &new.domain)?;
                user::insert(connection, &new.superadmin)?;
                new.drive.iter().try_for_each(|row| drive::insert(connection, row))
            })
            .await
    }

    async fn domain(&self, domain: &DomainId) -> Result<Option<DomainRow>, StoreError> {
        let domain = domain.clone();
        self.readers.call("read a domain", move |connection| domain::find(connection, &domain)).await
    }

    async fn domains(&self, query: &DomainQuery) -> Result<Vec<DomainRow>, StoreError> {
        let query = query.clone();
        self.readers.call("list domains", move |connection| domain::list(connection, &query)).await
    }

    async fn replace_domain(&self, row: DomainRow, read: Timestamp) -> Result<(), StoreError> {
        self.main
            .call("change a domain", move |connection| {
                let changed = domain::update(connection, &row, read)?;
                check_changed(changed, || domain::exists(connection, &row.id), Entity::Domain)
            })
            .await
    }

    async fn delete_domain(&self, domain: &DomainId, drop: &DropDrives) -> Result<(), StoreError> {
        let (domain, drop) = (domain.clone(), drop.clone());
        self.main
            .call("remove a domain", move |connection| {
                if !domain::exists(connection, &domain)? {
                    return Err(denied(Denied::Missing(Entity::Domain)));
                }
                if domain::is_in_use(connection, &domain)? {
                    return Err(denied(Denied::NotEmpty));
                }
                drive::delete_all(connection, &domain, None, &drop)?;
                domain::delete(connection, &domain)
            })
            .await
    }

    async fn domain_usage(&self, domain: &DomainId) -> Result<DomainUsage, StoreError> {
        let domain = domain.clone();
        self.readers.call("measure a domain", move |connection| domain::usage(connection, &domain)).await
    }

    async fn create_drive(&self, drive: DriveRow) -> Result<(), StoreError> {
        self.main
            .call("make a drive", move |connection| {
                check_domain(connection, &drive.domain)?;
                check_owner(connection, &drive)?;
                drive::insert(connection, &drive)
            })
            .await
    }

    async fn drive(&self, drive: DriveId) -> Result<Option<DriveRow>, StoreError> {
        self.readers.call("read a drive", move |connection| drive::find(connection, drive)).await
    }

    async fn default_drive(
        &self,
        domain: &DomainId,
        owner_kind: OwnerKind,
        owner: &str,
    ) -> Result<Option<DriveRow>, StoreError> {
        let (domain, owner) = (domain.clone(), owner.to_owned());
        self.readers
            .call("read a default drive", move |connection| {
                drive::find_default(connection, &domain, owner_kind, &owner)
            })
            .await
    }

    async fn drives(&self, query: &DriveQuery) -> Result<Vec<DriveRow>, StoreError> {
        let query = query.clone();
        self.readers.call("list drives", move |connection| drive::list(connection, &query)).await
    }

    async fn replace_drive(&self, row: DriveRow, read: Timestamp) -> Result<(), StoreError> {
        self.main
            .call("change a drive", move |connection| {
                check_owner(connection, &row)?;
                let changed = drive::update(connection, &row, read)?;
                check_changed(changed, || Ok(drive::find(connection, row.id)?.is_some()), Entity::Drive)
            })
            .await
    }

    async fn delete_drive(&self, drive: DriveId, drop: &DropDrives) -> Result<bool, StoreError> {
        let drop = drop.clone();
        self.main.call("remove a drive", move |connection| drive::delete(connection, drive, &drop)).await
    }

    async fn purge_drive(&self, drive: DriveId, limit: usize, now: Timestamp) -> Result<bool, StoreError> {
        self.main.call("purge a drive", move |connection| purge(connection, drive, limit, now)).await
    }
}

/// A refusal as a failure of the verb.
fn denied(denied: Denied) -> Fault {
    StoreError::Denied(denied).into()
}

fn check_domain(connection: &Connection, domain: &DomainId) -> Result<(), Fault> {
    if domain::exists(connection, domain)? { Ok(()) } else { Err(denied(Denied::Missing(Entity::Domain))) }
}

fn check_owner(connection: &Connection, drive: &DriveRow) -> Result<(), Fault> {
    match drive.owner_kind {
        OwnerKind::User => check_user(connection, &drive.domain, &drive.owner),
        OwnerKind::Group => check_group(connection, &drive.domain, &drive.owner),
    }
}

/// Refuses a user or group that there is not.
pub(super) fn check_party(connection: &Connection, domain: &DomainId, party: &Party) -> Result<(), Fault> {
    match party {
        Party::User(user) => check_user(connection, domain, user.as_str()),
        Party::Group(group) => check_group(connection, domain, group.as_str()),
    }
}

fn check_user(connection: &Connection, domain: &DomainId, user: &str) -> Result<(), Fault> {
    let sql = "SELECT 1 FROM users WHERE domain = ?1 AND user_id = ?2";
    if connection.prepare_cached(sql)?.exists((domain.as_str(), user))? {
        Ok(())
    } else {
        Err(denied(Denied::Missing(Entity::User)))
    }
}

fn check_group(connection: &Connection, domain: &DomainId, group: &str) -> Result<(), Fault> {
    let sql = "SELECT 1 FROM user_groups WHERE domain = ?1 AND group_id = ?2";
    if connection.prepare_cached(sql)?.exists((domain.as_str(), group))? {
        Ok(())
    } else {
        Err(denied(Denied::Missing(Entity::Group)))
    }
}

/// What a change that should have met one row came to.
fn check_changed(
    changed: usize,
    exists: impl FnOnce() -> Result<bool, Fault>,
    entity: Entity,
) -> Result<(), Fault> {
    match changed {
        1 => Ok(()),
        _ if exists()? => Err(denied(Denied::Stale)),
        _ => Err(denied(Denied::Missing(entity))),
    }
}
