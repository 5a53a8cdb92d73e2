//! gzip (RFC 1952): one content, possibly in several members that are read as one.
//!
//! A compressed tar is one layer: its members are shown as members of the gzip file, and read as the
//! stream unpacks, so that a tar need not fit where its members do.

use assay_findings::Label;
use flate2::Crc;

use crate::{
    formats::{Container, Hints},
    inflate::Inflate,
    le,
    members::{Members, Stop},
    packed, path,
    source::{Fault, Source},
};

/// Deflate is the only method that was ever defined.
const MAGIC: [u8; 3] = [0x1f, 0x8b, 8];

/// Members that may unpack to nothing in a row: each costs a new decoder, and means nothing.
const EMPTY_MAX: u32 = 1000;

pub(crate) fn starts(bytes: &[u8]) -> bool {
    // The three high flags are reserved: a compliant reader must refuse them (RFC 1952, 2.3.1.2).
    bytes.starts_with(&MAGIC) && bytes.get(3).is_some_and(|flags| flags & 0xe0 == 0)
}

pub(crate) fn open<'a>(bytes: &'a [u8], hints: Hints<'_>) -> Box<dyn Container + 'a> {
    Box::new(Gzip { bytes, name: hints.name.and_then(packed::stem) })
}

/// The content, unpacked.
pub(crate) fn stream(bytes: &[u8]) -> Box<dyn Source + '_> {
    Box::new(Stream::new(bytes))
}

struct Gzip<'a> {
    bytes: &'a [u8],
    /// The content's name as the file's own name tells it.
    name: Option<String>,
}

impl Container for Gzip<'_> {
    fn labels(&self) -> Vec<Label> {
        Vec::new()
    }

    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        let given = header(self.bytes).and_then(|header| header.name);
        let name = given.map(path::latin1).filter(|name| !name.is_empty()).or_else(|| self.name.clone());
        packed::show(&mut Stream::new(self.bytes), self.bytes, name.as_deref(), out)
    }
}

struct Header<'a> {
    name: Option<&'a [u8]>,
    len: usize,
}

/// Reads a member's header; `None` where there is none or it is cut off.
fn header(bytes: &[u8]) -> Option<Header<'_>> {
    const HEADER_CRC: u8 = 2;
    const EXTRA: u8 = 4;
    const NAME: u8 = 8;
    const COMMENT: u8 = 16;
    if !starts(bytes) {
        return None;
    }
    let flags = *bytes.get(3)?;
    let mut len = 10_usize;
    if flags & EXTRA != 0 {
        len = len.checked_add(2 + usize::from(le::u16(bytes, len)?))?;
    }
    let mut text = |wanted: u8| -> Option<Option<&[u8]>> {
        if flags & wanted == 0 {
            return Some(None);
        }
        let rest = bytes.get(len..)?;
        let text = rest.get(..memchr::memchr(0, rest)?)?;
        len += text.len() + 1;
        Some(Some(text))
    };
    let name = text(NAME)?;
    text(COMMENT)?;
    if flags & HEADER_CRC != 0 {
        len += 2;
    }
    (len <= bytes.len()).then_some(Header { name, len })
}

/// The members of a gzip file as one stream.
struct Stream<'a> {
    bytes: &'a [u8],
    /// Where the member that is being read has its deflate stream.
    start: usize,
    inflate: Option<Inflate<'a>>,
    crc: Crc,
    unpacked_bytes: u64,
    /// A check sum or length did not fit, or something follows that is no member.
    damaged: bool,
}

impl<'a> Stream<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        let mut stream =
            Self { bytes, start: 0, inflate: None, crc: Crc::new(), unpacked_bytes: 0, damaged: false };
        stream.begin_member(0);
        stream
    }

    fn begin_member(&mut self, at: usize) {
        let rest = self.bytes.get(at..).unwrap_or_default();
        self.inflate = None;
        match header(rest) {
            Some(header) => {
                self.start = at + header.len;
                self.inflate = Some(Inflate::new(rest.get(header.len..).unwrap_or_default()));
                self.crc = Crc::new();
            }
            // Zeros are padding, as tape drives leave it; anything else should not be there.
            None => self.damaged |= rest.iter().any(|&byte| byte != 0),
        }
    }

    /// Checks the trailer of the member that has just ended, and goes on to the next.
    fn end_member(&mut self, packed_len: usize) {
        let trailer = self.start + packed_len;
        let sum = le::u32(self.bytes, trailer);
        let len = le::u32(self.bytes, trailer + 4);
        self.damaged |= sum != Some(self.crc.sum()) || len != Some(self.crc.amount());
        self.begin_member(trailer + 8);
    }

    fn unpack(&mut self, out: &mut Vec<u8>, want: usize) -> Result<usize, Fault> {
        // A member that unpacks to nothing is not the end.
        let mut empty = 0;
        while let Some(inflate) = &mut self.inflate {
            let before = out.len();
            let Ok(bytes) = inflate.read(out, want) else {
                self.inflate = None;
                self.damaged = true;
                return Err(Fault::Damaged);
            };
            self.crc.update(out.get(before..).unwrap_or_default());
            if inflate.ended() {
                let packed_len = inflate.consumed();
                self.end_member(packed_len);
            }
            if bytes > 0 {
                return Ok(bytes);
            }
            empty += 1;
            if empty > EMPTY_MAX {
                self.inflate = None;
                self.damaged = true;
                return Err(Fault::Damaged);
            }
        }
        Ok(0)
    }
}

impl Source for Stream<'_> {
    fn read(&mut self, out: &mut Vec<u8>, want: usize) -> Result<usize, Fault> {
        let bytes = self.unpack(out, want)?;
        self.unpacked_bytes += bytes as u64;
        Ok(bytes)
    }

    fn unpacked_bytes(&self) -> u64 {
        self.unpacked_bytes
    }

    fn packed_bytes(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn is_whole(&self) -> bool {
        !self.damaged
    }
}
