//! Files by their URIs, in SQLite.

use rusqlite::{Connection, OptionalExtension as _, Row};

use crate::{
    DatasetNo, MediaFile, MediaUri,
    drive::sql::successor,
    media::value::clean,
    row::{count, limit_column},
    sqlite::fault::Fault,
};

/// See [`crate::MediaFileStore::media_files`].
pub(super) fn files(
    connection: &Connection,
    dataset: DatasetNo,
    uris: Vec<String>,
) -> Result<Vec<Option<MediaFile>>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT f.no, f.version, f.entry FROM media_columns c INDEXED BY media_columns_by_place
             CROSS JOIN media_files f ON f.no = c.no
         WHERE c.dataset = ?1 AND c.place = ?2",
    )?;
    let mut file = |uri: String| {
        statement
            .query_row((dataset.0, clean(&uri)), columns)
            .optional()?
            .map(|row| read(uri, row))
            .transpose()
    };
    uris.into_iter().map(&mut file).collect()
}

/// A file by its number, whose URI is known.
pub(super) fn file(connection: &Connection, no: i64, uri: String) -> Result<Option<MediaFile>, Fault> {
    let mut statement =
        connection.prepare_cached("SELECT no, version, entry FROM media_files WHERE no = ?1")?;
    statement.query_row([no], columns).optional()?.map(|row| read(uri, row)).transpose()
}

fn columns(row: &Row<'_>) -> rusqlite::Result<(i64, i64, String)> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
}

fn read(uri: String, (no, version, entry): (i64, i64, String)) -> Result<MediaFile, Fault> {
    Ok(MediaFile { no, uri, entry, version: count("media_files", version)? })
}

/// See [`crate::MediaFileStore::media_uris`].
pub(super) fn uris(
    connection: &Connection,
    dataset: DatasetNo,
    prefix: &str,
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<MediaUri>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT place, fingerprint FROM media_columns INDEXED BY media_columns_by_place
         WHERE dataset = ?1 AND place >= ?2 AND place > ?3 AND (?4 IS NULL OR place < ?4)
         ORDER BY place LIMIT ?5",
    )?;
    // No URI is empty, so that every one comes after the empty text.
    let (prefix, after) = (clean(prefix), clean(after.unwrap_or_default()));
    let (end, from) = (successor(&prefix), (&prefix).max(&after));
    let rows = statement.query_map((dataset.0, from, &after, end, limit_column(limit)), |row| {
        Ok(MediaUri { uri: row.get(0)?, fingerprint: row.get(1)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
