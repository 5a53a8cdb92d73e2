//! Conversions between counts and the numbers that networks compute with.

/// A count or a coordinate, as networks take it: exact up to 2^24, which no side of a picture reaches.
#[expect(clippy::cast_precision_loss, reason = "sides of pictures and counts of numbers are far below 2^24")]
pub(crate) fn real(count: u32) -> f32 {
    count as f32
}

/// The nearest whole number within a range; its lower end for what is not a number.
#[expect(clippy::cast_possible_truncation, reason = "the value is within the range of the type by then")]
pub(crate) fn whole(value: f32, low: u32, high: u32) -> i64 {
    if value.is_nan() { i64::from(low) } else { value.round().clamp(real(low), real(high)) as i64 }
}

/// A byte of a picture out of a computed brightness.
pub(crate) fn byte(value: f32) -> u8 {
    u8::try_from(whole(value, 0, 255)).unwrap_or(u8::MAX)
}

/// A confidence as clients get it: 0 to 1, in thousandths. Noise beyond that would make equal runs look different.
pub(crate) fn confidence(value: f32) -> f64 {
    let clamped = if value.is_nan() { 0.0 } else { f64::from(value).clamp(0.0, 1.0) };
    (clamped * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_out_of_range_is_its_edge() {
        assert_eq!(
            (whole(-3.0, 0, 9), whole(4.5, 0, 9), whole(1e30, 0, 9), whole(f32::NAN, 2, 9)),
            (0, 5, 9, 2)
        );
        assert_eq!((byte(-1.0), byte(254.6), byte(f32::INFINITY)), (0, 255, 255));
        assert!((confidence(0.123_456) - 0.123).abs() < 1e-9 && confidence(7.0) <= 1.0);
        assert!(confidence(f32::NAN) < 1e-9);
    }
}
