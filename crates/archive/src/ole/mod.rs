//! OLE2 compound files ([MS-CFB]): Office documents before 2007, macros of those since, Windows installers, Outlook
//! messages, and objects in other documents.
//!
//! A document is a container where it holds something: macros, an object, an attachment, an installer's tables, or a
//! stream that is a file by itself. Then all its streams are members, whole, however they are scattered over sectors;
//! and beside them what is packed within streams: macro source, packaged files, the objects of a presentation.

mod compound;
mod native;
mod powerpoint;
mod vba;

use assay_findings::{IncompleteReason, Label};
use compound::{Compound, Stream};
pub(crate) use native::package;

use crate::{
    formats::{self, Container, Hints},
    labels,
    members::{Filled, Members, Stop},
};

const MAGIC: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// How much of a stream is looked at to tell what it is.
const HEAD_BYTES: usize = 512;

pub(crate) fn probe(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

pub(crate) fn open<'a>(bytes: &'a [u8], _hints: Hints<'_>) -> Option<Box<dyn Container + 'a>> {
    let compound = Compound::parse(bytes)?;
    let holds = compound.streams().iter().any(|stream| holds_something(&compound, stream));
    let encrypted = compound.streams().iter().any(|stream| {
        matches!(stream.name(), "EncryptedPackage" | "EncryptedSummary" | "encryption")
    });
    (holds || encrypted).then(|| Box::new(Ole { compound, encrypted }) as Box<dyn Container>)
}

/// Whether this stream makes the document a container.
fn holds_something(compound: &Compound<'_>, stream: &Stream) -> bool {
    let name = stream.name();
    let path = stream.path();
    // Installers write names in letters of their own, and Outlook attachments in storages of theirs.
    if name == "\u{1}Ole10Native"
        || name == "_VBA_PROJECT"
        || path.contains("ObjectPool/")
        || path.contains("__attach_version")
        || name.starts_with('\u{4840}')
    {
        return true;
    }
    if name == "PowerPoint Document" {
        return powerpoint::has_objects(&stream.read_all(compound, powerpoint::SEARCHED_BYTES));
    }
    formats::is_file(&stream.read_all(compound, HEAD_BYTES))
}

struct Ole<'a> {
    compound: Compound<'a>,
    encrypted: bool,
}

impl Container for Ole<'_> {
    fn labels(&self) -> Vec<Label> {
        if self.encrypted { vec![labels::ENCRYPTED] } else { Vec::new() }
    }

    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        if self.compound.is_damaged() {
            out.note(IncompleteReason::Damaged);
        }
        for stream in self.compound.streams() {
            let mut member = out.begin(stream.path())?;
            let mut source = stream.source(&self.compound);
            let filled = out.fill(&mut member, &mut source, u64::MAX);
            if filled == Filled::Damaged {
                member.incomplete(IncompleteReason::Damaged);
            }
            if self.encrypted && stream.name() == "EncryptedPackage" {
                member.label(labels::ENCRYPTED);
                member.leave_packed(IncompleteReason::Encrypted);
            }
            let content = member.bytes().to_vec();
            out.finish(member)?;
            show_inner(stream, &content, out)?;
        }
        Ok(())
    }
}

/// Shows what is packed within a stream, beside it.
fn show_inner(stream: &Stream, content: &[u8], out: &mut Members<'_, '_>) -> Result<(), Stop> {
    if stream.name() == "\u{1}Ole10Native"
        && let Some(package) = package(content)
    {
        let folder = stream.path().strip_suffix("\u{1}Ole10Native").unwrap_or_default();
        out.show(&format!("{folder}{}", package.name), package.content, &[], &[])?;
    }
    if stream.name() == "PowerPoint Document" {
        powerpoint::show_objects(content, out)?;
    }
    vba::show_modules(stream.path(), content, out)
}
