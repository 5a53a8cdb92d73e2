//! Mail (RFC 5322, RFC 2045 to 2049), alone or as a mailbox, and web pages saved as mail (MHTML).
//!
//! Read as mail programs read it, which forgive everything: boundaries that are never closed, parts in parts, folded
//! and doubled headers, names in every encoding. Every part is a member, except the only part of a mail that is plain
//! text, which the mail itself shows.

mod header;
mod words;

use assay_findings::{IncompleteReason, Label};
use header::{Headers, Kind};

use crate::{
    formats::{Container, Hints},
    members::{Members, Stop},
    text::{base64, line, line_starts, quoted_printable, uu},
};

/// Parts in parts.
const DEPTH_MAX: usize = 16;

/// Header names by which a mail is told from other text that has colons.
const KNOWN: &[&str] = &[
    "from",
    "to",
    "cc",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "received",
    "return-path",
    "content-type",
    "reply-to",
    "delivered-to",
    "sender",
    "content-transfer-encoding",
    "x-mailer",
    "dkim-signature",
    "x-originating-ip",
    "arc-seal",
    "authentication-results",
    "x-received",
];

/// Whether the bytes begin with the headers of a mail: two of those that mails have.
pub(crate) fn probe(bytes: &[u8]) -> bool {
    let (first, _) = line(bytes.get(..1000).unwrap_or(bytes));
    let first = first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(first);
    // Cheap refusal of what is not text: a header's name, or a mailbox's first line.
    let is_header = memchr::memchr(b':', first).is_some_and(|colon| {
        colon > 0 && first.get(..colon).is_some_and(|name| name.iter().all(|&byte| byte.is_ascii_graphic()))
    });
    if !is_header && !first.starts_with(b"From ") {
        return false;
    }
    let (headers, _) = Headers::parse(skip_envelope(bytes));
    headers.names().filter(|name| KNOWN.contains(name)).take(2).count() == 2
}

/// A mailbox puts a line before each mail.
fn skip_envelope(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.starts_with(b"From ") { line(bytes).1 } else { bytes }
}

pub(crate) fn open<'a>(bytes: &'a [u8], hints: Hints<'_>) -> Option<Box<dyn Container + 'a>> {
    let max = hints.files_left.saturating_add(1);
    let mut mail = Mail { parts: Vec::new(), max, cut: false };
    let mails = mailbox(bytes, max);
    if mails.len() > 1 {
        for (index, message) in mails.into_iter().enumerate() {
            let name = format!("message-{}.eml", index + 1);
            mail.parts.push(Part { name, body: message, encoding: Encoding::Plain, closed: true });
        }
    } else {
        mail.entity(skip_envelope(bytes), None, 0);
    }
    (!mail.parts.is_empty() || mail.cut).then(|| Box::new(mail) as Box<dyn Container>)
}

/// The mails of a mailbox: each begins with a line that begins with `From `, behind an empty line.
fn mailbox(bytes: &[u8], max: usize) -> Vec<&[u8]> {
    if !bytes.starts_with(b"From ") {
        return vec![bytes];
    }
    let starts: Vec<_> = line_starts(bytes, b"From ")
        .filter(|&at| {
            let before = bytes.get(..at).unwrap_or_default();
            at == 0 || before.ends_with(b"\n\n") || before.ends_with(b"\r\n\r\n")
        })
        .take(max)
        .collect();
    let ends = starts.iter().skip(1).copied().chain([bytes.len()]);
    starts.iter().zip(ends).filter_map(|(&start, end)| bytes.get(start..end)).collect()
}

/// How a part's bytes are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Plain,
    Base64,
    QuotedPrintable,
    Uu,
}

struct Part<'a> {
    name: String,
    body: &'a [u8],
    encoding: Encoding,
    /// Whether the boundary that ends it is there.
    closed: bool,
}

impl Part<'_> {
    fn decode(&self) -> Vec<u8> {
        match self.encoding {
            Encoding::Plain => self.body.to_vec(),
            Encoding::Base64 => base64(self.body),
            Encoding::QuotedPrintable => quoted_printable(self.body),
            Encoding::Uu => uu::first(self.body).unwrap_or_else(|| self.body.to_vec()),
        }
    }
}

struct Mail<'a> {
    parts: Vec<Part<'a>>,
    /// Parts that are listed.
    max: usize,
    /// There are parts in parts that were not looked into.
    cut: bool,
}

impl<'a> Mail<'a> {
    /// Lists the parts of an entity: headers, an empty line, a body.
    fn entity(&mut self, bytes: &'a [u8], parent: Option<bool>, depth: usize) {
        let (headers, body) = Headers::parse(bytes);
        let content = headers.content();
        if let Kind::Multipart { boundary } = &content.kind
            && let Some(parts) = split(body, boundary)
        {
            if depth >= DEPTH_MAX {
                self.cut = true;
                return;
            }
            for part in parts {
                if self.parts.len() >= self.max {
                    return;
                }
                self.entity(part.bytes, Some(part.closed), depth + 1);
            }
            return;
        }
        let encoding = match content.encoding.as_deref() {
            Some("base64") => Encoding::Base64,
            Some("quoted-printable") => Encoding::QuotedPrintable,
            Some("x-uuencode" | "uuencode" | "x-uue" | "uue") => Encoding::Uu,
            _ => Encoding::Plain,
        };
        let name = content.name.filter(|name| !name.is_empty());
        // The text of a plain mail is the mail.
        let plain = matches!(content.kind, Kind::Text | Kind::Missing)
            && encoding == Encoding::Plain
            && name.is_none();
        if parent.is_none() && plain || body.trim_ascii().is_empty() {
            return;
        }
        let name = name.unwrap_or_else(|| format!("part-{}.{}", self.parts.len() + 1, content.extension));
        self.parts.push(Part { name, body, encoding, closed: parent.unwrap_or(true) });
    }
}

struct Piece<'a> {
    bytes: &'a [u8],
    closed: bool,
}

/// What stands between the boundaries' lines; `None` when there is no such line.
fn split<'a>(body: &'a [u8], boundary: &[u8]) -> Option<Vec<Piece<'a>>> {
    if boundary.is_empty() {
        return None;
    }
    let delimiter = [b"--", boundary].concat();
    let mut pieces = Vec::new();
    let mut begun: Option<usize> = None;
    for at in line_starts(body, &delimiter) {
        // A longer boundary that begins with this one is another.
        let rest = body.get(at + delimiter.len()..).unwrap_or_default();
        let (tail, _) = line(rest);
        let last = tail.starts_with(b"--");
        let tail = if last { tail.get(2..).unwrap_or_default() } else { tail };
        if !tail.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        if let Some(start) = begun {
            let piece = body.get(start..at).unwrap_or_default();
            pieces.push(Piece { bytes: strip_line_end(piece), closed: true });
        }
        let next = at + delimiter.len() + memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
        begun = (!last).then_some(next.min(body.len()));
        if last {
            // What follows is for programs that know no parts; nothing stops it from having some.
            begun = None;
        }
    }
    if let Some(start) = begun {
        pieces.push(Piece { bytes: body.get(start..).unwrap_or_default(), closed: false });
    }
    (!pieces.is_empty()).then_some(pieces)
}

fn strip_line_end(bytes: &[u8]) -> &[u8] {
    bytes.strip_suffix(b"\r\n").or_else(|| bytes.strip_suffix(b"\n")).unwrap_or(bytes)
}

impl Container for Mail<'_> {
    fn labels(&self) -> Vec<Label> {
        Vec::new()
    }

    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        if self.cut {
            out.note(IncompleteReason::DecompressMaxLayer);
        }
        for part in &self.parts {
            // Only what is cut within its letters lost something; a missing boundary at the end of all is common.
            let cut = !part.closed && part.encoding == Encoding::Base64 && part.body.len() % 4 == 1;
            let reasons: &[_] = if cut { &[IncompleteReason::Damaged] } else { &[] };
            out.show(&part.name, &part.decode(), &[], reasons)?;
        }
        Ok(())
    }
}
