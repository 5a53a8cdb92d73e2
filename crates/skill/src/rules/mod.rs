//! The rules: what can be found, how strongly it speaks, and what it means for the user.

pub(crate) mod code;
pub(crate) mod shape;
pub(crate) mod text;

use assay_findings::{Severity, SkillCategory, VirusType};

/// One kind of finding.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    /// Its name, stable over versions.
    pub(crate) id: &'static str,
    /// Rules that look at the same trait; of one family only the strongest finding counts.
    pub(crate) family: &'static str,
    /// The kind of harm.
    pub(crate) category: SkillCategory,
    /// How bad it is if it is true.
    pub(crate) severity: Severity,
    /// The probability, in percent, that a package with this and nothing else is malicious.
    pub(crate) weight: u8,
    /// What the wire calls such a threat.
    pub(crate) virus_type: VirusType,
    /// Names in public taxonomies: OWASP Top 10 for Agentic Applications 2026 (`OWASP-ASI01`), MITRE ATLAS
    /// (`AML.T0051`), MITRE ATT&CK (`T1059`).
    pub(crate) taxonomy: &'static [&'static str],
    /// What it means for the user, in English.
    pub(crate) en: &'static str,
    /// And in Chinese.
    pub(crate) zh: &'static str,
}

/// Declares rules as constants, and a table of all of them.
macro_rules! rules {
    ($($name:ident = $id:literal, $family:literal, $category:ident, $severity:ident, $weight:literal, $virus:ident,
        [$($taxonomy:literal),*], $en:literal, $zh:literal;)*) => {
        $(
            #[doc = $en]
            pub(crate) const $name: &crate::rules::Rule = &crate::rules::Rule {
                id: $id,
                family: $family,
                category: assay_findings::SkillCategory::$category,
                severity: assay_findings::Severity::$severity,
                weight: $weight,
                virus_type: assay_findings::VirusType::$virus,
                taxonomy: &[$($taxonomy),*],
                en: $en,
                zh: $zh,
            };
        )*

        /// Every rule of this table.
        pub(crate) const ALL: &[&crate::rules::Rule] = &[$($name),*];
    };
}
use rules;

/// Every rule.
pub(crate) fn all() -> impl Iterator<Item = &'static Rule> {
    text::ALL.iter().chain(code::ALL).chain(shape::ALL).copied()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_and_every_category_has_rules() {
        let names: BTreeSet<&str> = all().map(|rule| rule.id).collect();
        assert_eq!(names.len(), all().count());
        for category in SkillCategory::ALL {
            assert!(all().any(|rule| rule.category == category), "{category}");
        }
        assert!(all().all(|rule| rule.weight <= 100 && !rule.en.is_empty() && !rule.zh.is_empty()));
    }
}
