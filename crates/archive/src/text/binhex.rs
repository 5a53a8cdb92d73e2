//! BinHex 4.0 (RFC 1741): one file with its two forks.

use assay_findings::{IncompleteReason, Label};

use super::low_byte;
use crate::{
    formats::{Container, Hints},
    le,
    members::{Members, Stop},
    path,
};

const MARK: &[u8] = b"(This file must be converted with BinHex";
/// How far in it may begin: behind the headers of a mail.
const SEARCHED_BYTES: usize = 64 << 10;
const LETTERS: &[u8; 64] = b"!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr";

pub(crate) fn probe(bytes: &[u8]) -> bool {
    begin(bytes).is_some()
}

fn begin(bytes: &[u8]) -> Option<&[u8]> {
    let head = bytes.get(..SEARCHED_BYTES).unwrap_or(bytes);
    let rest = bytes.get(memchr::memmem::find(head, MARK)?..)?;
    rest.get(memchr::memchr(b':', rest)? + 1..)
}

pub(crate) fn open<'a>(bytes: &'a [u8], _hints: Hints<'_>) -> Option<Box<dyn Container + 'a>> {
    let text = begin(bytes)?;
    let end = memchr::memchr(b':', text).unwrap_or(text.len());
    Some(Box::new(BinHex { text: text.get(..end)? }))
}

struct BinHex<'a> {
    text: &'a [u8],
}

impl Container for BinHex<'_> {
    fn labels(&self) -> Vec<Label> {
        Vec::new()
    }

    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        let max = match out.spool(self.text.len() as u64) {
            Ok(spool) => spool.max_bytes(),
            Err(reason) => {
                out.note(reason);
                return Ok(());
            }
        };
        let file = runs(&letters(self.text), usize::try_from(max).unwrap_or(usize::MAX));
        let Some(forks) = forks(&file) else {
            out.note(IncompleteReason::Damaged);
            return Ok(());
        };
        let name = path::latin1(forks.name);
        let reasons: &[_] = if forks.whole { &[] } else { &[IncompleteReason::Damaged] };
        out.show(&name, forks.data, &[], reasons)?;
        if forks.resources.is_empty() {
            return Ok(());
        }
        out.show(&format!("{name}.rsrc"), forks.resources, &[], reasons)
    }
}

fn letters(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0_u32);
    for byte in text {
        let Some(value) = memchr::memchr(*byte, LETTERS).and_then(|at| u32::try_from(at).ok()) else {
            continue;
        };
        bits = bits << 6 | value;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push(low_byte(bits >> count));
        }
    }
    out
}

/// Runs: `0x90 n` repeats the byte before n-1 times, `0x90 0` is that byte itself.
fn runs(packed: &[u8], max: usize) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(packed.len());
    let mut rest = packed.iter();
    while let Some(&byte) = rest.next() {
        match (byte, out.last().copied()) {
            (0x90, last) => match (rest.next(), last) {
                (Some(0), _) => out.push(0x90),
                (Some(&count), Some(last)) => out.resize(out.len() + usize::from(count) - 1, last),
                _ => break,
            },
            (byte, _) => out.push(byte),
        }
        if out.len() > max {
            break;
        }
    }
    out
}

struct Forks<'a> {
    name: &'a [u8],
    data: &'a [u8],
    resources: &'a [u8],
    whole: bool,
}

fn forks(file: &[u8]) -> Option<Forks<'_>> {
    let name_len = usize::from(*file.first()?);
    let name = le::slice(file, 1, name_len)?;
    // Behind the name: a zero, type, creator, flags, both lengths, a check sum.
    let header = 1 + name_len + 1 + 4 + 4 + 2;
    let length = |at| Some(u64::from(u32::from_be_bytes(le::array(file, at)?)));
    let (data_len, resource_len) = (length(header)?, length(header + 4)?);
    let at = header + 10;
    let data = le::slice_upto(file, at, data_len);
    let resources = le::slice_upto(file, at + data.len() + 2, resource_len);
    let whole = data.len() as u64 == data_len && resources.len() as u64 == resource_len;
    Some(Forks { name, data, resources, whole })
}
