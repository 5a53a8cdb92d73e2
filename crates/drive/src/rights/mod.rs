//! Permissions and share links: who may do what with files that are not theirs.
//!
//! [`evaluate`] answers that for a call; what it finds is a [`Rights`], which asks nobody any more. A share link
//! gives no more than its creator could do at the time of the visit, so that taking somebody's rights away also
//! ends what that somebody shared.

mod evaluate;
mod grants;
mod link;
mod permission;
mod received;
mod role;
#[cfg(test)]
mod tests;

pub(crate) use grants::Rights;
pub(crate) use link::{Guard, Use};
