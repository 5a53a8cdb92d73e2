//! `Aggregations`: what is to be computed, and what it came to.
//!
//! `min`, `max` and `average` take integers, numbers and times (in milliseconds since 1970), `sum` integers and
//! numbers; `count`, `distinct` and `group` take every field. All are exact.

use assay_store::{Aggregate, AggregateOp, Aggregated, FieldKind, MediaField};
use assay_wire::imm::{Aggregation, AggregationGroup, AggregationResult};

use crate::MediaError;

/// The most aggregations of one query.
const MAX_AGGREGATIONS: usize = 20;
/// The most groups of one aggregation.
const MAX_GROUPS: i32 = 2000;
/// Groups where nothing, or 0, is asked for.
const DEFAULT_GROUPS: i32 = 100;

/// Reads the parameter `Aggregations`; `max_results` is the most groups of each.
pub(super) fn aggregates(
    aggregations: &[Aggregation],
    max_results: Option<i32>,
) -> Result<Vec<Aggregate>, MediaError> {
    if aggregations.len() > MAX_AGGREGATIONS {
        let why = format_args!("there may be {MAX_AGGREGATIONS} aggregations");
        return Err(MediaError::invalid("Aggregations", why));
    }
    let max_groups = match max_results {
        None | Some(0) => DEFAULT_GROUPS,
        Some(groups @ 1..=MAX_GROUPS) => groups,
        Some(_) => {
            let why = format_args!("it must be 0 to {MAX_GROUPS} where there are aggregations");
            return Err(MediaError::invalid("MaxResults", why));
        }
    };
    let max_groups = usize::try_from(max_groups).unwrap_or_default();
    aggregations.iter().zip(1..).map(|(one, place)| aggregate(one, place, max_groups)).collect()
}

fn aggregate(aggregation: &Aggregation, place: usize, max_groups: usize) -> Result<Aggregate, MediaError> {
    let invalid =
        |member: &str, why: &str| MediaError::invalid(&format!("Aggregations.{place}.{member}"), why);
    let op = match aggregation.operation.as_deref() {
        Some("min") => AggregateOp::Min,
        Some("max") => AggregateOp::Max,
        Some("average") => AggregateOp::Average,
        Some("sum") => AggregateOp::Sum,
        Some("count") => AggregateOp::Count,
        Some("distinct") => AggregateOp::Distinct,
        Some("group") => AggregateOp::Group,
        _ => {
            let why = "it must be one of min, max, average, sum, count, distinct, group";
            return Err(invalid("Operation", why));
        }
    };
    let name = aggregation.field.as_deref().unwrap_or_default();
    let Some(field) = MediaField::named(name) else {
        return Err(invalid("Field", &format!("{name} is not a field")));
    };
    let suits = match op {
        AggregateOp::Min | AggregateOp::Max | AggregateOp::Average => {
            matches!(field.kind(), FieldKind::Integer | FieldKind::Number | FieldKind::Time)
        }
        AggregateOp::Sum => matches!(field.kind(), FieldKind::Integer | FieldKind::Number),
        AggregateOp::Count | AggregateOp::Distinct | AggregateOp::Group => true,
    };
    if !suits {
        return Err(invalid("Operation", &format!("it does not suit the field {name}")));
    }
    Ok(Aggregate { op, field, max_groups })
}

/// The reply to one aggregation. `Value` is absent where there was nothing to compute it from.
pub(super) fn result(aggregation: Aggregation, came_to: Aggregated) -> AggregationResult {
    let is_group = aggregation.operation.as_deref() == Some("group");
    let group = |(value, count): (String, u64)| AggregationGroup {
        count: Some(i64::try_from(count).unwrap_or(i64::MAX)),
        value: Some(value),
    };
    AggregationResult {
        field: aggregation.field,
        operation: aggregation.operation,
        value: came_to.value,
        groups: is_group.then(|| came_to.groups.into_iter().map(group).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(field: &str, operation: &str) -> Aggregation {
        Aggregation { field: Some(field.to_owned()), operation: Some(operation.to_owned()) }
    }

    #[test]
    fn all_seven_kinds_are_read() {
        for operation in ["min", "max", "average", "sum", "count", "distinct", "group"] {
            assert!(aggregates(&[of("Size", operation)], None).is_ok(), "{operation}");
        }
        let read = aggregates(&[of("Labels.LabelName", "group")], Some(2000)).expect("read");
        assert_eq!(read.first().map(|one| (one.op, one.max_groups)), Some((AggregateOp::Group, 2000)));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for ill in [
            of("Title", "sum"),
            of("ProduceTime", "sum"),
            of("Title", "max"),
            of("Nothing", "count"),
            of("Size", "median"),
            Aggregation::default(),
        ] {
            assert!(aggregates(std::slice::from_ref(&ill), None).is_err(), "{ill:?}");
        }
        assert!(aggregates(&[of("Size", "sum")], Some(2001)).is_err());
        assert!(aggregates(&[of("Size", "sum")], Some(-1)).is_err());
        assert!(aggregates(&vec![of("Size", "sum"); 20], None).is_ok());
        assert!(aggregates(&vec![of("Size", "sum"); 21], None).is_err());
    }

    #[test]
    fn a_result_has_groups_or_a_value() {
        let grouped = Aggregated { value: None, groups: vec![("image".to_owned(), 3)] };
        let grouped = serde_json::to_string(&result(of("MediaType", "group"), grouped)).expect("JSON");
        assert_eq!(
            grouped,
            r#"{"Field":"MediaType","Groups":[{"Count":3,"Value":"image"}],"Operation":"group"}"#
        );
        let summed = result(of("Size", "sum"), Aggregated { value: Some(7.0), groups: Vec::new() });
        assert_eq!((summed.value, summed.groups), (Some(7.0), None));
    }
}
