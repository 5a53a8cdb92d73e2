//! UDF 1.02 to 2.60 (ECMA-167), as writers of discs leave it: one partition, or its metadata partition.

use super::{DEPTH_MAX, File, Listing, SECTOR_BYTES};
use crate::le;

/// Where the first descriptor is pointed to.
const ANCHOR: usize = 256;
const TAG_ANCHOR: u16 = 2;
const TAG_PARTITION: u16 = 5;
const TAG_LOGICAL_VOLUME: u16 = 6;
const TAG_END: u16 = 8;
const TAG_FILE_SET: u16 = 256;
const TAG_FILE_NAME: u16 = 257;
const TAG_FILE: u16 = 261;
const TAG_EXTENDED_FILE: u16 = 266;
/// Descriptors of the volume that are looked at.
const DESCRIPTORS_MAX: usize = 64;
/// Pieces of one file.
const PIECES_MAX: usize = 65_536;

struct Volume<'a> {
    bytes: &'a [u8],
    /// Where the partition begins, in bytes.
    partition: u64,
    /// The pieces of the metadata partition, if there is one: file entries and folders lie there.
    metadata: Vec<(u64, u64)>,
}

/// Lists the files; `None` when the volume cannot be read.
pub(super) fn list(bytes: &[u8], listing: &mut Listing) -> Option<()> {
    let anchor = sector(bytes, ANCHOR as u64).filter(|anchor| tag(anchor) == Some(TAG_ANCHOR))?;
    let first = u64::from(le::u32(anchor, 20)?);
    let mut volume = Volume { bytes, partition: 0, metadata: Vec::new() };
    let mut logical = None;
    for index in 0..DESCRIPTORS_MAX as u64 {
        let descriptor = sector(bytes, first + index)?;
        match tag(descriptor)? {
            TAG_PARTITION => volume.partition = u64::from(le::u32(descriptor, 188)?) * SECTOR_BYTES as u64,
            TAG_LOGICAL_VOLUME => logical = Some(descriptor),
            TAG_END => break,
            _ => {}
        }
    }
    let logical = logical?;
    volume.find_metadata(logical);
    let file_set = volume.block(le::u32(logical, 252)?, le::u16(logical, 256)?)?;
    if tag(file_set)? != TAG_FILE_SET {
        return None;
    }
    let root = (le::u32(file_set, 404)?, le::u16(file_set, 408)?);
    volume.folders(root, listing);
    Some(())
}

fn sector(bytes: &[u8], sector: u64) -> Option<&[u8]> {
    le::slice(bytes, usize::try_from(sector).ok()?.checked_mul(SECTOR_BYTES)?, SECTOR_BYTES)
}

fn tag(descriptor: &[u8]) -> Option<u16> {
    le::u16(descriptor, 0)
}

impl<'a> Volume<'a> {
    /// Finds the map of a metadata partition (UDF 2.50, 2.2.10), and where its file lies.
    fn find_metadata(&mut self, logical: &[u8]) {
        let Some(maps) = logical.get(440..) else { return };
        if memchr::memmem::find(maps, b"*UDF Metadata Partition").is_none() {
            return;
        }
        let at = memchr::memmem::find(maps, b"*UDF Metadata Partition").unwrap_or_default();
        // The identifier stands at 4 of the map, the file's place at 40.
        let Some(place) = at.checked_sub(5).and_then(|map| le::u32(maps, map + 40)) else { return };
        if let Some((pieces, _)) = self.block(place, 0).and_then(|entry| self.pieces(entry, 0)) {
            self.metadata = pieces;
        }
    }

    /// Where a block of a partition lies.
    fn place(&self, block: u32, partition: u16) -> u64 {
        let offset = u64::from(block) * SECTOR_BYTES as u64;
        if partition == 0 || self.metadata.is_empty() {
            return self.partition.saturating_add(offset);
        }
        let mut passed = 0;
        for (at, len) in &self.metadata {
            if offset < passed + len {
                return at.saturating_add(offset - passed);
            }
            passed += len;
        }
        u64::MAX
    }

    fn block(&self, block: u32, partition: u16) -> Option<&'a [u8]> {
        let at = usize::try_from(self.place(block, partition)).ok()?;
        le::slice(self.bytes, at, SECTOR_BYTES)
    }

    /// The pieces of the file that an entry describes, and its length.
    fn pieces(&self, entry: &'a [u8], partition: u16) -> Option<(Vec<(u64, u64)>, u64)> {
        let (lengths_at, descriptors_at) = match tag(entry)? {
            TAG_FILE => (168, 176),
            TAG_EXTENDED_FILE => (208, 216),
            _ => return None,
        };
        let bytes = le::u64(entry, 56)?;
        let attributes = usize::try_from(le::u32(entry, lengths_at)?).ok()?;
        let len = usize::try_from(le::u32(entry, lengths_at + 4)?).ok()?;
        let at = attributes.checked_add(descriptors_at)?;
        let descriptors = le::slice(entry, at, len)?;
        let kind = le::u16(entry, 34)? & 7;
        if kind == 3 {
            // So small that it lies in its entry.
            let place = (entry.as_ptr().addr() - self.bytes.as_ptr().addr() + at) as u64;
            return Some((vec![(place, bytes.min(len as u64))], bytes));
        }
        let size = if kind == 0 { 8 } else { 16 };
        let mut pieces = Vec::new();
        let mut left = bytes;
        for descriptor in descriptors.chunks_exact(size).take(PIECES_MAX) {
            let len = u64::from(le::u32(descriptor, 0)? & 0x3fff_ffff).min(left);
            if len == 0 {
                break;
            }
            let from = if kind == 0 { partition } else { le::u16(descriptor, 8)? };
            pieces.push((self.place(le::u32(descriptor, 4)?, from), len));
            left -= len;
        }
        Some((pieces, bytes))
    }

    fn folders(&self, root: (u32, u16), listing: &mut Listing) {
        let mut seen = std::collections::HashSet::from([root]);
        let mut queue = std::collections::VecDeque::from([(root, String::new(), 0)]);
        while let Some((folder, path, depth)) = queue.pop_front() {
            let Some((pieces, bytes)) =
                self.block(folder.0, folder.1).and_then(|entry| self.pieces(entry, folder.1))
            else {
                listing.damaged = true;
                continue;
            };
            let bytes = usize::try_from(bytes).unwrap_or(usize::MAX).min(self.bytes.len());
            let mut names = Vec::new();
            for (at, len) in pieces {
                let at = usize::try_from(at).unwrap_or(usize::MAX);
                let piece = le::slice_upto(self.bytes, at, len);
                if !listing.count_folder(piece.len() as u64) {
                    return;
                }
                names.extend_from_slice(piece);
                if names.len() >= bytes {
                    break;
                }
            }
            names.truncate(bytes);
            let mut at = 0;
            while let Some(name) = Name::parse(names.get(at..).unwrap_or_default()) {
                at += name.len;
                if !listing.count() {
                    return;
                }
                if name.skipped {
                    continue;
                }
                let path = if path.is_empty() { name.text } else { format!("{path}/{}", name.text) };
                if name.folder {
                    if depth < DEPTH_MAX && seen.insert(name.entry) {
                        queue.push_back((name.entry, path, depth + 1));
                    }
                    continue;
                }
                match self
                    .block(name.entry.0, name.entry.1)
                    .and_then(|entry| self.pieces(entry, name.entry.1))
                {
                    Some((pieces, bytes)) => listing.add(File { path, pieces, bytes }),
                    None => listing.damaged = true,
                }
            }
        }
    }
}

/// A name in a folder (ECMA-167 4/14.4).
struct Name {
    text: String,
    entry: (u32, u16),
    folder: bool,
    /// Deleted, or the folder above.
    skipped: bool,
    len: usize,
}

impl Name {
    fn parse(bytes: &[u8]) -> Option<Self> {
        if tag(bytes)? != TAG_FILE_NAME {
            return None;
        }
        let flags = *bytes.get(18)?;
        let name_len = usize::from(*bytes.get(19)?);
        let own_len = usize::from(le::u16(bytes, 36)?);
        let name = le::slice(bytes, 38 + own_len, name_len)?;
        // The first byte says how many bits a letter has.
        let name = match name.split_first() {
            Some((16, letters)) => {
                let units =
                    letters.chunks_exact(2).filter_map(|unit| unit.try_into().ok().map(u16::from_be_bytes));
                char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
            }
            Some((_, letters)) => letters.iter().map(|&letter| char::from(letter)).collect(),
            None => String::new(),
        };
        Some(Self {
            text: name,
            entry: (le::u32(bytes, 24)?, le::u16(bytes, 28)?),
            folder: flags & 2 != 0,
            skipped: flags & 0b1100 != 0,
            len: (38 + own_len + name_len).next_multiple_of(4),
        })
    }
}
