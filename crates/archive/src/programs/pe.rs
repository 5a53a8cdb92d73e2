//! Windows programs (Microsoft's PE format): their resources, and where they end.

use super::{Carried, How, behind};
use crate::{formats, le};

/// Sections that are looked at; Windows loads 96.
const SECTIONS_MAX: usize = 512;
/// Resources that are looked at, folders among them.
const RESOURCES_MAX: usize = 10_000;
/// The smallest resource that can be a file.
const FILE_MIN_BYTES: usize = 64;

struct Section {
    address: u64,
    size: u64,
    offset: u64,
}

struct Program<'a> {
    bytes: &'a [u8],
    sections: Vec<Section>,
    resources: u64,
    /// Where signatures lie: behind the program, and no overlay.
    certificates: (usize, usize),
}

impl<'a> Program<'a> {
    fn parse(bytes: &'a [u8]) -> Option<Self> {
        let pe = usize::try_from(le::u32(bytes, 60)?).ok()?;
        if le::array(bytes, pe) != Some(*b"PE\0\0") {
            return None;
        }
        let sections = usize::from(le::u16(bytes, pe.checked_add(6)?)?).min(SECTIONS_MAX);
        let optional_bytes = usize::from(le::u16(bytes, pe + 20)?);
        let optional = pe + 24;
        let directories = optional + if le::u16(bytes, optional)? == 0x20b { 112 } else { 96 };
        let directory = |index: usize| {
            let at = directories + index * 8;
            (le::u32(bytes, at).unwrap_or_default(), le::u32(bytes, at + 4).unwrap_or_default())
        };
        let table = optional + optional_bytes;
        let sections = (0..sections).map_while(|index| {
            let at = table + index * 40;
            Some(Section {
                address: u64::from(le::u32(bytes, at + 12)?),
                size: u64::from(le::u32(bytes, at + 16)?),
                offset: u64::from(le::u32(bytes, at + 20)?),
            })
        });
        let (at, len) = directory(4);
        let at = usize::try_from(at).ok()?;
        let certificates = (at, at.saturating_add(usize::try_from(len).ok()?));
        Some(Self { bytes, sections: sections.collect(), resources: u64::from(directory(2).0), certificates })
    }

    /// Where an address lies in the file.
    fn offset(&self, address: u64) -> Option<usize> {
        let section = self.sections.iter().find(|section| {
            (section.address..section.address.saturating_add(section.size)).contains(&address)
        })?;
        usize::try_from(section.offset + (address - section.address)).ok()
    }

    /// The end of all sections.
    fn end(&self) -> usize {
        let end = self
            .sections
            .iter()
            .filter(|section| section.size > 0)
            .map(|section| section.offset + section.size)
            .max();
        end.and_then(|end| usize::try_from(end).ok()).unwrap_or(self.bytes.len())
    }

    /// Collects the resources that are files.
    fn resources(&self, max: usize, files: &mut Vec<Carried<'a>>) {
        let Some(root) = self.offset(self.resources).filter(|_| self.resources > 0) else { return };
        let mut left = RESOURCES_MAX;
        // Folders to look into, and the path so far: type, name, language. Deeper ones do not exist.
        let mut folders = vec![(root, String::from("resources"), 0)];
        while let Some((folder, path, depth)) = folders.pop() {
            let count = |at| le::u16(self.bytes, at).map_or(0, usize::from);
            let entries = count(folder + 12) + count(folder + 14);
            for index in 0..entries {
                if left == 0 || files.len() >= max {
                    return;
                }
                left -= 1;
                let at = folder + 16 + index * 8;
                let (Some(id), Some(place)) = (le::u32(self.bytes, at), le::u32(self.bytes, at + 4)) else {
                    break;
                };
                let path = format!("{path}/{}", self.name(root, id, depth));
                let Some(to) = usize::try_from(place & 0x7fff_ffff).ok().and_then(|to| root.checked_add(to))
                else {
                    continue;
                };
                if place >> 31 == 1 {
                    if depth < 2 {
                        folders.push((to, path, depth + 1));
                    }
                } else if let Some(content) = self.resource(to) {
                    files.push(Carried { name: path, content, how: How::File });
                }
            }
        }
    }

    /// A resource's bytes, if they are a file.
    fn resource(&self, entry: usize) -> Option<&'a [u8]> {
        let at = self.offset(u64::from(le::u32(self.bytes, entry)?))?;
        let content = le::slice_upto(self.bytes, at, u64::from(le::u32(self.bytes, entry + 4)?));
        (content.len() >= FILE_MIN_BYTES && formats::is_file(content)).then_some(content)
    }

    fn name(&self, root: usize, id: u32, depth: u8) -> String {
        if id >> 31 == 0 {
            return match (depth, id) {
                (0, 2) => "BITMAP".to_owned(),
                (0, 3) => "ICON".to_owned(),
                (0, 10) => "RCDATA".to_owned(),
                (0, 23) => "HTML".to_owned(),
                _ => id.to_string(),
            };
        }
        let name = usize::try_from(id & 0x7fff_ffff).ok().and_then(|at| {
            let at = root.checked_add(at)?;
            let units = usize::from(le::u16(self.bytes, at)?).min(256);
            let units =
                le::slice(self.bytes, at + 2, units * 2)?.chunks_exact(2).filter_map(|unit| le::u16(unit, 0));
            Some(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
        });
        name.unwrap_or_else(|| id.to_string())
    }
}

/// The files in a program's resources, and those behind it.
pub(super) fn files(bytes: &[u8], max: usize) -> Vec<Carried<'_>> {
    let Some(program) = Program::parse(bytes) else { return Vec::new() };
    let mut files = Vec::new();
    program.resources(max, &mut files);
    // In the order of the file, for a stack gives folders back to front.
    files.sort_by_key(|file| file.content.as_ptr().addr());
    let end = program.end();
    let (certificates, after) = program.certificates;
    if certificates > 0 && certificates >= end && after <= bytes.len() && certificates < after {
        files.extend(behind(bytes.get(..certificates).unwrap_or_default(), end));
        files.extend(behind(bytes, after));
    } else {
        files.extend(behind(bytes, end));
    }
    files
}
