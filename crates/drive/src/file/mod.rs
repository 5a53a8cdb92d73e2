//! What is done to files and folders that are there, one at a time or whole trees.

mod anchor;
mod bin;
mod copy;
mod duplicate;
mod erase;
mod get;
mod relocate;
mod retire;
mod revision;
mod revision_change;
mod revision_detail;
mod tags;
mod task;
#[cfg(test)]
mod tests;
mod tree;
mod tries;
mod update;

pub(crate) use retire::signed;
pub(crate) use revision_detail::RevisionDetail;
pub(crate) use tags::{check_count, check_tags};
pub use tree::{TREE_JOB, TreeHandler};
pub(crate) use tries::Tries;
