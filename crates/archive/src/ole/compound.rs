//! Sectors, chains and the directory of a compound file.

use crate::{
    le,
    source::{Fault, Source},
};

/// Directory entries that are looked at.
const ENTRIES_MAX: usize = 65_536;
const ENTRY_BYTES: usize = 128;
/// Marks a sector as the last of its chain; all from here on mean something else than a sector.
const NO_SECTOR: u32 = 0xffff_fffa;
/// Storages in storages.
const DEPTH_MAX: usize = 32;

/// A compound file: where its sectors are, and what streams there are.
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    sector_bytes: usize,
    /// The allocation table: for each sector the next one of its chain.
    table: Vec<u32>,
    mini_table: Vec<u32>,
    /// The sectors in which short streams lie.
    mini: Vec<u32>,
    cutoff: u64,
    streams: Vec<Stream>,
    damaged: bool,
}

/// A stream: its place and its path.
pub(super) struct Stream {
    path: String,
    name: String,
    start: u32,
    bytes: u64,
}

impl<'a> Compound<'a> {
    pub(super) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let sector_bytes = match le::u16(bytes, 30)? {
            shift @ 7..=14 => 1_usize << shift,
            // What damaged or forged headers are read as elsewhere, too.
            _ => 512,
        };
        let mut file = Self {
            bytes,
            sector_bytes,
            table: Vec::new(),
            mini_table: Vec::new(),
            mini: Vec::new(),
            cutoff: u64::from(le::u32(bytes, 56)?),
            streams: Vec::new(),
            damaged: false,
        };
        file.read_table()?;
        file.mini_table = file.numbers(le::u32(bytes, 60)?);
        let chain = file.chain(le::u32(bytes, 48)?);
        let directory: Vec<Entry> = chain
            .iter()
            .filter_map(|&sector| file.sector(sector))
            .flat_map(|sector| sector.chunks_exact(ENTRY_BYTES))
            .take(ENTRIES_MAX)
            .map(Entry::read)
            .collect();
        let root = directory.first()?;
        file.mini = file.chain(root.start);
        file.name_streams(&directory);
        Some(file)
    }

    fn sector(&self, sector: u32) -> Option<&'a [u8]> {
        let at = usize::try_from(sector).ok()?.checked_add(1)?.checked_mul(self.sector_bytes)?;
        let rest = self.bytes.get(at..).filter(|rest| !rest.is_empty())?;
        Some(rest.get(..self.sector_bytes).unwrap_or(rest))
    }

    /// Sectors that the file has room for: no chain is longer.
    fn sectors(&self) -> usize {
        self.bytes.len() / self.sector_bytes + 1
    }

    fn read_table(&mut self) -> Option<()> {
        let mut tables: Vec<u32> = (0..109).map_while(|index| le::u32(self.bytes, 76 + index * 4)).collect();
        // More of the table's sectors are listed in a chain of their own, the next one's number last.
        let mut more = le::u32(self.bytes, 68)?;
        for _ in 0..self.sectors() {
            let Some(sector) = self.sector(more).filter(|_| more < NO_SECTOR) else { break };
            let mut numbers: Vec<u32> =
                sector.chunks_exact(4).filter_map(|number| le::u32(number, 0)).collect();
            more = numbers.pop().unwrap_or(u32::MAX);
            tables.extend(numbers);
        }
        let mut left = self.sectors();
        for sector in tables.into_iter().filter(|&sector| sector < NO_SECTOR) {
            let Some(numbers) = self.sector(sector) else {
                self.damaged = true;
                continue;
            };
            let numbers = numbers.chunks_exact(4).filter_map(|number| le::u32(number, 0)).take(left);
            let before = self.table.len();
            self.table.extend(numbers);
            left = left.saturating_sub(self.table.len() - before);
            if left == 0 {
                break;
            }
        }
        Some(())
    }

    /// A chain of sectors; one that bites its tail ends by the count of sectors.
    fn chain(&self, start: u32) -> Vec<u32> {
        let mut chain = Vec::new();
        let mut sector = start;
        while sector < NO_SECTOR && chain.len() < self.sectors() {
            chain.push(sector);
            let next = usize::try_from(sector).ok().and_then(|sector| self.table.get(sector));
            sector = next.copied().unwrap_or(u32::MAX);
        }
        chain
    }

    fn numbers(&self, start: u32) -> Vec<u32> {
        let sectors = self.chain(start).into_iter().filter_map(|sector| self.sector(sector));
        sectors.flat_map(|sector| sector.chunks_exact(4)).filter_map(|number| le::u32(number, 0)).collect()
    }

    /// Names the streams by the storages that they are in. What no storage holds is a stream all the same: hidden
    /// from programs that follow the tree, not from those that search.
    fn name_streams(&mut self, directory: &[Entry]) {
        let mut parents = vec![usize::MAX; directory.len()];
        let mut queue = vec![0_usize];
        let mut seen = vec![false; directory.len()];
        while let Some(storage) = queue.pop() {
            let Some(entry) = directory.get(storage) else { continue };
            let mut siblings = vec![entry.child];
            while let Some(sibling) = siblings.pop() {
                let Ok(index) = usize::try_from(sibling) else { continue };
                let (Some(entry), Some(false)) = (directory.get(index), seen.get(index)) else { continue };
                if let Some(seen) = seen.get_mut(index) {
                    *seen = true;
                }
                if let Some(parent) = parents.get_mut(index) {
                    *parent = storage;
                }
                siblings.extend([entry.left, entry.right]);
                if entry.kind == Entry::STORAGE {
                    queue.push(index);
                }
            }
        }
        for (index, entry) in directory.iter().enumerate() {
            if entry.kind != Entry::STREAM || entry.bytes == 0 {
                continue;
            }
            let mut parts = vec![entry.name.as_str()];
            let mut at = index;
            for _ in 0..DEPTH_MAX {
                let Some(&parent) = parents.get(at).filter(|&&parent| parent != 0 && parent != usize::MAX)
                else {
                    break;
                };
                parts.push(directory.get(parent).map_or("", |entry| entry.name.as_str()));
                at = parent;
            }
            parts.reverse();
            let path = parts.join("/");
            self.streams.push(Stream {
                path,
                name: entry.name.clone(),
                start: entry.start,
                bytes: entry.bytes,
            });
        }
    }

    pub(super) fn streams(&self) -> &[Stream] {
        &self.streams
    }

    /// Whether some of the allocation table is missing.
    pub(super) fn is_damaged(&self) -> bool {
        self.damaged
    }

    /// A short sector, 64 bytes.
    fn mini_sector(&self, sector: u32) -> Option<&'a [u8]> {
        const MINI_BYTES: usize = 64;
        let at = usize::try_from(sector).ok()?.checked_mul(MINI_BYTES)?;
        let within = self.sector(*self.mini.get(at / self.sector_bytes)?)?;
        let rest = within.get(at % self.sector_bytes..)?;
        Some(rest.get(..MINI_BYTES).unwrap_or(rest)).filter(|sector| !sector.is_empty())
    }
}

impl Stream {
    /// Its last name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The storages that it is in, and its name.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    pub(super) fn source<'c>(&self, compound: &'c Compound<'_>) -> Chain<'c> {
        Chain {
            compound,
            sector: self.start,
            offset: 0,
            left: self.bytes,
            short: self.bytes < compound.cutoff,
            unpacked_bytes: 0,
        }
    }

    /// Its first bytes.
    pub(super) fn read_all(&self, compound: &Compound<'_>, max: usize) -> Vec<u8> {
        let mut source = self.source(compound);
        let mut content = Vec::new();
        while content.len() < max {
            let missing = max - content.len();
            match source.read(&mut content, missing) {
                Ok(0) | Err(_) => break,
                Ok(_) => {}
            }
        }
        content
    }
}

/// A stream's sectors, followed as they are read.
pub(super) struct Chain<'c> {
    compound: &'c Compound<'c>,
    sector: u32,
    offset: usize,
    left: u64,
    short: bool,
    unpacked_bytes: u64,
}

impl Source for Chain<'_> {
    fn read(&mut self, out: &mut Vec<u8>, want: usize) -> Result<usize, Fault> {
        // A chain that bites its tail gives no more than the file has.
        if self.left == 0 || want == 0 {
            return Ok(0);
        }
        if self.unpacked_bytes > self.compound.bytes.len() as u64 {
            return Err(Fault::Damaged);
        }
        let (content, table) = if self.short {
            (self.compound.mini_sector(self.sector), &self.compound.mini_table)
        } else {
            (self.compound.sector(self.sector), &self.compound.table)
        };
        let content = content.and_then(|content| content.get(self.offset..)).ok_or(Fault::Damaged)?;
        let taken = content.len().min(want).min(usize::try_from(self.left).unwrap_or(usize::MAX));
        out.extend_from_slice(content.get(..taken).unwrap_or_default());
        self.left -= taken as u64;
        self.unpacked_bytes += taken as u64;
        self.offset += taken;
        if taken == content.len() {
            let next = usize::try_from(self.sector).ok().and_then(|sector| table.get(sector));
            self.sector = next.copied().unwrap_or(u32::MAX);
            self.offset = 0;
        }
        Ok(taken)
    }

    fn unpacked_bytes(&self) -> u64 {
        self.unpacked_bytes
    }

    fn packed_bytes(&self) -> u64 {
        self.compound.bytes.len() as u64
    }
}

struct Entry {
    name: String,
    kind: u8,
    left: u32,
    right: u32,
    child: u32,
    start: u32,
    bytes: u64,
}

impl Entry {
    const STORAGE: u8 = 1;
    const STREAM: u8 = 2;

    fn read(raw: &[u8]) -> Self {
        let number = |at| le::u32(raw, at).unwrap_or(u32::MAX);
        let len = usize::from(le::u16(raw, 64).unwrap_or_default()).clamp(2, 64) - 2;
        let units = raw.get(..len).unwrap_or_default().chunks_exact(2).filter_map(|unit| le::u16(unit, 0));
        Self {
            name: installer_name(units),
            kind: raw.get(66).copied().unwrap_or_default(),
            left: number(68),
            right: number(72),
            child: number(76),
            start: number(116),
            // Writers of the older version leave anything in the upper half.
            bytes: u64::from(le::u32(raw, 120).unwrap_or_default()),
        }
    }
}

/// Installers pack two letters of 64 into one of Unicode from U+3800 on, one into those from U+4800 on.
fn installer_name(units: impl Iterator<Item = u16>) -> String {
    const LETTERS: &[u8; 64] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._";
    let letter =
        |index: u16| LETTERS.get(usize::from(index & 0x3f)).map_or('_', |&letter| char::from(letter));
    let mut name = String::new();
    for unit in units {
        match unit {
            0x3800..=0x47ff => name.extend([letter(unit - 0x3800), letter((unit - 0x3800) >> 6)]),
            0x4800..=0x483f => name.push(letter(unit - 0x4800)),
            // What marks a table.
            0x4840 => name.push('!'),
            _ => name
                .extend(char::decode_utf16([unit]).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))),
        }
    }
    name
}
