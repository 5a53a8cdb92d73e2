//! A page of files in some order: rows are looked at in the order of an index, and those that are wanted and in
//! sight are taken, until the page is full or enough were looked at.

use std::fmt::{self, Write as _};

use assay_types::{DriveId, FileId};
use tokio_postgres::{Row, types::ToSql};

use super::reading::{Reading, file_row, locate};
use crate::{
    Direction, FilesPage, Found, Position, Value,
    drive::{column::file_columns, tree::Trees},
    postgres::{fault::Fault, statement::text},
    row::limit_column,
};

/// A value of a statement.
pub(super) type Param = Box<dyn ToSql + Sync + Send>;

/// What the keys of an order hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyKind {
    Number,
    Text,
}

/// A column of an order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    /// An expression over `file_columns AS c` that is never NULL.
    pub(super) column: &'static str,
    pub(super) kind: KeyKind,
    pub(super) direction: Direction,
}

/// What a page is made of.
#[derive(Debug)]
pub(super) struct Pager<'a> {
    pub(super) trees: &'a Trees,
    pub(super) drive: DriveId,
    /// Which rows of `file_columns AS c` are looked at: what an index answers. `$1` is the drive.
    pub(super) within: String,
    /// Which of them are wanted.
    pub(super) wanted: String,
    /// The values of both, from `$2` on.
    pub(super) params: Vec<Param>,
    pub(super) keys: Vec<Key>,
    /// How the ids go, which come last in the order.
    pub(super) ids: Direction,
    pub(super) after: Option<Position>,
    pub(super) limit: usize,
    /// Rows that a page looks at.
    pub(super) looks: usize,
}

/// Where the columns are that a pager looks at itself; the keys come after the file's columns.
const TREE: usize = 0;
const ID: usize = 1;
const IS_WANTED: usize = 2;
const FILE: usize = 3;
const KEYS: usize = FILE + 12;

impl Pager<'_> {
    /// Reads the page; `is_visible` says what the caller may see.
    pub(super) async fn page(
        mut self,
        reading: &Reading<'_>,
        is_visible: impl Fn(&Found) -> bool,
    ) -> Result<FilesPage, Fault> {
        let mut files = Vec::new();
        let mut looked = 0;
        let mut look = self.limit;
        loop {
            look = look.min(self.looks - looked).max(1);
            let rows = self.look(reading, look + 1).await?;
            let page = rows.get(..look.min(rows.len())).unwrap_or_default();
            looked += page.len();
            let wanted = page.iter().filter(|row| row.try_get(IS_WANTED).unwrap_or(false));
            let wanted = wanted.map(|row| file_row(row, FILE)).collect::<Result<Vec<_>, _>>()?;
            let tree = page.first().map(|row| row.try_get(TREE)).transpose()?.flatten();
            let mut found =
                locate(reading, self.trees, self.drive, tree, wanted).await?.into_iter().peekable();
            for (index, row) in page.iter().enumerate() {
                let id = FileId(row.try_get(ID)?);
                if let Some(file) = found.next_if(|found| found.row.id == id)
                    && is_visible(&file)
                {
                    files.push(file);
                }
                if files.len() >= self.limit {
                    let next = if index + 1 < rows.len() { Some(self.position(row)?) } else { None };
                    return Ok(FilesPage { files, next, total: None });
                }
            }
            let Some(last) = page.last().filter(|_| rows.len() > look) else {
                return Ok(FilesPage { files, next: None, total: None });
            };
            let last = self.position(last)?;
            if looked >= self.looks {
                return Ok(FilesPage { files, next: Some(last), total: None });
            }
            self.after = Some(last);
            // What was wanted was rare so far, so it will be.
            look *= 4;
        }
    }

    async fn look(&self, reading: &Reading<'_>, limit: usize) -> Result<Vec<Row>, Fault> {
        let mut sql = Sql { text: String::new(), params: Vec::new(), taken: 1 + self.params.len() };
        let after = self.after.as_ref().map(|after| self.beyond(after, &mut sql)).unwrap_or_default();
        let limit = sql.param(Box::new(limit_column(limit)), "bigint");
        let (mut names, mut order, mut outer) = (String::new(), String::new(), String::new());
        for (index, key) in self.keys.iter().enumerate() {
            push(&mut names, format_args!(", {} AS k{index}", key.column));
            push(&mut order, format_args!("{}{}, ", key.column, direction(key.direction)));
            push(&mut outer, format_args!("looked.k{index}{}, ", direction(key.direction)));
        }
        let ids = direction(self.ids);
        let mut keys = String::new();
        for (index, key) in self.keys.iter().enumerate() {
            let kind = if key.kind == KeyKind::Number { "bigint" } else { "text" };
            push(&mut keys, format_args!(", looked.k{index}::{kind}"));
        }
        // Each row that is wanted is looked up by its key, whatever the planner believes: so the order stays.
        push(
            &mut sql.text,
            format_args!(
                "SELECT (SELECT tree FROM drives WHERE drive = $1), looked.file, looked.wanted, f.*{keys}
                 FROM (SELECT c.file, ({wanted}) AS wanted{names} FROM file_columns AS c
                       WHERE c.drive = $1 AND {within}{after} ORDER BY {order}c.file{ids} LIMIT {limit}) AS looked
                 LEFT JOIN LATERAL (SELECT {} FROM files AS f
                     WHERE looked.wanted AND f.drive = $1 AND f.file = looked.file LIMIT 1) AS f ON true
                 ORDER BY {outer}looked.file{ids}",
                file_columns!(),
                wanted = self.wanted,
                within = self.within,
            ),
        );
        let drive: [&(dyn ToSql + Sync); 1] = [&self.drive.0];
        let own = self.params.iter().chain(&sql.params).map(|param| &**param as &(dyn ToSql + Sync));
        let params: Vec<_> = drive.into_iter().chain(own).collect();
        reading.query(&sql.text, &params).await
    }

    /// The condition that a row comes after a position.
    fn beyond(&self, after: &Position, sql: &mut Sql) -> String {
        let mut keys = Vec::new();
        for (index, key) in self.keys.iter().enumerate() {
            keys.push((key.column, key.direction, sql.value(key.kind, after.values.get(index))));
        }
        keys.push(("c.file", self.ids, sql.param(Box::new(after.file.0), "bigint")));
        if keys.iter().all(|(_, direction, _)| *direction == self.ids) {
            let columns: Vec<_> = keys.iter().map(|(column, ..)| *column).collect();
            let values: Vec<_> = keys.iter().map(|(.., value)| value.as_str()).collect();
            return format!(" AND ({}) {} ({})", columns.join(", "), after_sign(self.ids), values.join(", "));
        }
        // The first key bounds the range of an index; what follows is for those that have the same first key.
        let (mut equal, mut either) = (String::new(), Vec::new());
        for (column, direction, value) in &keys {
            either.push(format!("({equal}{column} {} {value})", after_sign(*direction)));
            push(&mut equal, format_args!("{column} = {value} AND "));
        }
        let first = keys
            .first()
            .map(|(column, direction, value)| format!(" AND {column} {}= {value}", after_sign(*direction)));
        format!("{} AND ({})", first.unwrap_or_default(), either.join(" OR "))
    }

    fn position(&self, row: &Row) -> Result<Position, Fault> {
        let value = |(index, key): (usize, &Key)| {
            Ok(match key.kind {
                KeyKind::Number => Value::Number(row.try_get(KEYS + index)?),
                KeyKind::Text => Value::Text(row.try_get(KEYS + index)?),
            })
        };
        let values = self.keys.iter().enumerate().map(value).collect::<Result<_, Fault>>()?;
        Ok(Position { values, file: FileId(row.try_get(ID)?) })
    }
}

/// A statement in the making.
#[derive(Debug)]
struct Sql {
    text: String,
    params: Vec<Param>,
    taken: usize,
}

impl Sql {
    /// Adds a value; returns how the statement names it.
    fn param(&mut self, param: Param, kind: &str) -> String {
        self.params.push(param);
        format!("${}::{kind}", self.taken + self.params.len())
    }

    /// A value of a position; one that is not there or of another type stands for the smallest.
    fn value(&mut self, kind: KeyKind, value: Option<&Value>) -> String {
        match (kind, value) {
            (KeyKind::Number, Some(Value::Number(number))) => self.param(Box::new(*number), "bigint"),
            (KeyKind::Number, _) => self.param(Box::new(i64::MIN), "bigint"),
            (KeyKind::Text, Some(Value::Text(value))) => {
                let param = self.param(Box::new(text(value).into_owned()), "text");
                format!("{param} COLLATE \"C\"")
            }
            (KeyKind::Text, _) => self.param(Box::new(String::new()), "text"),
        }
    }
}

fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Ascending => "",
        Direction::Descending => " DESC",
    }
}

fn after_sign(direction: Direction) -> &'static str {
    match direction {
        Direction::Ascending => ">",
        Direction::Descending => "<",
    }
}

fn push(sql: &mut String, what: fmt::Arguments<'_>) {
    sql.write_fmt(what).ok();
}
