//! Names of drives, files, revisions and uploads: 64-bit numbers, made by the server, that grow with time.
//!
//! Within the server they are integers, which keeps clustered tables small; on the wire they are texts. A
//! drive is decimal (`1`); the others are 16 lower-case hex digits, so that the order of the texts is the
//! order of the numbers, which is the order in which they were made.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A text that is not an id of this kind: nothing is called so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id that this server makes")]
pub struct UnknownId;

/// Digits of an id in hex.
const HEX_DIGITS: usize = 16;

fn parse_hex(text: &str) -> Result<i64, UnknownId> {
    let is_hex = |b: u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
    if text.len() != HEX_DIGITS || !text.bytes().all(is_hex) {
        return Err(UnknownId);
    }
    match i64::from_str_radix(text, 16) {
        Ok(number) if number > 0 => Ok(number),
        _ => Err(UnknownId),
    }
}

/// Declares an id whose text is 16 hex digits.
macro_rules! hex_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:016x}", self.0)
            }
        }

        impl FromStr for $name {
            type Err = UnknownId;

            fn from_str(text: &str) -> Result<Self, UnknownId> {
                parse_hex(text).map(Self)
            }
        }
    };
}

hex_id!(
    /// A revision of a file's content.
    RevisionId
);
hex_id!(
    /// An upload under way.
    UploadId
);
hex_id!(
    /// A task that outlives its request: the wire's `async_task_id`.
    TaskId
);

/// A file or folder of a drive. Unique within its drive; the root is the same in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FileId(pub i64);

impl FileId {
    /// The top of every drive: a folder without a row, `root` on the wire.
    pub const ROOT: Self = Self(0);
}

impl fmt::Display for FileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::ROOT { f.write_str("root") } else { write!(f, "{:016x}", self.0) }
    }
}

impl FromStr for FileId {
    type Err = UnknownId;

    fn from_str(text: &str) -> Result<Self, UnknownId> {
        if text == "root" { Ok(Self::ROOT) } else { parse_hex(text).map(Self) }
    }
}

/// A drive. Unique among all tenants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DriveId(pub i64);

impl fmt::Display for DriveId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for DriveId {
    type Err = UnknownId;

    fn from_str(text: &str) -> Result<Self, UnknownId> {
        let canonical = text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
        match text.parse() {
            Ok(number) if canonical && number > 0 => Ok(Self(number)),
            _ => Err(UnknownId),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_root_has_a_name_of_its_own() {
        assert_eq!("root".parse(), Ok(FileId::ROOT));
        assert_eq!(FileId::ROOT.to_string(), "root");
        assert!("0000000000000000".parse::<FileId>().is_err(), "one thing, one name");
    }

    #[test]
    fn texts_that_are_no_ids() {
        for text in ["", "Root", "1", "ffffffffffffffff", "00000000000000AB", "0000000000000001 "] {
            assert_eq!(text.parse::<FileId>(), Err(UnknownId), "{text}");
        }
        for text in ["", "0", "01", "+1", "-1", "1 ", "9223372036854775808"] {
            assert_eq!(text.parse::<DriveId>(), Err(UnknownId), "{text}");
        }
    }

    proptest! {
        #[test]
        fn texts_read_back_and_sort_like_their_numbers(a in 1..=i64::MAX, b in 1..=i64::MAX) {
            prop_assert_eq!(FileId(a).to_string().parse(), Ok(FileId(a)));
            prop_assert_eq!(DriveId(a).to_string().parse(), Ok(DriveId(a)));
            prop_assert_eq!(FileId(a).to_string().cmp(&FileId(b).to_string()), a.cmp(&b));
        }
    }
}
