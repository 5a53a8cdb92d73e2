//! Rows of files, written: the row, its columns, its labels, and its name in the index.

use assay_types::{DriveId, FileId, Sha1Digest, Sha256Digest, Timestamp};
use rusqlite::{Connection, OptionalExtension as _};

use super::{super::fault::Fault, names};
use crate::{
    Columns, FileRow, FileState, Refused, StoreError,
    drive::{column::offset_column, grams},
    row::count_column,
};

/// The values of a row of `files`, 12 in all: the same for a new one and a changed one.
macro_rules! row_values {
    ($drive:expr, $row:expr) => {
        rusqlite::params![
            $drive.0,
            $row.id.0,
            $row.parent.0,
            $row.kind.column(),
            $row.state.column(),
            count_column($row.size_bytes),
            $row.revision.0,
            $row.content.as_ref().map(Sha256Digest::as_bytes),
            offset_column($row.entry.head),
            offset_column($row.entry.name.start),
            offset_column($row.entry.name.end),
            $row.entry.text,
        ]
    };
}

/// The values of a row of `file_columns`, 19 in all.
macro_rules! column_values {
    ($drive:expr, $row:expr, $columns:expr, $folded:expr) => {
        rusqlite::params![
            $drive.0,
            $row.id.0,
            $row.parent.0,
            $row.kind.column(),
            $row.state.column(),
            count_column($row.size_bytes),
            $columns.created_at.as_millis(),
            $columns.updated_at.as_millis(),
            $columns.trashed_at.map_or(0, Timestamp::as_millis),
            $columns.hidden,
            $columns.starred,
            $columns.name,
            (*$folded != *$columns.name).then_some(&$folded),
            $columns.extension,
            $columns.category,
            $columns.mime_type,
            $columns.sha1.as_ref().map(Sha1Digest::as_bytes),
            !$columns.labels.is_empty(),
            $columns.description,
        ]
    };
}

/// Adds a file or folder.
pub(super) fn insert(
    connection: &Connection,
    drive: DriveId,
    row: &FileRow,
    columns: &Columns,
) -> Result<(), Fault> {
    let is_new = row.id != FileId::ROOT
        && connection
            .prepare_cached(
                "INSERT INTO files (drive, file, parent, kind, state, version, size_bytes, revision, content,
                                    head, name_from, name_to, entry)
                 VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
                 ON CONFLICT DO NOTHING",
            )?
            .execute(row_values!(drive, row))?
            == 1;
    if !is_new {
        return Err(StoreError::Refused(Refused::Exists(row.id)).into());
    }
    let folded = grams::fold(&columns.name);
    connection
        .prepare_cached(
            "INSERT INTO file_columns (drive, file, parent, kind, state, size_bytes, created_at, updated_at,
                                       trashed_at, hidden, starred, name, folded, extension, category,
                                       mime_type, sha1, has_labels, description)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
        )?
        .execute(column_values!(drive, row, columns, folded))?;
    if row.state == FileState::Available {
        names::due(connection, drive, connection.last_insert_rowid(), false, Some(&folded))?;
    }
    insert_labels(connection, drive, row.id, columns)
}

/// Writes a file or folder in place of the one with its id, if there is one.
pub(super) fn update(
    connection: &Connection,
    drive: DriveId,
    row: &FileRow,
    columns: &Columns,
) -> Result<(), Fault> {
    let Some(before) = before(connection, drive, row.id)? else { return Ok(()) };
    connection
        .prepare_cached(
            "UPDATE files SET parent = ?3, kind = ?4, state = ?5, version = version + 1, size_bytes = ?6,
                              revision = ?7, content = ?8, head = ?9, name_from = ?10, name_to = ?11,
                              entry = ?12
             WHERE drive = ?1 AND file = ?2",
        )?
        .execute(row_values!(drive, row))?;
    let folded = grams::fold(&columns.name);
    connection
        .prepare_cached(
            "UPDATE file_columns SET parent = ?3, kind = ?4, state = ?5, size_bytes = ?6, created_at = ?7,
                                     updated_at = ?8, trashed_at = ?9, hidden = ?10, starred = ?11, name = ?12,
                                     folded = ?13, extension = ?14, category = ?15, mime_type = ?16, sha1 = ?17,
                                     has_labels = ?18, description = ?19
             WHERE drive = ?1 AND file = ?2",
        )?
        .execute(column_values!(drive, row, columns, folded))?;
    let name = (row.state == FileState::Available).then_some(folded.as_str());
    if name != before.name.as_deref() {
        names::due(connection, drive, before.number, before.name.is_some(), name)?;
    }
    if before.has_labels {
        delete_labels(connection, drive, row.id)?;
    }
    insert_labels(connection, drive, row.id, columns)
}

/// Deletes a file or folder, and the rows of its earlier contents.
pub(super) fn delete(connection: &Connection, drive: DriveId, file: FileId) -> Result<(), Fault> {
    let Some(before) = before(connection, drive, file)? else { return Ok(()) };
    if before.name.is_some() {
        names::due(connection, drive, before.number, true, None)?;
    }
    if before.has_labels {
        delete_labels(connection, drive, file)?;
    }
    for statement in [
        "DELETE FROM file_columns WHERE drive = ?1 AND file = ?2",
        "DELETE FROM revisions WHERE drive = ?1 AND file = ?2",
        "DELETE FROM file_permissions WHERE drive = ?1 AND file = ?2",
        "DELETE FROM files WHERE drive = ?1 AND file = ?2",
    ] {
        connection.prepare_cached(statement)?.execute((drive.0, file.0))?;
    }
    Ok(())
}

/// What is beside a row that is about to change.
struct Before {
    number: i64,
    /// The folded name, where it is in the index.
    name: Option<String>,
    has_labels: bool,
}

fn before(connection: &Connection, drive: DriveId, file: FileId) -> Result<Option<Before>, Fault> {
    let before = connection
        .prepare_cached(
            "SELECT number, iif(state = ?3, coalesce(folded, name), NULL), has_labels FROM file_columns
             WHERE drive = ?1 AND file = ?2",
        )?
        .query_row((drive.0, file.0, FileState::Available.column()), |row| {
            Ok(Before { number: row.get(0)?, name: row.get(1)?, has_labels: row.get(2)? })
        })
        .optional()?;
    Ok(before)
}

fn insert_labels(
    connection: &Connection,
    drive: DriveId,
    file: FileId,
    columns: &Columns,
) -> Result<(), Fault> {
    for label in &columns.labels {
        connection
            .prepare_cached(
                "INSERT INTO file_labels (drive, label, file) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            )?
            .execute((drive.0, label, file.0))?;
    }
    Ok(())
}

fn delete_labels(connection: &Connection, drive: DriveId, file: FileId) -> Result<(), Fault> {
    connection
        .prepare_cached("DELETE FROM file_labels WHERE drive = ?1 AND file = ?2")?
        .execute((drive.0, file.0))?;
    Ok(())
}
