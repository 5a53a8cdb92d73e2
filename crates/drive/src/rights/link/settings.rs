//! Reading what requests set about a link.

use assay_types::Timestamp;

use crate::DriveError;

/// Bytes of a password.
const PASSWORD_MAX: usize = 64;
/// Characters of a name.
const NAME_MAX: usize = 128;
/// Characters of a description.
const DESCRIPTION_MAX: usize = 1024;

/// A password: at most 64 visible ASCII characters; empty for none.
pub(super) fn password(text: String) -> Result<String, DriveError> {
    if text.len() > PASSWORD_MAX {
        return Err(DriveError::invalid("share_pwd", format_args!("more than {PASSWORD_MAX} bytes")));
    }
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(DriveError::invalid("share_pwd", "it must be of visible ASCII characters"));
    }
    Ok(text)
}

/// A name of at most 128 characters.
pub(super) fn name(text: String) -> Result<String, DriveError> {
    at_most("share_name", text, NAME_MAX)
}

/// A description of at most 1024 characters.
pub(super) fn description(text: String) -> Result<String, DriveError> {
    at_most("description", text, DESCRIPTION_MAX)
}

fn at_most(field: &str, text: String, max: usize) -> Result<String, DriveError> {
    if text.chars().count() > max {
        return Err(DriveError::invalid(field, format_args!("more than {max} characters")));
    }
    Ok(text)
}

/// When a link ends, in RFC 3339 and not in the past; empty for never.
pub(super) fn expiration(text: &str, now: Timestamp) -> Result<Option<Timestamp>, DriveError> {
    if text.is_empty() {
        return Ok(None);
    }
    let invalid = |why| DriveError::invalid("expiration", why);
    let end = text.parse::<jiff::Timestamp>().map_err(|_| invalid("not a time in RFC 3339"))?;
    let end = Timestamp(end.as_millisecond());
    if end <= now { Err(invalid("it is over")) } else { Ok(Some(end)) }
}

/// A count or limit that is not negative.
pub(super) fn number(field: &str, number: i64) -> Result<u64, DriveError> {
    u64::try_from(number).map_err(|_| DriveError::invalid(field, "it is negative"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_hold_at_their_edges() {
        assert!(password("x".repeat(64)).is_ok() && password("x".repeat(65)).is_err());
        assert!(password(String::new()).is_ok() && password("a b".to_owned()).is_err());
        assert!(name("钥".repeat(128)).is_ok() && name("钥".repeat(129)).is_err());
        assert!(description("x".repeat(1024)).is_ok() && description("x".repeat(1025)).is_err());
        assert!(number("save_limit", 0).is_ok() && number("save_limit", -1).is_err());
    }

    #[test]
    fn an_end_is_in_the_future() {
        let now = Timestamp(1_593_300_000_000);
        let end = expiration("2020-06-28T11:33:00.000+08:00", now).expect("a time");
        assert_eq!(end, Some(Timestamp(1_593_315_180_000)));
        assert_eq!(expiration("", now).expect("never"), None);
        assert!(expiration("2020-06-28T11:33:00Z", Timestamp(1_593_343_980_000)).is_err());
        assert!(expiration("tomorrow", now).is_err());
    }
}
