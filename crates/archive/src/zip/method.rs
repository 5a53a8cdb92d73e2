//! The methods by which members are packed (APPNOTE 4.4.5).

use std::io::Read;

use assay_findings::IncompleteReason;
use lzma_rust2::LzmaReader;
use ppmd_rust::{Ppmd8Decoder, RestoreMethod};

use super::{DEFLATED, STORED, listing::Planned};
use crate::{
    compressors,
    inflate::Inflate,
    le,
    members::{Filled, Member, Members},
    source::{Plain, Source, Unpacking},
};

/// General purpose flag of LZMA: the stream has an end mark.
const FLAG_LZMA_END: u16 = 1 << 1;

/// Unpacks a member; an error when it cannot even be begun, and nothing was put into the member.
pub(super) fn fill(
    planned: &Planned<'_>,
    member: &mut Member,
    out: &mut Members<'_, '_>,
) -> Result<Filled, IncompleteReason> {
    let packed = planned.packed;
    let mut source: Box<dyn Source + '_> = match planned.method {
        STORED => Box::new(Plain::new(packed)),
        1..=6 => return fill_legacy(planned, member, out),
        DEFLATED => {
            let mut source = Inflate::new(packed);
            return Ok(match out.fill(member, &mut source, u64::MAX) {
                Filled::Ended if !source.ended() => Filled::Damaged,
                filled => filled,
            });
        }
        9 => Box::new(Unpacking::new(deflate64::Deflate64Decoder::with_buffer(packed), packed.len())),
        12 => compressors::bzip2(packed),
        14 => lzma(planned)?,
        20 | 93 => compressors::zstd(packed),
        95 => compressors::xz(packed),
        98 => ppmd(planned)?,
        _ => return Err(IncompleteReason::Method),
    };
    Ok(out.fill(member, source.as_mut(), u64::MAX))
}

/// LZMA behind a version, the length of its properties and these (APPNOTE 5.8.8).
fn lzma<'a>(planned: &Planned<'a>) -> Result<Box<dyn Source + 'a>, IncompleteReason> {
    const HEADER_BYTES: usize = 9;
    let packed = planned.packed;
    let header =
        || Some((le::u16(packed, 2)?, *packed.get(4)?, le::u32(packed, 5)?, packed.get(HEADER_BYTES..)?));
    let Some((5, properties, window, stream)) = header() else { return Err(IncompleteReason::Damaged) };
    if window > compressors::WINDOW_MAX_BYTES {
        return Err(IncompleteReason::Memory);
    }
    let has_end = planned.flags & FLAG_LZMA_END != 0;
    let unpacked = planned.unpacked_bytes.filter(|_| !has_end).unwrap_or(u64::MAX);
    let reader = LzmaReader::new_with_props(stream, unpacked, properties, window, None)
        .map_err(|_| IncompleteReason::Damaged)?;
    Ok(Box::new(Unpacking::new(reader, packed.len())))
}

/// PPMd, version I, behind its parameters (APPNOTE 5.10). The model's memory is 256 MiB at most by the format, and
/// what the window of others may be by ours.
fn ppmd<'a>(planned: &Planned<'a>) -> Result<Box<dyn Source + 'a>, IncompleteReason> {
    let packed = planned.packed;
    let parameters = u32::from(le::u16(packed, 0).ok_or(IncompleteReason::Damaged)?);
    let order = (parameters & 0xf) + 1;
    let memory = ((parameters >> 4 & 0xff) + 1) << 20;
    let restore = match parameters >> 12 {
        0 => RestoreMethod::Restart,
        1 => RestoreMethod::CutOff,
        _ => return Err(IncompleteReason::Method),
    };
    if memory > compressors::WINDOW_MAX_BYTES {
        return Err(IncompleteReason::Memory);
    }
    let stream = packed.get(2..).unwrap_or_default();
    let decoder = Ppmd8Decoder::new(stream, order, memory, restore).map_err(|_| IncompleteReason::Damaged)?;
    // There is no end mark: it ends by the length that is stated.
    let unpacked = planned.unpacked_bytes.unwrap_or(u64::MAX);
    Ok(Box::new(Unpacking::new(decoder.take(unpacked), packed.len())))
}

/// The methods of PKZIP 1: shrink, reduce, implode.
///
/// The library unpacks these from a zip only, so that a header is put before the member; and it holds the whole of
/// what they unpack to, so that this is asked for first.
fn fill_legacy(
    planned: &Planned<'_>,
    member: &mut Member,
    out: &mut Members<'_, '_>,
) -> Result<Filled, IncompleteReason> {
    let spool = out.spool(planned.packed.len() as u64)?;
    let unpacked = planned.unpacked_bytes.ok_or(IncompleteReason::Method)?;
    if unpacked > spool.max_bytes() {
        return Err(spool.reason());
    }
    let number = |bytes: u64| u32::try_from(bytes).map_err(|_| IncompleteReason::Method);
    let mut header = Vec::with_capacity(31);
    header.extend(b"PK\x03\x04\x14\0");
    header.extend((planned.flags & 0b110).to_le_bytes());
    header.extend(planned.method.to_le_bytes());
    header.extend([0, 0, 0x21, 0]);
    header.extend(planned.crc32.unwrap_or_default().to_le_bytes());
    header.extend(number(planned.packed.len() as u64)?.to_le_bytes());
    header.extend(number(unpacked)?.to_le_bytes());
    header.extend([1, 0, 0, 0, b'm']);
    let mut input = header.chain(planned.packed);
    let file = zip::read::read_zipfile_from_stream(&mut input);
    let file = file.ok().flatten().ok_or(IncompleteReason::Damaged)?;
    let mut source = Unpacking::new(file, planned.packed.len());
    Ok(out.fill(member, &mut source, u64::MAX))
}
