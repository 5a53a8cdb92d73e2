//! Rows of `files`, read; and values, bound.

use rusqlite::{Row, ToSql, types::ToSqlOutput};

use super::super::fault::Fault;
use crate::{FileRow, Value, drive::column::RawFile};

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::Number(number) => number.to_sql(),
            Self::Text(text) => text.to_sql(),
        }
    }
}

/// Reads the columns of `file_columns!`, which begin at column `first`.
pub(super) fn file(row: &Row<'_>, first: usize) -> Result<FileRow, Fault> {
    let raw = RawFile {
        file: row.get(first)?,
        version: row.get(first + 1)?,
        parent: row.get(first + 2)?,
        kind: row.get(first + 3)?,
        state: row.get(first + 4)?,
        content: row.get(first + 5)?,
        size_bytes: row.get(first + 6)?,
        revision: row.get(first + 7)?,
        head: row.get(first + 8)?,
        name_from: row.get(first + 9)?,
        name_to: row.get(first + 10)?,
        entry: row.get(first + 11)?,
    };
    Ok(FileRow::try_from(raw)?)
}
