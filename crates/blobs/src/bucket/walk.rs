//! A folder's files in the byte order of their keys, however many there are.
//!
//! A folder's name is compared with its slash, which is what puts files and folders into the order of keys. Of one
//! folder at most [`WINDOW`] names are in memory; when they are used up it is read again for the next.

use std::{
    collections::{BinaryHeap, VecDeque},
    io,
    os::fd::BorrowedFd,
    time::{Duration, SystemTime},
};

use rustix::fs::{AtFlags, Dir, FileType, OFlags, Stat};

use super::{
    Listed, ObjectHead,
    folder::{PARTIAL, beneath, is_absent},
    key::KEY_MAX_BYTES,
};

/// Names of one folder that are in memory at once.
const WINDOW: usize = 65_536;

/// Where a listing begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WalkPosition {
    /// How keys begin.
    pub(super) prefix: String,
    /// The key that the listing comes after.
    pub(super) after: Option<String>,
}

/// A walk that is under way.
#[derive(Debug)]
pub(super) struct Walk {
    position: WalkPosition,
    /// The folders that lead to where the walk is, the innermost last.
    folders: Vec<Open>,
    window: usize,
}

/// A folder that is being walked.
#[derive(Debug)]
struct Open {
    /// Its path with a slash at the end; empty for the outermost.
    path: String,
    /// The next names, in order; those of folders end with a slash.
    names: VecDeque<String>,
    /// The greatest name that was read, when there are more.
    more_beyond: Option<String>,
    is_read: bool,
}

impl Open {
    fn new(path: String) -> Self {
        Self { path, names: VecDeque::new(), more_beyond: None, is_read: false }
    }
}

impl Walk {
    pub(super) fn begin(position: &WalkPosition) -> Self {
        Self::with_window(position, WINDOW)
    }

    fn with_window(position: &WalkPosition, window: usize) -> Self {
        let start = position.prefix.rfind('/').and_then(|slash| position.prefix.get(..=slash));
        let folders = vec![Open::new(start.unwrap_or_default().to_owned())];
        Self { position: position.clone(), folders, window }
    }

    /// The next file.
    pub(super) fn next(&mut self, root: BorrowedFd<'_>) -> io::Result<Option<Listed>> {
        loop {
            let Some(open) = self.folders.last_mut() else { return Ok(None) };
            let Some(name) = open.names.pop_front() else {
                if open.is_read && open.more_beyond.is_none() {
                    self.folders.pop();
                } else {
                    read(root, open, &self.position, self.window)?;
                }
                continue;
            };
            let key = format!("{}{name}", open.path);
            if key.ends_with('/') {
                self.folders.push(Open::new(key));
                continue;
            }
            // It may be gone since the folder was read, or be something else by now.
            let stat = match beneath(root, &key, OFlags::PATH).and_then(|fd| Ok(rustix::fs::fstat(fd)?)) {
                Ok(stat) => stat,
                Err(error) if is_absent(&error) => continue,
                Err(error) => return Err(error),
            };
            if FileType::from_raw_mode(stat.st_mode).is_file() {
                return Ok(Some(Listed { key, head: head_of(&stat) }));
            }
        }
    }
}

/// Reads the next names of a folder.
fn read(root: BorrowedFd<'_>, open: &mut Open, position: &WalkPosition, window: usize) -> io::Result<()> {
    let beyond = open.more_beyond.take();
    open.is_read = true;
    let path = open.path.trim_end_matches('/');
    let path = if path.is_empty() { "." } else { path };
    let folder = match beneath(root, path, OFlags::RDONLY | OFlags::DIRECTORY) {
        Ok(folder) => folder,
        Err(error) if is_absent(&error) => return Ok(()),
        Err(error) => return Err(error),
    };
    let mut least = BinaryHeap::new();
    let mut has_more = false;
    for entry in Dir::read_from(&folder)? {
        let entry = entry?;
        // What is not UTF-8 cannot be asked for.
        let Ok(name) = entry.file_name().to_str() else { continue };
        if matches!(name, "." | "..") || name.starts_with(PARTIAL) {
            continue;
        }
        let kind = match entry.file_type() {
            FileType::Unknown => rustix::fs::statat(&folder, name, AtFlags::SYMLINK_NOFOLLOW)
                .map_or(FileType::Unknown, |stat| FileType::from_raw_mode(stat.st_mode)),
            kind => kind,
        };
        let slash = match kind {
            FileType::RegularFile => "",
            FileType::Directory => "/",
            _ => continue,
        };
        let name = format!("{name}{slash}");
        if beyond.as_ref().is_some_and(|beyond| name <= *beyond) || !position.leads_to(&open.path, &name) {
            continue;
        }
        least.push(name);
        if least.len() > window {
            least.pop();
            has_more = true;
        }
    }
    open.names = least.into_sorted_vec().into();
    open.more_beyond = open.names.back().filter(|_| has_more).cloned();
    Ok(())
}

impl WalkPosition {
    /// Whether the walk takes in this name of a folder.
    fn leads_to(&self, folder: &str, name: &str) -> bool {
        let key = format!("{folder}{name}");
        let is_folder = key.ends_with('/');
        let begins = key.starts_with(&self.prefix) || (is_folder && self.prefix.starts_with(&key));
        let follows = self
            .after
            .as_deref()
            .is_none_or(|after| key.as_str() > after || (is_folder && after.starts_with(&key)));
        begins && follows && key.len() <= KEY_MAX_BYTES
    }
}

fn head_of(stat: &Stat) -> ObjectHead {
    let since = u64::try_from(stat.st_mtime).ok().map(|seconds| {
        Duration::new(seconds, u32::try_from(stat.st_mtime_nsec).unwrap_or(0).min(999_999_999))
    });
    ObjectHead {
        size_bytes: u64::try_from(stat.st_size).unwrap_or(0),
        modified_at: since.and_then(|since| SystemTime::UNIX_EPOCH.checked_add(since)),
        ..ObjectHead::default()
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, fs::File, os::fd::AsFd as _};

    use proptest::prelude::*;

    use super::*;

    fn walked(root: &std::path::Path, position: &WalkPosition, window: usize) -> Vec<String> {
        let root = File::open(root).expect("a folder");
        let mut walk = Walk::with_window(position, window);
        let mut keys = Vec::new();
        while let Some(listed) = walk.next(root.as_fd()).expect("walked") {
            keys.push(listed.key);
        }
        keys
    }

    #[test]
    fn links_and_partial_files_are_left_out() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("a"), "1").expect("written");
        fs::write(folder.path().join(format!("{PARTIAL}x")), "1").expect("written");
        std::os::unix::fs::symlink("/etc", folder.path().join("etc")).expect("linked");
        std::os::unix::fs::symlink("a", folder.path().join("b")).expect("linked");
        let all = WalkPosition { prefix: String::new(), after: None };
        assert_eq!(walked(folder.path(), &all, 10), ["a"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn files_come_in_the_order_of_their_keys(
            keys in prop::collection::btree_set("[a-c.!0]{1,2}(/[a-c.!0]{1,2}){0,3}", 0..30),
            prefix in "[a-c.!0]{0,2}(/[a-c]{0,1})?",
            after in prop::option::of("[a-c.!0]{0,2}(/[a-c]{1,2}){0,2}"),
            window in 1..5_usize,
        ) {
            let folder = tempfile::tempdir().expect("a folder");
            let mut there = Vec::new();
            for key in keys.iter().filter(|key| super::super::key::check_key(key).is_ok()) {
                let path = folder.path().join(key);
                // A file may stand where a folder would be needed, and the other way round.
                let made = path.parent().map(fs::create_dir_all).is_some_and(|made| made.is_ok());
                if made && fs::write(&path, "x").is_ok() {
                    there.push(key.clone());
                }
            }
            let expected: Vec<_> = there
                .into_iter()
                .filter(|key| key.starts_with(&prefix) && after.as_ref().is_none_or(|after| key > after))
                .collect();
            prop_assume!(super::super::key::check_prefix(&prefix).is_ok());
            prop_assert_eq!(walked(folder.path(), &WalkPosition { prefix, after }, window), expected);
        }
    }
}
