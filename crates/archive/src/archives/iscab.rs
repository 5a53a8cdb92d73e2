//! InstallShield's cabinets, versions 5 and later: a header that lists the files, in a file of its own (`data1.hdr`) or
//! before the data, and volumes that hold them (`data1.cab`, `data2.cab`).
//!
//! The format is not published; it was found out by others, whose findings are documented by the project unshield.

use assay_findings::{IncompleteReason, Label};

use crate::{
    formats::{Container, Hints},
    le,
    members::{Filled, Members, Stop},
    path,
    source::{Fault, Plain, Source},
};

const MAGIC: &[u8] = b"ISc(";
/// Files that are listed.
const FILES_MAX: u32 = 100_000;
/// Volumes that a file goes on in.
const VOLUMES_MAX: u16 = 1000;
/// Bytes of a file's entry since version 6.
const ENTRY_BYTES: u64 = 0x57;

/// Where a volume says which file is its last, and where its first and its last lie.
const LAST_INDEX: usize = 32;
const FIRST_FILE: usize = 36;
const LAST_FILE: usize = 60;

/// Flags of a file.
const SPLIT: u16 = 1;
const TURNED: u16 = 2;
const PACKED: u16 = 4;
const INVALID: u16 = 8;
/// Flag of an entry whose content is another's.
const LINKED: u8 = 1;

pub(crate) fn starts(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC) && le::u32(bytes, 4).is_some_and(|version| major(version).is_some())
}

/// Opens a cabinet that stands alone.
pub(crate) fn open<'a>(bytes: &'a [u8], _hints: Hints<'_>) -> Box<dyn Container + 'a> {
    Box::new(Cabinet { bytes })
}

struct Cabinet<'a> {
    bytes: &'a [u8],
}

impl Container for Cabinet<'_> {
    fn labels(&self) -> Vec<Label> {
        Vec::new()
    }

    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        if !has_list(self.bytes) {
            // The list of its files is in another file.
            out.note(IncompleteReason::Volume);
            return Ok(());
        }
        show(self.bytes, &[(1, self.bytes)], "", out)
    }
}

/// Whether the list of files is in these bytes.
pub(crate) fn has_list(bytes: &[u8]) -> bool {
    le::u32(bytes, 16).is_some_and(|size| size > 0)
}

/// The version's first number.
fn major(version: u32) -> Option<u32> {
    match version >> 24 {
        1 => Some(version >> 12 & 0xf),
        // Later ones say it by the year.
        2 | 4 => Some((version & 0xffff) / 100),
        _ => None,
    }
}

/// A file of the list.
struct File {
    flags: u16,
    unpacked: u64,
    packed: u64,
    offset: u64,
    name: u32,
    folder: u32,
    volume: u16,
    linked: bool,
}

/// The list of files.
struct List<'a> {
    bytes: &'a [u8],
    major: u32,
    /// Where its tables begin, and where in them the entries.
    table: u64,
    entries: u64,
    folders: u32,
    files: u32,
}

impl<'a> List<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let major = major(le::u32(bytes, 4)?)?;
        let descriptor = le::u32(bytes, 12)?;
        let at = usize::try_from(descriptor).ok()?;
        let word = |offset: usize| le::u32(bytes, at.checked_add(offset)?);
        Some(Self {
            bytes,
            major,
            table: u64::from(descriptor) + u64::from(word(0xc)?),
            entries: word(0x2c)?.into(),
            folders: word(0x1c)?,
            files: word(0x28)?,
        })
    }

    fn word(&self, at: u64) -> Option<u32> {
        le::u32(self.bytes, usize::try_from(at).ok()?)
    }

    /// A text, as it stands so far behind the beginning of the tables; since version 17 of two bytes a character.
    fn text(&self, offset: u32) -> Option<String> {
        const NAME_MAX_BYTES: u64 = 1024;
        let at = usize::try_from(self.table + u64::from(offset)).ok()?;
        let text = le::slice_upto(self.bytes, at, NAME_MAX_BYTES);
        if self.major >= 17 {
            let units =
                text.chunks_exact(2).filter_map(|unit| le::u16(unit, 0)).take_while(|unit| *unit != 0);
            let text = char::decode_utf16(units);
            return Some(text.map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect());
        }
        Some(path::latin1(text.split(|byte| *byte == 0).next()?))
    }

    fn folder(&self, index: u32) -> Option<String> {
        if index >= self.folders {
            return None;
        }
        self.text(self.word(self.table + u64::from(index) * 4)?)
    }

    fn file(&self, index: u32) -> Option<File> {
        if self.major <= 5 {
            let entry = self.word(self.table + (u64::from(self.folders) + u64::from(index)) * 4)?;
            let at = self.table + u64::from(entry);
            return Some(File {
                name: self.word(at)?,
                folder: self.word(at + 4)?,
                flags: le::u16(self.bytes, usize::try_from(at + 8).ok()?)?,
                unpacked: self.word(at + 10)?.into(),
                packed: self.word(at + 14)?.into(),
                offset: self.word(at + 38)?.into(),
                volume: 1,
                linked: false,
            });
        }
        let at = self.table + self.entries + u64::from(index) * ENTRY_BYTES;
        let at = usize::try_from(at).ok()?;
        let entry = le::slice(self.bytes, at, usize::try_from(ENTRY_BYTES).ok()?)?;
        Some(File {
            flags: le::u16(entry, 0)?,
            unpacked: le::u64(entry, 2)?,
            packed: le::u64(entry, 10)?,
            offset: le::u64(entry, 18)?,
            name: le::u32(entry, 0x3a)?,
            folder: le::u16(entry, 0x3e)?.into(),
            linked: *entry.get(0x54)? & LINKED != 0,
            volume: le::u16(entry, 0x55)?,
        })
    }
}

/// A file's bytes as they lie in the volumes, put together where it goes on in another.
fn content<'a>(volumes: &[(u16, &'a [u8])], file: &File, index: u32, major: u32) -> Vec<&'a [u8]> {
    let volume = |number: u16| volumes.iter().find(|(own, _)| *own == number).map(|(_, bytes)| *bytes);
    let part = |bytes: &'a [u8], offset: u64, len: u64| {
        usize::try_from(offset).map_or(&[][..], |at| le::slice_upto(bytes, at, len))
    };
    let len = if file.flags & PACKED == 0 { file.unpacked } else { file.packed };
    let Some(first) = volume(file.volume) else { return Vec::new() };
    if file.flags & SPLIT == 0 || major <= 5 {
        return vec![part(first, file.offset, len)];
    }
    // Offset, unpacked and packed length.
    let place = |bytes: &[u8], at: usize| {
        let (unpacked, packed) = (le::u64(bytes, at + 8)?, le::u64(bytes, at + 16)?);
        Some((le::u64(bytes, at)?, if file.flags & PACKED == 0 { unpacked } else { packed }))
    };
    let mut parts = Vec::new();
    for number in file.volume..file.volume.saturating_add(VOLUMES_MAX) {
        let Some(bytes) = volume(number) else { break };
        let at = if number == file.volume { LAST_FILE } else { FIRST_FILE };
        let Some((offset, len)) = place(bytes, at) else { break };
        parts.push(part(bytes, offset, len));
        // It goes on where it is the last of its volume.
        if le::u32(bytes, LAST_INDEX) != Some(index) {
            break;
        }
    }
    parts
}

/// Shows the files that a list names, out of the volumes that there are.
pub(crate) fn show(
    header: &[u8],
    volumes: &[(u16, &[u8])],
    prefix: &str,
    out: &mut Members<'_, '_>,
) -> Result<(), Stop> {
    let Some(list) = List::read(header).filter(|list| list.files <= FILES_MAX) else {
        out.note(IncompleteReason::Damaged);
        return Ok(());
    };
    for index in 0..list.files {
        let Some(file) = list.file(index) else {
            out.note(IncompleteReason::Damaged);
            break;
        };
        // Some entries stand for files of the disc, which are not in the cabinet.
        if file.flags & INVALID != 0 || file.name == 0 || file.offset == 0 || file.linked {
            continue;
        }
        let name = list.text(file.name).unwrap_or_default();
        let folder = list.folder(file.folder).unwrap_or_default();
        let mut member = out.begin(&format!("{prefix}{folder}/{name}"))?;
        let parts = content(volumes, &file, index, list.major);
        if parts.is_empty() {
            member.incomplete(IncompleteReason::Volume);
        } else {
            if let ([part], 0) = (parts.as_slice(), file.flags & TURNED) {
                out.lies_in(&mut member, part);
            }
            let mut joined = parts.concat();
            if file.flags & TURNED != 0 {
                turn_back(&mut joined);
            }
            let mut source: Box<dyn Source + '_> = if file.flags & PACKED == 0 {
                Box::new(Plain::new(&joined))
            } else {
                Box::new(Chunks { packed: &joined, at: 0, ready: Vec::new(), taken: 0, unpacked: 0 })
            };
            let filled = out.fill(&mut member, source.as_mut(), file.unpacked);
            if filled == Filled::Damaged || filled == Filled::Ended {
                member.incomplete(IncompleteReason::Damaged);
            }
        }
        out.finish(member)?;
    }
    Ok(())
}

/// Undoes what hides a content: each byte is turned by a constant, two bits and its place.
fn turn_back(bytes: &mut [u8]) {
    const PERIOD: u8 = 0x47;
    for (byte, place) in bytes.iter_mut().zip((0..PERIOD).cycle()) {
        *byte = (*byte ^ 0xd5).rotate_right(2).wrapping_sub(place);
    }
}

/// Contents in chunks, each with its packed length before it.
struct Chunks<'a> {
    packed: &'a [u8],
    at: usize,
    ready: Vec<u8>,
    taken: usize,
    unpacked: u64,
}

impl Chunks<'_> {
    /// Unpacks the next chunk; `None` at the end.
    fn next(&mut self) -> Result<Option<()>, Fault> {
        use std::io::Read as _;
        /// No chunk is larger when it is unpacked.
        const CHUNK_MAX_BYTES: u64 = 1 << 17;
        let Some(len) = le::u16(self.packed, self.at) else { return Ok(None) };
        let chunk = le::slice(self.packed, self.at + 2, len.into()).ok_or(Fault::Damaged)?;
        self.at += 2 + chunk.len();
        self.ready.clear();
        self.taken = 0;
        let mut reader = flate2::read::DeflateDecoder::new(chunk).take(CHUNK_MAX_BYTES);
        // Chunks have no last block: what there is counts.
        if reader.read_to_end(&mut self.ready).is_err() && self.ready.is_empty() && !chunk.is_empty() {
            return Err(Fault::Damaged);
        }
        Ok(Some(()))
    }
}

impl Source for Chunks<'_> {
    fn read(&mut self, out: &mut Vec<u8>, want: usize) -> Result<usize, Fault> {
        while self.taken == self.ready.len() {
            if self.next()?.is_none() {
                return Ok(0);
            }
        }
        let rest = self.ready.get(self.taken..).unwrap_or_default();
        let part = rest.get(..want).unwrap_or(rest);
        out.extend_from_slice(part);
        self.taken += part.len();
        self.unpacked += part.len() as u64;
        Ok(part.len())
    }

    fn unpacked_bytes(&self) -> u64 {
        self.unpacked
    }

    fn packed_bytes(&self) -> u64 {
        self.packed.len() as u64
    }
}
