//! `SimpleQuery` trees: from the wire's form to the condition that the store answers.
//!
//! | operator | fields | value |
//! | --- | --- | --- |
//! | `eq gt gte lt lte` | texts (byte by byte), integers, numbers, times | read as the field's kind wants it |
//! | `prefix`, `match-phrase` | texts | a text |
//! | `exist` | all, and arrays | none or `true`; `false` turns it round |
//! | `geo-distance` | `LatLong` | `latitude,longitude;metres` |
//! | `geo-bounding-box` | `LatLong` | `latitude,longitude;latitude,longitude`, north-west and south-east |
//! | `and`, `or`, `not` | none | sub-queries; `not`: none of them holds |
//! | `nested` | an array | sub-queries that hold together for one of its elements |
//!
//! `nested` may leave out its field, as the hosted service's own examples do: then it is the outermost array in which
//! the fields of the sub-queries lie.

#[cfg(test)]
mod tests;

use assay_store::{FieldKind, MediaCondition as Condition, MediaField, Test};
use assay_wire::imm::SimpleQuery;

use super::value;
use crate::MediaError;

/// The most leaves of a query.
const MAX_CONDITIONS: usize = 100;
/// The most levels of sub-queries.
const MAX_DEPTH: usize = 5;

/// Reads the parameter `Query`.
pub(super) fn condition(query: &SimpleQuery) -> Result<Condition, MediaError> {
    let mut reader = Reader { leaves: 0 };
    reader.read(query, &mut Path::root(), 0, None)
}

/// Where in the tree one is, for messages.
struct Path(Vec<usize>);

impl Path {
    fn root() -> Self {
        Self(Vec::new())
    }

    fn invalid(&self, member: &str, why: impl std::fmt::Display) -> MediaError {
        let mut text = String::from("Query");
        for place in &self.0 {
            text.push_str(".SubQueries.");
            text.push_str(&place.to_string());
        }
        if !member.is_empty() {
            text.push('.');
            text.push_str(member);
        }
        MediaError::invalid(&text, why)
    }
}

struct Reader {
    leaves: usize,
}

impl Reader {
    fn read(
        &mut self,
        query: &SimpleQuery,
        path: &mut Path,
        depth: usize,
        array: Option<&str>,
    ) -> Result<Condition, MediaError> {
        match query.operation.as_deref() {
            Some("and") => self.parts(query, path, depth, array).map(Condition::All),
            Some("or") => self.parts(query, path, depth, array).map(Condition::Any),
            Some("not") => {
                let mut parts = self.parts(query, path, depth, array)?;
                let one = match (parts.pop(), parts.is_empty()) {
                    (Some(only), true) => only,
                    (last, _) => Condition::Any(parts.into_iter().chain(last).collect()),
                };
                Ok(Condition::Not(Box::new(one)))
            }
            Some("nested") => {
                let inner = nested_array(query, path, array)?;
                let mut parts = self.parts(query, path, depth, Some(&inner))?;
                let one = match (parts.pop(), parts.is_empty()) {
                    (Some(only), true) => only,
                    (last, _) => Condition::All(parts.into_iter().chain(last).collect()),
                };
                Ok(Condition::Nested { array: inner, condition: Box::new(one) })
            }
            Some(operation) => self.leaf(query, operation, path, array),
            None => Err(path.invalid("Operation", "it is missing")),
        }
    }

    fn parts(
        &mut self,
        query: &SimpleQuery,
        path: &mut Path,
        depth: usize,
        array: Option<&str>,
    ) -> Result<Vec<Condition>, MediaError> {
        let parts = query.sub_queries.as_deref().unwrap_or_default();
        if parts.is_empty() {
            return Err(path.invalid("SubQueries", "this operation needs one sub-query at least"));
        }
        if depth >= MAX_DEPTH {
            return Err(
                path.invalid("SubQueries", format_args!("there may be {MAX_DEPTH} levels of sub-queries"))
            );
        }
        let mut conditions = Vec::new();
        for (part, place) in parts.iter().zip(1..) {
            path.0.push(place);
            conditions.push(self.read(part, path, depth + 1, array)?);
            path.0.pop();
        }
        Ok(conditions)
    }

    fn leaf(
        &mut self,
        query: &SimpleQuery,
        operation: &str,
        path: &Path,
        array: Option<&str>,
    ) -> Result<Condition, MediaError> {
        self.leaves += 1;
        if self.leaves > MAX_CONDITIONS {
            return Err(path.invalid("", format_args!("there may be {MAX_CONDITIONS} conditions")));
        }
        let Some(name) = query.field.as_deref() else {
            return Err(path.invalid("Field", "it is missing"));
        };
        let value = query.value.as_deref();
        if operation == "exist" && MediaField::is_array(name) {
            let inside = array.is_none_or(|array| is_deeper(name, array));
            if !inside {
                return Err(outside(path, name, array));
            }
            let some =
                Condition::Nested { array: name.to_owned(), condition: Box::new(Condition::All(Vec::new())) };
            return exists(some, value, path);
        }
        let Some(field) = MediaField::named(name) else {
            return Err(path.invalid("Field", format_args!("{name} is not a field that can be asked for")));
        };
        if array.is_some_and(|array| !field.is_within(array)) {
            return Err(outside(path, name, array));
        }
        if operation == "exist" {
            return exists(Condition::Leaf { field, test: Test::Exists }, value, path);
        }
        let test = test(&field, operation, value, path)?;
        Ok(Condition::Leaf { field, test })
    }
}

/// The test of a leaf that takes a value.
fn test(field: &MediaField, operation: &str, value: Option<&str>, path: &Path) -> Result<Test, MediaError> {
    let (kind, name) = (field.kind(), field.name());
    let suits = match operation {
        "eq" | "gt" | "gte" | "lt" | "lte" => kind != FieldKind::Place,
        "prefix" | "match-phrase" => kind == FieldKind::Text,
        "geo-distance" | "geo-bounding-box" => kind == FieldKind::Place,
        _ => {
            return Err(path.invalid(
                "Operation",
                "it must be one of and, or, not, nested, eq, gt, gte, lt, lte, exist, prefix, match-phrase, \
                 geo-distance, geo-bounding-box",
            ));
        }
    };
    if !suits {
        return Err(path.invalid("Operation", format_args!("{operation} does not suit the field {name}")));
    }
    let Some(value) = value else {
        return Err(path.invalid("Value", format_args!("{operation} needs a value")));
    };
    let scalar = || value::scalar(kind, value).map_err(|why| path.invalid("Value", why));
    match operation {
        "eq" => scalar().map(Test::Equal),
        "gt" => scalar().map(Test::Greater),
        "gte" => scalar().map(Test::AtLeast),
        "lt" => scalar().map(Test::Less),
        "lte" => scalar().map(Test::AtMost),
        "prefix" => Ok(Test::Prefix(value.to_owned())),
        "match-phrase" if value.chars().any(char::is_alphanumeric) => Ok(Test::Phrase(value.to_owned())),
        "match-phrase" => Err(path.invalid("Value", "match-phrase needs a letter or a digit at least")),
        "geo-distance" => value::near(value).ok_or_else(|| {
            path.invalid("Value", "geo-distance needs latitude,longitude;metres, such as 30.13,90.26;1000")
        }),
        _ => value::within(value).ok_or_else(|| {
            path.invalid(
                "Value",
                "geo-bounding-box needs its north-western and its south-eastern corner as \
                 latitude,longitude;latitude,longitude, such as 35,118.5;33.5,120",
            )
        }),
    }
}

/// `exist` with its value: `false` asks for what is not there.
fn exists(some: Condition, value: Option<&str>, path: &Path) -> Result<Condition, MediaError> {
    match value {
        None | Some("" | "true") => Ok(some),
        Some("false") => Ok(Condition::Not(Box::new(some))),
        Some(_) => Err(path.invalid("Value", "exist needs none, or true or false")),
    }
}

/// The array of a `nested`.
fn nested_array(query: &SimpleQuery, path: &Path, outer: Option<&str>) -> Result<String, MediaError> {
    let array = match query.field.as_deref().filter(|name| !name.is_empty()) {
        Some(name) => Some(name.to_owned()).filter(|name| MediaField::is_array(name)),
        None => first_field(query).and_then(|field| outermost_array(field, outer)),
    };
    let Some(array) = array else {
        return Err(path.invalid("Field", "nested needs an array, such as Labels"));
    };
    if outer.is_some_and(|outer| !is_deeper(&array, outer)) {
        return Err(outside(path, &array, outer));
    }
    Ok(array)
}

/// The field of the first leaf below. The tree was read by a parser of bounded depth, and so is this.
fn first_field(query: &SimpleQuery) -> Option<&str> {
    let mut query = query.sub_queries.as_deref()?.first()?;
    while let Some(first) = query.sub_queries.as_deref().and_then(<[_]>::first) {
        query = first;
    }
    query.field.as_deref()
}

/// The outermost array on the way to a field, within another array where there is one.
fn outermost_array(field: &str, outer: Option<&str>) -> Option<String> {
    let ends = field.match_indices('.').map(|(at, _)| at).chain([field.len()]);
    ends.filter_map(|end| field.get(..end))
        .find(|name| MediaField::is_array(name) && outer.is_none_or(|outer| is_deeper(name, outer)))
        .map(str::to_owned)
}

fn is_deeper(name: &str, array: &str) -> bool {
    name.strip_prefix(array).is_some_and(|rest| rest.starts_with('.'))
}

fn outside(path: &Path, name: &str, array: Option<&str>) -> MediaError {
    let array = array.unwrap_or_default();
    path.invalid("Field", format_args!("{name} does not lie within {array}, which nested is about"))
}
