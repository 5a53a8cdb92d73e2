//! What is done to files and folders that are there, one at a time or whole trees.

mod anchor;
mod get;
mod relocate;
mod retire;
mod revision_detail;
mod tags;
mod tries;
mod update;

pub(crate) use revision_detail::RevisionDetail;
pub(crate) use tries::Tries;
