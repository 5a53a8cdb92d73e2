//! From a descriptor to bytes: what is accepted as input.
//!
//! The file is read as a whole, never mapped: a mapped file that shrinks under its reader is a signal, and
//! one that changes can show two faces to two checks.

use std::os::fd::OwnedFd;

use assay_findings::TaskError;
use rustix::{
    buffer::spare_capacity,
    fs::{FileType, OFlags},
    io::Errno,
};

/// The bytes of `file` from its beginning. It must be a regular file, open for reading only, and at most
/// `max_bytes` long.
pub(crate) fn read(file: &OwnedFd, max_bytes: u64) -> Result<Vec<u8>, TaskError> {
    let unreadable = |err: Errno| TaskError::Input(err.to_string());
    if rustix::fs::fcntl_getfl(file).map_err(unreadable)? & OFlags::RWMODE != OFlags::RDONLY {
        return Err(TaskError::Input("it is open for writing".to_owned()));
    }
    let stat = rustix::fs::fstat(file).map_err(unreadable)?;
    if !FileType::from_raw_mode(stat.st_mode).is_file() {
        return Err(TaskError::Input("it is not a regular file".to_owned()));
    }
    let size_bytes = u64::try_from(stat.st_size).unwrap_or(0);
    let Some(size) = usize::try_from(size_bytes).ok().filter(|_| size_bytes <= max_bytes) else {
        return Err(TaskError::TooLarge { size_bytes, max_bytes });
    };
    // If memory is too short for this, the worker aborts and the server's side learns why.
    let mut bytes = Vec::with_capacity(size);
    while bytes.len() < size {
        let offset = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        match rustix::io::pread(file, spare_capacity(&mut bytes), offset) {
            Ok(0) => return Err(TaskError::Input("it became shorter while it was read".to_owned())),
            Ok(_) | Err(Errno::INTR) => {}
            Err(err) => return Err(unreadable(err)),
        }
    }
    // The allocator may have given more room than was asked for, and the file may have grown.
    bytes.truncate(size);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::{fs::File, io::Write as _};

    use super::*;

    fn file(content: &[u8]) -> OwnedFd {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(content).expect("written");
        File::open(file.path()).expect("opened").into()
    }

    #[test]
    fn the_size_limit_holds_at_its_edge() {
        assert_eq!(read(&file(b"12345"), 5).expect("fits"), b"12345");
        let refused = read(&file(b"123456"), 5).expect_err("too long");
        assert_eq!(refused, TaskError::TooLarge { size_bytes: 6, max_bytes: 5 });
        assert_eq!(read(&file(b""), 0).expect("fits"), b"");
    }

    #[test]
    fn only_regular_files_open_for_reading_are_read() {
        let writable = tempfile::tempfile().expect("a file");
        let folder = File::open("/").expect("a folder");
        let device = File::open("/dev/zero").expect("a device");
        for refused in [writable, folder, device] {
            assert!(matches!(read(&refused.into(), 100), Err(TaskError::Input(_))));
        }
    }

    #[test]
    fn reading_starts_at_the_beginning_wherever_the_descriptor_stands() {
        let fd = file(b"abc");
        rustix::fs::seek(&fd, rustix::fs::SeekFrom::End(0)).expect("sought");
        assert_eq!(read(&fd, 100).expect("read"), b"abc");
    }
}
