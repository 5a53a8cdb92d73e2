//! ISO 9660 (ECMA-119), Joliet, and the names of Rock Ridge (IEEE P1282).

use super::{DEPTH_MAX, FIRST, File, Listing, SECTOR_BYTES};
use crate::{le, path};

/// A file's name is in UCS-2, as Joliet has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Names {
    Plain,
    Joliet,
}

/// Lists the files of all volumes of the image: those with long names first, as they name them better.
pub(super) fn list(bytes: &[u8], listing: &mut Listing) {
    let mut roots = Vec::new();
    for sector in FIRST..FIRST + 64 {
        let at = sector * SECTOR_BYTES;
        let Some(volume) = le::slice(bytes, at, SECTOR_BYTES) else { break };
        if volume.get(1..6) != Some(b"CD001") {
            break;
        }
        let Some(root) = volume.get(156..190).and_then(Record::parse) else { continue };
        match volume.first() {
            Some(1) => roots.push((Names::Plain, root)),
            Some(2) => {
                let joliet = matches!(volume.get(88..91), Some([0x25, 0x2f, 0x40 | 0x43 | 0x45]));
                roots.push((if joliet { Names::Joliet } else { Names::Plain }, root));
            }
            Some(255) => break,
            _ => {}
        }
    }
    if roots.is_empty() {
        listing.damaged = true;
    }
    // Rock Ridge's names come with everything else of Unix, such as their case.
    let rock_ridge = roots.first().is_some_and(|(_, root)| {
        let folder = le::slice_upto(bytes, root.offset(), SECTOR_BYTES as u64);
        memchr::memmem::find(folder.get(..256).unwrap_or(folder), b"SP\x07\x01\xbe\xef").is_some()
    });
    if !rock_ridge {
        roots.sort_by_key(|(names, _)| *names == Names::Plain);
    }
    for (names, root) in roots {
        folders(bytes, names, &root, listing);
    }
}

struct Record<'a> {
    extent: u64,
    bytes: u64,
    flags: u8,
    name: &'a [u8],
    /// What follows the name: Rock Ridge's.
    system: &'a [u8],
}

const FLAG_FOLDER: u8 = 2;
const FLAG_MORE: u8 = 0x80;

impl<'a> Record<'a> {
    /// A record, which begins with its length.
    fn parse(record: &'a [u8]) -> Option<Self> {
        let name_len = usize::from(*record.get(32)?);
        let name = le::slice(record, 33, name_len)?;
        let system = record.get((33 + name_len).next_multiple_of(2)..).unwrap_or_default();
        Some(Self {
            extent: u64::from(le::u32(record, 2)?),
            bytes: u64::from(le::u32(record, 10)?),
            flags: *record.get(25)?,
            name,
            system,
        })
    }

    fn offset(&self) -> usize {
        usize::try_from(self.extent.saturating_mul(SECTOR_BYTES as u64)).unwrap_or(usize::MAX)
    }

    fn name(&self, names: Names) -> String {
        if names == Names::Joliet {
            let units =
                self.name.chunks_exact(2).filter_map(|unit| unit.try_into().ok().map(u16::from_be_bytes));
            let name: String =
                char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
            return without_version(&name).to_owned();
        }
        self.rock_ridge().unwrap_or_else(|| {
            let name = path::latin1(self.name);
            without_version(&name).trim_end_matches('.').to_owned()
        })
    }

    /// The `NM` entries, joined.
    fn rock_ridge(&self) -> Option<String> {
        let mut rest = self.system;
        let mut name = Vec::new();
        while let [first, second, len, _, ..] = rest {
            let len = usize::from(*len);
            let (entry, after) = rest.split_at_checked(len.max(4))?;
            if [*first, *second] == *b"NM" {
                name.extend_from_slice(entry.get(5..).unwrap_or_default());
            }
            rest = after;
        }
        (!name.is_empty()).then(|| path::latin1(&name))
    }
}

/// `SETUP.EXE` of `SETUP.EXE;1`.
fn without_version(name: &str) -> &str {
    name.rsplit_once(';').map_or(name, |(name, _)| name)
}

fn folders(bytes: &[u8], names: Names, root: &Record<'_>, listing: &mut Listing) {
    let mut seen = std::collections::HashSet::from([root.extent]);
    let mut queue = std::collections::VecDeque::from([(root.offset(), root.bytes, String::new(), 0)]);
    while let Some((offset, len, path, depth)) = queue.pop_front() {
        let folder = le::slice_upto(bytes, offset, len);
        listing.damaged |= (folder.len() as u64) < len;
        if !listing.count_folder(folder.len() as u64) {
            return;
        }
        let mut pieces: Vec<(u64, u64)> = Vec::new();
        for record in records(folder) {
            if !listing.count() {
                return;
            }
            // The folder itself and the one that it is in.
            if matches!(record.name, [0 | 1]) {
                continue;
            }
            let name = record.name(names);
            let path = if path.is_empty() { name } else { format!("{path}/{name}") };
            if record.flags & FLAG_FOLDER != 0 {
                if depth < DEPTH_MAX && seen.insert(record.extent) {
                    queue.push_back((record.offset(), record.bytes, path, depth + 1));
                }
                continue;
            }
            pieces.push((record.offset() as u64, record.bytes));
            // A file of more than 4 GiB goes on in the next record.
            if record.flags & FLAG_MORE == 0 {
                let pieces = std::mem::take(&mut pieces);
                let bytes = pieces.iter().fold(0, |sum: u64, piece| sum.saturating_add(piece.1));
                listing.add(File { path, pieces, bytes });
            }
        }
    }
}

/// The records of a folder; none goes over a sector's end, and a sector's rest is empty.
fn records(folder: &[u8]) -> impl Iterator<Item = Record<'_>> {
    folder.chunks(SECTOR_BYTES).flat_map(|sector| {
        let mut at = 0;
        std::iter::from_fn(move || {
            let len = usize::from(*sector.get(at)?);
            let record = sector.get(at..at + len).filter(|_| len > 0)?;
            at += len;
            Record::parse(record)
        })
    })
}
