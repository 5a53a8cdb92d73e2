//! What becomes of a commit, decided before anything is written, the same in both dialects.

use std::collections::{HashMap, HashSet};

use super::{MediaCommit, PutExpect, PutRefused, indexed::Indexed};
use crate::row::count_column;

/// What is known of a file that a commit is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileFact {
    pub(crate) no: i64,
    pub(crate) version: i64,
    pub(crate) size: i64,
    /// Tells its terms from others.
    pub(crate) terms: i64,
}

/// What a dataset holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) files: i64,
    pub(crate) bytes: i64,
}

/// What is to be done.
#[derive(Debug)]
pub(crate) struct Decision {
    /// Files to take out.
    pub(crate) deletes: Vec<i64>,
    /// For each of the puts: what was there before (`None` for a new file), or why it is refused.
    pub(crate) puts: Vec<Result<Option<FileFact>, PutRefused>>,
    /// What the dataset holds then.
    pub(crate) totals: Totals,
}

/// Decides: first the deletes, which make room, then the puts in their order.
pub(crate) fn decide(
    commit: &MediaCommit,
    puts: &[Indexed],
    mut totals: Totals,
    facts: &HashMap<String, FileFact>,
) -> Decision {
    let (max_files, max_bytes) = (count_column(commit.max_files), count_column(commit.max_bytes));
    let mut gone = HashSet::new();
    let mut deletes = Vec::new();
    for uri in &commit.deletes {
        if let Some(fact) = facts.get(uri)
            && gone.insert(uri)
        {
            deletes.push(fact.no);
            totals.files -= 1;
            totals.bytes = totals.bytes.saturating_sub(fact.size);
        }
    }
    let mut decide_put = |indexed: &Indexed| {
        let before = facts.get(&indexed.put.uri).filter(|_| !gone.contains(&indexed.put.uri)).copied();
        let is_expected = match indexed.put.expect {
            PutExpect::Any => true,
            PutExpect::Version(version) => {
                before.is_some_and(|fact| u64::try_from(fact.version).is_ok_and(|is| is == version))
            }
            PutExpect::Absent => before.is_none(),
        };
        if !is_expected {
            return Err(PutRefused::Expectation);
        }
        let size_before = before.map_or(0, |fact| fact.size);
        let bytes = totals.bytes.saturating_sub(size_before).saturating_add(indexed.size);
        if before.is_none() && totals.files >= max_files {
            return Err(PutRefused::TooManyFiles);
        }
        // Who is over the limit already may still become smaller.
        if bytes > max_bytes && indexed.size > size_before {
            return Err(PutRefused::TooManyBytes);
        }
        totals = Totals { files: totals.files + i64::from(before.is_none()), bytes };
        Ok(before)
    };
    let puts = puts.iter().map(&mut decide_put).collect();
    Decision { deletes, puts, totals }
}
