//! What `SearchShareLink` can be asked: names, and which values and operators go with them.
//!
//! `created_at`, `updated_at` and `expired_time` are times and compared with `= != < <= > >=`; `expired_time` of
//! a link that never ends equals `1970-01-01T00:00:00`, and is before no other time. `share_name_for_fuzzy` takes
//! `match`: the name contains the text, whatever the case. `share_name` takes that and `= !=`, `description`
//! `= !=`. `status` takes `= != in` and is `enabled` or `disabled`.

use assay_store::{Comparison, ShareCondition, ShareField, Value};
use assay_wire::pds::{Comparison as Compared, Literal, Operator, Query, QueryError};

/// Times before this stand for a link that never ends.
const FIRST_TIME_MS: i64 = 86_400_000;

/// Reads a query into a condition.
pub(super) fn condition(text: &str) -> Result<ShareCondition, QueryError> {
    translate(&Query::parse(text)?)
}

fn translate(query: &Query) -> Result<ShareCondition, QueryError> {
    let all = |parts: &[Query]| parts.iter().map(translate).collect::<Result<Vec<_>, _>>();
    Ok(match query {
        Query::And(parts) => ShareCondition::And(all(parts)?),
        Query::Or(parts) => ShareCondition::Or(all(parts)?),
        Query::Not(part) => not(translate(part)?),
        Query::Compare(comparison) => compare(comparison)?,
    })
}

fn compare(comparison: &Compared) -> Result<ShareCondition, QueryError> {
    match comparison.field.as_str() {
        "created_at" => time(ShareField::Created, comparison),
        "updated_at" => time(ShareField::Updated, comparison),
        "expired_time" => time(ShareField::Expires, comparison),
        "share_name_for_fuzzy" | "share_name" if comparison.operator == Operator::Match => fuzzy(comparison),
        "share_name" => exact(ShareField::Name, comparison),
        "description" => exact(ShareField::Description, comparison),
        "status" => status(comparison),
        "share_name_for_fuzzy" => Err(unfit(comparison)),
        other => Err(QueryError::new(comparison.field_at, format!("there is no field '{other}'"))),
    }
}

fn time(field: ShareField, comparison: &Compared) -> Result<ShareCondition, QueryError> {
    let Literal::Text(text) = &comparison.value else { return Err(not_a(comparison, "a time in quotes")) };
    let millis = millis(text).ok_or_else(|| not_a(comparison, "a time such as '2026-01-31T08:00:00'"))?;
    let bare = |operator| ShareCondition::Compare(field, operator, Value::Number(millis));
    let operator = match comparison.operator {
        Operator::Eq => Comparison::Eq,
        Operator::Ne => return Ok(not(bare(Comparison::Eq))),
        Operator::Lt => Comparison::Lt,
        Operator::Le => Comparison::Le,
        Operator::Gt => Comparison::Gt,
        Operator::Ge => Comparison::Ge,
        Operator::Prefix | Operator::Match | Operator::In => return Err(unfit(comparison)),
    };
    let is_before = matches!(operator, Comparison::Lt | Comparison::Le);
    if field == ShareField::Expires && is_before && millis >= FIRST_TIME_MS {
        let ends = ShareCondition::Compare(field, Comparison::Gt, Value::Number(0));
        return Ok(ShareCondition::And(vec![ends, bare(operator)]));
    }
    Ok(bare(operator))
}

fn fuzzy(comparison: &Compared) -> Result<ShareCondition, QueryError> {
    match &comparison.value {
        Literal::Text(text) if !text.is_empty() => Ok(ShareCondition::NameContains(text.to_lowercase())),
        _ => Err(not_a(comparison, "a text in quotes")),
    }
}

fn exact(field: ShareField, comparison: &Compared) -> Result<ShareCondition, QueryError> {
    let Literal::Text(text) = &comparison.value else { return Err(not_a(comparison, "a text in quotes")) };
    let equal = ShareCondition::Compare(field, Comparison::Eq, Value::Text(text.clone()));
    match comparison.operator {
        Operator::Eq => Ok(equal),
        Operator::Ne => Ok(not(equal)),
        _ => Err(unfit(comparison)),
    }
}

fn status(comparison: &Compared) -> Result<ShareCondition, QueryError> {
    let one = |value: &Literal| {
        let is_enabled = match value {
            Literal::Text(text) if text == "enabled" => 1,
            Literal::Text(text) if text == "disabled" => 0,
            _ => return Err(not_a(comparison, "'enabled' or 'disabled'")),
        };
        Ok(ShareCondition::Compare(ShareField::Enabled, Comparison::Eq, Value::Number(is_enabled)))
    };
    match (comparison.operator, &comparison.value) {
        (Operator::Eq, value) => one(value),
        (Operator::Ne, value) => Ok(not(one(value)?)),
        (Operator::In, Literal::Array(values)) => {
            Ok(ShareCondition::Or(values.iter().map(one).collect::<Result<_, _>>()?))
        }
        (Operator::In, _) => Err(not_a(comparison, "an array")),
        _ => Err(unfit(comparison)),
    }
}

/// Milliseconds since 1970 of a time in UTC, or with an offset.
fn millis(text: &str) -> Option<i64> {
    if let Ok(time) = text.parse::<jiff::Timestamp>() {
        return Some(time.as_millisecond());
    }
    let time = text.parse::<jiff::civil::DateTime>().ok()?;
    Some(jiff::tz::TimeZone::UTC.to_timestamp(time).ok()?.as_millisecond())
}

fn not(condition: ShareCondition) -> ShareCondition {
    ShareCondition::Not(Box::new(condition))
}

fn not_a(comparison: &Compared, what: &str) -> QueryError {
    QueryError::new(comparison.value_at, format!("'{}' is compared with {what}", comparison.field))
}

fn unfit(comparison: &Compared) -> QueryError {
    let (field, operator) = (&comparison.field, comparison.operator);
    QueryError::new(comparison.operator_at, format!("'{field}' cannot be compared by '{operator}'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_s_example_reads() {
        let text = "created_at>='2022-01-18T02:50:00' and created_at<'2022-01-19T09:45:28' and \
                    share_name_for_fuzzy match 'HD.mp4' and status in ['enabled', 'disabled'] and \
                    expired_time='1970-01-01T00:00:00'";
        let number =
            |field, operator, number| ShareCondition::Compare(field, operator, Value::Number(number));
        let status = |flag| number(ShareField::Enabled, Comparison::Eq, flag);
        let expected = ShareCondition::And(vec![
            number(ShareField::Created, Comparison::Ge, 1_642_474_200_000),
            number(ShareField::Created, Comparison::Lt, 1_642_585_528_000),
            ShareCondition::NameContains("hd.mp4".to_owned()),
            ShareCondition::Or(vec![status(1), status(0)]),
            number(ShareField::Expires, Comparison::Eq, 0),
        ]);
        assert_eq!(condition(text), Ok(expected));
    }

    #[test]
    fn a_link_that_never_ends_is_not_over() {
        let condition = condition("expired_time <= '2022-01-18T02:50:00'").expect("a query");
        assert!(matches!(condition, ShareCondition::And(parts) if parts.len() == 2));
    }

    #[test]
    fn what_does_not_fit_is_named_where_it_stands() {
        for (text, at) in [
            ("creator = 'x'", 0),
            ("status = 'gone'", 9),
            ("status < 'enabled'", 7),
            ("created_at > 5", 13),
            ("created_at match '2022-01-18T02:50:00'", 11),
            ("share_name_for_fuzzy = 'x'", 21),
            ("status in 'enabled'", 10),
            ("(status = 'enabled'", 19),
        ] {
            assert_eq!(condition(text).map_err(|error| error.at), Err(at), "{text}");
        }
    }
}
