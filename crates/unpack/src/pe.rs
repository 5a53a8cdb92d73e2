//! Windows programs (Microsoft's "PE Format"), read as Windows loads them.

use crate::le;

/// Windows loads no more sections.
const SECTIONS_MAX: usize = 96;
/// The largest image that is run.
const IMAGE_MAX_BYTES: u32 = 64 << 20;
/// Where Windows reads sections from, whatever their header says.
const SECTOR_BYTES: u32 = 512;
/// Bytes of a page.
const PAGE_BYTES: u32 = 4096;
/// Bytes of a section's header.
pub(crate) const SECTION_BYTES: usize = 40;

/// The table of imported functions.
pub(crate) const IMPORTS: usize = 1;

/// The section holds code; may be run; may be written.
pub(crate) const CODE: u32 = 0x20;
pub(crate) const RUN: u32 = 0x2000_0000;
pub(crate) const WRITE: u32 = 0x8000_0000;

/// A section, at its address from the base.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Section {
    pub(crate) address: u32,
    /// Bytes in memory, whole pages.
    pub(crate) size: u32,
    /// Bytes in the file, and where.
    pub(crate) raw: u32,
    pub(crate) offset: usize,
    pub(crate) flags: u32,
}

impl Section {
    pub(crate) fn holds(&self, address: u32) -> bool {
        address >= self.address && address - self.address < self.size
    }

    /// Its bytes in the file.
    pub(crate) fn bytes<'a>(&self, file: &'a [u8]) -> &'a [u8] {
        let rest = file.get(self.offset..).unwrap_or_default();
        rest.get(..le::index(self.raw.min(self.size))).unwrap_or(rest)
    }
}

/// A program for x86.
#[derive(Debug)]
pub(crate) struct Program<'a> {
    pub(crate) file: &'a [u8],
    /// Whether it is of 64 bits.
    pub(crate) wide: bool,
    pub(crate) base: u64,
    /// Address of the first instruction, from the base.
    pub(crate) entry: u32,
    pub(crate) is_library: bool,
    /// Bytes of the image in memory.
    pub(crate) size: u32,
    /// Bytes of the headers.
    pub(crate) headers: u32,
    pub(crate) sections: Vec<Section>,
    /// Offsets of the optional header and of the sections' headers.
    pub(crate) optional: usize,
    pub(crate) table: usize,
    directories: usize,
    directory_count: usize,
}

impl<'a> Program<'a> {
    /// Reads a program that Windows would run as a process of its own, or load into one. `None` for everything else:
    /// other processors, drivers, .NET.
    pub(crate) fn parse(file: &'a [u8]) -> Option<Self> {
        const LIBRARY: u16 = 0x2000;
        const DOTNET: usize = 14;
        if !file.starts_with(b"MZ") {
            return None;
        }
        let signature = le::index(le::u32(file, 60)?);
        if le::array(file, signature) != Some(*b"PE\0\0") {
            return None;
        }
        let wide = match le::u16(file, signature.checked_add(4)?)? {
            0x14c => false,
            0x8664 => true,
            _ => return None,
        };
        let optional = signature + 24;
        let table = optional + usize::from(le::u16(file, signature + 20)?);
        if le::u16(file, optional)? != if wide { 0x20b } else { 0x10b } {
            return None;
        }
        let subsystem = le::u16(file, optional + 68)?;
        let base = if wide { le::u64(file, optional + 24)? } else { le::u32(file, optional + 28)?.into() };
        let directories = optional + if wide { 112 } else { 96 };
        let count = usize::from(le::u16(file, signature + 6)?).min(SECTIONS_MAX);
        let headers = le::u32(file, optional + 60)?;
        // Where sections are as near to each other as in the file, the file is the image.
        let flat = le::u32(file, optional + 32)? < PAGE_BYTES;
        let sections = (0..count).map_while(|index| section(file, table + index * SECTION_BYTES, flat));
        let program = Self {
            file,
            wide,
            base,
            entry: le::u32(file, optional + 16)?,
            is_library: le::u16(file, signature + 22)? & LIBRARY != 0,
            size: le::u32(file, optional + 56)?.checked_next_multiple_of(PAGE_BYTES)?,
            headers,
            sections: sections.collect(),
            optional,
            table,
            directories,
            directory_count: le::index(le::u32(file, directories - 4)?).min(16),
        };
        let is_windows = matches!(subsystem, 2 | 3);
        let fits = program.entry > 0 && program.entry < program.size && program.size <= IMAGE_MAX_BYTES;
        (is_windows && fits && program.directory(DOTNET).is_none()).then_some(program)
    }

    /// Address and length of one of the tables that the header points to.
    pub(crate) fn directory(&self, index: usize) -> Option<(u32, u32)> {
        let at = self.directory_at(index);
        let (address, len) = (le::u32(self.file, at)?, le::u32(self.file, at + 4)?);
        (index < self.directory_count && address > 0).then_some((address, len))
    }

    /// Where in the file the place of one of those tables stands.
    pub(crate) fn directory_at(&self, index: usize) -> usize {
        self.directories + index * 8
    }

    /// The section that holds the first instruction.
    pub(crate) fn entry_section(&self) -> Option<usize> {
        self.sections.iter().position(|section| section.holds(self.entry))
    }

    /// Bytes at an address from the base, as far as the file has them.
    pub(crate) fn at(&self, address: u32) -> &'a [u8] {
        let section = self.sections.iter().find(|section| section.holds(address));
        let bytes = match section {
            Some(section) => section.bytes(self.file).get(le::index(address - section.address)..),
            None => self.file.get(le::index(address)..le::index(self.headers).min(self.file.len())),
        };
        bytes.unwrap_or_default()
    }

    /// How many functions the program imports, counted up to `max`.
    pub(crate) fn imports(&self, max: usize) -> usize {
        let Some((table, _)) = self.directory(IMPORTS) else { return 0 };
        let table = self.at(table);
        let word = if self.wide { 8 } else { 4 };
        let mut count = 0;
        for module in table.chunks_exact(20) {
            let (Some(names), Some(addresses)) = (le::u32(module, 0), le::u32(module, 16)) else { break };
            if addresses == 0 || count >= max {
                break;
            }
            let entries = self.at(if names == 0 { addresses } else { names }).chunks_exact(word);
            count +=
                entries.take(max - count).take_while(|entry| entry.iter().any(|byte| *byte != 0)).count();
        }
        count
    }

    /// The image as it lies in memory before anything of it ran.
    pub(crate) fn image(&self) -> Vec<u8> {
        let mut image = vec![0; le::index(self.size)];
        let headers = le::index(self.headers.max(PAGE_BYTES)).min(self.file.len()).min(image.len());
        le::put(&mut image, 0, self.file.get(..headers).unwrap_or_default());
        for section in &self.sections {
            let bytes = section.bytes(self.file);
            let room = image.len().saturating_sub(le::index(section.address));
            le::put(&mut image, le::index(section.address), bytes.get(..room).unwrap_or(bytes));
        }
        image
    }
}

fn section(file: &[u8], at: usize, flat: bool) -> Option<Section> {
    let word = |offset| le::u32(file, at + offset);
    let (size, address, raw, offset, flags) = (word(8)?, word(12)?, word(16)?, word(20)?, word(36)?);
    let size = if size == 0 { raw } else { size };
    // Whole sectors are read, from the one in which the section begins to the one in which it ends.
    let begin = if flat || raw == 0 { offset } else { offset / SECTOR_BYTES * SECTOR_BYTES };
    let end = offset.saturating_add(raw);
    let end = if flat || raw == 0 { end } else { end.checked_next_multiple_of(SECTOR_BYTES).unwrap_or(end) };
    Some(Section {
        address,
        size: size.checked_next_multiple_of(PAGE_BYTES)?,
        raw: end - begin,
        offset: le::index(begin),
        flags,
    })
}
