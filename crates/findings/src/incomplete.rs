//! "Not fully examined": neither clean nor malicious, and never silent.

use serde::{Deserialize, Serialize};

/// What stopped an examination before it had seen everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum IncompleteReason {
    /// More nested layers than were asked for.
    DecompressMaxLayer,
    /// More members than were asked for.
    DecompressMaxFileCount,
    /// The members together unpack to more bytes than the limit.
    TotalBytes,
    /// The file itself has more bytes than a worker takes.
    FileBytes,
    /// One member unpacks to more bytes than the limit.
    MemberBytes,
    /// A member unpacks to too many times its packed size.
    Ratio,
    /// The members' names together take more bytes than the limit.
    NameBytes,
    /// Out of time.
    Time,
    /// The worker ran out of memory, or unpacking takes more than it may have.
    Memory,
    /// The worker died on this file, twice.
    Crash,
    /// The rule engine failed on this content; everything else about it is known.
    Engine,
    /// The answer would have been larger than the limit.
    Output,
    /// Encrypted, so that only the outside could be seen.
    Encrypted,
    /// Damaged: what was read before the damage was examined.
    Damaged,
    /// Packed by a method that is not supported.
    Method,
    /// A piece of a split archive: the rest lies in its other pieces.
    Volume,
}

/// One thing that was not examined, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incomplete {
    /// What stopped the examination.
    pub reason: IncompleteReason,
    /// The limit's value, where the reason is a limit: a count, bytes, a ratio or milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// Path of the member concerned, within the submitted file; `None` for the file itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}
