//! Names and where their values come from.

use std::collections::BTreeMap;

use crate::code::taint::Taint;

/// Names that are followed in one text, and values of one name that are told apart.
const NAMES_MAX: usize = 4_096;
const VALUES_MAX: usize = 256;
/// From which size on a text is a bundle, and within how many bytes of each other its names are the same.
const BUNDLE: usize = 256 << 10;
const NEIGHBOURHOOD: usize = 48 << 10;

/// Names to where they are given values, in order, and where those come from.
///
/// A name is one thing in the whole text; in a bundle of many programs the same short name is many things, each in its
/// own neighbourhood.
#[derive(Debug)]
pub(super) struct Values<'r> {
    names: BTreeMap<&'r str, Vec<(usize, Taint)>>,
    reach: usize,
}

impl<'r> Values<'r> {
    /// For a text of this length.
    pub(super) fn new(length: usize) -> Self {
        let reach = if length > BUNDLE { NEIGHBOURHOOD } else { usize::MAX };
        Self { names: BTreeMap::new(), reach }
    }

    /// Notes that a name is given a value at `at`.
    pub(super) fn give(&mut self, name: &'r str, at: usize, taint: Taint) {
        if taint == Taint::NONE || self.names.len() >= NAMES_MAX {
            return;
        }
        // Where a name is one thing, its values need not be told apart.
        let at = if self.reach == usize::MAX { 0 } else { at };
        let known = self.names.entry(name).or_default();
        let full = known.len() >= VALUES_MAX;
        match known.binary_search_by_key(&at, |(place, _)| *place) {
            Err(index) if !full => known.insert(index, (at, taint)),
            Ok(index) | Err(index) => {
                let index = index.min(known.len().saturating_sub(1));
                if let Some((_, before)) = known.get_mut(index) {
                    *before = before.and(taint);
                }
            }
        }
    }

    /// Where the value of a name that is used at `at` comes from.
    pub(super) fn of(&self, name: &str, at: usize) -> Taint {
        let Some(known) = self.names.get(name) else { return Taint::NONE };
        if self.reach == usize::MAX {
            return known.first().map_or(Taint::NONE, |(_, taint)| *taint);
        }
        let from = known.partition_point(|(place, _)| *place < at.saturating_sub(self.reach));
        known
            .iter()
            .skip(from)
            .take_while(|(place, _)| *place <= at.saturating_add(self.reach))
            .fold(Taint::NONE, |taint, (_, one)| taint.and(*one))
    }

    /// Whether a name has any value of note.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_a_bundle_names_are_told_apart_by_place() {
        let mut short = Values::new(1_000);
        short.give("e", 10, Taint::ENV);
        assert_eq!(short.of("e", 900), Taint::ENV);
        let mut bundle = Values::new(1 << 20);
        bundle.give("e", 10, Taint::ENV);
        bundle.give("e", 900_000, Taint::REMOTE);
        assert_eq!(bundle.of("e", 1_000), Taint::ENV);
        assert_eq!(bundle.of("e", 500_000), Taint::NONE);
        assert_eq!(bundle.of("e", 900_100), Taint::REMOTE);
    }
}
