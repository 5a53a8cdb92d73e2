//! One file a subcommand, and what several of them share.

pub(crate) mod doctor;
mod drive;
pub(crate) mod examine;
pub(crate) mod flatten;
pub(crate) mod jobs;
pub(crate) mod key;
mod media;
mod page;
mod pool;
mod progress;
mod row;
pub(crate) mod rules;
pub(crate) mod serve;
mod skill;
mod state;
pub(crate) mod worker;
