//! Users, in PostgreSQL.

use std::collections::HashMap;

use assay_types::{DomainId, DriveId, GroupId, Timestamp, UserId};
use async_trait::async_trait;
use deadpool_postgres::GenericClient;
use tokio_postgres::{Row, types::ToSql};

use super::{account, and, check_changed, denied, drive, lock, member};
use crate::{
    Denied, DropDrives, Entity, NewUser, OwnerKind, Party, Role, StoreError, UserQuery, UserRow, UserStore,
    directory::column::{folded, role, role_column},
    postgres::{
        Postgres,
        fault::{Fault, retried},
        statement::{execute, query, query_opt, text},
    },
    row::{corrupt, limit_column},
};

/// As [`read`] takes them; the default drive is looked up.
const COLUMNS: &str = "domain, user_id, user_name, nick_name, email, phone, avatar, description, role, is_enabled, \
                       user_data, creator, created_at, updated_at, login_at, refreshed_at, \
                       (SELECT drive FROM drives WHERE drives.domain = users.domain AND owner_kind = 0 \
                        AND owner = user_id AND is_default)";

#[async_trait]
impl UserStore for Postgres {
    async fn create_user(&self, new: NewUser) -> Result<(), StoreError> {
        retried!("make a user", self.create_user_once(&new))
    }

    async fn user(&self, domain: &DomainId, user: &UserId) -> Result<Option<UserRow>, StoreError> {
        retried!("read a user", async { find(&self.pool.get().await?, domain, user).await })
    }

    async fn users_named(
        &self,
        domain: &DomainId,
        users: &[UserId],
    ) -> Result<Vec<Option<UserRow>>, StoreError> {
        let ids: Vec<_> = users.iter().map(UserId::as_str).collect();
        retried!("read users", async {
            let sql = format!("SELECT {COLUMNS} FROM users WHERE domain = $1 AND user_id = ANY($2)");
            let rows = query(&self.pool.get().await?, &sql, &[&domain.as_str(), &ids]).await?;
            let found = rows.iter().map(|row| read(row).map(|user| (user.id.clone(), user)));
            let found = found.collect::<Result<HashMap<_, _>, Fault>>()?;
            Ok::<_, Fault>(users.iter().map(|user| found.get(user).cloned()).collect())
        })
    }

    async fn users(&self, query: &UserQuery) -> Result<Vec<UserRow>, StoreError> {
        retried!("list users", async { list(&self.pool.get().await?, query).await })
    }

    async fn replace_user(
        &self,
        row: UserRow,
        read: Timestamp,
        groups: Option<Vec<GroupId>>,
    ) -> Result<(), StoreError> {
        retried!("change a user", self.replace_user_once(&row, read, groups.as_deref()))
    }

    async fn delete_user(
        &self,
        domain: &DomainId,
        user: &UserId,
        role: Role,
        drop: &DropDrives,
    ) -> Result<(), StoreError> {
        retried!("remove a user", self.delete_user_once(domain, user, role, drop))
    }
}

impl Postgres {
    async fn create_user_once(&self, new: &NewUser) -> Result<(), Fault> {
        let mut client = self.pool.get().await?;
        let transaction = client.transaction().await?;
        let domain = &new.user.domain;
        lock(&transaction, domain).await?;
        insert(&transaction, &new.user).await?;
        check_quota(&transaction, domain).await?;
        if let Some(row) = &new.drive {
            drive::insert(&transaction, row).await?;
        }
        if let Some(row) = &new.link {
            account::insert_link(&transaction, row).await?;
        }
        let user = Party::User(new.user.id.clone());
        for group in &new.groups {
            member::insert(&transaction, domain, group, &user, new.user.created_at).await?;
        }
        Ok(transaction.commit().await?)
    }

    async fn replace_user_once(
        &self,
        row: &UserRow,
        read: Timestamp,
        groups: Option<&[GroupId]>,
    ) -> Result<(), Fault> {
        let mut client = self.pool.get().await?;
        let transaction = client.transaction().await?;
        lock(&transaction, &row.domain).await?;
        let changed = update(&transaction, row, read).await?;
        let exists = changed == 1 || find(&transaction, &row.domain, &row.id).await?.is_some();
        check_changed(changed, exists, Entity::User)?;
        if let Some(groups) = groups {
            let user = Party::User(row.id.clone());
            member::leave_all(&transaction, &row.domain, &user).await?;
            for group in groups {
                member::insert(&transaction, &row.domain, group, &user, row.updated_at).await?;
            }
        }
        Ok(transaction.commit().await?)
    }

    async fn delete_user_once(
        &self,
        domain: &DomainId,
        user: &UserId,
        role: Role,
        drop: &DropDrives,
    ) -> Result<(), Fault> {
        let mut client = self.pool.get().await?;
        let transaction = client.transaction().await?;
        lock(&transaction, domain).await?;
        let sql = "DELETE FROM users WHERE domain = $1 AND user_id = $2 AND role = $3";
        let deleted =
            execute(&transaction, sql, &[&domain.as_str(), &user.as_str(), &role_column(role)]).await?;
        let exists = deleted == 1 || find(&transaction, domain, user).await?.is_some();
        check_changed(deleted, exists, Entity::User)?;
        for table in ["user_tokens", "account_links"] {
            let sql = format!("DELETE FROM {table} WHERE domain = $1 AND user_id = $2");
            execute(&transaction, &sql, &[&domain.as_str(), &user.as_str()]).await?;
        }
        member::forget(&transaction, domain, &Party::User(user.clone())).await?;
        drive::delete_all(&transaction, domain, Some((OwnerKind::User, user.as_str())), drop).await?;
        Ok(transaction.commit().await?)
    }
}

pub(super) async fn insert(client: &impl GenericClient, row: &UserRow) -> Result<(), Fault> {
    let sql =
        "INSERT INTO users (domain, user_id, user_name, nick_name, email, phone, avatar, description, role,
                   is_enabled, user_data, creator, created_at, updated_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING";
    let inserted = execute(
        client,
        sql,
        &[
            &row.domain.as_str(),
            &row.id.as_str(),
            &text(&row.user_name),
            &text(&row.nick_name),
            &text(&row.email),
            &text(&row.phone),
            &text(&row.avatar),
            &text(&row.description),
            &role_column(row.role),
            &row.is_enabled,
            &text(&row.user_data),
            &text(&row.creator),
            &row.created_at.as_millis(),
            &row.updated_at.as_millis(),
        ],
    )
    .await?;
    if inserted == 1 { Ok(()) } else { Err(denied(Denied::Exists(Entity::User))) }
}

/// Refuses one user more than the domain may have, after it was added.
async fn check_quota(client: &impl GenericClient, domain: &DomainId) -> Result<(), Fault> {
    let sql = "SELECT user_quota IS NULL OR user_quota >= (SELECT count(*) FROM users WHERE domain = $1)
               FROM domains WHERE domain = $1";
    let row = query_opt(client, sql, &[&domain.as_str()]).await?.ok_or(Fault::Conflict)?;
    if row.try_get(0)? { Ok(()) } else { Err(denied(Denied::UserQuota)) }
}

pub(super) async fn find(
    client: &impl GenericClient,
    domain: &DomainId,
    user: &UserId,
) -> Result<Option<UserRow>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM users WHERE domain = $1 AND user_id = $2");
    query_opt(client, &sql, &[&domain.as_str(), &user.as_str()]).await?.as_ref().map(read).transpose()
}

async fn list(client: &impl GenericClient, wanted: &UserQuery) -> Result<Vec<UserRow>, Fault> {
    let (domain, limit) = (wanted.domain.as_str(), limit_column(wanted.limit));
    let after = wanted.after.as_ref().map_or("", UserId::as_str);
    let role = wanted.role.map(role_column);
    let part = wanted.nick_name_part.as_deref().map(|part| text(&folded(part)).into_owned());
    let mut sql = format!("SELECT {COLUMNS} FROM users WHERE domain = $1 AND user_id > $2");
    let mut values: Vec<&(dyn ToSql + Sync)> = vec![&domain, &after, &limit];
    let texts = [
        ("email", &wanted.email),
        ("phone", &wanted.phone),
        ("nick_name", &wanted.nick_name),
        ("user_name", &wanted.user_name),
    ]
    .map(|(column, value)| (column, value.as_deref().map(text)));
    for (column, value) in &texts {
        if let Some(value) = value {
            values.push(value);
            and(&mut sql, &format!("{column} = ?"), values.len());
        }
    }
    if let Some(part) = &part {
        values.push(part);
        and(&mut sql, "strpos(lower(nick_name), ?) > 0", values.len());
    }
    if let Some(role) = &role {
        values.push(role);
        and(&mut sql, "role = ?", values.len());
    }
    if let Some(is_enabled) = &wanted.is_enabled {
        values.push(is_enabled);
        and(&mut sql, "is_enabled = ?", values.len());
    }
    sql += " ORDER BY user_id LIMIT $3";
    query(client, &sql, &values).await?.iter().map(read).collect()
}

async fn update(client: &impl GenericClient, row: &UserRow, read: Timestamp) -> Result<u64, Fault> {
    let sql = "UPDATE users SET user_name = $4, nick_name = $5, email = $6, phone = $7, avatar = $8,
                   description = $9, role = $10, is_enabled = $11, user_data = $12,
                   updated_at = greatest($13, $3 + 1)
               WHERE domain = $1 AND user_id = $2 AND updated_at = $3";
    execute(
        client,
        sql,
        &[
            &row.domain.as_str(),
            &row.id.as_str(),
            &read.as_millis(),
            &text(&row.user_name),
            &text(&row.nick_name),
            &text(&row.email),
            &text(&row.phone),
            &text(&row.avatar),
            &text(&row.description),
            &role_column(row.role),
            &row.is_enabled,
            &text(&row.user_data),
            &row.updated_at.as_millis(),
        ],
    )
    .await
}

fn read(row: &Row) -> Result<UserRow, Fault> {
    const TABLE: &str = "users";
    Ok(UserRow {
        domain: row.try_get::<_, String>(0)?.try_into().map_err(|error| corrupt(TABLE, &error))?,
        id: row.try_get::<_, String>(1)?.try_into().map_err(|error| corrupt(TABLE, &error))?,
        user_name: row.try_get(2)?,
        nick_name: row.try_get(3)?,
        email: row.try_get(4)?,
        phone: row.try_get(5)?,
        avatar: row.try_get(6)?,
        description: row.try_get(7)?,
        role: role(row.try_get(8)?)?,
        is_enabled: row.try_get(9)?,
        user_data: row.try_get(10)?,
        creator: row.try_get(11)?,
        created_at: Timestamp(row.try_get(12)?),
        updated_at: Timestamp(row.try_get(13)?),
        login_at: row.try_get::<_, Option<i64>>(14)?.map(Timestamp),
        refreshed_at: row.try_get::<_, Option<i64>>(15)?.map(Timestamp),
        default_drive: row.try_get::<_, Option<i64>>(16)?.map(DriveId),
    })
}
