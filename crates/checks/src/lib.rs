//! Structure checks: evidence that no pattern of bytes can give.
//!
//! [`structure`] looks at how programs and documents are built; [`script`] weighs where a script's data
//! flows, as [`assay_views`] found it. Each check is one small piece of evidence with a low or middling
//! score: [`Verdict::weigh`](assay_findings::Verdict::weigh) adds them up with the rules'. A check that
//! looks at the same trait as a rule has the rule's family, so that the trait counts once.
//!
//! Pure; every read is bounded; nothing panics on any bytes.
//!
//! # How to add a check
//!
//! Write it in the file of its format with [`evidence`], name it `check/FORMAT-TRAIT`, and scan honest files
//! of the format: alone it must not exceed what honest packers and installers reach together, 60.

mod elf;
mod hidden;
mod pdf;
mod pe;
mod read;
mod script;
mod sheet;

use assay_findings::{ByteRange, Evidence, Localized, Score, VirusType};

pub use script::{kinds, script};

/// What the build of a program or document says.
pub fn structure(bytes: &[u8]) -> Vec<Evidence> {
    let mut found = Vec::new();
    pe::check(bytes, &mut found);
    elf::check(bytes, &mut found);
    pdf::check(bytes, &mut found);
    sheet::check(bytes, &mut found);
    found
}

/// A check's constant part.
struct Check {
    rule: &'static str,
    family: &'static str,
    score: u8,
    virus_type: VirusType,
    en: &'static str,
    zh: &'static str,
}

/// A check that fired.
fn evidence(check: &Check, ranges: Vec<ByteRange>) -> Evidence {
    Evidence {
        rule: check.rule.to_owned(),
        family: check.family.to_owned(),
        score: Score::new(check.score).unwrap_or_default(),
        virus_type: check.virus_type,
        meaning: Localized { en: check.en.to_owned(), zh: check.zh.to_owned() },
        ranges,
    }
}
