//! cpio: binary of both byte orders, odc (POSIX.1-1988), newc and its kind with check sums.
//!
//! Read front to back from a [`Source`], so that a compressed one is read as it unpacks.

use assay_findings::{IncompleteReason, Label};

use crate::{
    formats::{Container, Hints},
    labels, le,
    members::{Filled, Members, Stop},
    path,
    source::{Plain, Source},
};

/// The shortest header; what must be there to tell.
pub(crate) const HEAD_BYTES: usize = 26;
/// Bytes of a name that are read; PATH_MAX is 4096.
const NAME_MAX_BYTES: u64 = 64 << 10;
/// Entries without content that may follow each other.
const SKIPPED_MAX: u32 = 100_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dialect {
    Little,
    Big,
    Octal,
    New,
}

impl Dialect {
    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xc7, 0x71, ..] => Some(Self::Little),
            [0x71, 0xc7, ..] => Some(Self::Big),
            [b'0', b'7', b'0', b'7', b'0', b'7', ..] => Some(Self::Octal),
            [b'0', b'7', b'0', b'7', b'0', b'1' | b'2', ..] => Some(Self::New),
            _ => None,
        }
    }

    fn header_bytes(self) -> usize {
        match self {
            Self::Little | Self::Big => 26,
            Self::Octal => 76,
            Self::New => 110,
        }
    }

    /// What contents, and headers with their names, are filled up to.
    fn alignment(self) -> u64 {
        match self {
            Self::Little | Self::Big => 2,
            Self::Octal => 1,
            Self::New => 4,
        }
    }
}

struct Header {
    mode: u64,
    name_bytes: u64,
    bytes: u64,
}

impl Header {
    fn parse(dialect: Dialect, header: &[u8]) -> Option<Self> {
        let word = |at| {
            let word: [u8; 2] = le::array(header, at)?;
            Some(u64::from(match dialect {
                Dialect::Big => u16::from_be_bytes(word),
                _ => u16::from_le_bytes(word),
            }))
        };
        let digits = |at, len, radix| {
            u64::from_str_radix(std::str::from_utf8(le::slice(header, at, len)?).ok()?, radix).ok()
        };
        Some(match dialect {
            // Long numbers have their upper half first, whatever the order of bytes.
            Dialect::Little | Dialect::Big => {
                Self { mode: word(6)?, name_bytes: word(20)?, bytes: word(22)? << 16 | word(24)? }
            }
            Dialect::Octal => {
                Self { mode: digits(18, 6, 8)?, name_bytes: digits(59, 6, 8)?, bytes: digits(65, 11, 8)? }
            }
            Dialect::New => {
                Self { mode: digits(14, 8, 16)?, name_bytes: digits(94, 8, 16)?, bytes: digits(54, 8, 16)? }
            }
        })
    }
}

pub(crate) fn starts(bytes: &[u8]) -> bool {
    // The signature of the binary ones has two bytes: the rest must make sense, too.
    Dialect::of(bytes).is_some_and(|dialect| match dialect {
        Dialect::Octal | Dialect::New => bytes.len() >= HEAD_BYTES,
        _ => Header::parse(dialect, bytes).is_some_and(|header| {
            (2..=1024).contains(&header.name_bytes)
                && matches!(header.mode >> 12, 1 | 2 | 4 | 6 | 8 | 10 | 12)
                && bytes.get(26).is_some_and(|first| !first.is_ascii_control())
        }),
    })
}

pub(crate) fn open<'a>(bytes: &'a [u8], _hints: Hints<'_>) -> Box<dyn Container + 'a> {
    Box::new(Cpio { bytes })
}

struct Cpio<'a> {
    bytes: &'a [u8],
}

impl Container for Cpio<'_> {
    fn labels(&self) -> Vec<Label> {
        Vec::new()
    }

    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        let mut source = Plain::new(self.bytes);
        read_from(&mut source, out)?;
        // An initial RAM disk is several, one behind the other, each packed in its own way.
        let end = usize::try_from(source.unpacked_bytes()).unwrap_or(usize::MAX);
        let rest = self.bytes.get(end..).unwrap_or_default();
        let padding = rest.iter().take_while(|&&byte| byte == 0).count();
        let rest = rest.get(padding..).unwrap_or_default();
        if rest.is_empty() {
            return Ok(());
        }
        let mut member = out.begin("appended")?;
        out.fill(&mut member, &mut Plain::new(rest), u64::MAX);
        out.finish(member)
    }
}

/// Shows the members of the cpio archive that `source` gives.
pub(crate) fn read_from(source: &mut dyn Source, out: &mut Members<'_, '_>) -> Result<(), Stop> {
    if !entries(source, out)? {
        out.note(IncompleteReason::Damaged);
    }
    Ok(())
}

/// Shows all members; `false` when damage ends them.
fn entries(source: &mut dyn Source, out: &mut Members<'_, '_>) -> Result<bool, Stop> {
    let mut skipped = 0;
    loop {
        let mut header = Vec::new();
        match out.take(source, &mut header, HEAD_BYTES as u64) {
            Filled::Wanted => {}
            Filled::Cut => return Ok(true),
            _ => return Ok(false),
        }
        let Some(dialect) = Dialect::of(&header) else { return Ok(false) };
        let rest = dialect.header_bytes() - HEAD_BYTES;
        if out.take(source, &mut header, rest as u64) != Filled::Wanted {
            return Ok(false);
        }
        let Some(parsed) = Header::parse(dialect, &header) else { return Ok(false) };
        if parsed.name_bytes > NAME_MAX_BYTES {
            return Ok(false);
        }
        let mut name = Vec::new();
        let padded = padded(dialect.header_bytes() as u64 + parsed.name_bytes, dialect)
            - dialect.header_bytes() as u64;
        if out.take(source, &mut name, padded) != Filled::Wanted {
            return Ok(false);
        }
        let end = memchr::memchr(0, &name).unwrap_or(name.len());
        name.truncate(end);
        if name == b"TRAILER!!!" {
            return Ok(true);
        }
        let padding = self::padded(parsed.bytes, dialect) - parsed.bytes;
        let filled = if parsed.bytes == 0 && parsed.mode >> 12 != 8 {
            skipped += 1;
            if skipped > SKIPPED_MAX {
                out.note(IncompleteReason::DecompressMaxFileCount);
                return Ok(true);
            }
            Filled::Wanted
        } else {
            skipped = 0;
            show(source, &path::latin1(&name), &parsed, padding, out)?
        };
        match filled {
            Filled::Wanted => {}
            Filled::Cut => return Ok(true),
            _ => return Ok(false),
        }
    }
}

fn padded(bytes: u64, dialect: Dialect) -> u64 {
    bytes.next_multiple_of(dialect.alignment())
}

fn show(
    source: &mut dyn Source,
    name: &str,
    header: &Header,
    padding: u64,
    out: &mut Members<'_, '_>,
) -> Result<Filled, Stop> {
    let mut member = out.begin(name)?;
    if header.mode >> 12 == 10 {
        member.label(labels::SYMLINK);
    }
    let before = source.unpacked_bytes();
    let filled = out.fill(&mut member, source, header.bytes);
    if matches!(filled, Filled::Ended | Filled::Damaged) {
        member.incomplete(IncompleteReason::Damaged);
    }
    let rest = header.bytes.saturating_sub(source.unpacked_bytes() - before);
    out.finish(member)?;
    Ok(match filled {
        Filled::Wanted => out.skip(source, padding),
        Filled::Cut => out.skip(source, rest.saturating_add(padding)),
        // Noted with the member, and there is no more.
        Filled::Ended | Filled::Damaged => Filled::Cut,
    })
}
