//! What names may be, and how much of a thing a request may ask for.

use crate::MediaError;

/// Bytes that a name may have.
const NAME_BYTES_MAX: usize = 128;
/// Bytes that a description may have.
const DESCRIPTION_BYTES_MAX: usize = 256;
/// Bytes of `UserData`.
pub(crate) const USER_DATA_BYTES_MAX: usize = 2048;
/// Files that one request may name.
pub(crate) const BATCH_MAX: usize = 100;

/// A project's or a dataset's name: 1 to 128 letters, digits, `-` and `_`, the first a letter or `_`.
///
/// # Errors
/// `InvalidArgument` for another.
pub(crate) fn check_name(parameter: &str, name: &str) -> Result<(), MediaError> {
    let mut bytes = name.bytes();
    let starts = bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    let goes_on = bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if starts && goes_on && name.len() <= NAME_BYTES_MAX {
        return Ok(());
    }
    Err(MediaError::invalid(
        parameter,
        "it is 1 to 128 letters, digits, '-' and '_', and starts with a letter or '_'",
    ))
}

/// A description: up to 256 characters.
pub(crate) fn check_description(description: Option<&str>) -> Result<(), MediaError> {
    match description {
        Some(text) if text.chars().count() > DESCRIPTION_BYTES_MAX => {
            Err(MediaError::invalid("Description", "it has at most 256 characters"))
        }
        _ => Ok(()),
    }
}

/// What a client wants to have back with a notification.
pub(crate) fn check_user_data(user_data: Option<&str>) -> Result<(), MediaError> {
    match user_data {
        Some(text) if text.len() > USER_DATA_BYTES_MAX => {
            Err(MediaError::invalid("UserData", "it has at most 2048 bytes"))
        }
        _ => Ok(()),
    }
}

/// The size of a batch: 1 to 100.
pub(crate) fn check_batch(parameter: &str, length: usize) -> Result<(), MediaError> {
    if (1..=BATCH_MAX).contains(&length) {
        return Ok(());
    }
    Err(MediaError::invalid(
        parameter,
        format_args!("it has 1 to {BATCH_MAX} elements, and this has {length}"),
    ))
}

/// How many results a page has: 1 to `max`; `default` when nothing, or 0, was asked for.
pub(crate) fn page_size(
    max_results: Option<impl Into<i64>>,
    default: usize,
    max: usize,
) -> Result<usize, MediaError> {
    match max_results.map(Into::into) {
        None | Some(0) => Ok(default),
        Some(asked) => usize::try_from(asked)
            .ok()
            .filter(|asked| *asked <= max)
            .ok_or_else(|| MediaError::invalid("MaxResults", format_args!("it is 1 to {max}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_hold_their_edges() {
        for good in ["a", "_", "A-1_b", &"n".repeat(128)] {
            assert!(check_name("ProjectName", good).is_ok(), "{good}");
        }
        for bad in ["", "1a", "-a", "a b", "a.b", "ä", "a/b", &"n".repeat(129)] {
            assert!(check_name("ProjectName", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn pages_hold_their_edges() {
        assert_eq!(page_size(None::<i64>, 100, 200).expect("default"), 100);
        assert_eq!(page_size(Some(0_i64), 100, 200).expect("default"), 100);
        assert_eq!(page_size(Some(200_i32), 100, 200).expect("edge"), 200);
        assert!(page_size(Some(201_i64), 100, 200).is_err());
        assert!(page_size(Some(-1_i64), 100, 200).is_err());
    }

    #[test]
    fn batches_hold_their_edges() {
        assert!(check_batch("URIs", 1).is_ok() && check_batch("URIs", 100).is_ok());
        assert!(check_batch("URIs", 0).is_err() && check_batch("URIs", 101).is_err());
    }
}
