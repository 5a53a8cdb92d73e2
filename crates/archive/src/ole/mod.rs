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
    labels, le,
    members::{Filled, Members, Stop},
};

const MAGIC: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// The stream that is a presentation.
const PRESENTATION: &str = "PowerPoint Document";
/// How much of a stream is looked at to tell what it is.
const HEAD_BYTES: usize = 512;
/// How much of a workbook is looked at for the list of its sheets.
const WORKBOOK_BYTES: usize = 1 << 20;

pub(crate) fn probe(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

pub(crate) fn open<'a>(bytes: &'a [u8], _hints: Hints<'_>) -> Option<Box<dyn Container + 'a>> {
    let compound = Compound::parse(bytes)?;
    let mut workbooks =
        compound.streams().iter().filter(|stream| matches!(stream.name(), "Workbook" | "Book"));
    let mut presentations = compound.streams().iter().filter(|stream| stream.name() == PRESENTATION);
    let holds = compound.streams().iter().any(|stream| holds_something(&compound, stream))
        // One is all that a program looks for, and reading many could take for ever.
        || presentations.next().is_some_and(|stream| {
            powerpoint::has_objects(&stream.read_all(&compound, powerpoint::SEARCHED_BYTES))
        })
        || workbooks.next().is_some_and(|stream| has_macro_sheet(&stream.read_all(&compound, WORKBOOK_BYTES)));
    let encrypted = compound.streams().iter().any(|stream| is_encrypted(&compound, stream));
    (holds || encrypted).then(|| Box::new(Ole { compound, encrypted }) as Box<dyn Container>)
}

/// Whether this stream says that the document is encrypted.
fn is_encrypted(compound: &Compound<'_>, stream: &Stream) -> bool {
    match stream.name() {
        "EncryptedPackage" | "EncryptedSummary" => true,
        // `fEncrypted` in the file information block ([MS-DOC] 2.5.2).
        "WordDocument" => {
            let head = stream.read_all(compound, HEAD_BYTES);
            le::u16(&head, 0) == Some(0xa5ec) && le::u16(&head, 10).is_some_and(|flags| flags & 0x100 != 0)
        }
        // A `FilePass` record right behind the first one ([MS-XLS] 2.4.117).
        "Workbook" | "Book" => {
            let head = stream.read_all(compound, HEAD_BYTES);
            let mut at = 0;
            (0..4).any(|_| {
                let (Some(kind), Some(len)) = (le::u16(&head, at), le::u16(&head, at + 2)) else {
                    return false;
                };
                at += 4 + usize::from(len);
                kind == 0x2f
            })
        }
        _ => false,
    }
}

/// Whether a workbook has a sheet of macros: one of that kind is in the list of its sheets ([MS-XLS] 2.4.28).
fn has_macro_sheet(head: &[u8]) -> bool {
    let mut at = 0;
    while let (Some(kind), Some(len)) = (le::u16(head, at), le::u16(head, at + 2)) {
        if kind == 0x85 && head.get(at + 9) == Some(&1) {
            return true;
        }
        at += 4 + usize::from(len);
    }
    false
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
        || name == "!_Tables"
    {
        return true;
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
        let mut named = false;
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
                named = true;
            }
            let content = member.bytes().to_vec();
            out.finish(member)?;
            show_inner(stream, &content, out)?;
        }
        // Older formats encrypt within their streams.
        if self.encrypted && !named {
            out.note(IncompleteReason::Encrypted);
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
    if stream.name() == PRESENTATION {
        powerpoint::show_objects(content, out)?;
    }
    vba::show_modules(stream.path(), content, out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workbook_with_macros_in_its_cells_is_told_by_the_list_of_its_sheets() {
        let begin = [9, 8, 4, 0, 0, 6, 5, 0];
        let sheet = |kind: u8| [0x85, 0, 8, 0, 0, 0, 0, 0, 2, kind, 1, 0];
        assert!(has_macro_sheet(&[&begin[..], &sheet(0), &sheet(1)].concat()));
        assert!(!has_macro_sheet(&[&begin[..], &sheet(0), &sheet(2)].concat()));
        assert!(!has_macro_sheet(&begin[..5]));
    }
}
