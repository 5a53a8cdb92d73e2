//! The drive's verbs.

mod commit;
mod content;
mod fixture;
mod group;
mod list;
mod log;
mod model;
mod purge;
mod race;
mod scan;
mod search;
mod upload;
