//! Scans of a whole drive: one stretch of `files`, copied out as it lies there.

use assay_types::{DriveId, FileId};
use rusqlite::{Connection, Row, types::ValueRef};

use super::{super::fault::Fault, place::Resolver, row};
use crate::{
    FileKind, FileState, FilesPage, Place, Position, Scope, TextPage,
    drive::{column::file_columns, text::RawEntry, tree::Trees},
    row::{corrupt, limit_column},
};

/// Rows that a page looks at, for each that it may have; with more out of sight it stays short, so that what
/// is in the recycle bin does not make a page slow.
const LOOKS: usize = 20;

/// Rows that any page may look at.
const LOOKS_MIN: usize = 1000;

/// An entry with its paths, and its short form, on average: what a page's text is made room for.
const WHOLE_BYTES: usize = 1024;
const SHORT_BYTES: usize = 320;

/// Where the columns are that a scan looks at itself.
const FILE: usize = 0;
const PARENT: usize = 2;
const KIND: usize = 3;
const STATE: usize = 4;
const HEAD: usize = 8;
const NAME_FROM: usize = 9;
const NAME_TO: usize = 10;
const ENTRY: usize = 11;

/// See [`crate::DriveStore::scan_text`].
pub(super) fn text(
    connection: &Connection,
    trees: &Trees,
    (drive, after): (DriveId, FileId),
    limit: usize,
    whole: bool,
    scope: &Scope,
) -> Result<TextPage, Fault> {
    let mut resolver = Resolver::new(connection, trees, drive, scope)?;
    let mut text = Vec::with_capacity(limit.min(LOOKS_MIN) * if whole { WHOLE_BYTES } else { SHORT_BYTES });
    let mut count = 0;
    let next = walk(connection, (drive, after), limit, |row, file| {
        let entry = entry(row)?;
        let parent = FileId(row.get(PARENT)?);
        if row.get::<_, i64>(KIND)? == i64::from(FileKind::Folder.column()) {
            resolver.pass(file, parent, entry.escaped_name()?);
        }
        let Some(place) = live(&mut resolver, parent, file)? else { return Ok(false) };
        if count > 0 {
            text.push(b',');
        }
        count += 1;
        if whole {
            entry.push_whole(&mut text, place, file)?;
        } else {
            entry.push_short(&mut text)?;
        }
        Ok(true)
    })?;
    Ok(TextPage { text, count, next })
}

/// See [`crate::DriveStore::scan_rows`].
pub(super) fn rows(
    connection: &Connection,
    trees: &Trees,
    (drive, after): (DriveId, FileId),
    limit: usize,
    scope: &Scope,
) -> Result<FilesPage, Fault> {
    let mut resolver = Resolver::new(connection, trees, drive, scope)?;
    let mut files = Vec::new();
    let next = walk(connection, (drive, after), limit, |row, file| {
        if live(&mut resolver, FileId(row.get(PARENT)?), file)?.is_none() {
            return Ok(false);
        }
        files.push(resolver.found(row::file(row, FILE)?)?);
        Ok(true)
    })?;
    let next = next.map(|file| Position { values: Vec::new(), file });
    Ok(FilesPage { files, next, total: None })
}

/// Shows a drive's available rows by id, until `limit` were taken or enough were looked at. The last that was
/// looked at, unless the drive ends there.
fn walk(
    connection: &Connection,
    (drive, after): (DriveId, FileId),
    limit: usize,
    mut take: impl FnMut(&Row<'_>, FileId) -> Result<bool, Fault>,
) -> Result<Option<FileId>, Fault> {
    let mut statement = connection.prepare_cached(concat!(
        "SELECT ",
        file_columns!(),
        " FROM files f WHERE f.drive = ?1 AND f.file > ?2 ORDER BY f.file LIMIT ?3"
    ))?;
    let looks = limit.saturating_mul(LOOKS).max(LOOKS_MIN);
    // One more, to see whether there is one.
    let mut rows = statement.query((drive.0, after.0, limit_column(looks.saturating_add(1))))?;
    let available = i64::from(FileState::Available.column());
    let (mut looked, mut taken, mut last) = (0, 0, after);
    while let Some(row) = rows.next()? {
        if taken == limit || looked == looks {
            return Ok(Some(last));
        }
        last = FileId(row.get(FILE)?);
        looked += 1;
        if row.get::<_, i64>(STATE)? == available && take(row, last)? {
            taken += 1;
        }
    }
    Ok(None)
}

/// The place of an available file, when it is live and in sight.
fn live<'a>(
    resolver: &'a mut Resolver<'_>,
    parent: FileId,
    file: FileId,
) -> Result<Option<&'a Place>, Fault> {
    let place = resolver.visible(parent, file)?;
    Ok(place.filter(|place| place.is_live).map(AsRef::as_ref))
}

/// A row's entry, where the database has it.
fn entry<'a>(row: &'a Row<'_>) -> Result<RawEntry<'a>, Fault> {
    let ValueRef::Text(text) = row.get_ref(ENTRY)? else {
        return Err(corrupt("files", &"an entry that is no text").into());
    };
    Ok(RawEntry { text, head: row.get(HEAD)?, name_from: row.get(NAME_FROM)?, name_to: row.get(NAME_TO)? })
}
