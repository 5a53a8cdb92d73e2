//! Names of files and folders: what one may be, and what is done about one that is taken.
//!
//! Names are not unique within a folder unless a client asks for it (`check_name_mode`), and then only among what
//! is available in the folder at that moment.

use assay_store::{Expect, FileKind, FileRow};
use assay_types::{DriveId, FileId, Timestamp};
use assay_wire::pds::CheckNameMode;

use crate::{Drive, DriveError, category::extension_of};

/// The longest name, in bytes of UTF-8.
pub(crate) const MAX_NAME_BYTES: usize = 1024;

/// Names that `auto_rename` tries after the first.
const RENAME_TRIES: u32 = 100;

/// Refuses what cannot be a name: nothing, more than 1024 bytes, `.` and `..`, and what contains `/` or a control
/// character.
///
/// # Errors
/// `InvalidParameter.{field}`.
pub(crate) fn check_name(field: &str, name: &str) -> Result<(), DriveError> {
    if name.is_empty() || name.len() > MAX_NAME_BYTES {
        return Err(DriveError::invalid(field, format!("a name has 1 to {MAX_NAME_BYTES} bytes of UTF-8")));
    }
    if name.contains(|c: char| c == '/' || c.is_ascii_control()) {
        return Err(DriveError::invalid(field, "a name contains neither '/' nor control characters"));
    }
    if name == "." || name == ".." {
        return Err(DriveError::invalid(field, "'.' and '..' are not names"));
    }
    Ok(())
}

/// What came of a wish for a name.
#[derive(Debug)]
pub(crate) enum NameChoice {
    /// Take this name, and commit it with what must still hold then.
    Take {
        /// The name.
        name: String,
        /// To be expected of the folder, where the client asked for a name of its own.
        expect: Option<Expect>,
    },
    /// Somebody has it and the client wants it only for itself: nothing is to be done.
    Taken(Box<FileRow>),
}

/// A wish for a name in a folder.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NameWish<'a> {
    /// The drive.
    pub(crate) drive: DriveId,
    /// The folder.
    pub(crate) parent: FileId,
    /// The name.
    pub(crate) name: &'a str,
    /// What is to get it.
    pub(crate) kind: FileKind,
    /// The file that is to get it, where it is there already: it does not stand in its own way.
    pub(crate) itself: Option<FileId>,
}

impl Drive {
    /// Decides what a file or folder is to be called. On a conflict of the commit, ask again.
    pub(crate) async fn choose_name(
        &self,
        wish: NameWish<'_>,
        mode: Option<CheckNameMode>,
    ) -> Result<NameChoice, DriveError> {
        let mode = mode.unwrap_or(CheckNameMode::Ignore);
        let name = wish.name.to_owned();
        if mode == CheckNameMode::Ignore {
            return Ok(NameChoice::Take { name, expect: None });
        }
        let free = |name: &str| Expect::NameFree { parent: wish.parent, name: name.to_owned() };
        let (taken, has_it_itself) = self.holder(wish, wish.name).await?;
        match taken {
            None => {
                let expect = (!has_it_itself).then(|| free(&name));
                Ok(NameChoice::Take { name, expect })
            }
            Some(row) if mode == CheckNameMode::Refuse => Ok(NameChoice::Taken(Box::new(row))),
            Some(_) => {
                let now = self.parts.clock.now();
                for attempt in 0..RENAME_TRIES {
                    let name = renamed(wish.name, wish.kind, now, attempt);
                    if self.holder(wish, &name).await?.0.is_none() {
                        let expect = Some(free(&name));
                        return Ok(NameChoice::Take { name, expect });
                    }
                }
                Err(DriveError::already_exists("File"))
            }
        }
    }

    /// Who else has a name, and whether the file itself has it.
    async fn holder(&self, wish: NameWish<'_>, name: &str) -> Result<(Option<FileRow>, bool), DriveError> {
        let rows = self.parts.store.named(wish.drive, wish.parent, name, 2).await?;
        let is_itself = |row: &FileRow| wish.itself == Some(row.id);
        let has_it_itself = rows.iter().any(is_itself);
        Ok((rows.into_iter().find(|row| !is_itself(row)), has_it_itself))
    }
}

/// The name that `auto_rename` tries: `a_20060102_150405.txt`, then `a_20060102_150405_1.txt` and so on. The part
/// before that is cut where the whole would be too long.
fn renamed(name: &str, kind: FileKind, now: Timestamp, attempt: u32) -> String {
    let time = jiff::Timestamp::from_millisecond(now.as_millis()).unwrap_or_default();
    let time = time.strftime("_%Y%m%d_%H%M%S");
    let suffix = if attempt == 0 { time.to_string() } else { format!("{time}_{attempt}") };
    let has_extension = kind == FileKind::File && extension_of(name).is_some();
    let (stem, extension) = match name.rfind('.') {
        Some(dot) if has_extension => name.split_at(dot),
        _ => (name, ""),
    };
    let room = MAX_NAME_BYTES.saturating_sub(suffix.len() + extension.len());
    let stem = stem.get(..stem.floor_char_boundary(room)).unwrap_or_default();
    format!("{stem}{suffix}{extension}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp(1_136_214_245_000);

    #[test]
    fn what_may_be_a_name() {
        for name in ["a", "ä/".trim_end_matches('/'), "a b", "...", &"x".repeat(1024)] {
            assert!(check_name("name", name).is_ok(), "{name}");
        }
        for name in ["", ".", "..", "a/b", "a\0", "a\nb", "\u{7f}", &"x".repeat(1025), &"ä".repeat(513)] {
            let error = check_name("name", name).expect_err("refused").to_string();
            assert!(error.starts_with("InvalidParameter.name"), "{error}");
        }
    }

    #[test]
    fn a_new_name_keeps_its_extension() {
        assert_eq!(renamed("a.txt", FileKind::File, NOW, 0), "a_20060102_150405.txt");
        assert_eq!(renamed("a.txt", FileKind::File, NOW, 2), "a_20060102_150405_2.txt");
        assert_eq!(renamed("v1.2", FileKind::Folder, NOW, 0), "v1.2_20060102_150405");
        assert_eq!(renamed(".profile", FileKind::File, NOW, 0), ".profile_20060102_150405");
    }

    proptest! {
        #[test]
        fn a_new_name_is_a_name(name in "[^/\\x00-\\x1f\\x7f]{1,1024}", attempt in 0_u32..3) {
            prop_assume!(check_name("name", &name).is_ok());
            let renamed = renamed(&name, FileKind::File, NOW, attempt);
            prop_assert!(check_name("name", &renamed).is_ok());
            let extension = extension_of(&name);
            prop_assert!(extension.is_none() || extension_of(&renamed) == extension);
        }
    }
}
