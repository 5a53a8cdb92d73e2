//! Searches, in SQLite.
//!
//! Three ways to the same answer. Where an index proposes few files (the index of names, or labels), these are
//! looked at and sorted. Where an index has the order that is asked for, it is walked, and a page looks at a
//! bounded number of files: it may stay short. Otherwise everything that the query describes is sorted.

use assay_types::FileId;
use rusqlite::{
    Connection, Row, Statement, ToSql,
    types::{ToSqlOutput, ValueRef},
};

use super::{super::fault::Fault, names, place::Resolver};
use crate::{
    Comparison, Condition, Direction, Field, FilesPage, Position, SearchSpec, Value,
    drive::{
        grams,
        sql::{Argument, Dialect, Sql},
        tree::Trees,
    },
    row::{corrupt, limit_column},
};

/// Files that an index may propose; with more, it does not choose well enough.
const CANDIDATES_MAX: usize = 2000;

/// Files that a page looks at, walking.
const LOOKS: usize = 50_000;

/// Files that are sorted for a page besides those that it has room for: some may be out of sight.
const SORTED_SPARE: usize = 1000;

/// Where the columns are that every statement begins with; the order's follow.
const FILE: usize = 0;
const PARENT: usize = 1;
const HIT: usize = 2;
const KEYS: usize = 3;

impl ToSql for Argument {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::Number(number) => number.to_sql(),
            Self::Real(number) => number.to_sql(),
            Self::Text(text) => text.to_sql(),
            Self::Bytes(bytes) => bytes.to_sql(),
            Self::Texts(_) => Err(rusqlite::Error::ToSqlConversionFailure("a list is no argument".into())),
        }
    }
}

/// See [`crate::DriveStore::search`].
pub(super) fn page(connection: &Connection, trees: &Trees, spec: &SearchSpec) -> Result<FilesPage, Fault> {
    let resolver = Resolver::new(connection, trees, spec.drive, &spec.scope)?;
    let mut search = Search { connection, spec, resolver };
    let candidates = search.candidates()?;
    let total = if spec.count { Some(search.count(candidates.as_deref())?) } else { None };
    let (found, next) = match (candidates, Walk::of(spec)) {
        (Some(candidates), _) => search.sorted(Some(&candidates))?,
        (None, Some(walk)) => search.walk(&walk)?,
        (None, None) => search.sorted(None)?,
    };
    let mut files = Vec::with_capacity(found.len());
    for file in found {
        files.extend(search.resolver.file(file)?);
    }
    Ok(FilesPage { files, next, total })
}

struct Search<'a> {
    connection: &'a Connection,
    spec: &'a SearchSpec,
    resolver: Resolver<'a>,
}

impl Search<'_> {
    /// Whether a file that the condition describes is live, in sight, and where it is looked for.
    fn accepts(&mut self, row: &Row<'_>) -> Result<bool, Fault> {
        let place = self.resolver.visible(FileId(row.get(PARENT)?), FileId(row.get(FILE)?))?;
        let is_under = |ancestors: &[FileId]| {
            self.spec.under.is_none_or(|top| top == FileId::ROOT || ancestors.contains(&top))
        };
        Ok(place.is_some_and(|place| place.is_live && is_under(&place.ancestors)))
    }

    /// The numbers of a few rows among which all are that the query describes, if an index can name such.
    fn candidates(&self) -> Result<Option<Vec<i64>>, Fault> {
        let conjuncts = conjuncts(&self.spec.condition);
        let mut words = Vec::new();
        for conjunct in &conjuncts {
            match conjunct {
                Condition::NameMatch(match_words) => words.extend(match_words.iter().cloned()),
                Condition::Compare(Field::Name, Comparison::Eq, Value::Text(name)) => {
                    words.push(grams::fold(name));
                }
                _ => {}
            }
        }
        let few = |numbers: &Vec<i64>| numbers.len() <= CANDIDATES_MAX;
        let named = names::candidates(self.connection, self.spec.drive, &words, CANDIDATES_MAX + 1)?;
        if let Some(numbers) = named.filter(few) {
            return Ok(Some(numbers));
        }
        for conjunct in conjuncts {
            if let Condition::LabelIn(labels) = conjunct
                && let Some(numbers) = Some(self.labelled(labels)?).filter(few)
            {
                return Ok(Some(numbers));
            }
        }
        Ok(None)
    }

    /// The numbers of rows that have one of these labels, up to one more than is useful.
    fn labelled(&self, labels: &[String]) -> Result<Vec<i64>, Fault> {
        let mut statement = self.connection.prepare_cached(
            "SELECT c.number FROM file_labels l
                 CROSS JOIN file_columns c ON c.drive = l.drive AND c.file = l.file
             WHERE l.drive = ?1 AND l.label = ?2 LIMIT ?3",
        )?;
        let mut numbers = Vec::new();
        for label in labels {
            let room = limit_column((CANDIDATES_MAX + 1).saturating_sub(numbers.len()));
            for number in statement.query_map((self.spec.drive.0, label, room), |row| row.get(0))? {
                numbers.push(number?);
            }
        }
        numbers.sort_unstable();
        numbers.dedup();
        Ok(numbers)
    }

    /// A statement over available files that the query describes, among candidates or in all of the drive.
    fn described(&self, order: &[(Field, Direction)], candidates: Option<&[i64]>) -> Sql {
        let mut sql = Sql::new(Dialect::Sqlite, "SELECT c.file, c.parent, 1");
        sql.keys(order);
        if let Some(candidates) = candidates {
            sql.push(" FROM json_each(").bind(Argument::Text(format!("{candidates:?}")));
            sql.push(") j CROSS JOIN file_columns c ON c.number = j.value");
        } else {
            sql.push(" FROM file_columns c INDEXED BY ").push(match parent(&self.spec.condition) {
                Some(_) => "file_columns_in_folder",
                None => "file_columns_by_file",
            });
        }
        sql.push(" WHERE c.drive = ").number(self.spec.drive.0).push(" AND c.state = 0");
        if let Some(parent) = parent(&self.spec.condition) {
            sql.push(" AND c.parent = ").number(parent);
        }
        sql.push(" AND ").condition(&self.spec.condition);
        sql
    }

    /// How many there are.
    fn count(&mut self, candidates: Option<&[i64]>) -> Result<u64, Fault> {
        let sql = self.described(&[], candidates);
        let mut statement = prepare(self.connection, &sql)?;
        let mut rows = statement.raw_query();
        let mut total = 0;
        while let Some(row) = rows.next()? {
            total += u64::from(self.accepts(row)?);
        }
        Ok(total)
    }

    /// A page of what is sorted for it.
    fn sorted(&mut self, candidates: Option<&[i64]>) -> Result<(Vec<FileId>, Option<Position>), Fault> {
        let order = &self.spec.order;
        let mut sql = self.described(order, candidates);
        if let Some(after) = &self.spec.after {
            sql.push(" AND ").after(order, after);
        }
        let sorted = match candidates {
            Some(_) => CANDIDATES_MAX,
            None => self.spec.limit.saturating_add(SORTED_SPARE),
        };
        sql.order_by(order).push(" LIMIT ").number(limit_column(sorted));
        self.take(&sql, sorted)
    }

    /// A page along an index that has the order.
    fn walk(&mut self, walk: &Walk) -> Result<(Vec<FileId>, Option<Position>), Fault> {
        self.take(&walk.sql(self.spec), LOOKS)
    }

    /// Takes a page from a statement's rows, of which at most `looks` are looked at.
    fn take(&mut self, sql: &Sql, looks: usize) -> Result<(Vec<FileId>, Option<Position>), Fault> {
        let mut statement = prepare(self.connection, sql)?;
        let keys = self.spec.order.len();
        let mut rows = statement.raw_query();
        let (mut found, mut last, mut looked) = (Vec::new(), None, 0);
        while let Some(row) = rows.next()? {
            if found.len() == self.spec.limit {
                return Ok((found, last));
            }
            looked += 1;
            let is_taken = row.get(HIT)? && self.accepts(row)?;
            if is_taken {
                found.push(FileId(row.get(FILE)?));
            }
            if is_taken || looked == looks {
                last = Some(position(row, keys)?);
            }
            if looked == looks {
                return Ok((found, last));
            }
        }
        Ok((found, None))
    }
}

fn prepare<'c>(connection: &'c Connection, sql: &Sql) -> Result<Statement<'c>, Fault> {
    // Not kept: there are as many as there are queries.
    let mut statement = connection.prepare(&sql.text)?;
    for (index, argument) in (1..).zip(&sql.arguments) {
        statement.raw_bind_parameter(index, argument)?;
    }
    Ok(statement)
}

fn position(row: &Row<'_>, keys: usize) -> Result<Position, Fault> {
    let value = |column| match row.get_ref(column)? {
        ValueRef::Integer(number) => Ok(Value::Number(number)),
        ValueRef::Text(text) => Ok(Value::Text(String::from_utf8_lossy(text).into_owned())),
        other => Err(Fault::from(corrupt("file_columns", &format_args!("{} to sort by", other.data_type())))),
    };
    let values = (KEYS..KEYS + keys).map(value).collect::<Result<_, _>>()?;
    Ok(Position { values, file: FileId(row.get(FILE)?) })
}

/// An index that has the order that is asked for.
struct Walk {
    index: &'static str,
    parent: Option<i64>,
    /// Whether the index has files in all states, and not available ones by themselves.
    has_states: bool,
}

impl Walk {
    fn of(spec: &SearchSpec) -> Option<Self> {
        let parent = parent(&spec.condition);
        let field = match spec.order.as_slice() {
            [] => None,
            [(field, _)] => Some(*field),
            _ => return None,
        };
        let index = match (parent, field) {
            (None, None) => "file_columns_by_file",
            (None, Some(Field::Updated)) => "file_columns_updated",
            (None, Some(Field::Created)) => "file_columns_created",
            (Some(_), None) => "file_columns_in_folder",
            (Some(_), Some(Field::Updated)) => "file_columns_by_update",
            (Some(_), Some(Field::Name)) => "file_columns_by_name",
            (Some(_), Some(Field::Size)) => "file_columns_by_size",
            _ => return None,
        };
        Some(Self { index, parent, has_states: parent.is_none() && field.is_none() })
    }

    fn sql(&self, spec: &SearchSpec) -> Sql {
        // The state is looked at with the rest where the index has all states.
        let is_available = if self.has_states { "(c.state = 0 AND " } else { "(" };
        let mut sql = Sql::new(Dialect::Sqlite, "SELECT c.file, c.parent, ");
        sql.push(is_available).condition(&spec.condition).push(")").keys(&spec.order);
        sql.push(" FROM file_columns c INDEXED BY ").push(self.index);
        sql.push(" WHERE c.drive = ").number(spec.drive.0);
        if !self.has_states {
            sql.push(" AND c.state = 0");
        }
        if let Some(parent) = self.parent {
            sql.push(" AND c.parent = ").number(parent);
        }
        if let Some(after) = &spec.after {
            sql.push(" AND ").after(&spec.order, after);
        }
        sql.order_by(&spec.order).push(" LIMIT ").number(limit_column(LOOKS + 1));
        sql
    }
}

/// What must hold, one by one.
fn conjuncts(condition: &Condition) -> Vec<&Condition> {
    match condition {
        Condition::And(all) => all.iter().flat_map(conjuncts).collect(),
        one => vec![one],
    }
}

/// The folder that all that is described is in.
fn parent(condition: &Condition) -> Option<i64> {
    conjuncts(condition).into_iter().find_map(|conjunct| match conjunct {
        Condition::Compare(Field::Parent, Comparison::Eq, Value::Number(parent)) => Some(*parent),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use assay_types::DriveId;

    use super::*;
    use crate::{
        Scope,
        sqlite::{MIGRATIONS, migrate::migrate},
    };

    #[test]
    fn walks_begin_where_they_are_told_and_sort_nothing() {
        let connection = Connection::open_in_memory().unwrap();
        migrate(&connection, MIGRATIONS).unwrap();
        let parent = Condition::Compare(Field::Parent, Comparison::Eq, Value::Number(7));
        let name = Condition::NameMatch(vec!["x".to_owned()]);
        let mut walks = 0;
        for condition in [parent, name] {
            for field in
                [None, Some(Field::Updated), Some(Field::Created), Some(Field::Name), Some(Field::Size)]
            {
                let order: Vec<_> = field.map(|field| (field, Direction::Descending)).into_iter().collect();
                let values = order.iter().map(|_| Value::Number(1)).collect();
                let spec = SearchSpec {
                    drive: DriveId(1),
                    condition: condition.clone(),
                    order,
                    after: Some(Position { values, file: FileId(9) }),
                    limit: 10,
                    under: None,
                    scope: Scope::Whole,
                    count: false,
                };
                let Some(walk) = Walk::of(&spec) else { continue };
                walks += 1;
                let sql = walk.sql(&spec);
                let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {}", sql.text)).unwrap();
                let steps: Vec<String> =
                    statement.raw_query().mapped(|row| row.get(3)).collect::<rusqlite::Result<_>>().unwrap();
                let [step] = steps.as_slice() else { panic!("{steps:?}") };
                assert!(step.contains(walk.index), "{step}");
                assert!(step.contains('>') || step.contains('<'), "{step}");
            }
        }
        assert_eq!(walks, 7);
    }
}
