//! The questions of the game: all pages of each, against the model.

use std::sync::Arc;

use assay_store::{
    Aggregate, AggregateOp, Aggregated, DatasetNo, Direction, FieldKind, MediaCondition, MediaField, Scalar,
    Select, Sort, Store, Test,
};
use proptest::{collection::vec, option, prelude::*, sample::select};

use super::{
    World, naive,
    record::{any_integer, any_number, any_text, any_time},
};

/// A question.
#[derive(Debug, Clone)]
pub(super) enum Ask {
    Files(Vec<u8>),
    Uris { prefix: String, limit: usize },
    Select { condition: Option<MediaCondition>, sort: Vec<Sort>, limit: usize },
    Aggregate { condition: Option<MediaCondition>, aggregates: Vec<Aggregate> },
    Rank { words: Vec<&'static str>, condition: Option<MediaCondition>, limit: usize },
}

const TOP: [&str; 8] =
    ["Filename", "ContentType", "Title", "Size", "Duration", "ProduceTime", "LatLong", "URI"];
const INNER: [&str; 8] = [
    "Labels.LabelName",
    "Labels.LabelConfidence",
    "Labels.LabelLevel",
    "Labels.Clips.TimeRange",
    "CustomLabels.colour",
    "CustomLabels.a.b",
    "ImageScore.OverallQualityScore",
    "OSSTagging.t",
];

fn field(name: &str) -> MediaField {
    MediaField::named(name).unwrap()
}

fn any_scalar(kind: FieldKind) -> BoxedStrategy<Scalar> {
    let time = any_time().prop_map(|time| {
        let time: jiff::Timestamp = time.parse().unwrap_or_default();
        Scalar::Time(time.as_nanosecond())
    });
    let right = match kind {
        FieldKind::Text | FieldKind::Place => any_text().prop_map(Scalar::Text).boxed(),
        FieldKind::Integer | FieldKind::Number => {
            prop_oneof![any_integer().prop_map(Scalar::Integer), any_number().prop_map(Scalar::Number)]
                .boxed()
        }
        FieldKind::Time => time.boxed(),
    };
    let wrong = select(vec![
        Scalar::Text("a".to_owned()),
        Scalar::Integer(1),
        Scalar::Number(f64::NAN),
        Scalar::Number(f64::INFINITY),
        Scalar::Time(0),
    ]);
    prop_oneof![12 => right, 1 => wrong].boxed()
}

fn any_test(kind: FieldKind) -> BoxedStrategy<Test> {
    let scalar = || any_scalar(kind);
    let degrees =
        |most: f64| prop_oneof![4 => -most..most, 1 => Just(most), 1 => Just(-most), 1 => Just(0.0)];
    let near = (
        select(vec![(30.25, 120.15), (0.0, 179.9), (89.9, 10.0), (-90.0, 0.0), (100.0, 0.0)]),
        prop_oneof![
            Just(0.0),
            Just(1500.0),
            Just(60_000.0),
            Just(5e6),
            Just(1e9),
            Just(-1.0),
            Just(f64::NAN)
        ],
    )
        .prop_map(|((latitude, longitude), radius)| Test::Near { latitude, longitude, radius });
    let within = (degrees(90.0), degrees(180.0), degrees(90.0), degrees(180.0))
        .prop_map(|(north, west, south, east)| Test::Within { north, west, south, east });
    let geo = if kind == FieldKind::Place { 8 } else { 1 };
    prop_oneof![
        6 => scalar().prop_map(Test::Equal),
        2 => scalar().prop_map(Test::Greater),
        2 => scalar().prop_map(Test::AtLeast),
        2 => scalar().prop_map(Test::Less),
        2 => scalar().prop_map(Test::AtMost),
        2 => Just(Test::Exists),
        2 => any_text().prop_map(Test::Prefix),
        2 => any_text().prop_map(Test::Phrase),
        geo => near,
        geo => within,
    ]
    .boxed()
}

fn any_leaf(names: Vec<&'static str>) -> impl Strategy<Value = MediaCondition> {
    select(names).prop_flat_map(|name| {
        let field = field(name);
        any_test(field.kind()).prop_map(move |test| MediaCondition::Leaf { field: field.clone(), test })
    })
}

fn any_condition() -> BoxedStrategy<MediaCondition> {
    let names: Vec<_> = TOP.into_iter().chain(INNER).collect();
    let leaf = prop_oneof![
        3 => any_leaf(TOP.to_vec()),
        3 => any_leaf(names),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let arrays = select(vec!["Labels", "Labels.Clips", "Labels.Clips.TimeRange", "Figures"]);
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(MediaCondition::All),
            vec(inner.clone(), 0..4).prop_map(MediaCondition::Any),
            inner.clone().prop_map(|inner| MediaCondition::Not(Box::new(inner))),
            (arrays, inner).prop_map(|(array, inner)| MediaCondition::Nested {
                array: array.to_owned(),
                condition: Box::new(inner),
            }),
        ]
    })
    .boxed()
}

fn any_sort() -> impl Strategy<Value = Vec<Sort>> {
    let one = |names: Vec<&'static str>| {
        (select(names), select(vec![Direction::Ascending, Direction::Descending]))
            .prop_map(|(name, direction)| Sort { field: field(name), direction })
    };
    let more =
        vec!["CustomLabels.colour", "CustomLabels.a.b", "ImageScore.OverallQualityScore", "OSSTagging.t"];
    let all: Vec<_> = TOP.into_iter().chain(more).collect();
    prop_oneof![4 => vec(one(TOP.to_vec()), 0..4), 1 => vec(one(all), 0..6)]
}

fn any_aggregate() -> impl Strategy<Value = Aggregate> {
    let ops = vec![
        AggregateOp::Min,
        AggregateOp::Max,
        AggregateOp::Average,
        AggregateOp::Sum,
        AggregateOp::Count,
        AggregateOp::Distinct,
        AggregateOp::Group,
        AggregateOp::Group,
    ];
    let names: Vec<_> = TOP.into_iter().chain(TOP).chain(INNER).collect();
    (select(ops), select(names), 0..6_usize).prop_map(|(op, name, max_groups)| Aggregate {
        op,
        field: field(name),
        max_groups,
    })
}

pub(super) fn any_ask() -> impl Strategy<Value = Ask> {
    let condition = || option::weighted(0.8, any_condition());
    let words = vec(select(vec!["a", "b", "red", "car", "jpg", "image", "paris", "nothing"]), 0..4);
    let prefix = select(vec!["", "o", "oss://b/", "oss://b/1", "oss://b/é", "x"]).prop_map(str::to_owned);
    prop_oneof![
        1 => vec(any::<u8>().prop_map(|file| file % 26), 0..8).prop_map(Ask::Files),
        1 => (prefix, 1..7_usize).prop_map(|(prefix, limit)| Ask::Uris { prefix, limit }),
        12 => (condition(), any_sort(), 0..7_usize)
            .prop_map(|(condition, sort, limit)| Ask::Select { condition, sort, limit }),
        5 => (option::weighted(0.5, any_condition()), vec(any_aggregate(), 1..4))
            .prop_map(|(condition, aggregates)| Ask::Aggregate { condition, aggregates }),
        2 => (words, option::weighted(0.5, any_condition()), 0..7_usize)
            .prop_map(|(words, condition, limit)| Ask::Rank { words, condition, limit }),
    ]
}

pub(super) async fn compare(store: &Arc<dyn Store>, dataset: DatasetNo, world: &World, ask: &Ask) {
    match ask {
        Ask::Files(files) => {
            let uris: Vec<_> = files.iter().map(|file| super::uri(*file)).collect();
            let found = store.media_files(dataset, &uris).await.unwrap();
            assert_eq!(found.len(), uris.len());
            for (uri, found) in uris.iter().zip(found) {
                let entry = world.get(uri).map(|file| file.record.to_string());
                assert_eq!(found.as_ref().map(|found| &found.uri), entry.as_ref().map(|_| uri));
                assert_eq!(found.map(|found| found.entry), entry);
            }
        }
        Ask::Uris { prefix, limit } => {
            let expected: Vec<_> = world.keys().filter(|uri| uri.starts_with(prefix)).cloned().collect();
            let mut found: Vec<String> = Vec::new();
            loop {
                let after = found.last().map(String::as_str);
                let page = store.media_uris(dataset, prefix, after, *limit).await.unwrap();
                if page.is_empty() {
                    break;
                }
                found.extend(page.into_iter().map(|row| row.uri));
            }
            assert_eq!(found, expected);
        }
        Ask::Select { condition, sort, limit } => {
            let expected = naive::select(world, condition.as_ref(), sort);
            let mut select = Select {
                condition: condition.clone(),
                sort: sort.clone(),
                after: None,
                limit: *limit,
                total: true,
            };
            let mut found = Vec::new();
            loop {
                let page = store.select_media(dataset, select.clone()).await.unwrap();
                assert_eq!(page.total, Some(expected.len() as u64), "{ask:?}");
                found.extend(page.files.iter().map(|file| file.uri.clone()));
                for file in page.files {
                    assert_eq!(file.entry, world[&file.uri].record.to_string());
                }
                let Some(next) = page.next else { break };
                assert_eq!(found.len() % limit, 0, "a page that is not full: {ask:?}");
                assert!(next.suits(sort), "{next:?}");
                select.after = Some(next);
            }
            let expected = if *limit == 0 { Vec::new() } else { expected };
            assert_eq!(found, expected, "{ask:?}");
        }
        Ask::Aggregate { condition, aggregates } => {
            let found = store.aggregate_media(dataset, condition.clone(), aggregates.clone()).await.unwrap();
            let expected: Vec<_> = aggregates
                .iter()
                .map(|aggregate| naive::aggregate(world, condition.as_ref(), aggregate))
                .collect();
            assert_eq!(found.len(), expected.len());
            for (found, expected) in found.iter().zip(&expected) {
                assert!(is_same(found, expected), "{found:?} is not {expected:?}: {ask:?}");
            }
        }
        Ask::Rank { words, condition, limit } => {
            let mut expected: Vec<_> = naive::rank(world, words).into_iter().collect();
            let uris: Vec<_> = expected.iter().map(|(uri, _)| uri.clone()).collect();
            let numbers: Vec<_> = store.media_files(dataset, &uris).await.unwrap();
            let number =
                |uri: &String| numbers.iter().flatten().find(|file| file.uri == *uri).map(|file| file.no);
            expected.retain(|(uri, _)| {
                condition.as_ref().is_none_or(|condition| condition.holds(&world[uri].record))
            });
            let found = store.rank_media(dataset, &words.join(" "), condition.clone(), *limit).await.unwrap();
            assert_eq!(found.len(), expected.len().min(*limit), "{ask:?}");
            for (file, score) in &found {
                let known = expected.iter().find(|(uri, _)| *uri == file.uri).map(|(_, score)| *score);
                assert!(known.is_some_and(|known| (known - score).abs() < 1e-9), "{file:?} {score}");
            }
            // Scores that are the same on paper may differ in their last bits; so the order is looked at loosely.
            for pair in found.windows(2) {
                let ((one, score), (other, other_score)) = (&pair[0], &pair[1]);
                assert!(score > other_score || (score == other_score && one.no > other.no));
                assert_eq!(Some(one.no), number(&one.uri));
            }
            let least = found.last().map_or(0.0, |(_, score)| *score);
            for (uri, score) in &expected {
                let is_found = found.iter().any(|(file, _)| file.uri == *uri);
                assert!(is_found || *score <= least + 1e-9 || *limit == 0, "{uri}");
            }
        }
    }
}

fn is_same(found: &Aggregated, expected: &Aggregated) -> bool {
    let is_near = match (found.value, expected.value) {
        (Some(found), Some(expected)) => {
            (found - expected).abs() <= 1e-9 * found.abs().max(expected.abs()).max(1.0)
        }
        (found, expected) => found.is_none() && expected.is_none(),
    };
    is_near && found.groups == expected.groups
}
