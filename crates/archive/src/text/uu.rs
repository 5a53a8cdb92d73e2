//! uuencode (POSIX.1-2017) in its two kinds, anywhere in a text.

use assay_findings::{IncompleteReason, Label};

use super::{base64, line, line_starts, low_byte};
use crate::{
    formats::{Container, Hints},
    members::{Members, Stop},
    path,
};

/// Files in one text.
const FILES_MAX: usize = 1000;

/// How far in the first file may begin.
const SEARCHED_BYTES: usize = 1 << 20;

pub(crate) fn probe(bytes: &[u8]) -> bool {
    let head = bytes.get(..SEARCHED_BYTES).unwrap_or(bytes);
    line_starts(head, b"begin").any(|at| Block::parse(bytes, at).is_some())
}

pub(crate) fn open<'a>(bytes: &'a [u8], hints: Hints<'_>) -> Option<Box<dyn Container + 'a>> {
    let max = hints.files_left.saturating_add(1).min(FILES_MAX);
    let mut blocks = Vec::new();
    let mut at = 0;
    while let Some(rest) = bytes.get(at..).filter(|_| blocks.len() < max) {
        let Some(block) = line_starts(rest, b"begin").find_map(|start| Block::parse(rest, start)) else {
            break;
        };
        at += block.end;
        blocks.push(block);
    }
    (!blocks.is_empty()).then(|| Box::new(Uu { blocks }) as Box<dyn Container>)
}

/// The file that this text begins with, decoded: for mail, which says how it is encoded.
pub(crate) fn first(text: &[u8]) -> Option<Vec<u8>> {
    line_starts(text, b"begin").find_map(|at| Block::parse(text, at)).map(|block| block.decode())
}

struct Block<'a> {
    name: &'a [u8],
    lines: &'a [u8],
    base64: bool,
    closed: bool,
    /// Where the text goes on, counted from where it was parsed.
    end: usize,
}

impl<'a> Block<'a> {
    /// The file whose `begin` is at `at`. Its first line must be data, for the word is English, too.
    fn parse(text: &'a [u8], at: usize) -> Option<Self> {
        let (first, mut rest) = line(text.get(at..)?);
        let (base64, header) = match first.strip_prefix(b"begin ") {
            Some(header) => (false, header),
            None => (true, first.strip_prefix(b"begin-base64 ")?),
        };
        let mode = header.iter().take_while(|byte| (b'0'..=b'7').contains(byte)).count();
        let name = header.get(mode..)?.strip_prefix(b" ")?.trim_ascii();
        if !(3..=6).contains(&mode) || name.is_empty() {
            return None;
        }
        let lines = rest;
        let mut closed = false;
        let mut count = 0;
        while !rest.is_empty() {
            let (line, after) = line(rest);
            let is_end = if base64 { line.starts_with(b"====") } else { line == b"end" };
            let is_data = base64 || is_data(line);
            if is_end || !is_data {
                closed = is_end;
                break;
            }
            rest = after;
            count += 1;
        }
        let lines = lines.get(..lines.len() - rest.len())?;
        (count > 0 || closed).then_some(Self { name, lines, base64, closed, end: text.len() - rest.len() })
    }

    fn decode(&self) -> Vec<u8> {
        if self.base64 {
            return base64(self.lines);
        }
        let mut out = Vec::with_capacity(self.lines.len() / 4 * 3);
        let mut rest = self.lines;
        while !rest.is_empty() {
            let (line, after) = line(rest);
            rest = after;
            let Some((&length, digits)) = line.split_first() else { continue };
            let end = out.len() + usize::from(value(length));
            for group in digits.chunks(4) {
                let bits =
                    (0..4).fold(0, |bits, at| bits << 6 | u32::from(value(*group.get(at).unwrap_or(&b' '))));
                out.extend([low_byte(bits >> 16), low_byte(bits >> 8), low_byte(bits)]);
            }
            out.truncate(end);
        }
        out
    }
}

fn value(letter: u8) -> u8 {
    letter.wrapping_sub(b' ') & 0x3f
}

/// Whether this is a line of data: its length states how many letters there are; spaces at the end may be lost.
fn is_data(line: &[u8]) -> bool {
    let Some((&length, letters)) = line.split_first() else { return true };
    let expected = usize::from(value(length)).div_ceil(3) * 4;
    (b' '..=b'`').contains(&length)
        && letters.len() <= expected + 4
        && letters.len() + 4 >= expected.min(4)
        && letters.iter().all(|letter| (b' '..=b'`').contains(letter))
}

struct Uu<'a> {
    blocks: Vec<Block<'a>>,
}

impl Container for Uu<'_> {
    fn labels(&self) -> Vec<Label> {
        Vec::new()
    }

    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        for block in &self.blocks {
            let reasons: &[_] = if block.closed { &[] } else { &[IncompleteReason::Damaged] };
            out.show(&path::utf8_or_cp437(block.name), &block.decode(), &[], reasons)?;
        }
        Ok(())
    }
}
