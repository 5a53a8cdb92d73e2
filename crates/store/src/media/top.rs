//! The best few of many files, in the order that is asked for: what no index has in order is sorted here.

use std::cmp::Ordering;

use serde_json::Value;

use super::{Scalar, Sort, SortPosition, evaluate::each_value, value};
use crate::Direction;

/// A file and its place in an order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Placed {
    pub(crate) no: i64,
    pub(crate) position: SortPosition,
}

/// Keeps the first few of all files that it is shown.
#[derive(Debug)]
pub(crate) struct Top<'a> {
    sort: &'a [Sort],
    after: Option<&'a SortPosition>,
    most: usize,
    /// In order.
    kept: Vec<Placed>,
}

impl<'a> Top<'a> {
    /// Keeps up to `most` files that come after a position.
    pub(crate) fn new(sort: &'a [Sort], after: Option<&'a SortPosition>, most: usize) -> Self {
        Self { sort, after, most, kept: Vec::new() }
    }

    /// Looks at a file.
    pub(crate) fn add(&mut self, no: i64, uri: &str, record: &Value) {
        let position = SortPosition { keys: keys(self.sort, record), uri: uri.to_owned() };
        if self.after.is_some_and(|after| order(self.sort, &position, after).is_le()) {
            return;
        }
        let place = self.kept.partition_point(|kept| order(self.sort, &kept.position, &position).is_lt());
        if place < self.most {
            self.kept.truncate(self.most.saturating_sub(1));
            self.kept.insert(place, Placed { no, position });
        }
    }

    /// The files, in order.
    pub(crate) fn into_files(self) -> Vec<Placed> {
        self.kept
    }
}

/// What a record is sorted by.
fn keys(sort: &[Sort], record: &Value) -> Vec<Option<Scalar>> {
    let key = |sort: &Sort| {
        let mut first = None;
        each_value(record, &sort.field, |value| {
            first.get_or_insert(value);
        });
        first.map(value::cut_scalar)
    };
    sort.iter().map(key).collect()
}

/// The order of two places.
pub(crate) fn order(sort: &[Sort], one: &SortPosition, other: &SortPosition) -> Ordering {
    for (sort, (one, other)) in sort.iter().zip(one.keys.iter().zip(&other.keys)) {
        let order = match (one, other) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(one), Some(other)) => match sort.direction {
                Direction::Ascending => value::compare(one, other),
                Direction::Descending => value::compare(other, one),
            },
        };
        if order.is_ne() {
            return order;
        }
    }
    one.uri.cmp(&other.uri)
}
