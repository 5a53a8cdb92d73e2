//! Programs that are packed as programs: what they unpack, as the crate `assay-unpack` finds it by running them.

use std::time::{Duration, Instant};

use assay_findings::IncompleteReason;
use assay_unpack::Limits;

use super::{Carried, FILES_MAX, How};
use crate::{
    labels,
    members::{Members, Stop},
    source::Plain,
    zip,
};

/// Zips in the middle of an unpacked program, which carries them to its own use.
pub(super) fn zips(bytes: &[u8]) -> Vec<Carried<'_>> {
    let mut zips = Vec::new();
    let mut covered = 0;
    // What ends the file is read as a zip behind a program.
    let is_behind = zip::follows(bytes);
    for at in memchr::memmem::find_iter(bytes, b"PK\x03\x04") {
        if at < covered || !zip::begins_at(bytes, at) {
            continue;
        }
        covered = zip::end_from(bytes, at);
        if covered == bytes.len() && is_behind {
            break;
        }
        let content = bytes.get(at..covered).unwrap_or_default();
        zips.push(Carried { name: format!("inner-{}.zip", zips.len() + 1), content, how: How::File });
        if zips.len() == FILES_MAX {
            break;
        }
    }
    zips
}

/// Time that one program gets; one that does not wait for it is done in a fraction.
const TIME_MAX: Duration = Duration::from_secs(10);

/// Shows the program as it is in memory once it has unpacked itself, and what else it put there.
pub(super) fn show(bytes: &[u8], out: &mut Members<'_, '_>) -> Result<(), Stop> {
    let deadline = (Instant::now() + TIME_MAX).min(out.deadline());
    let Some(unpacked) = assay_unpack::unpack(bytes, &Limits::until(deadline)) else {
        out.note(IncompleteReason::Method);
        return Ok(());
    };
    if !unpacked.finished {
        out.note(IncompleteReason::Method);
    }
    let name = if bytes.starts_with(b"MZ") { "unpacked.exe" } else { "unpacked" };
    let image = unpacked.image.map(|image| (image, name.to_owned(), true));
    let pieces = unpacked.pieces.into_iter().enumerate().map(|(index, piece)| {
        let kind = if piece.starts_with(b"MZ") { "exe" } else { "bin" };
        (piece, format!("unpacked-memory-{}.{kind}", index + 1), false)
    });
    for (content, name, has_run) in image.into_iter().chain(pieces) {
        let mut member = out.begin(&name)?;
        member.label(labels::UNPACKED);
        if has_run {
            member.has_run();
        }
        out.fill(&mut member, &mut Plain::new(&content), u64::MAX);
        out.finish(member)?;
    }
    Ok(())
}
