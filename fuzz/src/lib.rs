//! Fuzz targets, and the replay of their kept corpora as tests.
//!
//! A target is a function of bytes that panics when a promise is broken; it owns no harness. libFuzzer
//! drives it from `fuzz_targets/` (`make fuzz`, see `run.sh`), and `tests/replay.rs` runs every file of
//! `corpus/TARGET/` through it with each `cargo test`: seeds that `seeds.py` makes, and what once failed.
//!
//! To add a target: the function and its line in [`TARGETS`], `fuzz_targets/NAME.rs` with its `[[bin]]`,
//! and seeds.

mod engines;
mod programs;
mod replies;
mod requests;
mod skill;

pub use engines::{filetype, flatten, gzip, probe, tar, views, walk, zip};
pub use programs::unpack;
pub use replies::reply;
pub use requests::{params, query, signing};
pub use skill::skill;

/// A target by its name, which is also its corpus's.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: &[Target] = &[
    ("zip", zip),
    ("tar", tar),
    ("gzip", gzip),
    ("walk", walk),
    ("unpack", unpack),
    ("filetype", filetype),
    ("views", views),
    ("probe", probe),
    ("flatten", flatten),
    ("signing", signing),
    ("params", params),
    ("reply", reply),
    ("query", query),
    ("skill", skill),
];
