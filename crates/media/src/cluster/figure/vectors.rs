//! Vectors of figures: how like two of them are, and the middle of many.

use std::collections::BTreeMap;

/// Cosine from which two figures count as one person. Models of faces that learn by angular margins (ArcFace and its
/// kin) part same from different people between 0.3 and 0.5; above that, false pairs are rare.
pub(super) const ALIKE: f64 = 0.5;

/// Cosine of the angle between two vectors; `None` where they cannot be compared.
pub(super) fn cosine(a: &[f32], b: &[f32]) -> Option<f64> {
    if a.len() != b.len() {
        return None;
    }
    let (mut dot, mut aa, mut bb) = (0.0_f64, 0.0_f64, 0.0_f64);
    for (a, b) in a.iter().zip(b) {
        let (a, b) = (f64::from(*a), f64::from(*b));
        dot += a * b;
        aa += a * a;
        bb += b * b;
    }
    let cosine = dot / (aa * bb).sqrt();
    cosine.is_finite().then_some(cosine)
}

/// The middles of clusters, by id: sums of vectors, whose lengths do not matter.
#[derive(Debug, Default)]
pub(super) struct Middles(BTreeMap<String, Vec<f32>>);

impl Middles {
    /// Takes a vector into a cluster. One that cannot be compared with the others of its cluster is left out.
    pub(super) fn add(&mut self, id: &str, numbers: &[f32]) {
        match self.0.get_mut(id) {
            Some(sum) if sum.len() == numbers.len() => {
                for (sum, number) in sum.iter_mut().zip(numbers) {
                    *sum += number;
                }
            }
            Some(_) => {}
            None => {
                self.0.insert(id.to_owned(), numbers.to_vec());
            }
        }
    }

    /// The cluster that a vector belongs to, and how like it is to that one's middle.
    pub(super) fn nearest(&self, numbers: &[f32]) -> Option<(String, f64)> {
        let near = self.0.iter().filter_map(|(id, sum)| Some((id, cosine(sum, numbers)?)));
        let (id, cosine) = near.max_by(|(_, a), (_, b)| a.total_cmp(b))?;
        (cosine >= ALIKE).then(|| (id.clone(), cosine))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_compared_is() {
        assert_eq!(cosine(&[1.0, 0.0], &[1.0, 0.0]), Some(1.0));
        assert_eq!(cosine(&[1.0, 0.0], &[0.0, 2.0]), Some(0.0));
        for (a, b) in [(&[1.0][..], &[1.0, 0.0][..]), (&[0.0], &[1.0]), (&[f32::NAN], &[1.0]), (&[], &[])] {
            assert_eq!(cosine(a, b), None);
        }
    }

    #[test]
    fn the_nearest_middle_wins() {
        let mut middles = Middles::default();
        middles.add("a", &[1.0, 0.0]);
        middles.add("a", &[0.8, 0.6]);
        middles.add("b", &[0.0, 1.0]);
        middles.add("b", &[9.0]);
        assert_eq!(middles.nearest(&[1.0, 0.1]).map(|(id, _)| id).as_deref(), Some("a"));
        assert_eq!(middles.nearest(&[0.0, 1.0]), Some(("b".to_owned(), 1.0)));
        assert_eq!(middles.nearest(&[-1.0, 0.0]), None);
        assert_eq!(middles.nearest(&[1.0]), None);
    }
}
