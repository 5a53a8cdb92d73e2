//! Questions made ready, and statements built for one of them, in SQLite.

use rusqlite::{Connection, Row, Statement, types::ValueRef};
use serde_json::Value;

use crate::{
    DatasetNo, FieldKind, MediaCondition, MediaFile, Scalar,
    drive::sql::{Argument, Dialect, Sql},
    media::{
        evaluate::Check,
        plan::{Guess, Plan},
        sql::matching,
        terms::Terms,
    },
    row::corrupt,
    sqlite::fault::Fault,
};

/// Files that an index may propose; with more, it does not choose well enough.
const CANDIDATES_MAX: i64 = 20_000;

/// Columns that have an index, by its name.
const INDEXES: &[(&str, &str)] = &[
    ("ContentType", "media_columns_by_content_type"),
    ("FileModifiedTime", "media_columns_by_modified"),
    ("Filename", "media_columns_by_filename"),
    ("MediaType", "media_columns_by_media_type"),
    ("ProduceTime", "media_columns_by_produced"),
    ("Size", "media_columns_by_size"),
];

/// The index of a column.
pub(super) fn index_of(column: &str) -> Option<&'static str> {
    INDEXES.iter().find(|(known, _)| *known == column).map(|(_, index)| *index)
}

/// A condition on the files of a dataset.
pub(super) struct Question<'a> {
    pub(super) connection: &'a Connection,
    pub(super) dataset: DatasetNo,
    terms: Terms,
    check: Option<Check>,
    pub(super) plan: Plan,
}

/// Where the files of a statement come from.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Source {
    /// The index of terms.
    Terms(Vec<i64>),
    /// An index of columns.
    Index(&'static str),
    /// Whatever the database likes.
    Table,
}

impl<'a> Question<'a> {
    /// Makes a condition ready.
    pub(super) fn new(
        connection: &'a Connection,
        dataset: DatasetNo,
        condition: Option<&MediaCondition>,
    ) -> Self {
        let check = condition.map(Check::new);
        let terms = Terms(dataset);
        let plan = Plan::new(terms, check.as_ref());
        Self { connection, dataset, terms, check, plan }
    }

    /// An index that proposes few files, if there is one.
    pub(super) fn few(&self) -> Result<Option<Source>, Fault> {
        let conjuncts = match &self.plan.guess {
            Guess::All(all) => all.as_slice(),
            one => std::slice::from_ref(one),
        };
        for conjunct in conjuncts {
            let source = match conjunct {
                Guess::Terms(terms) => Source::Terms(terms.clone()),
                Guess::Column(column, ..) => match index_of(column) {
                    Some(index) => Source::Index(index),
                    None => continue,
                },
                Guess::Box(..) => Source::Index("media_columns_by_latitude"),
                _ => continue,
            };
            let mut sql = begin("SELECT count(*) FROM (SELECT 1");
            match &source {
                Source::Terms(terms) => {
                    sql.push(" FROM media_terms WHERE media_terms MATCH ");
                    sql.bind(Argument::Text(matching(self.terms, terms)));
                }
                source => {
                    self.from(&mut sql, source);
                    sql.push(" AND ").guess(self.terms, conjunct);
                }
            }
            sql.push(" LIMIT ").number(CANDIDATES_MAX + 1).push(")");
            if self.number(&sql)? <= CANDIDATES_MAX {
                return Ok(Some(source));
            }
        }
        Ok(None)
    }

    /// Whether it asks for everything.
    pub(super) fn is_all(&self) -> bool {
        self.plan.guess == Guess::Always(true)
    }

    /// Goes on with rows of this dataset.
    pub(super) fn from(&self, sql: &mut Sql, source: &Source) {
        match source {
            Source::Terms(terms) => {
                sql.push(" FROM media_terms CROSS JOIN media_columns c ON c.no = media_terms.rowid");
                sql.push(" WHERE media_terms MATCH ").bind(Argument::Text(matching(self.terms, terms)));
                sql.push(" AND c.dataset = ").number(self.dataset.0);
            }
            Source::Index(index) => {
                sql.push(" FROM media_columns c INDEXED BY ").push(index);
                sql.push(" WHERE c.dataset = ").number(self.dataset.0);
            }
            Source::Table => {
                sql.push(" FROM media_columns c WHERE c.dataset = ").number(self.dataset.0);
            }
        }
    }

    /// Goes on with what the guess asks besides the source. Where the record decides anyway, and few files are looked
    /// at, terms that many files have are not looked for.
    pub(super) fn guessed(&self, sql: &mut Sql, source: &Source, has_terms: bool) {
        let leave_out = |guess: &Guess| match (guess, source) {
            (Guess::Terms(terms), Source::Terms(found)) => terms == found,
            (Guess::Terms(_), _) => !has_terms,
            _ => false,
        };
        let guesses = match &self.plan.guess {
            Guess::All(all) => all.as_slice(),
            one => std::slice::from_ref(one),
        };
        for guess in guesses.iter().filter(|guess| !leave_out(guess)) {
            sql.push(" AND ").guess(self.terms, guess);
        }
    }

    /// Whether the condition holds for a file.
    pub(super) fn holds(&self, file: &MediaFile) -> Result<bool, Fault> {
        if self.plan.is_exact {
            return Ok(true);
        }
        Ok(self.holds_for(&record(&file.entry)?))
    }

    /// Whether the condition holds for a record.
    pub(super) fn holds_for(&self, record: &Value) -> bool {
        self.check.as_ref().is_none_or(|check| check.holds(record))
    }

    /// Calls back with the record of every file that the condition holds for, in no order, by number and URI.
    pub(super) fn each_record(
        &self,
        mut each: impl FnMut(i64, &str, &Value) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let source = self.few()?.unwrap_or(Source::Table);
        let mut sql = begin("SELECT c.no, c.place");
        self.from(&mut sql, &source);
        self.guessed(&mut sql, &source, true);
        let mut entry = self.connection.prepare_cached("SELECT entry FROM media_files WHERE no = ?1")?;
        let mut statement = self.prepare(&sql)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next()? {
            let (no, uri): (i64, String) = (row.get(0)?, row.get(1)?);
            let record = entry.query_row([no], |row| Ok(record(row.get_ref(0)?.as_str()?)))??;
            if self.holds_for(&record) {
                each(no, &uri, &record)?;
            }
        }
        Ok(())
    }

    /// A number that a statement comes to.
    pub(super) fn number(&self, sql: &Sql) -> Result<i64, Fault> {
        let mut statement = self.prepare(sql)?;
        let mut rows = statement.raw_query();
        Ok(rows.next()?.map_or(Ok(0), |row| row.get(0))?)
    }

    /// Makes a statement ready. It is not kept: there are as many as there are queries.
    pub(super) fn prepare(&self, sql: &Sql) -> Result<Statement<'a>, Fault> {
        let mut statement = self.connection.prepare(&sql.text)?;
        for (index, argument) in (1..).zip(&sql.arguments) {
            statement.raw_bind_parameter(index, argument)?;
        }
        Ok(statement)
    }
}

/// Begins a statement.
pub(super) fn begin(text: &str) -> Sql {
    Sql::new(Dialect::Sqlite, text)
}

/// A record that was stored.
pub(super) fn record(entry: &str) -> Result<Value, Fault> {
    Ok(serde_json::from_str(entry).map_err(|error| corrupt("media_files", &error))?)
}

/// A column of this kind.
pub(super) fn scalar(row: &Row<'_>, index: usize, kind: FieldKind) -> Result<Option<Scalar>, Fault> {
    Ok(match (row.get_ref(index)?, kind) {
        (ValueRef::Null, _) => None,
        (ValueRef::Integer(time), FieldKind::Time) => Some(Scalar::Time(time.into())),
        (ValueRef::Integer(number), _) => Some(Scalar::Integer(number)),
        (ValueRef::Real(number), _) => Some(Scalar::Number(number)),
        (ValueRef::Text(text), _) => Some(Scalar::Text(String::from_utf8_lossy(text).into_owned())),
        (other @ ValueRef::Blob(_), _) => {
            return Err(corrupt("media_columns", &format_args!("{} to sort by", other.data_type())).into());
        }
    })
}
