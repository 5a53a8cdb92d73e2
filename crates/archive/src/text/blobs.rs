//! Files written as base64 into HTML and scripts: `data:` addresses, and strings that begin as a program or an
//! archive does, which is how pages smuggle downloads past those who only look at downloads.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use assay_findings::Label;

use super::base64;
use crate::{
    formats::{self, Container, Hints},
    members::{Members, Stop},
};

/// Files in one text.
const FILES_MAX: usize = 256;
/// The shortest string that counts, in letters: a program of Windows cannot be shorter than 97 bytes.
const LETTERS_MIN: usize = 128;
/// Text in which a file may begin; it may go on behind that.
const SEARCHED_BYTES: usize = 16 << 20;
/// How far the letters of one file may be apart: line ends and string joins.
const GAP_BYTES: usize = 8;

/// How base64 begins when it is: a `data:` address; a program, zip, PDF, OLE file, gzip, RAR, 7z, cabinet, ELF.
const MARKS: &[&[u8]] = &[
    b";base64,",
    b"TVqQ",
    b"TVpQ",
    b"TVoA",
    b"TVpB",
    b"TVro",
    b"UEsDB",
    b"JVBERi",
    b"0M8R4KGx",
    b"H4sI",
    b"UmFyIR",
    b"N3q8ry",
    b"TVNDRg",
    b"f0VMR",
];

/// Finds the marks.
static SEARCH: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(MARKS).ok());

/// Whether this is text: looked at where it begins, as deep as costs nothing.
fn is_text(bytes: &[u8]) -> bool {
    let head = bytes.get(..1024).unwrap_or(bytes);
    !head.is_empty() && !head.iter().any(|&byte| byte < 9 || (14..32).contains(&byte) && byte != 27)
}

pub(crate) fn probe(bytes: &[u8]) -> bool {
    bytes.len() >= LETTERS_MIN && is_text(bytes)
}

pub(crate) fn open<'a>(bytes: &'a [u8], hints: Hints<'_>) -> Option<Box<dyn Container + 'a>> {
    let text = bytes.get(..SEARCHED_BYTES).unwrap_or(bytes);
    let max = hints.files_left.saturating_add(1).min(FILES_MAX);
    let mut files = Vec::new();
    let mut end = 0;
    for mark in SEARCH.as_ref()?.find_iter(text) {
        if files.len() == max {
            break;
        }
        let address = mark.pattern().as_usize() == 0;
        let start = if address { mark.end() } else { mark.start() };
        // In the middle of another word it is chance.
        let inside = !address && start > 0 && text.get(start - 1).is_some_and(|&before| is_letter(before));
        if start < end || inside {
            continue;
        }
        let letters = letters(bytes.get(start..).unwrap_or_default());
        if letters.len() < LETTERS_MIN {
            continue;
        }
        end = start + letters.len();
        let head = base64(letters.get(..4096).unwrap_or(letters));
        if formats::is_file(&head) || address && is_kept(text, mark.start()) {
            files.push(letters);
        }
    }
    (!files.is_empty()).then(|| Box::new(Blobs { files }) as Box<dyn Container>)
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')
}

/// The letters from here on, with what stands between pieces of one string.
fn letters(text: &[u8]) -> &[u8] {
    let mut end = 0;
    for (at, byte) in text.iter().enumerate() {
        if is_letter(*byte) {
            end = at + 1;
        } else if at - end >= GAP_BYTES
            || !matches!(
                byte,
                b'\r' | b'\n' | b' ' | b'\t' | b'"' | b'\'' | b'+' | b'\\' | b'`' | b'&' | b'_'
            )
        {
            break;
        }
    }
    text.get(..end).unwrap_or_default()
}

/// Whether the address is of a type that is worth a look: pictures, sounds and fonts are not, unless they say that
/// they are text.
fn is_kept(text: &[u8], base64_at: usize) -> bool {
    let head = text.get(base64_at.saturating_sub(100)..base64_at).unwrap_or_default();
    let Some(at) = memchr::memmem::rfind(head, b"data:") else { return false };
    let kind = head.get(at + 5..).unwrap_or_default().to_ascii_lowercase();
    let is_media = [
        &b"image/"[..],
        b"font/",
        b"audio/",
        b"video/",
        b"application/font",
        b"application/x-font",
        b"application/vnd.ms-fontobject",
    ];
    kind.starts_with(b"image/svg") || !is_media.iter().any(|media| kind.starts_with(media))
}

struct Blobs<'a> {
    files: Vec<&'a [u8]>,
}

impl Container for Blobs<'_> {
    fn labels(&self) -> Vec<Label> {
        Vec::new()
    }

    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        for (index, letters) in self.files.iter().enumerate() {
            out.show(&format!("base64-{}", index + 1), &base64(letters), &[], &[])?;
        }
        Ok(())
    }
}
