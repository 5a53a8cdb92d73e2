//! Examining a file: the task, and the report about it and its members.

use assay_types::ContentDigest;
use serde::{Deserialize, Serialize};

use crate::{Evidence, Incomplete, Label, Verdict};

/// How far to open containers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Decompress {
    /// Nested containers opened, the outermost included: 1 to [`Decompress::LAYERS_MAX`].
    pub max_layers: u32,
    /// Members examined over all layers: 1 to [`Decompress::FILES_MAX`].
    pub max_files: u32,
}

impl Decompress {
    /// The most layers that a caller may ask for.
    pub const LAYERS_MAX: u32 = 5;
    /// The most members that a caller may ask for.
    pub const FILES_MAX: u32 = 1000;
}

/// What an examination may use, whatever the caller asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ExamineLimits {
    /// Bytes that all members together may unpack to.
    pub max_total_bytes: u64,
    /// Bytes that one member may unpack to.
    pub max_member_bytes: u64,
    /// Times its packed size that a member may unpack to, once it is over [`ExamineLimits::RATIO_FLOOR_BYTES`].
    pub max_ratio: u64,
    /// Bytes that all members' paths together may take.
    pub max_name_bytes: u64,
    /// Milliseconds for the whole examination. The server's side kills the worker a little later.
    pub max_time_ms: u64,
    /// Ranges reported for one evidence.
    pub max_ranges: u32,
}

impl ExamineLimits {
    /// Below this unpacked size no ratio is suspicious: a few kB of zeros pack a thousandfold.
    pub const RATIO_FLOOR_BYTES: u64 = 1 << 20;
}

impl Default for ExamineLimits {
    /// 1 GiB in all, 256 MiB a member, ratio 1000 (deflate cannot exceed 1032), 1 MiB of names, 60 s,
    /// 16 ranges.
    fn default() -> Self {
        Self {
            max_total_bytes: 1 << 30,
            max_member_bytes: 256 << 20,
            max_ratio: 1000,
            max_name_bytes: 1 << 20,
            max_time_ms: 60_000,
            max_ranges: 16,
        }
    }
}

/// Look at one file and say what it is and whether it is dangerous.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExamineTask {
    /// Open containers so far; `None` looks at the file's own bytes only.
    pub decompress: Option<Decompress>,
    /// What the examination may use.
    pub limits: ExamineLimits,
}

/// What one content turned out to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileReport {
    /// Its hashes and length.
    pub digest: ContentDigest,
    /// What it is: sorted, without repeats.
    pub labels: Vec<Label>,
    /// The reasons for the verdict, strongest first.
    pub evidence: Vec<Evidence>,
    /// What the reasons come to; for a container, its worst member's verdict if that is worse.
    pub verdict: Verdict,
    /// What was not examined in this content, or in what it contains.
    pub incomplete: Vec<Incomplete>,
}

/// A member of a container.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberReport {
    /// Path through all layers, within the submitted file: `inner.zip/a/b.exe`. Never empty, never
    /// starts with a slash; what is not UTF-8 in it was replaced.
    pub path: String,
    /// Where in its container it lies, if in one known piece.
    pub place: Option<Place>,
    /// What the member is.
    pub file: FileReport,
}

/// Where a member lies in the content of its container: the member or submitted file one layer up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Place {
    /// Bytes before it.
    pub offset: u64,
    /// Its bytes there, as they lie.
    pub length: u64,
    /// Whether those bytes are packed or encrypted, and not the content itself.
    pub packed: bool,
}

/// The answer to an [`ExamineTask`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExamineReport {
    /// The submitted file.
    pub file: FileReport,
    /// Whether it is a container that can be decompressed: the wire's `Compress`.
    pub is_container: bool,
    /// Its members in the order in which they were met, those of nested containers after them.
    pub members: Vec<MemberReport>,
}
