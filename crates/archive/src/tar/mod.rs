//! tar: v7, ustar (POSIX.1-1988), GNU long names and sparse files, pax (POSIX.1-2001).
//!
//! Read front to back from a [`Source`], so that a compressed tar is read as it unpacks. A block that is
//! no header is passed over: what follows damage is still found.

mod header;
mod pax;

use assay_findings::{IncompleteReason, Label};

use crate::{
    formats::{Container, Hints},
    labels,
    members::{Filled, Member, Members, Stop},
    path,
    source::{Plain, Source},
};
pub(crate) use header::BLOCK_BYTES;
use header::{Header, Kind};
use pax::Overrides;

/// Bytes that are read of a long name or of a pax header; PATH_MAX is 4096.
const META_MAX_BYTES: u64 = 64 << 10;

/// Headers without content that may follow each other: a tar of folders only must end as well.
const SKIPPED_MAX: u32 = 100_000;

/// Whether the first block is a tar header whose check sum fits.
pub fn starts(bytes: &[u8]) -> bool {
    bytes.get(..BLOCK_BYTES).is_some_and(|block| Header::parse(block).is_some())
}

pub(crate) fn open<'a>(bytes: &'a [u8], _hints: Hints<'_>) -> Box<dyn Container + 'a> {
    Box::new(Tar { bytes })
}

struct Tar<'a> {
    bytes: &'a [u8],
}

impl Container for Tar<'_> {
    fn labels(&self) -> Vec<Label> {
        Vec::new()
    }

    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        read_from(&mut Plain::new(self.bytes), out)
    }
}

/// Shows the members of the tar that `source` gives.
pub(crate) fn read_from(source: &mut dyn Source, out: &mut Members<'_, '_>) -> Result<(), Stop> {
    let mut next = Overrides::default();
    let mut global = Overrides::default();
    let mut garbage = false;
    let mut zero_blocks = 0_u32;
    let mut skipped = 0_u32;
    loop {
        let mut block = Vec::new();
        match out.take(source, &mut block, BLOCK_BYTES as u64) {
            Filled::Wanted => {}
            Filled::Cut => return Ok(()),
            ended @ (Filled::Ended | Filled::Damaged) => {
                if ended == Filled::Damaged || block.iter().any(|&byte| byte != 0) {
                    out.note(IncompleteReason::Damaged);
                }
                return Ok(());
            }
        }
        let Some(header) = Header::parse(&block) else {
            // Two zero blocks end a tar, but tars are also joined end to end, and what a lenient reader
            // finds behind the end must not be missed.
            if block.iter().all(|&byte| byte == 0) {
                zero_blocks = zero_blocks.saturating_add(1);
            } else if !garbage && zero_blocks < 2 {
                garbage = true;
                out.note(IncompleteReason::Damaged);
            }
            next = Overrides::default();
            continue;
        };
        zero_blocks = 0;
        skipped += 1;
        if skipped > SKIPPED_MAX {
            out.note(IncompleteReason::DecompressMaxFileCount);
            return Ok(());
        }
        let size = match header.kind {
            // A pax size concerns the member, not the headers before it.
            Kind::File | Kind::Sparse | Kind::Other => next.size.or(global.size).unwrap_or(header.size),
            _ => header.size,
        };
        let filled = match header.kind {
            Kind::LongName => meta(source, out, size, |text| next.set_long_name(text)),
            Kind::LongLink => meta(source, out, size, |text| next.set_long_link(text)),
            Kind::Pax => meta(source, out, size, |text| next.read(text)),
            Kind::PaxGlobal => meta(source, out, size, |text| global.read(text)),
            Kind::Directory | Kind::HardLink => {
                next = Overrides::default();
                // Some writers put a length on a folder; only old hard links carry content, as files do.
                if header.kind == Kind::Directory { Filled::Wanted } else { pass(source, out, size) }
            }
            Kind::Symlink => {
                let over = std::mem::take(&mut next);
                show_link(out, &over, &header)?;
                pass(source, out, size)
            }
            Kind::File | Kind::Sparse | Kind::Other => {
                let over = std::mem::take(&mut next);
                let name = over.name().or(global.name()).map_or_else(|| header.name(), str::to_owned);
                skipped = 0;
                show(source, out, &name, size, header.kind == Kind::Sparse || over.sparse)?
            }
        };
        match filled {
            Filled::Wanted => {}
            Filled::Ended | Filled::Damaged => {
                out.note(IncompleteReason::Damaged);
                return Ok(());
            }
            Filled::Cut => return Ok(()),
        }
    }
}

/// Bytes to the next block.
fn padding(size: u64) -> u64 {
    let block = BLOCK_BYTES as u64;
    (block - size % block) % block
}

fn pass(source: &mut dyn Source, out: &mut Members<'_, '_>, size: u64) -> Filled {
    out.skip(source, size.saturating_add(padding(size)))
}

/// Reads the content of a header that describes the next one.
fn meta(
    source: &mut dyn Source,
    out: &mut Members<'_, '_>,
    size: u64,
    mut take: impl FnMut(&[u8]),
) -> Filled {
    let mut text = Vec::new();
    let kept = size.min(META_MAX_BYTES);
    let filled = out.take(source, &mut text, kept);
    take(&text);
    if filled != Filled::Wanted {
        return filled;
    }
    if size > kept {
        out.note(IncompleteReason::NameBytes);
    }
    out.skip(source, (size - kept).saturating_add(padding(size)))
}

fn show(
    source: &mut dyn Source,
    out: &mut Members<'_, '_>,
    name: &str,
    size: u64,
    sparse: bool,
) -> Result<Filled, Stop> {
    let mut member = out.begin(name)?;
    if sparse {
        // The holes' map is not laid out: the data blocks are all there is to see.
        member.leave_packed(IncompleteReason::Method);
    }
    let before = source.unpacked_bytes();
    let filled = out.fill(&mut member, source, size);
    if matches!(filled, Filled::Ended | Filled::Damaged) {
        member.incomplete(IncompleteReason::Damaged);
    }
    let rest = size.saturating_sub(source.unpacked_bytes() - before);
    out.finish(member)?;
    match filled {
        Filled::Wanted => Ok(out.skip(source, padding(size))),
        // The member itself says why it is short; the next one may still be read.
        Filled::Cut => Ok(out.skip(source, rest.saturating_add(padding(size)))),
        // Noted with the member: the container need not say it again, and has no more to give.
        Filled::Ended | Filled::Damaged => Ok(Filled::Cut),
    }
}

/// A symbolic link is a small file whose content is the path that it points to.
fn show_link(out: &mut Members<'_, '_>, over: &Overrides, header: &Header) -> Result<(), Stop> {
    let name = over.name().map_or_else(|| header.name(), str::to_owned);
    let target = over.link().map_or_else(|| header.link(), str::to_owned);
    let mut member: Member = out.begin(&name)?;
    member.label(labels::SYMLINK);
    if path::climbs_out(&target) {
        member.label(labels::TRAVERSAL);
    }
    out.fill(&mut member, &mut Plain::new(target.as_bytes()), u64::MAX);
    out.finish(member)
}
