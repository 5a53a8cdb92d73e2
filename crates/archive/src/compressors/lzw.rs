//! LZW with codes of 9 to 16 bits: Unix compress (`.Z`, as (N)compress 4.2 writes it), ARC and zoo.

use crate::source::{Fault, Source};

/// Code that empties the table.
const CLEAR: u16 = 256;
/// Code that ends a stream of zoo's.
const END: u16 = 257;

pub(crate) fn compress_starts(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x1f\x9d")
        && bytes.get(2).is_some_and(|flags| (9..=16).contains(&(flags & 0x1f)) && flags & 0x60 == 0)
}

pub(crate) fn compress(bytes: &[u8]) -> Box<dyn Source + '_> {
    let flags = bytes.get(2).copied().unwrap_or_default();
    let reserved = u16::from(flags & 0x80 != 0);
    Box::new(Lzw::new(bytes.get(3..).unwrap_or_default(), u32::from(flags & 0x1f), reserved, true))
}

/// The table holds, for each code, its last byte and the code of what is before that.
pub(crate) struct Lzw<'a> {
    packed: &'a [u8],
    /// In bits.
    position: usize,
    /// Where the present width of codes began, in bits.
    group: usize,
    width: u32,
    max_width: u32,
    /// Codes from 256 on that mean something else: none, clear, or clear and end.
    reserved: u16,
    /// Whether codes come in groups of eight, which are filled up when the width changes.
    grouped: bool,
    table: Vec<(u16, u8)>,
    previous: Option<(u16, u8)>,
    /// Unpacked, backwards.
    pending: Vec<u8>,
    unpacked_bytes: u64,
}

impl<'a> Lzw<'a> {
    /// As ARC writes it, which is as compress did.
    pub(crate) fn arc(packed: &'a [u8], max_width: u32) -> Self {
        Self::new(packed, max_width, 1, true)
    }

    /// As zoo writes it.
    pub(crate) fn zoo(packed: &'a [u8]) -> Self {
        Self::new(packed, 13, 2, false)
    }

    fn new(packed: &'a [u8], max_width: u32, reserved: u16, grouped: bool) -> Self {
        let mut lzw = Self {
            packed,
            position: 0,
            group: 0,
            width: 9,
            max_width,
            reserved,
            grouped,
            table: Vec::new(),
            previous: None,
            pending: Vec::new(),
            unpacked_bytes: 0,
        };
        lzw.clear();
        lzw
    }

    fn clear(&mut self) {
        self.table.clear();
        self.table.extend((0..=255).map(|byte| (0, byte)));
        self.table.extend((0..self.reserved).map(|_| (0, 0)));
        self.previous = None;
    }

    fn set_width(&mut self, width: u32) {
        if self.grouped {
            let group = usize::try_from(self.width * 8).unwrap_or(usize::MAX);
            self.position = self.group + (self.position - self.group).next_multiple_of(group);
            self.group = self.position;
        }
        self.width = width;
    }

    fn code(&mut self) -> Option<u16> {
        let width = usize::try_from(self.width).ok()?;
        let end = self.position.checked_add(width)?;
        if end > self.packed.len().saturating_mul(8) {
            return None;
        }
        let mut code = 0_u32;
        for (index, &byte) in self.packed.get(self.position / 8..)?.iter().take(3).enumerate() {
            code |= u32::from(byte) << (8 * index);
        }
        self.position = end;
        u16::try_from((code >> ((end - width) % 8)) & ((1 << self.width) - 1)).ok()
    }

    /// Unpacks one code; `false` at the end.
    fn step(&mut self) -> Result<bool, Fault> {
        let full = 1_usize << self.max_width;
        if self.table.len() >= 1 << self.width && self.width < self.max_width {
            self.set_width(self.width + 1);
        }
        let Some(code) = self.code() else { return Ok(false) };
        if self.reserved > 1 && code == END {
            return Ok(false);
        }
        if self.reserved > 0 && code == CLEAR {
            self.clear();
            self.set_width(9);
            return Ok(true);
        }
        let Some((before, first)) = self.previous else {
            let byte = u8::try_from(code).map_err(|_| Fault::Damaged)?;
            self.pending.push(byte);
            self.previous = Some((code, byte));
            return Ok(true);
        };
        let mut at = code;
        if usize::from(code) == self.table.len() && self.table.len() < full {
            // Not in the table yet: what was before, and its first byte again.
            self.pending.push(first);
            at = before;
        } else if usize::from(code) >= self.table.len() {
            return Err(Fault::Damaged);
        }
        let first = loop {
            let &(prefix, byte) = self.table.get(usize::from(at)).ok_or(Fault::Damaged)?;
            self.pending.push(byte);
            if at < 256 {
                break byte;
            }
            at = prefix;
        };
        if self.table.len() < full {
            self.table.push((before, first));
        }
        self.previous = Some((code, first));
        Ok(true)
    }
}

impl Source for Lzw<'_> {
    fn read(&mut self, out: &mut Vec<u8>, want: usize) -> Result<usize, Fault> {
        let before = out.len();
        while out.len() - before < want {
            if let Some(byte) = self.pending.pop() {
                out.push(byte);
                continue;
            }
            match self.step() {
                Ok(true) => {}
                Err(fault) if out.len() == before => return Err(fault),
                Ok(false) | Err(_) => break,
            }
        }
        let produced = out.len() - before;
        self.unpacked_bytes += produced as u64;
        Ok(produced)
    }

    fn unpacked_bytes(&self) -> u64 {
        self.unpacked_bytes
    }

    fn packed_bytes(&self) -> u64 {
        self.packed.len() as u64
    }
}
