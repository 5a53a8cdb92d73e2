//! Vectors as bytes, and the nearest of many by looking at each: exact, in memory that does not grow with them.

use std::{
    cmp::{Ordering, Reverse},
    collections::BinaryHeap,
};

use super::VectorKind;
use crate::{StoreError, row::corrupt};

/// Rows that are read at once while one looks at all.
pub(crate) const BATCH: usize = 512;

/// A kind as a column.
pub(crate) fn vector_kind_column(kind: VectorKind) -> i16 {
    match kind {
        VectorKind::Meaning => 0,
        VectorKind::Figure => 1,
    }
}

/// Numbers as a column: 32-bit floats, little-endian.
pub(crate) fn numbers_column(numbers: &[f32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// A column as numbers.
pub(crate) fn numbers(column: &[u8]) -> Result<Vec<f32>, StoreError> {
    match column.as_chunks() {
        (chunks, []) => Ok(chunks.iter().map(|chunk| f32::from_le_bytes(*chunk)).collect()),
        _ => Err(corrupt("media_vectors", &"not a row of 32-bit floats")),
    }
}

/// A file, by the nearest of its vectors.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Candidate {
    /// The file's number.
    pub(crate) no: i64,
    /// The part whose vector it is.
    pub(crate) part: String,
    /// Cosine of the angle.
    pub(crate) similarity: f64,
}

impl Candidate {
    /// Nearer is greater; of files as near as each other the older is.
    fn nearer(&self, other: &Self) -> Ordering {
        self.similarity.total_cmp(&other.similarity).then_with(|| other.no.cmp(&self.no))
    }
}

impl Eq for Candidate {}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.nearer(other).then_with(|| other.part.cmp(&self.part))
    }
}

/// Looks for the nearest: is shown all vectors of a kind by file and part, and asked which files are candidates.
#[derive(Debug)]
pub(crate) struct Search {
    wanted: Vec<f32>,
    length: f64,
    limit: usize,
    /// The file that is being shown, by the nearest vector so far.
    current: Option<Candidate>,
    nearest: BinaryHeap<Reverse<Candidate>>,
}

impl Search {
    /// For the `limit` files that are nearest to `wanted`.
    pub(crate) fn new(wanted: &[f32], limit: usize) -> Self {
        let length = product(wanted.iter().copied(), wanted).sqrt();
        Self { wanted: wanted.to_vec(), length, limit, current: None, nearest: BinaryHeap::new() }
    }

    /// Whether anything can be near: a vector without a direction is near to none.
    pub(crate) fn is_possible(&self) -> bool {
        self.limit > 0 && self.length.is_finite() && self.length > 0.0
    }

    /// Shows a vector; answers the file before, once all of it was shown, when it is nearer than what was taken.
    /// Vectors of another length, and such without a direction, are near to nothing.
    pub(crate) fn show(&mut self, no: i64, part: &str, column: &[u8]) -> Option<Candidate> {
        let finished = match &self.current {
            Some(current) if current.no != no => self.finish(),
            _ => None,
        };
        if let Some(similarity) = self.similarity(column) {
            let is_nearer = self.current.as_ref().is_none_or(|current| similarity > current.similarity);
            if is_nearer {
                self.current = Some(Candidate { no, part: part.to_owned(), similarity });
            }
        }
        finished
    }

    /// The same for the last file.
    pub(crate) fn finish(&mut self) -> Option<Candidate> {
        let candidate = self.current.take()?;
        let worst = self.nearest.peek().filter(|_| self.nearest.len() >= self.limit);
        worst.is_none_or(|Reverse(worst)| candidate > *worst).then_some(candidate)
    }

    /// Takes a candidate that meets the condition, in place of the farthest when there are enough.
    pub(crate) fn take(&mut self, candidate: Candidate) {
        self.nearest.push(Reverse(candidate));
        if self.nearest.len() > self.limit {
            self.nearest.pop();
        }
    }

    /// Those that were taken, the nearest first.
    pub(crate) fn into_nearest(self) -> Vec<Candidate> {
        let nearest = self.nearest.into_sorted_vec();
        nearest.into_iter().map(|Reverse(candidate)| candidate).collect()
    }

    fn similarity(&self, column: &[u8]) -> Option<f64> {
        let (chunks, rest) = column.as_chunks::<4>();
        if chunks.len() != self.wanted.len() || !rest.is_empty() {
            return None;
        }
        let (mut along, mut square) = (0.0, 0.0);
        for (chunk, wanted) in chunks.iter().zip(&self.wanted) {
            let number = f64::from(f32::from_le_bytes(*chunk));
            along += number * f64::from(*wanted);
            square += number * number;
        }
        let cosine = along / (square.sqrt() * self.length);
        cosine.is_finite().then(|| cosine.clamp(-1.0, 1.0))
    }
}

fn product(left: impl Iterator<Item = f32>, right: &[f32]) -> f64 {
    left.zip(right).map(|(left, right)| f64::from(left) * f64::from(*right)).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_come_back() {
        let given = [0.0, -1.5, f32::MAX, f32::MIN_POSITIVE];
        assert_eq!(numbers(&numbers_column(&given)).unwrap(), given);
        assert_eq!(numbers(&[]).unwrap(), [0.0_f32; 0]);
        assert!(matches!(numbers(&[0; 5]), Err(StoreError::Corrupt { table: "media_vectors", .. })));
    }

    /// Shows vectors, takes every candidate.
    fn nearest(wanted: &[f32], limit: usize, shown: &[(i64, &str, Vec<f32>)]) -> Vec<Candidate> {
        let mut search = Search::new(wanted, limit);
        for (no, part, vector) in shown {
            if let Some(candidate) = search.show(*no, part, &numbers_column(vector)) {
                search.take(candidate);
            }
        }
        if let Some(candidate) = search.finish() {
            search.take(candidate);
        }
        search.into_nearest()
    }

    #[test]
    fn a_file_is_as_near_as_its_nearest_part() {
        let shown = [
            (1, "a", vec![0.0, 1.0]),
            (1, "b", vec![1.0, 0.0]),
            (2, "", vec![0.6, 0.8]),
            (3, "", vec![1.0, 0.0, 0.0]),
            (4, "", vec![f32::NAN, 1.0]),
            (5, "", vec![0.0, 0.0]),
            (6, "", vec![-2.0, 0.0]),
            (7, "", vec![3.0, 0.0]),
        ];
        let found = nearest(&[2.0, 0.0], 10, &shown);
        let found: Vec<_> = found.iter().map(|file| (file.no, file.part.as_str(), file.similarity)).collect();
        let expected = [(1, "b", 1.0), (7, "", 1.0), (2, "", 0.6), (6, "", -1.0)];
        assert_eq!(found.len(), expected.len());
        for ((no, part, similarity), expected) in found.into_iter().zip(expected) {
            assert_eq!((no, part), (expected.0, expected.1));
            assert!((similarity - expected.2).abs() < 1e-6);
        }
    }

    #[test]
    fn nothing_is_near_to_what_has_no_direction() {
        for wanted in [vec![], vec![0.0, 0.0], vec![f32::NAN], vec![f32::INFINITY, 1.0]] {
            assert!(!Search::new(&wanted, 3).is_possible());
        }
        assert!(!Search::new(&[1.0], 0).is_possible());
        assert!(Search::new(&[1.0], 1).is_possible());
    }

    proptest! {
        #[test]
        fn the_nearest_are_those_that_a_sort_puts_first(
            angles in prop::collection::vec((0_i64..20, -10_i8..10), 0..60),
            limit in 1_usize..6,
        ) {
            let mut angles = angles;
            angles.sort_unstable();
            let vector = |angle: i8| {
                let angle = f32::from(angle) / 10.0;
                vec![angle.cos(), angle.sin()]
            };
            let shown: Vec<_> = angles.iter().map(|(no, angle)| (*no, "", vector(*angle))).collect();
            let found = nearest(&[1.0, 0.0], limit, &shown);
            let mut best = std::collections::BTreeMap::new();
            for (no, angle) in &angles {
                let least = best.entry(*no).or_insert(angle.abs());
                *least = angle.abs().min(*least);
            }
            let mut expected: Vec<_> = best.into_iter().map(|(no, angle)| (angle, no)).collect();
            expected.sort_unstable();
            expected.truncate(limit);
            let found: Vec<_> = found.iter().map(|file| file.no).collect();
            prop_assert_eq!(found, expected.into_iter().map(|(_, no)| no).collect::<Vec<_>>());
        }
    }
}
