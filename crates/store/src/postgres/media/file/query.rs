//! Questions made ready, and statements built for one of them, in PostgreSQL.

use deadpool_postgres::Object;
use serde_json::Value;
use tokio_postgres::{Row, types::ToSql};

use crate::{
    DatasetNo, FieldKind, MediaCondition, MediaFile, Scalar,
    drive::sql::{Argument, Dialect, Sql},
    media::{
        evaluate::Check,
        plan::{Guess, Plan},
        sql::array,
        terms::Terms,
    },
    postgres::{drive::value, fault::Fault},
    row::{corrupt, limit_column},
};

/// Records that are read at once when all are looked at.
const RECORDS: usize = 1000;

/// Files that the index of terms may propose to be looked up one by one; where it proposes more, the database weighs
/// for itself how to go.
const CANDIDATES_MAX: usize = 2000;

/// A condition on the files of a dataset.
pub(super) struct Question<'a> {
    pub(super) client: &'a Object,
    pub(super) dataset: DatasetNo,
    terms: Terms,
    check: Option<Check>,
    pub(super) plan: Plan,
    /// The files that rare terms leave, by number.
    candidates: Option<Vec<i64>>,
}

impl<'a> Question<'a> {
    /// Makes a condition ready.
    pub(super) async fn new(
        client: &'a Object,
        dataset: DatasetNo,
        condition: Option<&MediaCondition>,
    ) -> Result<Self, Fault> {
        let check = condition.map(Check::new);
        let terms = Terms(dataset);
        let plan = Plan::new(terms, check.as_ref());
        let mut question = Self { client, dataset, terms, check, plan, candidates: None };
        question.candidates = question.few().await?;
        Ok(question)
    }

    /// The files that terms leave which all must have, where they are few. The database cannot know how rare a term
    /// is, and would walk a whole index in the order that is asked for.
    async fn few(&self) -> Result<Option<Vec<i64>>, Fault> {
        let conjuncts = match &self.plan.guess {
            Guess::All(all) => all.as_slice(),
            one => std::slice::from_ref(one),
        };
        for conjunct in conjuncts {
            let Guess::Terms(wanted) = conjunct else { continue };
            let mut sql = begin("SELECT no FROM media_terms WHERE ");
            sql.terms(self.terms, wanted).push(" LIMIT ").number(limit_column(CANDIDATES_MAX + 1));
            let rows = self.query(&sql).await?;
            if rows.len() <= CANDIDATES_MAX {
                return Ok(Some(rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?));
            }
        }
        Ok(None)
    }

    /// Whether it asks for everything.
    pub(super) fn is_all(&self) -> bool {
        self.plan.guess == Guess::Always(true)
    }

    /// Goes on with rows of this dataset that the guess describes.
    pub(super) fn from(&self, sql: &mut Sql) {
        sql.push(" FROM media_columns c WHERE c.dataset = ").number(self.dataset.0);
        if let Some(candidates) = &self.candidates {
            sql.push(" AND c.no = ANY(").bind(Argument::Text(array(candidates))).push("::text::bigint[])");
        }
        if !self.is_all() {
            sql.push(" AND ").guess(self.terms, &self.plan.guess);
        }
    }

    /// Whether the condition holds for a file.
    pub(super) fn holds(&self, file: &MediaFile) -> Result<bool, Fault> {
        Ok(self.plan.is_exact || self.holds_for(&record(&file.entry)?))
    }

    fn holds_for(&self, record: &Value) -> bool {
        self.check.as_ref().is_none_or(|check| check.holds(record))
    }

    /// Calls back with the record of every file that the condition holds for, by number and URI.
    pub(super) async fn each_record(&self, mut each: impl FnMut(i64, &str, &Value)) -> Result<(), Fault> {
        let mut last = i64::MIN;
        loop {
            let mut sql = begin("SELECT k.no, k.place, f.entry FROM (SELECT c.no, c.place");
            self.from(&mut sql);
            sql.push(" AND c.no > ").number(last).push(" ORDER BY c.no LIMIT ");
            sql.number(limit_column(RECORDS)).push(") k JOIN media_files f ON f.no = k.no ORDER BY k.no");
            let rows = self.query(&sql).await?;
            for row in &rows {
                last = row.try_get(0)?;
                let record = record(row.try_get(2)?)?;
                if self.holds_for(&record) {
                    each(last, row.try_get(1)?, &record);
                }
            }
            if rows.len() < RECORDS {
                return Ok(());
            }
        }
    }

    /// Runs a statement. It is not kept: there are as many as there are queries.
    pub(super) async fn query(&self, sql: &Sql) -> Result<Vec<Row>, Fault> {
        let values: Vec<_> = sql.arguments.iter().map(value).collect();
        let params: Vec<_> = values.iter().map(|value| &**value as &(dyn ToSql + Sync)).collect();
        Ok(self.client.query(&sql.text, &params).await?)
    }

    /// A number that a statement comes to.
    pub(super) async fn number(&self, sql: &Sql) -> Result<i64, Fault> {
        Ok(self.query(sql).await?.first().map_or(Ok(0), |row| row.try_get(0))?)
    }
}

/// Begins a statement.
pub(super) fn begin(text: &str) -> Sql {
    Sql::new(Dialect::Postgres, text)
}

/// A record that was stored.
fn record(entry: &str) -> Result<Value, Fault> {
    Ok(serde_json::from_str(entry).map_err(|error| corrupt("media_files", &error))?)
}

/// A column of this kind.
pub(super) fn scalar(row: &Row, index: usize, kind: FieldKind) -> Result<Option<Scalar>, Fault> {
    Ok(match kind {
        FieldKind::Text | FieldKind::Place => row.try_get::<_, Option<String>>(index)?.map(Scalar::Text),
        FieldKind::Integer => row.try_get::<_, Option<i64>>(index)?.map(Scalar::Integer),
        FieldKind::Number => row.try_get::<_, Option<f64>>(index)?.map(Scalar::Number),
        FieldKind::Time => row.try_get::<_, Option<i64>>(index)?.map(|time| Scalar::Time(time.into())),
    })
}
