//! What is done to files and folders that are there, one at a time or whole trees.

mod revision_detail;

pub(crate) use revision_detail::RevisionDetail;
