//! Microsoft's COMPRESS.EXE: SZDD, and the methods of KWAJ that are as simple.

use assay_findings::{IncompleteReason, Label};

use crate::{
    formats::{Container, Hints},
    le,
    members::{Filled, Members, Stop},
    source::{Fault, Plain, Source},
};

const SZDD: &[u8] = b"SZDD\x88\xf0\x27\x33";
const KWAJ: &[u8] = b"KWAJ\x88\xf0\x27\xd1";
const WINDOW_BYTES: usize = 4096;

pub(crate) fn starts(bytes: &[u8]) -> bool {
    bytes.starts_with(SZDD) || bytes.starts_with(KWAJ)
}

pub(crate) fn open<'a>(bytes: &'a [u8], hints: Hints<'_>) -> Box<dyn Container + 'a> {
    let name = hints.name.map_or_else(|| "content".to_owned(), |name| expanded(name, bytes));
    Box::new(Szdd { bytes, name })
}

/// `setup.ex_` was `setup.exe`: the letter that went is in the header.
fn expanded(name: &str, bytes: &[u8]) -> String {
    let letter = bytes.get(9).filter(|_| bytes.starts_with(SZDD)).map(|&letter| char::from(letter));
    match (name.strip_suffix('_'), letter.filter(char::is_ascii_alphanumeric)) {
        (Some(stem), Some(letter)) => format!("{stem}{}", letter.to_ascii_lowercase()),
        _ => name.to_owned(),
    }
}

struct Szdd<'a> {
    bytes: &'a [u8],
    name: String,
}

impl Container for Szdd<'_> {
    fn labels(&self) -> Vec<Label> {
        Vec::new()
    }

    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        let mut member = out.begin(&self.name)?;
        let at =
            if self.bytes.starts_with(SZDD) { Some(14) } else { le::u16(self.bytes, 10).map(usize::from) };
        let packed = at.and_then(|at| self.bytes.get(at..)).unwrap_or_default();
        let method = if self.bytes.starts_with(SZDD) { Some(2) } else { le::u16(self.bytes, 8) };
        let filled = match method {
            Some(0) => out.fill(&mut member, &mut Plain::new(packed), u64::MAX),
            Some(1) => {
                let turned: Vec<u8> = packed.iter().map(|byte| !byte).collect();
                out.fill(&mut member, &mut Plain::new(&turned), u64::MAX)
            }
            Some(2) => {
                let stated = le::u32(self.bytes, 10).filter(|_| self.bytes.starts_with(SZDD));
                out.fill(&mut member, &mut Lzss::new(packed), stated.map_or(u64::MAX, u64::from))
            }
            _ => {
                member.leave_packed(IncompleteReason::Method);
                out.fill(&mut member, &mut Plain::new(packed), u64::MAX)
            }
        };
        if filled == Filled::Damaged {
            member.incomplete(IncompleteReason::Damaged);
        }
        out.finish(member)
    }
}

/// LZSS: groups of eight, a byte of flags before each, and a window of 4096 that begins as blanks.
struct Lzss<'a> {
    packed: &'a [u8],
    at: usize,
    window: Vec<u8>,
    place: usize,
    flags: u16,
    /// A copy that is not done yet: from where in the window, and how much.
    copy: (usize, usize),
    unpacked_bytes: u64,
}

impl<'a> Lzss<'a> {
    fn new(packed: &'a [u8]) -> Self {
        Self {
            packed,
            at: 0,
            window: vec![b' '; WINDOW_BYTES],
            place: WINDOW_BYTES - 16,
            flags: 0,
            copy: (0, 0),
            unpacked_bytes: 0,
        }
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = self.packed.get(self.at).copied();
        self.at += 1;
        byte
    }

    fn next(&mut self) -> Option<u8> {
        if self.copy.1 == 0 {
            // The ninth bit tells when the flags are used up.
            if self.flags <= 1 {
                self.flags = u16::from(self.byte()?) | 0x100;
            }
            let literal = self.flags & 1 == 1;
            self.flags >>= 1;
            if literal {
                let byte = self.byte()?;
                return Some(self.put(byte));
            }
            let (low, high) = (self.byte()?, self.byte()?);
            self.copy = (usize::from(low) | usize::from(high & 0xf0) << 4, usize::from(high & 0xf) + 3);
        }
        let byte = self.window.get(self.copy.0 % WINDOW_BYTES).copied()?;
        self.copy = (self.copy.0 + 1, self.copy.1 - 1);
        Some(self.put(byte))
    }

    fn put(&mut self, byte: u8) -> u8 {
        if let Some(slot) = self.window.get_mut(self.place) {
            *slot = byte;
        }
        self.place = (self.place + 1) % WINDOW_BYTES;
        byte
    }
}

impl Source for Lzss<'_> {
    fn read(&mut self, out: &mut Vec<u8>, want: usize) -> Result<usize, Fault> {
        let before = out.len();
        while out.len() - before < want {
            let Some(byte) = self.next() else { break };
            out.push(byte);
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
