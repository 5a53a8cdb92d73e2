//! How a submission wants to be examined, and the two texts that carry it: in jobs and in verdict keys.

use assay_findings::{Decompress, ExamineLimits};
use serde::{Deserialize, Serialize};

/// The options of a submission that change its verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Options {
    /// Open containers so far; `None` looks at the file's own bytes only.
    pub(crate) decompress: Option<Decompress>,
    /// Judge it as a Skill package, which opens everything.
    #[serde(default)]
    pub(crate) skill: bool,
}

impl Options {
    /// Canonical text for verdict keys: equal options give equal texts, others differ. The limits in force
    /// belong to it, as a verdict made under narrower ones may know less.
    pub(crate) fn canonical(self, limits: &ExamineLimits) -> String {
        let decompress = match self.decompress {
            _ if self.skill => "skill".to_owned(),
            Some(Decompress { max_layers, max_files }) => format!("{max_layers}x{max_files}"),
            None => "raw".to_owned(),
        };
        let ExamineLimits {
            max_total_bytes,
            max_member_bytes,
            max_ratio,
            max_name_bytes,
            max_time_ms,
            max_ranges,
        } = limits;
        format!(
            "{decompress};{max_total_bytes:x}.{max_member_bytes:x}.{max_ratio:x}.{max_name_bytes:x}.{max_time_ms:x}.{max_ranges:x}"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_and_limits_make_different_texts_that_fit_the_store() {
        let limits = ExamineLimits::default();
        let raw = Options { decompress: None, skill: false };
        let skill = Options { skill: true, ..raw };
        let some = Options { decompress: Some(Decompress { max_layers: 5, max_files: 1000 }), skill: false };
        let other = ExamineLimits { max_ratio: 7, ..limits };
        let texts = [
            raw.canonical(&limits),
            some.canonical(&limits),
            some.canonical(&other),
            skill.canonical(&limits),
        ];
        assert!(texts.iter().all(|text| text.len() <= 64));
        assert_ne!(texts[0], texts[1]);
        assert_ne!(texts[1], texts[2]);
        assert_ne!(texts[0], texts[3]);
    }
}
