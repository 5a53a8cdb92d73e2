//! PDF (ISO 32000-1), by the names in its objects.
//!
//! Objects inside compressed object streams are not seen here; their attachments and scripts are the
//! document reader's matter.

use assay_findings::Label;
use memchr::memmem;

use crate::{LabelSet, le, names};

/// How far in the header may begin: what readers accept (Adobe's implementation note 13).
const HEADER_WITHIN: usize = 1024;
/// Looked at from the beginning and from the end, each.
const SCANNED_BYTES: usize = 1 << 20;

const NAMES: &[(&[u8], Label)] = &[
    (b"Encrypt", names::ENCRYPTED),
    (b"JavaScript", names::DOCUMENT_JAVASCRIPT),
    (b"JS", names::DOCUMENT_JAVASCRIPT),
    (b"EmbeddedFile", names::EMBEDDED_FILE),
    (b"EmbeddedFiles", names::EMBEDDED_FILE),
    (b"Launch", names::LAUNCH),
    (b"OpenAction", names::OPEN_ACTION),
    (b"AA", names::OPEN_ACTION),
    (b"XFA", names::XFA),
];
/// The longest of those, with every letter escaped.
const NAME_BYTES_MAX: usize = 13 * 3;

pub(crate) fn probe(bytes: &[u8], labels: &mut LabelSet) {
    if memmem::find(le::head(bytes, HEADER_WITHIN + 5), b"%PDF-").is_none() {
        return;
    }
    labels.add(names::PDF);
    let head = le::head(bytes, SCANNED_BYTES);
    let rest = bytes.get(head.len()..).unwrap_or_default();
    for part in [head, le::tail(rest, SCANNED_BYTES)] {
        for at in memchr::memchr_iter(b'/', part) {
            let written = le::head(part.get(at + 1..).unwrap_or_default(), NAME_BYTES_MAX);
            // Cheap refusal: hardly any name begins with one of these letters or an escape.
            if matches!(written.first(), Some(b'E' | b'J' | b'L' | b'O' | b'A' | b'X' | b'#')) {
                name(written, labels);
            }
        }
    }
}

/// Reads one name with its `#xx` escapes, which hide it from those who search for letters.
fn name(written: &[u8], labels: &mut LabelSet) {
    let mut plain = [0_u8; 16];
    let mut len = 0;
    let mut at = 0;
    while let Some(&byte) = written.get(at) {
        let (letter, taken) = match byte {
            b'#' => match hex(written.get(at + 1), written.get(at + 2)) {
                Some(letter) => (letter, 3),
                None => break,
            },
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => (byte, 1),
            _ => break,
        };
        let Some(slot) = plain.get_mut(len) else { return };
        *slot = letter;
        len += 1;
        at += taken;
    }
    let plain = le::head(&plain, len);
    if let Some((_, label)) = NAMES.iter().find(|(name, _)| *name == plain) {
        labels.add(label.clone());
    }
}

fn hex(high: Option<&u8>, low: Option<&u8>) -> Option<u8> {
    let digit =
        |byte: Option<&u8>| char::from(*byte?).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(high)? << 4 | digit(low)?)
}
