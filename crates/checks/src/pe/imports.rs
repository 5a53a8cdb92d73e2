//! What a program takes from the system: names of functions in its import table (Microsoft, "PE Format", `.idata`).

use super::image::{Directory, Image};
use crate::read;

/// Libraries and functions that are read; large programs import some thousands.
const LIBRARIES_MAX: usize = 512;
const FUNCTIONS_MAX: usize = 10_000;
/// The longest name that matters.
const NAME_BYTES: usize = 64;
/// With these alone a program can fetch everything else, unseen.
const LOADERS: [&[u8]; 12] = [
    b"LoadLibraryA",
    b"LoadLibraryW",
    b"LoadLibraryExA",
    b"GetProcAddress",
    b"GetModuleHandleA",
    b"GetModuleHandleW",
    b"VirtualAlloc",
    b"VirtualProtect",
    b"VirtualFree",
    b"ExitProcess",
    b"LdrLoadDll",
    b"LdrGetProcedureAddress",
];

pub(super) struct Imports {
    /// Functions in all.
    pub(super) count: usize,
    /// Those of them that load others.
    pub(super) loaders: usize,
}

/// Counts what is imported, by name or number. `None` without a table.
pub(super) fn read(image: &Image<'_>) -> Option<Imports> {
    let mut at = image.offset(image.directory(Directory::Imports)?.0)?;
    let mut found = Imports { count: 0, loaders: 0 };
    for _ in 0..LIBRARIES_MAX {
        let (names, bound) = (read::u32(image.bytes, at)?, read::u32(image.bytes, at.checked_add(16)?)?);
        let table = if names == 0 { bound } else { names };
        if table == 0 {
            break;
        }
        if let Some(table) = image.offset(table) {
            functions(image, table, &mut found);
        }
        at = at.checked_add(20)?;
    }
    Some(found)
}

/// Counts the functions of one library.
fn functions(image: &Image<'_>, mut at: usize, found: &mut Imports) {
    let step = if image.wide { 8 } else { 4 };
    while found.count < FUNCTIONS_MAX {
        let entry = if image.wide {
            read::u64(image.bytes, at)
        } else {
            read::u32(image.bytes, at).map(|entry| u64::from(entry) | u64::from(entry >> 31) << 63)
        };
        let Some(entry) = entry.filter(|&entry| entry != 0) else { return };
        found.count += 1;
        // The highest bit says that the function is named by a number.
        let name = u32::try_from(entry).ok().and_then(|place| name(image, place));
        if name.is_some_and(|name| LOADERS.contains(&name)) {
            found.loaders += 1;
        }
        at += step;
    }
}

/// A name, behind the two bytes of its hint.
fn name<'b>(image: &Image<'b>, place: u32) -> Option<&'b [u8]> {
    let start = image.offset(place)?.checked_add(2)?;
    let rest = image.bytes.get(start..)?;
    rest[..rest.len().min(NAME_BYTES)].split(|&byte| byte == 0).next()
}
