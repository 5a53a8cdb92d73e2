//! Drives' rows.

use assay_types::{DomainId, DriveId, Timestamp};
use rusqlite::{Connection, ErrorCode, Row, ToSql, params};

use super::denied;
use crate::{
    Denied, DriveQuery, DriveRow, DropDrives, Entity, OwnerKind,
    directory::column::{folded, kind, kind_column},
    row::{corrupt, count, count_column, limit_column},
    sqlite::{fault::Fault, job::enqueue, rights},
};

const COLUMNS: &str = "drive, tenant, domain, name, description, drive_type, owner_kind, owner, is_default, \
                       is_enabled, total_bytes, used_bytes, creator, created_at, updated_at";

pub(super) fn insert(connection: &Connection, row: &DriveRow) -> Result<(), Fault> {
    // Drives that are gone keep their ids until the last of their files' rows is gone too, so an id that was one of
    // theirs must not come back; new ids are later than all others, and so never are.
    let sql = format!(
        "INSERT INTO drives ({COLUMNS}, tree, last_change)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, 0, 0)"
    );
    let inserted = connection.prepare_cached(&sql)?.execute(params![
        row.id.0,
        row.tenant.as_str(),
        row.domain.as_str(),
        row.name,
        row.description,
        row.drive_type,
        kind_column(row.owner_kind),
        row.owner,
        row.is_default,
        row.is_enabled,
        row.total_bytes.map(count_column),
        count_column(row.used_bytes),
        row.creator,
        row.created_at.as_millis(),
        row.updated_at.as_millis(),
    ]);
    match inserted {
        Ok(_) => Ok(()),
        Err(error) => Err(taken(connection, row.id, error)?),
    }
}

/// What a violated unique index means: the id is taken, or the owner has a default drive.
fn taken(connection: &Connection, drive: DriveId, error: rusqlite::Error) -> Result<Fault, Fault> {
    if error.sqlite_error_code() != Some(ErrorCode::ConstraintViolation) {
        return Ok(error.into());
    }
    let is_id = find(connection, drive)?.is_some();
    Ok(denied(Denied::Exists(if is_id { Entity::Drive } else { Entity::DefaultDrive })))
}

pub(super) fn find(connection: &Connection, drive: DriveId) -> Result<Option<DriveRow>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM drives WHERE drive = ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([drive.0])?;
    rows.next()?.map(read).transpose()
}

pub(super) fn find_default(
    connection: &Connection,
    domain: &DomainId,
    owner_kind: OwnerKind,
    owner: &str,
) -> Result<Option<DriveRow>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM drives WHERE domain = ?1 AND owner_kind = ?2 AND owner = ?3 AND is_default"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query((domain.as_str(), kind_column(owner_kind), owner))?;
    rows.next()?.map(read).transpose()
}

pub(super) fn list(connection: &Connection, query: &DriveQuery) -> Result<Vec<DriveRow>, Fault> {
    let (domain, limit) = (query.domain.as_str(), limit_column(query.limit));
    let after = query.after.map_or(0, |drive| drive.0);
    let kind = query.owner_kind.map(kind_column);
    let part = query.name_part.as_deref().map(folded);
    let mut sql = format!("SELECT {COLUMNS} FROM drives WHERE domain = :domain AND drive > :after");
    let mut values: Vec<(&str, &dyn ToSql)> =
        vec![(":domain", &domain), (":after", &after), (":limit", &limit)];
    if let Some(kind) = &kind {
        sql += " AND owner_kind = :kind";
        values.push((":kind", kind));
    }
    let owners = query.owners.as_ref().map(|owners| json_array(owners));
    if let Some(owners) = &owners {
        sql += " AND owner IN (SELECT value FROM json_each(:owners))";
        values.push((":owners", owners));
    }
    if let Some(part) = &part {
        sql += " AND instr(lower(name), :part) > 0";
        values.push((":part", part));
    }
    sql += " ORDER BY drive LIMIT :limit";
    let mut statement = connection.prepare_cached(&sql)?;
    statement.query_and_then(values.as_slice(), read)?.collect()
}

/// Owners' ids as one value. They are made of letters, digits, `-`, `_` and `.`; what is not names nobody.
fn json_array(owners: &[String]) -> String {
    let is_plain = |owner: &&String| owner.bytes().all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\');
    let quoted: Vec<_> = owners.iter().filter(is_plain).map(|owner| format!("\"{owner}\"")).collect();
    format!("[{}]", quoted.join(","))
}

pub(super) fn update(connection: &Connection, row: &DriveRow, read: Timestamp) -> Result<usize, Fault> {
    let sql = "UPDATE drives SET name = ?3, description = ?4, owner_kind = ?5, owner = ?6, is_default = ?7,
                   is_enabled = ?8, total_bytes = ?9, updated_at = max(?10, ?2 + 1)
               WHERE drive = ?1 AND updated_at = ?2";
    let changed = connection.prepare_cached(sql)?.execute(params![
        row.id.0,
        read.as_millis(),
        row.name,
        row.description,
        kind_column(row.owner_kind),
        row.owner,
        row.is_default,
        row.is_enabled,
        row.total_bytes.map(count_column),
        row.updated_at.as_millis(),
    ]);
    changed.map_err(|error| match error.sqlite_error_code() {
        Some(ErrorCode::ConstraintViolation) => denied(Denied::Exists(Entity::DefaultDrive)),
        _ => error.into(),
    })
}

/// Removes a drive's row and leaves what was in the drive to a job.
pub(super) fn delete(connection: &Connection, drive: DriveId, drop: &DropDrives) -> Result<bool, Fault> {
    let deleted = connection.prepare_cached("DELETE FROM drives WHERE drive = ?1")?.execute([drive.0])?;
    if deleted == 1 {
        rights::forget_drive(connection, drive)?;
        enqueue(connection, &drop.job(drive))?;
    }
    Ok(deleted == 1)
}

/// The same with all drives of a domain, or of one owner in it.
pub(super) fn delete_all(
    connection: &Connection,
    domain: &DomainId,
    owner: Option<(OwnerKind, &str)>,
    drop: &DropDrives,
) -> Result<(), Fault> {
    let drives: Vec<i64> = match owner {
        None => connection
            .prepare_cached("SELECT drive FROM drives WHERE domain = ?1")?
            .query_map([domain.as_str()], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?,
        Some((kind, owner)) => connection
            .prepare_cached("SELECT drive FROM drives WHERE domain = ?1 AND owner_kind = ?2 AND owner = ?3")?
            .query_map((domain.as_str(), kind_column(kind), owner), |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?,
    };
    for drive in drives {
        delete(connection, DriveId(drive), drop)?;
    }
    Ok(())
}

fn read(row: &Row<'_>) -> Result<DriveRow, Fault> {
    const TABLE: &str = "drives";
    let total: Option<i64> = row.get(10)?;
    Ok(DriveRow {
        id: DriveId(row.get(0)?),
        tenant: row.get::<_, String>(1)?.try_into().map_err(|error| corrupt(TABLE, &error))?,
        domain: row.get::<_, String>(2)?.try_into().map_err(|error| corrupt(TABLE, &error))?,
        name: row.get(3)?,
        description: row.get(4)?,
        drive_type: row.get(5)?,
        owner_kind: kind(TABLE, row.get(6)?)?,
        owner: row.get(7)?,
        is_default: row.get(8)?,
        is_enabled: row.get(9)?,
        total_bytes: total.map(|bytes| count(TABLE, bytes)).transpose()?,
        used_bytes: count(TABLE, row.get(11)?)?,
        creator: row.get(12)?,
        created_at: Timestamp(row.get(13)?),
        updated_at: Timestamp(row.get(14)?),
    })
}
