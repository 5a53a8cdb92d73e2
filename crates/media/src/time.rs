//! Times as clients write them.

use assay_types::Timestamp;

use crate::MediaError;

/// An RFC 3339 time with an offset or `Z`, to the millisecond.
///
/// # Errors
/// `InvalidArgument` for other texts.
pub(crate) fn read_time(parameter: &str, text: &str) -> Result<Timestamp, MediaError> {
    match text.parse::<jiff::Timestamp>() {
        Ok(time) => Ok(Timestamp(time.as_millisecond())),
        Err(_) => {
            Err(MediaError::invalid(parameter, "it is a time in RFC 3339, such as 2026-11-21T08:00:00+08:00"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_with_their_offset() {
        assert_eq!(read_time("T", "1970-01-01T08:00:00.5+08:00").ok(), Some(Timestamp(500)));
        assert_eq!(read_time("T", "1970-01-01T00:00:01Z").ok(), Some(Timestamp(1000)));
        assert!(read_time("T", "1970-01-01").is_err());
        assert!(read_time("T", "yesterday").is_err());
    }
}
