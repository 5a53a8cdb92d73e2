//! Compiled help (CHM): the pages and files in it, most of them packed together with LZX.
//!
//! Written from the notes of M. T. Russotto, "Microsoft's HTML Help (.chm) format".

use assay_findings::{IncompleteReason, Label};
use lzxd::Lzxd;

use crate::{
    archives::cab::window,
    formats::{Container, Hints},
    labels, le,
    members::{Filled, Members, Stop},
    source::{Fault, Plain, Source},
};

const CONTENT: &[u8] = b"::DataSpace/Storage/MSCompressed/Content";
const CONTROL: &[u8] = b"::DataSpace/Storage/MSCompressed/ControlData";
const RESET_TABLE: &[u8] = b"::DataSpace/Storage/MSCompressed/Transform/{7FC28940-9D31-11D0-9B27-00A0C91E9C7C}/InstanceData/ResetTable";
/// Bytes that a block unpacks to.
const BLOCK_BYTES: usize = 0x8000;
/// Entries that are listed.
const ENTRIES_MAX: usize = 200_000;

pub(crate) fn probe(bytes: &[u8]) -> bool {
    bytes.starts_with(b"ITSF") && le::u32(bytes, 4).is_some_and(|version| (2..=4).contains(&version))
}

pub(crate) fn open<'a>(bytes: &'a [u8], _hints: Hints<'_>) -> Box<dyn Container + 'a> {
    Box::new(Chm { help: Help::parse(bytes) })
}

struct Entry<'a> {
    name: &'a [u8],
    section: u64,
    offset: u64,
    bytes: u64,
}

struct Help<'a> {
    bytes: &'a [u8],
    /// Where the section of what is not packed begins.
    content: usize,
    /// By section, then by place.
    entries: Vec<Entry<'a>>,
    damaged: bool,
}

impl<'a> Help<'a> {
    fn parse(bytes: &'a [u8]) -> Option<Self> {
        let number = |at| usize::try_from(le::u64(bytes, at)?).ok();
        let directory = number(0x48)?;
        let directory_bytes = number(0x50)?;
        // The oldest version does not say where contents begin: behind the directory.
        let content =
            if le::u32(bytes, 4)? >= 3 { number(0x58)? } else { directory.checked_add(directory_bytes)? };
        if le::array(bytes, directory) != Some(*b"ITSP") {
            return None;
        }
        let header = usize::try_from(le::u32(bytes, directory + 8)?).ok()?;
        let chunk_bytes = usize::try_from(le::u32(bytes, directory + 16)?)
            .ok()
            .filter(|len| (32..=1 << 20).contains(len))?;
        let chunks = le::slice_upto(bytes, directory.checked_add(header)?, directory_bytes as u64);
        let mut help = Self { bytes, content, entries: Vec::new(), damaged: false };
        for chunk in chunks.chunks(chunk_bytes).filter(|chunk| chunk.starts_with(b"PMGL")) {
            // At the end stands an index of the chunk.
            let index = le::u32(chunk, 4).and_then(|len| usize::try_from(len).ok())?;
            let end = chunk.len().checked_sub(index)?;
            let mut rest = chunk.get(20..end)?;
            while !rest.is_empty() && help.entries.len() < ENTRIES_MAX {
                let Some(entry) = Entry::parse(&mut rest) else {
                    help.damaged = true;
                    break;
                };
                help.entries.push(entry);
            }
        }
        help.entries.sort_by_key(|entry| (entry.section, entry.offset));
        Some(help)
    }

    /// An entry's bytes, if it is not packed.
    fn plain(&self, entry: &Entry<'_>) -> &'a [u8] {
        let at = usize::try_from(entry.offset).ok().and_then(|offset| self.content.checked_add(offset));
        at.map_or(&[], |at| le::slice_upto(self.bytes, at, entry.bytes))
    }

    fn named(&self, name: &[u8]) -> Option<&'a [u8]> {
        self.entries
            .iter()
            .find(|entry| entry.section == 0 && entry.name == name)
            .map(|entry| self.plain(entry))
    }
}

impl<'a> Entry<'a> {
    fn parse(rest: &mut &'a [u8]) -> Option<Self> {
        let len = usize::try_from(number(rest)?).ok()?;
        let (name, after) = rest.split_at_checked(len)?;
        *rest = after;
        Some(Self { name, section: number(rest)?, offset: number(rest)?, bytes: number(rest)? })
    }
}

/// Seven bits a byte, highest first.
fn number(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for _ in 0..9 {
        let (&byte, after) = rest.split_first()?;
        *rest = after;
        value = value << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

struct Chm<'a> {
    help: Option<Help<'a>>,
}

impl Container for Chm<'_> {
    fn labels(&self) -> Vec<Label> {
        let entries = self.help.iter().flat_map(|help| &help.entries);
        labels::overlap(entries.map(|entry| (entry.section, entry.offset, entry.bytes)))
    }

    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        let Some(help) = &self.help else {
            out.note(IncompleteReason::Damaged);
            return Ok(());
        };
        if help.damaged {
            out.note(IncompleteReason::Damaged);
        }
        let mut packed = Section::new(help);
        // Names that begin otherwise are the format's own.
        for entry in help.entries.iter().filter(|entry| entry.name.starts_with(b"/") && entry.bytes > 0) {
            let name = String::from_utf8_lossy(entry.name.strip_prefix(b"/").unwrap_or(entry.name));
            let mut member = out.begin(&name)?;
            let filled = match (entry.section, &mut packed) {
                (0, _) => out.fill(&mut member, &mut Plain::new(help.plain(entry)), u64::MAX),
                (1, Ok(packed)) => match entry.offset.checked_sub(packed.unpacked_bytes()) {
                    Some(gap) if out.skip(packed, gap) == Filled::Wanted => {
                        out.fill(&mut member, packed, entry.bytes)
                    }
                    _ => Filled::Damaged,
                },
                (1, Err(fault)) => {
                    member.leave_packed(fault.reason());
                    Filled::Cut
                }
                _ => {
                    member.leave_packed(IncompleteReason::Method);
                    Filled::Cut
                }
            };
            if filled != Filled::Cut && (member.bytes().len() as u64) < entry.bytes {
                member.incomplete(IncompleteReason::Damaged);
            }
            out.finish(member)?;
        }
        Ok(())
    }
}

/// The packed section as one stream.
struct Section<'a> {
    packed: &'a [u8],
    /// Where each block begins.
    table: &'a [u8],
    blocks: usize,
    index: usize,
    /// Blocks after which the decoder forgets.
    interval: usize,
    lzx: Box<Lzxd>,
    bytes: u64,
    block: Vec<u8>,
    given: usize,
    unpacked_bytes: u64,
}

impl<'a> Section<'a> {
    fn new(help: &Help<'a>) -> Result<Self, Fault> {
        let packed = help.named(CONTENT).ok_or(Fault::Damaged)?;
        let control = help.named(CONTROL).ok_or(Fault::Damaged)?;
        let reset = help.named(RESET_TABLE).ok_or(Fault::Damaged)?;
        let number = |bytes, at| {
            le::u32(bytes, at).and_then(|number| usize::try_from(number).ok()).ok_or(Fault::Damaged)
        };
        // Version 2 counts in blocks, version 1 in bytes.
        let unit = if number(control, 8)? >= 2 { BLOCK_BYTES } else { 1 };
        let interval = number(control, 12)?.saturating_mul(unit) / BLOCK_BYTES;
        let window_bytes = number(control, 16)?.saturating_mul(unit);
        let power =
            window_bytes.checked_ilog2().filter(|_| window_bytes.is_power_of_two()).ok_or(Fault::Damaged)?;
        let window = u16::try_from(power).ok().and_then(window).ok_or(Fault::Memory)?;
        let table = reset.get(number(reset, 12)?..).ok_or(Fault::Damaged)?;
        Ok(Self {
            packed,
            table,
            blocks: number(reset, 4)?.min(table.len() / 8),
            index: 0,
            interval: interval.max(1),
            lzx: Box::new(Lzxd::new(window)),
            bytes: le::u64(reset, 16).ok_or(Fault::Damaged)?,
            block: Vec::new(),
            given: 0,
            unpacked_bytes: 0,
        })
    }

    fn place(&self, index: usize) -> Option<usize> {
        if index == self.blocks {
            return Some(self.packed.len());
        }
        usize::try_from(le::u64(self.table, index * 8)?).ok()
    }

    /// Unpacks the next block; `false` behind the last.
    fn next(&mut self) -> Result<bool, Fault> {
        let done = (self.index as u64).saturating_mul(BLOCK_BYTES as u64);
        if self.index >= self.blocks || done >= self.bytes {
            return Ok(false);
        }
        let (start, end) = self.place(self.index).zip(self.place(self.index + 1)).ok_or(Fault::Damaged)?;
        let packed = self.packed.get(start..end).ok_or(Fault::Damaged)?;
        if self.index.is_multiple_of(self.interval) {
            self.lzx.reset();
        }
        let len = usize::try_from(self.bytes - done).unwrap_or(usize::MAX).min(BLOCK_BYTES);
        self.index += 1;
        self.given = 0;
        self.block = self.lzx.decompress_next(packed, len).map_err(|_| Fault::Damaged)?.to_vec();
        Ok(true)
    }
}

impl Source for Section<'_> {
    fn read(&mut self, out: &mut Vec<u8>, want: usize) -> Result<usize, Fault> {
        if want == 0 || self.given == self.block.len() && !self.next()? {
            return Ok(0);
        }
        let ready = self.block.get(self.given..).unwrap_or_default();
        let taken = ready.get(..want).unwrap_or(ready);
        out.extend_from_slice(taken);
        self.given += taken.len();
        self.unpacked_bytes += taken.len() as u64;
        Ok(taken.len())
    }

    fn unpacked_bytes(&self) -> u64 {
        self.unpacked_bytes
    }

    fn packed_bytes(&self) -> u64 {
        self.packed.len() as u64
    }
}
