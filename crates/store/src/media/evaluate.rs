//! The plain evaluator: whether a condition holds for a record.

use serde_json::Value;

use super::{Condition, MediaField, Scalar, value::value_of, want::Want};

impl Condition {
    /// Whether it holds for a record.
    pub fn holds(&self, record: &Value) -> bool {
        Check::new(self).holds(record)
    }
}

/// A condition made ready.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Check {
    /// All of these hold.
    All(Vec<Self>),
    /// One of these holds.
    Any(Vec<Self>),
    /// This does not hold.
    Not(Box<Self>),
    /// For one element of this array this holds.
    Nested(String, Box<Self>),
    /// A value at the field is so.
    Leaf(MediaField, Want),
}

/// Where a field's path begins: at the record, or at the element that a nested condition is about.
#[derive(Debug, Clone, Copy)]
struct Scope<'a> {
    array: &'a str,
    element: &'a Value,
    outer: Option<&'a Self>,
}

impl Check {
    /// Makes a condition ready.
    pub(crate) fn new(condition: &Condition) -> Self {
        let each = |conditions: &[Condition]| conditions.iter().map(Self::new).collect();
        match condition {
            Condition::All(all) => Self::All(each(all)),
            Condition::Any(any) => Self::Any(each(any)),
            Condition::Not(inner) => Self::Not(Box::new(Self::new(inner))),
            Condition::Nested { array, condition } => {
                Self::Nested(array.clone(), Box::new(Self::new(condition)))
            }
            Condition::Leaf { field, test } => Self::Leaf(field.clone(), Want::new(field.kind(), test)),
        }
    }

    /// Whether it holds for a record.
    pub(crate) fn holds(&self, record: &Value) -> bool {
        self.holds_in(&Scope { array: "", element: record, outer: None })
    }

    fn holds_in(&self, scope: &Scope<'_>) -> bool {
        match self {
            Self::All(all) => all.iter().all(|check| check.holds_in(scope)),
            Self::Any(any) => any.iter().any(|check| check.holds_in(scope)),
            Self::Not(inner) => !inner.holds_in(scope),
            Self::Nested(array, inner) => {
                let (start, path) = scope.path_to(array);
                let path: Vec<_> = path.split('.').filter(|name| !name.is_empty()).collect();
                any_at(start, &path, &mut |element| {
                    inner.holds_in(&Scope { array, element, outer: Some(scope) })
                })
            }
            Self::Leaf(field, want) => scope.any_value(field, |value| want.passes(&value)),
        }
    }
}

impl<'a> Scope<'a> {
    /// Where a path begins, and what is left of it there.
    fn path_to<'n>(&self, name: &'n str) -> (&'a Value, &'n str) {
        let rest = match name.strip_prefix(self.array) {
            Some(rest) if self.array.is_empty() || rest.is_empty() => Some(rest),
            Some(rest) => rest.strip_prefix('.'),
            None => None,
        };
        match (rest, self.outer) {
            (Some(rest), _) => (self.element, rest),
            (None, Some(outer)) => outer.path_to(name),
            (None, None) => (self.element, name),
        }
    }

    fn any_value(&self, field: &MediaField, mut test: impl FnMut(Scalar) -> bool) -> bool {
        let (start, rest) = self.path_to(field.name());
        let mut passes = |value: &Value| value_of(field.kind(), value).is_some_and(&mut test);
        if field.column().is_some() {
            // One value at most, whatever a record has there.
            return start.get(rest).is_some_and(passes);
        }
        if rest.len() == field.name().len() {
            return any_at(start, &field.path(), &mut passes);
        }
        let path: Vec<_> = rest.split('.').filter(|name| !name.is_empty()).collect();
        any_at(start, &path, &mut passes)
    }
}

/// Whether something at the end of a path passes; a path leads through all elements of an array.
fn any_at<'a>(value: &'a Value, path: &[&str], passes: &mut impl FnMut(&'a Value) -> bool) -> bool {
    match (value, path) {
        (Value::Array(elements), _) => elements.iter().any(|element| any_at(element, path, passes)),
        (Value::Null, _) => false,
        (end, []) => passes(end),
        (inner, [name, rest @ ..]) => inner.get(name).is_some_and(|inner| any_at(inner, rest, passes)),
    }
}

/// Calls back with every value of a field, in the order of the record.
pub(crate) fn each_value(record: &Value, field: &MediaField, mut each: impl FnMut(Scalar)) {
    Scope { array: "", element: record, outer: None }.any_value(field, |value| {
        each(value);
        false
    });
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::media::Test;

    fn leaf(field: &str, test: Test) -> Condition {
        Condition::Leaf { field: MediaField::named(field).unwrap(), test }
    }

    fn text(field: &str, value: &str) -> Condition {
        leaf(field, Test::Equal(Scalar::Text(value.to_owned())))
    }

    fn nested(array: &str, condition: Condition) -> Condition {
        Condition::Nested { array: array.to_owned(), condition: Box::new(condition) }
    }

    fn record() -> Value {
        json!({
            "Size": 100, "Filename": "a red car.jpg", "Title": ["not a text"], "Artist": null,
            "CustomLabels": {"a.b": "x"},
            "Labels": [
                {"LabelName": "dog", "LabelConfidence": 0.5, "Clips": [{"TimeRange": [1, 5]}]},
                {"LabelName": "cat", "LabelConfidence": 0.9, "Clips": [{"TimeRange": [7, 9]}]},
            ],
            "ImageScore": {"OverallQualityScore": 0.75},
        })
    }

    #[test]
    fn what_is_missing_passes_nothing() {
        let record = record();
        for field in ["Album", "Artist", "Title", "CustomLabels.a", "Figures.Gender"] {
            assert!(!leaf(field, Test::Exists).holds(&record), "{field}");
            assert!(!leaf(field, Test::Less(Scalar::Text("z".to_owned()))).holds(&record), "{field}");
            assert!(Condition::Not(Box::new(leaf(field, Test::Exists))).holds(&record), "{field}");
        }
    }

    #[test]
    fn values_are_found_where_they_lie() {
        let record = record();
        assert!(leaf("Size", Test::AtMost(Scalar::Integer(100))).holds(&record));
        assert!(leaf("Filename", Test::Phrase("RED CAR".to_owned())).holds(&record));
        assert!(text("CustomLabels.a.b", "x").holds(&record));
        assert!(leaf("ImageScore.OverallQualityScore", Test::Greater(Scalar::Number(0.7))).holds(&record));
        assert!(text("Labels.LabelName", "cat").holds(&record));
        assert!(leaf("Labels.Clips.TimeRange", Test::Equal(Scalar::Integer(9))).holds(&record));
    }

    #[test]
    fn nested_is_about_one_element() {
        let record = record();
        let dog = || text("Labels.LabelName", "dog");
        let sure = || leaf("Labels.LabelConfidence", Test::Greater(Scalar::Number(0.8)));
        assert!(Condition::All(vec![dog(), sure()]).holds(&record));
        assert!(!nested("Labels", Condition::All(vec![dog(), sure()])).holds(&record));
        assert!(
            nested("Labels", Condition::All(vec![sure(), Condition::Not(Box::new(dog()))])).holds(&record)
        );
        // What lies elsewhere is looked for there.
        let small = leaf("Size", Test::Less(Scalar::Integer(1000)));
        assert!(nested("Labels", Condition::All(vec![dog(), small])).holds(&record));
        let from = |second| leaf("Labels.Clips.TimeRange", Test::Equal(Scalar::Integer(second)));
        let both = |array| nested(array, Condition::All(vec![from(1), from(5)]));
        assert!(both("Labels").holds(&record) && both("Labels.Clips").holds(&record));
        assert!(!both("Labels.Clips.TimeRange").holds(&record));
        let apart = nested("Labels", Condition::All(vec![dog(), nested("Labels.Clips", from(9))]));
        assert!(!apart.holds(&record));
        assert!(!nested("Figures", Condition::All(vec![])).holds(&record));
    }

    #[test]
    fn all_of_nothing_and_any_of_nothing() {
        assert!(Condition::All(vec![]).holds(&json!({})));
        assert!(!Condition::Any(vec![]).holds(&json!({})));
    }
}
