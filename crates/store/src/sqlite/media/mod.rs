//! Media metadata, in SQLite.

mod attachment;
mod binding;
mod catalog;
mod cluster;
mod dataset;
mod project;
mod task;
