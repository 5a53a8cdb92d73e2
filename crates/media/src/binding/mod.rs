//! Buckets attached to projects, and datasets that follow buckets and drives.
//!
//! A binding is a row and, as long as it is not stopped, one job ([`follow`]): it walks the place's listing and the
//! dataset's URIs side by side ([`compare`]), has indexed what is new or changed, takes out what is gone, notes how
//! far it came with every page, and begins again some seconds after its end.

mod attach;
mod compare;
mod create;
mod delete;
mod follow;
mod list;
mod record;
#[cfg(test)]
mod tests;

pub use delete::{CLEAN_JOB, CleanHandler};
pub use follow::{FOLLOW_JOB, FollowHandler};
