//! RPM packages, versions 3 and 4: a compressed cpio archive behind two headers.

use assay_findings::{IncompleteReason, Label};

use crate::{
    compressors,
    formats::{Container, Hints},
    le,
    members::{Members, Stop},
    packed,
    source::Plain,
};

const LEAD_BYTES: usize = 96;
/// Length of a header before its entries.
const INTRO_BYTES: usize = 16;

pub(crate) fn starts(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xed\xab\xee\xdb")
}

pub(crate) fn open<'a>(bytes: &'a [u8], _hints: Hints<'_>) -> Box<dyn Container + 'a> {
    Box::new(Rpm { bytes })
}

struct Rpm<'a> {
    bytes: &'a [u8],
}

impl Container for Rpm<'_> {
    fn labels(&self) -> Vec<Label> {
        Vec::new()
    }

    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        let payload = header_end(self.bytes, LEAD_BYTES)
            // The header of signatures is filled up to eight bytes.
            .and_then(|end| header_end(self.bytes, end.next_multiple_of(8)))
            .and_then(|end| self.bytes.get(end..));
        let Some(payload) = payload else {
            out.note(IncompleteReason::Damaged);
            return Ok(());
        };
        let mut source = compressors::any(payload).unwrap_or_else(|| Box::new(Plain::new(payload)));
        packed::show(source.as_mut(), payload, Some("payload"), out)
    }
}

/// Where a header ends that begins at `at`.
fn header_end(bytes: &[u8], at: usize) -> Option<usize> {
    if le::array(bytes, at) != Some([0x8e, 0xad, 0xe8, 1]) {
        return None;
    }
    let number = |at| Some(usize::try_from(u32::from_be_bytes(le::array(bytes, at)?)).unwrap_or(usize::MAX));
    let entries = number(at + 8)?.checked_mul(16)?;
    at.checked_add(INTRO_BYTES)?.checked_add(entries)?.checked_add(number(at + 12)?)
}
