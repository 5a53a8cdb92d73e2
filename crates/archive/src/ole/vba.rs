//! Macro source ([MS-OVBA] 2.4.1), found by how every module begins and not by the directory, which malware forges.

use assay_findings::IncompleteReason;

use crate::{
    labels, le,
    members::{Members, Stop},
};

/// A module begins with `Attribute VB_Name`, of which compression leaves so much as it is.
const BEGIN: &[u8] = b"\0Attribut\0e ";
/// What stands before that: a signature and the header of the first chunk.
const BEFORE: usize = 3;
/// A chunk unpacks to no more.
const CHUNK_BYTES: usize = 4096;

/// Shows the source of every module in a stream.
pub(super) fn show_modules(name: &str, stream: &[u8], out: &mut Members<'_, '_>) -> Result<(), Stop> {
    let mut end = 0;
    for at in memchr::memmem::find_iter(stream, BEGIN) {
        let Some(start) = at.checked_sub(BEFORE).filter(|&start| start >= end) else { continue };
        let Some(packed) = stream.get(start..) else { continue };
        let max = match out.spool(packed.len() as u64) {
            Ok(spool) => usize::try_from(spool.max_bytes()).unwrap_or(usize::MAX),
            Err(reason) => {
                out.note(reason);
                return Ok(());
            }
        };
        let Some(unpacked) = unpack(packed, max) else { continue };
        end = start + unpacked.packed_bytes;
        let reasons: &[_] = if unpacked.whole { &[] } else { &[IncompleteReason::Damaged] };
        out.show(&format!("{name}.bas"), &unpacked.source, &[labels::MACRO], reasons)?;
    }
    Ok(())
}

struct Unpacked {
    source: Vec<u8>,
    packed_bytes: usize,
    whole: bool,
}

fn unpack(packed: &[u8], max: usize) -> Option<Unpacked> {
    if packed.first() != Some(&1) {
        return None;
    }
    let mut source = Vec::new();
    let mut at = 1;
    let mut whole = true;
    while let Some(header) = le::u16(packed, at).filter(|_| source.len() < max) {
        // Three bits of signature; what has none is behind the source.
        if header >> 12 & 7 != 3 {
            break;
        }
        let len = usize::from(header & 0xfff) + 1;
        let rest = packed.get(at + 2..).unwrap_or_default();
        let chunk = rest.get(..len).unwrap_or(rest);
        whole &= chunk.len() == len;
        if header & 0x8000 == 0 {
            source.extend_from_slice(chunk);
        } else if !unpack_chunk(chunk, &mut source) {
            whole = false;
            break;
        }
        at += 2 + chunk.len();
    }
    (!source.is_empty()).then_some(Unpacked { source, packed_bytes: at, whole })
}

/// Tokens in groups of eight, a byte of flags before each: a letter, or a copy of what was before in the chunk.
fn unpack_chunk(chunk: &[u8], source: &mut Vec<u8>) -> bool {
    let start = source.len();
    let mut at = 0;
    while let Some(&flags) = chunk.get(at) {
        at += 1;
        for bit in 0..8 {
            let done = source.len() - start;
            if flags >> bit & 1 == 0 {
                let Some(&letter) = chunk.get(at) else { return true };
                source.push(letter);
                at += 1;
            } else {
                let Some(token) = le::u16(chunk, at) else { return at >= chunk.len() };
                at += 2;
                // The further in, the more bits the distance takes.
                let distance_bits = (usize::BITS - done.saturating_sub(1).leading_zeros()).clamp(4, 12);
                let length = usize::from(token & (0xffff >> distance_bits)) + 3;
                let distance = usize::from(token >> (16 - distance_bits)) + 1;
                if distance > done {
                    return false;
                }
                for _ in 0..length {
                    let Some(&letter) = source.get(source.len() - distance) else { return false };
                    source.push(letter);
                }
            }
            if source.len() - start > CHUNK_BYTES {
                return false;
            }
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The specification's own example (3.2.2).
    #[test]
    fn a_chunk_is_unpacked() {
        let packed = [
            0x01, 0x2f, 0xb0, 0x00, 0x23, 0x61, 0x61, 0x61, 0x62, 0x63, 0x64, 0x65, 0x82, 0x66, 0x00, 0x70,
            0x61, 0x67, 0x68, 0x69, 0x6a, 0x01, 0x38, 0x08, 0x61, 0x6b, 0x6c, 0x00, 0x30, 0x6d, 0x6e, 0x6f,
            0x70, 0x06, 0x71, 0x02, 0x70, 0x04, 0x10, 0x72, 0x73, 0x74, 0x75, 0x76, 0x10, 0x77, 0x78, 0x79,
            0x7a, 0x00, 0x3c,
        ];
        let unpacked = unpack(&packed, 1 << 20).unwrap();
        assert_eq!(unpacked.source, b"#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa");
        assert!(unpacked.whole);
    }
}
