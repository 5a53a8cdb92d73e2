//! Users, in SQLite.

use assay_types::{DomainId, DriveId, GroupId, Timestamp, UserId};
use async_trait::async_trait;
use rusqlite::{Connection, Row, ToSql, params};

use super::{account, check_changed, check_domain, denied, drive, member};
use crate::{
    Denied, DropDrives, Entity, NewUser, OwnerKind, Party, Role, StoreError, UserQuery, UserRow, UserStore,
    directory::column::{folded, role, role_column},
    row::{corrupt, limit_column},
    sqlite::{Sqlite, fault::Fault},
};

/// As [`read`] takes them; the default drive is looked up.
const COLUMNS: &str = "domain, user_id, user_name, nick_name, email, phone, avatar, description, role, is_enabled, \
                       user_data, creator, created_at, updated_at, login_at, refreshed_at, \
                       (SELECT drive FROM drives WHERE drives.domain = users.domain AND owner_kind = 0 \
                        AND owner = user_id AND is_default)";

#[async_trait]
impl UserStore for Sqlite {
    async fn create_user(&self, new: NewUser) -> Result<(), StoreError> {
        self.main
            .call("make a user", move |connection| {
                let domain = &new.user.domain;
                check_domain(connection, domain)?;
                insert(connection, &new.user)?;
                check_quota(connection, domain)?;
                new.drive.iter().try_for_each(|row| drive::insert(connection, row))?;
                new.link.iter().try_for_each(|row| account::insert_link(connection, row))?;
                let user = Party::User(new.user.id);
                let add = |group| member::insert(connection, domain, group, &user, new.user.created_at);
                new.groups.iter().try_for_each(add)
            })
            .await
    }

    async fn user(&self, domain: &DomainId, user: &UserId) -> Result<Option<UserRow>, StoreError> {
        let (domain, user) = (domain.clone(), user.clone());
        self.readers.call("read a user", move |connection| find(connection, &domain, &user)).await
    }

    async fn users_named(
        &self,
        domain: &DomainId,
        users: &[UserId],
    ) -> Result<Vec<Option<UserRow>>, StoreError> {
        let (domain, users) = (domain.clone(), users.to_vec());
        self.readers
            .call("read users", move |connection| {
                users.iter().map(|user| find(connection, &domain, user)).collect()
            })
            .await
    }

    async fn users(&self, query: &UserQuery) -> Result<Vec<UserRow>, StoreError> {
        let query = query.clone();
        self.readers.call("list users", move |connection| list(connection, &query)).await
    }

    async fn replace_user(
        &self,
        row: UserRow,
        read: Timestamp,
        groups: Option<Vec<GroupId>>,
    ) -> Result<(), StoreError> {
        self.main
            .call("change a user", move |connection| {
                let changed = update(connection, &row, read)?;
                let exists = || Ok(find(connection, &row.domain, &row.id)?.is_some());
                check_changed(changed, exists, Entity::User)?;
                let Some(groups) = groups else { return Ok(()) };
                let user = Party::User(row.id);
                member::leave_all(connection, &row.domain, &user)?;
                let add = |group| member::insert(connection, &row.domain, group, &user, row.updated_at);
                groups.iter().try_for_each(add)
            })
            .await
    }

    async fn delete_user(
        &self,
        domain: &DomainId,
        user: &UserId,
        role: Role,
        drop: &DropDrives,
    ) -> Result<(), StoreError> {
        let (domain, user, drop) = (domain.clone(), user.clone(), drop.clone());
        self.main
            .call("remove a user", move |connection| {
                let sql = "DELETE FROM users WHERE domain = ?1 AND user_id = ?2 AND role = ?3";
                let values = (domain.as_str(), user.as_str(), role_column(role));
                let deleted = connection.prepare_cached(sql)?.execute(values)?;
                let exists = || Ok(find(connection, &domain, &user)?.is_some());
                check_changed(deleted, exists, Entity::User)?;
                for table in ["user_tokens", "account_links"] {
                    let sql = format!("DELETE FROM {table} WHERE domain = ?1 AND user_id = ?2");
                    connection.prepare_cached(&sql)?.execute((domain.as_str(), user.as_str()))?;
                }
                member::forget(connection, &domain, &Party::User(user.clone()))?;
                drive::delete_all(connection, &domain, Some((OwnerKind::User, user.as_str())), &drop)
            })
            .await
    }
}

pub(super) fn insert(connection: &Connection, row: &UserRow) -> Result<(), Fault> {
    let sql =
        "INSERT INTO users (domain, user_id, user_name, nick_name, email, phone, avatar, description, role,
                   is_enabled, user_data, creator, created_at, updated_at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) ON CONFLICT DO NOTHING";
    let inserted = connection.prepare_cached(sql)?.execute(params![
        row.domain.as_str(),
        row.id.as_str(),
        row.user_name,
        row.nick_name,
        row.email,
        row.phone,
        row.avatar,
        row.description,
        role_column(row.role),
        row.is_enabled,
        row.user_data,
        row.creator,
        row.created_at.as_millis(),
        row.updated_at.as_millis(),
    ])?;
    if inserted == 1 { Ok(()) } else { Err(denied(Denied::Exists(Entity::User))) }
}

/// Refuses one user more than the domain may have, after it was added.
fn check_quota(connection: &Connection, domain: &DomainId) -> Result<(), Fault> {
    let sql = "SELECT user_quota IS NULL OR user_quota >= (SELECT count(*) FROM users WHERE domain = ?1)
               FROM domains WHERE domain = ?1";
    let is_within: bool = connection.prepare_cached(sql)?.query_row([domain.as_str()], |row| row.get(0))?;
    if is_within { Ok(()) } else { Err(denied(Denied::UserQuota)) }
}

pub(super) fn find(
    connection: &Connection,
    domain: &DomainId,
    user: &UserId,
) -> Result<Option<UserRow>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM users WHERE domain = ?1 AND user_id = ?2");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query((domain.as_str(), user.as_str()))?;
    rows.next()?.map(read).transpose()
}

fn list(connection: &Connection, query: &UserQuery) -> Result<Vec<UserRow>, Fault> {
    let (domain, limit) = (query.domain.as_str(), limit_column(query.limit));
    let after = query.after.as_ref().map_or("", UserId::as_str);
    let role = query.role.map(role_column);
    let part = query.nick_name_part.as_deref().map(folded);
    let mut sql = format!("SELECT {COLUMNS} FROM users WHERE domain = :domain AND user_id > :after");
    let mut values: Vec<(&str, &dyn ToSql)> =
        vec![(":domain", &domain), (":after", &after), (":limit", &limit)];
    let texts = [
        ("email", ":email", &query.email),
        ("phone", ":phone", &query.phone),
        ("nick_name", ":nick_name", &query.nick_name),
        ("user_name", ":user_name", &query.user_name),
    ];
    for (column, name, value) in texts {
        if let Some(value) = value {
            for part in [" AND ", column, " = ", name] {
                sql.push_str(part);
            }
            values.push((name, value));
        }
    }
    if let Some(part) = &part {
        sql += " AND instr(lower(nick_name), :part) > 0";
        values.push((":part", part));
    }
    if let Some(role) = &role {
        sql += " AND role = :role";
        values.push((":role", role));
    }
    if let Some(is_enabled) = &query.is_enabled {
        sql += " AND is_enabled = :is_enabled";
        values.push((":is_enabled", is_enabled));
    }
    sql += " ORDER BY user_id LIMIT :limit";
    let mut statement = connection.prepare_cached(&sql)?;
    statement.query_and_then(values.as_slice(), read)?.collect()
}

fn update(connection: &Connection, row: &UserRow, read: Timestamp) -> Result<usize, Fault> {
    let sql = "UPDATE users SET user_name = ?4, nick_name = ?5, email = ?6, phone = ?7, avatar = ?8,
                   description = ?9, role = ?10, is_enabled = ?11, user_data = ?12,
                   updated_at = max(?13, ?3 + 1)
               WHERE domain = ?1 AND user_id = ?2 AND updated_at = ?3";
    Ok(connection.prepare_cached(sql)?.execute(params![
        row.domain.as_str(),
        row.id.as_str(),
        read.as_millis(),
        row.user_name,
        row.nick_name,
        row.email,
        row.phone,
        row.avatar,
        row.description,
        role_column(row.role),
        row.is_enabled,
        row.user_data,
        row.updated_at.as_millis(),
    ])?)
}

fn read(row: &Row<'_>) -> Result<UserRow, Fault> {
    const TABLE: &str = "users";
    Ok(UserRow {
        domain: row.get::<_, String>(0)?.try_into().map_err(|error| corrupt(TABLE, &error))?,
        id: row.get::<_, String>(1)?.try_into().map_err(|error| corrupt(TABLE, &error))?,
        user_name: row.get(2)?,
        nick_name: row.get(3)?,
        email: row.get(4)?,
        phone: row.get(5)?,
        avatar: row.get(6)?,
        description: row.get(7)?,
        role: role(row.get(8)?)?,
        is_enabled: row.get(9)?,
        user_data: row.get(10)?,
        creator: row.get(11)?,
        created_at: Timestamp(row.get(12)?),
        updated_at: Timestamp(row.get(13)?),
        login_at: row.get::<_, Option<i64>>(14)?.map(Timestamp),
        refreshed_at: row.get::<_, Option<i64>>(15)?.map(Timestamp),
        default_drive: row.get::<_, Option<i64>>(16)?.map(DriveId),
    })
}
