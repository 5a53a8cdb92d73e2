//! Between the drive's columns and its types, the same in both dialects.

use assay_types::{Entry, FileId, RevisionId, Sha1Digest, Sha256Digest};

use super::{ChangeOp, FileKind, FileRow, FileState, TaskState};
use crate::{
    StoreError,
    row::{corrupt, count, sha256},
};

/// Declares both ways between an enum and its column.
macro_rules! column {
    ($type:ident in $table:literal: $($number:literal $variant:ident),* $(,)?) => {
        impl $type {
            /// The column.
            pub(crate) fn column(self) -> i16 {
                match self {
                    $(Self::$variant => $number,)*
                }
            }

            /// Reads the column.
            pub(crate) fn from_column(column: i64) -> Result<Self, StoreError> {
                match column {
                    $($number => Ok(Self::$variant),)*
                    other => Err(corrupt($table, &format_args!("unknown {}: {other}", stringify!($type)))),
                }
            }
        }
    };
}

column!(FileKind in "files": 0 File, 1 Folder);
column!(FileState in "files": 0 Available, 1 Uploading, 2 Trashed, 3 Dying, 4 Building);
column!(ChangeOp in "drive_changes":
    0 Create, 1 Overwrite, 2 Delete, 3 Update, 4 Move, 5 Trash, 6 Restore, 7 Rename);
column!(TaskState in "drive_tasks": 0 Running, 1 Succeeded, 2 PartlySucceeded, 3 Failed);

impl FileState {
    /// All of them.
    pub(crate) const ALL: [Self; 5] =
        [Self::Available, Self::Uploading, Self::Trashed, Self::Dying, Self::Building];
}

/// The columns of `files f` that make a [`FileRow`], in the order of [`RawFile`], for use in `concat!`.
macro_rules! file_columns {
    () => {
        "f.file, f.version, f.parent, f.kind, f.state, f.content, f.size_bytes, f.revision, \
         f.head, f.name_from, f.name_to, f.entry"
    };
}
pub(crate) use file_columns;

/// A row of `files`.
pub(crate) struct RawFile {
    pub(crate) file: i64,
    pub(crate) version: i64,
    pub(crate) parent: i64,
    pub(crate) kind: i64,
    pub(crate) state: i64,
    pub(crate) content: Option<Vec<u8>>,
    pub(crate) size_bytes: i64,
    pub(crate) revision: i64,
    pub(crate) head: i64,
    pub(crate) name_from: i64,
    pub(crate) name_to: i64,
    pub(crate) entry: String,
}

impl TryFrom<RawFile> for FileRow {
    type Error = StoreError;

    fn try_from(raw: RawFile) -> Result<Self, StoreError> {
        Ok(Self {
            id: FileId(raw.file),
            version: raw.version,
            parent: FileId(raw.parent),
            kind: FileKind::from_column(raw.kind)?,
            state: FileState::from_column(raw.state)?,
            content: digest(raw.content)?,
            size_bytes: count("files", raw.size_bytes)?,
            revision: RevisionId(raw.revision),
            entry: Entry {
                head: offset(raw.head, &raw.entry)?,
                name: offset(raw.name_from, &raw.entry)?..offset(raw.name_to, &raw.entry)?,
                text: raw.entry,
            },
        })
    }
}

fn digest(content: Option<Vec<u8>>) -> Result<Option<Sha256Digest>, StoreError> {
    content.map(|content| sha256("files", &content)).transpose()
}

/// A place in an entry's text; both forms and the name end where characters do.
fn offset(column: i64, text: &str) -> Result<usize, StoreError> {
    usize::try_from(column)
        .ok()
        .filter(|&offset| text.is_char_boundary(offset))
        .ok_or_else(|| corrupt("files", &format_args!("{column} is no place in the entry")))
}

/// A place in an entry as a column.
pub(crate) fn offset_column(offset: usize) -> i64 {
    i64::try_from(offset).unwrap_or(i64::MAX)
}

/// A column as a SHA-1.
pub(crate) fn sha1(table: &'static str, column: &[u8]) -> Result<Sha1Digest, StoreError> {
    Sha1Digest::from_slice(column).ok_or_else(|| corrupt(table, &"not a SHA-1"))
}

/// 64 bits as a column, which is signed.
pub(crate) fn bits_column(bits: u64) -> i64 {
    bits.cast_signed()
}

/// A column as 64 bits.
pub(crate) fn bits(column: i64) -> u64 {
    column.cast_unsigned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_come_back() {
        for state in FileState::ALL {
            assert_eq!(FileState::from_column(state.column().into()).unwrap(), state);
        }
        for number in 0..8 {
            assert_eq!(i64::from(ChangeOp::from_column(number).unwrap().column()), number);
        }
        assert!(matches!(FileKind::from_column(2), Err(StoreError::Corrupt { table: "files", .. })));
    }

    #[test]
    fn a_cut_inside_a_character_is_corrupt() {
        assert_eq!(offset(1, "aé").unwrap(), 1);
        assert_eq!(offset(3, "aé").unwrap(), 3);
        for outside in [-1, 2, 4, i64::MAX] {
            assert!(offset(outside, "aé").is_err(), "{outside}");
        }
    }
}
