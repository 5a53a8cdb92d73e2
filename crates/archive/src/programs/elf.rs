//! Where an ELF file ends.

use crate::le;

/// Headers that are looked at.
const HEADERS_MAX: usize = 4096;

/// The end of all that an ELF file's headers account for; both orders of bytes, both widths.
pub(super) fn end(bytes: &[u8]) -> Option<usize> {
    let wide = *bytes.get(4)? == 2;
    let big = *bytes.get(5)? == 2;
    let half = |at| {
        let raw: [u8; 2] = le::array(bytes, at)?;
        Some(u64::from(if big { u16::from_be_bytes(raw) } else { u16::from_le_bytes(raw) }))
    };
    let word = |at: usize| {
        if wide {
            let raw: [u8; 8] = le::array(bytes, at)?;
            return Some(if big { u64::from_be_bytes(raw) } else { u64::from_le_bytes(raw) });
        }
        let raw: [u8; 4] = le::array(bytes, at)?;
        Some(u64::from(if big { u32::from_be_bytes(raw) } else { u32::from_le_bytes(raw) }))
    };
    let kind = |at: usize| {
        let raw: [u8; 4] = le::array(bytes, at)?;
        Some(if big { u32::from_be_bytes(raw) } else { u32::from_le_bytes(raw) })
    };
    // Offsets of: the tables; their entries' size and count; a segment's place and length; a section's.
    let (segments_at, sections_at, sizes_at) = if wide { (32, 40, 54) } else { (28, 32, 42) };
    let (segment_offset, segment_size) = if wide { (8, 32) } else { (4, 16) };
    let (section_offset, section_size) = if wide { (24, 32) } else { (16, 20) };
    const NO_BITS: u32 = 8;

    let mut end = 0_u64;
    for (table, sizes, offset_at, size_at, is_section) in [
        (word(segments_at)?, sizes_at, segment_offset, segment_size, false),
        (word(sections_at)?, sizes_at + 4, section_offset, section_size, true),
    ] {
        let (size, count) = (half(sizes)?, half(sizes + 2)?);
        if table == 0 {
            continue;
        }
        end = end.max(table.saturating_add(size.saturating_mul(count)));
        let (Ok(table), Ok(size), Ok(count)) =
            (usize::try_from(table), usize::try_from(size), usize::try_from(count))
        else {
            continue;
        };
        for index in 0..count.min(HEADERS_MAX) {
            let Some(entry) = index.checked_mul(size).and_then(|skip| table.checked_add(skip)) else { break };
            let Some(last) = entry.checked_add(64) else { break };
            if is_section && kind(entry + 4) == Some(NO_BITS) || last > bytes.len() + 64 {
                continue;
            }
            if let (Some(offset), Some(len)) = (word(entry + offset_at), word(entry + size_at)) {
                end = end.max(offset.saturating_add(len));
            }
        }
    }
    usize::try_from(end).ok().filter(|&end| end > 0 && end < bytes.len())
}
