//! Apple's disk images (UDIF): a trailer, a property list that names the partitions, and for each a table of chunks that
//! are packed one by one. What is shown are the partitions as they lie on the disk; their file systems are not read, and
//! chunks of nothing but zeros are left out.
//!
//! The format is not published; it is described by Jonathan Levin ("Demystifying the DMG File Format").

use assay_findings::{IncompleteReason, Label};
use flate2::read::ZlibDecoder;

use crate::{
    compressors,
    formats::{Container, Hints},
    le,
    members::{Filled, Member, Members, Stop},
    source::{Plain, Source, Unpacking},
    text,
};

const TRAILER_BYTES: usize = 512;
/// The largest property list.
const LIST_MAX_BYTES: u64 = 16 << 20;
/// Partitions that are shown.
const PARTITIONS_MAX: usize = 128;
const TABLE_BYTES: usize = 204;
const CHUNK_BYTES: usize = 40;

/// Kinds of chunks.
const ZEROS: u32 = 0;
const RAW: u32 = 1;
const UNUSED: u32 = 2;
const ZLIB: u32 = 0x8000_0005;
const BZIP2: u32 = 0x8000_0006;
const LZMA: u32 = 0x8000_0008;
const COMMENT: u32 = 0x7fff_fffe;
const END: u32 = 0xffff_ffff;

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    le::array(bytes, at).map(u32::from_be_bytes)
}

fn long(bytes: &[u8], at: usize) -> Option<u64> {
    le::array(bytes, at).map(u64::from_be_bytes)
}

fn trailer(bytes: &[u8]) -> Option<&[u8]> {
    let trailer = bytes.get(bytes.len().checked_sub(TRAILER_BYTES)?..)?;
    (trailer.starts_with(b"koly") && word(trailer, 8) == Some(512)).then_some(trailer)
}

pub(crate) fn starts(bytes: &[u8]) -> bool {
    trailer(bytes).is_some()
}

pub(crate) fn open<'a>(bytes: &'a [u8], _hints: Hints<'_>) -> Box<dyn Container + 'a> {
    Box::new(Image { bytes })
}

struct Image<'a> {
    bytes: &'a [u8],
}

impl Container for Image<'_> {
    fn labels(&self) -> Vec<Label> {
        Vec::new()
    }

    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        let (tables, data) = self.tables().unwrap_or_default();
        if tables.is_empty() {
            out.note(IncompleteReason::Damaged);
        }
        for (index, table) in tables.iter().enumerate() {
            let mut member = out.begin(&format!("partition-{}.img", index + 1))?;
            if self.fill(&mut member, table, data, out).is_none() {
                member.incomplete(IncompleteReason::Damaged);
            }
            out.finish(member)?;
        }
        Ok(())
    }
}

impl<'a> Image<'a> {
    /// The tables of the partitions, and where their data begin.
    fn tables(&self) -> Option<(Vec<Vec<u8>>, u64)> {
        let trailer = trailer(self.bytes)?;
        let at = usize::try_from(long(trailer, 216)?).ok()?;
        let list = le::slice_upto(self.bytes, at, long(trailer, 224)?.min(LIST_MAX_BYTES));
        let list = list.get(memchr::memmem::find(list, b"<key>blkx</key>")?..)?;
        let list = list.get(..memchr::memmem::find(list, b"</array>")?)?;
        let mut tables = Vec::new();
        let mut rest = list;
        while let Some(begin) =
            memchr::memmem::find(rest, b"<data>").filter(|_| tables.len() < PARTITIONS_MAX)
        {
            rest = rest.get(begin + 6..)?;
            let end = memchr::memchr(b'<', rest)?;
            let table = text::base64(rest.get(..end)?);
            if table.starts_with(b"mish") {
                tables.push(table);
            }
            rest = rest.get(end..)?;
        }
        Some((tables, long(trailer, 24)?))
    }

    /// Unpacks a partition's chunks, one behind the other; `None` where its table is damaged.
    fn fill(&self, member: &mut Member, table: &[u8], data: u64, out: &mut Members<'_, '_>) -> Option<()> {
        let start = data.checked_add(long(table, 24)?)?;
        let chunks = table.get(TABLE_BYTES..)?.chunks_exact(CHUNK_BYTES);
        for chunk in chunks.take(usize::try_from(word(table, 200)?).ok()?) {
            let kind = word(chunk, 0)?;
            let offset = usize::try_from(start.checked_add(long(chunk, 24)?)?).ok()?;
            let packed: &'a [u8] = le::slice_upto(self.bytes, offset, long(chunk, 32)?);
            let mut source: Box<dyn Source + 'a> = match kind {
                ZEROS | UNUSED | COMMENT => continue,
                END => break,
                RAW => Box::new(Plain::new(packed)),
                ZLIB => Box::new(Unpacking::new(ZlibDecoder::new(packed), packed.len())),
                BZIP2 if compressors::bzip2_starts(packed) => compressors::bzip2(packed),
                LZMA if compressors::xz_starts(packed) => compressors::xz(packed),
                _ => {
                    member.incomplete(IncompleteReason::Method);
                    continue;
                }
            };
            const SECTOR_BYTES: u64 = 512;
            let stated = long(chunk, 16)?.checked_mul(SECTOR_BYTES)?;
            match out.fill(member, source.as_mut(), stated) {
                Filled::Wanted => {}
                Filled::Ended | Filled::Damaged => member.incomplete(IncompleteReason::Damaged),
                Filled::Cut => break,
            }
        }
        Some(())
    }
}
