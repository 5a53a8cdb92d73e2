//! Scripts read through their disguises.
//!
//! Bytes of a script come in; out come *views*, the texts that the script's disguises hide: written
//! anew without comments, with constant expressions worked out (joined strings, character codes,
//! turned and replaced texts, functions called by a variable's name), and the layers that its strings
//! unpack to (base64, hexadecimal, rot13, deflate, URL encoding, Microsoft's script encoding, UTF-16).
//! And *flows*: where a request's data, or text unpacked from the script itself, reaches a call that
//! runs it, writes it or loads it. Rules look at the views as they look at the original; flows are
//! facts that somebody else weighs.
//!
//! Pure: no I/O, no clock, the same result for the same bytes. Nothing runs: every language goes through
//! one tolerant [lexer](lex) and one [abstract interpreter](eval), whose work is paid from a budget that
//! is proportional to the input, so that time is linear and hostile input costs no more than any other.
//!
//! # How to add a language
//!
//! A variant in [`Script`] and in `script::Language`, its comments and strings in `lex/`, its sources and
//! sinks in `eval/sources.rs` and `eval/sinks.rs`, where pages hold it in `source/regions.rs`. A function that
//! builds or unpacks texts is a line in `eval/pure.rs`.

mod codec;
mod eval;
mod layers;
mod lex;
mod print;
mod script;
mod shell;
mod source;
mod view;

pub use eval::{Flow, Sink, Source};
pub use layers::{Reading, read};
pub use script::Script;
pub use view::{How, View};

/// What a reading may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Longer texts are read up to here, in bytes.
    pub max_bytes: usize,
    /// Bytes of all views together.
    pub max_view_bytes: usize,
    /// Views.
    pub max_views: usize,
    /// Layers inside layers; 0 unpacks none.
    pub max_depth: usize,
}

impl Default for Limits {
    /// 1 MiB read, 4 MiB of views, 32 views, 6 layers.
    fn default() -> Self {
        Self { max_bytes: 1 << 20, max_view_bytes: 4 << 20, max_views: 32, max_depth: 6 }
    }
}

/// The views of a script, the one of its whole text first.
pub fn views(bytes: &[u8], script: Script, limits: &Limits) -> Vec<View> {
    read(bytes, script, limits).views
}
