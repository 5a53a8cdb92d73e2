//! Earlier contents of files, in SQLite.

use assay_types::{DriveId, FileId, RevisionId};
use rusqlite::{Connection, Row};

use super::super::fault::Fault;
use crate::{
    RevisionRow,
    row::{count, count_column, limit_column, sha256},
};

/// Writes one, new or changed.
pub(super) fn put(connection: &Connection, drive: DriveId, row: &RevisionRow) -> Result<(), Fault> {
    connection
        .prepare_cached(
            "INSERT INTO revisions (drive, file, revision, content, size_bytes, detail)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (drive, file, revision) DO UPDATE SET
                 content = excluded.content, size_bytes = excluded.size_bytes, detail = excluded.detail",
        )?
        .execute((
            drive.0,
            row.file.0,
            row.id.0,
            row.content.as_bytes(),
            count_column(row.size_bytes),
            &row.detail,
        ))?;
    Ok(())
}

/// Deletes one.
pub(super) fn delete(
    connection: &Connection,
    drive: DriveId,
    file: FileId,
    revision: RevisionId,
) -> Result<(), Fault> {
    connection
        .prepare_cached("DELETE FROM revisions WHERE drive = ?1 AND file = ?2 AND revision = ?3")?
        .execute((drive.0, file.0, revision.0))?;
    Ok(())
}

/// See [`crate::DriveStore::revisions`].
pub(super) fn list(
    connection: &Connection,
    drive: DriveId,
    file: FileId,
    before: Option<RevisionId>,
    limit: usize,
) -> Result<Vec<RevisionRow>, Fault> {
    let before = before.map_or(i64::MAX, |revision| revision.0);
    connection
        .prepare_cached(
            "SELECT file, revision, content, size_bytes, detail FROM revisions
             WHERE drive = ?1 AND file = ?2 AND revision < ?3 ORDER BY revision DESC LIMIT ?4",
        )?
        .query_and_then((drive.0, file.0, before, limit_column(limit)), read)?
        .collect()
}

/// See [`crate::DriveStore::revision`].
pub(super) fn get(
    connection: &Connection,
    drive: DriveId,
    file: FileId,
    revision: RevisionId,
) -> Result<Option<RevisionRow>, Fault> {
    connection
        .prepare_cached(
            "SELECT file, revision, content, size_bytes, detail FROM revisions
             WHERE drive = ?1 AND file = ?2 AND revision = ?3",
        )?
        .query_and_then((drive.0, file.0, revision.0), read)?
        .next()
        .transpose()
}

fn read(row: &Row<'_>) -> Result<RevisionRow, Fault> {
    Ok(RevisionRow {
        file: FileId(row.get(0)?),
        id: RevisionId(row.get(1)?),
        content: sha256("revisions", &row.get::<_, Vec<u8>>(2)?)?,
        size_bytes: count("revisions", row.get(3)?)?,
        detail: row.get(4)?,
    })
}
