//! Trees as clients write them, and back.

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
    assert_eq!(outermost_array("Labels.Clips.TimeRange", Some("Labels")).as_deref(), Some("Labels.Clips"));
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
        Condition::Anywhere { .. } => panic!("the wire has no such condition"),
        Condition::Leaf { field, test } => {
            let scalar = |scalar: &Scalar| match scalar {
                Scalar::Text(text) => text.clone(),
                Scalar::Integer(number) => number.to_string(),
                Scalar::Number(number) => number.to_string(),
                Scalar::Time(time) => jiff::Timestamp::from_nanosecond(*time).expect("a time").to_string(),
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
    let numbers = prop::num::f64::NORMAL.prop_map(|at| leaf("Duration", Test::Greater(Scalar::Number(at))));
    let times = any::<i64>().prop_map(|at| leaf("ProduceTime", Test::AtLeast(Scalar::Time(i128::from(at)))));
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
        .prop_map(|(field, operation, value)| SimpleQuery { field, operation, value, sub_queries: None });
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
