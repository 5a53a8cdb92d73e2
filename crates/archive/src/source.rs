//! Where a member's content comes from: bytes as they lie, or bytes that are unpacked on the way.

use std::io::{self, Read};

use assay_findings::IncompleteReason;

/// Why the packed bytes cannot be read any further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// They are damaged.
    Damaged,
    /// Unpacking them takes more memory than a walk may have.
    Memory,
    /// They are packed in a way that is not supported.
    Method,
}

impl Fault {
    /// What that means for the member.
    pub(crate) fn reason(self) -> IncompleteReason {
        match self {
            Self::Damaged => IncompleteReason::Damaged,
            Self::Memory => IncompleteReason::Memory,
            Self::Method => IncompleteReason::Method,
        }
    }

    /// What a library's reader complains of.
    pub(crate) fn of(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::OutOfMemory => Self::Memory,
            io::ErrorKind::Unsupported => Self::Method,
            _ => Self::Damaged,
        }
    }
}

/// A stream of unpacked bytes. It is pulled by [`Members`](crate::members::Members), which asks the
/// budget first; a source itself knows no limits.
pub(crate) trait Source {
    /// Appends at most `want` bytes to `out` and says how many; 0 is the end.
    fn read(&mut self, out: &mut Vec<u8>, want: usize) -> Result<usize, Fault>;

    /// Passes over `bytes` if that costs nothing; `false` when they must be unpacked to be passed.
    fn seek(&mut self, bytes: u64) -> bool {
        let _ = bytes;
        false
    }

    /// What is still to be read, where that lies there in one piece as it is.
    fn rest(&self) -> Option<&[u8]> {
        None
    }

    /// Bytes that it has unpacked so far.
    fn unpacked_bytes(&self) -> u64;

    /// All the packed bytes that it reads from, for the ratio.
    fn packed_bytes(&self) -> u64;

    /// Whether what was read so far agrees with its check sums.
    fn is_whole(&self) -> bool {
        true
    }
}

/// Bytes as they lie in the container.
pub(crate) struct Plain<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl<'a> Plain<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, position: 0 }
    }
}

impl Source for Plain<'_> {
    fn read(&mut self, out: &mut Vec<u8>, want: usize) -> Result<usize, Fault> {
        let rest = self.bytes.get(self.position..).unwrap_or_default();
        let taken = rest.get(..want).unwrap_or(rest);
        out.extend_from_slice(taken);
        self.position += taken.len();
        Ok(taken.len())
    }

    fn seek(&mut self, bytes: u64) -> bool {
        let to = usize::try_from(bytes).ok().and_then(|bytes| self.position.checked_add(bytes));
        self.position = to.unwrap_or(usize::MAX).min(self.bytes.len());
        true
    }

    fn rest(&self) -> Option<&[u8]> {
        self.bytes.get(self.position..)
    }

    fn unpacked_bytes(&self) -> u64 {
        self.position as u64
    }

    fn packed_bytes(&self) -> u64 {
        self.bytes.len() as u64
    }
}

/// A library's reader, which unpacks as it is read.
pub(crate) struct Unpacking<R> {
    inner: R,
    packed_bytes: u64,
    unpacked_bytes: u64,
    fault: Option<Fault>,
}

impl<R: Read> Unpacking<R> {
    /// `packed_bytes` is the length of what the reader reads from.
    pub(crate) fn new(inner: R, packed_bytes: usize) -> Self {
        Self { inner, packed_bytes: packed_bytes as u64, unpacked_bytes: 0, fault: None }
    }

    /// Gives the reader back.
    pub(crate) fn into_inner(self) -> R {
        self.inner
    }
}

impl<R: Read> Source for Unpacking<R> {
    fn read(&mut self, out: &mut Vec<u8>, want: usize) -> Result<usize, Fault> {
        let before = out.len();
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        out.resize(before.saturating_add(want), 0);
        let mut produced = 0;
        while produced < want {
            match self.inner.read(out.get_mut(before + produced..).unwrap_or_default()) {
                Ok(0) => break,
                Ok(bytes) => produced += bytes.min(want - produced),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.fault = Some(Fault::of(&error));
                    break;
                }
            }
        }
        out.truncate(before + produced);
        self.unpacked_bytes += produced as u64;
        match self.fault {
            // What came before the damage is kept, and the damage is met again.
            Some(fault) if produced == 0 => Err(fault),
            _ => Ok(produced),
        }
    }

    fn unpacked_bytes(&self) -> u64 {
        self.unpacked_bytes
    }

    fn packed_bytes(&self) -> u64 {
        self.packed_bytes
    }
}

/// A source whose first bytes were looked at before it is read.
pub(crate) struct Peeked<'s> {
    inner: &'s mut dyn Source,
    head: Vec<u8>,
    taken: usize,
}

impl<'s> Peeked<'s> {
    /// Looks at the first `want` bytes, or as many as there are. A fault is met again when it is read.
    pub(crate) fn new(inner: &'s mut dyn Source, want: usize) -> Self {
        let mut head = Vec::new();
        while head.len() < want {
            let missing = want - head.len();
            match inner.read(&mut head, missing) {
                Ok(0) | Err(_) => break,
                Ok(_) => {}
            }
        }
        Self { inner, head, taken: 0 }
    }

    /// What was looked at.
    pub(crate) fn head(&self) -> &[u8] {
        &self.head
    }
}

impl Source for Peeked<'_> {
    fn read(&mut self, out: &mut Vec<u8>, want: usize) -> Result<usize, Fault> {
        let rest = self.head.get(self.taken..).unwrap_or_default();
        if rest.is_empty() {
            return self.inner.read(out, want);
        }
        let taken = rest.get(..want).unwrap_or(rest);
        out.extend_from_slice(taken);
        self.taken += taken.len();
        Ok(taken.len())
    }

    fn unpacked_bytes(&self) -> u64 {
        self.inner.unpacked_bytes().saturating_sub((self.head.len() - self.taken) as u64)
    }

    fn packed_bytes(&self) -> u64 {
        self.inner.packed_bytes()
    }

    fn is_whole(&self) -> bool {
        self.inner.is_whole()
    }
}
