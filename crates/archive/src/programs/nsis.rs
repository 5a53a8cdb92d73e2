//! Nullsoft's installers: what they unpack, without the script that says where to.
//!
//! Behind a header of 28 bytes stand blocks, the script first: each its length, with the highest bit set when it is
//! packed, and its bytes. Or all of them are packed as one, with lengths only.

use std::io::Read;

use assay_findings::IncompleteReason;
use flate2::read::DeflateDecoder;
use lzma_rust2::LzmaReader;

use crate::{
    compressors::WINDOW_MAX_BYTES,
    le,
    members::{Filled, Members, Stop},
    source::{Plain, Source, Unpacking},
};

/// What stands in the header behind its flags.
pub(super) const SIGNATURE: &[u8] = b"\xef\xbe\xad\xdeNullsoftInst";
const HEADER_BYTES: usize = 28;
const PACKED: u32 = 1 << 31;

/// Shows the blocks of the installer whose header begins here.
pub(super) fn show(bytes: &[u8], out: &mut Members<'_, '_>) -> Result<(), Stop> {
    let Some(data) = bytes.get(HEADER_BYTES..) else {
        out.note(IncompleteReason::Damaged);
        return Ok(());
    };
    // The header's own length is that of the script, unpacked: a first block that has just that length is not packed
    // as a block, and one whose highest bit is set is packed by itself.
    let first = le::u32(data, 0).unwrap_or_default();
    let script = le::u32(bytes, 20).unwrap_or_default();
    let fits = usize::try_from(first & !PACKED).is_ok_and(|len| len < data.len());
    if fits && (first & PACKED != 0 || first == script) {
        return show_blocks(data, out);
    }
    let Some(mut source) = unpacker(data) else {
        out.note(IncompleteReason::Method);
        return Ok(());
    };
    show_solid(source.as_mut(), out)
}

/// LZMA by its properties, possibly behind a flag of a filter; else deflate. Their own kind of bzip2 is not read.
fn unpacker(data: &[u8]) -> Option<Box<dyn Source + '_>> {
    let is_lzma = |data: &[u8]| {
        data.first() == Some(&0x5d)
            && le::u32(data, 1)
                .is_some_and(|window| window <= WINDOW_MAX_BYTES && window.trailing_zeros() >= 12)
    };
    let lzma = if is_lzma(data) {
        Some(data)
    } else {
        data.get(1..).filter(|rest| data.first().is_some_and(|&flag| flag <= 1) && is_lzma(rest))
    };
    if let Some(data) = lzma {
        let reader =
            LzmaReader::new_with_props(data.get(5..)?, u64::MAX, *data.first()?, le::u32(data, 1)?, None)
                .ok()?;
        return Some(Box::new(Unpacking::new(reader, data.len())));
    }
    // A stream of bzip2 begins so in their writing.
    if data.first() == Some(&b'1') && data.get(1).is_some_and(|&level| level < 14) {
        return None;
    }
    let mut probe = [0; 4];
    DeflateDecoder::new(data).read_exact(&mut probe).ok()?;
    Some(Box::new(Unpacking::new(DeflateDecoder::new(data), data.len())))
}

fn name(index: usize) -> String {
    if index == 0 { "script.nsi.bin".to_owned() } else { format!("file-{index}") }
}

fn show_blocks(data: &[u8], out: &mut Members<'_, '_>) -> Result<(), Stop> {
    let mut rest = data;
    let mut index = 0;
    // A check sum of four bytes may stand at the end.
    while rest.len() > 4 {
        let Some(stated) = le::u32(rest, 0).filter(|&stated| stated & !PACKED != 0) else { break };
        let block = le::slice_upto(rest, 4, u64::from(stated & !PACKED));
        let cut = block.len() as u64 != u64::from(stated & !PACKED);
        if cut && index > 0 && block.len() < 16 {
            break;
        }
        rest = rest.get(4 + block.len()..).unwrap_or_default();
        let mut member = out.begin(&name(index))?;
        let plain = stated & PACKED == 0;
        let source =
            if plain { Some(Box::new(Plain::new(block)) as Box<dyn Source>) } else { unpacker(block) };
        let mut filled = Filled::Cut;
        if let Some(mut source) = source {
            filled = out.fill(&mut member, source.as_mut(), u64::MAX);
        } else {
            member.leave_packed(IncompleteReason::Method);
        }
        if cut || filled == Filled::Damaged {
            member.incomplete(IncompleteReason::Damaged);
        }
        out.finish(member)?;
        index += 1;
    }
    Ok(())
}

fn show_solid(source: &mut dyn Source, out: &mut Members<'_, '_>) -> Result<(), Stop> {
    let mut index = 0;
    loop {
        let mut length = Vec::new();
        match out.take(source, &mut length, 4) {
            Filled::Wanted => {}
            Filled::Ended | Filled::Cut => return Ok(()),
            Filled::Damaged => {
                out.note(IncompleteReason::Damaged);
                return Ok(());
            }
        }
        let length = u64::from(le::u32(&length, 0).unwrap_or_default());
        let mut member = out.begin(&name(index))?;
        let filled = out.fill(&mut member, source, length);
        if filled != Filled::Wanted && filled != Filled::Cut {
            member.incomplete(IncompleteReason::Damaged);
        }
        out.finish(member)?;
        index += 1;
        if filled != Filled::Wanted {
            return Ok(());
        }
    }
}
