//! The `Range` of a request (RFC 9110, section 14): one range of bytes, or none.

use std::ops::Range;

/// What of the content is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Asked {
    /// All of it.
    Whole,
    /// These bytes, at least one.
    Part(Range<u64>),
    /// Bytes that it does not have.
    Nothing,
}

/// Reads a `Range` (RFC 9110, section 14.2) over so many bytes. What is not one range of bytes is ignored.
pub(crate) fn parse_range(text: &str, size: u64) -> Asked {
    let Some((unit, spec)) = text.split_once('=') else { return Asked::Whole };
    let Some((first, last)) = spec.trim().split_once('-') else { return Asked::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return Asked::Whole;
    }
    if first.is_empty() {
        return match position(last) {
            Some(0) => Asked::Nothing,
            // The last bytes of nothing are all of it.
            Some(_) if size == 0 => Asked::Whole,
            Some(last) => Asked::Part(size.saturating_sub(last)..size),
            None => Asked::Whole,
        };
    }
    let last = if last.is_empty() { Some(u64::MAX) } else { position(last) };
    match (position(first), last) {
        (Some(first), Some(last)) if first > last => Asked::Whole,
        (Some(first), Some(_)) if first >= size => Asked::Nothing,
        (Some(first), Some(last)) => Asked::Part(first..last.saturating_add(1).min(size)),
        _ => Asked::Whole,
    }
}

/// A number of digits alone; one too large for any content is the largest.
fn position(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ranges_are_read() {
        for (text, expected) in [
            ("bytes=0-0", Asked::Part(0..1)),
            ("bytes=2-", Asked::Part(2..10)),
            ("bytes=2-99", Asked::Part(2..10)),
            ("Bytes = 2-3 ", Asked::Part(2..4)),
            ("bytes=-3", Asked::Part(7..10)),
            ("bytes=-99", Asked::Part(0..10)),
            ("bytes=9-99999999999999999999999999", Asked::Part(9..10)),
            ("bytes=10-", Asked::Nothing),
            ("bytes=99999999999999999999999999-", Asked::Nothing),
            ("bytes=-0", Asked::Nothing),
            ("bytes=3-2", Asked::Whole),
            ("bytes=3-x", Asked::Whole),
            ("bytes=99-x", Asked::Whole),
            ("bytes=-", Asked::Whole),
            ("bytes=+1-2", Asked::Whole),
            ("bytes=1-2,4-5", Asked::Whole),
            ("bytes=", Asked::Whole),
            ("lines=1-2", Asked::Whole),
            ("", Asked::Whole),
        ] {
            assert_eq!(parse_range(text, 10), expected, "{text}");
        }
        assert_eq!(parse_range("bytes=0-", 0), Asked::Nothing);
        assert_eq!(parse_range("bytes=-5", 0), Asked::Whole);
    }

    proptest! {
        #[test]
        fn a_range_is_inside_and_never_empty(text in "(bytes)?=?[0-9x,-]{0,8}", size in 0_u64..20) {
            if let Asked::Part(range) = parse_range(&text, size) {
                prop_assert!(range.start < range.end && range.end <= size, "{range:?}");
            }
        }

        #[test]
        fn a_well_formed_range_is_cut_to_the_content(first: u64, length in 0_u64..1000, size in 1_u64..2000) {
            let last = first.saturating_add(length);
            let expected = if first < size {
                Asked::Part(first..last.saturating_add(1).min(size))
            } else {
                Asked::Nothing
            };
            prop_assert_eq!(parse_range(&format!("bytes={first}-{last}"), size), expected);
        }
    }
}
