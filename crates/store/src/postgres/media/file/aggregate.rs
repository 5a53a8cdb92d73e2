//! Aggregations over the files that meet a condition, in PostgreSQL.

use deadpool_postgres::Object;
use serde_json::Value;

use super::query::{Question, begin, scalar};
use crate::{
    Aggregate, AggregateOp, Aggregated, DatasetNo, FieldKind, MediaCondition, MediaField,
    drive::sql::Sql,
    media::{
        aggregate::{Fold, as_number, average, sum},
        value::shown,
    },
    postgres::fault::Fault,
    row::{corrupt, count, limit_column},
};

/// See [`crate::MediaFileStore::aggregate_media`].
pub(super) async fn aggregate(
    client: &Object,
    dataset: DatasetNo,
    condition: Option<&MediaCondition>,
    aggregates: &[Aggregate],
) -> Result<Vec<Aggregated>, Fault> {
    let question = Question::new(client, dataset, condition).await?;
    let is_of_columns = |aggregate: &Aggregate| question.plan.is_exact && aggregate.field.column().is_some();
    // What columns cannot answer is answered in one go over the records.
    let mut folds: Vec<_> =
        aggregates.iter().filter(|aggregate| !is_of_columns(aggregate)).map(Fold::new).collect();
    if !folds.is_empty() {
        let add = |_: i64, _: &str, record: &Value| {
            for fold in &mut folds {
                fold.add(record);
            }
        };
        question.each_record(add).await?;
    }
    let mut folded = folds.into_iter().map(Fold::finish);
    let mut answers = Vec::with_capacity(aggregates.len());
    for aggregate in aggregates {
        answers.push(if is_of_columns(aggregate) {
            of_column(&question, aggregate).await?
        } else {
            folded.next().unwrap_or_default()
        });
    }
    Ok(answers)
}

async fn of_column(question: &Question<'_>, aggregate: &Aggregate) -> Result<Aggregated, Fault> {
    let field = &aggregate.field;
    let value = match (aggregate.op, field.kind()) {
        (AggregateOp::Group, _) => return groups(question, aggregate).await,
        (AggregateOp::Count, _) => one(question, field, "count(", FieldKind::Integer).await?,
        (AggregateOp::Distinct, _) => one(question, field, "count(DISTINCT ", FieldKind::Integer).await?,
        (_, FieldKind::Text | FieldKind::Place) => None,
        (AggregateOp::Min, kind) => one(question, field, "min(", kind).await?,
        (AggregateOp::Max, kind) => one(question, field, "max(", kind).await?,
        (AggregateOp::Average | AggregateOp::Sum, kind) => {
            let (values, whole, fraction) = sums(question, field).await?;
            let combine = if aggregate.op == AggregateOp::Sum { sum } else { average };
            combine(kind, values, whole, fraction)
        }
    };
    Ok(Aggregated { value, groups: Vec::new() })
}

/// A number that the values of a column come to.
async fn one(
    question: &Question<'_>,
    field: &MediaField,
    before: &str,
    kind: FieldKind,
) -> Result<Option<f64>, Fault> {
    let mut sql = begin("SELECT ");
    sql.push(before).scalar(field.name()).push(")");
    among(question, &mut sql, field);
    let rows = question.query(&sql).await?;
    let value = rows.first().map(|row| scalar(row, 0, kind)).transpose()?.flatten();
    Ok(value.as_ref().and_then(as_number))
}

/// How many values there are, and their sum: of whole ones exactly.
async fn sums(question: &Question<'_>, field: &MediaField) -> Result<(u64, i128, f64), Fault> {
    let mut sql = begin("SELECT count(");
    sql.scalar(field.name()).push("), sum(").scalar(field.name()).push(")::text");
    among(question, &mut sql, field);
    let rows = question.query(&sql).await?;
    let Some(row) = rows.first() else { return Ok((0, 0, 0.0)) };
    let values = count("media_columns", row.try_get(0)?)?;
    let unreadable = || corrupt("media_columns", &"a sum that is no number");
    Ok(match (row.try_get::<_, Option<&str>>(1)?, field.kind()) {
        (None, _) => (values, 0, 0.0),
        (Some(sum), FieldKind::Number) => (values, 0, sum.parse().map_err(|_| unreadable())?),
        (Some(sum), _) => (values, sum.parse().map_err(|_| unreadable())?, 0.0),
    })
}

async fn groups(question: &Question<'_>, aggregate: &Aggregate) -> Result<Aggregated, Fault> {
    let field = &aggregate.field;
    let mut sql = begin("SELECT ");
    sql.scalar(field.name()).push(", count(*)");
    among(question, &mut sql, field);
    sql.push(" GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ").number(limit_column(aggregate.max_groups));
    let mut groups = Vec::new();
    for row in question.query(&sql).await? {
        if let Some(value) = scalar(&row, 0, field.kind())? {
            groups.push((shown(&value), count("media_columns", row.try_get(1)?)?));
        }
    }
    Ok(Aggregated { value: None, groups })
}

/// Goes on with the files that have a value.
fn among(question: &Question<'_>, sql: &mut Sql, field: &MediaField) {
    question.from(sql);
    sql.push(" AND ").scalar(field.name()).push(" IS NOT NULL");
}
