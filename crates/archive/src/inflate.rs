//! Raw deflate (RFC 1951) as a [`Source`].

use flate2::{Decompress, FlushDecompress, Status};

use crate::source::{Fault, Source};

/// A deflate stream at the start of `packed`; what follows its end is left alone.
pub(crate) struct Inflate<'a> {
    packed: &'a [u8],
    state: Decompress,
    ended: bool,
}

impl<'a> Inflate<'a> {
    pub(crate) fn new(packed: &'a [u8]) -> Self {
        Self { packed, state: Decompress::new(false), ended: false }
    }

    /// Whether the stream came to its own end.
    pub(crate) fn ended(&self) -> bool {
        self.ended
    }

    /// Packed bytes taken in so far; after the end, the length of the stream.
    pub(crate) fn consumed(&self) -> usize {
        usize::try_from(self.state.total_in()).unwrap_or(usize::MAX).min(self.packed.len())
    }
}

impl Source for Inflate<'_> {
    fn read(&mut self, out: &mut Vec<u8>, want: usize) -> Result<usize, Fault> {
        if self.ended || want == 0 {
            return Ok(0);
        }
        let before = (out.len(), self.state.total_out());
        // Unpacked in place: the buffer grows by what was granted, and shrinks to what came.
        out.resize(before.0.saturating_add(want), 0);
        let input = self.packed.get(self.consumed()..).unwrap_or_default();
        let room = out.get_mut(before.0..).unwrap_or_default();
        let outcome = self.state.decompress(input, room, FlushDecompress::None);
        // What was unpacked before an error stays: it is what came before the damage.
        let produced = usize::try_from(self.state.total_out() - before.1).unwrap_or(want).min(want);
        out.truncate(before.0 + produced);
        match outcome {
            Ok(Status::StreamEnd) => self.ended = true,
            Ok(Status::Ok | Status::BufError) if produced > 0 => {}
            // No progress with room to spare: the packed bytes ended before the stream did.
            Ok(_) | Err(_) => {
                self.ended = false;
                if produced == 0 {
                    return Err(Fault::Damaged);
                }
            }
        }
        Ok(produced)
    }

    fn unpacked_bytes(&self) -> u64 {
        self.state.total_out()
    }

    fn packed_bytes(&self) -> u64 {
        self.packed.len() as u64
    }
}
