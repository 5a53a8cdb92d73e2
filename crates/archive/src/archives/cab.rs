//! Microsoft cabinets ([MS-CAB]): stored, MSZIP, LZX; Quantum is named only.

use assay_findings::{IncompleteReason, Label};
use flate2::{Decompress, FlushDecompress};
use lzxd::{Lzxd, WindowSize};

use crate::{
    formats::{Container, Hints},
    labels, le,
    members::{Filled, Members, Stop},
    path,
    source::{Fault, Source},
};

const FLAG_PREVIOUS: u16 = 1;
const FLAG_NEXT: u16 = 2;
const FLAG_RESERVE: u16 = 4;
/// The name is UTF-8.
const ATTRIBUTE_UTF8: u16 = 0x80;
/// Folders that begin or go on in another cabinet have numbers from here on.
const FOLDER_SPLIT: u16 = 0xfffd;
/// A block unpacks to no more.
const BLOCK_MAX_BYTES: usize = 32 << 10;

pub(crate) fn starts(bytes: &[u8]) -> bool {
    bytes.starts_with(b"MSCF\0\0\0\0")
}

pub(crate) fn open<'a>(bytes: &'a [u8], _hints: Hints<'_>) -> Box<dyn Container + 'a> {
    Box::new(Cab { cabinet: Cabinet::parse(bytes) })
}

struct Entry<'a> {
    name: &'a [u8],
    utf8: bool,
    folder: u16,
    offset: u64,
    bytes: u64,
}

struct Folder {
    first_block: usize,
    blocks: u16,
    method: u16,
}

struct Cabinet<'a> {
    bytes: &'a [u8],
    folders: Vec<Folder>,
    /// By folder, then by place.
    entries: Vec<Entry<'a>>,
    /// Bytes before each block's content that are the maker's own.
    reserve: usize,
    /// Fewer entries could be read than are stated.
    damaged: bool,
}

impl<'a> Cabinet<'a> {
    fn parse(bytes: &'a [u8]) -> Option<Self> {
        let mut at = 36;
        let flags = le::u16(bytes, 30)?;
        let (mut folder_reserve, mut reserve) = (0, 0);
        if flags & FLAG_RESERVE != 0 {
            let header_reserve = usize::from(le::u16(bytes, 36)?);
            folder_reserve = usize::from(*bytes.get(38)?);
            reserve = usize::from(*bytes.get(39)?);
            at = 40 + header_reserve;
        }
        for flag in [FLAG_PREVIOUS, FLAG_NEXT] {
            // The name of that cabinet and of its disk.
            for _ in 0..if flags & flag != 0 { 2 } else { 0 } {
                at += memchr::memchr(0, bytes.get(at..)?)? + 1;
            }
        }
        let folders = (0..usize::from(le::u16(bytes, 26)?)).map_while(|index| {
            let at = at + index * (8 + folder_reserve);
            Some(Folder {
                first_block: usize::try_from(le::u32(bytes, at)?).ok()?,
                blocks: le::u16(bytes, at + 4)?,
                method: le::u16(bytes, at + 6)?,
            })
        });
        let folders = folders.collect();
        let count = usize::from(le::u16(bytes, 28)?);
        let mut at = usize::try_from(le::u32(bytes, 16)?).ok()?;
        let mut entries = Vec::new();
        while let Some((entry, len)) = Entry::parse(bytes, at).filter(|_| entries.len() < count) {
            entries.push(entry);
            at += len;
        }
        entries.sort_by_key(|entry| (entry.folder, entry.offset));
        Some(Self { bytes, folders, damaged: entries.len() < count, entries, reserve })
    }
}

impl<'a> Entry<'a> {
    /// An entry and its length.
    fn parse(bytes: &'a [u8], at: usize) -> Option<(Self, usize)> {
        let rest = bytes.get(at..)?;
        let name = rest.get(16..)?;
        let name = name.get(..memchr::memchr(0, name.get(..name.len().min(4096))?)?)?;
        let entry = Self {
            name,
            utf8: le::u16(rest, 14)? & ATTRIBUTE_UTF8 != 0,
            folder: le::u16(rest, 8)?,
            offset: u64::from(le::u32(rest, 4)?),
            bytes: u64::from(le::u32(rest, 0)?),
        };
        Some((entry, 16 + name.len() + 1))
    }
}

struct Cab<'a> {
    cabinet: Option<Cabinet<'a>>,
}

impl Container for Cab<'_> {
    fn labels(&self) -> Vec<Label> {
        let entries = self.cabinet.iter().flat_map(|cabinet| &cabinet.entries);
        labels::overlap(entries.map(|entry| (u64::from(entry.folder), entry.offset, entry.bytes)))
    }

    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        let Some(cabinet) = &self.cabinet else {
            out.note(IncompleteReason::Damaged);
            return Ok(());
        };
        if cabinet.damaged {
            out.note(IncompleteReason::Damaged);
        }
        for entries in cabinet.entries.chunk_by(|a, b| a.folder == b.folder) {
            let folder = entries.first().and_then(|entry| cabinet.folders.get(usize::from(entry.folder)));
            let blocks = folder.map(|folder| Blocks::new(cabinet, folder));
            match blocks {
                Some(Ok(mut blocks)) => show(entries, &mut blocks, out)?,
                Some(Err(fault)) => lack(entries, fault.reason(), out)?,
                None if entries.first().is_some_and(|entry| entry.folder >= FOLDER_SPLIT) => {
                    lack(entries, IncompleteReason::Volume, out)?;
                }
                None => lack(entries, IncompleteReason::Damaged, out)?,
            }
        }
        Ok(())
    }
}

/// Shows the members of one folder, in the order in which they lie there.
fn show(entries: &[Entry<'_>], blocks: &mut Blocks<'_>, out: &mut Members<'_, '_>) -> Result<(), Stop> {
    for (index, entry) in entries.iter().enumerate() {
        let Some(gap) = entry.offset.checked_sub(blocks.unpacked_bytes()) else {
            // What was passed is not unpacked again.
            lack(entries.get(index..=index).unwrap_or_default(), IncompleteReason::Damaged, out)?;
            continue;
        };
        match out.skip(blocks, gap) {
            Filled::Wanted => {}
            Filled::Cut => return Ok(()),
            _ => return lack(entries.get(index..).unwrap_or_default(), IncompleteReason::Damaged, out),
        }
        let mut member = out.begin(&entry.shown())?;
        let filled = out.fill(&mut member, blocks, entry.bytes);
        if matches!(filled, Filled::Damaged | Filled::Ended) {
            member.incomplete(IncompleteReason::Damaged);
        }
        out.finish(member)?;
    }
    Ok(())
}

fn lack(entries: &[Entry<'_>], reason: IncompleteReason, out: &mut Members<'_, '_>) -> Result<(), Stop> {
    entries.iter().try_for_each(|entry| {
        let mut member = out.begin(&entry.shown())?;
        member.leave_packed(reason);
        out.finish(member)
    })
}

impl Entry<'_> {
    fn shown(&self) -> String {
        if self.utf8 { String::from_utf8_lossy(self.name).into_owned() } else { path::latin1(self.name) }
    }
}

enum Method {
    Stored,
    MsZip,
    Lzx(Box<Lzxd>),
}

/// The blocks of a folder as one stream.
struct Blocks<'a> {
    bytes: &'a [u8],
    at: usize,
    left: u16,
    reserve: usize,
    method: Method,
    /// The present block, of which so many bytes were given away. MSZIP looks back into it from the next.
    block: Vec<u8>,
    given: usize,
    unpacked_bytes: u64,
    packed_bytes: u64,
}

impl<'a> Blocks<'a> {
    fn new(cabinet: &Cabinet<'a>, folder: &Folder) -> Result<Self, Fault> {
        let method = match folder.method & 0xf {
            0 => Method::Stored,
            1 => Method::MsZip,
            3 => Method::Lzx(Box::new(Lzxd::new(window(folder.method >> 8 & 0x1f).ok_or(Fault::Damaged)?))),
            _ => return Err(Fault::Method),
        };
        let packed = cabinet.bytes.len().saturating_sub(folder.first_block);
        Ok(Self {
            bytes: cabinet.bytes,
            at: folder.first_block,
            left: folder.blocks,
            reserve: cabinet.reserve,
            method,
            block: Vec::new(),
            given: 0,
            unpacked_bytes: 0,
            packed_bytes: packed as u64,
        })
    }

    /// Unpacks the next block; `false` behind the last.
    fn next(&mut self) -> Result<bool, Fault> {
        if self.left == 0 {
            return Ok(false);
        }
        let packed_len = usize::from(le::u16(self.bytes, self.at + 4).ok_or(Fault::Damaged)?);
        let len = usize::from(le::u16(self.bytes, self.at + 6).ok_or(Fault::Damaged)?);
        let content = self.at + 8 + self.reserve;
        let packed = le::slice(self.bytes, content, packed_len).ok_or(Fault::Damaged)?;
        if len > BLOCK_MAX_BYTES {
            return Err(Fault::Damaged);
        }
        self.left -= 1;
        self.at = content + packed_len;
        self.given = 0;
        self.block = match &mut self.method {
            Method::Stored => packed.to_vec(),
            Method::MsZip => inflate(packed, &self.block, len)?,
            Method::Lzx(lzx) => lzx.decompress_next(packed, len).map_err(|_| Fault::Damaged)?.to_vec(),
        };
        Ok(true)
    }
}

/// LZX states the power of its window.
pub(crate) fn window(power: u16) -> Option<WindowSize> {
    Some(match power {
        15 => WindowSize::KB32,
        16 => WindowSize::KB64,
        17 => WindowSize::KB128,
        18 => WindowSize::KB256,
        19 => WindowSize::KB512,
        20 => WindowSize::MB1,
        21 => WindowSize::MB2,
        22 => WindowSize::MB4,
        _ => return None,
    })
}

/// A block of MSZIP: deflate behind two letters, with the block before as its dictionary.
fn inflate(packed: &[u8], dictionary: &[u8], len: usize) -> Result<Vec<u8>, Fault> {
    let deflated = packed.strip_prefix(b"CK").ok_or(Fault::Damaged)?;
    let mut state = Decompress::new(false);
    if !dictionary.is_empty() {
        state.set_dictionary(dictionary).map_err(|_| Fault::Damaged)?;
    }
    let mut block = vec![0; len];
    let outcome = state.decompress(deflated, &mut block, FlushDecompress::None);
    if outcome.is_err() || state.total_out() < len as u64 {
        return Err(Fault::Damaged);
    }
    Ok(block)
}

impl Source for Blocks<'_> {
    fn read(&mut self, out: &mut Vec<u8>, want: usize) -> Result<usize, Fault> {
        if want == 0 {
            return Ok(0);
        }
        while self.given == self.block.len() {
            if !self.next()? {
                return Ok(0);
            }
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
        self.packed_bytes
    }
}
