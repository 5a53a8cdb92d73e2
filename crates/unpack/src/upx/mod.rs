//! Linux programs that UPX packed: for all processors, by its own format, for its code there is of each system's own.
//!
//! Behind the program's headers stand 12 bytes on the loader, with the letters `UPX!`, 12 bytes on the file, and blocks:
//! each its unpacked and its packed size, a method, a filter, and its bytes (UPX's source, `src/stub/src/include/linux.h`).
//! The first is the packed program's headers, the others its segments one after another. What of the file is in no
//! segment comes in more blocks behind the loader. The letters are often wiped out, so it is the structure that counts.

mod filters;
mod nrv;

use std::{io::Read as _, time::Instant};

use lzma_rust2::LzmaReader;

use crate::{
    le,
    run::{Limits, Unpacked},
};
use filters::Filter;
use nrv::{Kind, Word};

/// Bytes on the loader, on the file, on a block.
const INFO_BYTES: usize = 12;
/// The letters, and where they stand in what is said of the loader.
const LETTERS: &[u8] = b"UPX!";
const LETTERS_AT: usize = 4;
/// Where the letters are looked for, when they are not behind the headers.
const SEARCHED_BYTES: usize = 4096;
/// The largest block, and the largest program.
const BLOCK_MAX_BYTES: usize = 64 << 20;
const PROGRAM_MAX_BYTES: usize = 256 << 20;
/// How many times its packed size a block of more than so many bytes may be.
const RATIO_MAX: usize = 1000;
const RATIO_FLOOR_BYTES: usize = 1 << 20;
/// Blocks of one program.
const BLOCKS_MAX: usize = 4096;
/// Bytes between two segments in the file, which are zero.
const GAP_MAX: usize = 1 << 20;
/// Segments of a program.
const SEGMENTS_MAX: usize = 64;

/// Numbers in the order of the program's processor.
#[derive(Debug, Clone, Copy)]
struct Elf<'a> {
    file: &'a [u8],
    big: bool,
    wide: bool,
}

impl<'a> Elf<'a> {
    fn parse(file: &'a [u8]) -> Option<Self> {
        if !file.starts_with(b"\x7fELF") {
            return None;
        }
        Some(Self { file, wide: *file.get(4)? == 2, big: *file.get(5)? == 2 })
    }

    fn half(&self, at: usize) -> Option<u16> {
        let raw = le::array(self.file, at)?;
        Some(if self.big { u16::from_be_bytes(raw) } else { u16::from_le_bytes(raw) })
    }

    fn word(&self, at: usize) -> Option<u32> {
        let raw = le::array(self.file, at)?;
        Some(if self.big { u32::from_be_bytes(raw) } else { u32::from_le_bytes(raw) })
    }

    fn address(&self, at: usize) -> Option<u64> {
        if !self.wide {
            return self.word(at).map(u64::from);
        }
        let raw = le::array(self.file, at)?;
        Some(if self.big { u64::from_be_bytes(raw) } else { u64::from_le_bytes(raw) })
    }

    /// Where the table of segments is, and where it ends.
    fn segments(&self) -> Option<(usize, usize, usize)> {
        let (table_at, sizes_at) = if self.wide { (32, 54) } else { (28, 42) };
        let table = usize::try_from(self.address(table_at)?).ok()?;
        Some((table, usize::from(self.half(sizes_at)?), usize::from(self.half(sizes_at + 2)?)))
    }

    /// Where in the file its segments lie: offset and length.
    fn loaded(&self) -> Vec<(u64, u64)> {
        const LOAD: u32 = 1;
        let (offset_at, size_at) = if self.wide { (8, 32) } else { (4, 16) };
        let Some((table, size, count)) = self.segments() else { return Vec::new() };
        (0..count.min(SEGMENTS_MAX))
            .filter_map(|index| {
                let at = table.checked_add(index * size)?;
                let place =
                    (self.address(at.checked_add(offset_at)?)?, self.address(at.checked_add(size_at)?)?);
                (self.word(at)? == LOAD).then_some(place)
            })
            .collect()
    }
}

/// A block.
#[derive(Debug, Clone, Copy)]
struct Block<'a> {
    size: usize,
    method: u8,
    filter: Option<Filter>,
    packed: &'a [u8],
    next: usize,
}

impl<'a> Block<'a> {
    /// The block there, if it makes sense.
    fn read(elf: Elf<'a>, at: usize) -> Option<Self> {
        const METHODS: std::ops::RangeInclusive<u8> = 2..=16;
        let size = usize::try_from(elf.word(at)?).ok()?;
        let packed_size = usize::try_from(elf.word(at + 4)?).ok()?;
        let method = *elf.file.get(at + 8)?;
        let packed = elf.file.get(at + INFO_BYTES..)?.get(..packed_size)?;
        let is_sane = size > 0
            && size <= BLOCK_MAX_BYTES
            && packed_size > 0
            && packed_size <= size
            && (size <= RATIO_FLOOR_BYTES || size / RATIO_MAX <= packed_size);
        // What does not get smaller is not packed.
        let is_known = METHODS.contains(&method) || method == 0 && packed_size == size;
        let mark = *elf.file.get(at + 10)?;
        (is_sane && is_known).then_some(Self {
            size,
            method,
            filter: Filter::of(*elf.file.get(at + 9)?, mark),
            packed,
            next: at + INFO_BYTES + packed_size,
        })
    }

    /// Unpacks the block behind what is there already, and says whether all of it came.
    fn unpack(&self, out: &mut Vec<u8>) -> bool {
        let start = out.len();
        if self.packed.len() == self.size {
            out.extend_from_slice(self.packed);
            return true;
        }
        let word = |first: u8| match self.method - first {
            0 => Word::Four,
            1 => Word::One,
            _ => Word::Two,
        };
        let done = match self.method {
            2..=4 => nrv::unpack(self.packed, Kind::B, word(2), self.size, out),
            5..=7 => nrv::unpack(self.packed, Kind::D, word(5), self.size, out),
            8..=10 => nrv::unpack(self.packed, Kind::E, word(8), self.size, out),
            14 => self.unpack_lzma(out),
            _ => None,
        };
        if let (Some(filter), Some(block)) = (self.filter, out.get_mut(start..)) {
            filter.undo(block);
        }
        done.is_some() && out.len() - start == self.size
    }

    /// LZMA behind two bytes: the lowest three bits of the first, and both halves of the second, are its properties.
    fn unpack_lzma(&self, out: &mut Vec<u8>) -> Option<()> {
        let (first, second) = (*self.packed.first()?, *self.packed.get(1)?);
        let (position, literal_position, literal) = (first & 7, second >> 4, second & 15);
        if position > 4 || literal_position > 4 || literal > 8 {
            return None;
        }
        let properties = (position * 5 + literal_position) * 9 + literal;
        // The window is as large as the block, whose packed bytes are here.
        let window = u32::try_from(self.size.max(4096)).ok()?;
        let mut reader =
            LzmaReader::new_with_props(self.packed.get(2..)?, self.size as u64, properties, window, None)
                .ok()?;
        reader.by_ref().take(self.size as u64).read_to_end(out).ok().map(|_| ())
    }
}

/// Where the blocks of a packed program begin.
fn blocks_at(elf: Elf<'_>) -> Option<usize> {
    let (table, size, count) = elf.segments()?;
    let behind_headers = table.checked_add(size.checked_mul(count)?)?;
    let head = elf.file.get(..SEARCHED_BYTES).unwrap_or(elf.file);
    let by_letters = memchr::memmem::find(head, LETTERS).and_then(|at| at.checked_sub(LETTERS_AT));
    let begins = |info: usize| {
        let at = info.checked_add(2 * INFO_BYTES)?;
        let whole = usize::try_from(elf.word(info + INFO_BYTES + 4)?).ok()?;
        let block = Block::read(elf, at)?;
        // The first block is the headers of a program of the same kind.
        let mut headers = Vec::new();
        let is_program = block.size <= SEARCHED_BYTES.max(block.packed.len())
            && block.size <= whole
            && whole <= PROGRAM_MAX_BYTES
            && block.unpack(&mut headers)
            && headers.get(..5) == elf.file.get(..5);
        is_program.then_some(at)
    };
    [Some(behind_headers), by_letters].into_iter().flatten().find_map(begins)
}

/// Whether this is a Linux program that UPX packed.
pub(crate) fn looks_packed(file: &[u8]) -> bool {
    Elf::parse(file).and_then(blocks_at).is_some()
}

/// Unpacks a Linux program that UPX packed.
pub(crate) fn unpack(file: &[u8], limits: &Limits) -> Option<Unpacked> {
    let elf = Elf::parse(file)?;
    let at = blocks_at(elf)?;
    let first = Block::read(elf, at)?;
    let mut headers = Vec::new();
    first.unpack(&mut headers);
    let mut stream = Stream { bytes: Vec::new(), left: BLOCKS_MAX, whole: true };
    stream.take(elf, first.next, limits);
    // What is in no segment: behind the loader, where the segments of the packed program end.
    let loader_end = elf.loaded().iter().map(|(offset, len)| offset.saturating_add(*len)).max();
    let behind = loader_end.and_then(|end| usize::try_from(end.checked_next_multiple_of(4)?).ok());
    let segments = Elf::parse(&headers).map(|packed| packed.loaded()).unwrap_or_default();
    let loaded = segments.iter().map(|(_, len)| *len).fold(0, u64::saturating_add);
    let loaded = usize::try_from(loaded).unwrap_or(usize::MAX).saturating_sub(headers.len());
    if let Some(behind) = behind.filter(|behind| *behind > first.next) {
        stream.take(elf, behind, limits);
    }
    let finished = stream.whole && !segments.is_empty() && stream.bytes.len() >= loaded;
    let image = lay_out(&headers, &segments, &stream.bytes, loaded, limits.max_memory_bytes);
    Some(Unpacked { image: Some(image), pieces: Vec::new(), finished })
}

/// What blocks unpack to, one after another.
struct Stream {
    bytes: Vec<u8>,
    left: usize,
    /// Whether all of it could be unpacked.
    whole: bool,
}

impl Stream {
    fn take(&mut self, elf: Elf<'_>, from: usize, limits: &Limits) {
        let mut at = from;
        while let Some(block) = Block::read(elf, at).filter(|_| self.left > 0) {
            self.left -= 1;
            let too_much = self.bytes.len().saturating_add(block.size) > limits.max_memory_bytes / 2;
            if too_much || Instant::now() >= limits.deadline {
                self.whole = false;
                return;
            }
            self.whole &= block.unpack(&mut self.bytes);
            at = block.next;
        }
    }
}

/// The program as it was: its segments where their headers say, and between them and behind them the rest.
fn lay_out(headers: &[u8], segments: &[(u64, u64)], stream: &[u8], loaded: usize, max: usize) -> Vec<u8> {
    let (mut content, mut rest) = stream.split_at(loaded.min(stream.len()));
    let mut image = headers.to_vec();
    for (offset, len) in segments {
        let gap = usize::try_from(offset.saturating_sub(image.len() as u64)).unwrap_or(usize::MAX);
        let (between, after) = rest.split_at(gap.min(rest.len()));
        image.extend_from_slice(between);
        rest = after;
        let zeros = (gap - between.len()).min(GAP_MAX).min(max.saturating_sub(image.len()));
        image.resize(image.len() + zeros, 0);
        // The headers are the beginning of the first.
        let has = if *offset == 0 { headers.len() } else { 0 };
        let len = usize::try_from(*len).unwrap_or(usize::MAX).saturating_sub(has);
        let (segment, after) = content.split_at(len.min(content.len()));
        image.extend_from_slice(segment);
        content = after;
    }
    image.extend_from_slice(content);
    image.extend_from_slice(rest);
    image
}
