//! One thing found in one file of a package.

use serde::{Deserialize, Serialize};

use crate::{Localized, Severity, SkillCategory};

/// One place that speaks against a package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SkillFinding {
    /// The rule's name, stable over versions: what a suppression names.
    pub rule: String,
    /// The kind of harm.
    pub category: SkillCategory,
    /// How bad it is if it is true.
    pub severity: Severity,
    /// How sure it is here, 0 to 100: the rule's own weight, after the context was considered.
    pub confidence: u8,
    /// Path of the file within the package; empty when the package is this one file.
    pub path: String,
    /// Offset of the first byte concerned.
    pub start: u64,
    /// Offset after the last byte concerned.
    pub end: u64,
    /// Line of the first byte, from 1.
    pub line: u64,
    /// The text there: printable, on one line, at most [`SkillFinding::QUOTE_CHARS_MAX`] characters.
    pub quote: String,
    /// What it means for the user.
    pub meaning: Localized,
    /// Names in public taxonomies: `OWASP-ASI01`, `AML.T0051`, `T1059`.
    pub taxonomy: Vec<String>,
    /// What lowered or raised the confidence: `Quoted`, `Negated`, `Reference`, `Hidden`, ….
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub context: Vec<String>,
}

impl SkillFinding {
    /// The longest quote, in characters.
    pub const QUOTE_CHARS_MAX: usize = 240;
}
