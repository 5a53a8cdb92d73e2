//! Values of records as they are compared, sorted and kept in columns; the same in both dialects.

use std::{borrow::Cow, cmp::Ordering};

use serde_json::Value;

use super::{FieldKind, Scalar};

/// Texts are sorted and grouped by this many bytes at most, and no column has more.
pub(crate) const TEXT_MAX: usize = 512;

/// A value as its kind is compared; `None` when it is of another type, which counts as missing.
pub(crate) fn value_of(kind: FieldKind, value: &Value) -> Option<Scalar> {
    match kind {
        FieldKind::Text | FieldKind::Place => Some(Scalar::Text(clean(value.as_str()?).into_owned())),
        FieldKind::Integer => value.as_i64().map(Scalar::Integer),
        FieldKind::Number => value.as_f64().and_then(number),
        FieldKind::Time => time(value.as_str()?),
    }
}

/// A value as it is sorted by and grouped by: long texts are cut.
pub(crate) fn key_of(kind: FieldKind, value: &Value) -> Option<Scalar> {
    value_of(kind, value).map(cut_scalar)
}

/// A value with its text cut.
pub(crate) fn cut_scalar(value: Scalar) -> Scalar {
    match value {
        Scalar::Text(mut text) => {
            text.truncate(cut(&text).len());
            Scalar::Text(text)
        }
        other => other,
    }
}

/// A number that has its place in an order: zero is one number, and what is none has no place.
pub(crate) fn number(number: f64) -> Option<Scalar> {
    (!number.is_nan()).then_some(Scalar::Number(number + 0.0))
}

/// A text as both databases take it: NUL, which PostgreSQL refuses, becomes U+FFFD.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{fffd}")) } else { Cow::Borrowed(text) }
}

/// A text's first [`TEXT_MAX`] bytes, or a few less where a character would be cut in two.
pub(crate) fn cut(text: &str) -> &str {
    text.get(..text.floor_char_boundary(TEXT_MAX)).unwrap_or(text)
}

/// Nanoseconds as both databases keep them: years 1677 to 2262, and times beyond at their edges.
pub(crate) fn nanoseconds(time: i128) -> i64 {
    i64::try_from(time).unwrap_or(if time < 0 { i64::MIN } else { i64::MAX })
}

fn time(text: &str) -> Option<Scalar> {
    let time: jiff::Timestamp = text.parse().ok()?;
    Some(Scalar::Time(nanoseconds(time.as_nanosecond()).into()))
}

/// Degrees of latitude and longitude in `latitude,longitude`.
pub(crate) fn place(text: &str) -> Option<(f64, f64)> {
    let (latitude, longitude) = text.split_once(',')?;
    let degrees = |text: &str, most: f64| {
        text.trim().parse::<f64>().ok().filter(|degrees| degrees.abs() <= most).map(|degrees| degrees + 0.0)
    };
    Some((degrees(latitude, 90.0)?, degrees(longitude, 180.0)?))
}

/// The order of two values of one kind.
pub(crate) fn compare(one: &Scalar, other: &Scalar) -> Ordering {
    match (one, other) {
        (Scalar::Text(one), Scalar::Text(other)) => one.cmp(other),
        (Scalar::Integer(one), Scalar::Integer(other)) => one.cmp(other),
        (Scalar::Number(one), Scalar::Number(other)) => one.total_cmp(other),
        (Scalar::Time(one), Scalar::Time(other)) => one.cmp(other),
        // Values of one field are of one kind.
        _ => Ordering::Equal,
    }
}

/// A value as text, for groups.
pub(crate) fn shown(value: &Scalar) -> String {
    match value {
        Scalar::Text(text) => text.clone(),
        Scalar::Integer(number) => number.to_string(),
        Scalar::Number(number) => number.to_string(),
        Scalar::Time(time) => {
            jiff::Timestamp::from_nanosecond(*time).map(|time| time.to_string()).unwrap_or_default()
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_read_by_their_kinds() {
        assert_eq!(value_of(FieldKind::Text, &json!("a\0b")), Some(Scalar::Text("a\u{fffd}b".to_owned())));
        assert_eq!(value_of(FieldKind::Integer, &json!(7)), Some(Scalar::Integer(7)));
        assert_eq!(value_of(FieldKind::Number, &json!(7)), Some(Scalar::Number(7.0)));
        for (kind, value) in [
            (FieldKind::Text, json!(1)),
            (FieldKind::Text, json!(null)),
            (FieldKind::Integer, json!("1")),
            (FieldKind::Integer, json!(1.5)),
            (FieldKind::Integer, json!(u64::MAX)),
            (FieldKind::Number, json!("1")),
            (FieldKind::Time, json!("yesterday")),
            (FieldKind::Time, json!(["2024-01-01T00:00:00Z"])),
        ] {
            assert_eq!(value_of(kind, &value), None, "{value}");
        }
    }

    #[test]
    fn times_with_other_offsets_are_the_same() {
        let time = |text: &str| value_of(FieldKind::Time, &json!(text)).unwrap();
        assert_eq!(time("2024-01-01T08:00:00.000000001+08:00"), time("2024-01-01T00:00:00.000000001Z"));
        assert_eq!(time("9000-01-01T00:00:00Z"), Scalar::Time(i64::MAX.into()));
        assert_eq!(shown(&time("2024-01-01T08:00:00+08:00")), "2024-01-01T00:00:00Z");
    }

    #[test]
    fn places_are_degrees() {
        assert_eq!(place("30.5, -120"), Some((30.5, -120.0)));
        for wrong in ["", "30", "91,0", "0,181", "a,b", "NaN,0", "1,2,3"] {
            assert_eq!(place(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let long = "名".repeat(TEXT_MAX);
        assert_eq!(cut(&long).len(), TEXT_MAX / 3 * 3);
        assert_eq!(cut("short"), "short");
    }
}
