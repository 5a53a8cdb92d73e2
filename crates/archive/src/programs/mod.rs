//! Programs that carry files: behind themselves, as what unpacks itself does, or in their resources.
//!
//! A program is a container where it carries a file that is a program, an archive or a document by its first bytes, or
//! where it looks packed itself.
//! Everything else in it is seen where it lies, for a program's bytes are scanned as they are. A zip behind a program
//! is the zip reader's matter.

mod autoit;
mod elf;
mod installshield;
mod nsis;
mod packed;
mod pe;
mod script;
mod setup;

use assay_findings::{IncompleteReason, Label};

use crate::{
    archives::iscab,
    formats::{self, Container, Hints},
    members::{Members, Stop},
};

/// Bytes behind a program that are searched for files.
const SEARCHED_BYTES: usize = 256 << 20;
/// Files behind one program.
const FILES_MAX: usize = 64;

/// Signatures that are long enough to mean something wherever they are, and what files of that kind end on.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"7z\xbc\xaf\x27\x1c\0", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"MSCF\0\0\0\0", "cab"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"**ACE**", "ace"),
    (b"!<arch>\ndebian", "deb"),
    (b"\xfd7zXZ\0\0", "xz"),
    (b"%PDF-1.", "pdf"),
    (b"ISc(", "is-cab"),
    (b"!This program cannot be run in DOS mode", "exe"),
];

/// What an installer's data begin with that are not unpacked: Inno Setup's.
const CLOSED: &[(&[u8], &str)] = &[(b"zlb\x1a", "inno"), (b"rDlPtS\xcd\xe6\xd7", "inno")];

/// How a file in a program is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    /// As it is.
    File,
    /// By what an installer of Nullsoft's unpacks.
    Nsis,
    /// By what one of InstallShield's unpacks.
    InstallShield,
    /// By what is in a compiled script.
    AutoIt,
    /// By what it becomes when it unpacks itself.
    Packed,
    /// By what stands behind one of InstallShield's, with cabinets.
    Setup,
    /// Named, for it cannot be unpacked.
    Closed,
}

/// A file in a program.
struct Carried<'a> {
    name: String,
    content: &'a [u8],
    how: How,
}

pub(crate) fn probe(bytes: &[u8]) -> bool {
    bytes.starts_with(b"MZ")
        || bytes.starts_with(b"\x7fELF")
        || bytes.starts_with(b"#!")
        || autoit::starts(bytes)
}

pub(crate) fn open<'a>(bytes: &'a [u8], hints: Hints<'_>) -> Option<Box<dyn Container + 'a>> {
    if autoit::starts(bytes) {
        return Some(autoit::open(bytes));
    }
    let max = hints.files_left.saturating_add(1);
    let mut files = if bytes.starts_with(b"MZ") {
        pe::files(bytes, max)
    } else if bytes.starts_with(b"#!") {
        script::files(bytes)
    } else {
        elf::end(bytes).map(|end| behind(bytes, end)).unwrap_or_default()
    };
    if let Some(at) = autoit::find(bytes) {
        let content = bytes.get(at..).unwrap_or_default();
        files.push(Carried { name: "autoit".to_owned(), content, how: How::AutoIt });
    }
    if hints.ran {
        files.extend(packed::zips(bytes));
    } else if assay_unpack::looks_packed(bytes) {
        files.push(Carried { name: "packed".to_owned(), content: bytes, how: How::Packed });
    }
    (!files.is_empty()).then(|| Box::new(Program { files }) as Box<dyn Container>)
}

struct Program<'a> {
    files: Vec<Carried<'a>>,
}

impl Container for Program<'_> {
    fn labels(&self) -> Vec<Label> {
        Vec::new()
    }

    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        self.files.iter().try_for_each(|file| match file.how {
            How::File => out.show(&file.name, file.content, &[], &[]),
            How::Nsis => nsis::show(file.content, out),
            How::InstallShield => installshield::show(file.content, out),
            How::Setup => setup::show(file.content, out),
            How::AutoIt => autoit::show(file.content, out),
            How::Packed => packed::show(file.content, out),
            How::Closed => out.show(&file.name, file.content, &[], &[IncompleteReason::Method]),
        })
    }
}

/// The files in what lies behind a program, from `end` on.
fn behind(bytes: &[u8], end: usize) -> Vec<Carried<'_>> {
    let rest = bytes.get(end..).unwrap_or_default();
    let rest = rest.get(..SEARCHED_BYTES).unwrap_or(rest);
    if rest.is_empty() {
        return Vec::new();
    }
    // The header of this installer is aligned, and its flags stand before the signature.
    let head = rest.get(..4096).unwrap_or(rest);
    if let Some(at) = memchr::memmem::find(head, nsis::SIGNATURE).and_then(|at| at.checked_sub(4)) {
        let content = rest.get(at..).unwrap_or_default();
        return vec![Carried { name: "nsis".to_owned(), content, how: How::Nsis }];
    }
    if let Some(at) = memchr::memmem::find(head, installshield::SIGNATURE) {
        let content = rest.get(at..).unwrap_or_default();
        return vec![Carried { name: "installshield".to_owned(), content, how: How::InstallShield }];
    }
    if setup::starts(rest) {
        return vec![Carried { name: "setup".to_owned(), content: rest, how: How::Setup }];
    }
    let mut starts: Vec<(usize, &str)> = Vec::new();
    for (signature, extension) in SIGNATURES {
        let found = memchr::memmem::find_iter(rest, signature).take(FILES_MAX);
        starts.extend(found.filter_map(|at| Some((start(rest, at, extension)?, *extension))));
    }
    for (signature, name) in CLOSED {
        starts.extend(memchr::memmem::find_iter(rest, signature).take(FILES_MAX).map(|at| (at, *name)));
    }
    // What begins with what is behind it, without any signature of these.
    if formats::is_file(rest) && !starts.iter().any(|(start, _)| *start == 0) {
        starts.push((0, "bin"));
    }
    starts.sort_unstable();
    starts.dedup_by_key(|(start, _)| *start);
    let ends: Vec<_> = starts.iter().skip(1).map(|(start, _)| *start).chain([rest.len()]).collect();
    let mut files: Vec<Carried<'_>> = Vec::new();
    let mut covered = 0;
    for ((start, extension), next) in starts.iter().zip(ends) {
        if *start < covered || files.len() == FILES_MAX {
            continue;
        }
        let content = rest.get(*start..).unwrap_or_default();
        // A cabinet knows its length. Of others, what follows is part until another file begins.
        let stated = (*extension == "cab").then(|| crate::le::u32(content, 8)).flatten();
        let len = stated.and_then(|len| usize::try_from(len).ok()).unwrap_or(match *extension {
            "exe" | "is-cab" | "inno" => next - start,
            _ => content.len(),
        });
        let content = content.get(..len).unwrap_or(content);
        covered = start.saturating_add(content.len());
        let closed = CLOSED.iter().any(|(_, name)| name == extension);
        let how = if closed { How::Closed } else { How::File };
        files.push(Carried { name: format!("overlay-{}.{extension}", files.len() + 1), content, how });
    }
    files
}

/// Where the file begins whose signature is at `at`.
fn start(rest: &[u8], at: usize, extension: &str) -> Option<usize> {
    match extension {
        "ace" => at.checked_sub(7),
        // The text stands in the stub, a little behind its beginning.
        "exe" => {
            let from = at.saturating_sub(128);
            let before = rest.get(from..at)?;
            memchr::memmem::rfind(before, b"MZ").map(|mz| from + mz)
        }
        "is-cab" => iscab::starts(rest.get(at..)?).then_some(at),
        _ => Some(at),
    }
}
