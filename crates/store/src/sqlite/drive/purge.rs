//! Removes what was in a drive that is gone.

use assay_types::{DriveId, FileId, Timestamp};
use rusqlite::Connection;

use super::{super::fault::Fault, write};
use crate::{row::limit_column, sqlite::blob::drop_reference};

/// Removes so many rows; whether there may be more. Nothing while the drive is there.
pub(in crate::sqlite) fn purge(
    connection: &Connection,
    drive: DriveId,
    limit: usize,
    now: Timestamp,
) -> Result<bool, Fault> {
    if connection.prepare_cached("SELECT 1 FROM drives WHERE drive = ?1")?.exists([drive.0])? {
        return Ok(false);
    }
    let limit = limit_column(limit);
    // Uploads before their parts: no part arrives for an upload that is gone.
    let uploads = "DELETE FROM drive_uploads WHERE drive = ?1 AND upload IN
                       (SELECT upload FROM drive_uploads WHERE drive = ?1 LIMIT ?2)";
    if connection.prepare_cached(uploads)?.execute((drive.0, limit))? > 0 {
        return Ok(true);
    }
    for (table, key) in [("drive_parts", "upload, number"), ("revisions", "file, revision")] {
        let sql = format!(
            "DELETE FROM {table} WHERE drive = ?1 AND ({key}) IN
                 (SELECT {key} FROM {table} WHERE drive = ?1 LIMIT ?2) RETURNING content"
        );
        let contents: Vec<Vec<u8>> = connection
            .prepare_cached(&sql)?
            .query_map((drive.0, limit), |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        for content in &contents {
            drop_reference(connection, content, Some(now))?;
        }
        if !contents.is_empty() {
            return Ok(true);
        }
    }
    if purge_files(connection, drive, limit, now)? {
        return Ok(true);
    }
    let changes = "DELETE FROM drive_changes WHERE drive = ?1 AND seq IN
                       (SELECT seq FROM drive_changes WHERE drive = ?1 LIMIT ?2)";
    Ok(connection.prepare_cached(changes)?.execute((drive.0, limit))? > 0)
}

fn purge_files(connection: &Connection, drive: DriveId, limit: i64, now: Timestamp) -> Result<bool, Fault> {
    let files: Vec<(i64, Option<Vec<u8>>)> = connection
        .prepare_cached("SELECT file, content FROM files WHERE drive = ?1 ORDER BY file LIMIT ?2")?
        .query_map((drive.0, limit), |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (file, content) in &files {
        write::delete(connection, drive, FileId(*file))?;
        if let Some(content) = content {
            drop_reference(connection, content, Some(now))?;
        }
    }
    Ok(!files.is_empty())
}
