//! The central directory: found from the end of the bytes, and read entry by entry.

use memchr::memmem;

use super::{FLAG_ENCRYPTED, local};
use crate::le;

/// Length of the end record without its comment.
pub(super) const END_BYTES: usize = 22;
/// Where the end record can begin at the earliest: the comment has 65,535 bytes at most, and some
/// writers and transports pad what follows.
const TAIL_BYTES: usize = END_BYTES + 0xffff + 0x1000;
/// End records that are tried: comments can hold false ones, but an honest zip holds none.
const ENDS_MAX: usize = 64;
const ENTRY_BYTES: usize = 46;

/// Where a zip's central directory lies, and how its offsets are to be read.
#[derive(Debug, Clone, Copy)]
pub struct Directory<'a> {
    bytes: &'a [u8],
    start: usize,
    end: usize,
    /// What offsets are counted from: not 0 when the zip was put behind something else.
    base: u64,
    declared: u64,
    anchored: bool,
    /// It says that there are pieces before this one.
    split: bool,
}

impl<'a> Directory<'a> {
    /// Finds the directory that the last valid end record points to.
    pub fn find(bytes: &'a [u8]) -> Option<Self> {
        let tail = bytes.len().saturating_sub(TAIL_BYTES);
        let ends = memmem::rfind_iter(bytes.get(tail..)?, b"PK\x05\x06");
        ends.take(ENDS_MAX).find_map(|at| Self::at(bytes, tail + at))
    }

    fn at(bytes: &'a [u8], end_record: usize) -> Option<Self> {
        let comment = usize::from(le::u16(bytes, end_record + 20)?);
        let anchored = end_record + END_BYTES + comment == bytes.len();
        // Numbers of this piece and of that where the directory begins; all ones where zip64 says it.
        let is_later = |at| le::u16(bytes, at).is_some_and(|number| (1..0xffff).contains(&number));
        let split = is_later(end_record + 4) || is_later(end_record + 6);
        let mut declared = u64::from(le::u16(bytes, end_record + 10)?);
        let mut size = u64::from(le::u32(bytes, end_record + 12)?);
        let mut offset = u64::from(le::u32(bytes, end_record + 16)?);
        let mut end = end_record;
        if (declared == 0xffff || size == 0xffff_ffff || offset == 0xffff_ffff)
            && let Some(big) = Zip64End::before(bytes, end_record)
        {
            (declared, size, offset, end) = (big.entries, big.size, big.offset, big.at);
        }
        // The directory ends where its end record begins: that holds even behind a prefix, of which
        // the stated offset may know nothing.
        let adjacent = usize::try_from(size).ok().and_then(|size| end.checked_sub(size));
        let stated = usize::try_from(offset).ok();
        let (start, base) = [adjacent, stated]
            .into_iter()
            .flatten()
            .find(|&start| start <= end && (is_entry(bytes, start) || declared == 0 && start == end))
            .map(|start| (start, (start as u64).checked_sub(offset)))?;
        Some(Self { bytes, start, end, base: base.unwrap_or(0), declared, anchored, split })
    }

    /// Whether the end record's comment reaches exactly to the end of the bytes, and there is an entry.
    pub fn is_anchored(&self) -> bool {
        self.anchored && is_entry(self.bytes, self.start)
    }

    /// The entries, in their order, for as long as they can be read: the stated count is not believed.
    pub fn entries(&self) -> Entries<'a> {
        Entries { bytes: self.bytes, at: self.start, base: self.base }
    }

    /// The count that the end record states; entries beyond 65,535 wrap around in some writers.
    pub(super) fn declared_entries(&self) -> u64 {
        self.declared
    }

    /// Whether it is the last piece of a split archive by its own account.
    pub(super) fn is_split(&self) -> bool {
        self.split
    }

    /// Where the directory begins and its end records begin.
    pub(super) fn range(&self) -> (usize, usize) {
        (self.start, self.end)
    }
}

fn is_entry(bytes: &[u8], at: usize) -> bool {
    le::array(bytes, at) == Some(*b"PK\x01\x02")
}

/// The zip64 end record, which replaces what does not fit into the old one.
struct Zip64End {
    entries: u64,
    size: u64,
    offset: u64,
    at: usize,
}

impl Zip64End {
    fn before(bytes: &[u8], end_record: usize) -> Option<Self> {
        const LOCATOR_BYTES: usize = 20;
        const RECORD_BYTES: usize = 56;
        let locator = end_record.checked_sub(LOCATOR_BYTES)?;
        if le::array(bytes, locator) != Some(*b"PK\x06\x07") {
            return None;
        }
        let stated = usize::try_from(le::u64(bytes, locator + 8)?).ok();
        let adjacent = locator.checked_sub(RECORD_BYTES);
        let at = [stated, adjacent]
            .into_iter()
            .flatten()
            .find(|&at| at < locator && le::array(bytes, at) == Some(*b"PK\x06\x06"))?;
        Some(Self {
            entries: le::u64(bytes, at + 32)?,
            size: le::u64(bytes, at + 40)?,
            offset: le::u64(bytes, at + 48)?,
            at,
        })
    }
}

/// Iterates over the entries of a [`Directory`].
#[derive(Debug, Clone)]
pub struct Entries<'a> {
    bytes: &'a [u8],
    at: usize,
    base: u64,
}

impl Entries<'_> {
    /// Where the next entry would begin.
    pub(super) fn position(&self) -> usize {
        self.at
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        let (bytes, at) = (self.bytes, self.at);
        if !is_entry(bytes, at) {
            return None;
        }
        let name_len = usize::from(le::u16(bytes, at + 28)?);
        let extra_len = usize::from(le::u16(bytes, at + 30)?);
        let comment_len = usize::from(le::u16(bytes, at + 32)?);
        let name_at = at + ENTRY_BYTES;
        let extra = le::slice(bytes, name_at + name_len, extra_len)?;
        let mut sizes = local::Sizes {
            unpacked: u64::from(le::u32(bytes, at + 24)?),
            packed: u64::from(le::u32(bytes, at + 20)?),
            offset: u64::from(le::u32(bytes, at + 42)?),
        };
        sizes.widen(extra);
        let entry = Entry {
            name: le::slice(bytes, name_at, name_len)?,
            flags: le::u16(bytes, at + 8)?,
            method: le::u16(bytes, at + 10)?,
            crc32: le::u32(bytes, at + 16)?,
            packed_bytes: sizes.packed,
            unpacked_bytes: sizes.unpacked,
            local_offset: sizes.offset.saturating_add(self.base),
        };
        self.at = name_at + name_len + extra_len + comment_len;
        Some(entry)
    }
}

/// One entry of the central directory: what it states, believed by nobody yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The member's name, in UTF-8 or in some code page.
    pub name: &'a [u8],
    /// General purpose flags.
    pub flags: u16,
    /// Compression method.
    pub method: u16,
    /// CRC-32 of the unpacked content.
    pub crc32: u32,
    /// Packed length.
    pub packed_bytes: u64,
    /// Unpacked length.
    pub unpacked_bytes: u64,
    /// Where the local header lies, counted from the first byte of all.
    pub local_offset: u64,
}

impl Entry<'_> {
    /// Whether the content is encrypted, by whichever method.
    pub fn is_encrypted(&self) -> bool {
        self.flags & FLAG_ENCRYPTED != 0 || self.method == local::AES
    }

    /// Whether it is encrypted with AES as WinZip does it (method 99).
    pub fn is_aes(&self) -> bool {
        self.method == local::AES
    }
}
