//! What somebody may do with a file and all below it.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

use assay_types::{DomainId, DriveId, FileId, Timestamp};

use crate::Party;

/// Names a permission, and orders permissions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PermissionKey {
    /// The drive.
    pub drive: DriveId,
    /// The file or folder; the root for the whole drive.
    pub file: FileId,
    /// To whom.
    pub grantee: Party,
    /// The name of what is allowed: the wire's `role_id`.
    pub role: String,
}

/// A permission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermissionRow {
    /// Its name.
    pub key: PermissionKey,
    /// The drive's domain.
    pub domain: DomainId,
    /// When it ends; `None` for never.
    pub expires_at: Option<Timestamp>,
    /// Given to a group: whether members of its sub-groups are left out.
    pub disinherit_sub_group: bool,
    /// Who gave it.
    pub creator: String,
    /// When.
    pub created_at: Timestamp,
}

/// How many permissions a file has once `new` ones are given on it, and how many of them each of their grantees
/// has; `existing` are the keys of those that it has, expired ones left out.
pub(crate) fn merged(
    existing: Vec<(Party, String)>,
    new: &[PermissionRow],
) -> (usize, BTreeMap<Party, usize>) {
    let given = new.iter().map(|row| (row.key.grantee.clone(), row.key.role.clone()));
    let all: BTreeSet<_> = existing.into_iter().chain(given).collect();
    let mut by_grantee: BTreeMap<_, _> = new.iter().map(|row| (row.key.grantee.clone(), 0)).collect();
    for (grantee, _) in &all {
        if let Some(count) = by_grantee.get_mut(grantee) {
            *count += 1;
        }
    }
    (all.len(), by_grantee)
}

/// Where a grantee's permissions after a key begin, in the order of drive, file and role: the first one is
/// greater than this. No role is an empty text.
pub(crate) fn start_of<'a>(grantee: &Party, after: Option<&'a PermissionKey>) -> (i64, i64, &'a str) {
    let Some(after) = after else { return (i64::MIN, i64::MIN, "") };
    match grantee.cmp(&after.grantee) {
        Ordering::Less => match after.file.0.checked_add(1) {
            Some(file) => (after.drive.0, file, ""),
            None => (after.drive.0.saturating_add(1), i64::MIN, ""),
        },
        Ordering::Equal => (after.drive.0, after.file.0, &after.role),
        Ordering::Greater => (after.drive.0, after.file.0, ""),
    }
}
