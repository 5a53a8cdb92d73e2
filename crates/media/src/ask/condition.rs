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

#[cfg(test)]
mod tests {
    use assay_store::Scalar;
    use proptest::{option, prelude::*, sample::select};

    use super::*;

    fn read(json: &str) -> Result<Condition, String> {
        let query = serde_json::from_str(json).expect("a query");
        condition(&query).map_err(|error| error.to_string())
    }

    fn leaf(name: &str, test: Test) -> Condition {
        Condition::Leaf { field: MediaField::named(name).expect("a field"), test }
    }

    #[test]
    fn the_documents_own_queries_are_read() {
        let large = read(
            r#"{"SubQueries":[{"Field":"ContentType","Value":"image/jpeg","Operation":"eq"},
                {"Field":"ImageWidth","Value":"1000","Operation":"gt"}],"Operation":"and"}"#,
        );
        assert_eq!(
            large,
            Ok(Condition::All(vec![
                leaf("ContentType", Test::Equal(Scalar::Text("image/jpeg".to_owned()))),
                leaf("ImageWidth", Test::Greater(Scalar::Integer(1000))),
            ]))
        );
        let no_man = read(
            r#"{"Operation":"not","SubQueries":[{"Operation":"nested","SubQueries":[{"Operation":"and","SubQueries":[
                {"Field":"Figures.Age","Operation":"gt","Value":"36"},
                {"Field":"Figures.Gender","Operation":"eq","Value":"male"}]}]}]}"#,
        );
        let man = Condition::All(vec![
            leaf("Figures.Age", Test::Greater(Scalar::Integer(36))),
            leaf("Figures.Gender", Test::Equal(Scalar::Text("male".to_owned()))),
        ]);
        let nested = Condition::Nested { array: "Figures".to_owned(), condition: Box::new(man) };
        assert_eq!(no_man, Ok(Condition::Not(Box::new(nested))));
    }

    #[test]
    fn what_is_wrong_is_named_by_its_path() {
        for (query, path) in [
            (r#"{"Field":"Size","Operation":"like","Value":"1"}"#, "Query.Operation"),
            (r#"{"Field":"Size","Value":"1"}"#, "Query.Operation"),
            (r#"{"Field":"Siez","Operation":"eq","Value":"1"}"#, "Query.Field"),
            (r#"{"Field":"Size","Operation":"eq"}"#, "Query.Value"),
            (r#"{"Field":"Size","Operation":"prefix","Value":"1"}"#, "Query.Operation"),
            (r#"{"Field":"LatLong","Operation":"eq","Value":"1,2"}"#, "Query.Operation"),
            (r#"{"Field":"Title","Operation":"geo-distance","Value":"1,2;3"}"#, "Query.Operation"),
            (r#"{"Field":"Title","Operation":"match-phrase","Value":"..."}"#, "Query.Value"),
            (r#"{"Field":"Size","Operation":"exist","Value":"maybe"}"#, "Query.Value"),
            (r#"{"Operation":"and","SubQueries":[]}"#, "Query.SubQueries"),
            (
                r#"{"Operation":"nested","Field":"Size","SubQueries":[{"Field":"Size","Operation":"exist"}]}"#,
                "Query.Field",
            ),
            (
                r#"{"Operation":"and","SubQueries":[{"Field":"Size","Operation":"exist"},
                {"Field":"Size","Operation":"lt","Value":"x"}]}"#,
                "Query.SubQueries.2.Value",
            ),
            (
                r#"{"Operation":"nested","Field":"Labels","SubQueries":[{"Field":"Size","Operation":"exist"}]}"#,
                "Query.SubQueries.1.Field",
            ),
        ] {
            let error = read(query).expect_err(query);
            assert!(error.contains(&format!("The parameter {path} is not valid")), "{error}");
        }
    }

    #[test]
    fn conditions_and_levels_hold_their_edges() {
        let leaf = r#"{"Field":"Size","Operation":"exist"}"#;
        let many = |count| format!(r#"{{"Operation":"or","SubQueries":[{}]}}"#, vec![leaf; count].join(","));
        assert!(read(&many(100)).is_ok() && read(&many(101)).is_err());
        let deep = |levels| {
            (0..levels)
                .fold(leaf.to_owned(), |inner, _| format!(r#"{{"Operation":"not","SubQueries":[{inner}]}}"#))
        };
        assert!(read(&deep(5)).is_ok() && read(&deep(6)).is_err());
    }

    #[test]
    fn an_array_may_be_asked_for_and_be_left_out() {
        let labels =
            Condition::Nested { array: "Labels".to_owned(), condition: Box::new(Condition::All(Vec::new())) };
        assert_eq!(read(r#"{"Field":"Labels","Operation":"exist"}"#), Ok(labels.clone()));
        let none = Ok(Condition::Not(Box::new(labels)));
        assert_eq!(read(r#"{"Field":"Labels","Operation":"exist","Value":"false"}"#), none);
        assert_eq!(outermost_array("Labels.Clips.TimeRange", None).as_deref(), Some("Labels"));
        assert_eq!(
            outermost_array("Labels.Clips.TimeRange", Some("Labels")).as_deref(),
            Some("Labels.Clips")
        );
        assert_eq!(outermost_array("Size", None), None);
    }

    /// The wire's form of a condition that has one.
    fn print(condition: &Condition) -> SimpleQuery {
        let of = |operation: &str, sub_queries: Vec<SimpleQuery>| SimpleQuery {
            operation: Some(operation.to_owned()),
            sub_queries: Some(sub_queries),
            ..SimpleQuery::default()
        };
        match condition {
            Condition::All(parts) => of("and", parts.iter().map(print).collect()),
            Condition::Any(parts) => of("or", parts.iter().map(print).collect()),
            Condition::Not(part) => of("not", vec![print(part)]),
            Condition::Nested { array, condition } => {
                SimpleQuery { field: Some(array.clone()), ..of("nested", vec![print(condition)]) }
            }
            Condition::Leaf { field, test } => {
                let scalar = |scalar: &Scalar| match scalar {
                    Scalar::Text(text) => text.clone(),
                    Scalar::Integer(number) => number.to_string(),
                    Scalar::Number(number) => number.to_string(),
                    Scalar::Time(time) => {
                        jiff::Timestamp::from_nanosecond(*time).expect("a time").to_string()
                    }
                };
                let (operation, value) = match test {
                    Test::Equal(value) => ("eq", scalar(value)),
                    Test::Greater(value) => ("gt", scalar(value)),
                    Test::AtLeast(value) => ("gte", scalar(value)),
                    Test::Less(value) => ("lt", scalar(value)),
                    Test::AtMost(value) => ("lte", scalar(value)),
                    Test::Exists => ("exist", String::new()),
                    Test::Prefix(text) => ("prefix", text.clone()),
                    Test::Phrase(text) => ("match-phrase", text.clone()),
                    Test::Near { latitude, longitude, radius } => {
                        ("geo-distance", format!("{latitude},{longitude};{radius}"))
                    }
                    Test::Within { north, west, south, east } => {
                        ("geo-bounding-box", format!("{north},{west};{south},{east}"))
                    }
                };
                SimpleQuery {
                    field: Some(field.name().to_owned()),
                    operation: Some(operation.to_owned()),
                    value: Some(value),
                    sub_queries: None,
                }
            }
        }
    }

    fn any_leaf() -> impl Strategy<Value = Condition> {
        let text = select(vec!["Filename", "Labels.LabelName", "CustomLabels.a.b", "URI"]);
        let texts = (text, "[a-z0-9 ]{0,6}x", 0..4_u8).prop_map(|(name, value, kind)| {
            let test = match kind {
                0 => Test::Equal(Scalar::Text(value)),
                1 => Test::Less(Scalar::Text(value)),
                2 => Test::Prefix(value),
                _ => Test::Phrase(value),
            };
            leaf(name, test)
        });
        let integers = any::<i64>().prop_map(|at| leaf("Size", Test::AtMost(Scalar::Integer(at))));
        let numbers =
            prop::num::f64::NORMAL.prop_map(|at| leaf("Duration", Test::Greater(Scalar::Number(at))));
        let times =
            any::<i64>().prop_map(|at| leaf("ProduceTime", Test::AtLeast(Scalar::Time(i128::from(at)))));
        let near =
            (-90.0..=90.0_f64, -180.0..=180.0_f64, 0.0..1e7_f64).prop_map(|(latitude, longitude, radius)| {
                leaf("LatLong", Test::Near { latitude, longitude, radius })
            });
        prop_oneof![texts, integers, numbers, times, near, Just(leaf("Figures.Age", Test::Exists))]
    }

    fn any_condition() -> impl Strategy<Value = Condition> {
        any_leaf().prop_recursive(4, 40, 4, |inner| {
            let labels = Condition::Nested {
                array: "Labels".to_owned(),
                condition: Box::new(leaf("Labels.LabelName", Test::Equal(Scalar::Text("a".to_owned())))),
            };
            prop_oneof![
                prop::collection::vec(inner.clone(), 1..4).prop_map(Condition::All),
                prop::collection::vec(inner.clone(), 1..4).prop_map(Condition::Any),
                inner.prop_map(|one| Condition::Not(Box::new(one))),
                Just(labels),
            ]
        })
    }

    fn any_query() -> impl Strategy<Value = SimpleQuery> {
        let operations = vec![
            "and",
            "or",
            "not",
            "nested",
            "eq",
            "gt",
            "exist",
            "prefix",
            "match-phrase",
            "geo-distance",
            "geo-bounding-box",
            "",
        ];
        let fields = vec!["Size", "Labels", "Labels.LabelName", "LatLong", "ProduceTime", "Nothing", ""];
        let leaf = (
            option::of(select(fields).prop_map(str::to_owned)),
            option::of(select(operations.clone()).prop_map(str::to_owned)),
            option::of("[0-9.,; a-zA-Z:-]{0,12}"),
        )
            .prop_map(|(field, operation, value)| SimpleQuery {
                field,
                operation,
                value,
                sub_queries: None,
            });
        leaf.prop_recursive(7, 200, 4, move |inner| {
            let operation = select(operations.clone()).prop_map(|name| Some(name.to_owned()));
            (operation, prop::collection::vec(inner, 0..4)).prop_map(|(operation, parts)| SimpleQuery {
                operation,
                sub_queries: Some(parts),
                ..SimpleQuery::default()
            })
        })
    }

    proptest! {
        #[test]
        fn what_is_printed_reads_the_same(condition in any_condition()) {
            prop_assert_eq!(super::condition(&print(&condition)).map_err(|error| error.to_string()), Ok(condition));
        }

        #[test]
        fn no_tree_makes_it_panic(query in any_query()) {
            let _ = condition(&query);
        }
    }
}
