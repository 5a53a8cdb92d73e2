//! The two forms of time that requests are dated with, as milliseconds since the epoch.

use jiff::{Timestamp, fmt::rfc2822::DateTimeParser};

/// No date that a client sends is longer.
const LEN_MAX: usize = 64;

/// ISO 8601 with a zone: `2026-11-20T18:36:05Z`.
pub(crate) fn iso8601_ms(text: &str) -> Option<i64> {
    short(text)?.parse::<Timestamp>().ok().map(Timestamp::as_millisecond)
}

/// RFC 1123 in GMT: `Fri, 20 Nov 2026 18:36:04 GMT`.
pub(crate) fn rfc1123_ms(text: &str) -> Option<i64> {
    static PARSER: DateTimeParser = DateTimeParser::new();
    PARSER.parse_timestamp(short(text)?).ok().map(Timestamp::as_millisecond)
}

fn short(text: &str) -> Option<&str> {
    (text.len() <= LEN_MAX).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_name_the_same_moment() {
        assert_eq!(iso8601_ms("2026-11-20T18:36:04Z"), Some(1_795_199_764_000));
        assert_eq!(rfc1123_ms("Fri, 20 Nov 2026 18:36:04 GMT"), Some(1_795_199_764_000));
    }

    #[test]
    fn other_text_is_no_date() {
        for text in ["", "changed", "2026-11-20", "2026-11-20T18:36:04", "Fri, 20 No", "1795199764"] {
            assert_eq!((iso8601_ms(text), rfc1123_ms(text)), (None, None), "{text}");
        }
        assert_eq!(iso8601_ms(&"2".repeat(10_000)), None);
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text: String) {
            let _ = (iso8601_ms(&text), rfc1123_ms(&text));
        }
    }
}
