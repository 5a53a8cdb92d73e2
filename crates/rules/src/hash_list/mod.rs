//! Lists of hashes of contents that are known, good or bad, of any length in little memory.
//!
//! A list is made once from text ([`build`]) and looked up in the file itself ([`HashList`]): with ten million entries a
//! lookup is a few reads, and what is in memory is a table of where the entries of each two first bytes end.
//!
//! # The file
//!
//! All numbers are little-endian.
//!
//! | bytes | what |
//! | --- | --- |
//! | 8 | `ASYHASH1` |
//! | 3 × 8 | how many MD5, SHA-1 and SHA-256 there are |
//! | 32 | SHA-256 of the entries, each with its kind's number before it: names the list whatever its text looked like |
//! | for each kind that has entries | 65,536 × 4: how many entries there are up to and with those of these two first bytes, then the entries, sorted, without repeats |

mod build;
mod lookup;

pub use build::{HashCounts, build};
pub use lookup::HashList;

/// The file's first bytes.
const MAGIC: &[u8; 8] = b"ASYHASH1";

/// Bytes before the first section.
const HEADER_BYTES: usize = 8 + 3 * 8 + 32;

/// Values of two first bytes.
const BUCKETS: usize = 1 << 16;

/// Bytes of a section's table.
const TABLE_BYTES: u64 = BUCKETS as u64 * 4;

/// The most entries of one kind: the table counts them in 32 bits.
const ENTRIES_MAX: u64 = u32::MAX as u64;

/// The kinds of hashes, by the length of their bytes, in the file's order.
const WIDTHS: [usize; 3] = [16, 20, 32];

/// Why a list cannot be made or used.
#[derive(Debug, thiserror::Error)]
pub enum HashListError {
    /// Lines in which there is no hash; the first of them.
    #[error("{count} lines without an MD5, SHA-1 or SHA-256, the first is line {first}: {text:?}")]
    Lines {
        /// How many there are.
        count: u64,
        /// The number of the first, from 1.
        first: u64,
        /// Its beginning.
        text: String,
    },
    /// There is not one hash in the text.
    #[error("there is no hash in it")]
    Empty,
    /// More entries than the file's form has room for.
    #[error("more than {ENTRIES_MAX} hashes of one kind")]
    TooMany,
    /// The file is not what [`build`] writes.
    #[error("not a hash list of Assay's: {0}")]
    Malformed(&'static str),
    /// The text or the file cannot be read or written.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}
