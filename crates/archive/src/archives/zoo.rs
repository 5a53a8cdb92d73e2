//! zoo (its `zoo.h`): stored, LZW of 9 to 13 bits, and lh5.

use assay_findings::{IncompleteReason, Label};
use delharc::CompressionMethod;

use super::{lha::crc16, lzh::Lzh};
use crate::{
    compressors::Lzw,
    formats::{Container, Hints},
    le,
    members::{Filled, Members, Stop},
    path,
    source::{Plain, Source},
};

const TAG: [u8; 4] = [0xdc, 0xa7, 0xc4, 0xfd];
/// Entries that are looked at: they are a chain, which can bite its tail.
const ENTRIES_MAX: usize = 100_000;

pub(crate) fn starts(bytes: &[u8]) -> bool {
    le::array(bytes, 20) == Some(TAG)
}

pub(crate) fn open<'a>(bytes: &'a [u8], _hints: Hints<'_>) -> Box<dyn Container + 'a> {
    Box::new(Zoo { bytes })
}

struct Entry<'a> {
    method: u8,
    next: usize,
    packed: &'a [u8],
    whole: bool,
    unpacked_bytes: u32,
    crc16: u16,
    name: String,
}

impl<'a> Entry<'a> {
    fn parse(bytes: &'a [u8], at: usize) -> Option<Self> {
        let entry = bytes.get(at..)?;
        if le::array(entry, 0) != Some(TAG) {
            return None;
        }
        let next = usize::try_from(le::u32(entry, 6)?).ok()?;
        let offset = usize::try_from(le::u32(entry, 10).unwrap_or_default()).ok()?;
        let size = le::u32(entry, 24).unwrap_or_default();
        let packed = le::slice_upto(bytes, offset, u64::from(size));
        Some(Self {
            method: *entry.get(5)?,
            next,
            packed,
            whole: packed.len() as u64 == u64::from(size),
            unpacked_bytes: le::u32(entry, 20).unwrap_or_default(),
            crc16: le::u16(entry, 18).unwrap_or_default(),
            name: name(entry).unwrap_or_default(),
        })
    }
}

/// The long name with its folder where there is one, else that of DOS.
fn name(entry: &[u8]) -> Option<String> {
    let until_nul = |name: &[u8]| {
        let end = memchr::memchr(0, name).unwrap_or(name.len());
        path::utf8_or_cp437(name.get(..end).unwrap_or_default()).into_owned()
    };
    let short = until_nul(le::slice(entry, 38, 13)?);
    let long = || {
        let has_long = entry.get(4) == Some(&2) && le::u16(entry, 51)? >= 2;
        let name_len = usize::from(*entry.get(56)?);
        let folder_len = usize::from(*entry.get(57)?);
        let name = until_nul(le::slice(entry, 58, name_len)?);
        let folder = until_nul(le::slice(entry, 58 + name_len, folder_len)?);
        let name = if name.is_empty() { short.clone() } else { name };
        has_long.then(|| if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") })
    };
    Some(long().unwrap_or_else(|| short.clone()))
}

struct Zoo<'a> {
    bytes: &'a [u8],
}

impl Container for Zoo<'_> {
    fn labels(&self) -> Vec<Label> {
        Vec::new()
    }

    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        let mut at = le::u32(self.bytes, 24).and_then(|at| usize::try_from(at).ok()).unwrap_or(usize::MAX);
        for _ in 0..ENTRIES_MAX {
            let Some(entry) = Entry::parse(self.bytes, at) else {
                out.note(IncompleteReason::Damaged);
                return Ok(());
            };
            // The last one is empty.
            if entry.next == 0 {
                return Ok(());
            }
            at = entry.next;
            show(&entry, out)?;
        }
        out.note(IncompleteReason::DecompressMaxFileCount);
        Ok(())
    }
}

fn show(entry: &Entry<'_>, out: &mut Members<'_, '_>) -> Result<(), Stop> {
    let mut member = out.begin(&entry.name)?;
    out.lies_in(&mut member, entry.packed);
    let packed = entry.packed;
    let mut source: Box<dyn Source + '_> = match entry.method {
        0 => Box::new(Plain::new(packed)),
        1 => Box::new(Lzw::zoo(packed)),
        2 => Box::new(Lzh::new(CompressionMethod::Lh5, packed, u64::from(entry.unpacked_bytes))),
        _ => {
            member.leave_packed(IncompleteReason::Method);
            Box::new(Plain::new(packed))
        }
    };
    let filled = out.fill(&mut member, source.as_mut(), u64::MAX);
    let fits = entry.method > 2 || crc16(member.bytes()) == entry.crc16;
    if filled == Filled::Damaged || filled == Filled::Ended && !(fits && entry.whole) {
        member.incomplete(IncompleteReason::Damaged);
    }
    out.finish(member)
}
