//! The tables of an ELF program: segments, sections and the symbols that it shows to others (System V ABI, chapters
//! 4 and 5). Little-endian only: what is rare is not worth a second reader.

use crate::read;

/// The most segments and sections that are looked at.
const SEGMENTS_MAX: usize = 64;
const SECTIONS_MAX: usize = 512;
/// The most symbols that are looked at; libraries of C have some 3,000.
const SYMBOLS_MAX: usize = 8192;
/// Segments: loaded, dynamic.
pub(super) const LOAD: u32 = 1;
const DYNAMIC: u32 = 2;
pub(super) const INTERPRETER: u32 = 3;
/// Entries of the dynamic segment: names, symbols.
const NAMES: u64 = 5;
const SYMBOLS: u64 = 6;

#[derive(Clone, Copy)]
pub(super) struct Segment {
    pub(super) kind: u32,
    pub(super) flags: u32,
    /// Where it lies in the file, and how many bytes of it do.
    pub(super) offset: u64,
    pub(super) length: u64,
    /// Where it lies in memory, and how many bytes there.
    pub(super) address: u64,
    pub(super) memory: u64,
}

pub(super) struct Image<'b> {
    bytes: &'b [u8],
    wide: bool,
    pub(super) entry: u64,
    pub(super) segments: Vec<Segment>,
    /// Place, size of an entry, and count of the sections.
    sections: (u64, u16, u16),
}

impl<'b> Image<'b> {
    /// A program or a library; objects and memory images are neither.
    pub(super) fn parse(bytes: &'b [u8]) -> Option<Self> {
        if !bytes.starts_with(b"\x7fELF") || bytes.get(5) != Some(&1) {
            return None;
        }
        let wide = *bytes.get(4)? == 2;
        if !matches!(read::u16(bytes, 16)?, 2 | 3) {
            return None;
        }
        let number = |at: usize| number(bytes, wide, at);
        let counts = if wide { 54 } else { 42 };
        let size = usize::from(read::u16(bytes, counts)?);
        let count = usize::from(read::u16(bytes, counts + 2)?).min(SEGMENTS_MAX);
        let table = usize::try_from(number(if wide { 32 } else { 28 })?).ok()?;
        let segments = (0..count)
            .map(|index| segment(bytes, wide, table.checked_add(index.checked_mul(size)?)?))
            .collect::<Option<Vec<_>>>()?;
        let sections = (
            number(if wide { 40 } else { 32 })?,
            read::u16(bytes, counts + 4)?,
            read::u16(bytes, counts + 6)?,
        );
        Some(Self { bytes, wide, entry: number(24)?, segments, sections })
    }

    /// Whether there is a table of sections: linkers write one, packers and attackers take it away.
    pub(super) fn has_sections(&self) -> bool {
        self.sections.2 > 0
    }

    /// Whether an address is in a section of code; `None` without such sections.
    pub(super) fn is_in_code_section(&self, address: u64) -> Option<bool> {
        let (table, size, count) = self.sections;
        let table = usize::try_from(table).ok()?;
        let mut any = false;
        for index in 0..usize::from(count).min(SECTIONS_MAX) {
            let at = table.checked_add(index.checked_mul(usize::from(size))?)?;
            let (flags, start, length) = if self.wide {
                (at.checked_add(8)?, at.checked_add(16)?, at.checked_add(32)?)
            } else {
                (at.checked_add(8)?, at.checked_add(12)?, at.checked_add(20)?)
            };
            // In memory, and executable.
            if self.number(flags)? & 6 == 6 {
                any = true;
                let inside = address.checked_sub(self.number(start)?);
                if inside.is_some_and(|inside| self.number(length).is_some_and(|length| inside < length)) {
                    return Some(true);
                }
            }
        }
        any.then_some(false)
    }

    /// Shows `see` the name of every dynamic symbol, and whether it is defined here.
    pub(super) fn symbols(&self, see: &mut dyn FnMut(&[u8], bool)) -> Option<()> {
        let dynamic = self.segments.iter().find(|segment| segment.kind == DYNAMIC)?;
        let word = if self.wide { 8 } else { 4 };
        let (mut names, mut symbols) = (None, None);
        let start = usize::try_from(dynamic.offset).ok()?;
        for index in 0..256 {
            let at = start.checked_add(index * word * 2)?;
            match self.number(at)? {
                0 => break,
                NAMES => names = self.number(at + word),
                SYMBOLS => symbols = self.number(at + word),
                _ => {}
            }
        }
        let (names, symbols) = (self.offset(names?)?, self.offset(symbols?)?);
        let size = if self.wide { 24 } else { 16 };
        for index in 1..SYMBOLS_MAX {
            let at = symbols.checked_add(index * size)?;
            // Nothing says how many there are, but linkers put the names right behind them.
            if symbols < names && at >= names {
                break;
            }
            let name = names.checked_add(read::index(read::u32(self.bytes, at)?))?;
            let section = read::u16(self.bytes, at + if self.wide { 6 } else { 14 })?;
            let rest = self.bytes.get(name..)?;
            let name = rest[..rest.len().min(64)].split(|&byte| byte == 0).next().unwrap_or_default();
            see(name, section != 0);
        }
        Some(())
    }

    /// Where an address lies in the file.
    fn offset(&self, address: u64) -> Option<usize> {
        let segment = self.segments.iter().find(|segment| {
            segment.kind == LOAD
                && address.checked_sub(segment.address).is_some_and(|inside| inside < segment.length)
        })?;
        usize::try_from(segment.offset.checked_add(address - segment.address)?).ok()
    }

    fn number(&self, at: usize) -> Option<u64> {
        number(self.bytes, self.wide, at)
    }
}

/// A number as wide as the program's addresses.
fn number(bytes: &[u8], wide: bool, at: usize) -> Option<u64> {
    if wide { read::u64(bytes, at) } else { read::u32(bytes, at).map(u64::from) }
}

fn segment(bytes: &[u8], wide: bool, at: usize) -> Option<Segment> {
    let flags = read::u32(bytes, at.checked_add(if wide { 4 } else { 24 })?)?;
    let places = if wide { [8, 32, 16, 40] } else { [4, 16, 8, 20] };
    let field = |index: usize| number(bytes, wide, at.checked_add(places[index])?);
    Some(Segment {
        kind: read::u32(bytes, at)?,
        flags,
        offset: field(0)?,
        length: field(1)?,
        address: field(2)?,
        memory: field(3)?,
    })
}
