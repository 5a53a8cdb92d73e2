//! Media metadata, in PostgreSQL.
//!
//! Rows are locked in this order: job, dataset, project, and then what belongs to them.

mod attachment;
mod binding;
mod catalog;
mod cluster;
mod dataset;
mod file;
mod project;
mod task;
mod vector;
