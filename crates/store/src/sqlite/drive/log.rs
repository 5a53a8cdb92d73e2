//! A drive's log of changes, in SQLite. Its lines are numbered in the transaction that changes the drive, and
//! there is one writer: so nobody sees a line before all lines before it.

use assay_types::{DriveId, FileId};
use rusqlite::{Connection, OptionalExtension as _};

use super::{super::fault::Fault, place::Resolver, row};
use crate::{
    ChangeOp, Changed, Scope,
    drive::{column::file_columns, tree::Trees},
    row::{count, count_column, limit_column},
};

/// See [`crate::DriveStore::last_change`].
pub(super) fn last(connection: &Connection, drive: DriveId) -> Result<u64, Fault> {
    let last = connection
        .prepare_cached("SELECT last_change FROM drives WHERE drive = ?1")?
        .query_row([drive.0], |row| row.get(0))
        .optional()?;
    Ok(count("drives", last.unwrap_or_default())?)
}

/// See [`crate::DriveStore::changes`].
pub(super) fn lines(
    connection: &Connection,
    trees: &Trees,
    drive: DriveId,
    after: u64,
    limit: usize,
) -> Result<Vec<Changed>, Fault> {
    const COLUMNS: usize = 4;
    let mut resolver = Resolver::new(connection, trees, drive, &Scope::Whole)?;
    let mut statement = connection.prepare_cached(concat!(
        "SELECT c.seq, c.op, c.file, c.old_parent, ",
        file_columns!(),
        " FROM drive_changes c LEFT JOIN files f ON f.drive = c.drive AND f.file = c.file
         WHERE c.drive = ?1 AND c.seq > ?2 ORDER BY c.seq LIMIT ?3"
    ))?;
    let mut rows = statement.query((drive.0, count_column(after), limit_column(limit)))?;
    let mut lines = Vec::new();
    while let Some(next) = rows.next()? {
        let is_there = next.get::<_, Option<i64>>(COLUMNS)?.is_some();
        lines.push(Changed {
            seq: count("drive_changes", next.get(0)?)?,
            op: ChangeOp::from_column(next.get(1)?)?,
            file: FileId(next.get(2)?),
            old_parent: next.get::<_, Option<i64>>(3)?.map(FileId),
            found: if is_there { Some(resolver.found(row::file(next, COLUMNS)?)?) } else { None },
        });
    }
    Ok(lines)
}
