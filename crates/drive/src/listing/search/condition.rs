//! What a query's names mean: from its syntax to conditions on the state's columns.

use assay_store::{Comparison as Relation, Condition, Field, Value};
use assay_types::FileId;
use assay_wire::pds::{Comparison, Literal, Operator, Query, QueryError};
use jiff::{civil, tz::TimeZone};

/// How a name is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Type {
    /// `=`, `prefix`.
    Text(Field),
    /// `=`, `match`.
    Name,
    /// `=`: `file` or `folder`.
    Kind,
    /// `=`; a text that is no file's id is nobody's parent.
    Parent,
    /// `=`; what is not 40 hex digits is no file's.
    Hash,
    /// `=`; whatever is found is available.
    Status,
    /// `=`: one of the labels is it.
    Labels,
    /// All but `prefix` and `match`.
    Long(Field),
    /// All but `prefix` and `match`.
    Date(Field),
    /// `=`.
    Bool(Field),
}

const NAMES: [(&str, Type); 16] = [
    ("parent_file_id", Type::Parent),
    ("name", Type::Name),
    ("type", Type::Kind),
    ("file_extension", Type::Text(Field::Extension)),
    ("mime_type", Type::Text(Field::MimeType)),
    ("category", Type::Text(Field::Category)),
    ("description", Type::Text(Field::Description)),
    ("content_hash", Type::Hash),
    ("status", Type::Status),
    ("label", Type::Labels),
    ("labels", Type::Labels),
    ("size", Type::Long(Field::Size)),
    ("created_at", Type::Date(Field::Created)),
    ("updated_at", Type::Date(Field::Updated)),
    ("hidden", Type::Bool(Field::Hidden)),
    ("starred", Type::Bool(Field::Starred)),
];

/// The condition that a query stands for.
///
/// # Errors
/// A name that is unknown, an operator or a value that does not go with its name, and where that stands.
pub(super) fn condition(query: &Query) -> Result<Condition, QueryError> {
    let all = |parts: &[Query]| parts.iter().map(condition).collect::<Result<Vec<_>, _>>();
    Ok(match query {
        Query::And(parts) => Condition::And(all(parts)?),
        Query::Or(parts) => Condition::Or(all(parts)?),
        Query::Not(part) => Condition::Not(Box::new(condition(part)?)),
        Query::Compare(comparison) => compared(comparison)?,
    })
}

fn compared(comparison: &Comparison) -> Result<Condition, QueryError> {
    let Comparison { field, field_at, operator, operator_at, value, value_at } = comparison;
    let known = NAMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(field));
    let Some((_, kind)) = known else {
        let field: String = field.chars().take(64).collect();
        return Err(QueryError::new(*field_at, format!("nothing is searched by '{field}'")));
    };
    let equals =
        |value: &Literal| kind.relation(Operator::Eq, value).map_err(|why| QueryError::new(*value_at, why));
    match (operator, value) {
        (Operator::In, Literal::Array(values)) => {
            if *kind == Type::Labels {
                let labels = values.iter().map(|value| text(value).map(str::to_owned));
                let labels =
                    labels.collect::<Result<_, _>>().map_err(|why| QueryError::new(*value_at, why))?;
                return Ok(Condition::LabelIn(labels));
            }
            values.iter().map(equals).collect::<Result<_, _>>().map(Condition::Or)
        }
        (Operator::In, _) => Err(QueryError::new(*value_at, "'in' is followed by an array: [\"a\", \"b\"]")),
        (_, Literal::Array(_)) => Err(QueryError::new(*operator_at, "an array follows 'in' alone")),
        (Operator::Ne, value) => Ok(Condition::Not(Box::new(equals(value)?))),
        (Operator::Eq, value) => equals(value),
        (operator, value) if kind.takes(*operator) => {
            kind.relation(*operator, value).map_err(|why| QueryError::new(*value_at, why))
        }
        (operator, _) => {
            Err(QueryError::new(*operator_at, format!("{} is not compared by '{operator}'", field.as_str())))
        }
    }
}

impl Type {
    /// Whether an operator besides `=`, `!=` and `in` goes with it.
    fn takes(self, operator: Operator) -> bool {
        match operator {
            Operator::Lt | Operator::Le | Operator::Gt | Operator::Ge => {
                matches!(self, Self::Long(_) | Self::Date(_))
            }
            Operator::Prefix => matches!(self, Self::Text(_)),
            Operator::Match => self == Self::Name,
            Operator::Eq | Operator::Ne | Operator::In => true,
        }
    }

    fn relation(self, operator: Operator, value: &Literal) -> Result<Condition, String> {
        let compare = |field, value| Condition::Compare(field, relation(operator), value);
        Ok(match self {
            Self::Kind => match text(value)?.to_ascii_lowercase() {
                kind if kind == "file" || kind == "folder" => compare(Field::Kind, Value::Text(kind)),
                _ => nothing(),
            },
            // Everything begins with nothing.
            Self::Text(_) if operator == Operator::Prefix && text(value)?.is_empty() => everything(),
            Self::Text(field) => compare(field, Value::Text(text(value)?.to_owned())),
            Self::Name if operator == Operator::Match => words(text(value)?),
            Self::Name => compare(Field::Name, Value::Text(text(value)?.to_owned())),
            Self::Parent => match text(value)?.parse::<FileId>() {
                Ok(parent) => compare(Field::Parent, Value::Number(parent.0)),
                Err(_) => nothing(),
            },
            Self::Hash => {
                let hash = text(value)?.to_ascii_lowercase();
                let is_one = hash.len() == 40 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
                if is_one { compare(Field::ContentHash, Value::Text(hash)) } else { nothing() }
            }
            Self::Status if text(value)?.eq_ignore_ascii_case("available") => everything(),
            Self::Status => nothing(),
            Self::Labels => Condition::LabelIn(vec![text(value)?.to_owned()]),
            Self::Long(field) => match value {
                Literal::Long(number) => compare(field, Value::Number(*number)),
                _ => return Err("a whole number was expected here".to_owned()),
            },
            Self::Date(field) => dated(field, operator, text(value)?)?,
            Self::Bool(field) => match value {
                Literal::Bool(flag) => compare(field, Value::Number(i64::from(*flag))),
                _ => return Err("true or false was expected here".to_owned()),
            },
        })
    }
}

/// `!=`, `match` and `in` never come here.
fn relation(operator: Operator) -> Relation {
    match operator {
        Operator::Lt => Relation::Lt,
        Operator::Le => Relation::Le,
        Operator::Gt => Relation::Gt,
        Operator::Ge => Relation::Ge,
        Operator::Prefix => Relation::Prefix,
        Operator::Eq | Operator::Ne | Operator::Match | Operator::In => Relation::Eq,
    }
}

fn everything() -> Condition {
    Condition::And(Vec::new())
}

fn nothing() -> Condition {
    Condition::Or(Vec::new())
}

fn text(value: &Literal) -> Result<&str, String> {
    match value {
        Literal::Text(text) => Ok(text),
        _ => Err("a text in quotes was expected here".to_owned()),
    }
}

/// `match`: the name contains each of the words that spaces separate, whatever their case.
fn words(text: &str) -> Condition {
    let mut words: Vec<_> = text.split_whitespace().map(str::to_lowercase).collect();
    words.sort_unstable();
    words.dedup();
    if words.is_empty() { everything() } else { Condition::NameMatch(words) }
}

/// A time to the second; equal to it is what happened within that second.
fn dated(field: Field, operator: Operator, text: &str) -> Result<Condition, String> {
    let (millis, is_whole_second) =
        moment(text).ok_or("a time such as \"2006-01-02T15:04:05\" was expected here")?;
    let compare = |relation, millis| Condition::Compare(field, relation, Value::Number(millis));
    if operator == Operator::Eq && is_whole_second {
        return Ok(Condition::And(vec![compare(Relation::Ge, millis), compare(Relation::Lt, millis + 1000)]));
    }
    Ok(compare(relation(operator), millis))
}

/// Milliseconds since 1970 of `2006-01-02T15:04:05`, with a fraction and a `Z` if somebody insists, and whether
/// there was no fraction.
fn moment(text: &str) -> Option<(i64, bool)> {
    let text = text.strip_suffix('Z').unwrap_or(text);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_form = whole.len() == 19
        && whole.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            10 => byte == b'T',
            13 | 16 => byte == b':',
            _ => byte.is_ascii_digit(),
        });
    let is_fraction = (1..=9).contains(&fraction.len()) && fraction.bytes().all(|byte| byte.is_ascii_digit());
    if !is_form || !is_fraction {
        return None;
    }
    let time: civil::DateTime = text.parse().ok()?;
    let time = time.to_zoned(TimeZone::UTC).ok()?.timestamp();
    Some((time.as_millisecond(), !text.contains('.')))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<Condition, QueryError> {
        condition(&Query::parse(text)?)
    }

    fn is(field: Field, relation: Relation, value: Value) -> Condition {
        Condition::Compare(field, relation, value)
    }

    #[test]
    fn names_have_their_types() {
        let text = |text: &str| Value::Text(text.to_owned());
        for (query, expected) in [
            ("name = \"汇报材料.ppt\"", is(Field::Name, Relation::Eq, text("汇报材料.ppt"))),
            ("NAME match \"Annual  报告\"", Condition::NameMatch(vec!["annual".into(), "报告".into()])),
            ("name match ' '", Condition::And(vec![])),
            ("type = 'FOLDER'", is(Field::Kind, Relation::Eq, text("folder"))),
            ("file_extension prefix 'jp'", is(Field::Extension, Relation::Prefix, text("jp"))),
            ("parent_file_id = 'root'", is(Field::Parent, Relation::Eq, Value::Number(0))),
            ("parent_file_id = '5d79206586bb5dd69fb34c349282718146c55da7'", Condition::Or(vec![])),
            ("type = 'link'", Condition::Or(vec![])),
            ("description prefix ''", Condition::And(vec![])),
            ("size >= 1024", is(Field::Size, Relation::Ge, Value::Number(1024))),
            ("hidden = false", is(Field::Hidden, Relation::Eq, Value::Number(0))),
            ("starred != true", Condition::Not(Box::new(is(Field::Starred, Relation::Eq, Value::Number(1))))),
            ("status = 'available'", Condition::And(vec![])),
            ("status = 'uploading'", Condition::Or(vec![])),
            ("label in ['a', 'b']", Condition::LabelIn(vec!["a".into(), "b".into()])),
            ("labels = 'a'", Condition::LabelIn(vec!["a".into()])),
            (
                "created_at < \"2019-01-14T00:00:00\"",
                is(Field::Created, Relation::Lt, Value::Number(1_547_424_000_000)),
            ),
            (
                "updated_at > '2019-08-13T06:19:22.870Z'",
                is(Field::Updated, Relation::Gt, Value::Number(1_565_677_162_870)),
            ),
            (
                "created_at = '1970-01-01T00:00:01'",
                Condition::And(vec![
                    is(Field::Created, Relation::Ge, Value::Number(1000)),
                    is(Field::Created, Relation::Lt, Value::Number(2000)),
                ]),
            ),
            (
                "file_extension in [\"jpg\", \"png\"]",
                Condition::Or(vec![
                    is(Field::Extension, Relation::Eq, text("jpg")),
                    is(Field::Extension, Relation::Eq, text("png")),
                ]),
            ),
        ] {
            assert_eq!(read(query), Ok(expected), "{query}");
        }
    }

    #[test]
    fn what_does_not_fit_is_refused_where_it_stands() {
        for (query, at) in [
            ("size > 1 and semantic_text = 'a'", 13),
            ("size = '1'", 7),
            ("type prefix 'f'", 5),
            ("size > 1.5", 7),
            ("size prefix 1", 5),
            ("name = 1", 7),
            ("name < 'a'", 5),
            ("name prefix 'a'", 5),
            ("category match 'a'", 9),
            ("hidden = 'false'", 9),
            ("hidden > true", 7),
            ("created_at > '2019-01-14'", 13),
            ("created_at > '2019-02-30T00:00:00'", 13),
            ("created_at > '2019-01-14T00:00:00+08:00'", 13),
            ("created_at > '2019-01-14T00:00:00[Asia/Shanghai]'", 13),
            ("size in 3", 8),
            ("size = [3]", 5),
            ("size in [3, 'a']", 8),
            ("labels in [1]", 10),
            ("labels match 'a'", 7),
        ] {
            assert_eq!(read(query).map_err(|error| error.at), Err(at), "{query}");
        }
    }

    proptest! {
        #[test]
        fn no_time_makes_it_panic(text in "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{0,10})?Z?|\\PC{0,30}") {
            let _ = moment(&text);
        }
    }
}
