//! What a file is: a set of labels from its own structure.
//!
//! Every probe looks for one family of formats and adds what it sees; none of them ends the search, so
//! that a picture with a script in it, or a program with an archive behind it, is both. Refuses to
//! know names, extensions and verdicts: a label is a fact about bytes.
//!
//! Cost is bounded whatever the length: probes look at heads, tails and directories, and cap every
//! count that they read there. Nothing panics on any input.
//!
//! # How to add a probe
//!
//! Write `src/FORMAT.rs` with `pub(crate) fn probe(bytes: &[u8], labels: &mut LabelSet)`, put its labels
//! into [`names`], and call it from [`labels`]. A format that is told by a signature alone is a
//! line in `magic.rs`, a script language a few lines in `script/markers.rs`.

mod elf;
mod le;
mod macho;
mod magic;
pub mod names;
mod ole;
mod pdf;
mod pe;
mod rtf;
mod script;
mod sfx;
mod tail;
mod zip;

use assay_findings::Label;

/// What these bytes are: sorted, without repeats. Empty when nothing is recognised.
pub fn labels(bytes: &[u8]) -> Vec<Label> {
    let mut set = LabelSet::default();
    pe::probe(bytes, &mut set);
    elf::probe(bytes, &mut set);
    macho::probe(bytes, &mut set);
    zip::probe(bytes, &mut set);
    magic::probe(bytes, &mut set);
    ole::probe(bytes, &mut set);
    pdf::probe(bytes, &mut set);
    rtf::probe(bytes, &mut set);
    script::probe(bytes, &mut set);
    tail::probe(bytes, &mut set);
    set.into_sorted()
}

/// The labels found so far.
#[derive(Debug, Default)]
struct LabelSet(Vec<Label>);

impl LabelSet {
    /// Adds a label.
    fn add(&mut self, label: Label) {
        if !self.0.contains(&label) {
            self.0.push(label);
        }
    }

    /// Adds a label when something holds.
    fn add_if(&mut self, holds: bool, label: Label) {
        if holds {
            self.add(label);
        }
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn into_sorted(mut self) -> Vec<Label> {
        self.0.sort_unstable();
        self.0
    }
}
