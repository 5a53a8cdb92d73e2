//! Sorting and aggregating records in the plainest way.

use std::{cmp::Ordering, collections::BTreeMap};

use assay_store::{
    Aggregate, AggregateOp, Aggregated, Direction, FieldKind, MediaCondition, MediaField, Sort,
};
use serde_json::Value;

use super::World;

/// A value that can be compared with others of its field.
#[derive(Debug, Clone, PartialEq, PartialOrd)]
pub(super) enum Key {
    Whole(i128),
    Number(f64),
    Text(String),
}

/// All values of a field in a record.
fn values(record: &Value, field: &MediaField) -> Vec<Key> {
    let is_top = !field.name().contains('.');
    let mut ends = vec![record];
    for name in field.path() {
        ends = ends.into_iter().filter_map(|value| value.get(name)).flat_map(|v| parts(v, is_top)).collect();
    }
    ends.into_iter().filter_map(|value| key(value, field.kind())).collect()
}

/// An array's elements, all the way down; another value itself. At the top of a record an array is no value.
fn parts(value: &Value, is_top: bool) -> Vec<&Value> {
    match value {
        Value::Array(_) if is_top => Vec::new(),
        Value::Array(elements) => elements.iter().flat_map(|element| parts(element, false)).collect(),
        other => vec![other],
    }
}

fn key(value: &Value, kind: FieldKind) -> Option<Key> {
    match kind {
        FieldKind::Text | FieldKind::Place => {
            let mut text = value.as_str()?.replace('\0', "\u{fffd}");
            while text.len() > 512 {
                text.pop();
            }
            Some(Key::Text(text))
        }
        FieldKind::Integer => value.as_i64().map(|number| Key::Whole(number.into())),
        FieldKind::Number => value.as_f64().map(Key::Number),
        FieldKind::Time => {
            let time: jiff::Timestamp = value.as_str()?.parse().ok()?;
            Some(Key::Whole(time.as_nanosecond().clamp(i64::MIN.into(), i64::MAX.into())))
        }
    }
}

/// The URIs of the files that meet a condition, in order.
pub(super) fn select(world: &World, condition: Option<&MediaCondition>, sort: &[Sort]) -> Vec<String> {
    let holds = |record: &Value| condition.is_none_or(|condition| condition.holds(record));
    let mut found: Vec<_> = world
        .iter()
        .filter(|(_, file)| holds(&file.record))
        .map(|(uri, file)| {
            let keys: Vec<_> =
                sort.iter().map(|sort| values(&file.record, &sort.field).into_iter().next()).collect();
            (keys, uri.clone())
        })
        .collect();
    found.sort_by(|(one, uri), (other, other_uri)| {
        for ((one, other), sort) in one.iter().zip(other).zip(sort) {
            let order = match (one, other) {
                (None, None) => Ordering::Equal,
                (None, Some(_)) => Ordering::Greater,
                (Some(_), None) => Ordering::Less,
                (Some(one), Some(other)) => {
                    let order = one.partial_cmp(other).unwrap();
                    if sort.direction == Direction::Ascending { order } else { order.reverse() }
                }
            };
            if order != Ordering::Equal {
                return order;
            }
        }
        uri.cmp(other_uri)
    });
    found.into_iter().map(|(_, uri)| uri).collect()
}

/// What an aggregation comes to.
pub(super) fn aggregate(
    world: &World,
    condition: Option<&MediaCondition>,
    aggregate: &Aggregate,
) -> Aggregated {
    let field = &aggregate.field;
    let files: Vec<Vec<Key>> = world
        .values()
        .filter(|file| condition.is_none_or(|condition| condition.holds(&file.record)))
        .map(|file| values(&file.record, field))
        .collect();
    let numbers: Vec<f64> = files.iter().flatten().filter_map(|key| as_number(key, field.kind())).collect();
    let sum = sum(files.iter().flatten(), field.kind());
    let some = |value: f64| (!numbers.is_empty()).then_some(value);
    let mut by_value: Vec<(Key, u64)> = Vec::new();
    for file in &files {
        let mut own: Vec<&Key> = Vec::new();
        for key in file {
            if !own.contains(&key) {
                own.push(key);
            }
        }
        for key in own {
            match by_value.iter_mut().find(|(known, _)| known == key) {
                Some((_, many)) => *many += 1,
                None => by_value.push((key.clone(), 1)),
            }
        }
    }
    let value = match aggregate.op {
        AggregateOp::Min => some(numbers.iter().copied().fold(f64::INFINITY, f64::min)),
        AggregateOp::Max => some(numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max)),
        AggregateOp::Sum => some(sum),
        AggregateOp::Average => some(sum / numbers.len() as f64),
        AggregateOp::Count => Some(files.iter().map(Vec::len).sum::<usize>() as f64),
        AggregateOp::Distinct => Some(by_value.len() as f64),
        AggregateOp::Group => None,
    };
    let mut groups = Vec::new();
    if aggregate.op == AggregateOp::Group {
        by_value.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.partial_cmp(&other.0).unwrap()));
        by_value.truncate(aggregate.max_groups);
        groups = by_value.into_iter().map(|(key, many)| (shown(key, field.kind()), many)).collect();
    }
    Aggregated { value, groups }
}

/// The sum: of whole numbers exactly.
fn sum<'k>(keys: impl Iterator<Item = &'k Key>, kind: FieldKind) -> f64 {
    let (mut whole, mut fraction) = (0, 0.0);
    for key in keys {
        match key {
            Key::Whole(number) => whole += number,
            Key::Number(number) => fraction += number,
            Key::Text(_) => {}
        }
    }
    if kind == FieldKind::Number { fraction } else { as_number(&Key::Whole(whole), kind).unwrap() }
}

fn as_number(key: &Key, kind: FieldKind) -> Option<f64> {
    match key {
        Key::Whole(time) if kind == FieldKind::Time => Some(*time as f64 / 1e6),
        Key::Whole(number) => Some(*number as f64),
        Key::Number(number) => Some(*number),
        Key::Text(_) => None,
    }
}

fn shown(key: Key, kind: FieldKind) -> String {
    match key {
        Key::Whole(time) if kind == FieldKind::Time => {
            jiff::Timestamp::from_nanosecond(time).unwrap().to_string()
        }
        Key::Whole(number) => number.to_string(),
        Key::Number(number) => (number + 0.0).to_string(),
        Key::Text(text) => text,
    }
}

/// The URIs of the files that have any of these words, which are plain ones, with their scores.
pub(super) fn rank(world: &World, query: &[&str]) -> BTreeMap<String, f64> {
    let has = |word: &str| -> Vec<&String> {
        let has_word = |text: &str| {
            // No word of the query is beside a character that is a word by itself.
            text.to_lowercase().split(|char: char| !char.is_ascii_alphanumeric()).any(|own| own == word)
        };
        world
            .iter()
            .filter(|(_, file)| texts(&file.record).iter().any(|text| has_word(text)) || has_word(&file.text))
            .map(|(uri, _)| uri)
            .collect()
    };
    let mut words = query.to_vec();
    words.sort_unstable();
    words.dedup();
    let mut scores = BTreeMap::new();
    for word in words {
        let having = has(word);
        let (all, many) = (world.len() as f64, having.len() as f64);
        for uri in having {
            *scores.entry(uri.clone()).or_insert(0.0) += (1.0 + (all - many + 0.5) / (many + 0.5)).ln();
        }
    }
    scores
}

/// The texts of a record that are searched.
fn texts(record: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for (name, value) in record.as_object().unwrap() {
        match name.as_str() {
            "URI" => {}
            "Filename" | "ContentType" | "Title" => found.extend(value.as_str().map(str::to_owned)),
            "Size" | "Duration" | "ProduceTime" | "LatLong" => {}
            _ => inner_texts(value, &mut found),
        }
    }
    found
}

fn inner_texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(elements) => elements.iter().for_each(|element| inner_texts(element, found)),
        Value::Object(members) => members.values().for_each(|member| inner_texts(member, found)),
        _ => {}
    }
}
