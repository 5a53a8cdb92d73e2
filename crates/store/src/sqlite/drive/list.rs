//! Folders' pages and the recycle bin, by keyset: each is a stretch of an index, wherever in it the page begins.

use assay_types::{DriveId, FileId};
use rusqlite::{Connection, OptionalExtension as _, Row, ToSql};

use super::{super::fault::Fault, place::Resolver, row};
use crate::{
    Direction, FileKind, FileRow, FileState, FilesPage, Found, ListFilter, ListOrder, ListSpec, Position,
    Scope, Value,
    drive::{column::file_columns, tree::Trees},
    row::limit_column,
};

/// Rows that a filtered page looks at; it stays short when it finds too few among them.
const FILTER_LOOKS: usize = 5000;

/// See [`crate::DriveStore::files`].
pub(super) fn files(
    connection: &Connection,
    trees: &Trees,
    drive: DriveId,
    ids: &[FileId],
) -> Result<Vec<Option<Found>>, Fault> {
    let mut resolver = Resolver::new(connection, trees, drive, &Scope::Whole)?;
    ids.iter().map(|&id| resolver.file(id)).collect()
}

/// See [`crate::DriveStore::named`].
pub(super) fn named(
    connection: &Connection,
    drive: DriveId,
    parent: FileId,
    name: &str,
    limit: usize,
) -> Result<Vec<FileRow>, Fault> {
    connection
        .prepare_cached(concat!(
            "SELECT ",
            file_columns!(),
            " FROM file_columns c INDEXED BY file_columns_by_name
                 CROSS JOIN files f ON f.drive = c.drive AND f.file = c.file
             WHERE c.drive = ?1 AND c.parent = ?2 AND c.state = ?3 AND c.name = ?4 ORDER BY c.file LIMIT ?5"
        ))?
        .query_and_then(
            (drive.0, parent.0, FileState::Available.column(), name, limit_column(limit)),
            |found| row::file(found, 0),
        )?
        .collect()
}

/// See [`crate::DriveStore::children`].
pub(super) fn children(
    connection: &Connection,
    drive: DriveId,
    parent: FileId,
    after: FileId,
    limit: usize,
) -> Result<Vec<FileRow>, Fault> {
    let mut statement = connection.prepare_cached(concat!(
        "SELECT ",
        file_columns!(),
        " FROM file_columns c INDEXED BY file_columns_in_folder
             CROSS JOIN files f ON f.drive = c.drive AND f.file = c.file
         WHERE c.drive = ?1 AND c.parent = ?2 AND c.state = ?3 AND c.file > ?4 ORDER BY c.file LIMIT ?5"
    ))?;
    // The index has each state by itself in the order of the ids.
    let mut children = Vec::new();
    for state in FileState::ALL {
        let bounds = (drive.0, parent.0, state.column(), after.0, limit_column(limit));
        for child in statement.query_and_then(bounds, |found| row::file(found, 0))? {
            children.push(child?);
        }
    }
    children.sort_unstable_by_key(|child| child.id);
    children.truncate(limit);
    Ok(children)
}

/// A row's place in the order of a page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    value: Option<Value>,
    file: FileId,
}

impl Key {
    /// Reads it from two columns.
    fn read(row: &Row<'_>, order: ListOrder) -> rusqlite::Result<Self> {
        let value = match order {
            ListOrder::Created => None,
            ListOrder::Updated | ListOrder::Size => Some(Value::Number(row.get(1)?)),
            ListOrder::Name => Some(Value::Text(row.get(1)?)),
        };
        Ok(Self { value, file: FileId(row.get(0)?) })
    }

    fn of(position: &Position) -> Self {
        Self { value: position.values.first().cloned(), file: position.file }
    }

    fn position(self) -> Position {
        Position { values: self.value.into_iter().collect(), file: self.file }
    }
}

/// The column that an order sorts by, and the index that has folders' files in that order. It is named in the
/// statements: left to choose, SQLite takes one that leads through the whole drive.
fn column_and_index(order: ListOrder) -> (&'static str, &'static str) {
    match order {
        ListOrder::Created => ("file", "file_columns_in_folder"),
        ListOrder::Updated => ("updated_at", "file_columns_by_update"),
        ListOrder::Name => ("name", "file_columns_by_name"),
        ListOrder::Size => ("size_bytes", "file_columns_by_size"),
    }
}

/// See [`crate::DriveStore::list`].
pub(super) fn page(connection: &Connection, trees: &Trees, spec: &ListSpec) -> Result<FilesPage, Fault> {
    let mut resolver = Resolver::new(connection, trees, spec.drive, &spec.scope)?;
    let (_, is_visible) = resolver.place(spec.parent)?;
    let (keys, next) = match resolver.tops() {
        Some(tops) if !is_visible => among(connection, spec, tops)?,
        _ => walk(connection, spec)?,
    };
    fill(&mut resolver, keys, next)
}

fn fill(resolver: &mut Resolver<'_>, keys: Vec<Key>, next: Option<Key>) -> Result<FilesPage, Fault> {
    let mut files = Vec::with_capacity(keys.len());
    for key in keys {
        files.extend(resolver.file(key.file)?);
    }
    Ok(FilesPage { files, next: next.map(Key::position), total: None })
}

/// The keys of a page of a folder that is visible as a whole.
fn walk(connection: &Connection, spec: &ListSpec) -> Result<(Vec<Key>, Option<Key>), Fault> {
    let ListFilter { state, kind, category } = &spec.filter;
    let is_filtered = kind.is_some() || category.is_some();
    let after = spec.after.as_ref().map(Key::of);
    let mut statement =
        connection.prepare_cached(&sql(spec.order, spec.direction, after.is_some(), is_filtered))?;
    let (value, file) = after.map_or((None, 0), |after| (after.value, after.file.0));
    let values: [&dyn ToSql; 7] = [
        &spec.drive.0,
        &spec.parent.0,
        &state.column(),
        &value,
        &file,
        &kind.map(FileKind::column),
        category,
    ];
    // Not every form of the statement has the last ones.
    for (index, value) in (1..=statement.parameter_count()).zip(values) {
        statement.raw_bind_parameter(index, value)?;
    }
    let looks = if is_filtered { FILTER_LOOKS.max(spec.limit) } else { usize::MAX };
    let (mut keys, mut last, mut looked) = (Vec::new(), None, 0);
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        if keys.len() == spec.limit || looked == looks {
            return Ok((keys, last));
        }
        looked += 1;
        let key = Key::read(row, spec.order)?;
        if row.get(2)? {
            keys.push(key.clone());
        }
        last = Some(key);
    }
    Ok((keys, None))
}

/// The statement of a page: a stretch of one index, and the rows beside it only for a filter.
fn sql(order: ListOrder, direction: Direction, goes_on: bool, is_filtered: bool) -> String {
    let (key, index) = column_and_index(order);
    let filter =
        if is_filtered { "(?6 IS NULL OR kind = ?6) AND (?7 IS NULL OR category = ?7)" } else { "1" };
    let (sign, way) = match direction {
        Direction::Ascending => (">", "ASC"),
        Direction::Descending => ("<", "DESC"),
    };
    let range = match (goes_on, order) {
        (false, _) => String::new(),
        (true, ListOrder::Created) => format!("AND file {sign} ?5"),
        (true, _) => format!("AND ({key}, file) {sign} (?4, ?5)"),
    };
    let by_key = match order {
        ListOrder::Created => String::new(),
        _ => format!("{key} {way},"),
    };
    format!(
        "SELECT file, {key}, {filter} FROM file_columns INDEXED BY {index}
         WHERE drive = ?1 AND parent = ?2 AND state = ?3 {range} ORDER BY {by_key} file {way}"
    )
}

/// The same of a folder of which the caller may see only some of these files.
fn among(
    connection: &Connection,
    spec: &ListSpec,
    tops: &[FileId],
) -> Result<(Vec<Key>, Option<Key>), Fault> {
    let ListFilter { state, kind, category } = &spec.filter;
    let mut statement = connection.prepare_cached(&format!(
        "SELECT file, {} FROM file_columns
         WHERE drive = ?1 AND file = ?2 AND parent = ?3 AND state = ?4
             AND (?5 IS NULL OR kind = ?5) AND (?6 IS NULL OR category = ?6)",
        column_and_index(spec.order).0
    ))?;
    let after = spec.after.as_ref().map(Key::of);
    let mut keys = Vec::new();
    for top in tops {
        let key = statement
            .query_row(
                (spec.drive.0, top.0, spec.parent.0, state.column(), kind.map(FileKind::column), category),
                |row| Key::read(row, spec.order),
            )
            .optional()?;
        keys.extend(key.filter(|key| {
            after.as_ref().is_none_or(|after| match spec.direction {
                Direction::Ascending => key > after,
                Direction::Descending => key < after,
            })
        }));
    }
    keys.sort_unstable();
    keys.dedup();
    if spec.direction == Direction::Descending {
        keys.reverse();
    }
    let is_last = keys.len() <= spec.limit;
    keys.truncate(spec.limit);
    let next = if is_last { None } else { keys.last().cloned() };
    Ok((keys, next))
}

/// See [`crate::DriveStore::trash`].
pub(super) fn trash(
    connection: &Connection,
    trees: &Trees,
    drive: DriveId,
    after: Option<&Position>,
    limit: usize,
) -> Result<FilesPage, Fault> {
    let mut resolver = Resolver::new(connection, trees, drive, &Scope::Whole)?;
    let (value, file) = match after.map(Key::of) {
        Some(Key { value: Some(Value::Number(trashed_at)), file }) => (trashed_at, file.0),
        _ => (i64::MAX, i64::MAX),
    };
    // The index has trashed files alone, so the state is not a parameter.
    let mut keys = connection
        .prepare_cached(
            "SELECT file, trashed_at FROM file_columns INDEXED BY file_columns_trashed
             WHERE drive = ?1 AND state = 2 AND (trashed_at, file) < (?2, ?3)
             ORDER BY trashed_at DESC, file DESC LIMIT ?4",
        )?
        .query_map((drive.0, value, file, limit_column(limit.saturating_add(1))), |row| {
            Key::read(row, ListOrder::Updated)
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let is_last = keys.len() <= limit;
    keys.truncate(limit);
    let next = if is_last { None } else { keys.last().cloned() };
    fill(&mut resolver, keys, next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::{MIGRATIONS, migrate::migrate};

    #[test]
    fn every_page_is_a_stretch_of_an_index() {
        let connection = Connection::open_in_memory().unwrap();
        migrate(&connection, MIGRATIONS).unwrap();
        for order in [ListOrder::Created, ListOrder::Updated, ListOrder::Name, ListOrder::Size] {
            for (direction, goes_on, is_filtered) in [
                (Direction::Ascending, false, false),
                (Direction::Ascending, true, true),
                (Direction::Descending, true, false),
                (Direction::Descending, false, true),
            ] {
                let sql = sql(order, direction, goes_on, is_filtered);
                let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
                let steps: Vec<String> =
                    statement.raw_query().mapped(|row| row.get(3)).collect::<rusqlite::Result<_>>().unwrap();
                // One step: nothing is sorted.
                let [step] = steps.as_slice() else { panic!("{steps:?}") };
                assert!(step.contains("drive=? AND parent=? AND state=?"), "{step}");
                assert_eq!(step.contains("COVERING"), !is_filtered, "{step}");
                // Where the page goes on, the index is entered there.
                assert_eq!(step.contains('>') || step.contains('<'), goes_on, "{step}");
            }
        }
    }
}
