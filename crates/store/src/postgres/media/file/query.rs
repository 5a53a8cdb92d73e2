//! Questions made ready, and statements built for one of them, in PostgreSQL.

use deadpool_postgres::Object;
use serde_json::Value;
use tokio_postgres::{Row, types::ToSql};

use crate::{
    DatasetNo, FieldKind, MediaCondition, MediaFile, Scalar,
    drive::sql::{Dialect, Sql},
    media::{
        evaluate::Check,
        plan::{Guess, Plan},
        terms::Terms,
    },
    postgres::{drive::value, fault::Fault},
    row::{corrupt, limit_column},
};

/// Records that are read at once when all are looked at.
const RECORDS: usize = 1000;

/// A condition on the files of a dataset.
pub(super) struct Question<'a> {
    pub(super) client: &'a Object,
    pub(super) dataset: DatasetNo,
    terms: Terms,
    check: Option<Check>,
    pub(super) plan: Plan,
}

impl<'a> Question<'a> {
    /// Makes a condition ready.
    pub(super) fn new(client: &'a Object, dataset: DatasetNo, condition: Option<&MediaCondition>) -> Self {
        let check = condition.map(Check::new);
        let terms = Terms(dataset);
        let plan = Plan::new(terms, check.as_ref());
        Self { client, dataset, terms, check, plan }
    }

    /// Whether it asks for everything.
    pub(super) fn is_all(&self) -> bool {
        self.plan.guess == Guess::Always(true)
    }

    /// Begins a statement.
    pub(super) fn sql(&self, text: &str) -> Sql {
        Sql::new(Dialect::Postgres, text)
    }

    /// Goes on with rows of this dataset that the guess describes.
    pub(super) fn from(&self, sql: &mut Sql) {
        sql.push(" FROM media_columns c WHERE c.dataset = ").number(self.dataset.0);
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
            let mut sql = self.sql("SELECT k.no, k.place, f.entry FROM (SELECT c.no, c.place");
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
