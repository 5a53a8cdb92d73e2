//! Archives: looking into them, unpacking them, and packing objects of buckets into one.

mod inspect;
mod pack;
mod sources;
mod unpack;
mod zip;

use std::time::Duration;

use assay_findings::{ExamineLimits, IncompleteReason};

pub(crate) use inspect::inspect_archive;
pub(crate) use pack::pack_files;
pub(crate) use unpack::unpack_archive;

use crate::MediaError;

/// Files of one archive, and their bytes together.
const FILES_MAX: usize = 80_000;
const BYTES_MAX: u64 = 200 << 30;
/// What one look of the sandbox into an archive may take.
const WITHIN: Duration = Duration::from_mins(5);

/// What reading an archive may use: the sandbox's usual limits on bytes, with time and names for [`FILES_MAX`].
fn limits() -> ExamineLimits {
    let max_time_ms = u64::try_from(WITHIN.as_millis()).unwrap_or(u64::MAX);
    ExamineLimits { max_name_bytes: 16 << 20, max_time_ms, ..ExamineLimits::default() }
}

/// Reasons as words, each once.
fn reasons<'r>(reasons: impl IntoIterator<Item = &'r IncompleteReason>) -> Vec<String> {
    let mut reasons: Vec<_> = reasons.into_iter().copied().collect();
    reasons.sort_unstable();
    reasons.dedup();
    reasons.iter().map(|reason| format!("{reason:?}")).collect()
}

/// Refuses what needs a password.
fn refuse_password(password: Option<&str>) -> Result<(), MediaError> {
    if password.is_some_and(|password| !password.is_empty()) {
        return Err(MediaError::unsupported(
            "Archives that need a password are not opened here: leave Password out.",
        ));
    }
    Ok(())
}
