//! The objects of a presentation ([MS-PPT] 2.10.34): each an OLE file, deflated, in a record of its own.

use assay_findings::IncompleteReason;
use flate2::read::ZlibDecoder;

use crate::{
    le,
    members::{Filled, Members, Stop},
    source::{Plain, Source, Unpacking},
};

/// `ExOleObjStg` and its siblings.
const OBJECT: u16 = 0x1011;
/// How much of a presentation is searched to tell whether it has objects.
pub(super) const SEARCHED_BYTES: usize = 64 << 20;
/// Records that are passed.
const RECORDS_MAX: usize = 1_000_000;

struct Record<'a> {
    compressed: bool,
    body: &'a [u8],
}

/// The records that are objects. Those that hold others are entered.
fn objects(bytes: &[u8]) -> impl Iterator<Item = Record<'_>> {
    let mut at = 0;
    let mut left = RECORDS_MAX;
    std::iter::from_fn(move || {
        loop {
            left = left.checked_sub(1)?;
            let head = le::u16(bytes, at)?;
            let kind = le::u16(bytes, at + 2)?;
            let len = usize::try_from(le::u32(bytes, at + 4)?).ok()?;
            let body = at + 8;
            if head & 0xf == 0xf {
                at = body;
                continue;
            }
            at = body.checked_add(len)?;
            if kind == OBJECT {
                let body = bytes.get(body..)?;
                return Some(Record { compressed: head >> 4 == 1, body: body.get(..len).unwrap_or(body) });
            }
        }
    })
}

pub(super) fn has_objects(bytes: &[u8]) -> bool {
    objects(bytes).next().is_some()
}

pub(super) fn show_objects(bytes: &[u8], out: &mut Members<'_, '_>) -> Result<(), Stop> {
    for (index, record) in objects(bytes).enumerate() {
        let mut member = out.begin(&format!("object-{}", index + 1))?;
        let mut source: Box<dyn Source + '_> = if record.compressed {
            // The unpacked length stands before it.
            let packed = record.body.get(4..).unwrap_or_default();
            Box::new(Unpacking::new(ZlibDecoder::new(packed), packed.len()))
        } else {
            Box::new(Plain::new(record.body))
        };
        if out.fill(&mut member, source.as_mut(), u64::MAX) == Filled::Damaged {
            member.incomplete(IncompleteReason::Damaged);
        }
        out.finish(member)?;
    }
    Ok(())
}
