//! What parameters of the directory may be.

use std::collections::BTreeSet;

use assay_types::{GroupId, UserId};
use assay_wire::pds::GroupInfo;

use crate::DriveError;

/// The longest name, in characters.
const MAX_NAME: usize = 128;
/// The longest description, in characters.
const MAX_DESCRIPTION: usize = 1024;
/// Groups that one request puts a user into.
const MAX_GROUPS: usize = 100;

/// Whether it is no character at all, or none that can be seen: refused in what people read.
fn is_control(c: char) -> bool {
    c.is_control()
}

/// A text of at most so many characters, in one line.
///
/// # Errors
/// `InvalidParameter.{field}`.
pub(super) fn line(field: &str, text: String, most: usize) -> Result<String, DriveError> {
    if text.chars().nth(most).is_some() {
        return Err(DriveError::invalid(field, format!("it has more than {most} characters")));
    }
    if text.contains(is_control) {
        return Err(DriveError::invalid(field, "it contains control characters"));
    }
    Ok(text)
}

/// A name of 1 to 128 characters.
pub(super) fn name(field: &str, text: String) -> Result<String, DriveError> {
    if text.trim().is_empty() {
        return Err(DriveError::invalid(field, "it is empty"));
    }
    line(field, text, MAX_NAME)
}

/// A name of 1 to 128 characters, or nothing.
pub(super) fn optional_name(field: &str, text: Option<String>) -> Result<Option<String>, DriveError> {
    text.map(|text| line(field, text, MAX_NAME)).transpose()
}

/// A description of at most 1024 characters, in any number of lines.
pub(super) fn description(text: Option<String>) -> Result<Option<String>, DriveError> {
    if let Some(text) = &text {
        if text.chars().nth(MAX_DESCRIPTION).is_some() {
            let why = format!("it has more than {MAX_DESCRIPTION} characters");
            return Err(DriveError::invalid("description", why));
        }
        if text.contains(|c: char| is_control(c) && !matches!(c, '\n' | '\r' | '\t')) {
            return Err(DriveError::invalid("description", "it contains control characters"));
        }
    }
    Ok(text)
}

/// A number of bytes, or of users; 0 and nothing are without limit.
pub(super) fn quota(field: &str, asked: Option<i64>) -> Result<Option<u64>, DriveError> {
    match asked.map(u64::try_from) {
        None | Some(Ok(0)) => Ok(None),
        Some(Ok(most)) => Ok(Some(most)),
        Some(Err(_)) => Err(DriveError::invalid(field, "it is negative")),
    }
}

/// A quota as the wire has it.
pub(super) fn quota_text(quota: Option<u64>) -> i64 {
    quota.map_or(0, wire_number)
}

/// A count as the wire has it.
pub(super) fn wire_number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// The parameter `limit`, 1 to 100.
///
/// # Errors
/// `InvalidParameter.limit`.
pub(super) fn limit(asked: Option<impl Into<i64>>, default: usize) -> Result<usize, DriveError> {
    match asked.map(|asked| usize::try_from(asked.into())) {
        None => Ok(default),
        Some(Ok(limit @ 1..=100)) => Ok(limit),
        Some(_) => Err(DriveError::invalid("limit", "it is not from 1 to 100")),
    }
}

/// The marker that a request came with: an empty one is the same as none.
pub(super) fn given(marker: Option<&String>) -> Option<&str> {
    marker.map(String::as_str).filter(|marker| !marker.is_empty())
}

/// A user that is to be made.
pub(super) fn new_user_id(text: String) -> Result<UserId, DriveError> {
    text.try_into().map_err(|error| DriveError::invalid("user_id", error))
}

/// A user that should be there.
pub(super) fn user_id(text: &str) -> Result<UserId, DriveError> {
    text.parse().map_err(|_| DriveError::not_found("User"))
}

/// A group that should be there.
pub(super) fn group_id(text: &str) -> Result<GroupId, DriveError> {
    text.parse().map_err(|_| DriveError::not_found("Group"))
}

/// Groups that a user is put into, each once.
pub(super) fn group_list(list: &[GroupInfo]) -> Result<Vec<GroupId>, DriveError> {
    const FIELD: &str = "group_info_list";
    if list.len() > MAX_GROUPS {
        return Err(DriveError::invalid(FIELD, format!("it names more than {MAX_GROUPS} groups")));
    }
    let id = |info: &GroupInfo| {
        let id = info.group_id.as_deref().ok_or_else(|| DriveError::missing("group_info_list.group_id"))?;
        group_id(id)
    };
    let groups: BTreeSet<GroupId> = list.iter().map(id).collect::<Result<_, DriveError>>()?;
    Ok(groups.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_hold_their_edges() {
        assert!(name("n", "ä".repeat(128)).is_ok());
        for text in ["ä".repeat(129), String::new(), " ".to_owned(), "a\0".to_owned(), "a\nb".to_owned()] {
            assert!(name("n", text.clone()).is_err(), "{text:?}");
        }
        assert!(description(Some("ä\n".repeat(512))).is_ok());
        assert!(description(Some("ä".repeat(1025))).is_err());
        assert!(description(Some("\u{1}".to_owned())).is_err());
    }

    #[test]
    fn numbers_hold_their_edges() {
        for (asked, expected) in
            [(None, None), (Some(0), None), (Some(1), Some(1)), (Some(i64::MAX), Some(i64::MAX))]
        {
            let expected = expected.map(|most| u64::try_from(most).expect("positive"));
            assert_eq!(quota("q", asked).expect("fits"), expected);
        }
        assert!(quota("q", Some(-1)).is_err());
        assert_eq!(limit(None::<i32>, 50).expect("fits"), 50);
        for (asked, fits) in [(0, false), (1, true), (100, true), (101, false), (-1, false)] {
            assert_eq!(limit(Some(asked), 50).is_ok(), fits, "{asked}");
        }
    }

    #[test]
    fn a_group_is_named_once() {
        let info = |id: &str| GroupInfo { group_id: Some(id.to_owned()) };
        let groups = group_list(&[info("b"), info("a"), info("b")]).expect("groups");
        assert_eq!(groups.iter().map(GroupId::as_str).collect::<Vec<_>>(), ["a", "b"]);
        assert!(group_list(&[GroupInfo { group_id: None }]).is_err());
        assert!(group_list(&vec![info("a"); 101]).is_err());
    }
}
