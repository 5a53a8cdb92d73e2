//! The headers of a Windows program (Microsoft, "PE Format").

use crate::read;

/// Windows loads no more sections.
const SECTIONS_MAX: usize = 96;
pub(super) const EXECUTE: u32 = 0x2000_0000;
pub(super) const WRITE: u32 = 0x8000_0000;

/// Data directories that are looked at.
#[derive(Clone, Copy)]
pub(super) enum Directory {
    Imports = 1,
    Resources = 2,
    Certificates = 4,
    Tls = 9,
    DotNet = 14,
}

pub(super) struct Section {
    /// Where it lies in memory, from the image's base.
    pub(super) address: u32,
    /// Bytes in memory.
    pub(super) size: u32,
    /// Where it lies in the file.
    pub(super) raw: usize,
    /// Bytes in the file.
    pub(super) raw_size: usize,
    pub(super) flags: u32,
}

impl Section {
    /// Whether an address is within it. Linkers exist that write no size in memory.
    pub(super) fn holds(&self, address: u32) -> bool {
        let size = self.size.max(u32::try_from(self.raw_size).unwrap_or(0));
        address.checked_sub(self.address).is_some_and(|inside| inside < size)
    }

    /// What of it is in the file.
    pub(super) fn content<'b>(&self, bytes: &'b [u8]) -> Option<&'b [u8]> {
        let rest = bytes.get(self.raw..)?;
        Some(&rest[..rest.len().min(self.raw_size)])
    }
}

pub(super) struct Image<'b> {
    pub(super) bytes: &'b [u8],
    /// 64 bits wide.
    pub(super) wide: bool,
    pub(super) entry: u32,
    base: u64,
    pub(super) sections: Vec<Section>,
    /// Where the table of directories lies, and where it ends.
    directories: (usize, usize),
}

impl<'b> Image<'b> {
    pub(super) fn parse(bytes: &'b [u8]) -> Option<Self> {
        if !bytes.starts_with(b"MZ") {
            return None;
        }
        let header = read::index(read::u32(bytes, 0x3c)?);
        if read::array(bytes, header)? != *b"PE\0\0" {
            return None;
        }
        let count = usize::from(read::u16(bytes, header.checked_add(6)?)?).min(SECTIONS_MAX);
        let optional = header.checked_add(24)?;
        let end = optional.checked_add(usize::from(read::u16(bytes, header.checked_add(20)?)?))?;
        let wide = match read::u16(bytes, optional)? {
            0x10b => false,
            0x20b => true,
            _ => return None,
        };
        let base = if wide {
            read::u64(bytes, optional.checked_add(24)?)?
        } else {
            u64::from(read::u32(bytes, optional.checked_add(28)?)?)
        };
        let sections = (0..count).map_while(|index| section(bytes, end.checked_add(index * 40)?)).collect();
        Some(Self {
            bytes,
            wide,
            entry: read::u32(bytes, optional.checked_add(16)?)?,
            base,
            sections,
            directories: (optional.checked_add(if wide { 112 } else { 96 })?, end),
        })
    }

    /// A directory's address and size; `None` where there is none.
    pub(super) fn directory(&self, which: Directory) -> Option<(u32, u32)> {
        let (start, end) = self.directories;
        let at = start.checked_add(which as usize * 8)?;
        if at.checked_add(8)? > end {
            return None;
        }
        let place = (read::u32(self.bytes, at)?, read::u32(self.bytes, at + 4)?);
        (place.0 != 0 && place.1 != 0).then_some(place)
    }

    /// The section that an address is in.
    pub(super) fn section_of(&self, address: u32) -> Option<&Section> {
        self.sections.iter().find(|section| section.holds(address))
    }

    /// Where an address lies in the file.
    pub(super) fn offset(&self, address: u32) -> Option<usize> {
        let section = self.section_of(address)?;
        let inside = read::index(address - section.address);
        if inside < section.raw_size { section.raw.checked_add(inside) } else { None }
    }

    /// An address of the loaded program as one from the image's base.
    pub(super) fn relative(&self, address: u64) -> Option<u32> {
        u32::try_from(address.checked_sub(self.base)?).ok()
    }

    /// What lies behind the last section.
    pub(super) fn overlay(&self) -> Option<(usize, &'b [u8])> {
        let end = self.sections.iter().map(|section| section.raw.saturating_add(section.raw_size)).max()?;
        Some((end, self.bytes.get(end..)?))
    }
}

fn section(bytes: &[u8], at: usize) -> Option<Section> {
    Some(Section {
        size: read::u32(bytes, at.checked_add(8)?)?,
        address: read::u32(bytes, at.checked_add(12)?)?,
        raw_size: read::index(read::u32(bytes, at.checked_add(16)?)?),
        raw: read::index(read::u32(bytes, at.checked_add(20)?)?),
        flags: read::u32(bytes, at.checked_add(36)?)?,
    })
}
