use proptest::prelude::*;

use super::*;

fn compare(field: &str, operator: Operator, value: Literal) -> Query {
    let field = field.to_owned();
    Query::Compare(Comparison { field, field_at: 0, operator, operator_at: 0, value, value_at: 0 })
}

fn text(value: &str) -> Literal {
    Literal::Text(value.to_owned())
}

/// The same query, wherever its parts were written.
fn unplaced(query: Query) -> Query {
    let all = |parts: Vec<Query>| parts.into_iter().map(unplaced).collect();
    match query {
        Query::And(parts) => Query::And(all(parts)),
        Query::Or(parts) => Query::Or(all(parts)),
        Query::Not(part) => Query::Not(Box::new(unplaced(*part))),
        Query::Compare(c) => compare(&c.field, c.operator, c.value),
    }
}

fn parsed(text: &str) -> Query {
    unplaced(Query::parse(text).unwrap_or_else(|error| panic!("{text}: {error}")))
}

#[test]
fn the_help_pages_examples_are_read() {
    assert_eq!(parsed("name = \"汇报材料.ppt\""), compare("name", Operator::Eq, text("汇报材料.ppt")));
    assert_eq!(
        parsed("created_at < \"2019-01-14T00:00:00\""),
        compare("created_at", Operator::Lt, text("2019-01-14T00:00:00"))
    );
    assert_eq!(parsed("name match \"汇报\""), compare("name", Operator::Match, text("汇报")));
    assert_eq!(
        parsed("created_at > \"2019-01-14T00:00:00\" and created_at < \"2019-01-15T00:00:00\""),
        Query::And(vec![
            compare("created_at", Operator::Gt, text("2019-01-14T00:00:00")),
            compare("created_at", Operator::Lt, text("2019-01-15T00:00:00")),
        ])
    );
    assert_eq!(
        parsed("size > 1024 and hidden = false and not file_extension = 'mp4'"),
        Query::And(vec![
            compare("size", Operator::Gt, Literal::Long(1024)),
            compare("hidden", Operator::Eq, Literal::Bool(false)),
            Query::Not(Box::new(compare("file_extension", Operator::Eq, text("mp4")))),
        ])
    );
    assert_eq!(
        parsed("file_extension in [\"jpg\", \"png\", \"gif\"]"),
        compare("file_extension", Operator::In, Literal::Array(vec![text("jpg"), text("png"), text("gif")]))
    );
}

#[test]
fn what_clients_send_is_read() {
    // Words follow a text without a space, and parentheses stand around single comparisons.
    assert_eq!(
        parsed("parent_file_id = \"root\"and name match \"a\""),
        parsed("parent_file_id = 'root' AND (name MATCH 'a')")
    );
    assert_eq!(parsed(""), Query::And(Vec::new()));
    assert_eq!(parsed("  "), Query::And(Vec::new()));
    assert_eq!(parsed("a=1"), compare("a", Operator::Eq, Literal::Long(1)));
}

#[test]
fn not_binds_before_and_before_or() {
    let is = |field: &str| compare(field, Operator::Eq, Literal::Bool(true));
    assert_eq!(
        parsed("a = true or not b = true and c = true"),
        Query::Or(vec![is("a"), Query::And(vec![Query::Not(Box::new(is("b"))), is("c")])])
    );
    assert_eq!(
        parsed("(a = true or b = true) and c = true"),
        Query::And(vec![Query::Or(vec![is("a"), is("b")]), is("c")])
    );
}

#[test]
fn a_backslash_escapes_quotes_and_itself_alone() {
    assert_eq!(parsed(r#"name = "a\"b\\c\d\'""#), compare("name", Operator::Eq, text(r#"a"b\c\d'"#)));
    assert_eq!(parsed(r#"name = 'a"b'"#), compare("name", Operator::Eq, text("a\"b")));
}

#[test]
fn the_place_of_a_mistake_is_counted_in_characters() {
    for (query, at) in [
        ("name = \"汇报\" und", 12),
        ("name = 'a", 7),
        ("name 'a'", 5),
        ("= 'a'", 0),
        ("name = ", 7),
        ("name = 'a' and", 14),
        ("(name = 'a'", 11),
        ("name in ['a' 'b']", 13),
        ("name in [", 9),
        ("size > 12ab", 9),
        ("size > 99999999999999999999", 7),
        ("size > 1e999", 7),
        ("size > -", 7),
        ("a ! b", 2),
        ("name = 'a')", 10),
        ("not", 3),
        ("and = 1", 0),
        ("汇 = 1", 0),
    ] {
        assert_eq!(Query::parse(query).map_err(|error| error.at), Err(at), "{query}");
    }
}

#[test]
fn limits_hold_at_their_edges() {
    let deep = |n: usize| format!("{}a=1{}", "(".repeat(n), ")".repeat(n));
    assert!(Query::parse(&deep(Query::MAX_DEPTH)).is_ok());
    assert_eq!(Query::parse(&deep(Query::MAX_DEPTH + 1)).map_err(|error| error.at), Err(Query::MAX_DEPTH));
    assert!(Query::parse(&format!("{}a=1", "not ".repeat(Query::MAX_DEPTH + 1))).is_err());
    let long = |n: usize| format!("a='{}'", "汇".repeat(n - 4));
    assert!(Query::parse(&long(Query::MAX_CHARS)).is_ok());
    assert!(Query::parse(&long(Query::MAX_CHARS + 1)).is_err());
    let many = |n: usize| format!("a in [{}]", vec!["1"; n].join(","));
    assert!(Query::parse(&many(Query::MAX_VALUES)).is_ok());
    assert!(Query::parse(&many(Query::MAX_VALUES + 1)).is_err());
}

fn literals() -> impl Strategy<Value = Literal> {
    prop_oneof![
        any::<String>().prop_map(Literal::Text),
        any::<i64>().prop_map(Literal::Long),
        any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(Literal::Double),
        any::<bool>().prop_map(Literal::Bool),
    ]
}

fn comparisons() -> impl Strategy<Value = Query> {
    let operators = prop::sample::select(vec![
        Operator::Eq,
        Operator::Ne,
        Operator::Lt,
        Operator::Le,
        Operator::Gt,
        Operator::Ge,
        Operator::Prefix,
        Operator::Match,
        Operator::In,
    ]);
    let values =
        prop_oneof![4 => literals(), 1 => prop::collection::vec(literals(), 0..4).prop_map(Literal::Array)];
    ("[a-z][a-z_]{0,8}x", operators, values)
        .prop_map(|(field, operator, value)| compare(&field, operator, value))
}

fn queries() -> impl Strategy<Value = Query> {
    comparisons().prop_recursive(6, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Query::And),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Query::Or),
            inner.prop_map(|part| Query::Not(Box::new(part))),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_printed_reads_back(query in queries()) {
        let text = query.to_string();
        prop_assume!(text.chars().count() <= Query::MAX_CHARS);
        prop_assert_eq!(parsed(&text), query, "{}", text);
    }

    #[test]
    fn no_text_makes_it_panic(text: String) {
        let _ = Query::parse(&text);
    }

    #[test]
    fn nothing_like_a_query_makes_it_panic(text in "(not|and|or|in|[(=)<>!\\[\\],'\"\\\\ ]|a|1|-|\\.|e|match|true){0,40}") {
        if let Ok(query) = Query::parse(&text) {
            prop_assert_eq!(parsed(&query.to_string()), unplaced(query));
        }
    }
}
