//! From a descriptor to bytes: what is accepted as input, and how it is read.
//!
//! The file is read, never mapped: a mapped file that shrinks under its reader is a signal, and one that changes can
//! show two faces to two checks. Every read says where: the descriptor's own position is shared with whoever sent it.

use std::{
    cell::OnceCell,
    io::{self, Read, Seek, SeekFrom},
    os::fd::{AsFd as _, BorrowedFd, OwnedFd},
};

use assay_findings::TaskError;
use rustix::{
    buffer::spare_capacity,
    fs::{FileType, OFlags},
    io::{Errno, retry_on_intr},
};

/// What a reader reads at once when it is asked for less: enough for most headers, little beside a file.
const BUFFER_BYTES: usize = 8 << 10;

/// A file that an engine is to look at: as a whole, or a part at a time.
#[derive(Debug)]
pub struct Input {
    file: OwnedFd,
    size: u64,
    max_bytes: u64,
    whole: OnceCell<Vec<u8>>,
}

impl Input {
    /// Takes `file`, which must be a regular file that is open for reading only. At most `max_bytes` of it are read
    /// as a whole; a reader reads files of any length.
    pub fn new(file: OwnedFd, max_bytes: u64) -> Result<Self, TaskError> {
        if rustix::fs::fcntl_getfl(&file).map_err(unreadable)? & OFlags::RWMODE != OFlags::RDONLY {
            return Err(TaskError::Input("it is open for writing".to_owned()));
        }
        let stat = rustix::fs::fstat(&file).map_err(unreadable)?;
        if !FileType::from_raw_mode(stat.st_mode).is_file() {
            return Err(TaskError::Input("it is not a regular file".to_owned()));
        }
        let size = u64::try_from(stat.st_size).unwrap_or(0);
        Ok(Self { file, size, max_bytes, whole: OnceCell::new() })
    }

    /// Its length in bytes, as it was when it arrived.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The whole content, which is read once.
    ///
    /// # Errors
    /// [`TaskError::TooLarge`] for what is longer than the worker accepts, [`TaskError::Input`] when it cannot be read.
    pub fn bytes(&self) -> Result<&[u8], TaskError> {
        if let Some(bytes) = self.whole.get() {
            return Ok(bytes);
        }
        let bytes = self.read_whole()?;
        Ok(self.whole.get_or_init(|| bytes))
    }

    /// A reader from the beginning, which reads what it is asked for and little more.
    pub fn reader(&self) -> InputReader<'_> {
        InputReader { input: self, position: 0, buffer: Vec::new(), buffer_at: 0 }
    }

    /// The descriptor, for an outside tool.
    pub(crate) fn descriptor(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }

    fn read_whole(&self) -> Result<Vec<u8>, TaskError> {
        let (size_bytes, max_bytes) = (self.size, self.max_bytes);
        let Some(size) = usize::try_from(size_bytes).ok().filter(|_| size_bytes <= max_bytes) else {
            return Err(TaskError::TooLarge { size_bytes, max_bytes });
        };
        // If memory is too short for this, the worker aborts and the server's side learns why.
        let mut bytes = Vec::with_capacity(size);
        while bytes.len() < size {
            let offset = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            match rustix::io::pread(&self.file, spare_capacity(&mut bytes), offset) {
                Ok(0) => return Err(TaskError::Input("it became shorter while it was read".to_owned())),
                Ok(_) | Err(Errno::INTR) => {}
                Err(err) => return Err(unreadable(err)),
            }
        }
        // The allocator may have given more room than was asked for, and the file may have grown.
        bytes.truncate(size);
        Ok(bytes)
    }
}

fn unreadable(err: Errno) -> TaskError {
    TaskError::Input(err.to_string())
}

/// Reads an [`Input`] anywhere, without a system call for every step.
#[derive(Debug)]
pub struct InputReader<'i> {
    input: &'i Input,
    position: u64,
    /// What was read ahead, and where in the file that begins.
    buffer: Vec<u8>,
    buffer_at: u64,
}

impl InputReader<'_> {
    /// What is known already of the content from the position on; empty where nothing is.
    fn known(&self) -> &[u8] {
        let (bytes, begins) = match self.input.whole.get() {
            Some(whole) => (whole, 0),
            None => (&self.buffer, self.buffer_at),
        };
        let skip = self.position.checked_sub(begins).and_then(|skip| usize::try_from(skip).ok());
        skip.and_then(|skip| bytes.get(skip..)).unwrap_or_default()
    }

    /// Bytes from the position to the end of the file, as long as it was at first.
    fn rest(&self) -> usize {
        usize::try_from(self.input.size.saturating_sub(self.position)).unwrap_or(usize::MAX)
    }
}

impl Read for InputReader<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let wanted = into.len().min(self.rest());
        let Some(into) = into.get_mut(..wanted).filter(|into| !into.is_empty()) else { return Ok(0) };
        if self.known().is_empty() {
            if into.len() >= BUFFER_BYTES {
                let file = &self.input.file;
                let read = retry_on_intr(|| rustix::io::pread(file, &mut *into, self.position))?;
                self.position = self.position.saturating_add(read as u64);
                return Ok(read);
            }
            self.buffer.resize(BUFFER_BYTES.min(self.rest()), 0);
            let (file, buffer) = (&self.input.file, &mut self.buffer);
            let read = retry_on_intr(|| rustix::io::pread(file, buffer.as_mut_slice(), self.position))?;
            self.buffer.truncate(read);
            self.buffer_at = self.position;
        }
        let known = self.known();
        let length = known.len().min(into.len());
        for (to, from) in into.iter_mut().zip(known) {
            *to = *from;
        }
        self.position = self.position.saturating_add(length as u64);
        Ok(length)
    }
}

impl Seek for InputReader<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
            SeekFrom::End(offset) => self.input.size.checked_add_signed(offset),
        };
        self.position = position.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}

#[cfg(test)]
mod tests {
    use std::{fs::File, io::Write as _};

    use proptest::prelude::*;

    use super::*;

    fn file(content: &[u8]) -> OwnedFd {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(content).expect("written");
        File::open(file.path()).expect("opened").into()
    }

    fn input(content: &[u8], max_bytes: u64) -> Input {
        Input::new(file(content), max_bytes).expect("an input")
    }

    #[test]
    fn the_size_limit_holds_at_its_edge() {
        assert_eq!(input(b"12345", 5).bytes().expect("fits"), b"12345");
        let refused = input(b"123456", 5);
        assert_eq!(refused.bytes(), Err(TaskError::TooLarge { size_bytes: 6, max_bytes: 5 }));
        let mut text = String::new();
        refused.reader().read_to_string(&mut text).expect("read");
        assert_eq!((text.as_str(), refused.size()), ("123456", 6));
        assert_eq!(input(b"", 0).bytes().expect("fits"), b"");
    }

    #[test]
    fn only_regular_files_open_for_reading_are_read() {
        let writable = tempfile::tempfile().expect("a file");
        let folder = File::open("/").expect("a folder");
        let device = File::open("/dev/zero").expect("a device");
        for refused in [writable, folder, device] {
            assert!(matches!(Input::new(refused.into(), 100), Err(TaskError::Input(_))));
        }
    }

    #[test]
    fn reading_starts_at_the_beginning_wherever_the_descriptor_stands() {
        let input = input(b"abc", 100);
        rustix::fs::seek(&input.file, rustix::fs::SeekFrom::End(0)).expect("sought");
        let mut read = Vec::new();
        input.reader().read_to_end(&mut read).expect("read");
        assert_eq!((read.as_slice(), input.bytes().expect("read")), (&b"abc"[..], &b"abc"[..]));
    }

    #[test]
    fn a_position_before_the_beginning_is_refused_and_one_behind_the_end_reads_nothing() {
        let input = input(b"abc", 100);
        let mut reader = input.reader();
        assert!(reader.seek(SeekFrom::Current(-1)).is_err());
        assert_eq!(reader.seek(SeekFrom::End(5)).expect("sought"), 8);
        assert_eq!(reader.read(&mut [0; 4]).expect("read"), 0);
        assert!(reader.seek(SeekFrom::Start(u64::MAX)).is_ok());
        assert_eq!(reader.read(&mut [0; 4]).expect("read"), 0);
    }

    proptest! {
        #[test]
        fn a_reader_reads_what_is_there(
            length in 0_usize..40_000,
            steps in prop::collection::vec((0_u64..45_000, 0_usize..20_000), 1..20),
            whole in any::<bool>(),
        ) {
            let content: Vec<u8> = (0..=250_u8).cycle().take(length).collect();
            let input = input(&content, 1 << 20);
            if whole {
                input.bytes().expect("read");
            }
            let mut reader = input.reader();
            for (position, wanted) in steps {
                reader.seek(SeekFrom::Start(position)).expect("sought");
                let mut read = Vec::new();
                Read::by_ref(&mut reader).take(wanted as u64).read_to_end(&mut read).expect("read");
                let from = usize::try_from(position).expect("small").min(length);
                prop_assert_eq!(&read, &content[from..(from + wanted).min(length)]);
            }
        }
    }
}
