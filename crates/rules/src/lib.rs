//! The rule engine: YARA rules compiled once, matched in memory, turned into evidence.
//!
//! Owns compiling rule sources ([`RuleSet`]), the rule set of ours (`rules/` at the root of the
//! repository, embedded), what a rule's metadata means, one scan of one content ([`Scanner`]), and lists of hashes
//! ([`hash_list`]).
//! Bytes come in, [`Evidence`](assay_findings::Evidence) goes out: the crate opens no file and no
//! socket, knows no container, and does not weigh the evidence.
//!
//! # What a rule may say
//!
//! | metadata | meaning | without it |
//! | --- | --- | --- |
//! | `score` | 0 to 100, see [`Score`](assay_findings::Score) | 75 |
//! | `virus_type` | a name of [`VirusType`](assay_findings::VirusType) | `Suspicious` |
//! | `family` | rules of one family look at the same trait; only the strongest counts | namespace and rule |
//! | `meaning_en`, `meaning_zh` | what was seen and why it matters | `description`, or a plain sentence |
//!
//! Conditions can ask what the file is: `labels` is a text of all its labels with a space on either
//! side of each, so that `labels contains " PE32 "` is exact. `filename`, `filepath`, `extension`,
//! `filetype` and `owner` exist, empty, because public collections name them.
//! Patterns marked `private` are not highlighted: mark so what is only context, such as `<?php`.
//!
//! # How a scan stays short
//!
//! Ten thousand rules are compiled in some twenty parts (`partition`), by what their conditions need: a text, a
//! beginning, a label, a size. One pass (`gate`) tells which parts a content could match, and only these are run.
//! What is found is what the engine finds with all rules in one piece; `tests/parts.rs` holds it to that.
//!
//! # Inside a sandbox
//!
//! Compile first: it needs executable memory; scanning does not. Then, in the process that scans,
//! call [`Scanner::warm_up`] before system calls are filtered: it starts the one thread that time-outs
//! need. A process that has made a timed scan must not fork scanners: that thread does not follow, and
//! in the child no time-out would ever fire.

mod builtin;
mod error;
mod facts;
mod gate;
pub mod hash_list;
mod kept;
mod partition;
mod rule_set;
mod scan;

pub use error::{RuleError, ScanError, SourceError};
pub use rule_set::{RuleSet, RuleSource, SourceDigest};
pub use scan::Scanner;
