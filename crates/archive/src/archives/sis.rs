//! Symbian's installers, releases before 9 (A. Thoelke's notes on the EPOC installation file format).

use assay_findings::{IncompleteReason, Label};
use flate2::read::ZlibDecoder;

use crate::{
    formats::{Container, Hints},
    le,
    members::{Filled, Members, Stop},
    source::{Plain, Source, Unpacking},
};

/// The third of the numbers that say what a file is.
const UID: u32 = 0x1000_0419;
/// Option: files are as they are.
const OPTION_PLAIN: u16 = 8;
/// Kinds of records that have more than one name and one content: only these two are files.
const KINDS: std::ops::RangeInclusive<u32> = 0..=1;

pub(crate) fn starts(bytes: &[u8]) -> bool {
    le::u32(bytes, 8) == Some(UID)
}

pub(crate) fn open<'a>(bytes: &'a [u8], _hints: Hints<'_>) -> Box<dyn Container + 'a> {
    Box::new(Sis { bytes })
}

struct Sis<'a> {
    bytes: &'a [u8],
}

impl Sis<'_> {
    fn number(&self, at: usize) -> Option<usize> {
        usize::try_from(le::u32(self.bytes, at)?).ok()
    }

    /// A name: where it is installed to, in two bytes a letter.
    fn name(&self, at: usize) -> Option<String> {
        let (len, at) = (self.number(at)?, self.number(at + 4)?);
        let units =
            le::slice(self.bytes, at, len.min(1024))?.chunks_exact(2).filter_map(|unit| le::u16(unit, 0));
        let name: String =
            char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        // Drives are `C:` or, to be chosen, `!:`.
        Some(name.split_once(":\\").map(|(_, name)| name.to_owned()).unwrap_or(name))
    }
}

impl Container for Sis<'_> {
    fn labels(&self) -> Vec<Label> {
        Vec::new()
    }

    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        let header = || {
            let languages = usize::from(le::u16(self.bytes, 0x12)?);
            Some((languages, le::u16(self.bytes, 0x14)?, le::u16(self.bytes, 0x24)?, self.number(0x34)?))
        };
        let Some((languages, files, options, mut at)) = header() else {
            out.note(IncompleteReason::Damaged);
            return Ok(());
        };
        for index in 0..files {
            let Some(kind) = le::u32(self.bytes, at) else {
                out.note(IncompleteReason::Damaged);
                return Ok(());
            };
            if !KINDS.contains(&kind) {
                // Conditions and what stands beneath them: their records have other lengths.
                out.note(IncompleteReason::Method);
                return Ok(());
            }
            let versions = if kind == 1 { languages } else { 1 };
            let name =
                self.name(at + 20).filter(|name| !name.is_empty()).unwrap_or_else(|| format!("file-{index}"));
            let place = at + 28;
            for version in 0..versions {
                let numbers =
                    (self.number(place + version * 4), self.number(place + (versions + version) * 4));
                let (Some(len), Some(content)) = numbers else { break };
                let packed = le::slice_upto(self.bytes, content, len as u64);
                let mut member = out.begin(&name)?;
                out.lies_in(&mut member, packed);
                let mut source: Box<dyn Source + '_> = if options & OPTION_PLAIN == 0 {
                    Box::new(Unpacking::new(ZlibDecoder::new(packed), packed.len()))
                } else {
                    Box::new(Plain::new(packed))
                };
                if out.fill(&mut member, source.as_mut(), u64::MAX) == Filled::Damaged || packed.len() < len {
                    member.incomplete(IncompleteReason::Damaged);
                }
                out.finish(member)?;
            }
            at = place + versions * 12 + 8;
        }
        Ok(())
    }
}
