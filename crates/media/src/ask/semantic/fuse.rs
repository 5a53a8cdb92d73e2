//! Reciprocal rank fusion: one order out of several, whatever their scores mean.
//!
//! A file's score is the sum over the orders of 1 / (60 + its place in it), places counted from 1. (G. Cormack,
//! C. Clarke, S. Büttcher, "Reciprocal rank fusion outperforms Condorcet and individual rank learning methods", SIGIR
//! 2009; 60 is theirs.)

use std::collections::HashMap;

use assay_store::MediaFile;

const K: f64 = 60.0;

/// The best files of several orders. Equals keep the order of their first mention.
pub(super) fn fuse(orders: Vec<Vec<MediaFile>>, limit: usize) -> Vec<MediaFile> {
    let mut places: HashMap<i64, usize> = HashMap::new();
    let mut scored: Vec<(f64, MediaFile)> = Vec::new();
    for order in orders {
        let mut place = 0.0;
        for file in order {
            place += 1.0;
            let score = 1.0 / (K + place);
            match places.get(&file.no).and_then(|at| scored.get_mut(*at)) {
                Some((sum, _)) => *sum += score,
                None => {
                    places.insert(file.no, scored.len());
                    scored.push((score, file));
                }
            }
        }
    }
    scored.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    scored.into_iter().take(limit).map(|(_, file)| file).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_high_in_several_orders_is_first() {
        let order = |numbers: &[i64]| {
            let file =
                |no: &i64| MediaFile { no: *no, uri: no.to_string(), entry: "{}".to_owned(), version: 1 };
            numbers.iter().map(file).collect::<Vec<_>>()
        };
        let fused = |limit| {
            let files = fuse(vec![order(&[1, 2, 3]), order(&[4, 2]), order(&[5])], limit);
            files.into_iter().map(|file| file.no).collect::<Vec<_>>()
        };
        assert_eq!(fused(9), [2, 1, 4, 5, 3]);
        assert_eq!(fused(2), [2, 1]);
        assert!(fuse(Vec::new(), 5).is_empty());
    }
}
