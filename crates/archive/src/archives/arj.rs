//! ARJ (its `TECHNOTE.TXT`): methods 0 to 4.

use assay_findings::{IncompleteReason, Label};
use delharc::CompressionMethod;

use super::lzh::Lzh;
use crate::{
    formats::{Container, Hints},
    labels, le,
    members::{Filled, Members, Stop},
    path,
    source::{Fault, Plain, Source},
};

/// The longest header that ARJ writes and reads.
const HEADER_MAX_BYTES: u16 = 2600;
const FLAG_GARBLED: u8 = 1;
/// The rest is in the next volume.
const FLAG_CONTINUED: u8 = 4;
/// The beginning is in the volume before.
const FLAG_CONTINUES: u8 = 8;
const KIND_FOLDER: u8 = 3;

pub(crate) fn starts(bytes: &[u8]) -> bool {
    // Kind 2 is the archive's own header.
    Header::parse(bytes).is_some_and(|header| header.kind == 2)
}

pub(crate) fn open<'a>(bytes: &'a [u8], _hints: Hints<'_>) -> Box<dyn Container + 'a> {
    let main = Header::parse(bytes);
    let encrypted = main.as_ref().is_some_and(|main| main.flags & FLAG_GARBLED != 0);
    let rest = main.and_then(|main| bytes.get(main.end..)).unwrap_or_default();
    Box::new(Arj { rest, encrypted })
}

struct Header<'a> {
    flags: u8,
    method: u8,
    kind: u8,
    packed_bytes: u32,
    unpacked_bytes: u32,
    crc32: u32,
    name: &'a [u8],
    /// Where the content begins.
    end: usize,
}

impl<'a> Header<'a> {
    fn parse(bytes: &'a [u8]) -> Option<Self> {
        if !bytes.starts_with(&[0x60, 0xea]) {
            return None;
        }
        let len = le::u16(bytes, 2).filter(|len| (30..=HEADER_MAX_BYTES).contains(len))?;
        let basic = le::slice(bytes, 4, usize::from(len))?;
        let crc32 = le::u32(bytes, 4 + usize::from(len))?;
        if crc32fast::hash(basic) != crc32 {
            return None;
        }
        let names = basic.get(usize::from(*basic.first()?)..)?;
        let name = names.split(|&byte| byte == 0).next().unwrap_or_default();
        let mut end = 4 + usize::from(len) + 4;
        // Extended headers, each with its own check sum.
        loop {
            let extended = usize::from(le::u16(bytes, end)?);
            end = end.checked_add(2)?;
            if extended == 0 {
                break;
            }
            end = end.checked_add(extended + 4)?;
        }
        Some(Self {
            flags: *basic.get(4)?,
            method: *basic.get(5)?,
            kind: *basic.get(6)?,
            packed_bytes: le::u32(basic, 12)?,
            unpacked_bytes: le::u32(basic, 16)?,
            crc32: le::u32(basic, 20)?,
            name,
            end,
        })
    }
}

struct Arj<'a> {
    rest: &'a [u8],
    encrypted: bool,
}

impl Container for Arj<'_> {
    fn labels(&self) -> Vec<Label> {
        let first = Header::parse(self.rest).is_some_and(|header| header.flags & FLAG_GARBLED != 0);
        if self.encrypted || first { vec![labels::ENCRYPTED] } else { Vec::new() }
    }

    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        loop {
            if self.rest.starts_with(&[0x60, 0xea, 0, 0]) {
                return Ok(());
            }
            let Some(header) = Header::parse(self.rest) else {
                out.note(IncompleteReason::Damaged);
                return Ok(());
            };
            let packed = le::slice_upto(self.rest, header.end, u64::from(header.packed_bytes));
            self.rest = self.rest.get(header.end + packed.len()..).unwrap_or_default();
            if header.kind != KIND_FOLDER {
                show(&header, packed, out)?;
            }
        }
    }
}

fn show(header: &Header<'_>, packed: &[u8], out: &mut Members<'_, '_>) -> Result<(), Stop> {
    let mut member = out.begin(&path::utf8_or_cp437(header.name))?;
    out.lies_in(&mut member, packed);
    let unpacked = u64::from(header.unpacked_bytes);
    let filled = match header.method {
        _ if header.flags & FLAG_GARBLED != 0 => {
            member.label(labels::ENCRYPTED);
            Err(IncompleteReason::Encrypted)
        }
        0 => Ok(out.fill(&mut member, &mut Plain::new(packed), u64::MAX)),
        // Its window of 26,624 bytes lies within that of lh6, whose codes are the same.
        1..=3 => Ok(out.fill(&mut member, &mut Lzh::new(CompressionMethod::Lh6, packed, unpacked), u64::MAX)),
        4 => Ok(out.fill(&mut member, &mut Fastest::new(packed, unpacked), u64::MAX)),
        _ => Err(IncompleteReason::Method),
    };
    match filled {
        Err(reason) => {
            member.leave_packed(reason);
            out.fill(&mut member, &mut Plain::new(packed), u64::MAX);
        }
        Ok(filled) => {
            let split = header.flags & (FLAG_CONTINUED | FLAG_CONTINUES) != 0;
            if split {
                member.incomplete(IncompleteReason::Volume);
            }
            let whole = (packed.len() as u64) == u64::from(header.packed_bytes)
                && (split || filled != Filled::Ended || crc32fast::hash(member.bytes()) == header.crc32);
            if filled == Filled::Damaged || !whole {
                member.incomplete(IncompleteReason::Damaged);
            }
        }
    }
    out.finish(member)
}

/// Method 4: LZ77 with lengths and distances in unary-prefixed numbers.
struct Fastest<'a> {
    packed: &'a [u8],
    /// In bits.
    position: usize,
    window: Vec<u8>,
    /// Bytes of the window that were given away.
    given: usize,
    left: u64,
    unpacked_bytes: u64,
}

/// Distances have up to 13 bits and a little more: `2^9 + … + 2^12 + 2^13`.
const FASTEST_WINDOW_BYTES: usize = 1 << 15;

impl<'a> Fastest<'a> {
    fn new(packed: &'a [u8], left: u64) -> Self {
        Self { packed, position: 0, window: Vec::new(), given: 0, left, unpacked_bytes: 0 }
    }

    fn bits(&mut self, count: u32) -> Option<usize> {
        let mut value = 0;
        for _ in 0..count {
            let byte = self.packed.get(self.position / 8)?;
            value = value << 1 | usize::from(byte >> (7 - self.position % 8) & 1);
            self.position += 1;
        }
        Some(value)
    }

    /// A number: as many ones as its class is above `from`, `to` at most, then so many bits.
    fn number(&mut self, from: u32, to: u32) -> Option<usize> {
        let mut base = 0;
        let mut class = from;
        while class < to && self.bits(1)? == 1 {
            base += 1 << class;
            class += 1;
        }
        Some(base + self.bits(class)?)
    }

    fn step(&mut self) -> Option<()> {
        match self.number(0, 7)? {
            0 => {
                let byte = u8::try_from(self.bits(8)?).ok()?;
                self.window.push(byte);
                self.left -= 1;
            }
            length => {
                let length = (length + 2).min(usize::try_from(self.left).unwrap_or(usize::MAX));
                let distance = self.number(9, 13)? + 1;
                let start = self.window.len().checked_sub(distance)?;
                for at in start..start + length {
                    let byte = *self.window.get(at)?;
                    self.window.push(byte);
                }
                self.left -= length as u64;
            }
        }
        Some(())
    }
}

impl Source for Fastest<'_> {
    fn read(&mut self, out: &mut Vec<u8>, want: usize) -> Result<usize, Fault> {
        let before = out.len();
        let mut damaged = false;
        while out.len() - before < want {
            if self.given == self.window.len() {
                if self.window.len() > 2 * FASTEST_WINDOW_BYTES {
                    self.window.drain(..self.window.len() - FASTEST_WINDOW_BYTES);
                    self.given = self.window.len();
                }
                damaged = self.left > 0 && self.step().is_none();
                if self.left == 0 && self.given == self.window.len() || damaged {
                    break;
                }
            }
            let ready = self.window.get(self.given..).unwrap_or_default();
            let taken = ready.get(..want - (out.len() - before)).unwrap_or(ready);
            out.extend_from_slice(taken);
            self.given += taken.len();
        }
        let produced = out.len() - before;
        self.unpacked_bytes += produced as u64;
        if produced == 0 && damaged { Err(Fault::Damaged) } else { Ok(produced) }
    }

    fn unpacked_bytes(&self) -> u64 {
        self.unpacked_bytes
    }

    fn packed_bytes(&self) -> u64 {
        self.packed.len() as u64
    }
}
