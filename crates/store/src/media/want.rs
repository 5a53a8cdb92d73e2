//! A test made ready for its field: what both the evaluator and the planner go by.

use super::{
    FieldKind, Scalar, Test,
    value::{clean, compare, nanoseconds, number, place},
    words::{has_phrase, words},
};
use crate::Comparison;

/// The mean radius of the earth, in metres.
pub(crate) const EARTH_RADIUS: f64 = 6_371_008.8;

/// What a field's value must be like.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Want {
    /// No value passes.
    Never,
    /// Every value passes.
    Exists,
    /// It compares so with a value of its own kind; prefixes are texts.
    Compare(Comparison, Scalar),
    /// A text that has these words, in order and together.
    Phrase(Vec<String>),
    /// A place within so many metres of latitude and longitude.
    Near(f64, f64, f64),
    /// A place within a box.
    Within {
        /// Degrees.
        north: f64,
        /// Degrees.
        west: f64,
        /// Degrees.
        south: f64,
        /// Degrees.
        east: f64,
    },
}

impl Want {
    /// What a test asks of a value of this kind. A test that does not suit the kind is passed by no value.
    pub(crate) fn new(kind: FieldKind, test: &Test) -> Self {
        let is_text = matches!(kind, FieldKind::Text | FieldKind::Place);
        match test {
            Test::Equal(value) => Self::comparison(kind, Comparison::Eq, value),
            Test::Greater(value) => Self::comparison(kind, Comparison::Gt, value),
            Test::AtLeast(value) => Self::comparison(kind, Comparison::Ge, value),
            Test::Less(value) => Self::comparison(kind, Comparison::Lt, value),
            Test::AtMost(value) => Self::comparison(kind, Comparison::Le, value),
            Test::Exists => Self::Exists,
            Test::Prefix(prefix) if is_text => {
                Self::Compare(Comparison::Prefix, Scalar::Text(clean(prefix).into_owned()))
            }
            Test::Phrase(phrase) if is_text => match words(&clean(phrase)).collect::<Vec<_>>() {
                none if none.is_empty() => Self::Never,
                words => Self::Phrase(words),
            },
            &Test::Near { latitude, longitude, radius }
                if kind == FieldKind::Place
                    && latitude.is_finite()
                    && longitude.is_finite()
                    && radius >= 0.0 =>
            {
                Self::Near(latitude, longitude, radius)
            }
            &Test::Within { north, west, south, east }
                if kind == FieldKind::Place
                    && [north, west, south, east].iter().all(|edge| edge.is_finite()) =>
            {
                Self::Within { north, west, south, east }
            }
            Test::Prefix(_) | Test::Phrase(_) | Test::Near { .. } | Test::Within { .. } => Self::Never,
        }
    }

    fn comparison(kind: FieldKind, comparison: Comparison, value: &Scalar) -> Self {
        let value = match (kind, value) {
            (FieldKind::Text | FieldKind::Place, Scalar::Text(text)) => {
                Scalar::Text(clean(text).into_owned())
            }
            (FieldKind::Integer, Scalar::Integer(_)) => value.clone(),
            (FieldKind::Integer, &Scalar::Number(number)) => return Self::integers(comparison, number),
            (FieldKind::Number, &Scalar::Number(value)) => match number(value) {
                Some(value) => value,
                None => return Self::Never,
            },
            #[expect(clippy::cast_precision_loss, reason = "numbers are compared as such")]
            (FieldKind::Number, &Scalar::Integer(value)) => Scalar::Number(value as f64),
            (FieldKind::Time, &Scalar::Time(time)) => Scalar::Time(nanoseconds(time).into()),
            _ => return Self::Never,
        };
        Self::Compare(comparison, value)
    }

    /// The integers that compare so with a number, as a comparison with an integer.
    fn integers(comparison: Comparison, number: f64) -> Self {
        // 2^63: no integer is as large, all are as large as its negative.
        const BEYOND: f64 = 9_223_372_036_854_775_808.0;
        let (comparison, bound) = match comparison {
            Comparison::Gt => (Comparison::Gt, number.floor()),
            Comparison::Ge => (Comparison::Ge, number.ceil()),
            Comparison::Lt => (Comparison::Lt, number.ceil()),
            Comparison::Le => (Comparison::Le, number.floor()),
            Comparison::Eq if number.fract() == 0.0 => (Comparison::Eq, number),
            Comparison::Eq | Comparison::Prefix => return Self::Never,
        };
        let (is_above, is_below) = (bound >= BEYOND, bound < -BEYOND);
        match comparison {
            _ if bound.is_nan() => Self::Never,
            Comparison::Gt | Comparison::Ge if is_below => Self::Exists,
            Comparison::Lt | Comparison::Le if is_above => Self::Exists,
            _ if is_above || is_below => Self::Never,
            #[expect(clippy::cast_possible_truncation, reason = "it is whole, and within bounds")]
            comparison => Self::Compare(comparison, Scalar::Integer(bound as i64)),
        }
    }

    /// Whether a value passes.
    pub(crate) fn passes(&self, value: &Scalar) -> bool {
        match self {
            Self::Never => false,
            Self::Exists => true,
            Self::Compare(Comparison::Prefix, Scalar::Text(prefix)) => {
                matches!(value, Scalar::Text(text) if text.starts_with(prefix))
            }
            Self::Compare(comparison, wanted) => {
                let order = compare(value, wanted);
                match comparison {
                    Comparison::Eq => order.is_eq(),
                    Comparison::Lt => order.is_lt(),
                    Comparison::Le => order.is_le(),
                    Comparison::Gt => order.is_gt(),
                    Comparison::Ge => order.is_ge(),
                    Comparison::Prefix => false,
                }
            }
            Self::Phrase(words) => matches!(value, Scalar::Text(text) if has_phrase(text, words)),
            &Self::Near(latitude, longitude, radius) => {
                at(value).is_some_and(|place| distance(place, (latitude, longitude)) <= radius)
            }
            &Self::Within { north, west, south, east } => at(value).is_some_and(|(latitude, longitude)| {
                let is_across = if west <= east {
                    longitude >= west && longitude <= east
                } else {
                    longitude >= west || longitude <= east
                };
                latitude >= south && latitude <= north && is_across
            }),
        }
    }
}

fn at(value: &Scalar) -> Option<(f64, f64)> {
    match value {
        Scalar::Text(text) => place(text),
        _ => None,
    }
}

/// Metres between two places on a sphere, by the haversine formula.
fn distance(one: (f64, f64), other: (f64, f64)) -> f64 {
    let [(latitude, longitude), (other_latitude, other_longitude)] =
        [one, other].map(|(latitude, longitude)| (latitude.to_radians(), longitude.to_radians()));
    let half = |angle: f64| (angle / 2.0).sin().powi(2);
    let chord = half(other_latitude - latitude)
        + latitude.cos() * other_latitude.cos() * half(other_longitude - longitude);
    2.0 * EARTH_RADIUS * chord.clamp(0.0, 1.0).sqrt().asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(kind: FieldKind, test: &Test, value: &Scalar) -> bool {
        Want::new(kind, test).passes(value)
    }

    #[test]
    fn integers_are_compared_with_numbers_exactly() {
        let of = |test: fn(Scalar) -> Test, number: f64, value: i64| {
            passes(FieldKind::Integer, &test(Scalar::Number(number)), &Scalar::Integer(value))
        };
        assert!(of(Test::Greater, 1.5, 2) && !of(Test::Greater, 1.5, 1) && !of(Test::Greater, 1.0, 1));
        assert!(of(Test::AtLeast, 1.5, 2) && !of(Test::AtLeast, 1.5, 1) && of(Test::AtLeast, 1.0, 1));
        assert!(of(Test::Less, 1.5, 1) && !of(Test::Less, 1.5, 2) && !of(Test::Less, 1.0, 1));
        assert!(of(Test::AtMost, -1.5, -2) && !of(Test::AtMost, -1.5, -1) && of(Test::AtMost, 1.0, 1));
        assert!(of(Test::Equal, 2.0, 2) && !of(Test::Equal, 2.5, 2));
        assert!(of(Test::Less, 1e300, i64::MAX) && !of(Test::Greater, 1e300, i64::MAX));
        assert!(of(Test::Greater, f64::NEG_INFINITY, i64::MIN) && !of(Test::Equal, f64::NAN, 0));
        assert!(!of(Test::Equal, 9_223_372_036_854_775_808.0, i64::MAX));
        assert!(of(Test::AtLeast, -9_223_372_036_854_775_808.0, i64::MIN));
    }

    #[test]
    fn a_test_of_another_kind_is_passed_by_nothing() {
        for (kind, test) in [
            (FieldKind::Text, Test::Equal(Scalar::Integer(1))),
            (FieldKind::Integer, Test::Prefix("1".to_owned())),
            (FieldKind::Time, Test::Equal(Scalar::Text("2024-01-01T00:00:00Z".to_owned()))),
            (FieldKind::Text, Test::Near { latitude: 0.0, longitude: 0.0, radius: 1.0 }),
            (FieldKind::Text, Test::Phrase("?".to_owned())),
        ] {
            assert_eq!(Want::new(kind, &test), Want::Never, "{test:?}");
        }
    }

    #[test]
    fn distances_are_those_of_the_sphere() {
        // A degree of a meridian is a 360th of the circumference.
        assert!((distance((0.0, 0.0), (1.0, 0.0)) - 111_195.08).abs() < 0.1);
        // Paris to London.
        assert!((distance((48.8566, 2.3522), (51.5074, -0.1278)) - 343_557.0).abs() < 200.0);
        assert!(distance((0.0, 179.9), (0.0, -179.9)) < 22_300.0);
        let near = |radius| Test::Near { latitude: 30.0, longitude: 120.0, radius };
        let here = Scalar::Text("30.0,120.001".to_owned());
        assert!(passes(FieldKind::Place, &near(100.0), &here));
        assert!(!passes(FieldKind::Place, &near(90.0), &here));
        assert!(!passes(FieldKind::Place, &near(1e9), &Scalar::Text("nowhere".to_owned())));
    }

    #[test]
    fn boxes_span_the_date_line() {
        let within = |west, east, place: &str| {
            let test = Test::Within { north: 10.0, west, south: -10.0, east };
            passes(FieldKind::Place, &test, &Scalar::Text(place.to_owned()))
        };
        assert!(within(170.0, -170.0, "0,180") && within(170.0, -170.0, "0,-175"));
        assert!(!within(170.0, -170.0, "0,0") && within(-1.0, 1.0, "10,1") && !within(-1.0, 1.0, "10.1,1"));
    }
}
