//! The drive's verbs.

mod commit;
mod content;
mod fixture;
mod list;
mod log;
mod scan;
mod upload;
