//! RAR 1.3 to 7, by `rars`.
//!
//! The library pushes what it unpacks, member after member, into a [`Spool`](crate::spool::Spool); its own limits
//! bound what it takes beside that.

use assay_findings::{IncompleteReason, Label};
use rars::{
    Archive, ArchiveMember, ArchiveReadOptions, ArchiveReader, Error, ErrorKind, ExtractionDecision,
    ExtractionErrorAction,
};

use crate::{
    compressors::WINDOW_MAX_BYTES,
    formats::{Container, Hints},
    guard::guarded,
    labels,
    members::{Member, Members, Stop},
    spool::Spool,
};

/// Headers that are read.
const HEADERS_MAX: u64 = 200_000;
/// Bytes that they may have together.
const HEADER_BYTES_MAX: u64 = 64 << 20;
/// Bytes that decoders may take in all.
const WORKSPACE_MAX_BYTES: u64 = WINDOW_MAX_BYTES as u64 * 2;

pub(crate) fn starts(bytes: &[u8]) -> bool {
    bytes.starts_with(b"Rar!\x1a\x07") || bytes.starts_with(b"RE\x7e\x5e")
}

pub(crate) fn open<'a>(bytes: &'a [u8], _hints: Hints<'_>) -> Box<dyn Container + 'a> {
    let parsed = match guarded(|| ArchiveReader::read_with_options(bytes, options())) {
        Ok(Ok(archive)) => Ok(archive),
        Ok(Err(error)) => Err(reason(&error)),
        Err(fault) => Err(fault.reason()),
    };
    let encrypted = match &parsed {
        Ok(archive) => archive.members().any(|member| member.meta.is_encrypted),
        Err(reason) => *reason == IncompleteReason::Encrypted,
    };
    Box::new(Rar { parsed, encrypted })
}

fn options<'o>() -> ArchiveReadOptions<'o> {
    ArchiveReadOptions::new()
        .with_max_header_count(HEADERS_MAX)
        .with_max_header_bytes(HEADER_BYTES_MAX)
        .with_max_reader_workspace_bytes(WORKSPACE_MAX_BYTES)
        .with_rar50_dictionary_size_limit(u64::from(WINDOW_MAX_BYTES))
        .with_rar50_buffered_decode_limit(u64::from(WINDOW_MAX_BYTES) / 2)
}

fn reason(error: &Error) -> IncompleteReason {
    match error.kind() {
        ErrorKind::PasswordRequired | ErrorKind::BadPassword => IncompleteReason::Encrypted,
        ErrorKind::UnsupportedFormat | ErrorKind::UnsupportedFeature => {
            if is_disabled(error) {
                IncompleteReason::Encrypted
            } else {
                IncompleteReason::Method
            }
        }
        ErrorKind::ResourceLimit => IncompleteReason::Memory,
        _ => IncompleteReason::Damaged,
    }
}

/// Whether what is missing is the library's decryption, which is left out: there is no password to give it.
fn is_disabled(error: &Error) -> bool {
    match error {
        Error::FeatureDisabled { .. } => true,
        Error::AtArchiveOffset { source, .. }
        | Error::AtEntry { source, .. }
        | Error::InVolume { source, .. } => is_disabled(source),
        _ => false,
    }
}

struct Rar {
    parsed: Result<Archive, IncompleteReason>,
    encrypted: bool,
}

impl Container for Rar {
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
        let total = archive.members().count();
        let reading = std::cell::RefCell::new(Reading { out, open: None, begun: 0, stop: Ok(()) });
        let outcome = guarded(|| {
            archive.extract_with_control_and_errors(
                options(),
                |member| Ok(reading.borrow_mut().next(member)),
                |_, error| {
                    reading.borrow_mut().failed(reason(error));
                    Ok(ExtractionErrorAction::Continue)
                },
            )
        });
        let mut reading = reading.into_inner();
        let failed = match outcome {
            Ok(Ok(_)) => None,
            Ok(Err(error)) => Some(reason(&error)),
            Err(fault) => Some(fault.reason()),
        };
        if let Some(reason) = failed {
            reading.failed(reason);
        }
        reading.close();
        reading.stop?;
        // The rest of a solid archive is lost with the member that failed.
        let lost = failed.unwrap_or(IncompleteReason::Damaged);
        for member in archive.members().skip(reading.begun.min(total)) {
            if !member.meta.is_directory {
                let mut lack = reading.out.begin(&name(&member))?;
                lack.leave_packed(lost);
                reading.out.finish(lack)?;
            }
        }
        Ok(())
    }
}

fn name(member: &ArchiveMember) -> String {
    member.meta.name_lossy()
}

/// The walk through an archive, called back by the library.
struct Reading<'r, 'w, 'v> {
    out: &'r mut Members<'w, 'v>,
    /// The member that is being unpacked, and where to.
    open: Option<(Member, Option<Spool>)>,
    begun: usize,
    stop: Result<(), Stop>,
}

impl Reading<'_, '_, '_> {
    fn next(&mut self, member: &ArchiveMember) -> ExtractionDecision {
        self.close();
        if self.stop.is_err() {
            return ExtractionDecision::Stop;
        }
        self.begun += 1;
        if member.meta.is_directory {
            return ExtractionDecision::Skip;
        }
        let mut shown = match self.out.begin(&name(member)) {
            Ok(shown) => shown,
            Err(stop) => {
                self.stop = Err(stop);
                return ExtractionDecision::Stop;
            }
        };
        if member.meta.is_redirection {
            shown.label(labels::SYMLINK);
            self.open = Some((shown, None));
            return ExtractionDecision::Skip;
        }
        if member.meta.is_encrypted {
            shown.label(labels::ENCRYPTED);
            shown.leave_packed(IncompleteReason::Encrypted);
        } else if member.meta.is_split_before || member.meta.is_split_after {
            shown.leave_packed(IncompleteReason::Volume);
        } else {
            match self.out.spool(member.meta.packed_size) {
                Ok(spool) => {
                    self.open = Some((shown, Some(spool.clone())));
                    return ExtractionDecision::Extract(Box::new(spool));
                }
                Err(reason) => shown.leave_packed(reason),
            }
        }
        self.open = Some((shown, None));
        ExtractionDecision::Skip
    }

    /// The open member could not be unpacked to its end.
    fn failed(&mut self, reason: IncompleteReason) {
        match &mut self.open {
            // A limit that was met is why it failed.
            Some((member, Some(spool))) if !spool.is_met() => member.incomplete(reason),
            Some((member, None)) if reason != IncompleteReason::Damaged => member.incomplete(reason),
            _ => {}
        }
    }

    fn close(&mut self) {
        let Some((mut member, spool)) = self.open.take() else { return };
        if let Some(spool) = spool {
            self.out.fill_from(&mut member, &spool);
        }
        let finished = self.out.finish(member);
        if self.stop.is_ok() {
            self.stop = finished;
        }
    }
}
