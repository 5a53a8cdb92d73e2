//! zip (PKWARE APPNOTE 6.3.10), alone or behind something else.
//!
//! A zip says twice what it holds: in the central directory at its end, and in a local header before
//! each member. Programs believe one or the other, and what they disagree on is where things are hidden.
//! So both are [listed](listing), what only one of them knows is shown as well, and the disagreement
//! is a label.

mod directory;
mod listing;
mod local;
mod method;

use assay_findings::{IncompleteReason, Label};

pub use directory::{Directory, Entries, Entry};
use listing::{Listing, Planned};

use crate::{
    formats::{Container, Hints},
    members::{Filled, Members, Stop},
    source::Plain,
};

/// General purpose flag: the member is encrypted.
const FLAG_ENCRYPTED: u16 = 1;
/// General purpose flag: sizes and check sum follow the content, in a data descriptor.
const FLAG_DESCRIPTOR: u16 = 1 << 3;
/// Method: as it is.
const STORED: u16 = 0;
/// Method: deflate.
const DEFLATED: u16 = 8;

/// Whether the bytes begin with a zip's local header, or with an empty or a split zip.
pub(crate) fn starts(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"PK\x03\x04") {
        return local::Local::parse(bytes, 0).is_some();
    }
    // Split archives that turned out to be one piece begin with a marker (APPNOTE 8.5.3 and 8.5.4).
    bytes.starts_with(b"PK\x05\x06") && bytes.len() >= directory::END_BYTES
        || bytes.starts_with(b"PK00PK\x03\x04")
        || bytes.starts_with(b"PK\x07\x08PK\x03\x04")
}

/// Whether a zip's first member may begin there, in the middle of something else: a header that makes sense.
pub(crate) fn begins_at(bytes: &[u8], at: usize) -> bool {
    const NAME_MAX_BYTES: usize = 255;
    const METHODS: std::ops::RangeInclusive<u16> = 0..=20;
    const VERSIONS: std::ops::RangeInclusive<u16> = 10..=63;
    local::Local::parse(bytes, at).is_some_and(|local| {
        (METHODS.contains(&local.method) || (93..=99).contains(&local.method))
            && VERSIONS.contains(&(local.version & 0xff))
            && (1..=NAME_MAX_BYTES).contains(&local.name.len())
            && !local.name.iter().any(u8::is_ascii_control)
    })
}

/// The end of the zip whose end is told first from there on, and of its comment; of the bytes, where none is told.
pub(crate) fn end_from(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let end = memchr::memmem::find(rest, b"PK\x05\x06").map(|end| at + end);
    let end = end.and_then(|end| {
        let comment = usize::from(crate::le::u16(bytes, end + 20)?);
        Some(end + directory::END_BYTES + comment)
    });
    end.unwrap_or(bytes.len()).min(bytes.len())
}

/// Whether a zip lies behind something else, and is what ends the file.
pub(crate) fn follows(bytes: &[u8]) -> bool {
    Directory::find(bytes).is_some_and(|directory| directory.is_anchored())
}

pub(crate) fn open<'a>(bytes: &'a [u8], hints: Hints<'_>) -> Box<dyn Container + 'a> {
    Box::new(Zip { listing: Listing::read(bytes, hints.files_left) })
}

struct Zip<'a> {
    listing: Listing<'a>,
}

impl Container for Zip<'_> {
    fn labels(&self) -> Vec<Label> {
        self.listing.labels.clone()
    }

    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        if self.listing.split {
            out.note(IncompleteReason::Volume);
        } else if self.listing.damaged {
            out.note(IncompleteReason::Damaged);
        }
        for planned in &self.listing.members {
            show(planned, out)?;
        }
        if self.listing.cut {
            out.note(IncompleteReason::DecompressMaxFileCount);
        }
        Ok(())
    }
}

fn show(planned: &Planned<'_>, out: &mut Members<'_, '_>) -> Result<(), Stop> {
    let mut member = out.begin(&planned.name())?;
    // What states no length and knows its own end may end anywhere in the rest of the archive.
    if planned.crc32.is_some() || planned.method != DEFLATED {
        out.lies_in(&mut member, planned.packed);
    }
    for label in &planned.labels {
        member.label(label.clone());
    }
    if planned.damaged {
        member.incomplete(IncompleteReason::Damaged);
    }
    let filled = if planned.encrypted {
        Err(IncompleteReason::Encrypted)
    } else {
        method::fill(planned, &mut member, out)
    };
    let filled = match filled {
        Ok(filled) => filled,
        Err(reason) => {
            member.leave_packed(reason);
            out.fill(&mut member, &mut Plain::new(planned.packed), u64::MAX);
            return out.finish(member);
        }
    };
    let whole = filled == Filled::Ended;
    let lied = planned.unpacked_bytes.is_some_and(|bytes| bytes != member.bytes().len() as u64)
        || planned.crc32.is_some_and(|crc32| crc32 != crc32fast::hash(member.bytes()));
    if filled == Filled::Damaged || whole && lied {
        member.incomplete(IncompleteReason::Damaged);
    }
    out.finish(member)
}
