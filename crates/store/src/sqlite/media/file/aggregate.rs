//! Aggregations over the files that meet a condition, in SQLite.

use rusqlite::Connection;

use super::query::{Question, Source, index_of, scalar};
use crate::{
    Aggregate, AggregateOp, Aggregated, DatasetNo, FieldKind, MediaCondition, MediaField,
    drive::sql::Sql,
    media::{
        aggregate::{Fold, as_number, average, sum},
        value::shown,
    },
    row::{count, limit_column},
    sqlite::fault::Fault,
};

/// See [`crate::MediaFileStore::aggregate_media`].
pub(super) fn aggregate(
    connection: &Connection,
    dataset: DatasetNo,
    condition: Option<&MediaCondition>,
    aggregates: &[Aggregate],
) -> Result<Vec<Aggregated>, Fault> {
    let question = Question::new(connection, dataset, condition);
    let is_of_columns = |aggregate: &Aggregate| question.plan.is_exact && aggregate.field.column().is_some();
    // What columns cannot answer is answered in one go over the records.
    let mut folds: Vec<_> =
        aggregates.iter().filter(|aggregate| !is_of_columns(aggregate)).map(Fold::new).collect();
    if !folds.is_empty() {
        question.each_record(|_, _, record| {
            folds.iter_mut().for_each(|fold| fold.add(record));
            Ok(())
        })?;
    }
    let mut folded = folds.into_iter().map(Fold::finish);
    let mut answers = Vec::with_capacity(aggregates.len());
    for aggregate in aggregates {
        answers.push(if is_of_columns(aggregate) {
            of_column(&question, aggregate)?
        } else {
            folded.next().unwrap_or_default()
        });
    }
    Ok(answers)
}

fn of_column(question: &Question<'_>, aggregate: &Aggregate) -> Result<Aggregated, Fault> {
    let field = &aggregate.field;
    let value = match (aggregate.op, field.kind()) {
        (AggregateOp::Group, _) => return groups(question, aggregate),
        (AggregateOp::Count, _) => one(question, field, "count(", ")")?,
        (AggregateOp::Distinct, _) => one(question, field, "count(DISTINCT ", ")")?,
        (_, FieldKind::Text | FieldKind::Place) => None,
        (AggregateOp::Min, _) => one(question, field, "min(", ")")?,
        (AggregateOp::Max, _) => one(question, field, "max(", ")")?,
        (AggregateOp::Average | AggregateOp::Sum, kind) => {
            let (values, whole, fraction) = sums(question, field)?;
            let combine = if aggregate.op == AggregateOp::Sum { sum } else { average };
            combine(kind, values, whole, fraction)
        }
    };
    Ok(Aggregated { value, groups: Vec::new() })
}

/// A number that the values of a column come to.
fn one(question: &Question<'_>, field: &MediaField, before: &str, after: &str) -> Result<Option<f64>, Fault> {
    let mut sql = question.sql("SELECT ");
    sql.push(before).scalar(field.name()).push(after);
    among(question, &mut sql, field);
    let mut statement = question.prepare(&sql)?;
    let mut rows = statement.raw_query();
    // A count of times is no time.
    let kind = if before.starts_with("count") { FieldKind::Integer } else { field.kind() };
    let value = rows.next()?.map(|row| scalar(row, 0, kind)).transpose()?.flatten();
    Ok(value.as_ref().and_then(as_number))
}

/// How many values there are, and their sum: of whole ones exactly, in halves that do not overflow.
fn sums(question: &Question<'_>, field: &MediaField) -> Result<(u64, i128, f64), Fault> {
    let mut sql = question.sql("SELECT count(");
    sql.scalar(field.name()).push("), ");
    if field.kind() == FieldKind::Number {
        sql.push("0, 0, total(").scalar(field.name()).push(")");
    } else {
        sql.push("sum(").scalar(field.name()).push(" >> 32), sum(");
        sql.scalar(field.name()).push(" & 4294967295), 0.0");
    }
    among(question, &mut sql, field);
    let mut statement = question.prepare(&sql)?;
    let mut rows = statement.raw_query();
    let Some(row) = rows.next()? else { return Ok((0, 0, 0.0)) };
    let high: i64 = row.get::<_, Option<i64>>(1)?.unwrap_or_default();
    let low: i64 = row.get::<_, Option<i64>>(2)?.unwrap_or_default();
    let whole = (i128::from(high) << 32) + i128::from(low);
    Ok((count("media_columns", row.get(0)?)?, whole, row.get(3)?))
}

fn groups(question: &Question<'_>, aggregate: &Aggregate) -> Result<Aggregated, Fault> {
    let field = &aggregate.field;
    let mut sql = question.sql("SELECT ");
    sql.scalar(field.name()).push(", count(*)");
    among(question, &mut sql, field);
    sql.push(" GROUP BY ").scalar(field.name());
    sql.push(" ORDER BY 2 DESC, 1 LIMIT ").number(limit_column(aggregate.max_groups));
    let mut statement = question.prepare(&sql)?;
    let mut rows = statement.raw_query();
    let mut groups = Vec::new();
    while let Some(row) = rows.next()? {
        if let Some(value) = scalar(row, 0, field.kind())? {
            groups.push((shown(&value), count("media_columns", row.get(1)?)?));
        }
    }
    Ok(Aggregated { value: None, groups })
}

/// Goes on with the files that have a value: along the column's index where all are asked about.
fn among(question: &Question<'_>, sql: &mut Sql, field: &MediaField) {
    let source = match index_of(field.name()) {
        Some(index) if question.is_all() => Source::Index(index),
        _ => Source::Table,
    };
    question.from(sql, &source);
    sql.push(" AND ").scalar(field.name()).push(" IS NOT NULL");
    question.guessed(sql, &source, true);
}
