//! What is left of an archive when its members are taken out of it.
//!
//! An archive that holds its members as they are (tar, cpio, a zip that stores) would be scanned twice: as a whole, and
//! again member by member. So a large one is scanned for what no member has shown: its headers, its gaps, its tail and
//! everything that lies there packed. Rules see a copy of its full length in which the middles of members are blank,
//! so that offsets, `filesize` and what a rule reads at fixed places are true. What a rule can no longer see is two
//! texts of which one is in this member and one in that: as in a packed archive, where no scan of the whole could.

use std::ops::Range;

use assay_findings::Place;

/// What is shorter is scanned whole: it costs little.
const SCANNED_WHOLE_BYTES: usize = 1 << 20;

/// Bytes at the ends of the archive, and of each member, that stay as they are: rules read heads at fixed places, and a
/// text may reach from a header into a member.
const KEPT_END_BYTES: usize = 4 << 10;
const KEPT_EDGE_BYTES: usize = 256;

/// What stands where a member was: a byte that begins no character of UTF-8, no instruction of note and no magic.
const BLANK: u8 = 0xf5;

/// The parts of a submitted file that were scanned as members of it.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    parts: Vec<Range<usize>>,
}

impl Seen {
    /// Whether the scan of the whole may wait until the members were scanned.
    pub(crate) fn is_worth_it(bytes: &[u8]) -> bool {
        bytes.len() >= SCANNED_WHOLE_BYTES && assay_archive::holds_members_as_they_are(bytes)
    }

    /// Notes a member that was scanned, if all of it lies there as it is.
    pub(crate) fn add(&mut self, place: Option<Place>, content: &[u8]) {
        let Some(place) = place.filter(|place| !place.packed && place.length == content.len() as u64) else {
            return;
        };
        if let Ok(start) = usize::try_from(place.offset) {
            self.parts.push(start..start.saturating_add(content.len()));
        }
    }

    /// A copy of `bytes` without what was seen; `None` when that is too little to be worth a copy.
    pub(crate) fn remains(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let last = bytes.len().saturating_sub(KEPT_END_BYTES);
        let middles: Vec<_> = self
            .parts
            .iter()
            .map(|part| {
                let start = part.start.saturating_add(KEPT_EDGE_BYTES).max(KEPT_END_BYTES);
                start..part.end.saturating_sub(KEPT_EDGE_BYTES).min(last)
            })
            .filter(|middle| middle.start < middle.end)
            .collect();
        // Members may overlap: their sum is only a hint, and blanking them is no more than their limit on bytes.
        let blank: usize = middles.iter().map(ExactSizeIterator::len).sum();
        if blank < bytes.len() / 4 {
            return None;
        }
        let mut copy = bytes.to_vec();
        for middle in middles {
            if let Some(middle) = copy.get_mut(middle) {
                middle.fill(BLANK);
            }
        }
        Some(copy)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn place(offset: usize, length: usize) -> Place {
        Place { offset: offset as u64, length: length as u64, packed: false }
    }

    #[test]
    fn members_that_are_packed_or_cut_are_not_taken_out() {
        let bytes = vec![1; 1 << 20];
        let mut seen = Seen::default();
        seen.add(Some(Place { packed: true, ..place(0, 1 << 20) }), &bytes);
        seen.add(Some(place(0, 1 << 20)), &bytes[..1 << 19]);
        seen.add(None, &bytes);
        assert!(seen.remains(&bytes).is_none());
        seen.add(Some(place(0, 1 << 20)), &bytes);
        assert!(seen.remains(&bytes).is_some());
    }

    proptest! {
        #[test]
        fn only_middles_of_members_are_blank(
            parts in prop::collection::vec((0_usize..60_000, 0_usize..40_000), 0..6),
        ) {
            let bytes = vec![1_u8; 50_000];
            let mut seen = Seen::default();
            let content = vec![1_u8; 40_000];
            for (start, length) in &parts {
                seen.add(Some(place(*start, *length)), &content[..*length]);
            }
            if let Some(copy) = seen.remains(&bytes) {
                prop_assert_eq!(copy.len(), bytes.len());
                for (at, byte) in copy.iter().enumerate() {
                    let within = parts.iter().any(|(start, length)| {
                        (start + KEPT_EDGE_BYTES..(start + length).saturating_sub(KEPT_EDGE_BYTES)).contains(&at)
                    });
                    let at_an_end = at < KEPT_END_BYTES || at >= bytes.len() - KEPT_END_BYTES;
                    let may_be_blank = within && !at_an_end;
                    prop_assert!(*byte == 1 || may_be_blank);
                }
            }
        }
    }
}
