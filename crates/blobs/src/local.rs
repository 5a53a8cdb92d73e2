//! Contents in a folder of this machine. Everything here blocks: callers run it off the runtime's threads.
//!
//! Durability, in this order: the bytes are synced under their temporary name, renamed, and the directory
//! that the new name is in is synced. So a name that can be seen after a crash has all its bytes, and a name
//! that was acknowledged can be seen.

use std::{
    fs::{self, DirBuilder, File},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, FileExt as _},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, SystemTime},
};

use assay_types::Sha256Digest;
use tempfile::{NamedTempFile, TempPath};

use crate::{
    BlobError,
    key::{CONTENTS, TEMPORARY, content_key},
};

/// A folder of contents.
#[derive(Debug)]
pub(crate) struct Local {
    root: PathBuf,
    /// Which of the 256 and of the 65,536 directories are known to be durable themselves.
    upper: DirectorySet,
    lower: DirectorySet,
}

impl Local {
    /// Opens a folder, making it if need be.
    pub(crate) fn open(path: &Path) -> Result<Self, BlobError> {
        make_dirs(path).map_err(BlobError::io("make the folder", path))?;
        let root = path.canonicalize().map_err(BlobError::io("open the folder", path))?;
        for folder in [CONTENTS, TEMPORARY] {
            let folder = root.join(folder);
            make_dirs(&folder).map_err(BlobError::io("make the folder", folder))?;
        }
        sync_dir(&root)?;
        Ok(Self { root, upper: DirectorySet::new(256), lower: DirectorySet::new(65_536) })
    }

    /// A new, empty file that removes itself unless it is placed.
    pub(crate) fn begin(&self) -> Result<NamedTempFile, BlobError> {
        let folder = self.root.join(TEMPORARY);
        NamedTempFile::new_in(&folder).map_err(BlobError::io("make a file in", folder))
    }

    /// Gives complete bytes their name. Does nothing but make sure when they are there already.
    pub(crate) fn place(
        &self,
        temporary: NamedTempFile,
        content: &Sha256Digest,
        size_bytes: u64,
    ) -> Result<(), BlobError> {
        let path = self.path(content);
        if self.has(content, size_bytes)? {
            return self.make_sure(content);
        }
        temporary.as_file().sync_data().map_err(BlobError::io("sync", temporary.path()))?;
        self.rename(temporary.into_temp_path(), content, &path)
    }

    /// Keeps bytes that are whole in memory.
    pub(crate) fn put(&self, bytes: &[u8], content: &Sha256Digest) -> Result<(), BlobError> {
        if self.has(content, bytes.len() as u64)? {
            return self.make_sure(content);
        }
        let mut temporary = self.begin()?;
        temporary.write_all(bytes).map_err(BlobError::io("write", temporary.path()))?;
        self.place(temporary, content, bytes.len() as u64)
    }

    /// The file itself, for reading.
    pub(crate) fn open_content(&self, content: &Sha256Digest) -> Result<File, BlobError> {
        let path = self.path(content);
        File::open(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => BlobError::NotFound(*content),
            _ => BlobError::Io { doing: "open", path, source: error },
        })
    }

    /// The content's length; `None` when it is not there.
    pub(crate) fn size(&self, content: &Sha256Digest) -> Result<Option<u64>, BlobError> {
        let path = self.path(content);
        match fs::metadata(&path) {
            Ok(metadata) => Ok(Some(metadata.len())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(BlobError::Io { doing: "look at", path, source: error }),
        }
    }

    /// Removes a content, for good also after a loss of power; it may be gone already.
    pub(crate) fn remove(&self, content: &Sha256Digest) -> Result<(), BlobError> {
        let path = self.path(content);
        match fs::remove_file(&path) {
            Ok(()) => sync_parent(&path),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(BlobError::Io { doing: "remove", path, source: error }),
        }
    }

    /// Removes what uploads left behind that ended with their process; how many.
    pub(crate) fn remove_stale(&self, older_than: Duration) -> Result<u64, BlobError> {
        let folder = self.root.join(TEMPORARY);
        let Some(before) = SystemTime::now().checked_sub(older_than) else { return Ok(0) };
        let mut removed = 0;
        for entry in fs::read_dir(&folder).map_err(BlobError::io("list", &folder))? {
            let entry = entry.map_err(BlobError::io("list", &folder))?;
            // An upload may end, or another process sweep, between the listing and the look.
            let stale =
                entry.metadata().and_then(|metadata| metadata.modified()).is_ok_and(|at| at <= before);
            if stale && fs::remove_file(entry.path()).is_ok() {
                removed += 1;
            }
        }
        Ok(removed)
    }

    /// Proves that the folder can be written to.
    pub(crate) fn ping(&self) -> Result<(), BlobError> {
        let mut probe = self.begin()?;
        // A full disk lets a file be made but not filled.
        probe.write_all(b"ping").map_err(BlobError::io("write", probe.path()))
    }

    /// Whether all the bytes are in place already, as far as their number tells.
    fn has(&self, content: &Sha256Digest, size_bytes: u64) -> Result<bool, BlobError> {
        Ok(self.size(content)? == Some(size_bytes))
    }

    /// Makes a name durable that is there already: whoever gave it may not be as far yet.
    fn make_sure(&self, content: &Sha256Digest) -> Result<(), BlobError> {
        self.ensure_dirs(content)?;
        sync_parent(&self.path(content))
    }

    fn rename(&self, temporary: TempPath, content: &Sha256Digest, path: &Path) -> Result<(), BlobError> {
        self.ensure_dirs(content)?;
        temporary.persist(path).map_err(|error| BlobError::io("move a file to", path)(error.error))?;
        sync_parent(path)
    }

    /// Makes the two directories above a content, durable themselves. Once a process for each of them: also
    /// one that is there may have been made by a process that died before it synced.
    fn ensure_dirs(&self, content: &Sha256Digest) -> Result<(), BlobError> {
        let [ab, cd, ..] = content.0;
        let lower_index = usize::from(ab) << 8 | usize::from(cd);
        if self.lower.contains(lower_index) {
            return Ok(());
        }
        let contents = self.root.join(CONTENTS);
        let upper = contents.join(format!("{ab:02x}"));
        let lower = upper.join(format!("{cd:02x}"));
        make_dirs(&lower).map_err(BlobError::io("make the folder", &lower))?;
        sync_dir(&upper)?;
        if !self.upper.contains(ab.into()) {
            sync_dir(&contents)?;
            self.upper.insert(ab.into());
        }
        self.lower.insert(lower_index);
        Ok(())
    }

    fn path(&self, content: &Sha256Digest) -> PathBuf {
        self.root.join(content_key(content))
    }
}

/// Reads up to `length` bytes at `offset`; fewer only at the end of the file.
pub(crate) fn read_at(file: &File, offset: u64, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    let mut filled = 0;
    while let Some(rest) = bytes.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match file.read_at(rest, offset + filled as u64) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    bytes.truncate(filled);
    Ok(bytes)
}

/// Makes a directory and those above it, for this user only.
fn make_dirs(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

fn sync_parent(path: &Path) -> Result<(), BlobError> {
    path.parent().map_or(Ok(()), sync_dir)
}

fn sync_dir(path: &Path) -> Result<(), BlobError> {
    File::open(path).and_then(|dir| dir.sync_all()).map_err(BlobError::io("sync the folder", path))
}

/// A set of small numbers that threads add to.
#[derive(Debug)]
struct DirectorySet(Box<[AtomicU64]>);

impl DirectorySet {
    fn new(numbers: usize) -> Self {
        Self((0..numbers.div_ceil(64)).map(|_| AtomicU64::new(0)).collect())
    }

    fn contains(&self, number: usize) -> bool {
        self.0.get(number / 64).is_some_and(|word| word.load(Ordering::Acquire) & (1 << (number % 64)) != 0)
    }

    fn insert(&self, number: usize) {
        if let Some(word) = self.0.get(number / 64) {
            word.fetch_or(1 << (number % 64), Ordering::Release);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_put_in() {
        let set = DirectorySet::new(256);
        set.insert(0);
        set.insert(255);
        let held: Vec<_> = (0..300).filter(|number| set.contains(*number)).collect();
        assert_eq!(held, [0, 255]);
    }
}
