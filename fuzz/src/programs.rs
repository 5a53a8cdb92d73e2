//! Programs that unpack themselves, and what unpacking them promises.

use std::time::{Duration, Instant};

use assay_unpack::{Limits, Unpacked};

const MAX_INSTRUCTIONS: u64 = 200_000;
const MAX_MEMORY_BYTES: usize = 16 << 20;

/// Bytes as a program, and as the code of one: of 32 or of 64 bits, as the first byte says.
pub fn unpack(data: &[u8]) {
    check(data);
    if let Some((kind, code)) = data.split_first() {
        check(&program(kind & 1 == 1, code));
    }
}

fn check(file: &[u8]) {
    let run = || {
        let deadline = Instant::now() + Duration::from_mins(1);
        let limits =
            Limits { max_instructions: MAX_INSTRUCTIONS, max_memory_bytes: MAX_MEMORY_BYTES, deadline };
        assay_unpack::unpack(file, &limits)
    };
    let first = run();
    assert!(assay_unpack::looks_packed(file) || first.is_none(), "unpacked what is not packed");
    if let Some(Unpacked { image, pieces, .. }) = &first {
        let bytes: usize = image.iter().chain(pieces).map(Vec::len).sum();
        // The largest image, and the memory beside it.
        assert!(bytes <= MAX_MEMORY_BYTES * 2, "more memory than it may have");
    }
    assert_eq!(first, run(), "two answers to one question");
}

/// A program whose only section may be written and run, and is this code.
fn program(wide: bool, code: &[u8]) -> Vec<u8> {
    const HEADERS: usize = 0x200;
    const SECTION: u32 = 0x1000;
    let mut file = vec![0; HEADERS];
    let mut put = |at: usize, bytes: &[u8]| file[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, b"MZ");
    put(60, &64_u32.to_le_bytes());
    put(64, b"PE\0\0");
    put(68, &if wide { 0x8664_u16 } else { 0x14c }.to_le_bytes());
    put(70, &[1]);
    let optional_bytes: usize = if wide { 0xf0 } else { 0xe0 };
    put(84, &u16::try_from(optional_bytes).unwrap_or_default().to_le_bytes());
    let optional = 88;
    put(optional, &if wide { 0x20b_u16 } else { 0x10b }.to_le_bytes());
    let base = if wide { 24 } else { 28 };
    for (at, value) in
        [(16, SECTION), (base, 0x40_0000), (32, SECTION), (36, 512), (56, SECTION * 3), (60, 512)]
    {
        put(optional + at, &value.to_le_bytes());
    }
    put(optional + 68, &[2]);
    let section = optional + optional_bytes;
    let size = u32::try_from(code.len()).unwrap_or(u32::MAX).min(SECTION);
    for (at, value) in [(8, SECTION), (12, SECTION), (16, size), (20, 512), (36, 0xe000_0020)] {
        put(section + at, &value.to_le_bytes());
    }
    file.extend(code);
    file
}
