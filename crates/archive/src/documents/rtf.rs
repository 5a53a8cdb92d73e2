//! Rich text: the objects in it, written as hexadecimal digits behind `\objdata`.
//!
//! Word reads these digits past nearly anything, and malware puts nearly anything between them: control words, groups,
//! blanks, escapes. What Word ignores is ignored here.

use assay_findings::{IncompleteReason, Label};

use crate::{
    formats::{Container, Hints},
    le,
    members::{Members, Stop},
    ole, path,
    text::digit,
};

/// Objects in one document.
const OBJECTS_MAX: usize = 1000;
const OLE_MAGIC: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

pub(crate) fn probe(bytes: &[u8]) -> bool {
    // Word takes anything that begins with these four, whatever follows.
    bytes.starts_with(b"{\\rt") && begins(bytes).next().is_some()
}

/// Where the data of objects begin.
fn begins(bytes: &[u8]) -> impl Iterator<Item = usize> + '_ {
    const WORD: &[u8] = b"\\objdata";
    memchr::memmem::find_iter(bytes, WORD)
        .map(|at| at + WORD.len())
        .filter(|&at| bytes.get(at).is_none_or(|&after| !after.is_ascii_alphabetic()))
}

pub(crate) fn open<'a>(bytes: &'a [u8], hints: Hints<'_>) -> Option<Box<dyn Container + 'a>> {
    let max = hints.files_left.saturating_add(1).min(OBJECTS_MAX);
    let mut objects = Vec::new();
    let mut end = 0;
    for at in begins(bytes) {
        // One that begins within another was read with it.
        if at < end || objects.len() == max {
            continue;
        }
        let (data, read) = data(bytes.get(at..)?);
        end = at + read;
        if !data.is_empty() {
            objects.push(data);
        }
    }
    (!objects.is_empty()).then(|| Box::new(Rtf { objects }) as Box<dyn Container>)
}

/// The bytes that the digits here write, and how far they go.
fn data(text: &[u8]) -> (Vec<u8>, usize) {
    let mut out = Vec::new();
    let mut high = None;
    let mut depth = 0_usize;
    let mut at = 0;
    // Groups that are never closed are not looked for over and over.
    let mut closes = true;
    while let Some(&byte) = text.get(at) {
        at += 1;
        match byte {
            b'{' => {
                let inner = text.get(at..).unwrap_or_default();
                // A destination that nobody knows is passed over, with all that is in it.
                if closes && is_ignored(inner) {
                    let end = group_end(inner);
                    closes = end.is_some();
                    at += end.unwrap_or_default();
                } else {
                    depth += 1;
                }
            }
            b'}' if depth == 0 => return (out, at - 1),
            b'}' => depth -= 1,
            b'\\' => {
                let (binary, len) = control(text.get(at..).unwrap_or_default());
                out.extend_from_slice(binary);
                at += len;
            }
            _ => {
                let Some(digit) = digit(byte) else { continue };
                match high.take() {
                    None => high = Some(digit),
                    Some(high) => out.push(high << 4 | digit),
                }
            }
        }
    }
    (out, at)
}

/// Whether a group begins with `\\*`. Objects and their data begin so, too: these are entered.
fn is_ignored(group: &[u8]) -> bool {
    group.strip_prefix(b"\\*").is_some_and(|word| !word.starts_with(b"\\obj"))
}

/// Length of a group, its closing brace included.
fn group_end(group: &[u8]) -> Option<usize> {
    const GROUP_MAX_BYTES: usize = 64 << 10;
    let mut depth = 1_usize;
    for (at, &byte) in group.iter().enumerate().take(GROUP_MAX_BYTES) {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    None
}

/// Reads a control word or symbol behind its backslash: the raw bytes it brings, and its length.
fn control(text: &[u8]) -> (&[u8], usize) {
    match text.first() {
        // An escaped letter is no digit of the data.
        Some(b'\'') => return (&[], text.len().min(3)),
        Some(letter) if letter.is_ascii_alphabetic() => {}
        _ => return (&[], text.len().min(1)),
    }
    let letters = text.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let mut len = letters;
    if text.get(len) == Some(&b'-') {
        len += 1;
    }
    let digits = text.get(len..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_digit()).count();
    let number = text
        .get(len..len + digits)
        .and_then(|digits| std::str::from_utf8(digits).ok()?.parse::<usize>().ok());
    len += digits;
    if text.get(len) == Some(&b' ') {
        len += 1;
    }
    if text.get(..letters) == Some(b"bin") {
        let rest = text.get(len..).unwrap_or_default();
        let raw = rest.get(..number.unwrap_or_default()).unwrap_or(rest);
        return (raw, len + raw.len());
    }
    (&[], len)
}

struct Rtf {
    objects: Vec<Vec<u8>>,
}

impl Container for Rtf {
    fn labels(&self) -> Vec<Label> {
        Vec::new()
    }

    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        for (index, data) in self.objects.iter().enumerate() {
            let fallback = format!("object-{}", index + 1);
            let Some(object) = Object::read(data) else {
                // No header that is known: an OLE file may lie in it all the same.
                let at = memchr::memmem::find(data, OLE_MAGIC).unwrap_or_default();
                out.show(&fallback, data.get(at..).unwrap_or_default(), &[], &[])?;
                continue;
            };
            let reasons: &[_] = if object.whole { &[] } else { &[IncompleteReason::Damaged] };
            let package =
                ole::package(object.native).filter(|_| object.class.eq_ignore_ascii_case("package"));
            if let Some(package) = package {
                out.show(&package.name, package.content, &[], reasons)?;
            } else {
                let class = if object.class.is_empty() { "object" } else { &object.class };
                out.show(&format!("{class}-{}", index + 1), object.native, &[], reasons)?;
            }
        }
        Ok(())
    }
}

/// An embedded object as OLE 1 writes it ([MS-OLEDS] 2.2.5).
struct Object<'a> {
    class: String,
    native: &'a [u8],
    whole: bool,
}

impl<'a> Object<'a> {
    fn read(data: &'a [u8]) -> Option<Self> {
        // The version is ignored, as Word does; 1 is a link, 2 is embedded.
        if !matches!(le::u32(data, 4)?, 1 | 2) {
            return None;
        }
        let mut at = 8_usize;
        let mut text = || -> Option<&'a [u8]> {
            let len = usize::try_from(le::u32(data, at)?).ok()?;
            let text = le::slice(data, at.checked_add(4)?, len)?;
            at = at.checked_add(4)?.checked_add(len)?;
            Some(text.strip_suffix(b"\0").unwrap_or(text))
        };
        let class = text()?;
        let (_topic, _item) = (text()?, text()?);
        let len = u64::from(le::u32(data, at)?);
        let native = le::slice_upto(data, at + 4, len);
        if native.is_empty() {
            return None;
        }
        Some(Self { class: path::latin1(class), native, whole: native.len() as u64 == len })
    }
}
