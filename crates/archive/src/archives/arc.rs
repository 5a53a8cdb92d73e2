//! ARC (SEA's, and PK's squashing): stored, packed, squeezed, crunched, squashed.

use assay_findings::{IncompleteReason, Label};

use super::lha::crc16;
use crate::{
    compressors::Lzw,
    formats::{Container, Hints},
    le,
    members::{Filled, Members, Stop},
    path,
    source::{Fault, Plain, Source},
};

const MARK: u8 = 0x1a;

pub(crate) fn starts(bytes: &[u8]) -> bool {
    // Two bytes are a weak signature: the header must make sense, and what follows its content must be a header too.
    Header::parse(bytes).is_some_and(|header| {
        header.method > 0
            && header.method < 12
            && bytes
                .get(header.end..)
                .and_then(|rest| rest.get(..2))
                .is_some_and(|next| matches!(next, [MARK, 0..12]))
    })
}

pub(crate) fn open<'a>(bytes: &'a [u8], _hints: Hints<'_>) -> Box<dyn Container + 'a> {
    Box::new(Arc { rest: bytes })
}

struct Header<'a> {
    method: u8,
    name: &'a [u8],
    packed: &'a [u8],
    crc16: u16,
    end: usize,
}

impl<'a> Header<'a> {
    fn parse(bytes: &'a [u8]) -> Option<Self> {
        const NAME_BYTES: usize = 13;
        if bytes.first() != Some(&MARK) {
            return None;
        }
        let method = *bytes.get(1)?;
        let name = le::slice(bytes, 2, NAME_BYTES)?;
        let name = name.get(..memchr::memchr(0, name)?)?;
        if name.is_empty() || name.iter().any(u8::is_ascii_control) {
            return None;
        }
        let packed_bytes = usize::try_from(le::u32(bytes, 15)?).ok()?;
        // The oldest method has no unpacked length.
        let content = if method == 1 { 25 } else { 29 };
        let end = packed_bytes.checked_add(content)?;
        Some(Self { method, name, packed: bytes.get(content..end)?, crc16: le::u16(bytes, 23)?, end })
    }
}

struct Arc<'a> {
    rest: &'a [u8],
}

impl Container for Arc<'_> {
    fn labels(&self) -> Vec<Label> {
        Vec::new()
    }

    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        while !matches!(self.rest, [MARK, 0, ..]) {
            let Some(header) = Header::parse(self.rest) else {
                out.note(IncompleteReason::Damaged);
                return Ok(());
            };
            self.rest = self.rest.get(header.end..).unwrap_or_default();
            show(&header, out)?;
        }
        Ok(())
    }
}

fn show(header: &Header<'_>, out: &mut Members<'_, '_>) -> Result<(), Stop> {
    let mut member = out.begin(&path::utf8_or_cp437(header.name))?;
    out.lies_in(&mut member, header.packed);
    let packed = header.packed;
    let mut source: Box<dyn Source + '_> = match header.method {
        1 | 2 => Box::new(Plain::new(packed)),
        3 => Box::new(Runs::new(Plain::new(packed))),
        4 => Box::new(Runs::new(Squeezed::new(packed))),
        // The first byte is the width of codes, which is always 12.
        8 => Box::new(Runs::new(Lzw::arc(packed.get(1..).unwrap_or_default(), 12))),
        9 => Box::new(Lzw::arc(packed, 13)),
        _ => {
            member.leave_packed(IncompleteReason::Method);
            out.fill(&mut member, &mut Plain::new(packed), u64::MAX);
            return out.finish(member);
        }
    };
    let filled = out.fill(&mut member, source.as_mut(), u64::MAX);
    if filled == Filled::Damaged || filled == Filled::Ended && crc16(member.bytes()) != header.crc16 {
        // A password of ARC is not marked anywhere: what it garbles looks damaged.
        member.incomplete(IncompleteReason::Damaged);
    }
    out.finish(member)
}

/// Runs: `0x90 n` repeats the byte before n-1 times, `0x90 0` is that byte itself.
struct Runs<S> {
    inner: S,
    buffer: Vec<u8>,
    taken: usize,
    last: u8,
    repeat: usize,
    escaped: bool,
    unpacked_bytes: u64,
}

impl<S: Source> Runs<S> {
    fn new(inner: S) -> Self {
        Self { inner, buffer: Vec::new(), taken: 0, last: 0, repeat: 0, escaped: false, unpacked_bytes: 0 }
    }
}

impl<S: Source> Source for Runs<S> {
    fn read(&mut self, out: &mut Vec<u8>, want: usize) -> Result<usize, Fault> {
        const ESCAPE: u8 = 0x90;
        const STEP_BYTES: usize = 4096;
        let before = out.len();
        while out.len() - before < want {
            if self.repeat > 0 {
                let count = self.repeat.min(want - (out.len() - before));
                out.resize(out.len() + count, self.last);
                self.repeat -= count;
                continue;
            }
            let Some(&byte) = self.buffer.get(self.taken) else {
                self.buffer.clear();
                self.taken = 0;
                match self.inner.read(&mut self.buffer, STEP_BYTES) {
                    Ok(0) => break,
                    Ok(_) => continue,
                    Err(fault) if out.len() == before => return Err(fault),
                    Err(_) => break,
                }
            };
            self.taken += 1;
            if std::mem::take(&mut self.escaped) {
                match byte {
                    0 => {
                        out.push(ESCAPE);
                        self.last = ESCAPE;
                    }
                    count => self.repeat = usize::from(count) - 1,
                }
            } else if byte == ESCAPE {
                self.escaped = true;
            } else {
                out.push(byte);
                self.last = byte;
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
        self.inner.packed_bytes()
    }
}

/// Huffman codes by a tree that stands before them.
struct Squeezed<'a> {
    packed: &'a [u8],
    /// Both children of each node: 0 and above are nodes, below are bytes.
    nodes: Vec<[i16; 2]>,
    /// In bits.
    position: usize,
    ended: bool,
    unpacked_bytes: u64,
}

impl<'a> Squeezed<'a> {
    fn new(packed: &'a [u8]) -> Self {
        const NODES_MAX: usize = 257;
        let count = le::u16(packed, 0).map_or(0, usize::from);
        let child = |at| le::u16(packed, at).map(u16::cast_signed);
        let nodes: Vec<_> = (0..count.min(NODES_MAX))
            .map_while(|node| Some([child(2 + node * 4)?, child(4 + node * 4)?]))
            .collect();
        let ended = count > NODES_MAX || nodes.len() < count;
        Self { packed, position: (2 + nodes.len() * 4) * 8, nodes, ended, unpacked_bytes: 0 }
    }

    /// One byte; `None` at the end mark.
    fn byte(&mut self) -> Result<Option<u8>, Fault> {
        let mut node = 0_i16;
        loop {
            let children =
                usize::try_from(node).ok().and_then(|node| self.nodes.get(node)).ok_or(Fault::Damaged)?;
            let byte = self.packed.get(self.position / 8).ok_or(Fault::Damaged)?;
            let bit = usize::from(byte >> (self.position % 8) & 1);
            self.position += 1;
            node = *children.get(bit).ok_or(Fault::Damaged)?;
            if node < 0 {
                // 256 is the end.
                return Ok(u8::try_from(-(node + 1)).ok());
            }
        }
    }
}

impl Source for Squeezed<'_> {
    fn read(&mut self, out: &mut Vec<u8>, want: usize) -> Result<usize, Fault> {
        let before = out.len();
        while out.len() - before < want && !self.ended {
            match self.byte() {
                Ok(Some(byte)) => out.push(byte),
                Ok(None) => self.ended = true,
                Err(fault) if out.len() == before => return Err(fault),
                Err(_) => break,
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
