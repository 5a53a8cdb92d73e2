//! yEnc 1.3: bytes moved by 42, in texts of news.

use assay_findings::{IncompleteReason, Label};

use super::{line, line_starts};
use crate::{
    formats::{Container, Hints},
    members::{Members, Stop},
    path,
};

/// Files in one text.
const FILES_MAX: usize = 1000;
/// How far in the first file may begin.
const SEARCHED_BYTES: usize = 1 << 20;
const BEGIN: &[u8] = b"=ybegin ";

pub(crate) fn probe(bytes: &[u8]) -> bool {
    starts(bytes.get(..SEARCHED_BYTES).unwrap_or(bytes)).next().is_some()
}

/// Where files begin: their first line states a length, or it is somebody who speaks of yEnc.
fn starts(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    line_starts(bytes, BEGIN)
        .filter_map(|at| bytes.get(at..))
        .filter(|text| memchr::memmem::find(line(text).0, b" size=").is_some())
}

pub(crate) fn open<'a>(bytes: &'a [u8], hints: Hints<'_>) -> Option<Box<dyn Container + 'a>> {
    let max = hints.files_left.saturating_add(1).min(FILES_MAX);
    let starts: Vec<_> = starts(bytes).take(max).collect();
    (!starts.is_empty()).then(|| Box::new(Yenc { starts }) as Box<dyn Container>)
}

struct Yenc<'a> {
    starts: Vec<&'a [u8]>,
}

impl Container for Yenc<'_> {
    fn labels(&self) -> Vec<Label> {
        Vec::new()
    }

    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        for text in &self.starts {
            let (first, mut rest) = line(text);
            let name =
                memchr::memmem::find(first, b"name=").and_then(|at| first.get(at + 5..)).unwrap_or_default();
            let mut content = Vec::new();
            let mut closed = false;
            while !rest.is_empty() {
                let (line, after) = line(rest);
                rest = after;
                if line.starts_with(b"=yend") {
                    closed = true;
                    break;
                }
                // Another file begins before this one ended: it is shown by itself.
                if line.starts_with(BEGIN) {
                    break;
                }
                if !line.starts_with(b"=ypart ") {
                    decode(line, &mut content);
                }
            }
            let reasons: &[_] = if closed { &[] } else { &[IncompleteReason::Damaged] };
            out.show(&path::utf8_or_cp437(name.trim_ascii()), &content, &[], reasons)?;
        }
        Ok(())
    }
}

fn decode(line: &[u8], out: &mut Vec<u8>) {
    let mut escaped = false;
    for &byte in line {
        if std::mem::take(&mut escaped) {
            out.push(byte.wrapping_sub(64 + 42));
        } else if byte == b'=' {
            escaped = true;
        } else {
            out.push(byte.wrapping_sub(42));
        }
    }
}
