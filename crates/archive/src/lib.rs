//! Opens containers in memory and shows every content in them, layer by layer.
//!
//! Owns the readers (one folder or file per format) and the one [budget](budget) that all of them draw
//! on. Refuses to know what a content means: labels of file types, rules and verdicts are elsewhere.
//! Nothing is unpacked to a path, nothing is opened, nothing is awaited: bytes in, contents out.
//!
//! Invariants:
//! - no input makes a reader panic, loop for ever, or hold more than the limits allow;
//! - what is not examined is said: every limit that is met, and every damage, ends as an [`Incomplete`]
//!   with the path that it concerns, and the rest of the walk goes on where it can;
//! - members are shown depth-first and pre-order: a nested container is a member, its members follow.
//!
//! # How to add a format
//!
//! 1. Write `NAME.rs` (or a folder) in the folder of its kind (`archives`, `compressors`, `discs`, `documents`, `mail`,
//!    `ole`, `pdf`, `programs`, `text`) with `probe` or `starts`, which looks at a few bytes, and `open`, which
//!    reads the structure and returns a [`Container`](formats::Container): its labels, which are
//!    needed before the container itself is shown, and `read`, which shows its members. What may hold nothing
//!    returns `None` then, so that it is no container: see `docs/containers.md`.
//! 2. In `read`, for each member: [`begin`](members::Members::begin) claims it, [`fill`](members::Members::fill)
//!    pulls its content from a [`Source`](source::Source) through the budget, and
//!    [`finish`](members::Members::finish) shows it and descends. Where packed bytes lie in one piece,
//!    [`lies_in`](members::Members::lies_in) says so. A reader never grows a buffer by itself, and passes
//!    [`Stop`](members::Stop) on with `?`.
//! 3. Cap what is read from the input, `get` instead of indexing, and keep what came before a damage.
//! 4. Add a line to the table in `src/formats.rs`, build samples in the tests, and add seeds by another writer to the
//!    `walk` corpus of the fuzz crate (`honest-…`, `encrypted-…`, `bomb-…`), which `tests/it/writers.rs` reads.
//!
//! A library that pulls is wrapped as [`Unpacking`](source::Unpacking), one that pushes is given a
//! [`Spool`](spool::Spool); one that may panic runs [`guarded`](guard::guarded), and one that allocates by what a header
//! says is only called after a look at that header.

mod archives;
mod budget;
mod compressors;
mod discs;
mod documents;
mod formats;
mod guard;
mod gzip;
mod inflate;
pub mod labels;
mod le;
mod mail;
mod members;
mod ole;
mod packed;
mod path;
mod pdf;
mod programs;
mod source;
mod spool;
pub mod tar;
mod text;
pub mod zip;

use std::{ops::ControlFlow, time::Instant};

use assay_findings::{Decompress, ExamineLimits, Incomplete, Label, Place};

/// Whether these bytes are a container that this crate opens, wherever in them it starts.
pub fn is_container(bytes: &[u8]) -> bool {
    formats::is_container(bytes)
}

/// Whether these bytes are nothing but an archive of a kind that can hold its members as they are: not a program or a
/// document with something in it, and not a compressor of one content.
pub fn holds_members_as_they_are(bytes: &[u8]) -> bool {
    formats::holds_members_as_they_are(bytes)
}

/// One content met on the walk.
#[derive(Debug, Clone, Copy)]
pub struct Visit<'a> {
    /// Path through all layers, `inner.zip/a/b.exe`: for display, never empty, without a leading slash.
    pub path: &'a str,
    /// Index, in visiting order, of the member that this one is inside; `None` directly in the
    /// submitted file.
    pub parent: Option<usize>,
    /// The content. Cut short when a limit says so; still packed when it is encrypted or of an
    /// unknown method; `incomplete` says which.
    pub bytes: &'a [u8],
    /// Where in its container it lies, if in one known piece.
    pub place: Option<Place>,
    /// What only the container knows about it: see [`labels`].
    pub labels: &'a [Label],
    /// What of this member could not be read.
    pub incomplete: &'a [Incomplete],
    /// Whether it is itself a container; its members follow unless `incomplete` says otherwise.
    pub is_container: bool,
}

/// What a walk came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Walked {
    /// Whether the submitted file is a container.
    pub is_container: bool,
    /// What the container's structure says about the submitted file: see [`labels`].
    pub labels: Vec<Label>,
    /// Everything that was not examined, that of the members included, in the order it was met.
    pub incomplete: Vec<Incomplete>,
}

/// Shows every content inside `bytes` to `visit`, until it breaks or a limit stops the walk.
///
/// `deadline` is checked at every member and every 256 KiB of output. What `visit` itself takes is
/// the caller's to count. Bytes that are no container give an empty walk.
pub fn walk(
    bytes: &[u8],
    decompress: Decompress,
    limits: &ExamineLimits,
    deadline: Instant,
    visit: &mut dyn FnMut(Visit<'_>) -> ControlFlow<()>,
) -> Walked {
    members::walk(bytes, decompress, budget::Budget::new(decompress, limits, deadline), visit)
}
