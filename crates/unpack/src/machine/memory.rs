//! The machine's memory: a few regions of a 64-bit address space, every access checked.
//!
//! Of each line of 64 bytes it is known whether the program wrote it and whether it was run, which is how code that the
//! program made itself is told, and how decoded instructions are thrown away when they are written over.

/// Bytes of a line, for which is kept what was done with it.
const LINE_BYTES: usize = 64;
/// The line was written by the program.
const WRITTEN: u8 = 1;
/// Instructions of the line are decoded.
const DECODED: u8 = 2;
/// Instructions of the line were run after it was written.
const MADE: u8 = 4;

/// Regions at one time.
const REGIONS_MAX: usize = 1024;

/// An access to where there is no memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The first byte that was wanted.
    pub(crate) address: u64,
    /// Whether it was to be written.
    pub(crate) write: bool,
}

/// What a region is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The program's image.
    Image,
    /// Memory that the program asked for.
    Heap,
    /// Stack, tables and modules of the system.
    System,
}

/// Memory in one piece.
#[derive(Debug)]
pub(crate) struct Region {
    pub(crate) start: u64,
    pub(crate) bytes: Vec<u8>,
    pub(crate) kind: Kind,
    lines: Vec<u8>,
}

impl Region {
    /// Bytes in lines that the program wrote.
    pub(crate) fn written_bytes(&self) -> usize {
        self.lines.iter().filter(|&&line| line & WRITTEN != 0).count() * LINE_BYTES
    }

    /// Whether code that the program wrote here was run.
    pub(crate) fn ran_what_was_written(&self) -> bool {
        self.lines.iter().any(|line| line & MADE != 0)
    }
}

/// The memory.
#[derive(Debug)]
pub(crate) struct Memory {
    /// By their start; they do not overlap.
    regions: Vec<Region>,
    /// The region of the last access, where the next one most likely goes.
    last: usize,
    total_bytes: usize,
    max_bytes: usize,
    /// Changes when decoded instructions are written over.
    generation: u32,
    /// Lines written for the first time, and lines written and then run for the first time: whether the program gets
    /// anywhere.
    progress: u64,
}

impl Memory {
    /// Memory of at most so many bytes in all.
    pub(crate) fn new(max_bytes: usize) -> Self {
        Self { regions: Vec::new(), last: 0, total_bytes: 0, max_bytes, generation: 1, progress: 0 }
    }

    pub(crate) fn generation(&self) -> u32 {
        self.generation
    }

    pub(crate) fn progress(&self) -> u64 {
        self.progress
    }

    pub(crate) fn regions(&self) -> &[Region] {
        &self.regions
    }

    /// Whether so many bytes from there on are free.
    pub(crate) fn is_free(&self, start: u64, len: usize) -> bool {
        let Some(end) = start.checked_add(len as u64) else { return false };
        !self
            .regions
            .iter()
            .any(|region| region.start < end && start < region.start + region.bytes.len() as u64)
    }

    /// Whether so many bytes more may be had.
    pub(crate) fn has_room(&self, len: usize) -> bool {
        self.regions.len() < REGIONS_MAX && self.total_bytes.saturating_add(len) <= self.max_bytes
    }

    /// Puts these bytes there. `None` when there is something, or no room.
    pub(crate) fn map(&mut self, start: u64, bytes: Vec<u8>, kind: Kind) -> Option<()> {
        if bytes.is_empty() || !self.has_room(bytes.len()) || !self.is_free(start, bytes.len()) {
            return None;
        }
        self.total_bytes += bytes.len();
        let lines = vec![0; bytes.len().div_ceil(LINE_BYTES)];
        let at = self.regions.partition_point(|region| region.start < start);
        self.regions.insert(at, Region { start, bytes, kind, lines });
        self.generation = self.generation.wrapping_add(1);
        Some(())
    }

    /// Takes the region away that starts there, if it is the program's own.
    pub(crate) fn unmap(&mut self, start: u64) {
        let found = self.regions.iter().position(|region| region.start == start && region.kind == Kind::Heap);
        if let Some(at) = found {
            let region = self.regions.remove(at);
            self.total_bytes -= region.bytes.len();
            self.generation = self.generation.wrapping_add(1);
        }
    }

    /// The region of an address.
    pub(crate) fn region(&self, address: u64) -> Option<&Region> {
        let at = self.regions.partition_point(|region| region.start <= address).checked_sub(1)?;
        self.regions.get(at).filter(|region| address - region.start < region.bytes.len() as u64)
    }

    /// Whether the program wrote what stands there.
    pub(crate) fn is_written(&self, address: u64) -> bool {
        let line = self
            .region(address)
            .and_then(|region| region.lines.get(usize::try_from(address - region.start).ok()? / LINE_BYTES));
        line.is_some_and(|line| line & WRITTEN != 0)
    }

    /// The region of an address and the offset in it, if so many bytes lie there.
    #[inline]
    fn locate(&mut self, address: u64, len: usize) -> Option<(&mut Region, usize)> {
        let fits = |region: &Region| {
            let offset = usize::try_from(address.checked_sub(region.start)?).ok()?;
            (offset.checked_add(len)? <= region.bytes.len()).then_some(offset)
        };
        let mut index = self.last;
        let mut offset = self.regions.get(index).and_then(fits);
        if offset.is_none() {
            index = self.regions.partition_point(|region| region.start <= address).checked_sub(1)?;
            offset = self.regions.get(index).and_then(fits);
            self.last = index;
        }
        Some((self.regions.get_mut(index)?, offset?))
    }

    /// `N` bytes from there.
    #[inline]
    pub(crate) fn array<const N: usize>(&mut self, address: u64) -> Result<[u8; N], Fault> {
        let read =
            self.locate(address, N).and_then(|(region, at)| region.bytes.get(at..at + N)?.try_into().ok());
        read.ok_or(Fault { address, write: false })
    }

    /// A number of `size` bytes, 1, 2, 4 or 8.
    #[inline]
    pub(crate) fn read(&mut self, address: u64, size: usize) -> Result<u64, Fault> {
        Ok(match size {
            1 => u64::from(u8::from_le_bytes(self.array(address)?)),
            2 => u64::from(u16::from_le_bytes(self.array(address)?)),
            4 => u64::from(u32::from_le_bytes(self.array(address)?)),
            _ => u64::from_le_bytes(self.array(address)?),
        })
    }

    /// Bytes from there to the end of the region, and at most `max`.
    pub(crate) fn slice_upto(&self, address: u64, max: usize) -> &[u8] {
        let rest = self
            .region(address)
            .and_then(|region| region.bytes.get(usize::try_from(address - region.start).ok()?..));
        let rest = rest.unwrap_or_default();
        rest.get(..max).unwrap_or(rest)
    }

    /// Writes the lowest `size` bytes of a number.
    #[inline]
    pub(crate) fn write(&mut self, address: u64, size: usize, value: u64) -> Result<(), Fault> {
        let bytes = value.to_le_bytes();
        self.write_bytes(address, bytes.get(..size).unwrap_or(&bytes))
    }

    /// Writes bytes as the program does.
    #[inline]
    pub(crate) fn write_bytes(&mut self, address: u64, bytes: &[u8]) -> Result<(), Fault> {
        let fault = Fault { address, write: true };
        if bytes.is_empty() {
            return Ok(());
        }
        let (region, at) = self.locate(address, bytes.len()).ok_or(fault)?;
        region.bytes.get_mut(at..at + bytes.len()).ok_or(fault)?.copy_from_slice(bytes);
        let lines = at / LINE_BYTES..=(at + bytes.len() - 1) / LINE_BYTES;
        let (mut fresh, mut stale) = (0, false);
        for line in region.lines.get_mut(lines).unwrap_or_default() {
            fresh += u64::from(*line & WRITTEN == 0);
            stale |= *line & DECODED != 0;
            *line = (*line | WRITTEN) & !DECODED;
        }
        self.progress += fresh;
        self.generation = self.generation.wrapping_add(u32::from(stale));
        Ok(())
    }

    /// Copies what stands at an address for decoding an instruction, and says how much of it there is.
    pub(crate) fn fetch(&mut self, address: u64, into: &mut [u8; 15]) -> usize {
        let mut len = 0;
        while let Some(place) = into.get_mut(len..).filter(|place| !place.is_empty()) {
            let Some((region, at)) = self.locate(address.wrapping_add(len as u64), 1) else { break };
            let rest = region.bytes.get(at..).unwrap_or_default();
            let step = rest.len().min(place.len());
            if let (Some(place), Some(rest)) = (place.get_mut(..step), rest.get(..step)) {
                place.copy_from_slice(rest);
            }
            let lines = at / LINE_BYTES..=(at + step.max(1) - 1) / LINE_BYTES;
            let mut fresh = 0;
            for (index, line) in region.lines.get_mut(lines).unwrap_or_default().iter_mut().enumerate() {
                *line |= DECODED;
                if index == 0 && len == 0 && *line & (WRITTEN | MADE) == WRITTEN {
                    *line |= MADE;
                    fresh += 1;
                }
            }
            self.progress += fresh;
            len += step;
        }
        len
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_nothing_beyond() {
        let mut memory = Memory::new(1 << 20);
        memory.map(0x1000, vec![0; 0x100], Kind::Heap).unwrap();
        memory.write(0x10fc, 4, 0x0102_0304).unwrap();
        assert_eq!(memory.read(0x10fc, 4), Ok(0x0102_0304));
        assert_eq!(memory.read(0x10fe, 2), Ok(0x0102));
        assert_eq!(memory.read(0x10fd, 4), Err(Fault { address: 0x10fd, write: false }));
        assert_eq!(memory.write(0xfff, 1, 0), Err(Fault { address: 0xfff, write: true }));
        assert_eq!(memory.read(u64::MAX, 8), Err(Fault { address: u64::MAX, write: false }));
    }

    #[test]
    fn regions_do_not_overlap_and_are_bounded() {
        let mut memory = Memory::new(0x300);
        memory.map(0x1000, vec![0; 0x100], Kind::Heap).unwrap();
        assert_eq!(memory.map(0x10ff, vec![0; 1], Kind::Heap), None);
        assert_eq!(memory.map(0xf01, vec![0; 0x100], Kind::Heap), None);
        assert_eq!(memory.map(0x1100, vec![0; 0x201], Kind::Heap), None);
        memory.map(0x1100, vec![0; 0x200], Kind::Heap).unwrap();
        memory.unmap(0x1000);
        memory.map(0x1000, vec![0; 0x100], Kind::Heap).unwrap();
    }

    #[test]
    fn code_that_is_written_over_is_noticed() {
        let mut memory = Memory::new(1 << 20);
        memory.map(0x1000, vec![0x90; 0x100], Kind::Image).unwrap();
        let mut code = [0; 15];
        assert_eq!(memory.fetch(0x1000, &mut code), 15);
        let before = memory.generation();
        memory.write(0x1080, 1, 0).unwrap();
        assert_eq!(memory.generation(), before);
        memory.write(0x1004, 1, 0xc3).unwrap();
        assert_ne!(memory.generation(), before);
        assert_eq!(memory.fetch(0x1000, &mut code), 15);
        assert!(memory.regions()[0].ran_what_was_written());
        assert_eq!(memory.regions()[0].written_bytes(), 128);
        assert_eq!(memory.fetch(0x10fe, &mut code), 2);
    }
}
