//! Domains' rows.

use assay_types::{DomainId, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Row, ToSql, params};

use super::denied;
use crate::{
    Denied, DomainQuery, DomainRow, DomainUsage, Entity,
    directory::column::folded,
    row::{corrupt, count, count_column, limit_column},
    sqlite::fault::Fault,
};

const COLUMNS: &str = "domain, tenant, parent, name, description, init_drive, init_bytes, size_quota, user_quota, \
                       detail, created_at, updated_at";

pub(super) fn insert(connection: &Connection, row: &DomainRow) -> Result<(), Fault> {
    let sql = format!(
        "INSERT INTO domains ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
         ON CONFLICT DO NOTHING"
    );
    let inserted = connection.prepare_cached(&sql)?.execute(params![
        row.id.as_str(),
        row.tenant.as_str(),
        row.parent.as_ref().map(DomainId::as_str),
        row.name,
        row.description,
        row.has_init_drive,
        row.init_bytes.map(count_column),
        row.size_quota.map(count_column),
        row.user_quota.map(count_column),
        row.detail,
        row.created_at.as_millis(),
        row.updated_at.as_millis(),
    ])?;
    if inserted == 1 { Ok(()) } else { Err(denied(Denied::Exists(Entity::Domain))) }
}

pub(super) fn find(connection: &Connection, domain: &DomainId) -> Result<Option<DomainRow>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM domains WHERE domain = ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([domain.as_str()])?;
    rows.next()?.map(read).transpose()
}

pub(super) fn exists(connection: &Connection, domain: &DomainId) -> Result<bool, Fault> {
    let sql = "SELECT 1 FROM domains WHERE domain = ?1";
    Ok(connection.prepare_cached(sql)?.exists([domain.as_str()])?)
}

pub(super) fn list(connection: &Connection, query: &DomainQuery) -> Result<Vec<DomainRow>, Fault> {
    let limit = limit_column(query.limit);
    let part = query.name_part.as_deref().map(folded);
    let mut sql = format!("SELECT {COLUMNS} FROM domains WHERE tenant = :tenant");
    let tenant = query.tenant.as_str();
    let mut values: Vec<(&str, &dyn ToSql)> = vec![(":tenant", &tenant), (":limit", &limit)];
    let (parent, after) =
        (query.parent.as_ref().map(DomainId::as_str), query.after.as_ref().map(DomainId::as_str));
    if let Some(parent) = &parent {
        sql += " AND parent = :parent";
        values.push((":parent", parent));
    }
    if let Some(after) = &after {
        sql += " AND domain > :after";
        values.push((":after", after));
    }
    if let Some(part) = &part {
        sql += " AND instr(lower(name), :part) > 0";
        values.push((":part", part));
    }
    sql += " ORDER BY domain LIMIT :limit";
    let mut statement = connection.prepare_cached(&sql)?;
    statement.query_and_then(values.as_slice(), read)?.collect()
}

pub(super) fn update(connection: &Connection, row: &DomainRow, read: Timestamp) -> Result<usize, Fault> {
    let sql =
        "UPDATE domains SET name = ?3, description = ?4, init_drive = ?5, init_bytes = ?6, size_quota = ?7,
                   user_quota = ?8, detail = ?9, updated_at = max(?10, ?2 + 1)
               WHERE domain = ?1 AND updated_at = ?2";
    Ok(connection.prepare_cached(sql)?.execute(params![
        row.id.as_str(),
        read.as_millis(),
        row.name,
        row.description,
        row.has_init_drive,
        row.init_bytes.map(count_column),
        row.size_quota.map(count_column),
        row.user_quota.map(count_column),
        row.detail,
        row.updated_at.as_millis(),
    ])?)
}

/// Whether there is more in a domain than its first user and empty drives.
pub(super) fn is_in_use(connection: &Connection, domain: &DomainId) -> Result<bool, Fault> {
    let sql = "SELECT EXISTS (SELECT 1 FROM domains WHERE parent = ?1)
                   OR EXISTS (SELECT 1 FROM user_groups WHERE domain = ?1)
                   OR EXISTS (SELECT 1 FROM drives WHERE domain = ?1 AND used_bytes > 0)
                   OR (SELECT count(*) FROM users WHERE domain = ?1) > 1";
    Ok(connection.prepare_cached(sql)?.query_row([domain.as_str()], |row| row.get(0))?)
}

/// Removes a domain that is not in use.
pub(super) fn delete(connection: &Connection, domain: &DomainId) -> Result<(), Fault> {
    for table in ["user_tokens", "account_links", "users", "domains"] {
        let sql = format!("DELETE FROM {table} WHERE domain = ?1");
        connection.prepare_cached(&sql)?.execute([domain.as_str()])?;
    }
    Ok(())
}

pub(super) fn usage(connection: &Connection, domain: &DomainId) -> Result<DomainUsage, Fault> {
    let sql = "SELECT (SELECT coalesce(sum(used_bytes), 0) FROM drives WHERE domain = ?1),
                      (SELECT count(*) FROM users WHERE domain = ?1)";
    let row = connection
        .prepare_cached(sql)?
        .query_row([domain.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .unwrap_or_default();
    Ok(DomainUsage { bytes: count("drives", row.0)?, users: count("users", row.1)? })
}

fn read(row: &Row<'_>) -> Result<DomainRow, Fault> {
    const TABLE: &str = "domains";
    let bytes = |column: usize| -> Result<Option<u64>, Fault> {
        Ok(row.get::<_, Option<i64>>(column)?.map(|bytes| count(TABLE, bytes)).transpose()?)
    };
    let parent: Option<String> = row.get(2)?;
    Ok(DomainRow {
        id: row.get::<_, String>(0)?.try_into().map_err(|error| corrupt(TABLE, &error))?,
        tenant: row.get::<_, String>(1)?.try_into().map_err(|error| corrupt(TABLE, &error))?,
        parent: parent.map(DomainId::try_from).transpose().map_err(|error| corrupt(TABLE, &error))?,
        name: row.get(3)?,
        description: row.get(4)?,
        has_init_drive: row.get(5)?,
        init_bytes: bytes(6)?,
        size_quota: bytes(7)?,
        user_quota: bytes(8)?,
        detail: row.get(9)?,
        created_at: Timestamp(row.get(10)?),
        updated_at: Timestamp(row.get(11)?),
    })
}
