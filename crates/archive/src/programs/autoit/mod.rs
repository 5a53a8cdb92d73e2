//! Compiled AutoIt scripts, of the formats EA05 (3.0 to 3.2) and EA06 (since 3.2.8): behind the interpreter, in its
//! resources, or alone (`.a3x`). The script is in it with the files that it installs.
//!
//! The format is not published. Each number is turned by a constant, each text and content by a stream of keys that
//! begins from a constant and a length; contents are packed by an LZ77 of their own.

mod keys;
mod lz;
mod tokens;

use assay_findings::IncompleteReason;

use crate::{
    formats::Container,
    labels, le,
    members::{Filled, Members, Stop},
    source::{Plain, Source},
};
use keys::Keys;
use lz::Unpacker;

/// What scripts begin with, before the name of the format.
const MAGIC: &[u8] = b"\xa3\x48\x4b\xbe\x98\x6c\x4a\xa9\x99\x4c\x53\x0a\x86\xd6\x48\x7d";
/// Bytes of the format's name.
const NAME_BYTES: usize = 8;
/// The names that the script itself has among the files.
const SCRIPTS: &[&str] = &[">>>AUTOIT SCRIPT<<<", ">AUTOIT SCRIPT<", ">AUTOIT UNICODE SCRIPT<"];
/// Files of one script.
const FILES_MAX: usize = 1000;
/// Bytes of a file's times, which are not read.
const TIMES_BYTES: usize = 16;

/// Which of the two formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    Ea05,
    Ea06,
}

/// The constants of a format.
struct Constants {
    /// What stands before each file.
    file: u32,
    /// What lengths of names and of paths are turned by, and where their keys begin, less the length.
    name: (u32, u32),
    path: (u32, u32),
    sizes: u32,
    content: u32,
    /// Bytes of a character.
    character: usize,
}

impl Version {
    fn constants(self) -> Constants {
        match self {
            Self::Ea05 => Constants {
                file: 0xceb0_6dff,
                name: (0x29bc, 0xa25e),
                path: (0x29ac, 0xf25e),
                sizes: 0x45aa,
                content: 0x22af,
                character: 1,
            },
            Self::Ea06 => Constants {
                file: 0x52ca_436b,
                name: (0xadbc, 0xb33f),
                path: (0xf820, 0xf479),
                sizes: 0x87bc,
                content: 0x2477,
                character: 2,
            },
        }
    }
}

/// Where a script begins, wherever in the bytes.
pub(super) fn find(bytes: &[u8]) -> Option<usize> {
    memchr::memmem::find_iter(bytes, MAGIC).find(|at| version(bytes, *at).is_some())
}

/// Whether the bytes are a script and nothing else.
pub(super) fn starts(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC) && version(bytes, 0).is_some()
}

fn version(bytes: &[u8], at: usize) -> Option<Version> {
    match le::slice(bytes, at + MAGIC.len(), NAME_BYTES)? {
        b"AU3!EA05" => Some(Version::Ea05),
        b"AU3!EA06" => Some(Version::Ea06),
        _ => None,
    }
}

/// Opens a script that stands alone.
pub(super) fn open(bytes: &[u8]) -> Box<dyn Container + '_> {
    Box::new(Script { bytes })
}

struct Script<'a> {
    bytes: &'a [u8],
}

impl Container for Script<'_> {
    fn labels(&self) -> Vec<assay_findings::Label> {
        Vec::new()
    }

    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        show(self.bytes, out)
    }
}

/// Reads what is turned by constants.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    version: Version,
}

impl<'a> Reader<'a> {
    fn number(&mut self, turned_by: u32) -> Option<u32> {
        let number = le::u32(self.bytes, self.at)?;
        self.at += 4;
        Some(number ^ turned_by)
    }

    fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let bytes = le::slice(self.bytes, self.at, len)?;
        self.at += len;
        Some(bytes)
    }

    /// A length, and a text of so many characters.
    fn text(&mut self, (length, keys): (u32, u32)) -> Option<String> {
        let count = self.number(length)?;
        let len = usize::try_from(count).ok()?.checked_mul(self.version.constants().character)?;
        let mut text = self.take(len)?.to_vec();
        Keys::new(self.version, count.wrapping_add(keys)).turn(&mut text);
        Some(match self.version {
            Version::Ea05 => crate::path::latin1(&text),
            Version::Ea06 => {
                let units = text.chunks_exact(2).filter_map(|unit| le::u16(unit, 0));
                char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
            }
        })
    }
}

/// A file of a script.
struct File<'a> {
    name: String,
    path: String,
    packed: bool,
    content: &'a [u8],
    is_cut: bool,
}

fn next<'a>(reader: &mut Reader<'a>) -> Option<File<'a>> {
    let constants = reader.version.constants();
    if reader.number(0)? != constants.file {
        return None;
    }
    let name = reader.text(constants.name)?;
    let path = reader.text(constants.path)?;
    let packed = *reader.take(1)?.first()? != 0;
    let stated = reader.number(constants.sizes)?;
    // The size as it is unpacked, a check sum, and the times of the file.
    reader.take(4 + 4 + TIMES_BYTES)?;
    let content = le::slice_upto(reader.bytes, reader.at, stated.into());
    reader.at += content.len();
    Some(File { name, path, packed, is_cut: content.len() as u64 != u64::from(stated), content })
}

/// Shows the files of the script that begins here.
pub(super) fn show(bytes: &[u8], out: &mut Members<'_, '_>) -> Result<(), Stop> {
    let header = MAGIC.len() + NAME_BYTES;
    let (Some(version), Some(sums)) = (version(bytes, 0), le::slice(bytes, header, 16)) else {
        out.note(IncompleteReason::Damaged);
        return Ok(());
    };
    let mut key = version.constants().content;
    if version == Version::Ea05 {
        // A password's check sum is part of the key.
        key += sums.iter().map(|byte| u32::from(*byte)).sum::<u32>();
    }
    let mut reader = Reader { bytes, at: header + 16, version };
    let mut shown = 0;
    while let Some(file) = next(&mut reader) {
        shown += 1;
        if shown > FILES_MAX {
            out.note(IncompleteReason::Damaged);
            break;
        }
        let mut content = file.content.to_vec();
        Keys::new(version, key).turn(&mut content);
        show_file(&file, &content, version, shown, out)?;
    }
    if shown == 0 {
        out.note(IncompleteReason::Method);
    }
    Ok(())
}

fn show_file(
    file: &File<'_>,
    content: &[u8],
    version: Version,
    index: usize,
    out: &mut Members<'_, '_>,
) -> Result<(), Stop> {
    let is_script = SCRIPTS.contains(&file.name.as_str());
    let own = file.path.rsplit(['\\', '/']).next().filter(|name| !name.is_empty() && !is_script);
    let name = match own {
        _ if is_script => "script.au3".to_owned(),
        Some(name) => name.to_owned(),
        None => format!("file-{index}"),
    };
    let unpacker = file.packed.then(|| Unpacker::new(content, version == Version::Ea06)).flatten();
    let is_unknown = file.packed && unpacker.is_none();
    let mut source: Box<dyn Source + '_> = match unpacker {
        Some(unpacker) => Box::new(unpacker),
        None => Box::new(Plain::new(content)),
    };
    let mut member = out.begin(&name)?;
    if is_script {
        member.label(labels::AUTOIT);
    }
    if file.is_cut {
        member.incomplete(IncompleteReason::Damaged);
    }
    if is_script && version == Version::Ea06 && !is_unknown {
        let mut script = Vec::new();
        let filled = out.take(source.as_mut(), &mut script, u64::MAX);
        if filled == Filled::Damaged {
            member.incomplete(IncompleteReason::Damaged);
        }
        let text = tokens::text(&script);
        if text.is_cut {
            member.incomplete(IncompleteReason::Damaged);
        }
        out.fill(&mut member, &mut Plain::new(text.text.as_bytes()), u64::MAX);
    } else if out.fill(&mut member, source.as_mut(), u64::MAX) == Filled::Damaged {
        member.incomplete(IncompleteReason::Damaged);
    }
    if is_unknown {
        member.leave_packed(IncompleteReason::Method);
    }
    out.finish(member)
}
