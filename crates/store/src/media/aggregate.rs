//! Aggregations over records, one after another: what no column can answer.

use std::{
    cmp::{Ordering, Reverse},
    collections::{BTreeMap, BTreeSet},
};

use serde_json::Value;

use super::{
    Aggregate, AggregateOp, Aggregated, FieldKind, Scalar,
    evaluate::each_value,
    value::{compare, cut_scalar, shown},
};

/// Different values that are told apart in one aggregation; those that come when there are as many are left out.
const VALUES_MAX: usize = 200_000;

/// A value with its place among others of its kind.
#[derive(Debug, Clone)]
struct Ordered(Scalar);

impl PartialEq for Ordered {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Ordered {}

impl PartialOrd for Ordered {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ordered {
    fn cmp(&self, other: &Self) -> Ordering {
        compare(&self.0, &other.0)
    }
}

/// An aggregation under way.
#[derive(Debug)]
pub(crate) struct Fold<'a> {
    aggregate: &'a Aggregate,
    count: u64,
    /// Of integers and times.
    whole: i128,
    /// Of numbers.
    sum: f64,
    least: Option<Scalar>,
    greatest: Option<Scalar>,
    files: BTreeMap<Ordered, u64>,
}

impl<'a> Fold<'a> {
    /// Begins.
    pub(crate) fn new(aggregate: &'a Aggregate) -> Self {
        Self { aggregate, count: 0, whole: 0, sum: 0.0, least: None, greatest: None, files: BTreeMap::new() }
    }

    /// Adds a file.
    pub(crate) fn add(&mut self, record: &Value) {
        let mut own = BTreeSet::new();
        let op = self.aggregate.op;
        each_value(record, &self.aggregate.field, |value| {
            self.count += 1;
            match op {
                AggregateOp::Count => {}
                AggregateOp::Group | AggregateOp::Distinct => {
                    own.insert(Ordered(cut_scalar(value)));
                }
                AggregateOp::Min => self.least = Some(lesser(self.least.take(), value, Ordering::Less)),
                AggregateOp::Max => {
                    self.greatest = Some(lesser(self.greatest.take(), value, Ordering::Greater));
                }
                AggregateOp::Average | AggregateOp::Sum => match value {
                    Scalar::Integer(number) => self.whole += i128::from(number),
                    Scalar::Time(time) => self.whole += time,
                    Scalar::Number(number) => self.sum += number,
                    Scalar::Text(_) => {}
                },
            }
        });
        for value in own {
            let is_full = self.files.len() >= VALUES_MAX;
            match self.files.get_mut(&value) {
                Some(files) => *files += 1,
                None if is_full => {}
                None => {
                    self.files.insert(value, 1);
                }
            }
        }
    }

    /// What it came to.
    pub(crate) fn finish(self) -> Aggregated {
        let kind = self.aggregate.field.kind();
        let of = |value: Option<Scalar>| value.as_ref().and_then(as_number);
        let value = match self.aggregate.op {
            AggregateOp::Min => of(self.least),
            AggregateOp::Max => of(self.greatest),
            AggregateOp::Count => Some(float(self.count.into())),
            AggregateOp::Distinct => Some(float(i128::try_from(self.files.len()).unwrap_or_default())),
            AggregateOp::Sum => sum(kind, self.count, self.whole, self.sum),
            AggregateOp::Average => average(kind, self.count, self.whole, self.sum),
            AggregateOp::Group => {
                let mut groups: Vec<_> = self.files.into_iter().collect();
                // Stable: the values are in their order already.
                groups.sort_by_key(|(_, files)| Reverse(*files));
                groups.truncate(self.aggregate.max_groups);
                let groups = groups.into_iter().map(|(value, files)| (shown(&value.0), files)).collect();
                return Aggregated { value: None, groups };
            }
        };
        Aggregated { value, groups: Vec::new() }
    }
}

fn lesser(known: Option<Scalar>, value: Scalar, wanted: Ordering) -> Scalar {
    match known {
        Some(known) if compare(&value, &known) != wanted => known,
        _ => value,
    }
}

/// A value as the answer has it: times in milliseconds; texts are no numbers.
pub(crate) fn as_number(value: &Scalar) -> Option<f64> {
    match value {
        Scalar::Text(_) => None,
        Scalar::Integer(number) => Some(float((*number).into())),
        Scalar::Number(number) => Some(*number),
        Scalar::Time(time) => Some(float(*time) / 1e6),
    }
}

/// The sum of so many values, of which the whole ones come to `whole`, others to `fraction`.
pub(crate) fn sum(kind: FieldKind, count: u64, whole: i128, fraction: f64) -> Option<f64> {
    match kind {
        _ if count == 0 => None,
        FieldKind::Text | FieldKind::Place => None,
        FieldKind::Integer => Some(float(whole)),
        FieldKind::Time => Some(float(whole) / 1e6),
        FieldKind::Number => Some(fraction),
    }
}

/// Their mean.
pub(crate) fn average(kind: FieldKind, count: u64, whole: i128, fraction: f64) -> Option<f64> {
    sum(kind, count, whole, fraction).map(|sum| sum / float(count.into()))
}

#[expect(clippy::cast_precision_loss, reason = "answers are numbers of this kind")]
fn float(number: i128) -> f64 {
    number as f64
}
