//! Where a member's content comes from: bytes as they lie, or bytes that are unpacked on the way.

/// The packed bytes cannot be read any further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Damage;

/// A stream of unpacked bytes. It is pulled by [`Members`](crate::members::Members), which asks the
/// budget first; a source itself knows no limits.
pub(crate) trait Source {
    /// Appends at most `want` bytes to `out` and says how many; 0 is the end.
    fn read(&mut self, out: &mut Vec<u8>, want: usize) -> Result<usize, Damage>;

    /// Passes over `bytes` if that costs nothing; `false` when they must be unpacked to be passed.
    fn seek(&mut self, bytes: u64) -> bool {
        let _ = bytes;
        false
    }

    /// Bytes that it has unpacked so far.
    fn unpacked_bytes(&self) -> u64;

    /// All the packed bytes that it reads from, for the ratio.
    fn packed_bytes(&self) -> u64;
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
    fn read(&mut self, out: &mut Vec<u8>, want: usize) -> Result<usize, Damage> {
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

    fn unpacked_bytes(&self) -> u64 {
        self.position as u64
    }

    fn packed_bytes(&self) -> u64 {
        self.bytes.len() as u64
    }
}
