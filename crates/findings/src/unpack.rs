//! Unpacking a container: its members handed out piece by piece, or their names alone.

use serde::{Deserialize, Serialize};

use crate::{ExamineLimits, IncompleteReason, picture};

/// Hand out the members of a container, those that are containers themselves as they are. An answer holds some of
/// them; the next task goes on where it ended, and the container is read again up to there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnpackTask {
    /// Where to go on; the default is the beginning.
    pub from: UnpackPosition,
    /// The most bytes of members that one answer holds; with 0 it holds names and lengths alone.
    pub max_bytes: u64,
    /// The most members that are looked at in all.
    pub max_files: u32,
    /// Only these members, and what is in these folders; all when empty.
    pub selected: Vec<String>,
    /// What reading may use.
    pub limits: ExamineLimits,
}

/// A place in a container.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnpackPosition {
    /// Members before it.
    pub member: u32,
    /// Bytes of the member before it.
    pub offset: u64,
}

/// The answer to an [`UnpackTask`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unpacked {
    /// Whether the file is a container at all.
    pub is_container: bool,
    /// The members, in order.
    pub pieces: Vec<UnpackedPiece>,
    /// Where to go on; `None` at the end.
    pub next: Option<UnpackPosition>,
    /// Why the container was not read to its end, if so.
    pub incomplete: Vec<IncompleteReason>,
}

/// A member, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnpackedPiece {
    /// Its path in the container, as the container says, without a slash before it.
    pub path: String,
    /// The member's length in bytes.
    pub size_bytes: u64,
    /// Where the piece is in it.
    pub offset: u64,
    /// The bytes; none where the member could not be read whole, or only names were asked for.
    #[serde(serialize_with = "picture::as_base64", deserialize_with = "picture::from_base64")]
    pub bytes: Vec<u8>,
    /// Why the member could not be read whole; then its length is that of what was read.
    pub incomplete: Vec<IncompleteReason>,
}
