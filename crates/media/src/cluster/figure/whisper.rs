//! Chinese Whispers: groups in a graph of what is alike, without knowing how many there are.
//!
//! Each node begins as a group by itself; then, over and over, each joins the group to which its edges weigh most,
//! until none moves. (C. Biemann, "Chinese Whispers: an efficient graph clustering algorithm and its application to
//! natural language processing problems", TextGraphs 2006.) The order of the nodes, random there, is drawn from a
//! fixed seed here, and of groups that weigh the same the one with the smaller number is joined: the same vectors
//! give the same groups.

use std::collections::BTreeMap;

use super::vectors::{ALIKE, cosine};

/// The most rounds; groups are stable after a few.
const ROUNDS: usize = 20;

/// The group of each vector: groups are numbered, and one vector may be a group by itself.
pub(super) fn groups(vectors: &[&[f32]]) -> Vec<usize> {
    let mut edges: Vec<Vec<(usize, f64)>> = vec![Vec::new(); vectors.len()];
    for (a, first) in vectors.iter().enumerate() {
        for (b, second) in vectors.iter().enumerate().skip(a + 1) {
            let Some(weight) = cosine(first, second).filter(|cosine| *cosine >= ALIKE) else { continue };
            for (from, to) in [(a, b), (b, a)] {
                if let Some(edges) = edges.get_mut(from) {
                    edges.push((to, weight));
                }
            }
        }
    }
    let mut group: Vec<usize> = (0..vectors.len()).collect();
    let mut order = group.clone();
    let mut seed = 0x9e37_79b9_7f4a_7c15;
    for _ in 0..ROUNDS {
        shuffle(&mut order, &mut seed);
        let mut moved = false;
        for node in &order {
            let joined = heaviest(edges.get(*node).map_or(&[], Vec::as_slice), &group);
            if let (Some(joined), Some(own)) = (joined, group.get_mut(*node)) {
                moved |= *own != joined;
                *own = joined;
            }
        }
        if !moved {
            break;
        }
    }
    group
}

/// The group that edges weigh most to; `None` without edges.
fn heaviest(edges: &[(usize, f64)], group: &[usize]) -> Option<usize> {
    let mut weights: BTreeMap<usize, f64> = BTreeMap::new();
    for (to, weight) in edges {
        if let Some(group) = group.get(*to) {
            *weights.entry(*group).or_default() += weight;
        }
    }
    let mut best: Option<(usize, f64)> = None;
    for (group, weight) in weights {
        if best.is_none_or(|(_, most)| weight > most) {
            best = Some((group, weight));
        }
    }
    best.map(|(group, _)| group)
}

/// Fisher-Yates with splitmix64.
fn shuffle(order: &mut [usize], seed: &mut u64) {
    for last in (1..order.len()).rev() {
        *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = *seed;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        let bound = u64::try_from(last).unwrap_or(u64::MAX).saturating_add(1);
        order.swap(last, usize::try_from(mixed % bound).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn people_are_told_apart() {
        let person = |base: [f32; 3], wobble: f32| vec![base[0] + wobble, base[1] - wobble, base[2] + wobble];
        let vectors: Vec<Vec<f32>> = (0_u8..30)
            .map(|at| {
                let wobble = f32::from(at) / 150.0;
                match at % 3 {
                    0 => person([1.0, 0.0, 0.0], wobble),
                    1 => person([0.0, 1.0, 0.0], wobble),
                    _ => person([0.0, 0.0, -1.0], -wobble),
                }
            })
            .collect();
        let refs: Vec<_> = vectors.iter().map(Vec::as_slice).collect();
        let groups = groups(&refs);
        for (at, group) in groups.iter().enumerate() {
            assert_eq!(*group, groups[at % 3], "{at}");
        }
        assert!(groups[0] != groups[1] && groups[1] != groups[2] && groups[0] != groups[2]);
    }

    #[test]
    fn who_is_like_nobody_stays_alone() {
        assert_eq!(groups(&[]), Vec::<usize>::new());
        assert_eq!(groups(&[&[1.0, 0.0], &[0.0, 1.0], &[f32::NAN, 0.0], &[1.0]]), [0, 1, 2, 3]);
    }

    proptest! {
        #[test]
        fn groups_are_repeatable_and_leave_out_who_is_like_nobody(
            vectors in prop::collection::vec(prop::collection::vec(-1.0_f32..1.0, 3), 0..40),
        ) {
            let refs: Vec<_> = vectors.iter().map(Vec::as_slice).collect();
            let found = groups(&refs);
            prop_assert_eq!(&found, &groups(&refs));
            for (at, group) in found.iter().enumerate() {
                let near = |other: &usize| cosine(refs[at], refs[*other]).is_some_and(|cosine| cosine >= ALIKE);
                let is_alone = !(0..refs.len()).filter(|other| *other != at).any(|other| near(&other));
                prop_assert!(!is_alone || found.iter().filter(|one| *one == group).count() == 1);
            }
        }
    }
}
