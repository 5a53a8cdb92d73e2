//! ACE, by `unarc-rs`.
//!
//! The library trusts headers that are too short, so that it runs [guarded]; and it unpacks a member whole, so that
//! its stated length is held against the limits before.

use std::io::Cursor;

use assay_findings::{IncompleteReason, Label};
use unarc_rs::{
    ArchiveError,
    ace::{AceArchive, FileHeader},
};

use crate::{
    formats::{Container, Hints},
    guard::guarded,
    labels,
    members::{Members, Stop},
    source::Fault,
};

/// Length of the shortest main header: what the library reads of it without asking.
const MAIN_MIN_BYTES: u16 = 26;

pub(crate) fn starts(bytes: &[u8]) -> bool {
    bytes.get(7..14) == Some(b"**ACE**") && crate::le::u16(bytes, 2).is_some_and(|len| len >= MAIN_MIN_BYTES)
}

pub(crate) fn open<'a>(bytes: &'a [u8], _hints: Hints<'_>) -> Box<dyn Container + 'a> {
    let archive = guarded(|| AceArchive::new(Cursor::new(bytes)).ok()).ok().flatten();
    let mut ace = Ace { bytes, archive, next: None, encrypted: false };
    ace.next = ace.step().ok().flatten();
    ace.encrypted = ace.next.as_ref().is_some_and(FileHeader::is_encrypted);
    Box::new(ace)
}

struct Ace<'a> {
    bytes: &'a [u8],
    archive: Option<AceArchive<Cursor<&'a [u8]>>>,
    /// The header that was read already.
    next: Option<FileHeader>,
    encrypted: bool,
}

impl Ace<'_> {
    fn step(&mut self) -> Result<Option<FileHeader>, Fault> {
        let archive = self.archive.as_mut().ok_or(Fault::Damaged)?;
        guarded(|| archive.get_next_entry())?.map_err(|_| Fault::Damaged)
    }
}

impl Container for Ace<'_> {
    fn labels(&self) -> Vec<Label> {
        if self.encrypted { vec![labels::ENCRYPTED] } else { Vec::new() }
    }

    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        if self.archive.is_none() {
            out.note(IncompleteReason::Damaged);
        }
        let mut header = self.next.take();
        while let (Some(entry), Some(archive)) = (header, &mut self.archive) {
            // What lies about its length would be jumped to over the end, and back.
            let fits = entry
                .data_offset
                .checked_add(entry.packed_size)
                .is_some_and(|end| end <= self.bytes.len() as u64);
            if !fits {
                out.note(IncompleteReason::Damaged);
                return Ok(());
            }
            let more = if entry.is_directory() {
                guarded(|| archive.skip(&entry)).is_ok_and(|skipped| skipped.is_ok())
            } else {
                show(archive, &entry, out)?
            };
            let next = if more { self.step() } else { Err(Fault::Damaged) };
            if next.is_err() {
                out.note(IncompleteReason::Damaged);
            }
            header = next.ok().flatten();
        }
        Ok(())
    }
}

/// Shows one member; whether the next can be read.
fn show(
    archive: &mut AceArchive<Cursor<&[u8]>>,
    entry: &FileHeader,
    out: &mut Members<'_, '_>,
) -> Result<bool, Stop> {
    let mut member = out.begin(&entry.filename)?;
    let allowed = out.spool(entry.packed_size);
    let refused = match &allowed {
        _ if entry.is_encrypted() => {
            member.label(labels::ENCRYPTED);
            Some(IncompleteReason::Encrypted)
        }
        _ if entry.is_continued_from_prev() || entry.is_continued_to_next() => Some(IncompleteReason::Volume),
        Ok(spool) if entry.original_size > spool.max_bytes() => Some(spool.reason()),
        Ok(_) => None,
        Err(reason) => Some(*reason),
    };
    let mut more = true;
    match refused {
        Some(reason) => {
            member.leave_packed(reason);
            more = guarded(|| archive.skip(entry)).is_ok_and(|skipped| skipped.is_ok());
        }
        None => match guarded(|| archive.read(entry)) {
            Ok(Ok(bytes)) => out.put(&mut member, bytes),
            Ok(Err(ArchiveError::UnsupportedMethod { .. })) => member.leave_packed(IncompleteReason::Method),
            Ok(Err(_)) => member.leave_packed(IncompleteReason::Damaged),
            Err(fault) => {
                member.leave_packed(fault.reason());
                more = false;
            }
        },
    }
    out.finish(member)?;
    Ok(more)
}
