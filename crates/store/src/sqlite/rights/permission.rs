//! Permissions, in SQLite.

use assay_types::{DomainId, DriveId, FileId, Timestamp};
use rusqlite::{Connection, Row, params};

use super::super::{directory::check_party, fault::Fault};
use crate::{
    Party, PermissionKey, PermissionRow,
    directory::column::kind_column,
    rights::{PermissionColumns, merged, start_of},
    row::{count, limit_column},
};

const COLUMNS: &str = "drive, file, kind, grantee, role, domain, expires_at, disinherit, creator, created_at";

/// See [`crate::RightsStore::put_permissions`].
pub(super) fn put(
    connection: &Connection,
    rows: &[PermissionRow],
    per_file: usize,
    per_grantee: usize,
    now: Timestamp,
) -> Result<bool, Fault> {
    let Some(first) = rows.first() else { return Ok(true) };
    let (drive, file) = (first.key.drive, first.key.file);
    let existing = on_file(connection, drive, file, now)?;
    let existing = existing.into_iter().map(|row| (row.key.grantee, row.key.role)).collect();
    let (on_file, by_grantee) = merged(existing, rows);
    if on_file > per_file {
        return Ok(false);
    }
    let mut elsewhere = connection.prepare_cached(
        "SELECT count(*) FROM file_permissions
         WHERE domain = ?1 AND kind = ?2 AND grantee = ?3 AND drive = ?4 AND file <> ?5
             AND (expires_at IS NULL OR expires_at > ?6)",
    )?;
    for (grantee, here) in by_grantee {
        // A name may come back, and must not find rights waiting for it.
        check_party(connection, &first.domain, &grantee)?;
        let kind = kind_column(grantee.kind());
        let values = params![first.domain.as_str(), kind, grantee.id(), drive.0, file.0, now.as_millis()];
        let elsewhere = count("file_permissions", elsewhere.query_row(values, |row| row.get(0))?)?;
        if elsewhere.saturating_add(here as u64) > per_grantee as u64 {
            return Ok(false);
        }
    }
    connection
        .prepare_cached("DELETE FROM file_permissions WHERE drive = ?1 AND file = ?2 AND expires_at <= ?3")?
        .execute((drive.0, file.0, now.as_millis()))?;
    let sql = format!(
        "INSERT INTO file_permissions ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT DO UPDATE SET
             domain = excluded.domain, expires_at = excluded.expires_at,
             disinherit = excluded.disinherit, creator = excluded.creator, created_at = excluded.created_at"
    );
    let mut insert = connection.prepare_cached(&sql)?;
    for row in rows {
        insert.execute(params![
            row.key.drive.0,
            row.key.file.0,
            kind_column(row.key.grantee.kind()),
            row.key.grantee.id(),
            row.key.role,
            row.domain.as_str(),
            row.expires_at.map(Timestamp::as_millis),
            row.disinherit_sub_group,
            row.creator,
            row.created_at.as_millis(),
        ])?;
    }
    Ok(true)
}

/// See [`crate::RightsStore::remove_permissions`].
pub(super) fn remove(
    connection: &Connection,
    drive: DriveId,
    file: FileId,
    members: &[(Party, String)],
) -> Result<u64, Fault> {
    let mut statement = connection.prepare_cached(
        "DELETE FROM file_permissions
         WHERE drive = ?1 AND file = ?2 AND kind = ?3 AND grantee = ?4 AND role = ?5",
    )?;
    let mut removed = 0;
    for (grantee, role) in members {
        let kind = kind_column(grantee.kind());
        removed += statement.execute(params![drive.0, file.0, kind, grantee.id(), role])? as u64;
    }
    Ok(removed)
}

/// See [`crate::RightsStore::permissions_on`].
pub(super) fn on_file(
    connection: &Connection,
    drive: DriveId,
    file: FileId,
    now: Timestamp,
) -> Result<Vec<PermissionRow>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM file_permissions
         WHERE drive = ?1 AND file = ?2 AND (expires_at IS NULL OR expires_at > ?3)
         ORDER BY drive, file, kind, grantee, role"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map((drive.0, file.0, now.as_millis()), read)?;
    rows.map(|row| Ok(row?.try_into()?)).collect()
}

/// See [`crate::RightsStore::permissions_of`].
pub(super) fn in_drive(
    connection: &Connection,
    drive: DriveId,
    domain: &DomainId,
    grantees: &[Party],
    now: Timestamp,
) -> Result<Vec<PermissionRow>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM file_permissions
         WHERE domain = ?1 AND kind = ?2 AND grantee = ?3 AND drive = ?4
             AND (expires_at IS NULL OR expires_at > ?5)"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut found = Vec::new();
    for grantee in grantees {
        let kind = kind_column(grantee.kind());
        let values = params![domain.as_str(), kind, grantee.id(), drive.0, now.as_millis()];
        for row in statement.query_map(values, read)? {
            found.push(row?.try_into()?);
        }
    }
    Ok(found)
}

/// See [`crate::RightsStore::permissions_in_domain`].
pub(super) fn in_domain(
    connection: &Connection,
    domain: &DomainId,
    grantees: &[Party],
    after: Option<&PermissionKey>,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<PermissionRow>, Fault> {
    // One walk along the index for each grantee; the page is the first of what they find together. Within one
    // grantee the order of the keys is that of the index.
    let sql = format!(
        "SELECT {COLUMNS} FROM file_permissions
         WHERE domain = ?1 AND kind = ?2 AND grantee = ?3 AND (drive, file, role) > (?4, ?5, ?6)
             AND (expires_at IS NULL OR expires_at > ?7)
         ORDER BY drive, file, role LIMIT ?8"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut found = Vec::<PermissionRow>::new();
    for grantee in grantees {
        let (drive, file, role) = start_of(grantee, after);
        let kind = kind_column(grantee.kind());
        let values = params![
            domain.as_str(),
            kind,
            grantee.id(),
            drive,
            file,
            role,
            now.as_millis(),
            limit_column(limit)
        ];
        for row in statement.query_map(values, read)? {
            found.push(row?.try_into()?);
        }
    }
    found.sort_unstable_by(|a, b| a.key.cmp(&b.key));
    found.truncate(limit);
    Ok(found)
}

/// Deletes what a grantee was permitted.
pub(super) fn forget_grantee(
    connection: &Connection,
    domain: &DomainId,
    grantee: &Party,
) -> Result<(), Fault> {
    connection
        .prepare_cached("DELETE FROM file_permissions WHERE domain = ?1 AND kind = ?2 AND grantee = ?3")?
        .execute(params![domain.as_str(), kind_column(grantee.kind()), grantee.id()])?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<PermissionColumns> {
    Ok(PermissionColumns {
        drive: row.get(0)?,
        file: row.get(1)?,
        kind: row.get(2)?,
        grantee: row.get(3)?,
        role: row.get(4)?,
        domain: row.get(5)?,
        expires_at: row.get(6)?,
        disinherit: row.get(7)?,
        creator: row.get(8)?,
        created_at: row.get(9)?,
    })
}
