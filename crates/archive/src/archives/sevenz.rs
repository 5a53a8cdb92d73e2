//! 7z (its `7zFormat.txt`), by `sevenz-rust2`.
//!
//! The library allocates windows by what the headers say, so that those are looked at first.

use std::io::{Cursor, Read};

use assay_findings::{IncompleteReason, Label};
use sevenz_rust2::{Archive, ArchiveEntry, Block, BlockDecoder, Error, Password};

use crate::{
    compressors::WINDOW_MAX_BYTES,
    formats::{Container, Hints},
    guard::guarded,
    labels, le,
    members::{Filled, Members, Stop},
    source::{Source as _, Unpacking},
};

const MAGIC: &[u8] = b"7z\xbc\xaf\x27\x1c";
/// Length of the header at the start.
const START_BYTES: usize = 32;
/// Header of the archive that is itself packed.
const ENCODED_HEADER: u8 = 0x17;
/// Length of the header that is read: names of a hundred thousand members.
const HEADER_MAX_BYTES: usize = 16 << 20;
/// Codec: AES-256 with SHA-256.
const AES: &[u8] = &[6, 0xf1, 7, 1];
/// Codec: LZMA.
const LZMA: &[u8] = &[3, 1, 1];
/// Codec: LZMA2.
const LZMA2: &[u8] = &[0x21];
/// Codec: PPMd.
const PPMD: &[u8] = &[3, 4, 1];

pub(crate) fn starts(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC) && bytes.len() >= START_BYTES
}

pub(crate) fn open<'a>(bytes: &'a [u8], _hints: Hints<'_>) -> Box<dyn Container + 'a> {
    let parsed = parse(bytes);
    let encrypted = match &parsed {
        Ok(archive) => archive.blocks.iter().any(is_encrypted),
        Err(reason) => *reason == IncompleteReason::Encrypted,
    };
    Box::new(SevenZ { bytes, parsed, encrypted })
}

/// Reads the header, unless it is encrypted or wants too much.
fn parse(bytes: &[u8]) -> Result<Archive, IncompleteReason> {
    let header = header(bytes).ok_or(IncompleteReason::Damaged)?;
    if header.first() == Some(&ENCODED_HEADER) {
        if memchr::memmem::find(header, AES).is_some() {
            return Err(IncompleteReason::Encrypted);
        }
        // A coder's description: its codec, five bytes of properties, the window's size in the last four.
        for at in memchr::memmem::find_iter(header, &[0x23, 3, 1, 1, 5]) {
            if le::u32(header, at + 6).is_none_or(|window| window > WINDOW_MAX_BYTES) {
                return Err(IncompleteReason::Memory);
            }
        }
    }
    match guarded(|| Archive::read(&mut Cursor::new(bytes), &Password::empty())) {
        Ok(Ok(archive)) => Ok(archive),
        Ok(Err(error)) => Err(reason(&error)),
        Err(fault) => Err(fault.reason()),
    }
}

/// The header that the first one points to. Without it the library would search, byte by byte.
fn header(bytes: &[u8]) -> Option<&[u8]> {
    let at = usize::try_from(le::u64(bytes, 12)?).ok()?.checked_add(START_BYTES)?;
    let len = usize::try_from(le::u64(bytes, 20)?).ok()?;
    let header = le::slice(bytes, at, len)?;
    (!header.is_empty() && len <= HEADER_MAX_BYTES).then_some(header)
}

fn reason(error: &Error) -> IncompleteReason {
    match error {
        Error::PasswordRequired | Error::MaybeBadPassword(_) => IncompleteReason::Encrypted,
        Error::UnsupportedCompressionMethod(_) | Error::Unsupported(_) | Error::UnsupportedVersion { .. } => {
            IncompleteReason::Method
        }
        Error::MaxMemLimited { .. } => IncompleteReason::Memory,
        _ => IncompleteReason::Damaged,
    }
}

fn is_encrypted(block: &Block) -> bool {
    block.coders.iter().any(|coder| coder.encoder_method_id() == AES)
}

/// Whether the block's decoders want more memory than a window may have.
fn is_too_big(block: &Block) -> bool {
    block.coders.iter().any(|coder| {
        let properties = coder.properties();
        let memory = match coder.encoder_method_id() {
            LZMA | PPMD => le::u32(properties, 1).unwrap_or(u32::MAX),
            // 2 or 3 times a power of two, the shift in the upper bits.
            LZMA2 => properties.first().map_or(u32::MAX, |&coded| match coded {
                0..40 => (2 | u32::from(coded) & 1) << (u32::from(coded) / 2 + 11),
                _ => u32::MAX,
            }),
            _ => 0,
        };
        memory > WINDOW_MAX_BYTES
    })
}

struct SevenZ<'a> {
    bytes: &'a [u8],
    parsed: Result<Archive, IncompleteReason>,
    encrypted: bool,
}

impl Container for SevenZ<'_> {
    fn labels(&self) -> Vec<Label> {
        if self.encrypted { vec![labels::ENCRYPTED] } else { Vec::new() }
    }

    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        let archive = match &self.parsed {
            Ok(archive) => archive,
            Err(reason) => {
                out.note(*reason);
                return Ok(());
            }
        };
        for index in 0..archive.blocks.len() {
            self.read_block(archive, index, out)?;
        }
        let empty = archive.files.iter().zip(&archive.stream_map.file_block_index);
        for (entry, _) in empty.filter(|(entry, block)| block.is_none() && !entry.is_directory) {
            let member = out.begin(&entry.name)?;
            out.finish(member)?;
        }
        Ok(())
    }
}

impl SevenZ<'_> {
    fn read_block(&self, archive: &Archive, index: usize, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        let Some(block) = archive.blocks.get(index) else { return Ok(()) };
        let password = Password::empty();
        let mut input = Cursor::new(self.bytes);
        let decoder = BlockDecoder::new(1, index, archive, &password, &mut input);
        let refused = if is_encrypted(block) {
            Some(IncompleteReason::Encrypted)
        } else {
            is_too_big(block).then_some(IncompleteReason::Memory)
        };
        if let Some(reason) = refused {
            return decoder.entries().iter().try_for_each(|entry| lack(entry, reason, out));
        }
        let packed = packed_bytes(archive, index);
        let entries = decoder.entries().to_vec();
        let mut shown = 0;
        let mut outcome = Ok(());
        let read = guarded(|| {
            decoder.for_each_entries(&mut |entry, reader| {
                shown += 1;
                match show(entry, reader, packed, out) {
                    Ok(more) => Ok(more),
                    Err(stop) => {
                        outcome = Err(stop);
                        Ok(false)
                    }
                }
            })
        });
        outcome?;
        let reason = match read {
            Ok(Ok(true)) => return Ok(()),
            // Ended by us, or by damage that its member has: the rest of a solid block is lost.
            Ok(Ok(false)) => IncompleteReason::Damaged,
            Ok(Err(error)) => reason(&error),
            Err(fault) => fault.reason(),
        };
        entries.iter().skip(shown).try_for_each(|entry| lack(entry, reason, out))
    }
}

/// Bytes of the archive that the block is packed in.
fn packed_bytes(archive: &Archive, index: usize) -> usize {
    let first = archive.stream_map.block_first_pack_stream_index();
    let from = first.get(index).copied().unwrap_or_default();
    let to = first.get(index + 1).copied().unwrap_or(archive.pack_sizes().len());
    let sizes = archive.pack_sizes().get(from..to).unwrap_or_default();
    usize::try_from(sizes.iter().fold(0, |sum: u64, &size| sum.saturating_add(size))).unwrap_or(usize::MAX)
}

/// Shows one member; whether the next can be read.
fn show(
    entry: &ArchiveEntry,
    reader: &mut dyn Read,
    packed: usize,
    out: &mut Members<'_, '_>,
) -> Result<bool, Stop> {
    if entry.is_directory {
        return Ok(true);
    }
    let mut member = out.begin(&entry.name)?;
    let mut source = Unpacking::new(reader, packed);
    let filled = out.fill(&mut member, &mut source, u64::MAX);
    let short = source.unpacked_bytes() < entry.size;
    if filled == Filled::Damaged || filled == Filled::Ended && short {
        member.incomplete(IncompleteReason::Damaged);
    }
    out.finish(member)?;
    Ok(match filled {
        Filled::Cut => {
            // What is not shown must be unpacked all the same to get to what follows.
            let rest = entry.size.saturating_sub(source.unpacked_bytes());
            out.skip(&mut source, rest) == Filled::Wanted
        }
        Filled::Damaged => false,
        Filled::Ended | Filled::Wanted => !short,
    })
}

/// Names a member that cannot be read.
fn lack(entry: &ArchiveEntry, reason: IncompleteReason, out: &mut Members<'_, '_>) -> Result<(), Stop> {
    if entry.is_directory {
        return Ok(());
    }
    let mut member = out.begin(&entry.name)?;
    if reason == IncompleteReason::Encrypted {
        member.label(labels::ENCRYPTED);
    }
    if entry.has_stream {
        member.leave_packed(reason);
    }
    out.finish(member)
}
