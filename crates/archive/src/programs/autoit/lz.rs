//! The packing of scripts: literals, and copies from the 32 KiB before, in bits from the highest on.

use crate::source::{Fault, Source};

const WINDOW: usize = 1 << 15;
/// Signature and unpacked size.
const HEADER_BYTES: usize = 8;
/// The least that a copy copies.
const COPY_MIN: u64 = 3;

/// Unpacks a content.
pub(super) struct Unpacker<'a> {
    packed: &'a [u8],
    at: usize,
    bits: u32,
    bit_count: u32,
    /// Which bit a literal begins with.
    literal: u32,
    window: Vec<u8>,
    written: u64,
    stated: u64,
    /// What is left of the copy that is being made, and from how far back.
    copy: (u64, usize),
}

impl<'a> Unpacker<'a> {
    /// `None` when the content does not begin as one that is packed.
    pub(super) fn new(content: &'a [u8], is_ea06: bool) -> Option<Self> {
        let signature = content.get(..4)?;
        let expected: &[u8] = if is_ea06 { b"EA06" } else { b"EA05" };
        if signature != expected && signature != b"JB01" && signature != b"JB00" {
            return None;
        }
        let stated = u32::from_be_bytes(crate::le::array(content, 4)?);
        Some(Self {
            packed: content,
            at: HEADER_BYTES,
            bits: 0,
            bit_count: 0,
            literal: u32::from(is_ea06),
            window: vec![0; WINDOW],
            written: 0,
            stated: stated.into(),
            copy: (0, 0),
        })
    }

    fn bits(&mut self, count: u32) -> Option<u32> {
        while self.bit_count < count {
            self.bits = self.bits << 8 | u32::from(*self.packed.get(self.at)?);
            self.at += 1;
            self.bit_count += 8;
        }
        self.bit_count -= count;
        Some(self.bits >> self.bit_count & ((1 << count) - 1))
    }

    /// The length of a copy: fields that grow, each followed by the next when it is full.
    fn length(&mut self) -> Option<u64> {
        let mut base = COPY_MIN;
        for (bits, full) in [(2, 3), (3, 7), (5, 31), (8, 255)] {
            let field = self.bits(bits)?;
            if field < full {
                return Some(base + u64::from(field));
            }
            base += u64::from(full);
        }
        loop {
            let field = self.bits(8)?;
            base += u64::from(field);
            if field < 255 {
                return Some(base);
            }
        }
    }

    fn put(&mut self, byte: u8, out: &mut Vec<u8>) {
        let at = usize::try_from(self.written).unwrap_or_default() % WINDOW;
        self.window[at] = byte;
        self.written += 1;
        out.push(byte);
    }

    /// The next byte, or the first of a copy.
    fn step(&mut self, out: &mut Vec<u8>) -> Option<()> {
        if self.copy.0 == 0 {
            if self.bits(1)? == self.literal {
                let byte = self.bits(8)?;
                self.put(byte.to_le_bytes()[0], out);
                return Some(());
            }
            let back = usize::try_from(self.bits(15)?).ok()?;
            let length = self.length()?;
            if back == 0 || back as u64 > self.written {
                return None;
            }
            self.copy = (length, back);
        }
        let from = usize::try_from(self.written).ok()?.wrapping_sub(self.copy.1) % WINDOW;
        let byte = self.window[from];
        self.copy.0 -= 1;
        self.put(byte, out);
        Some(())
    }
}

impl Source for Unpacker<'_> {
    fn read(&mut self, out: &mut Vec<u8>, want: usize) -> Result<usize, Fault> {
        let mut read = 0;
        while read < want && self.written < self.stated {
            if self.step(out).is_none() {
                return if read == 0 { Err(Fault::Damaged) } else { Ok(read) };
            }
            read += 1;
        }
        Ok(read)
    }

    fn unpacked_bytes(&self) -> u64 {
        self.written
    }

    fn packed_bytes(&self) -> u64 {
        self.packed.len() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bits as text, packed.
    fn packed(signature: &[u8], stated: u32, bits: &str) -> Vec<u8> {
        let mut bytes = [signature, &stated.to_be_bytes()].concat();
        let bits: Vec<char> = bits.chars().filter(|bit| !bit.is_whitespace()).collect();
        for byte in bits.chunks(8) {
            let byte = byte.iter().fold(0, |byte, bit| byte << 1 | u8::from(*bit == '1')) << (8 - byte.len());
            bytes.push(byte);
        }
        bytes
    }

    #[test]
    fn literals_and_copies_are_unpacked() {
        // "ab", then seven bytes from two back.
        let bits = "1 01100001 1 01100010 0 000000000000010 11 001";
        let bytes = packed(b"EA06", 9, bits);
        let mut out = Vec::new();
        let mut unpacker = Unpacker::new(&bytes, true).unwrap();
        assert_eq!(unpacker.read(&mut out, 100), Ok(9));
        assert_eq!(out, b"ababababa");
        assert_eq!(unpacker.read(&mut out, 100), Ok(0));
    }

    #[test]
    fn copies_from_before_the_beginning_are_damage() {
        let bytes = packed(b"EA05", 9, "0 01100001 1 000000000000010 00");
        let mut out = Vec::new();
        let mut unpacker = Unpacker::new(&bytes, false).unwrap();
        assert_eq!(unpacker.read(&mut out, 100), Ok(1));
        assert_eq!(unpacker.read(&mut out, 100), Err(Fault::Damaged));
    }
}
