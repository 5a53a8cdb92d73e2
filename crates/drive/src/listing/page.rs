//! What all listings share: how long a page is, and where it goes on.

use std::ops::RangeInclusive;

use assay_store::{Position, Value};
use assay_types::FileId;
use serde::{Deserialize, Serialize};

use crate::DriveError;

/// Items of a page of most listings.
pub(super) const LIMITS: RangeInclusive<i32> = 1..=100;

/// The parameter `limit`, or what it is without being given.
///
/// # Errors
/// `InvalidParameter.limit` beyond the edges.
pub(super) fn limit(
    asked: Option<i32>,
    edges: RangeInclusive<i32>,
    default: usize,
) -> Result<usize, DriveError> {
    let Some(asked) = asked else { return Ok(default) };
    if !edges.contains(&asked) {
        let why = format!("it is not from {} to {}", edges.start(), edges.end());
        return Err(DriveError::invalid("limit", why));
    }
    Ok(usize::try_from(asked).unwrap_or(default))
}

/// The marker that a request came with: an empty one is the same as none.
pub(super) fn given(marker: Option<&String>) -> Option<&str> {
    marker.map(String::as_str).filter(|marker| !marker.is_empty())
}

/// A [`Position`] as markers carry it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    #[serde(rename = "v", default, skip_serializing_if = "Vec::is_empty")]
    values: Vec<MarkValue>,
    #[serde(rename = "f")]
    file: FileId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
enum MarkValue {
    Number(i64),
    Text(String),
}

impl From<Position> for Mark {
    fn from(position: Position) -> Self {
        let value = |value| match value {
            Value::Number(number) => MarkValue::Number(number),
            Value::Text(text) => MarkValue::Text(text),
        };
        Self { values: position.values.into_iter().map(value).collect(), file: position.file }
    }
}

impl From<Mark> for Position {
    fn from(mark: Mark) -> Self {
        let value = |value| match value {
            MarkValue::Number(number) => Value::Number(number),
            MarkValue::Text(text) => Value::Text(text),
        };
        Self { values: mark.values.into_iter().map(value).collect(), file: mark.file }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_hold_at_their_edges() {
        for (asked, expected) in [(None, Some(50)), (Some(1), Some(1)), (Some(100), Some(100))] {
            assert_eq!(limit(asked, LIMITS, 50).ok(), expected);
        }
        for beyond in [0, 101, -1, i32::MAX, i32::MIN] {
            assert!(limit(Some(beyond), LIMITS, 50).is_err(), "{beyond}");
        }
    }

    #[test]
    fn a_position_survives_a_marker() {
        let position = Position { values: vec![Value::Number(-1), Value::Text("1".into())], file: FileId(7) };
        let text = serde_json::to_string(&Mark::from(position.clone())).expect("JSON");
        assert_eq!(text, r#"{"v":[-1,"1"],"f":7}"#);
        assert_eq!(Position::from(serde_json::from_str::<Mark>(&text).expect("a mark")), position);
    }
}
