//! The family of LZMA: xz, lzip, and LZMA alone.

use std::io::{self, Read};

use lzma_rust2::{LzipReader, LzmaReader, XzReader};

use super::WINDOW_MAX_BYTES;
use crate::{
    le,
    source::{Source, Unpacking},
};

/// What may be allocated for one decoder, in KiB: the window and a little around it.
const MEMORY_MAX_KIB: u32 = (WINDOW_MAX_BYTES >> 10) + 4096;

/// xz (its file format 1.2.1), possibly several streams.
pub(crate) fn xz(bytes: &[u8]) -> Box<dyn Source + '_> {
    Box::new(Unpacking::new(XzReader::new_mem_limit(bytes, true, MEMORY_MAX_KIB), bytes.len()))
}

/// Length of the header of LZMA alone: properties, window, unpacked length.
const ALONE_HEADER_BYTES: usize = 13;

/// Whether this is LZMA alone. It has no signature, but its header leaves little freedom: properties below
/// 225, a window of 2^n or 2^n + 2^(n-1), a length that is open or sane, and a stream that begins with 0.
pub(crate) fn lzma_starts(bytes: &[u8]) -> bool {
    let sane_length = |length: u64| length == u64::MAX || length < 1 << 38;
    let window = le::u32(bytes, 1).unwrap_or_default();
    let is_window = window >= 1 << 12 && {
        let low = window & (window - 1);
        low == 0 || low.is_power_of_two() && window == (low | (low >> 1))
    };
    bytes.first().is_some_and(|&properties| properties < 225)
        && is_window
        && le::u64(bytes, 5).is_some_and(sane_length)
        && bytes.get(ALONE_HEADER_BYTES) == Some(&0)
        // A first byte of 0 is a property, too, but also how many other files begin.
        && bytes.first() != Some(&0)
}

/// LZMA alone.
pub(crate) fn alone(bytes: &[u8]) -> Box<dyn Source + '_> {
    match LzmaReader::new_mem_limit(bytes, MEMORY_MAX_KIB, None) {
        Ok(reader) => Box::new(Unpacking::new(reader, bytes.len())),
        Err(error) => Box::new(Unpacking::new(Failing(Some(error)), bytes.len())),
    }
}

/// The length of an lzip header, its window among it, up to the limit.
pub(crate) fn lzip_starts(bytes: &[u8]) -> bool {
    bytes.starts_with(b"LZIP\x01") && bytes.get(5).is_some_and(|&window| (12..=29).contains(&(window & 0x1f)))
}

/// lzip: windows beyond the limit are refused by the header of the first member.
pub(crate) fn lzip(bytes: &[u8]) -> Box<dyn Source + '_> {
    let window = bytes.get(5).map_or(0, |&coded| 1_u32 << (coded & 0x1f));
    if window > WINDOW_MAX_BYTES {
        let error = io::Error::from(io::ErrorKind::OutOfMemory);
        return Box::new(Unpacking::new(Failing(Some(error)), bytes.len()));
    }
    Box::new(Unpacking::new(LzipReader::new(bytes), bytes.len()))
}

/// A stream that could not even begin.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(self.0.take().unwrap_or_else(|| io::ErrorKind::InvalidData.into()))
    }
}
