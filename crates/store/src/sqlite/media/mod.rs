//! Media metadata, in SQLite.

mod attachment;
mod binding;
mod catalog;
mod cluster;
mod dataset;
mod file;
mod project;
mod task;
mod vector;

pub(super) use self::file::{finish_group, prepare_writer};
