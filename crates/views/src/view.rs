//! A derived text, and where it came from.

use std::ops::Range;

use crate::print::Piece;

/// How a view was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// Written anew: comments out, constants worked out.
    Normalised,
    /// Another encoding of text, such as UTF-16 or Microsoft's script encoding, resolved.
    Decoded,
    /// A string of the script unpacked by the script's own calls.
    Unpacked,
    /// A string that reads as packed text was unpacked, though no call in sight does so.
    Guessed,
}

/// A text that a script hides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The text.
    pub text: Vec<u8>,
    /// The steps that made it, the first one first.
    pub how: Vec<How>,
    /// Where all of it came from in the script's bytes, if that is known.
    pub whole: Option<Range<usize>>,
    pub(crate) pieces: Vec<Piece>,
}

impl View {
    /// The bytes of the script from which this stretch of the view was made, as exactly as is known.
    pub fn origin(&self, range: Range<usize>) -> Option<Range<usize>> {
        if self.pieces.is_empty() {
            return self.whole.clone();
        }
        let first = self.pieces.partition_point(|piece| piece.at <= range.start).saturating_sub(1);
        let end = self.pieces.partition_point(|piece| piece.at < range.end).max(first + 1);
        let pieces = self.pieces.get(first..end)?;
        let start = pieces.iter().map(|piece| piece.start).min()?;
        let end = pieces.iter().map(|piece| piece.end).max()?;
        Some(start..end)
    }
}
