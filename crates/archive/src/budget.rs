//! The one account that all readers draw on: members, bytes, names, ratio, time.
//!
//! A reader asks before it takes. When the answer is no, it says which limit, so that the limit can be
//! named to the user. Reaching a limit exactly is allowed; one beyond is not.

use std::time::Instant;

use assay_findings::{Decompress, ExamineLimits, Incomplete, IncompleteReason};

/// What one member may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Allowance {
    /// Bytes, at least 1.
    pub(crate) max_bytes: u64,
    /// The limit that is met beyond that.
    pub(crate) reason: IncompleteReason,
    /// When the walk is out of time.
    pub(crate) deadline: Instant,
}

/// What is left of the limits of one walk.
pub(crate) struct Budget {
    limits: ExamineLimits,
    deadline: Instant,
    max_files: u32,
    max_layers: u32,
    files: u32,
    total_bytes: u64,
    name_bytes: u64,
}

impl Budget {
    pub(crate) fn new(decompress: Decompress, limits: &ExamineLimits, deadline: Instant) -> Self {
        Self {
            limits: *limits,
            deadline,
            max_files: decompress.max_files,
            max_layers: decompress.max_layers,
            files: 0,
            total_bytes: 0,
            name_bytes: 0,
        }
    }

    /// Members that may still be shown.
    pub(crate) fn files_left(&self) -> usize {
        usize::try_from(self.max_files.saturating_sub(self.files)).unwrap_or(usize::MAX)
    }

    /// Takes one member with a path of so many bytes.
    pub(crate) fn claim_member(&mut self, path_bytes: usize) -> Result<(), IncompleteReason> {
        self.check_time()?;
        if self.files >= self.max_files {
            return Err(IncompleteReason::DecompressMaxFileCount);
        }
        let name_bytes = self.name_bytes.saturating_add(path_bytes as u64);
        if name_bytes > self.limits.max_name_bytes {
            return Err(IncompleteReason::NameBytes);
        }
        self.files += 1;
        self.name_bytes = name_bytes;
        Ok(())
    }

    /// When the walk is out of time.
    pub(crate) fn deadline(&self) -> Instant {
        self.deadline
    }

    /// Whether there is still time.
    pub(crate) fn check_time(&self) -> Result<(), IncompleteReason> {
        if Instant::now() >= self.deadline { Err(IncompleteReason::Time) } else { Ok(()) }
    }

    /// How many of `wanted` bytes a member may take that has `member` bytes already, from a source
    /// that has unpacked `unpacked` bytes so far out of `packed`. At least 1, or the limit met.
    pub(crate) fn grant(
        &self,
        wanted: u64,
        member: u64,
        unpacked: u64,
        packed: u64,
    ) -> Result<u64, IncompleteReason> {
        self.check_time()?;
        let ratio_max = packed.saturating_mul(self.limits.max_ratio).max(ExamineLimits::RATIO_FLOOR_BYTES);
        let mut granted = wanted;
        for (max, used, reason) in [
            (self.limits.max_member_bytes, member, IncompleteReason::MemberBytes),
            (ratio_max, unpacked, IncompleteReason::Ratio),
            (self.limits.max_total_bytes, self.total_bytes, IncompleteReason::TotalBytes),
        ] {
            match max.saturating_sub(used) {
                0 => return Err(reason),
                left => granted = granted.min(left),
            }
        }
        Ok(granted)
    }

    /// How much a member of `packed` bytes may unpack to, if it is unpacked in one go.
    pub(crate) fn allowance(&self, packed: u64) -> Result<Allowance, IncompleteReason> {
        let max = self.grant(u64::MAX, 0, 0, packed)?;
        // The limit that is the lowest is the one that will be met.
        let reason = if max == self.limits.max_total_bytes.saturating_sub(self.total_bytes) {
            IncompleteReason::TotalBytes
        } else if max == self.limits.max_member_bytes {
            IncompleteReason::MemberBytes
        } else {
            IncompleteReason::Ratio
        };
        Ok(Allowance { max_bytes: max, reason, deadline: self.deadline })
    }

    /// Counts bytes that were unpacked, shown or not.
    pub(crate) fn charge(&mut self, bytes: u64) {
        self.total_bytes = self.total_bytes.saturating_add(bytes);
    }

    /// The note about a limit or damage, with the limit's value where there is one.
    pub(crate) fn note(&self, reason: IncompleteReason, path: Option<&str>) -> Incomplete {
        let limit = match reason {
            IncompleteReason::DecompressMaxLayer => Some(u64::from(self.max_layers)),
            IncompleteReason::DecompressMaxFileCount => Some(u64::from(self.max_files)),
            IncompleteReason::TotalBytes => Some(self.limits.max_total_bytes),
            IncompleteReason::MemberBytes => Some(self.limits.max_member_bytes),
            IncompleteReason::Ratio => Some(self.limits.max_ratio),
            IncompleteReason::NameBytes => Some(self.limits.max_name_bytes),
            IncompleteReason::Time => Some(self.limits.max_time_ms),
            IncompleteReason::FileBytes
            | IncompleteReason::Memory
            | IncompleteReason::Crash
            | IncompleteReason::Output
            | IncompleteReason::Encrypted
            | IncompleteReason::Damaged
            | IncompleteReason::Method
            | IncompleteReason::Volume
            | IncompleteReason::Engine => None,
        };
        Incomplete { reason, limit, path: path.map(str::to_owned) }
    }
}
