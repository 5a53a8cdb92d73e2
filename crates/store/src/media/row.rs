//! Between columns and media's types, the same in both dialects.

use std::collections::{HashMap, HashSet};

use super::{ClusterKind, ClusterRow, MediaTaskStatus};
use crate::{StoreError, drive::sql::successor, row::corrupt};

/// A task's status as a column.
pub(crate) fn status_column(status: MediaTaskStatus) -> i16 {
    match status {
        MediaTaskStatus::Running => 0,
        MediaTaskStatus::Succeeded => 1,
        MediaTaskStatus::Failed => 2,
    }
}

/// A column as a task's status.
pub(crate) fn status(column: i16) -> Result<MediaTaskStatus, StoreError> {
    match column {
        0 => Ok(MediaTaskStatus::Running),
        1 => Ok(MediaTaskStatus::Succeeded),
        2 => Ok(MediaTaskStatus::Failed),
        other => Err(corrupt("media_tasks", &format_args!("unknown status {other}"))),
    }
}

/// A cluster's kind as a column.
pub(crate) fn cluster_kind_column(kind: ClusterKind) -> i16 {
    match kind {
        ClusterKind::Figure => 0,
        ClusterKind::LocationDate => 1,
        ClusterKind::SimilarImage => 2,
    }
}

/// What no name, no id and no URI begins with.
pub(crate) const END: &str = "\u{10ffff}";

/// The names that begin with a prefix and come after another name, as a range that an index can answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NameRange<'a> {
    /// `>` or `>=`.
    pub(crate) operator: &'static str,
    /// The lower end.
    pub(crate) from: &'a str,
    /// The upper end, itself not included.
    pub(crate) below: String,
}

impl<'a> NameRange<'a> {
    /// Of names that are not empty and hold ASCII alone.
    pub(crate) fn new(prefix: &'a str, after: Option<&'a str>) -> Self {
        let below = successor(prefix).unwrap_or_else(|| END.to_owned());
        match after {
            Some(after) if after >= prefix => Self { operator: ">", from: after, below },
            _ => Self { operator: ">=", from: prefix, below },
        }
    }
}

/// Which URIs follow a bucket: the bucket's own, and those from the second text until before the third.
pub(crate) fn bucket_uris(bucket: &str) -> [String; 3] {
    // '0' comes right after '/'.
    [format!("oss://{bucket}"), format!("oss://{bucket}/"), format!("oss://{bucket}0")]
}

/// The sum of the sums of a column's upper and lower halves, which unlike the column's own cannot overflow.
pub(crate) fn sum_of_halves(upper: i64, lower: i64) -> u64 {
    let (upper, lower) = (u64::try_from(upper).unwrap_or(0), u64::try_from(lower).unwrap_or(0));
    upper.checked_mul(1 << 32).and_then(|upper| upper.checked_add(lower)).unwrap_or(u64::MAX)
}

/// Whether clusters can be changed so, where those that are concerned and there have these versions: nothing is
/// named twice, what goes is there, and what is put was read as it is; 0 is the version of what is not there.
pub(crate) fn clusters_fit(
    mut versions: HashMap<String, u64>,
    put: &[ClusterRow],
    delete: &[String],
) -> bool {
    let mut named_once = HashSet::with_capacity(put.len());
    delete.iter().all(|id| versions.remove(id).is_some())
        && put.iter().all(|row| {
            named_once.insert(row.id.as_str()) && versions.get(&row.id).copied().unwrap_or(0) == row.version
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn statuses_come_back() {
        for known in [MediaTaskStatus::Running, MediaTaskStatus::Succeeded, MediaTaskStatus::Failed] {
            assert_eq!(status(status_column(known)).unwrap(), known);
        }
        assert!(matches!(status(3), Err(StoreError::Corrupt { table: "media_tasks", .. })));
    }

    #[test]
    fn halves_add_up() {
        assert_eq!(sum_of_halves(0, 0), 0);
        assert_eq!(sum_of_halves(3, 5), (3 << 32) + 5);
        assert_eq!(sum_of_halves(i64::MAX, i64::MAX), u64::MAX);
    }

    fn row(id: &str, version: u64) -> ClusterRow {
        ClusterRow { id: id.to_owned(), record: String::new(), notes: String::new(), version }
    }

    #[test]
    fn clusters_are_changed_as_they_were_read() {
        let there = || HashMap::from([("a".to_owned(), 1), ("b".to_owned(), 7)]);
        let a = || vec!["a".to_owned()];
        assert!(clusters_fit(there(), &[], &[]));
        assert!(clusters_fit(there(), &[row("b", 7), row("c", 0)], &a()));
        assert!(clusters_fit(there(), &[row("a", 0)], &a()), "in place of the one that goes");
        assert!(!clusters_fit(there(), &[row("a", 1)], &a()));
        assert!(!clusters_fit(there(), &[row("b", 6)], &[]));
        assert!(!clusters_fit(there(), &[row("b", 0)], &[]));
        assert!(!clusters_fit(there(), &[row("c", 1)], &[]));
        assert!(!clusters_fit(there(), &[row("b", 7), row("b", 7)], &[]));
        assert!(!clusters_fit(there(), &[], &["a".to_owned(), "a".to_owned()]));
        assert!(!clusters_fit(there(), &[], &["c".to_owned()]));
    }

    proptest! {
        #[test]
        fn a_range_holds_what_it_should(prefix in "[ab-]{0,3}", after in proptest::option::of("[ab-]{1,4}"), name in "[ab-]{1,4}") {
            let range = NameRange::new(&prefix, after.as_deref());
            let from = name.as_str() > range.from || (range.operator == ">=" && name == range.from);
            let is_after = after.as_ref().is_none_or(|after| name > *after);
            prop_assert_eq!(from && name < range.below, name.starts_with(&prefix) && is_after);
        }

        #[test]
        fn a_bucket_is_followed_by_its_own_uris_alone(bucket in "[a0-]{1,3}", uri in "oss://[a0/-]{1,5}") {
            let [own, from, below] = bucket_uris(&bucket);
            let follows = uri == own || uri.starts_with(&format!("{own}/"));
            prop_assert_eq!(uri == own || (uri >= from && uri < below), follows);
        }
    }
}
