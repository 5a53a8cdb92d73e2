//! Judges AI-agent Skill packages: members in, findings and a verdict out.
//!
//! Owns two readings and their joint judgement. [Text](text) is read as an agent would, for what it tells the
//! agent to do; [code] for what it does with what it has. What the package [says](intent) that it is for is held against
//! both, and everything is [weighed](weigh) in one place. Refuses to know archives, file types, YARA, the wire: the
//! worker walks, labels and hands members in. No model, no network, no clock.
//!
//! Invariants: the same members give the same answer, byte for byte; every reading takes time in proportion to
//! its input, or is bounded; what was not read is said.
//!
//! # How to add a rule
//!
//! A line in [`rules`]; what meets it: meanings in `text/vocabulary.rs`, their spellings there and in `text/turns.rs`,
//! and a phrase in `text/phrases.rs` for texts, a case in `code/` for code, `member.rs` for files. Its weight is
//! measured, not guessed: `examples/score.rs`.

mod code;
mod disguise;
mod hit;
mod intent;
mod judge;
mod member;
mod package;
mod pyc;
mod rules;
mod supply;
mod text;
mod weigh;

pub use judge::{Judged, judge};
pub use package::Member;

/// Every rule as `(name, category, meaning in English)`, for documents of findings.
pub fn rules() -> impl Iterator<Item = (&'static str, assay_findings::SkillCategory, &'static str)> {
    rules::all().map(|rule| (rule.id, rule.category, rule.en))
}
