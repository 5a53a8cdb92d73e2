//! A rule met at a place, and what the place says about how it is meant.

use crate::rules::Rule;

/// What surrounds a hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mark {
    /// The sentence forbids it.
    Negated,
    /// It stands in quotation marks.
    Quoted,
    /// The talk is of attacks, or of an example.
    Defensive,
    /// It stands in a code block or inline code of a text: shown, and perhaps run.
    Shown,
    /// It stands in a document beside `SKILL.md`, which the agent may or may not read.
    Reference,
    /// People do not see it: a comment of a page, invisible letters, an encoded text.
    Hidden,
    /// What it needs is what the skill says it is for.
    Declared,
}

impl Mark {
    /// Every mark.
    pub(crate) const ALL: [Self; 7] = [
        Self::Negated,
        Self::Quoted,
        Self::Defensive,
        Self::Shown,
        Self::Reference,
        Self::Hidden,
        Self::Declared,
    ];
}

/// Marks as a set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Marks(u8);

impl Marks {
    /// This set with `mark` if `is`.
    #[must_use]
    pub(crate) fn with(self, mark: Mark, is: bool) -> Self {
        if is { Self(self.0 | 1 << mark as u8) } else { self }
    }

    /// Whether `mark` is in it.
    pub(crate) fn has(self, mark: Mark) -> bool {
        self.0 & (1 << mark as u8) != 0
    }
}

/// A rule met at a place of one file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hit {
    /// The rule.
    pub(crate) rule: &'static Rule,
    /// Offset of the first byte in the file.
    pub(crate) start: usize,
    /// Offset after the last byte.
    pub(crate) end: usize,
    /// What surrounds it.
    pub(crate) marks: Marks,
}
