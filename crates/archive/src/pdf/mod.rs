//! PDF (ISO 32000): the files, scripts and programs in it.
//!
//! Objects are found by searching, not by the table at the end, which readers repair and malware forges. A PDF is a
//! container where it has an attachment, a script, a form's program (XFA), or a stream that is a file by its first
//! bytes; or where it is encrypted with a password that is not empty, and nobody can tell. Streams that draw pages are
//! no members.

mod crypt;
mod filters;
mod objects;
mod reader;

use std::collections::{BTreeMap, BTreeSet};

use assay_findings::{IncompleteReason, Label};
use crypt::Crypt;
use objects::{Found, Object};

use crate::{
    formats::{self, Container, Hints},
    labels,
    members::{Members, Stop},
    path,
};

/// How far in the header may begin: what readers accept (Adobe's implementation note 13).
const HEADER_WITHIN: usize = 1024;
/// How much of a stream is unpacked to tell what it is.
const HEAD_BYTES: usize = 512;
/// What the objects in one object stream may take, unpacked.
const OBJECT_STREAM_MAX_BYTES: usize = 32 << 20;
/// The same for all of them.
const OBJECT_STREAMS_MAX_BYTES: usize = 128 << 20;
/// Values that they may hold together.
const OBJECT_STREAMS_MAX_NODES: usize = 2_000_000;

pub(crate) fn probe(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes.get(..HEADER_WITHIN + 5).unwrap_or(bytes), b"%PDF-").is_some()
}

pub(crate) fn open<'a>(bytes: &'a [u8], _hints: Hints<'_>) -> Option<Box<dyn Container + 'a>> {
    let mut found = objects::find(bytes);
    let encryption = found.iter().find_map(|item| item.object.get("Encrypt")).cloned();
    let crypt = encryption.map(|encryption| Crypt::new(&encryption, &found));
    let locked = matches!(crypt, Some(None));
    let crypt = crypt.flatten();
    if !locked {
        expand(&mut found, crypt.as_ref());
    }
    let files = if locked { Vec::new() } else { files(&found, crypt.as_ref()) };
    (locked || !files.is_empty()).then(|| Box::new(Pdf { found, files, crypt, locked }) as Box<dyn Container>)
}

/// Adds the objects that lie in streams.
fn expand(found: &mut Vec<Found<'_>>, crypt: Option<&Crypt>) {
    let mut inner = Vec::new();
    let mut left = OBJECT_STREAMS_MAX_BYTES;
    let mut nodes_left = OBJECT_STREAMS_MAX_NODES;
    for item in found.iter().filter(|item| item.object.is("Type", "ObjStm")) {
        let Some(unpacked) = item.unpack(crypt, OBJECT_STREAM_MAX_BYTES.min(left)) else { continue };
        left = left.saturating_sub(unpacked.bytes.len());
        let first = item.object.number("First").unwrap_or_default();
        inner.extend(objects::inside(&unpacked.bytes, first, &mut nodes_left));
    }
    found.extend(inner);
}

/// A member: which stream or string it is, and its name.
struct File {
    name: String,
    index: usize,
    content: Content,
    script: bool,
}

enum Content {
    Stream,
    Text(Vec<u8>),
}

/// Finds what is worth showing.
fn files(found: &[Found<'_>], crypt: Option<&Crypt>) -> Vec<File> {
    let mut by_number: BTreeMap<u32, usize> = BTreeMap::new();
    for (index, item) in found.iter().enumerate() {
        // Of several with one number the last is in force; the others are looked at as streams.
        by_number.insert(item.number, index);
    }
    let mut attachments: BTreeMap<u32, String> = BTreeMap::new();
    let mut scripts: BTreeSet<u32> = BTreeSet::new();
    let mut forms: BTreeSet<u32> = BTreeSet::new();
    let mut files: Vec<File> = Vec::new();
    for (index, item) in found.iter().enumerate() {
        item.object.each_dictionary(&mut |dictionary| {
            if let Some(embedded) = dictionary.get("EF") {
                let name = dictionary.get("UF").or_else(|| dictionary.get("F")).and_then(Object::string);
                let name = name.map(|name| text(&item.decrypt(name, crypt))).unwrap_or_default();
                for reference in embedded.references() {
                    attachments.entry(reference).or_insert_with(|| name.clone());
                }
            }
            match dictionary.get("JS") {
                Some(Object::String(script)) => {
                    let script = item.decrypt(script, crypt);
                    let name = format!("javascript-{}.js", files.len() + 1);
                    let content = Content::Text(text(&script).into_bytes());
                    files.push(File { name, index, content, script: true });
                }
                Some(Object::Reference(number)) => {
                    scripts.insert(*number);
                }
                _ => {}
            }
            if let Some(form) = dictionary.get("XFA") {
                forms.extend(form.references());
            }
        });
    }
    for number in &scripts {
        let index = by_number.get(number).copied().unwrap_or(usize::MAX);
        if let Some(item) = found.get(index)
            && let Object::String(script) = &item.object
        {
            let content = Content::Text(text(&item.decrypt(script, crypt)).into_bytes());
            files.push(File { name: format!("javascript-{number}.js"), index, content, script: true });
        }
    }
    for (index, item) in found.iter().enumerate().filter(|(_, item)| item.stream.is_some()) {
        let number = item.number;
        let attachment = attachments.get(&number);
        let (name, script) = if attachment.is_some() || item.object.is("Type", "EmbeddedFile") {
            let name = attachment.filter(|name| !name.is_empty()).cloned();
            (name.unwrap_or_else(|| format!("attachment-{number}")), false)
        } else if scripts.contains(&number) {
            (format!("javascript-{number}.js"), true)
        } else if forms.contains(&number) {
            (format!("xfa-{number}.xml"), false)
        } else if item.is_drawing() {
            continue;
        } else {
            let head = item.unpack(crypt, HEAD_BYTES).map(|unpacked| unpacked.bytes).unwrap_or_default();
            if !formats::is_file(&head) {
                continue;
            }
            (format!("stream-{number}"), false)
        };
        files.push(File { name, index, content: Content::Stream, script });
    }
    files
}

/// A text string: UTF-16 with its mark, UTF-8 with its, else a code page that is nearly Latin 1.
fn text(string: &[u8]) -> String {
    let units = |bytes: &[u8], number: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).filter_map(|unit| unit.try_into().ok().map(number));
        char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    match string {
        [0xfe, 0xff, rest @ ..] => units(rest, u16::from_be_bytes),
        [0xff, 0xfe, rest @ ..] => units(rest, u16::from_le_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => path::latin1(string),
    }
}

struct Pdf<'a> {
    found: Vec<Found<'a>>,
    files: Vec<File>,
    crypt: Option<Crypt>,
    /// Encrypted with a password that is not known.
    locked: bool,
}

impl Container for Pdf<'_> {
    fn labels(&self) -> Vec<Label> {
        if self.locked { vec![labels::ENCRYPTED] } else { Vec::new() }
    }

    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        if self.locked {
            out.note(IncompleteReason::Encrypted);
        }
        for file in &self.files {
            let marks: &[Label] = if file.script { &[labels::SCRIPT] } else { &[] };
            let item = match (&file.content, self.found.get(file.index)) {
                (Content::Text(text), _) => {
                    out.show(&file.name, text, marks, &[])?;
                    continue;
                }
                (Content::Stream, Some(item)) => item,
                (Content::Stream, None) => continue,
            };
            let packed = item.stream.map_or(0, |stream| stream.len() as u64);
            let spool = match out.spool(packed) {
                Ok(spool) => spool,
                Err(reason) => {
                    out.show(&file.name, &[], marks, &[reason])?;
                    continue;
                }
            };
            let max = usize::try_from(spool.max_bytes()).unwrap_or(usize::MAX);
            match item.unpack(self.crypt.as_ref(), max) {
                Some(unpacked) => {
                    let reasons = [
                        unpacked.damaged.then_some(IncompleteReason::Damaged),
                        unpacked.cut.then_some(spool.reason()),
                        unpacked.unknown.then_some(IncompleteReason::Method),
                    ];
                    let reasons: Vec<_> = reasons.into_iter().flatten().collect();
                    out.show(&file.name, &unpacked.bytes, marks, &reasons)?;
                }
                None => out.show(
                    &file.name,
                    item.stream.unwrap_or_default(),
                    marks,
                    &[IncompleteReason::Damaged],
                )?,
            }
        }
        Ok(())
    }
}
