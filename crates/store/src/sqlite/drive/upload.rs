//! Uploads under way and their parts, in SQLite.

use assay_types::{DriveId, FileId, Timestamp, UploadId};
use rusqlite::{Connection, OptionalExtension as _, Row};

use super::super::{
    blob::{drop_reference, take_reference},
    fault::Fault,
};
use crate::{
    PartRow, UploadRow,
    row::{corrupt, count, count_column, limit_column, sha256},
};

/// Writes one, new or changed.
pub(super) fn put(connection: &Connection, drive: DriveId, row: &UploadRow) -> Result<(), Fault> {
    connection
        .prepare_cached(
            "INSERT INTO drive_uploads (drive, upload, file, expires_at, detail) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (drive, upload) DO UPDATE SET
                 file = excluded.file, expires_at = excluded.expires_at, detail = excluded.detail",
        )?
        .execute((drive.0, row.id.0, row.file.0, row.expires_at.as_millis(), &row.detail))?;
    Ok(())
}

/// Ends one: its parts go, and their references.
pub(super) fn delete(
    connection: &Connection,
    drive: DriveId,
    upload: UploadId,
    now: Timestamp,
) -> Result<(), Fault> {
    let parts: Vec<Vec<u8>> = connection
        .prepare_cached("DELETE FROM drive_parts WHERE drive = ?1 AND upload = ?2 RETURNING content")?
        .query_map((drive.0, upload.0), |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for content in parts {
        drop_reference(connection, &content, Some(now))?;
    }
    connection
        .prepare_cached("DELETE FROM drive_uploads WHERE drive = ?1 AND upload = ?2")?
        .execute((drive.0, upload.0))?;
    Ok(())
}

/// See [`crate::DriveStore::drive_upload`].
pub(super) fn get(
    connection: &Connection,
    drive: DriveId,
    upload: UploadId,
) -> Result<Option<UploadRow>, Fault> {
    let row = connection
        .prepare_cached(
            "SELECT drive, upload, file, expires_at, detail FROM drive_uploads
             WHERE drive = ?1 AND upload = ?2",
        )?
        .query_row((drive.0, upload.0), read)
        .optional()?;
    Ok(row)
}

/// See [`crate::DriveStore::expired_uploads`].
pub(super) fn expired(
    connection: &Connection,
    now: Timestamp,
    limit: usize,
) -> Result<Vec<UploadRow>, Fault> {
    let rows = connection
        .prepare_cached(
            "SELECT drive, upload, file, expires_at, detail FROM drive_uploads
             WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2",
        )?
        .query_map((now.as_millis(), limit_column(limit)), read)?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows)
}

/// See [`crate::DriveStore::put_part`].
pub(super) fn put_part(
    connection: &Connection,
    drive: DriveId,
    upload: UploadId,
    part: &PartRow,
    in_order: bool,
) -> Result<Option<bool>, Fault> {
    if get(connection, drive, upload)?.is_none() {
        return Ok(None);
    }
    let key = (drive.0, upload.0, part.number);
    let before: Option<Vec<u8>> = connection
        .prepare_cached("SELECT content FROM drive_parts WHERE drive = ?1 AND upload = ?2 AND number = ?3")?
        .query_row(key, |row| row.get(0))
        .optional()?;
    if in_order && before.is_none() {
        let last: u32 = connection
            .prepare_cached(
                "SELECT coalesce(max(number), 0) FROM drive_parts WHERE drive = ?1 AND upload = ?2",
            )?
            .query_row((drive.0, upload.0), |row| row.get(0))?;
        if part.number != last.saturating_add(1) {
            return Ok(Some(false));
        }
    }
    take_reference(connection, part.content.as_bytes(), Some(part.size_bytes))?;
    if let Some(before) = before {
        drop_reference(connection, &before, None)?;
    }
    connection
        .prepare_cached(
            "INSERT INTO drive_parts (drive, upload, number, content, size_bytes, etag)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (drive, upload, number) DO UPDATE SET
                 content = excluded.content, size_bytes = excluded.size_bytes, etag = excluded.etag",
        )?
        .execute((
            drive.0,
            upload.0,
            part.number,
            part.content.as_bytes(),
            count_column(part.size_bytes),
            &part.etag,
        ))?;
    Ok(Some(true))
}

/// See [`crate::DriveStore::parts`].
pub(super) fn parts(
    connection: &Connection,
    drive: DriveId,
    upload: UploadId,
    after: u32,
    limit: usize,
) -> Result<Vec<PartRow>, Fault> {
    const TABLE: &str = "drive_parts";
    connection
        .prepare_cached(
            "SELECT number, content, size_bytes, etag FROM drive_parts
             WHERE drive = ?1 AND upload = ?2 AND number > ?3 ORDER BY number LIMIT ?4",
        )?
        .query_and_then((drive.0, upload.0, after, limit_column(limit)), |row| {
            Ok(PartRow {
                number: u32::try_from(row.get::<_, i64>(0)?).map_err(|error| corrupt(TABLE, &error))?,
                content: sha256(TABLE, &row.get::<_, Vec<u8>>(1)?)?,
                size_bytes: count(TABLE, row.get(2)?)?,
                etag: row.get(3)?,
            })
        })?
        .collect()
}

fn read(row: &Row<'_>) -> rusqlite::Result<UploadRow> {
    Ok(UploadRow {
        drive: DriveId(row.get(0)?),
        id: UploadId(row.get(1)?),
        file: FileId(row.get(2)?),
        expires_at: Timestamp(row.get(3)?),
        detail: row.get(4)?,
    })
}
