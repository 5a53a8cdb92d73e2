//! Which parts of a rule set a content can match at all.
//!
//! A rule set is compiled in parts. Most rules need a certain text somewhere, or a certain beginning; one pass over the
//! content finds which of thousands of such texts it has, and only the parts with a rule whose need is met are run.
//!
//! The pass takes four bytes and eight at every place, folded to one case of letters, and looks a hash of them up in a
//! table of bits that fits into the processor's second cache; what is found there is compared in full. (The first step
//! of Wu and Manber, "A fast algorithm for multi-pattern searching", 1994, without its shifts: with this many literals, no
//! shift would be long.)

use memchr::memmem;
use serde::{Deserialize, Serialize};

use crate::partition::{CLAUSES_MAX, Literal, Way, frequency};

/// Bits of a hash: a table has 128 KiB, of which a few in a hundred bits are set by the literals of ten thousand rules.
const HASH_BITS: u32 = 20;
/// Words of the table of bits.
const BIT_WORDS: usize = 1 << (HASH_BITS - 6);
/// Bits of a hash by which the windows are found.
const START_BITS: u32 = 15;
/// Sets the bit that tells upper from lower case in four letters; other bytes come to share values, which is no harm.
const FOLD: u32 = 0x2020_2020;

/// One way in which rules of a part can come to match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Trigger {
    pub(crate) part: usize,
    pub(crate) way: Way,
}

impl Trigger {
    fn starts(&self, bytes: &[u8], labels: &str) -> bool {
        let way = &self.way;
        way.head.as_ref().is_none_or(|head| bytes.starts_with(head))
            && way.label.as_ref().is_none_or(|label| labels.contains(label))
            && way.size.is_none_or(|size| bytes.len() as u64 <= size)
            && !way.without.iter().any(|label| labels.contains(label))
    }
}

/// Opens the parts for a content.
#[derive(Debug)]
pub(crate) struct Gate {
    triggers: Vec<Trigger>,
    parts: usize,
    /// By trigger: a bit for each of its clauses.
    missing: Vec<u8>,
    /// The triggers that have none.
    free: Vec<usize>,
    /// The literals that are shorter than a window.
    shorts: Vec<Short>,
    /// The literals that have a window of four bytes only, and those that have one of eight.
    fours: Table,
    eights: Table,
}

/// Literals by one window of each.
#[derive(Debug)]
struct Table {
    /// One bit for each hash that a window has.
    bits: Vec<u64>,
    /// By hash, so that those of one hash stand together.
    windows: Vec<Window>,
    /// The keys of `windows`, apart because most of them are looked at in vain.
    keys: Vec<u64>,
    /// Where in `windows` a hash begins, for the upper bits of the hash.
    starts: Vec<u32>,
}

/// A literal by those of its bytes that are looked for first.
#[derive(Debug)]
struct Window {
    key: u64,
    literal: Literal,
    /// Bytes of the literal before its window.
    before: usize,
    /// The clauses that it meets.
    clauses: Vec<ClauseOf>,
}

/// A literal that a pass of its own finds.
#[derive(Debug)]
struct Short {
    finder: memmem::Finder<'static>,
    clauses: Vec<ClauseOf>,
}

/// A clause of a trigger, each by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct ClauseOf {
    trigger: u32,
    clause: u8,
}

/// What is known of one content.
struct Search<'b> {
    bytes: &'b [u8],
    labels: &'b str,
    /// By trigger: a bit for each clause that is not met yet.
    missing: Vec<u8>,
    open: Vec<bool>,
}

const _: () = assert!(CLAUSES_MAX < 8, "a byte has a bit for each clause");

impl Gate {
    pub(crate) fn new(triggers: Vec<Trigger>, parts: usize) -> Self {
        let mut wanted: Vec<(&Literal, ClauseOf)> = Vec::new();
        for (trigger, number) in triggers.iter().zip(0..) {
            for (literals, clause) in trigger.way.clauses.iter().zip(0..) {
                let clause = ClauseOf { trigger: number, clause };
                wanted.extend(literals.iter().map(|literal| (literal, clause)));
            }
        }
        wanted.sort_unstable();
        let (mut shorts, mut fours, mut eights) = (Vec::new(), Vec::new(), Vec::new());
        for same in wanted.chunk_by(|a, b| a.0 == b.0) {
            let Some((literal, _)) = same.first() else { continue };
            let clauses: Vec<ClauseOf> = same.iter().map(|(_, clause)| *clause).collect();
            let literal = (*literal).clone();
            if let Some((before, window)) = rarest_window::<8>(&literal.bytes) {
                eights.push(Window { key: key_of_eight(window), literal, before, clauses });
            } else if let Some((before, window)) = rarest_window::<4>(&literal.bytes) {
                fours.push(Window { key: key_of_four(window), literal, before, clauses });
            } else {
                shorts.push(Short { finder: memmem::Finder::new(&literal.bytes).into_owned(), clauses });
            }
        }
        let missing: Vec<u8> = triggers.iter().map(|trigger| (1 << trigger.way.clauses.len()) - 1).collect();
        let free =
            (0..).zip(&missing).filter(|(_, missing)| **missing == 0).map(|(number, _)| number).collect();
        Self { triggers, parts, missing, free, shorts, fours: Table::new(fours), eights: Table::new(eights) }
    }

    /// Before rules of one piece, for every content.
    pub(crate) fn open_for_all() -> Self {
        Self::new(vec![Trigger { part: 0, way: Way::default() }], 1)
    }

    pub(crate) fn triggers(&self) -> &[Trigger] {
        &self.triggers
    }

    /// Which parts have a rule that could match `bytes` with this text of labels, by the parts' number.
    pub(crate) fn open(&self, bytes: &[u8], labels: &str) -> Vec<bool> {
        let (missing, open) = (self.missing.clone(), vec![false; self.parts]);
        let mut search = Search { bytes, labels, missing, open };
        for trigger in self.free.iter().filter_map(|number| self.triggers.get(*number)) {
            search.pull(trigger);
        }
        for short in self.shorts.iter().filter(|short| short.finder.find(bytes).is_some()) {
            self.met(&mut search, &short.clauses);
        }
        let mut seen_fours = vec![false; self.fours.windows.len()];
        let mut seen_eights = vec![false; self.eights.windows.len()];
        for (place, eight) in bytes.windows(8).enumerate() {
            let Some(eight) = eight.first_chunk() else { break };
            let (four, eight) = (key_of_four(low(*eight)), key_of_eight(*eight));
            if self.fours.may_have(four) {
                self.meet(&self.fours, &mut seen_fours, &mut search, place, four);
            }
            if self.eights.may_have(eight) {
                self.meet(&self.eights, &mut seen_eights, &mut search, place, eight);
            }
        }
        // The places after the last eight bytes.
        let rest = bytes.len().saturating_sub(7);
        for (place, four) in (rest..).zip(bytes.get(rest..).unwrap_or_default().windows(4)) {
            let Some(four) = four.first_chunk().map(|four| key_of_four(*four)) else { break };
            if self.fours.may_have(four) {
                self.meet(&self.fours, &mut seen_fours, &mut search, place, four);
            }
        }
        search.open
    }

    /// Notes those literals whose window has this key and that stand around `place`.
    #[inline(never)]
    fn meet(&self, table: &Table, seen: &mut [bool], search: &mut Search<'_>, place: usize, key: u64) {
        for index in table.with(key) {
            let (Some(window), Some(seen)) = (table.windows.get(index), seen.get_mut(index)) else {
                continue;
            };
            if !*seen && window.stands(search.bytes, place) {
                *seen = true;
                self.met(search, &window.clauses);
            }
        }
    }

    /// Notes that these clauses are met.
    fn met(&self, search: &mut Search<'_>, clauses: &[ClauseOf]) {
        for clause in clauses {
            let number = clause.trigger as usize;
            let (Some(missing), Some(trigger)) = (search.missing.get_mut(number), self.triggers.get(number))
            else {
                continue;
            };
            *missing &= !(1 << clause.clause);
            if *missing == 0 {
                search.pull(trigger);
            }
        }
    }
}

impl Table {
    fn new(mut windows: Vec<Window>) -> Self {
        windows.sort_by_key(|window| hash(window.key));
        let mut bits = vec![0_u64; BIT_WORDS];
        for window in &windows {
            let hash = hash(window.key);
            if let Some(word) = bits.get_mut(hash >> 6) {
                *word |= 1 << (hash & 63);
            }
        }
        let starts = (0..=1_usize << START_BITS)
            .map(|upper| {
                let first = upper << (HASH_BITS - START_BITS);
                u32::try_from(windows.partition_point(|window| hash(window.key) < first)).unwrap_or(u32::MAX)
            })
            .collect();
        let keys = windows.iter().map(|window| window.key).collect();
        Self { bits, windows, keys, starts }
    }

    /// Whether a window may have this key: if not, none has.
    #[inline]
    fn may_have(&self, key: u64) -> bool {
        let hash = hash(key);
        self.bits.get(hash >> 6).is_some_and(|word| word >> (hash & 63) & 1 != 0)
    }

    /// The windows with this key, by number.
    fn with(&self, key: u64) -> impl Iterator<Item = usize> {
        let upper = hash(key) >> (HASH_BITS - START_BITS);
        let range = self.starts.get(upper).zip(self.starts.get(upper + 1));
        let range = range.map(|(start, end)| *start as usize..*end as usize).unwrap_or_default();
        let keys = self.keys.get(range.clone()).unwrap_or_default();
        range.zip(keys).filter(move |(_, known)| **known == key).map(|(index, _)| index)
    }
}

impl Search<'_> {
    /// Opens the part of a trigger whose clauses are met, if all else that it needs is the case.
    fn pull(&mut self, trigger: &Trigger) {
        if let Some(open) = self.open.get_mut(trigger.part).filter(|open| !**open) {
            *open = trigger.starts(self.bytes, self.labels);
        }
    }
}

impl Window {
    /// Whether the whole literal stands in `bytes` when its window stands at `place`.
    fn stands(&self, bytes: &[u8], place: usize) -> bool {
        let from = place.checked_sub(self.before);
        let here = from.and_then(|from| bytes.get(from..from + self.literal.bytes.len()));
        here.is_some_and(|here| {
            if self.literal.nocase {
                here.eq_ignore_ascii_case(&self.literal.bytes)
            } else {
                here == self.literal.bytes
            }
        })
    }
}

/// Four bytes as a number that is the same for both cases of letters.
fn key_of_four(four: [u8; 4]) -> u64 {
    u64::from(u32::from_le_bytes(four) | FOLD)
}

/// The same of eight bytes.
fn key_of_eight(eight: [u8; 8]) -> u64 {
    u64::from_le_bytes(eight) | u64::from(FOLD) << 32 | u64::from(FOLD)
}

/// The first four.
fn low([a, b, c, d, ..]: [u8; 8]) -> [u8; 4] {
    [a, b, c, d]
}

/// The upper [`HASH_BITS`] bits of a multiplicative hash (Knuth, "The Art of Computer Programming", 6.4).
fn hash(key: u64) -> usize {
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - HASH_BITS)) as usize
}

/// The `N` bytes of these that are rarest, and how many stand before them.
fn rarest_window<const N: usize>(bytes: &[u8]) -> Option<(usize, [u8; N])> {
    let (before, window) =
        bytes.windows(N).enumerate().min_by(|(_, a), (_, b)| frequency(a).total_cmp(&frequency(b)))?;
    Some((before, window.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn literal(bytes: &[u8], nocase: bool) -> Literal {
        let bytes = if nocase { bytes.to_ascii_lowercase() } else { bytes.to_vec() };
        Literal { bytes, nocase }
    }

    /// A gate before one part, for one way.
    fn opens(way: Way, bytes: &[u8], labels: &str) -> bool {
        Gate::new(vec![Trigger { part: 0, way }], 1).open(bytes, labels) == [true]
    }

    #[test]
    fn all_that_a_way_needs_is_asked_for() {
        let way = Way {
            head: Some(b"MZ".to_vec()),
            label: Some(" PE32 ".to_owned()),
            without: vec![" PDF ".to_owned()],
            size: Some(20),
            clauses: vec![
                vec![literal(b"one text", false)],
                vec![literal(b"Two.", true), literal(b"==", false)],
            ],
        };
        assert!(opens(way.clone(), b"MZ one text ==", " PE32 "));
        for (bytes, labels) in [
            (&b"ZM one text =="[..], " PE32 "),
            (b"MZ one text ==", " PE64 "),
            (b"MZ one text ==", " PE32 PDF "),
            (b"MZ one text == and more", " PE32 "),
            (b"MZ one texT ==", " PE32 "),
            (b"MZ one text =", " PE32 "),
        ] {
            assert!(!opens(way.clone(), bytes, labels), "{}", bytes.escape_ascii());
        }
        assert!(opens(Way::default(), b"", ""));
    }

    #[test]
    fn each_part_has_its_own_ways() {
        let trigger = |part, bytes: &[u8]| Trigger {
            part,
            way: Way { clauses: vec![vec![literal(bytes, false)]], ..Way::default() },
        };
        let gate = Gate::new(vec![trigger(2, b"first"), trigger(0, b"second text"), trigger(2, b"third")], 3);
        assert_eq!(gate.open(b"a second text", ""), [true, false, false]);
        assert_eq!(gate.open(b"third", ""), [false, false, true]);
        assert_eq!(gate.open(b"nothing", ""), [false, false, false]);
    }

    proptest! {
        #[test]
        fn a_literal_is_found_wherever_it_stands(
            bytes in proptest::collection::vec(prop_oneof![Just(b'a'), Just(b'A'), Just(0), any::<u8>()], 0..40),
            start in 0_usize..40,
            length in 2_usize..32,
            other in proptest::collection::vec(any::<u8>(), 2..12),
            nocase: bool,
        ) {
            let way = |bytes: &[u8]| Way { clauses: vec![vec![literal(bytes, nocase)]], ..Way::default() };
            // What stands in it, and what may not.
            for wanted in [bytes.get(start..start + length).unwrap_or(&other), &other] {
                // One pass finds short literals of one case of letters only, and nobody asks for others.
                if nocase && wanted.len() < 4 {
                    continue;
                }
                let stands = bytes.windows(wanted.len()).any(|here| {
                    if nocase { here.eq_ignore_ascii_case(wanted) } else { here == wanted }
                });
                prop_assert_eq!(opens(way(wanted), &bytes, ""), stands);
            }
        }
    }
}
