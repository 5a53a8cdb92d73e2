//! Text and scripts, to which signature libraries are blind.
//!
//! A first line that names an interpreter says it all. Otherwise words vote: each word of the
//! [table](markers) counts once for its language, and a language with enough votes is a label. Tags
//! that a server executes wherever they stand are looked for in binaries as well.

mod interpreter;
mod markers;
mod text;

use memchr::memmem;

use crate::{LabelSet, le, names};

/// How much text is judged.
const JUDGED_BYTES: usize = 16 << 10;
/// How much of a binary is searched for server-side tags, from the beginning and from the end, each.
const TAG_SEARCH_BYTES: usize = 1 << 20;

pub(crate) fn probe(bytes: &[u8], labels: &mut LabelSet) {
    let Some(text) = text::decode(le::head(bytes, JUDGED_BYTES)) else {
        tags_in_binary(bytes, labels);
        return;
    };
    // PDF and RTF are text as well, but nobody means them by that.
    labels.add_if(labels.is_empty(), names::TEXT);
    if let Some(language) = interpreter::of(&text) {
        labels.add(language);
    }
    labels.add_if(is_email(&text), names::EMAIL);
    markers::vote(&text, labels);
}

/// PHP runs what stands between its tags in any file that its server is told to run: in a picture, too.
fn tags_in_binary(bytes: &[u8], labels: &mut LabelSet) {
    // A program that handles PHP has the tag among its constants.
    if !labels.is_empty() {
        return;
    }
    let head = le::head(bytes, TAG_SEARCH_BYTES);
    let rest = bytes.get(head.len()..).unwrap_or_default();
    let found = [head, le::tail(rest, TAG_SEARCH_BYTES)].iter().any(|part| {
        memmem::find_iter(part, b"<?").any(|at| {
            let tag = le::head(part.get(at + 2..).unwrap_or_default(), 4);
            matches!(tag, [p, h, q, space] if [*p, *h, *q].eq_ignore_ascii_case(b"php") && space.is_ascii_whitespace())
        })
    });
    labels.add_if(found, names::PHP);
}

/// Whether the text begins with a mail's header lines.
fn is_email(text: &[u8]) -> bool {
    const FIELDS: &[&[u8]] = &[
        b"received:",
        b"return-path:",
        b"delivered-to:",
        b"from:",
        b"to:",
        b"subject:",
        b"date:",
        b"message-id:",
        b"mime-version:",
        b"content-type:",
        b"x-",
    ];
    let mut known = 0;
    for line in text.split(|&byte| byte == b'\n').take(32) {
        if line.trim_ascii().is_empty() {
            break;
        }
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            continue;
        }
        let lower = le::head(line, 16).to_ascii_lowercase();
        if FIELDS.iter().any(|field| lower.starts_with(field)) {
            known += 1;
        } else if !line.contains(&b':') {
            return false;
        }
    }
    known >= 3
}
