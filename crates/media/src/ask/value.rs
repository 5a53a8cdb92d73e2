//! Values of conditions: texts that are read as the field's kind wants them.

use assay_store::{FieldKind, Scalar, Test};
use jiff::Timestamp;

/// Reads a value as one of a field of this kind; otherwise what it should be.
pub(super) fn scalar(kind: FieldKind, value: &str) -> Result<Scalar, &'static str> {
    match kind {
        FieldKind::Text => Ok(Scalar::Text(value.to_owned())),
        FieldKind::Integer => {
            value.trim().parse().map(Scalar::Integer).map_err(|_| "the field needs an integer, such as 1000")
        }
        FieldKind::Number => {
            number(value).map(Scalar::Number).ok_or("the field needs a finite number, such as 12.5")
        }
        FieldKind::Time => time(value)
            .map(Scalar::Time)
            .ok_or("the field needs a time in RFC 3339, such as 2021-06-29T14:50:13.011+08:00"),
        FieldKind::Place => Err("the field takes exist, geo-distance and geo-bounding-box alone"),
    }
}

/// A time in RFC 3339, with an offset or `Z`, as nanoseconds since 1970.
pub(crate) fn time(text: &str) -> Option<i128> {
    text.trim().parse::<Timestamp>().ok().map(Timestamp::as_nanosecond)
}

/// `latitude,longitude;metres`.
pub(super) fn near(value: &str) -> Option<Test> {
    let (centre, radius) = value.split_once(';')?;
    let (latitude, longitude) = point(centre)?;
    let radius = number(radius).filter(|metres| *metres >= 0.0)?;
    Some(Test::Near { latitude, longitude, radius })
}

/// `latitude,longitude;latitude,longitude`: the north-western corner, then the south-eastern one.
pub(super) fn within(value: &str) -> Option<Test> {
    let (first, second) = value.split_once(';')?;
    let ((north, west), (south, east)) = (point(first)?, point(second)?);
    (north >= south).then_some(Test::Within { north, west, south, east })
}

/// `latitude,longitude` in degrees.
fn point(text: &str) -> Option<(f64, f64)> {
    let (latitude, longitude) = text.split_once(',')?;
    let (latitude, longitude) = (number(latitude)?, number(longitude)?);
    (latitude.abs() <= 90.0 && longitude.abs() <= 180.0).then_some((latitude, longitude))
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn values_are_read_by_the_kind_of_their_field() {
        assert_eq!(scalar(FieldKind::Text, " a "), Ok(Scalar::Text(" a ".to_owned())));
        assert_eq!(scalar(FieldKind::Integer, "-12"), Ok(Scalar::Integer(-12)));
        assert_eq!(scalar(FieldKind::Number, "1e3"), Ok(Scalar::Number(1000.0)));
        for (kind, ill) in [
            (FieldKind::Integer, "1.5"),
            (FieldKind::Integer, "9223372036854775808"),
            (FieldKind::Number, "NaN"),
            (FieldKind::Number, "inf"),
            (FieldKind::Time, "2021-06-29"),
            (FieldKind::Time, "2021-06-29T14:50:13"),
            (FieldKind::Place, "1,2"),
        ] {
            assert!(scalar(kind, ill).is_err(), "{kind:?} {ill}");
        }
    }

    #[test]
    fn times_of_other_offsets_are_the_same_time() {
        assert_eq!(time("2021-06-29T14:50:13.5+08:00"), time("2021-06-29T06:50:13.500Z"));
        assert_eq!(time("1970-01-01T00:00:00.000000001Z"), Some(1));
    }

    #[test]
    fn circles_and_boxes() {
        assert_eq!(
            near("30.13, 90.26;1000"),
            Some(Test::Near { latitude: 30.13, longitude: 90.26, radius: 1000.0 })
        );
        assert_eq!(
            within("35,118.5;33.5,120"),
            Some(Test::Within { north: 35.0, west: 118.5, south: 33.5, east: 120.0 })
        );
        assert!(within("1,179;-1,-179").is_some(), "a box across the date line");
        for ill in ["", "1,2", "1;2", "91,0;5", "0,181;5", "1,2;-1", "1,2;x", "1,2;NaN"] {
            assert_eq!(near(ill), None, "{ill}");
        }
        for ill in ["", "1,2;3", "1,2;2,3", "91,0;0,0"] {
            assert_eq!(within(ill), None, "{ill}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text: String) {
            let _ = (near(&text), within(&text), time(&text));
        }
    }
}
