//! Scores of files by the words that they have: the same in both dialects.

use std::{cmp::Ordering, collections::HashMap};

use super::{terms::Terms, words::words};

/// Words of a query that count.
const WORDS_MAX: usize = 64;

/// Files that are scored; those that only common words would add when there are as many are left out.
const FILES_MAX: usize = 200_000;

/// The terms of a query's words, each once. Where characters are words, every two that stand together are one.
pub(crate) fn terms_of(terms: Terms, query: &str) -> Vec<i64> {
    let words: Vec<_> = words(query).take(WORDS_MAX).collect();
    terms.of_phrase(&words)
}

/// Files with their scores, gathered word by word, rarest first.
#[derive(Debug)]
pub(crate) struct Scores {
    files: f64,
    scores: HashMap<i64, f64>,
}

impl Scores {
    /// Begins, for a dataset of so many files.
    pub(crate) fn new(files: u64) -> Self {
        Self { files: float(files), scores: HashMap::new() }
    }

    /// Whether words that come now only add to the scores of files that are known.
    pub(crate) fn is_full(&self) -> bool {
        self.scores.len() >= FILES_MAX
    }

    /// Files that may still be added.
    pub(crate) fn room(&self) -> usize {
        FILES_MAX.saturating_sub(self.scores.len())
    }

    /// Adds what a word that so many files have is worth to one of them.
    pub(crate) fn add(&mut self, no: i64, having: u64) {
        let having = float(having);
        // The inverse document frequency, as in BM25: never negative.
        let worth = (1.0 + (self.files - having + 0.5).max(0.0) / (having + 0.5)).ln();
        let is_full = self.is_full();
        match self.scores.get_mut(&no) {
            Some(score) => *score += worth,
            None if is_full => {}
            None => {
                self.scores.insert(no, worth);
            }
        }
    }

    /// The numbers of files that are known.
    pub(crate) fn known(&self) -> Vec<i64> {
        self.scores.keys().copied().collect()
    }

    /// Best first, then newest.
    pub(crate) fn into_sorted(self) -> Vec<(i64, f64)> {
        let mut sorted: Vec<_> = self.scores.into_iter().collect();
        let by_score = |one: &(i64, f64), other: &(i64, f64)| -> Ordering {
            other.1.total_cmp(&one.1).then(other.0.cmp(&one.0))
        };
        sorted.sort_unstable_by(by_score);
        sorted
    }
}

#[expect(clippy::cast_precision_loss, reason = "a score is no count")]
fn float(count: u64) -> f64 {
    count as f64
}
