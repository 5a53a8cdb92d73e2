//! Positional, bounded reading: a file is looked at where something is, never read from end to end.

use std::{
    io::{self, Read, Seek, SeekFrom},
    time::Instant,
};

/// What a source reads at once: enough for the headers of most files, little enough to be thrown away.
const WINDOW_BYTES: usize = 16 << 10;
/// The most bytes that one thing in a file may have.
pub(crate) const PIECE_BYTES_MAX: usize = 64 << 20;
/// The most bytes that are read of a file, hashes apart.
const TOTAL_BYTES_MAX: u64 = 1 << 30;

/// Why reading ended before its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The file ends before what it promises.
    Cut,
    /// It contradicts itself; what does.
    Wrong(&'static str),
    /// It asks for more than is given: time, bytes, or levels.
    Limit(&'static str),
    /// The machine could not read it.
    Input(String),
}

impl Stop {
    /// For the client.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Cut => "The file ends before its own headers say that it does.".to_owned(),
            Self::Wrong(what) => format!("The file is damaged: {what}."),
            Self::Limit(what) => format!("The file was not read further: {what}."),
            Self::Input(error) => format!("The file could not be read: {error}."),
        }
    }
}

/// Bytes that can be read anywhere.
pub(crate) trait Input: Read + Seek {}
impl<T: Read + Seek> Input for T {}

/// A file, read where it is asked for, through a window of its last place.
pub(crate) struct Source<'a> {
    input: &'a mut dyn Input,
    size: u64,
    deadline: Instant,
    bytes_left: u64,
    window: Vec<u8>,
    window_at: u64,
}

impl<'a> Source<'a> {
    pub(crate) fn new(input: &'a mut dyn Input, size: u64, deadline: Instant) -> Self {
        Self { input, size, deadline, bytes_left: TOTAL_BYTES_MAX, window: Vec::new(), window_at: 0 }
    }

    /// The file's length in bytes.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// When everything has to be done.
    pub(crate) fn deadline(&self) -> Instant {
        self.deadline
    }

    /// Refuses when time is up: for loops that do not read.
    pub(crate) fn check_time(&self) -> Result<(), Stop> {
        if Instant::now() >= self.deadline { Err(Stop::Limit("its time is up")) } else { Ok(()) }
    }

    /// The bytes from `at`, `len` of them or as many as there are.
    pub(crate) fn some(&mut self, at: u64, len: usize) -> Result<&[u8], Stop> {
        if len > PIECE_BYTES_MAX {
            return Err(Stop::Limit("one part of it is larger than 64 MiB"));
        }
        let there = self.size.saturating_sub(at);
        let len = usize::try_from(there).unwrap_or(usize::MAX).min(len);
        let skip = at.checked_sub(self.window_at).and_then(|skip| usize::try_from(skip).ok());
        if let Some(skip) =
            skip.filter(|skip| skip.checked_add(len).is_some_and(|end| end <= self.window.len()))
        {
            return Ok(self.window.get(skip..skip + len).unwrap_or_default());
        }
        let want = usize::try_from(there).unwrap_or(usize::MAX).min(len.max(WINDOW_BYTES));
        self.fill(at, want)?;
        self.window.get(..len).ok_or(Stop::Cut)
    }

    /// Exactly `len` bytes from `at`.
    pub(crate) fn exact(&mut self, at: u64, len: usize) -> Result<&[u8], Stop> {
        let some = self.some(at, len)?;
        if some.len() == len { Ok(some) } else { Err(Stop::Cut) }
    }

    /// `N` bytes from `at`.
    pub(crate) fn array<const N: usize>(&mut self, at: u64) -> Result<[u8; N], Stop> {
        self.exact(at, N)?.try_into().map_err(|_| Stop::Cut)
    }

    pub(crate) fn u16_be(&mut self, at: u64) -> Result<u16, Stop> {
        self.array(at).map(u16::from_be_bytes)
    }

    pub(crate) fn u32_be(&mut self, at: u64) -> Result<u32, Stop> {
        self.array(at).map(u32::from_be_bytes)
    }

    pub(crate) fn u32_le(&mut self, at: u64) -> Result<u32, Stop> {
        self.array(at).map(u32::from_le_bytes)
    }

    fn fill(&mut self, at: u64, want: usize) -> Result<(), Stop> {
        self.check_time()?;
        self.bytes_left = self
            .bytes_left
            .checked_sub(want as u64)
            .ok_or(Stop::Limit("its headers are spread over more than 1 GiB"))?;
        let unreadable = |error: io::Error| Stop::Input(error.to_string());
        self.input.seek(SeekFrom::Start(at)).map_err(unreadable)?;
        self.window.clear();
        self.window_at = at;
        Read::take(&mut self.input, want as u64).read_to_end(&mut self.window).map_err(unreadable)?;
        Ok(())
    }

    /// As a reader of its own, from the beginning.
    pub(crate) fn reader(&mut self) -> Reader<'_, 'a> {
        Reader { source: self, at: 0 }
    }
}

/// A source for libraries that want a reader.
pub(crate) struct Reader<'s, 'a> {
    source: &'s mut Source<'a>,
    at: u64,
}

impl Read for Reader<'_, '_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let some = self.source.some(self.at, into.len().min(WINDOW_BYTES));
        let some = some.map_err(|stop| io::Error::other(stop.words()))?;
        for (to, from) in into.iter_mut().zip(some) {
            *to = *from;
        }
        let len = some.len();
        self.at += len as u64;
        Ok(len)
    }
}

impl Seek for Reader<'_, '_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.source.size.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}
