//! OneNote sections ([MS-ONESTORE] 2.6.13): the files that are embedded in them.

use assay_findings::{IncompleteReason, Label};

use crate::{
    formats::{Container, Hints},
    le,
    members::{Members, Stop},
};

/// The formats of a section and of a table of contents.
const MAGICS: [&[u8]; 2] = [
    b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3",
    b"\xa1\x2f\xff\x43\xd9\xef\x76\x4c\x9e\xe2\x10\xea\x57\x22\x76\x5f",
];
/// `FileDataStoreObject`, in which a file lies as it is.
const FILE: &[u8] = b"\xe7\x16\xe3\xbd\x65\x26\x11\x45\xa4\xc4\x8d\x4d\x0b\x7a\x9e\xac";
/// Before the file: that mark, its length, and twelve bytes that mean nothing.
const HEADER_BYTES: usize = 16 + 8 + 12;

pub(crate) fn probe(bytes: &[u8]) -> bool {
    MAGICS.iter().any(|magic| bytes.starts_with(magic)) && memchr::memmem::find(bytes, FILE).is_some()
}

pub(crate) fn open<'a>(bytes: &'a [u8], _hints: Hints<'_>) -> Box<dyn Container + 'a> {
    Box::new(OneNote { bytes })
}

struct OneNote<'a> {
    bytes: &'a [u8],
}

impl Container for OneNote<'_> {
    fn labels(&self) -> Vec<Label> {
        Vec::new()
    }

    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        let mut end = 0;
        let files = memchr::memmem::find_iter(self.bytes, FILE);
        let mut index = 0;
        for at in files {
            if at < end {
                continue;
            }
            let len = le::u64(self.bytes, at + 16).unwrap_or_default();
            let content = le::slice_upto(self.bytes, at + HEADER_BYTES, len);
            let whole = content.len() as u64 == len;
            end = at + HEADER_BYTES + if whole { content.len() } else { 0 };
            index += 1;
            let reasons: &[_] = if whole { &[] } else { &[IncompleteReason::Damaged] };
            out.show(&format!("file-{index}"), content, &[], reasons)?;
        }
        Ok(())
    }
}
