//! A record that is stored as the text that clients get.

use std::ops::Range;

/// A record's stored text: JSON without its closing brace, so that what is made on request can follow, and cut
/// so that a listing is a copy and not a parse.
///
/// `text[..head]` is a short form of the record and the whole text the long one; either needs a closing brace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// The text; starts with `{`.
    pub text: String,
    /// Length in bytes of the short form.
    pub head: usize,
    /// Where the record's name is within the text, escaped as JSON has it, without its quotes.
    pub name: Range<usize>,
}

impl Entry {
    /// The name, escaped as JSON has it; empty when the range is not one of the text.
    pub fn escaped_name(&self) -> &str {
        self.text.get(self.name.clone()).unwrap_or_default()
    }
}
