//! A bucket that is a folder of this machine: an object is a file at its key. Everything here blocks.
//!
//! The bytes and the names are other people's, so every path is resolved by the kernel beneath the folder and through
//! no symbolic link (`openat2`), and only regular files are objects.

use std::{
    fs::File,
    io,
    os::fd::{AsFd, OwnedFd},
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use rustix::{
    fs::{AtFlags, Mode, OFlags, ResolveFlags},
    io::Errno,
};
use uuid::Uuid;

use super::{
    BucketError, Listed, ObjectHead,
    walk::{Walk, WalkPosition},
};
use crate::BlobError;

/// How names of files begin that are not complete yet; never listed.
pub(super) const PARTIAL: &str = ".assay-partial-";

/// Listings that are remembered at once, to go on where their last page ended.
const WALKS_KEPT: usize = 8;

/// A folder of objects.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    /// Listings under way, by where they go on; the newest last.
    walks: Mutex<Vec<(WalkPosition, Walk)>>,
}

impl Folder {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, walks: Mutex::default() }
    }

    pub(super) fn is_there(&self) -> bool {
        self.path.is_dir()
    }

    /// Opens an object for reading.
    pub(super) fn open(&self, key: &str) -> Result<(ObjectHead, File), BucketError> {
        // Without waiting for the other end of a pipe.
        let fd = self.resolve(key, OFlags::RDONLY | OFlags::NONBLOCK)?;
        let file = File::from(fd);
        Ok((self.head_of(&file)?, file))
    }

    pub(super) fn head(&self, key: &str) -> Result<ObjectHead, BucketError> {
        self.head_of(&File::from(self.resolve(key, OFlags::PATH)?))
    }

    pub(super) fn delete(&self, key: &str) -> Result<(), BucketError> {
        let (folder, name) = key.rsplit_once('/').unwrap_or(("", key));
        let removed = self
            .open_dir(folder)
            .and_then(|folder| Ok(rustix::fs::unlinkat(folder, name, AtFlags::empty())?));
        match removed {
            Ok(()) => Ok(()),
            Err(error) if is_absent(&error) => Ok(()),
            Err(error) => Err(self.failed("remove an object of")(error)),
        }
    }

    /// A page of objects, in the order of their keys.
    pub(super) fn list(
        &self,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Listed>, BucketError> {
        let root = self.root().map_err(self.failed("open"))?;
        let position = WalkPosition { prefix: prefix.to_owned(), after: after.map(str::to_owned) };
        let mut walk = self.take_walk(&position).unwrap_or_else(|| Walk::begin(&position));
        let mut page = Vec::with_capacity(limit.min(1024));
        while page.len() < limit {
            match walk.next(root.as_fd()).map_err(self.failed("list"))? {
                Some(listed) => page.push(listed),
                None => return Ok(page),
            }
        }
        if let Some(last) = page.last() {
            let after = Some(last.key.clone());
            self.keep_walk(WalkPosition { after, ..position }, walk);
        }
        Ok(page)
    }

    /// A new file beside where an object is to be, for as much as is there of it.
    pub(super) fn begin(&self, key: &str) -> Result<Partial, BucketError> {
        let (folder, name) = key.rsplit_once('/').unwrap_or(("", key));
        let begun = self.make_dirs(folder).and_then(|folder| {
            let partial = format!("{PARTIAL}{}", Uuid::new_v4().as_simple());
            let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
            let file = rustix::fs::openat(&folder, &partial, flags, Mode::RUSR | Mode::WUSR)?;
            Ok(Partial { folder, unfinished: Some(partial), name: name.to_owned(), file: File::from(file) })
        });
        begun.map_err(self.failed("write an object of"))
    }

    fn head_of(&self, file: &File) -> Result<ObjectHead, BucketError> {
        let metadata = file.metadata().map_err(self.failed("look at an object of"))?;
        if metadata.is_file() { Ok(ObjectHead::of_file(&metadata)) } else { Err(BucketError::NoObject) }
    }

    fn resolve(&self, key: &str, flags: OFlags) -> Result<OwnedFd, BucketError> {
        let opened = self.root().and_then(|root| beneath(root.as_fd(), key, flags));
        opened.map_err(|error| {
            if is_absent(&error) { BucketError::NoObject } else { self.failed("open an object of")(error) }
        })
    }

    fn root(&self) -> io::Result<OwnedFd> {
        File::open(&self.path).map(OwnedFd::from)
    }

    fn open_dir(&self, folder: &str) -> io::Result<OwnedFd> {
        let root = self.root()?;
        if folder.is_empty() {
            return Ok(root);
        }
        beneath(root.as_fd(), folder, OFlags::RDONLY | OFlags::DIRECTORY)
    }

    /// A folder within, made with those above it where it is not there.
    fn make_dirs(&self, folder: &str) -> io::Result<OwnedFd> {
        let mut at = self.root()?;
        for part in folder.split('/').filter(|part| !part.is_empty()) {
            match rustix::fs::mkdirat(&at, part, Mode::RWXU) {
                Ok(()) | Err(Errno::EXIST) => {}
                Err(error) => return Err(error.into()),
            }
            at = beneath(at.as_fd(), part, OFlags::RDONLY | OFlags::DIRECTORY)?;
        }
        Ok(at)
    }

    fn take_walk(&self, position: &WalkPosition) -> Option<Walk> {
        let mut walks = self.walks.lock().unwrap_or_else(PoisonError::into_inner);
        let at = walks.iter().position(|(kept, _)| kept == position)?;
        Some(walks.remove(at).1)
    }

    fn keep_walk(&self, position: WalkPosition, walk: Walk) {
        let mut walks = self.walks.lock().unwrap_or_else(PoisonError::into_inner);
        walks.retain(|(kept, _)| *kept != position);
        if walks.len() >= WALKS_KEPT {
            walks.remove(0);
        }
        walks.push((position, walk));
    }

    fn failed(&self, doing: &'static str) -> impl Fn(io::Error) -> BucketError + use<> {
        let path = self.path.clone();
        move |error| BlobError::io(doing, path.clone())(error).into()
    }
}

/// Opens a path beneath a folder, through no symbolic link.
pub(super) fn beneath(folder: rustix::fd::BorrowedFd<'_>, path: &str, flags: OFlags) -> io::Result<OwnedFd> {
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
    Ok(rustix::fs::openat2(folder, path, flags | OFlags::CLOEXEC, Mode::empty(), resolve)?)
}

/// Whether there is nothing there, as far as clients are concerned: a link is nothing, and so is what lies below a
/// file or has too long a name for this file system.
pub(super) fn is_absent(error: &io::Error) -> bool {
    matches!(
        Errno::from_io_error(error),
        Some(Errno::NOENT | Errno::NOTDIR | Errno::LOOP | Errno::XDEV | Errno::NAMETOOLONG | Errno::NXIO)
    )
}

/// A file that is not an object yet. Dropped before it is placed, it removes itself.
#[derive(Debug)]
pub(super) struct Partial {
    folder: OwnedFd,
    unfinished: Option<String>,
    name: String,
    pub(super) file: File,
}

impl Partial {
    /// Gives the file its name, in place of what had it before; durable when this returns.
    pub(super) fn place(mut self) -> io::Result<()> {
        self.file.sync_data()?;
        if let Some(partial) = self.unfinished.take() {
            let placed = rustix::fs::renameat(&self.folder, &partial, &self.folder, &self.name);
            if let Err(error) = placed {
                self.unfinished = Some(partial);
                return Err(error.into());
            }
        }
        Ok(rustix::fs::fsync(&self.folder)?)
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if let Some(partial) = &self.unfinished
            && let Err(error) = rustix::fs::unlinkat(&self.folder, partial, AtFlags::empty())
        {
            tracing::warn!(%error, partial, "cannot remove an object that was not completed");
        }
    }
}
