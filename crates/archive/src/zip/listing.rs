//! What a zip holds, by both of its accounts.

use std::{borrow::Cow, collections::HashMap};

use assay_findings::Label;
use memchr::memmem;

use super::{DEFLATED, Directory, Entry, FLAG_ENCRYPTED, STORED, local::Local};
use crate::{labels, le, path};

/// Times the archive's length that is searched for the ends of members that state none.
const SEARCH_FACTOR: usize = 4;

/// Directory entries that are looked at, folders included: no honest archive of 1000 files has more.
const ENTRIES_MAX: usize = 200_000;

/// What the first piece of a split archive begins with (APPNOTE 8.5.3).
const SPLIT_MARK: &[u8] = b"PK\x07\x08";

/// One member as one of the accounts has it.
#[derive(Debug, Clone)]
pub(super) struct Planned<'a> {
    raw_name: &'a [u8],
    pub(super) flags: u16,
    pub(super) method: u16,
    pub(super) encrypted: bool,
    /// Stated check sum, where one is stated and can be believed.
    pub(super) crc32: Option<u32>,
    /// Stated unpacked length.
    pub(super) unpacked_bytes: Option<u64>,
    pub(super) packed: &'a [u8],
    /// Where that lies in the archive.
    at: usize,
    /// The content's place could not be found, or it is cut off.
    pub(super) damaged: bool,
    pub(super) labels: Vec<Label>,
}

impl Planned<'_> {
    pub(super) fn name(&self) -> Cow<'_, str> {
        path::utf8_or_cp437(self.raw_name)
    }
}

/// All members, in the directory's order, then what only local headers know.
#[derive(Debug, Default)]
pub(super) struct Listing<'a> {
    pub(super) members: Vec<Planned<'a>>,
    pub(super) labels: Vec<Label>,
    /// There is no readable central directory, or not all of it is readable.
    pub(super) damaged: bool,
    /// The directory has more entries than are looked at.
    pub(super) cut: bool,
    /// It is the first or the last piece of a split archive.
    pub(super) split: bool,
}

/// What the directory says of the bytes at a local header.
enum Known {
    /// The local header says the same: its content ends there.
    Agrees { end: usize },
    /// It does not: what follows it is read as the local header says.
    Differs,
}

impl<'a> Listing<'a> {
    /// Lists `max` members and one beyond, by which the limit will be noticed.
    pub(super) fn read(bytes: &'a [u8], max: usize) -> Self {
        let max = max.saturating_add(1);
        let mut listing = Self::default();
        let mut known = HashMap::new();
        let directory = Directory::find(bytes);
        listing.split = match &directory {
            Some(directory) => directory.is_split(),
            // What turned out to be one piece begins with it, too, but has a directory.
            None => bytes.starts_with(SPLIT_MARK),
        };
        match directory {
            Some(directory) => listing.read_directory(bytes, directory, max, &mut known),
            None => listing.damaged = true,
        }
        if listing.members.len() < max {
            listing.scan(bytes, directory.map(|directory| directory.range()), max, &mut known);
        }
        if listing.members.iter().any(|member| member.encrypted) {
            listing.label(labels::ENCRYPTED);
        }
        if listing.members.iter().any(|member| member.labels.contains(&labels::MISMATCH)) {
            listing.label(labels::MISMATCH);
        }
        if overlapping(&listing.members) {
            listing.label(labels::OVERLAP);
        }
        listing
    }

    fn label(&mut self, label: Label) {
        if !self.labels.contains(&label) {
            self.labels.push(label);
        }
    }

    fn read_directory(
        &mut self,
        bytes: &'a [u8],
        directory: Directory<'a>,
        max: usize,
        known: &mut HashMap<usize, Known>,
    ) {
        let mut entries = directory.entries();
        let mut count = 0_u64;
        for entry in entries.by_ref().take(ENTRIES_MAX) {
            count += 1;
            let at = usize::try_from(entry.local_offset).unwrap_or(usize::MAX);
            let local = Local::parse(bytes, at);
            let is_folder =
                entry.name.ends_with(b"/") && entry.unpacked_bytes == 0 && entry.packed_bytes <= 2;
            let Some(local) = local else {
                if !is_folder {
                    self.members.push(Planned::lost(&entry));
                }
                if self.members.len() >= max {
                    return;
                }
                continue;
            };
            let mut planned = Planned::central(bytes, &entry, &local);
            let differs = Disagreement::between(&entry, &local);
            let state = if differs.content {
                Known::Differs
            } else {
                Known::Agrees { end: local.content.saturating_add(planned.packed.len()) }
            };
            known.insert(at, state);
            if is_folder && !differs.content {
                continue;
            }
            if differs.content || differs.name {
                planned.labels.push(labels::MISMATCH);
            }
            self.members.push(planned);
            if self.members.len() >= max {
                return;
            }
        }
        self.cut = entries.next().is_some();
        if self.cut {
            return;
        }
        let (_, end) = directory.range();
        // Writers without zip64 count modulo 65,536.
        if count % 0x1_0000 != directory.declared_entries() % 0x1_0000 {
            self.label(labels::MISMATCH);
        }
        self.damaged = entries.position() < end && count < directory.declared_entries();
    }

    /// Reads the local headers front to back, as a streaming reader does.
    fn scan(
        &mut self,
        bytes: &'a [u8],
        directory: Option<(usize, usize)>,
        max: usize,
        known: &mut HashMap<usize, Known>,
    ) {
        let headers = memmem::Finder::new(b"PK\x03\x04");
        let has_directory = directory.is_some();
        let mut search_left = bytes.len().saturating_mul(SEARCH_FACTOR);
        let mut at = 0_usize;
        while self.members.len() < max {
            if let Some((start, end)) = directory
                && (start..end).contains(&at)
            {
                at = end;
            }
            let Some(found) = bytes.get(at..).and_then(|rest| headers.find(rest)) else { return };
            at += found;
            match known.get(&at) {
                Some(Known::Agrees { end }) => {
                    at = (*end).max(at + 4);
                    continue;
                }
                Some(Known::Differs) | None => {}
            }
            let listed = known.contains_key(&at);
            match Local::parse(bytes, at) {
                Some(local) if listed || local.is_plausible() => {
                    let (planned, end) = Planned::local(bytes, &local, &mut search_left);
                    at = end.max(at + 4);
                    let is_folder = local.name.ends_with(b"/") && planned.packed.is_empty();
                    if !is_folder {
                        let mut planned = planned;
                        if has_directory {
                            planned.labels.push(labels::MISMATCH);
                        }
                        self.members.push(planned);
                    }
                }
                _ => at += 4,
            }
        }
    }
}

/// In what a directory's entry and its local header differ.
struct Disagreement {
    name: bool,
    content: bool,
}

impl Disagreement {
    fn between(entry: &Entry<'_>, local: &Local<'_>) -> Self {
        // With a data descriptor the local header may leave sizes and sum open; then 0 says nothing.
        let open = local.has_descriptor();
        let differs = |central: u64, local: u64| central != local && !(open && local == 0);
        // What the directory masks, or an encrypted directory, says nothing about the content.
        let content = entry.method != local.method
            || (entry.flags ^ local.flags) & FLAG_ENCRYPTED != 0
            || differs(entry.packed_bytes, local.packed_bytes)
            || differs(entry.unpacked_bytes, local.unpacked_bytes)
            || differs(u64::from(entry.crc32), u64::from(local.crc32));
        Self { name: entry.name != local.name, content }
    }
}

impl<'a> Planned<'a> {
    /// A member as the directory has it.
    fn central(bytes: &'a [u8], entry: &Entry<'a>, local: &Local<'a>) -> Self {
        let packed = le::slice_upto(bytes, local.content, entry.packed_bytes);
        Self {
            raw_name: entry.name,
            flags: entry.flags,
            method: entry.method,
            encrypted: entry.is_encrypted(),
            crc32: Some(entry.crc32),
            unpacked_bytes: Some(entry.unpacked_bytes),
            packed,
            at: local.content,
            damaged: (packed.len() as u64) < entry.packed_bytes,
            labels: encryption_labels(entry.is_encrypted()),
        }
    }

    /// A member whose local header is not where the directory says.
    fn lost(entry: &Entry<'a>) -> Self {
        Self {
            raw_name: entry.name,
            flags: 0,
            method: STORED,
            encrypted: entry.is_encrypted(),
            crc32: None,
            unpacked_bytes: None,
            packed: &[],
            at: 0,
            damaged: true,
            labels: encryption_labels(entry.is_encrypted()),
        }
    }

    /// A member as its local header has it, and where its content ends.
    fn local(bytes: &'a [u8], local: &Local<'a>, search_left: &mut usize) -> (Self, usize) {
        let open = local.has_descriptor() && local.packed_bytes == 0;
        let mut planned = Self {
            raw_name: local.name,
            flags: local.flags,
            method: local.method,
            encrypted: local.is_encrypted(),
            crc32: Some(local.crc32),
            unpacked_bytes: Some(local.unpacked_bytes),
            packed: le::slice_upto(bytes, local.content, local.packed_bytes),
            at: local.content,
            damaged: false,
            labels: encryption_labels(local.is_encrypted()),
        };
        if !open {
            planned.damaged = (planned.packed.len() as u64) < local.packed_bytes;
            let end = local.content + planned.packed.len();
            // A length that reaches beyond the end is no reason to believe that nothing follows.
            return (planned, if local.packed_bytes > 0 && end == bytes.len() { local.content } else { end });
        }
        let rest = bytes.get(local.content..).unwrap_or_default();
        planned.unpacked_bytes = None;
        if let Some(descriptor) = descriptor(rest, search_left) {
            planned.packed = rest.get(..descriptor.at).unwrap_or_default();
            planned.crc32 = Some(descriptor.crc32);
            return (planned, local.content + descriptor.at);
        }
        // Deflate knows its own end. Anything else goes on until the next signature.
        let knows_its_end = local.method == DEFLATED && !planned.encrypted;
        let until = if knows_its_end { rest.len() } else { next_signature(rest) };
        planned.packed = rest.get(..until).unwrap_or_default();
        planned.crc32 = None;
        (planned, local.content)
    }
}

fn encryption_labels(encrypted: bool) -> Vec<Label> {
    if encrypted { vec![labels::ENCRYPTED] } else { Vec::new() }
}

struct Descriptor {
    at: usize,
    crc32: u32,
}

/// Finds the data descriptor of content that begins with `rest`: it states the distance to itself.
fn descriptor(rest: &[u8], search_left: &mut usize) -> Option<Descriptor> {
    let searched = rest.get(..*search_left).unwrap_or(rest);
    let mut looked_at = searched.len();
    let found = memmem::find_iter(searched, b"PK\x07\x08").find_map(|at| {
        let fits = le::u32(rest, at + 8).is_some_and(|packed| packed as usize == at);
        looked_at = at;
        fits.then(|| le::u32(rest, at + 4).map(|crc32| Descriptor { at, crc32 })).flatten()
    });
    if found.is_none() {
        looked_at = searched.len();
    }
    *search_left = search_left.saturating_sub(looked_at);
    found
}

fn next_signature(rest: &[u8]) -> usize {
    // The second search looks no further than the first got, so that many such members cost no more
    // than one pass.
    let local = memmem::find(rest, b"PK\x03\x04").unwrap_or(rest.len());
    let until = rest.get(..local).unwrap_or(rest);
    memmem::find(until, b"PK\x01\x02").unwrap_or(local)
}

/// Whether two members' packed bytes share any.
fn overlapping(members: &[Planned<'_>]) -> bool {
    let mut ranges: Vec<(usize, usize)> = members
        .iter()
        // Both readings of one disputed member share their bytes by nature.
        .filter(|member| !member.packed.is_empty() && !member.labels.contains(&labels::MISMATCH))
        .map(|member| (member.at, member.packed.len()))
        .collect();
    ranges.sort_unstable();
    ranges.windows(2).any(|pair| matches!(pair, [(a, len), (b, _)] if a + len > *b))
}
