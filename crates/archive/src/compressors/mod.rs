//! Compressors of one content: bzip2, xz, LZMA, lzip, Zstandard, LZ4, Unix compress.
//!
//! All are read as they unpack. None holds more than [`WINDOW_MAX_BYTES`] beside what it has shown.

mod lzma;
mod lzw;
pub(crate) mod szdd;
mod zstd;

use lz4_flex::frame::FrameDecoder;

use crate::{
    gzip,
    source::{Source, Unpacking},
};

/// The largest window (dictionary) that is unpacked: what the strongest presets of xz (64 MiB) and zstd (128 MiB) take.
pub(crate) const WINDOW_MAX_BYTES: u32 = 128 << 20;

pub(crate) use lzma::{alone, lzip, lzip_starts, lzma_starts, xz};
pub(crate) use lzw::{Lzw, compress, compress_starts};
pub(crate) use zstd::{zstd, zstd_starts};

/// Whether this is bzip2: block magic is the digits of pi, an empty file has those of its square root.
pub(crate) fn bzip2_starts(bytes: &[u8]) -> bool {
    bytes.starts_with(b"BZh")
        && bytes.get(3).is_some_and(|level| (b'1'..=b'9').contains(level))
        && bytes.get(4..10).is_some_and(|block| {
            matches!(block, [0x31, 0x41, 0x59, 0x26, 0x53, 0x59] | [0x17, 0x72, 0x45, 0x38, 0x50, 0x90])
        })
}

/// bzip2 takes 4 MB at most, by its format.
pub(crate) fn bzip2(bytes: &[u8]) -> Box<dyn Source + '_> {
    Box::new(Unpacking::new(bzip2::bufread::MultiBzDecoder::new(bytes), bytes.len()))
}

/// LZ4 frames take 8 MiB at most, by their format.
pub(crate) fn lz4(bytes: &[u8]) -> Box<dyn Source + '_> {
    Box::new(Unpacking::new(FrameDecoder::new(bytes), bytes.len()))
}

pub(crate) fn lz4_starts(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x04\x22\x4d\x18")
}

pub(crate) fn xz_starts(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xfd7zXZ\0")
}

/// The stream that begins here, whichever it is.
pub(crate) fn any(bytes: &[u8]) -> Option<Box<dyn Source + '_>> {
    type Known = (fn(&[u8]) -> bool, for<'a> fn(&'a [u8]) -> Box<dyn Source + 'a>);
    const ALL: &[Known] = &[
        (gzip::starts, gzip::stream),
        (bzip2_starts, bzip2),
        (xz_starts, xz),
        (zstd_starts, zstd),
        (lz4_starts, lz4),
        (lzip_starts, lzip),
        (lzma_starts, alone),
        (compress_starts, compress),
    ];
    ALL.iter().find(|(starts, _)| starts(bytes)).map(|(_, unpacker)| unpacker(bytes))
}
