//! Boxes of ISO 14496-12: HEIC, AVIF, CR3, JPEG 2000, JPEG XL, MP4, QuickTime.

use crate::source::{Source, Stop};

/// The most boxes of one level.
const BOXES_MAX: usize = 4096;

/// A box: its kind, and where its content is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) kind: [u8; 4],
    pub(crate) at: u64,
    pub(crate) end: u64,
}

impl Part {
    pub(crate) fn len(&self) -> u64 {
        self.end.saturating_sub(self.at)
    }

    /// The content, at most `max` bytes of it.
    pub(crate) fn bytes(&self, source: &mut Source<'_>, max: usize) -> Result<Vec<u8>, Stop> {
        let len = usize::try_from(self.len()).unwrap_or(usize::MAX).min(max);
        source.some(self.at, len).map(<[u8]>::to_vec)
    }
}

/// The boxes from `from` to `to`. A box that is longer than its parent ends with it, and a file that is cut keeps the
/// boxes before the cut: whether one is cut says [`whole`].
pub(crate) fn parts(source: &mut Source<'_>, from: u64, to: u64) -> Result<Vec<Part>, Stop> {
    let mut parts = Vec::new();
    let mut at = from;
    let to = to.min(source.size());
    while at.checked_add(8).is_some_and(|end| end <= to) {
        if parts.len() >= BOXES_MAX {
            return Err(Stop::Limit("it has too many boxes"));
        }
        let head = source.some(at, 16)?;
        let (Some(short), Some(kind)) = (crate::bytes::u32_be(head, 0), crate::bytes::array(head, 4)) else {
            break;
        };
        let (len, header) = match short {
            0 => (to - at, 8),
            1 => (crate::bytes::u64_be(head, 8).unwrap_or(0), 16),
            len => (u64::from(len), 8),
        };
        if len < header {
            // QuickTime ends its lists with four zeros; anything else that short is damage.
            return if parts.is_empty() {
                Err(Stop::Wrong("a box of it is shorter than its header"))
            } else {
                Ok(parts)
            };
        }
        let end = at.saturating_add(len);
        parts.push(Part { kind, at: at + header, end: end.min(to) });
        at = end;
    }
    Ok(parts)
}

/// Whether the boxes from the beginning of the file are there to their end.
pub(crate) fn whole(source: &mut Source<'_>) -> Result<bool, Stop> {
    let mut at = 0_u64;
    for _ in 0..BOXES_MAX {
        if at == source.size() {
            return Ok(true);
        }
        let head = source.some(at, 16)?;
        let len = match crate::bytes::u32_be(head, 0) {
            Some(0) => return Ok(true),
            Some(1) => crate::bytes::u64_be(head, 8).unwrap_or(0),
            Some(len) => u64::from(len),
            None => return Ok(false),
        };
        if len < 8 {
            // Something else behind the boxes.
            return Ok(true);
        }
        match at.checked_add(len) {
            Some(end) if end <= source.size() => at = end,
            _ => return Ok(false),
        }
    }
    Ok(true)
}

/// The first box of a kind.
pub(crate) fn first(parts: &[Part], kind: [u8; 4]) -> Option<Part> {
    parts.iter().find(|part| part.kind == kind).copied()
}

/// The first box of a path of kinds.
pub(crate) fn path(source: &mut Source<'_>, parent: Part, kinds: &[[u8; 4]]) -> Result<Option<Part>, Stop> {
    let mut part = parent;
    for kind in kinds {
        let Some(next) = first(&parts(source, part.at, part.end)?, *kind) else { return Ok(None) };
        part = next;
    }
    Ok(Some(part))
}
