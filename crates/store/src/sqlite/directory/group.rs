//! Groups and who administers them, in SQLite.

use assay_types::{DomainId, GroupId, Timestamp, UserId};
use async_trait::async_trait;
use rusqlite::{Connection, Row, params};

use super::{check_changed, check_domain, check_group, check_user, denied, drive, member};
use crate::{
    Denied, DropDrives, Entity, GroupAdminRow, GroupRow, GroupStore, Membership, OwnerKind, Party,
    StoreError,
    directory::column::{kind_column, party},
    row::{corrupt, limit_column},
    sqlite::{Sqlite, fault::Fault},
};

const COLUMNS: &str = "domain, group_id, name, description, is_root, creator, created_at, updated_at";

#[async_trait]
impl GroupStore for Sqlite {
    async fn create_group(&self, group: GroupRow, parent: Option<GroupId>) -> Result<(), StoreError> {
        self.main
            .call("make a group", move |connection| {
                check_domain(connection, &group.domain)?;
                insert(connection, &group)?;
                let Some(parent) = parent else { return Ok(()) };
                member::insert(connection, &group.domain, &parent, &Party::Group(group.id), group.created_at)
            })
            .await
    }

    async fn group(&self, domain: &DomainId, group: &GroupId) -> Result<Option<GroupRow>, StoreError> {
        let (domain, group) = (domain.clone(), group.clone());
        self.readers.call("read a group", move |connection| find(connection, &domain, &group)).await
    }

    async fn groups(
        &self,
        domain: &DomainId,
        after: Option<&GroupId>,
        limit: usize,
    ) -> Result<Vec<GroupRow>, StoreError> {
        let (domain, after) = (domain.clone(), after.map_or(String::new(), ToString::to_string));
        self.readers
            .call("list groups", move |connection| {
                let sql = format!(
                    "SELECT {COLUMNS} FROM user_groups WHERE domain = ?1 AND group_id > ?2
                     ORDER BY group_id LIMIT ?3"
                );
                let mut statement = connection.prepare_cached(&sql)?;
                statement.query_and_then((domain.as_str(), after, limit_column(limit)), read)?.collect()
            })
            .await
    }

    async fn root_groups(&self, domain: &DomainId) -> Result<Vec<GroupRow>, StoreError> {
        let domain = domain.clone();
        self.readers
            .call("list groups of all", move |connection| {
                let sql = format!(
                    "SELECT {COLUMNS} FROM user_groups WHERE domain = ?1 AND is_root
                     ORDER BY group_id LIMIT 16"
                );
                let mut statement = connection.prepare_cached(&sql)?;
                statement.query_and_then([domain.as_str()], read)?.collect()
            })
            .await
    }

    async fn groups_named(
        &self,
        domain: &DomainId,
        groups: &[GroupId],
    ) -> Result<Vec<Option<GroupRow>>, StoreError> {
        let (domain, groups) = (domain.clone(), groups.to_vec());
        self.readers
            .call("read groups", move |connection| {
                groups.iter().map(|group| find(connection, &domain, group)).collect()
            })
            .await
    }

    async fn replace_group(&self, row: GroupRow, read: Timestamp) -> Result<(), StoreError> {
        self.main
            .call("change a group", move |connection| {
                let sql = "UPDATE user_groups SET name = ?4, description = ?5, updated_at = max(?6, ?3 + 1)
                           WHERE domain = ?1 AND group_id = ?2 AND updated_at = ?3";
                let changed = connection.prepare_cached(sql)?.execute(params![
                    row.domain.as_str(),
                    row.id.as_str(),
                    read.as_millis(),
                    row.name,
                    row.description,
                    row.updated_at.as_millis(),
                ])?;
                let exists = || Ok(find(connection, &row.domain, &row.id)?.is_some());
                check_changed(changed, exists, Entity::Group)
            })
            .await
    }

    async fn delete_group(
        &self,
        domain: &DomainId,
        group: &GroupId,
        drop: &DropDrives,
    ) -> Result<(), StoreError> {
        let (domain, group, drop) = (domain.clone(), group.clone(), drop.clone());
        self.main
            .call("remove a group", move |connection| {
                check_group(connection, &domain, group.as_str())?;
                if member::has_groups(connection, &domain, &group)? {
                    return Err(denied(Denied::NotEmpty));
                }
                for table in ["group_members", "group_admins", "user_groups"] {
                    let sql = format!("DELETE FROM {table} WHERE domain = ?1 AND group_id = ?2");
                    connection.prepare_cached(&sql)?.execute((domain.as_str(), group.as_str()))?;
                }
                member::forget(connection, &domain, &Party::Group(group.clone()))?;
                drive::delete_all(connection, &domain, Some((OwnerKind::Group, group.as_str())), &drop)
            })
            .await
    }

    async fn add_member(
        &self,
        domain: &DomainId,
        group: &GroupId,
        member: &Party,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let (domain, group, member) = (domain.clone(), group.clone(), member.clone());
        self.main
            .call("add to a group", move |connection| {
                check_domain(connection, &domain)?;
                member::insert(connection, &domain, &group, &member, now)
            })
            .await
    }

    async fn remove_member(
        &self,
        domain: &DomainId,
        group: &GroupId,
        member: &Party,
    ) -> Result<bool, StoreError> {
        let (domain, group, member) = (domain.clone(), group.clone(), member.clone());
        self.main
            .call("take out of a group", move |connection| {
                let sql = "DELETE FROM group_members
                           WHERE domain = ?1 AND group_id = ?2 AND kind = ?3 AND member = ?4";
                let values = (domain.as_str(), group.as_str(), kind_column(member.kind()), member.id());
                Ok(connection.prepare_cached(sql)?.execute(values)? == 1)
            })
            .await
    }

    async fn members(
        &self,
        domain: &DomainId,
        group: &GroupId,
        kind: Option<OwnerKind>,
        after: Option<&Party>,
        limit: usize,
    ) -> Result<Vec<Party>, StoreError> {
        let (domain, group, after) = (domain.clone(), group.clone(), after.cloned());
        self.readers
            .call("list a group", move |connection| {
                member::list(connection, &domain, &group, kind, after.as_ref(), limit)
            })
            .await
    }

    async fn memberships(&self, domain: &DomainId, user: &UserId) -> Result<Vec<Membership>, StoreError> {
        let (domain, user) = (domain.clone(), user.clone());
        self.readers
            .call("find a user's groups", move |connection| member::of_user(connection, &domain, &user))
            .await
    }

    async fn lineage(&self, domain: &DomainId, group: &GroupId) -> Result<Vec<GroupId>, StoreError> {
        let (domain, group) = (domain.clone(), group.clone());
        self.readers
            .call("find a group's groups", move |connection| {
                if find(connection, &domain, &group)?.is_none() {
                    return Ok(Vec::new());
                }
                member::lineage(connection, &domain, &group)
            })
            .await
    }

    async fn add_group_admin(&self, domain: &DomainId, row: GroupAdminRow) -> Result<(), StoreError> {
        let domain = domain.clone();
        self.main
            .call("assign a role", move |connection| {
                check_group(connection, &domain, row.group.as_str())?;
                match &row.identity {
                    Party::User(user) => check_user(connection, &domain, user.as_str())?,
                    Party::Group(group) => check_group(connection, &domain, group.as_str())?,
                }
                let sql = "INSERT INTO group_admins (domain, group_id, kind, identity, creator, created_at)
                           VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING";
                let inserted = connection.prepare_cached(sql)?.execute(params![
                    domain.as_str(),
                    row.group.as_str(),
                    kind_column(row.identity.kind()),
                    row.identity.id(),
                    row.creator,
                    row.created_at.as_millis(),
                ])?;
                if inserted == 1 { Ok(()) } else { Err(denied(Denied::Exists(Entity::Assignment))) }
            })
            .await
    }

    async fn remove_group_admin(
        &self,
        domain: &DomainId,
        group: &GroupId,
        identity: &Party,
    ) -> Result<bool, StoreError> {
        let (domain, group, identity) = (domain.clone(), group.clone(), identity.clone());
        self.main
            .call("take a role back", move |connection| {
                let sql = "DELETE FROM group_admins
                           WHERE domain = ?1 AND group_id = ?2 AND kind = ?3 AND identity = ?4";
                let values = (domain.as_str(), group.as_str(), kind_column(identity.kind()), identity.id());
                Ok(connection.prepare_cached(sql)?.execute(values)? == 1)
            })
            .await
    }

    async fn group_admins(
        &self,
        domain: &DomainId,
        group: &GroupId,
        after: Option<&Party>,
        limit: usize,
    ) -> Result<Vec<GroupAdminRow>, StoreError> {
        let (domain, group, after) = (domain.clone(), group.clone(), after.cloned());
        self.readers
            .call("list a group's administrators", move |connection| {
                let (kind, id) =
                    after.as_ref().map_or((-1, ""), |party| (kind_column(party.kind()), party.id()));
                let sql = "SELECT group_id, kind, identity, creator, created_at FROM group_admins
                           WHERE domain = ?1 AND group_id = ?2 AND (kind, identity) > (?3, ?4)
                           ORDER BY kind, identity LIMIT ?5";
                let mut statement = connection.prepare_cached(sql)?;
                let values = (domain.as_str(), group.as_str(), kind, id, limit_column(limit));
                statement.query_and_then(values, read_admin)?.collect()
            })
            .await
    }

    async fn administered(
        &self,
        domain: &DomainId,
        identities: &[Party],
    ) -> Result<Vec<GroupAdminRow>, StoreError> {
        let (domain, identities) = (domain.clone(), identities.to_vec());
        self.readers
            .call("list what somebody administers", move |connection| {
                let sql = "SELECT group_id, kind, identity, creator, created_at FROM group_admins
                           WHERE domain = ?1 AND kind = ?2 AND identity = ?3 ORDER BY group_id LIMIT 1000";
                let mut statement = connection.prepare_cached(sql)?;
                let mut found: Vec<GroupAdminRow> = Vec::new();
                for identity in &identities {
                    let values = (domain.as_str(), kind_column(identity.kind()), identity.id());
                    for row in statement.query_and_then(values, read_admin)? {
                        found.push(row?);
                    }
                }
                found.sort_by(|a, b| (&a.group, &a.identity).cmp(&(&b.group, &b.identity)));
                found.truncate(1000);
                Ok(found)
            })
            .await
    }
}

fn insert(connection: &Connection, row: &GroupRow) -> Result<(), Fault> {
    let sql = format!(
        "INSERT INTO user_groups ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING"
    );
    let inserted = connection.prepare_cached(&sql)?.execute(params![
        row.domain.as_str(),
        row.id.as_str(),
        row.name,
        row.description,
        row.is_root,
        row.creator,
        row.created_at.as_millis(),
        row.updated_at.as_millis(),
    ])?;
    if inserted == 1 { Ok(()) } else { Err(denied(Denied::Exists(Entity::Group))) }
}

fn find(connection: &Connection, domain: &DomainId, group: &GroupId) -> Result<Option<GroupRow>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM user_groups WHERE domain = ?1 AND group_id = ?2");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query((domain.as_str(), group.as_str()))?;
    rows.next()?.map(read).transpose()
}

fn read(row: &Row<'_>) -> Result<GroupRow, Fault> {
    const TABLE: &str = "user_groups";
    Ok(GroupRow {
        domain: row.get::<_, String>(0)?.try_into().map_err(|error| corrupt(TABLE, &error))?,
        id: row.get::<_, String>(1)?.try_into().map_err(|error| corrupt(TABLE, &error))?,
        name: row.get(2)?,
        description: row.get(3)?,
        is_root: row.get(4)?,
        creator: row.get(5)?,
        created_at: Timestamp(row.get(6)?),
        updated_at: Timestamp(row.get(7)?),
    })
}

fn read_admin(row: &Row<'_>) -> Result<GroupAdminRow, Fault> {
    const TABLE: &str = "group_admins";
    Ok(GroupAdminRow {
        group: row.get::<_, String>(0)?.try_into().map_err(|error| corrupt(TABLE, &error))?,
        identity: party(TABLE, row.get(1)?, row.get(2)?)?,
        creator: row.get(3)?,
        created_at: Timestamp(row.get(4)?),
    })
}
