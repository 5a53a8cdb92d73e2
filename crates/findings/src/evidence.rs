//! One reason to think something of a file.

use serde::{Deserialize, Serialize};

use crate::{Score, VirusType};

/// A half-open range of byte offsets into the content that the evidence is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ByteRange {
    /// Offset of the first byte.
    pub start: u64,
    /// Offset after the last byte.
    pub end: u64,
}

/// A sentence in the two languages that the API's users read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Localized {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

/// Why a file is thought to be dangerous: one matched rule or one structural check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Name of the rule or check, stable over versions.
    pub rule: String,
    /// Group of rules that look at the same trait; of one family only the strongest evidence counts.
    pub family: String,
    /// How strongly this alone speaks for danger.
    pub score: Score,
    /// What kind of danger.
    pub virus_type: VirusType,
    /// What was seen and why it matters, in a sentence that a person understands.
    pub meaning: Localized,
    /// Where it was seen: sorted, merged, capped. Empty when it is about the file as a whole.
    pub ranges: Vec<ByteRange>,
}
