//! Domains' rows.

use assay_types::{DomainId, Timestamp};
use deadpool_postgres::GenericClient;
use tokio_postgres::{Row, types::ToSql};

use super::{and, denied};
use crate::{
    Denied, DomainQuery, DomainRow, DomainUsage, Entity,
    directory::column::folded,
    postgres::{
        fault::Fault,
        statement::{execute, query, query_opt, text},
    },
    row::{corrupt, count, count_column, limit_column},
};

const COLUMNS: &str = "domain, tenant, parent, name, description, init_drive, init_bytes, size_quota, user_quota, \
                       detail, created_at, updated_at";

pub(super) async fn insert(client: &impl GenericClient, row: &DomainRow) -> Result<(), Fault> {
    let sql = format!(
        "INSERT INTO domains ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT DO NOTHING"
    );
    let inserted = execute(
        client,
        &sql,
        &[
            &row.id.as_str(),
            &row.tenant.as_str(),
            &row.parent.as_ref().map(DomainId::as_str),
            &text(&row.name),
            &text(&row.description),
            &row.has_init_drive,
            &row.init_bytes.map(count_column),
            &row.size_quota.map(count_column),
            &row.user_quota.map(count_column),
            &text(&row.detail),
            &row.created_at.as_millis(),
            &row.updated_at.as_millis(),
        ],
    )
    .await?;
    if inserted == 1 { Ok(()) } else { Err(denied(Denied::Exists(Entity::Domain))) }
}

pub(super) async fn find(client: &impl GenericClient, domain: &DomainId) -> Result<Option<DomainRow>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM domains WHERE domain = $1");
    query_opt(client, &sql, &[&domain.as_str()]).await?.as_ref().map(read).transpose()
}

pub(super) async fn list(client: &impl GenericClient, wanted: &DomainQuery) -> Result<Vec<DomainRow>, Fault> {
    let limit = limit_column(wanted.limit);
    let part = wanted.name_part.as_deref().map(|part| text(&folded(part)).into_owned());
    let tenant = wanted.tenant.as_str();
    let (parent, after) =
        (wanted.parent.as_ref().map(DomainId::as_str), wanted.after.as_ref().map(DomainId::as_str));
    let mut sql = format!("SELECT {COLUMNS} FROM domains WHERE tenant = $1");
    let mut values: Vec<&(dyn ToSql + Sync)> = vec![&tenant, &limit];
    if let Some(parent) = &parent {
        values.push(parent);
        and(&mut sql, "parent = ?", values.len());
    }
    if let Some(after) = &after {
        values.push(after);
        and(&mut sql, "domain > ?", values.len());
    }
    if let Some(part) = &part {
        values.push(part);
        and(&mut sql, "strpos(lower(name), ?) > 0", values.len());
    }
    sql += " ORDER BY domain LIMIT $2";
    query(client, &sql, &values).await?.iter().map(read).collect()
}

pub(super) async fn update(
    client: &impl GenericClient,
    row: &DomainRow,
    read: Timestamp,
) -> Result<u64, Fault> {
    let sql =
        "UPDATE domains SET name = $3, description = $4, init_drive = $5, init_bytes = $6, size_quota = $7,
                   user_quota = $8, detail = $9, updated_at = greatest($10, $2 + 1)
               WHERE domain = $1 AND updated_at = $2";
    execute(
        client,
        sql,
        &[
            &row.id.as_str(),
            &read.as_millis(),
            &text(&row.name),
            &text(&row.description),
            &row.has_init_drive,
            &row.init_bytes.map(count_column),
            &row.size_quota.map(count_column),
            &row.user_quota.map(count_column),
            &text(&row.detail),
            &row.updated_at.as_millis(),
        ],
    )
    .await
}

/// Whether there is more in a domain than its first user and empty drives.
pub(super) async fn is_in_use(client: &impl GenericClient, domain: &DomainId) -> Result<bool, Fault> {
    let sql = "SELECT EXISTS (SELECT 1 FROM domains WHERE parent = $1)
                   OR EXISTS (SELECT 1 FROM user_groups WHERE domain = $1)
                   OR EXISTS (SELECT 1 FROM drives WHERE domain = $1 AND used_bytes > 0)
                   OR (SELECT count(*) FROM users WHERE domain = $1) > 1";
    let row = query_opt(client, sql, &[&domain.as_str()]).await?.ok_or(Fault::Conflict)?;
    Ok(row.try_get(0)?)
}

/// Removes a domain that is not in use.
pub(super) async fn delete(client: &impl GenericClient, domain: &DomainId) -> Result<(), Fault> {
    for table in ["user_tokens", "account_links", "users", "domains"] {
        let sql = format!("DELETE FROM {table} WHERE domain = $1");
        execute(client, &sql, &[&domain.as_str()]).await?;
    }
    Ok(())
}

pub(super) async fn usage(client: &impl GenericClient, domain: &DomainId) -> Result<DomainUsage, Fault> {
    let sql = "SELECT (SELECT coalesce(sum(used_bytes), 0)::bigint FROM drives WHERE domain = $1),
                      (SELECT count(*) FROM users WHERE domain = $1)";
    let row = query_opt(client, sql, &[&domain.as_str()]).await?.ok_or(Fault::Conflict)?;
    Ok(DomainUsage { bytes: count("drives", row.try_get(0)?)?, users: count("users", row.try_get(1)?)? })
}

fn read(row: &Row) -> Result<DomainRow, Fault> {
    const TABLE: &str = "domains";
    let bytes = |column: usize| -> Result<Option<u64>, Fault> {
        Ok(row.try_get::<_, Option<i64>>(column)?.map(|bytes| count(TABLE, bytes)).transpose()?)
    };
    let parent: Option<String> = row.try_get(2)?;
    Ok(DomainRow {
        id: row.try_get::<_, String>(0)?.try_into().map_err(|error| corrupt(TABLE, &error))?,
        tenant: row.try_get::<_, String>(1)?.try_into().map_err(|error| corrupt(TABLE, &error))?,
        parent: parent.map(DomainId::try_from).transpose().map_err(|error| corrupt(TABLE, &error))?,
        name: row.try_get(3)?,
        description: row.try_get(4)?,
        has_init_drive: row.try_get(5)?,
        init_bytes: bytes(6)?,
        size_quota: bytes(7)?,
        user_quota: bytes(8)?,
        detail: row.try_get(9)?,
        created_at: Timestamp(row.try_get(10)?),
        updated_at: Timestamp(row.try_get(11)?),
    })
}
