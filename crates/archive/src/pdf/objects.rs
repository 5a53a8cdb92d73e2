//! The objects of a PDF: found, and read as far as is needed.

use super::{
    crypt::Crypt,
    filters::{self, Unpacked},
    reader::Reader,
};

/// Objects that are read.
const OBJECTS_MAX: usize = 200_000;

/// Objects without an end that are left alone, and what follows them is read again: so many, and if so long.
const REREADS_MAX: u32 = 64;
const REREAD_MIN_BYTES: usize = 4096;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Object {
    /// Null, true, false, a number that is not whole: what is not asked for.
    Other,
    Number(i64),
    Name(Vec<u8>),
    String(Vec<u8>),
    Array(Vec<Object>),
    Dictionary(Vec<(Vec<u8>, Object)>),
    Reference(u32),
}

impl Object {
    pub(super) fn get(&self, key: &str) -> Option<&Object> {
        let Self::Dictionary(entries) = self else { return None };
        entries.iter().find(|(name, _)| name == key.as_bytes()).map(|(_, value)| value)
    }

    pub(super) fn is(&self, key: &str, name: &str) -> bool {
        matches!(self.get(key), Some(Self::Name(had)) if had == name.as_bytes())
    }

    pub(super) fn number(&self, key: &str) -> Option<usize> {
        match self.get(key) {
            Some(Self::Number(number)) => usize::try_from(*number).ok(),
            _ => None,
        }
    }

    pub(super) fn string(&self) -> Option<&[u8]> {
        if let Self::String(string) = self { Some(string) } else { None }
    }

    /// The values of a key that may hold one or several.
    pub(super) fn list(&self, key: &str) -> Vec<&Object> {
        match self.get(key) {
            Some(Self::Array(items)) => items.iter().collect(),
            Some(item) => vec![item],
            None => Vec::new(),
        }
    }

    /// All objects that are pointed to from here.
    pub(super) fn references(&self) -> Vec<u32> {
        match self {
            Self::Reference(number) => vec![*number],
            Self::Array(items) => items.iter().flat_map(Object::references).collect(),
            Self::Dictionary(entries) => entries.iter().flat_map(|(_, value)| value.references()).collect(),
            _ => Vec::new(),
        }
    }

    /// Shows every dictionary in this object, itself among them.
    pub(super) fn each_dictionary(&self, show: &mut dyn FnMut(&Object)) {
        match self {
            Self::Array(items) => {
                for item in items {
                    item.each_dictionary(show);
                }
            }
            Self::Dictionary(entries) => {
                show(self);
                for (_, value) in entries {
                    value.each_dictionary(show);
                }
            }
            _ => {}
        }
    }
}

/// An object where it was found.
pub(super) struct Found<'a> {
    pub(super) number: u32,
    pub(super) generation: u32,
    pub(super) object: Object,
    pub(super) stream: Option<&'a [u8]>,
    /// It lay in a stream, which was encrypted as a whole.
    pub(super) inside: bool,
}

impl Found<'_> {
    /// Unpacks the stream through its filters, to `max` bytes at most.
    pub(super) fn unpack(&self, crypt: Option<&Crypt>, max: usize) -> Option<Unpacked> {
        let stream = self.stream?;
        Some(match crypt.filter(|_| !self.object.is("Type", "XRef")) {
            Some(crypt) => {
                filters::unpack(&self.object, &crypt.decrypt(stream, self.number, self.generation, true), max)
            }
            None => filters::unpack(&self.object, stream, max),
        })
    }

    pub(super) fn decrypt(&self, string: &[u8], crypt: Option<&Crypt>) -> Vec<u8> {
        match crypt.filter(|_| !self.inside) {
            Some(crypt) => crypt.decrypt(string, self.number, self.generation, false),
            None => string.to_vec(),
        }
    }

    /// Whether the stream is a picture, a table of objects, or objects: nothing that is looked into as a file.
    pub(super) fn is_drawing(&self) -> bool {
        ["XRef", "ObjStm"].iter().any(|kind| self.object.is("Type", kind))
            || self.object.list("Filter").last().is_some_and(|filter| {
                matches!(filter, Object::Name(name) if matches!(name.as_slice(), b"DCTDecode" | b"DCT" | b"JPXDecode" | b"CCITTFaxDecode" | b"CCF" | b"JBIG2Decode"))
            })
    }
}

/// Finds objects wherever `N G obj` stands, and the trailer.
pub(super) fn find(bytes: &[u8]) -> Vec<Found<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut streams_end = true;
    let mut rereads = REREADS_MAX;
    let finder = memchr::memmem::Finder::new(b"obj");
    while let Some(next) =
        bytes.get(at..).and_then(|rest| finder.find(rest)).filter(|_| found.len() < OBJECTS_MAX)
    {
        let keyword = at + next;
        at = keyword + 3;
        let Some((number, generation)) = identity(bytes.get(..keyword).unwrap_or_default()) else { continue };
        let mut reader = Reader::new(bytes, at);
        let Some(object) = reader.object(0) else { continue };
        let after = bytes.get(reader.at..).unwrap_or_default().trim_ascii_start();
        let ends = after.starts_with(b"endobj") || after.starts_with(b"stream");
        // A string that is never closed would hide all that follows.
        if ends || reader.at.saturating_sub(at) < REREAD_MIN_BYTES || rereads == 0 {
            at = reader.at.max(at);
        } else {
            rereads -= 1;
            continue;
        }
        let stream = matches!(object, Object::Dictionary(_))
            .then(|| stream(bytes, at, object.number("Length"), &mut streams_end))
            .flatten();
        if let Some((_, end)) = stream {
            at = end;
        }
        found.push(Found {
            number,
            generation,
            object,
            stream: stream.map(|(stream, _)| stream),
            inside: false,
        });
    }
    // The last trailers: they say whether anything is encrypted. Files that have none have it in a stream's dictionary.
    for at in memchr::memmem::rfind_iter(bytes, b"trailer").take(8) {
        if let Some(object) = Reader::new(bytes, at + 7).object(0) {
            found.push(Found { number: 0, generation: 0, object, stream: None, inside: false });
        }
    }
    found
}

/// Reads the objects of an object stream: pairs of number and place, and from `first` on the objects. Places may be
/// the same, so that what all of them hold is counted by `left`.
pub(super) fn inside<'a>(unpacked: &[u8], first: usize, left: &mut usize) -> Vec<Found<'a>> {
    let mut header = Reader::new(unpacked, 0);
    let mut found = Vec::new();
    while header.at < first && found.len() < OBJECTS_MAX {
        let (Some(Object::Number(number)), Some(Object::Number(place))) = (header.number(), header.number())
        else {
            break;
        };
        let (Ok(number), Ok(place)) = (u32::try_from(number), usize::try_from(place)) else { break };
        let Some(at) = first.checked_add(place) else { break };
        let mut reader = Reader::new(unpacked, at);
        let object = reader.object(0);
        // Bytes count as well: a string can be as long as all of them.
        let cost = reader.nodes + 1 + reader.at.saturating_sub(at) / 64;
        let Some(rest) = left.checked_sub(cost) else { break };
        *left = rest;
        if let Some(object) = object {
            found.push(Found { number, generation: 0, object, stream: None, inside: true });
        }
    }
    found
}

/// The two numbers before `obj`.
fn identity(before: &[u8]) -> Option<(u32, u32)> {
    let (generation, rest) = number_before(before.trim_ascii_end())?;
    let spaced = rest.trim_ascii_end();
    if spaced.len() == rest.len() {
        return None;
    }
    Some((number_before(spaced)?.0, generation))
}

fn number_before(text: &[u8]) -> Option<(u32, &[u8])> {
    let digits = text.iter().rev().take(10).take_while(|byte| byte.is_ascii_digit()).count();
    let (rest, digits) = text.split_at_checked(text.len() - digits)?;
    Some((std::str::from_utf8(digits).ok()?.parse().ok()?, rest))
}

/// The bytes of a stream, and where it ends. The stated length is believed where `endstream` follows.
fn stream<'a>(
    bytes: &'a [u8],
    at: usize,
    stated: Option<usize>,
    streams_end: &mut bool,
) -> Option<(&'a [u8], usize)> {
    let rest = bytes.get(at..)?.trim_ascii_start();
    let rest = rest.strip_prefix(b"stream")?;
    let rest = rest
        .strip_prefix(b"\r\n")
        .or_else(|| rest.strip_prefix(b"\n"))
        .or_else(|| rest.strip_prefix(b"\r"))
        .unwrap_or(rest);
    let start = bytes.len() - rest.len();
    let follows = |len: &usize| {
        rest.get(*len..).is_some_and(|after| {
            after.get(..64).unwrap_or(after).trim_ascii_start().starts_with(b"endstream")
        })
    };
    if let Some(len) = stated.filter(follows) {
        return Some((rest.get(..len)?, start + len));
    }
    let mut end = streams_end.then(|| memchr::memmem::find(rest, b"endstream")).flatten();
    if end.is_none() {
        // None from here on: it is not searched for again.
        *streams_end = false;
        end = memchr::memmem::find(rest, b"endobj");
    }
    let end = end.unwrap_or(rest.len());
    let content = rest.get(..end)?;
    let content = content.strip_suffix(b"\r\n").or_else(|| content.strip_suffix(b"\n")).unwrap_or(content);
    Some((content, start + end))
}
