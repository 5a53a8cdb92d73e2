//! Searches, in PostgreSQL.
//!
//! Three ways to the same answer. Where the index of terms proposes few files, these are looked at and sorted.
//! Where an index has the order that is asked for, it is walked, and a page looks at a bounded number of files: it
//! may stay short. Otherwise everything that the query describes is sorted.

use std::{collections::HashMap, sync::Arc};

use assay_types::FileId;
use tokio_postgres::{Row, types::ToSql};

use super::{
    reading::{Reading, consistent, places},
    terms,
};
use crate::{
    Comparison, Condition, Direction, Field, FilesPage, Found, Place, Position, Scope, SearchSpec, Value,
    drive::{
        grams,
        sql::{Argument, Dialect, Sql},
    },
    postgres::{Postgres, fault::Fault, statement::text},
    row::{count, limit_column},
};

/// Files that an index may propose; with more, it does not choose well enough.
const CANDIDATES_MAX: usize = 2000;

/// Files that a page looks at, walking.
const LOOKS: usize = 20_000;

/// Files that are sorted for a page besides those that it has room for: some may be out of sight.
const SORTED_SPARE: usize = 1000;

/// Where the columns are that every statement begins with; the order's follow.
const TREE: usize = 0;
const FILE: usize = 1;
const PARENT: usize = 2;
const IS_HIT: usize = 3;
const KEYS: usize = 4;

impl Postgres {
    /// See [`crate::DriveStore::search`].
    pub(super) async fn search_once(&self, spec: &SearchSpec) -> Result<FilesPage, Fault> {
        consistent!(self.pool, |reading| async {
            let reading = reading;
            Search { store: self, reading: &reading, spec }.page().await
        })
    }
}

/// One search.
struct Search<'a> {
    store: &'a Postgres,
    reading: &'a Reading<'a>,
    spec: &'a SearchSpec,
}

/// What was found so far.
#[derive(Debug, Default)]
struct Hits {
    files: Vec<FileId>,
    last: Option<Position>,
}

impl Search<'_> {
    async fn page(&self) -> Result<FilesPage, Fault> {
        let candidates = self.candidates().await?;
        let total = if self.spec.count { Some(self.count(candidates.as_deref()).await?) } else { None };
        let hits = match &candidates {
            None if has_index(self.spec) => self.walk().await?,
            candidates => self.sorted(candidates.as_deref()).await?,
        };
        let found = self.store.read_files(self.reading, self.spec.drive, &hits.files).await?;
        // What changed meanwhile is shown as it is now, as long as it is there.
        let files = found.into_iter().flatten().filter(Found::is_live).collect();
        Ok(FilesPage { files, next: hits.last, total })
    }

    /// A few files among which all are that the query describes, if the index of terms can name such.
    async fn candidates(&self) -> Result<Option<Vec<i64>>, Fault> {
        let mut words = Vec::new();
        let mut sql = Sql::new(Dialect::Postgres, "SELECT file FROM file_terms WHERE drive = ");
        sql.number(self.spec.drive.0);
        let mut is_useful = false;
        for conjunct in conjuncts(&self.spec.condition) {
            match conjunct {
                Condition::NameMatch(match_words) => words.extend(match_words.iter().cloned()),
                Condition::Compare(Field::Name, Comparison::Eq, Value::Text(name)) => {
                    words.push(grams::fold(&text(name)));
                }
                Condition::LabelIn(labels) => {
                    is_useful = true;
                    let terms: Vec<_> = terms::of_labels(self.spec.drive, labels).collect();
                    sql.push(" AND terms && ").bind(Argument::Text(list(&terms))).push("::text::integer[]");
                }
                _ => {}
            }
        }
        let terms = terms::of_words(self.spec.drive, &words);
        if !terms.is_empty() {
            is_useful = true;
            sql.push(" AND terms @> ").bind(Argument::Text(list(&terms))).push("::text::integer[]");
        }
        if !is_useful {
            return Ok(None);
        }
        sql.push(" LIMIT ").number(limit_column(CANDIDATES_MAX + 1));
        let rows = self.query(&sql).await?;
        if rows.len() > CANDIDATES_MAX {
            return Ok(None);
        }
        Ok(Some(rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?))
    }

    /// Goes on with available files that the query describes, among candidates or in all of the drive.
    fn described(&self, sql: &mut Sql, candidates: Option<&[i64]>) {
        sql.push(" FROM file_columns AS c WHERE c.drive = ")
            .number(self.spec.drive.0)
            .push(" AND c.state = 0");
        if let Some(candidates) = candidates {
            sql.push(" AND c.file = ANY (").bind(Argument::Text(list(candidates))).push("::text::bigint[])");
        }
        sql.push(" AND ").condition(&self.spec.condition);
    }

    /// How many there are, folder by folder: all files of a folder are live and in sight, or none but those that
    /// the caller may see by themselves.
    async fn count(&self, candidates: Option<&[i64]>) -> Result<u64, Fault> {
        let tops: Vec<_> = match &self.spec.scope {
            Scope::Whole => Vec::new(),
            Scope::Under(tops) => tops.iter().map(|top| top.0).collect(),
        };
        let mut sql = self.statement("SELECT ");
        sql.push(", c.parent, count(*), count(*) FILTER (WHERE c.file = ANY (");
        sql.bind(Argument::Text(list(&tops))).push("::text::bigint[]))");
        self.described(&mut sql, candidates);
        sql.push(" GROUP BY c.parent");
        let rows = self.query(&sql).await?;
        let places = self.places_of(&rows, 1).await?;
        let mut total = 0_u64;
        for row in &rows {
            let Some(place) = places.get(&FileId(row.try_get(1)?)) else { continue };
            if self.is_searched(place) {
                let column = if self.sees_all(place) { 2 } else { 3 };
                total = total.saturating_add(count("file_columns", row.try_get(column)?)?);
            }
        }
        Ok(total)
    }

    /// A page of what is sorted for it.
    async fn sorted(&self, candidates: Option<&[i64]>) -> Result<Hits, Fault> {
        let order = &self.spec.order;
        let mut sql = self.statement("SELECT ");
        sql.push(", c.file, c.parent, true").keys(order);
        self.described(&mut sql, candidates);
        if let Some(after) = &self.spec.after {
            sql.push(" AND ").after(order, after);
        }
        let sorted = match candidates {
            Some(_) => CANDIDATES_MAX,
            None => self.spec.limit.saturating_add(SORTED_SPARE),
        };
        sql.order_by(order).push(" LIMIT ").number(limit_column(sorted));
        let rows = self.query(&sql).await?;
        let mut hits = Hits::default();
        if !self.take(&rows, &mut hits).await? {
            // Full rows, none of them left out: what comes after the last is not known.
            hits.last =
                rows.last().filter(|_| rows.len() == sorted).map(|row| self.position(row)).transpose()?;
        }
        Ok(hits)
    }

    /// A page along an index that has the order.
    async fn walk(&self) -> Result<Hits, Fault> {
        let mut hits = Hits::default();
        let (mut looked, mut look) = (0, self.spec.limit.saturating_mul(4).max(64));
        let mut after = self.spec.after.clone();
        loop {
            look = look.min(LOOKS - looked);
            let rows = self.query(&self.stretch(after.as_ref(), look)).await?;
            if self.take(&rows, &mut hits).await? {
                return Ok(hits);
            }
            looked += look;
            // The last that was looked at is there, unless there were fewer.
            let number = |row: &Row| row.try_get::<_, i64>(KEYS + self.spec.order.len());
            let Some(last) = rows.last() else { return Ok(Hits { last: None, ..hits }) };
            if number(last)? < limit_column(look) {
                return Ok(Hits { last: None, ..hits });
            }
            if hits.files.len() >= self.spec.limit {
                return Ok(hits);
            }
            after = Some(self.position(last)?);
            if looked >= LOOKS {
                hits.last = after;
                return Ok(hits);
            }
            // What is wanted was rare so far, so it will be.
            look *= 8;
        }
    }

    /// So many files after a position, in order: those that the query describes, and the last, whatever it is.
    fn stretch(&self, after: Option<&Position>, look: usize) -> Sql {
        let order = &self.spec.order;
        let mut sql =
            self.statement("SELECT * FROM (SELECT looked.*, row_number() OVER () AS number FROM (SELECT ");
        sql.push(", c.file, c.parent, ").condition(&self.spec.condition).push(" AS is_hit").keys(order);
        sql.push(" FROM file_columns AS c WHERE c.drive = ")
            .number(self.spec.drive.0)
            .push(" AND c.state = 0");
        if let Some(parent) = parent(&self.spec.condition) {
            sql.push(" AND c.parent = ").number(parent);
        }
        if let Some(after) = after {
            sql.push(" AND ").after(order, after);
        }
        sql.order_by(order).push(" LIMIT ").number(limit_column(look)).push(") AS looked) AS numbered");
        sql.push(" WHERE is_hit OR number = ").number(limit_column(look)).push(" ORDER BY number");
        sql
    }

    /// Takes what is live and in sight from a statement's rows. Whether the page is full, and then where it ends.
    async fn take(&self, rows: &[Row], hits: &mut Hits) -> Result<bool, Fault> {
        let places = self.places_of(rows, PARENT).await?;
        for row in rows {
            let file = FileId(row.try_get(FILE)?);
            let place = places.get(&FileId(row.try_get(PARENT)?));
            if row.try_get(IS_HIT)?
                && place
                    .is_some_and(|place| self.is_searched(place) && (self.sees_all(place) || self.sees(file)))
            {
                if hits.files.len() >= self.spec.limit {
                    return Ok(true);
                }
                hits.files.push(file);
                hits.last = Some(self.position(row)?);
            }
        }
        Ok(false)
    }

    /// The places of what is in the folders of these rows, which name them in this column.
    async fn places_of(&self, rows: &[Row], column: usize) -> Result<HashMap<FileId, Arc<Place>>, Fault> {
        let Some(tree) = rows.first().map(|row| row.try_get::<_, Option<i64>>(TREE)).transpose()?.flatten()
        else {
            return Ok(HashMap::new());
        };
        let folders = rows.iter().map(|row| Ok(FileId(row.try_get(column)?)));
        let folders = folders.collect::<Result<Vec<_>, Fault>>()?;
        places(self.reading, &self.store.trees, self.spec.drive, tree, folders).await
    }

    /// Whether what is at a place is live and where it is looked for.
    fn is_searched(&self, place: &Place) -> bool {
        let is_under = |top: FileId| top == FileId::ROOT || place.ancestors.contains(&top);
        place.is_live && self.spec.under.is_none_or(is_under)
    }

    /// Whether the caller may see all that is at a place.
    fn sees_all(&self, place: &Place) -> bool {
        match &self.spec.scope {
            Scope::Whole => true,
            Scope::Under(tops) => {
                tops.contains(&FileId::ROOT) || place.ancestors.iter().any(|ancestor| tops.contains(ancestor))
            }
        }
    }

    /// Whether the caller may see this file by itself.
    fn sees(&self, file: FileId) -> bool {
        matches!(&self.spec.scope, Scope::Under(tops) if tops.contains(&file))
    }

    /// A statement whose first column is the version of the drive's tree.
    fn statement(&self, text: &str) -> Sql {
        let mut sql = Sql::new(Dialect::Postgres, text);
        sql.push("(SELECT tree FROM drives WHERE drive = ").number(self.spec.drive.0).push(")");
        sql
    }

    async fn query(&self, sql: &Sql) -> Result<Vec<Row>, Fault> {
        let values: Vec<Box<dyn ToSql + Sync + Send>> = sql.arguments.iter().map(value).collect();
        let params: Vec<_> = values.iter().map(|value| &**value as &(dyn ToSql + Sync)).collect();
        self.reading.query_once(&sql.text, &params).await
    }

    fn position(&self, row: &Row) -> Result<Position, Fault> {
        let value = |(index, (field, _)): (usize, &(Field, Direction))| {
            Ok(match field {
                Field::Parent
                | Field::Size
                | Field::Hidden
                | Field::Starred
                | Field::Created
                | Field::Updated => Value::Number(row.try_get(KEYS + index)?),
                Field::Name
                | Field::Kind
                | Field::Extension
                | Field::Category
                | Field::MimeType
                | Field::Description
                | Field::ContentHash => Value::Text(row.try_get(KEYS + index)?),
            })
        };
        let values = self.spec.order.iter().enumerate().map(value).collect::<Result<_, Fault>>()?;
        Ok(Position { values, file: FileId(row.try_get(FILE)?) })
    }
}

/// An argument as the driver takes it.
pub(in crate::postgres) fn value(argument: &Argument) -> Box<dyn ToSql + Sync + Send> {
    match argument {
        Argument::Number(number) => Box::new(*number),
        Argument::Real(number) => Box::new(*number),
        Argument::Text(value) => Box::new(text(value).into_owned()),
        Argument::Bytes(bytes) => Box::new(bytes.clone()),
        Argument::Texts(values) => {
            Box::new(values.iter().map(|value| text(value).into_owned()).collect::<Vec<_>>())
        }
    }
}

/// Numbers as the database writes a list of them.
fn list<T: ToString>(numbers: &[T]) -> String {
    let numbers: Vec<_> = numbers.iter().map(T::to_string).collect();
    format!("{{{}}}", numbers.join(","))
}

/// Whether an index has the order that is asked for.
fn has_index(spec: &SearchSpec) -> bool {
    match (parent(&spec.condition), spec.order.as_slice()) {
        (_, [] | [(Field::Updated, _)]) => true,
        (None, [(field, _)]) => *field == Field::Created,
        (Some(_), [(field, _)]) => matches!(field, Field::Name | Field::Size),
        _ => false,
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
