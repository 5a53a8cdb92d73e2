//! Projects and datasets.

mod dataset;
mod dataset_list;
mod limits;
mod project;
mod project_list;
mod purge;
mod region;
mod template;
#[cfg(test)]
mod tests;

pub use purge::{PURGE_JOB, PurgeHandler};
