//! What is known about contents, and which files have them, in SQLite.

use assay_types::{DriveId, Sha1Digest, Sha256Digest};
use rusqlite::{Connection, Row};

use super::{super::fault::Fault, place::Resolver, row};
use crate::{
    ContentRow, FileState, Found, Scope,
    drive::{
        column::{bits, bits_column, file_columns, sha1},
        tree::Trees,
    },
    row::{count, count_column, limit_column, sha256},
};

/// Rows that the searches by digest answer at most.
const ANSWER_MAX: usize = 16;

/// Writes facts, new or in place of those that are there; an engine's findings stay where none are given.
pub(super) fn put(connection: &Connection, row: &ContentRow) -> Result<(), Fault> {
    connection
        .prepare_cached(
            "INSERT INTO drive_contents (sha256, sha1, head_sha1, crc64, size_bytes, engine, facts)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (sha256) DO UPDATE SET
                 sha1 = excluded.sha1, head_sha1 = excluded.head_sha1, crc64 = excluded.crc64,
                 size_bytes = excluded.size_bytes,
                 engine = coalesce(excluded.engine, engine),
                 facts = iif(excluded.engine IS NULL, facts, excluded.facts)",
        )?
        .execute((
            row.sha256.as_bytes(),
            row.sha1.as_bytes(),
            row.head_sha1.as_bytes(),
            bits_column(row.crc64),
            count_column(row.size_bytes),
            &row.engine,
            &row.facts,
        ))?;
    Ok(())
}

/// See [`crate::DriveStore::content`].
pub(super) fn get(connection: &Connection, content: &Sha256Digest) -> Result<Option<ContentRow>, Fault> {
    connection
        .prepare_cached(
            "SELECT sha256, sha1, head_sha1, crc64, size_bytes, engine, facts FROM drive_contents
             WHERE sha256 = ?1",
        )?
        .query_and_then([content.as_bytes()], read)?
        .next()
        .transpose()
}

/// See [`crate::DriveStore::contents_by_sha1`].
pub(super) fn by_sha1(
    connection: &Connection,
    sha1: &Sha1Digest,
    size: u64,
) -> Result<Vec<ContentRow>, Fault> {
    connection
        .prepare_cached(
            "SELECT sha256, sha1, head_sha1, crc64, size_bytes, engine, facts FROM drive_contents
             WHERE sha1 = ?1 AND size_bytes = ?2 ORDER BY sha256 LIMIT ?3",
        )?
        .query_and_then((sha1.as_bytes(), count_column(size), limit_column(ANSWER_MAX)), read)?
        .collect()
}

/// See [`crate::DriveStore::contents_by_head`].
pub(super) fn by_head(
    connection: &Connection,
    head_sha1: &Sha1Digest,
    size: u64,
) -> Result<Vec<ContentRow>, Fault> {
    connection
        .prepare_cached(
            "SELECT sha256, sha1, head_sha1, crc64, size_bytes, engine, facts FROM drive_contents
             WHERE head_sha1 = ?1 AND size_bytes = ?2 ORDER BY sha256 LIMIT ?3",
        )?
        .query_and_then((head_sha1.as_bytes(), count_column(size), limit_column(ANSWER_MAX)), read)?
        .collect()
}

/// See [`crate::DriveStore::files_with`].
pub(super) fn files(
    connection: &Connection,
    trees: &Trees,
    drives: &[DriveId],
    content: &Sha256Digest,
) -> Result<Vec<(DriveId, Found)>, Fault> {
    let mut answer = Vec::new();
    for &drive in drives {
        let mut statement = connection.prepare_cached(concat!(
            "SELECT ",
            file_columns!(),
            " FROM files f WHERE f.drive = ?1 AND f.content = ?2 AND f.state = ?3 ORDER BY f.file LIMIT ?4"
        ))?;
        let room = limit_column(ANSWER_MAX - answer.len());
        let bounds = (drive.0, content.as_bytes(), FileState::Available.column(), room);
        let mut rows = statement.query(bounds)?;
        let mut resolver = None;
        while let Some(next) = rows.next()? {
            // Most drives have none, and need no resolver.
            let resolver = match &mut resolver {
                Some(resolver) => resolver,
                none => none.insert(Resolver::new(connection, trees, drive, &Scope::Whole)?),
            };
            answer.push((drive, resolver.found(row::file(next, 0)?)?));
        }
        if answer.len() >= ANSWER_MAX {
            break;
        }
    }
    Ok(answer)
}

fn read(row: &Row<'_>) -> Result<ContentRow, Fault> {
    const TABLE: &str = "drive_contents";
    Ok(ContentRow {
        sha256: sha256(TABLE, &row.get::<_, Vec<u8>>(0)?)?,
        sha1: sha1(TABLE, &row.get::<_, Vec<u8>>(1)?)?,
        head_sha1: sha1(TABLE, &row.get::<_, Vec<u8>>(2)?)?,
        crc64: bits(row.get(3)?),
        size_bytes: count(TABLE, row.get(4)?)?,
        engine: row.get(5)?,
        facts: row.get(6)?,
    })
}
