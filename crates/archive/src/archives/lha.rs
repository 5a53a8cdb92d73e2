//! LHA and LZH: headers of all levels, methods lh0 to lh7, lhd, lzs, lz4 and lz5.

use assay_findings::{IncompleteReason, Label};
use delharc::{CompressionMethod, LhaHeader};

use super::lzh::Lzh;
use crate::{
    formats::{Container, Hints},
    le,
    members::{Filled, Members, Stop},
    source::Plain,
};

pub(crate) fn starts(bytes: &[u8]) -> bool {
    let method: Option<[u8; 5]> = le::array(bytes, 2);
    matches!(method, Some([b'-', b'l', b'h' | b'z', b'0'..=b'9' | b'd' | b's' | b'x', b'-']))
        && bytes.get(20).is_some_and(|&level| level <= 3)
}

pub(crate) fn open<'a>(bytes: &'a [u8], _hints: Hints<'_>) -> Box<dyn Container + 'a> {
    Box::new(Lha { rest: bytes })
}

struct Lha<'a> {
    rest: &'a [u8],
}

impl Container for Lha<'_> {
    fn labels(&self) -> Vec<Label> {
        Vec::new()
    }

    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        // Each header takes some bytes, so that this ends.
        loop {
            let header = match LhaHeader::read(&mut self.rest) {
                Ok(Some(header)) => header,
                Ok(None) => return Ok(()),
                Err(_) => {
                    out.note(IncompleteReason::Damaged);
                    return Ok(());
                }
            };
            let packed = le::slice_upto(self.rest, 0, header.compressed_size);
            let cut = (packed.len() as u64) < header.compressed_size;
            self.rest = self.rest.get(packed.len()..).unwrap_or_default();
            if !header.is_directory() {
                show(&header, packed, cut, out)?;
            }
            if cut {
                return Ok(());
            }
        }
    }
}

fn show(header: &LhaHeader, packed: &[u8], cut: bool, out: &mut Members<'_, '_>) -> Result<(), Stop> {
    let mut member = out.begin(&header.parse_pathname_to_str())?;
    out.lies_in(&mut member, packed);
    let filled = match header.compression_method() {
        Ok(CompressionMethod::Lh0 | CompressionMethod::Lz4) => {
            out.fill(&mut member, &mut Plain::new(packed), u64::MAX)
        }
        Ok(
            method @ (CompressionMethod::Lh1
            | CompressionMethod::Lh4
            | CompressionMethod::Lh5
            | CompressionMethod::Lh6
            | CompressionMethod::Lh7
            | CompressionMethod::Lzs
            | CompressionMethod::Lz5),
        ) => out.fill(&mut member, &mut Lzh::new(method, packed, header.original_size), u64::MAX),
        _ => {
            member.leave_packed(IncompleteReason::Method);
            out.fill(&mut member, &mut Plain::new(packed), u64::MAX);
            return out.finish(member);
        }
    };
    let sum = crc16(member.bytes());
    if cut || filled == Filled::Damaged || filled == Filled::Ended && sum != header.file_crc {
        member.incomplete(IncompleteReason::Damaged);
    }
    out.finish(member)
}

/// CRC-16/ARC.
pub(super) fn crc16(bytes: &[u8]) -> u16 {
    let mut crc = delharc::crc::Crc16::default();
    crc.digest(bytes);
    crc.sum16()
}
