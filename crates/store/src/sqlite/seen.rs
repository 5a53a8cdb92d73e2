//! The nonces that are remembered now, in memory: about 25 bytes for each.

use std::collections::{BTreeMap, HashSet};

use assay_types::{AccessKeyId, Timestamp};
use sha2::{Digest as _, Sha256};

/// What is kept of a key's nonce. Two of 64 bits that are alike by chance are not met in practice; if they were,
/// a fresh request would be refused, and no replay would pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Digest(u64);

impl Digest {
    pub(super) fn of(key: &AccessKeyId, nonce: &str) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(key.as_str());
        hasher.update([0]);
        hasher.update(nonce);
        let whole: [u8; 32] = hasher.finalize().into();
        let mut start = [0; 8];
        start.copy_from_slice(whole.split_at(8).0);
        Self(u64::from_be_bytes(start))
    }

    pub(super) fn to_bytes(self) -> [u8; 8] {
        self.0.to_be_bytes()
    }

    pub(super) fn from_bytes(bytes: [u8; 8]) -> Self {
        Self(u64::from_be_bytes(bytes))
    }
}

/// The set, and when each of its members may go.
#[derive(Debug, Default)]
pub(super) struct Seen {
    digests: HashSet<Digest>,
    by_end: BTreeMap<Timestamp, Vec<Digest>>,
}

impl Seen {
    /// Adds one; `false` when it is there already.
    pub(super) fn insert(&mut self, digest: Digest, expires_at: Timestamp) -> bool {
        let is_new = self.digests.insert(digest);
        if is_new {
            self.by_end.entry(expires_at).or_default().push(digest);
        }
        is_new
    }

    /// Takes one out again whose writing failed.
    pub(super) fn remove(&mut self, digest: Digest, expires_at: Timestamp) {
        if self.digests.remove(&digest)
            && let Some(ending) = self.by_end.get_mut(&expires_at)
        {
            ending.retain(|other| *other != digest);
        }
    }

    /// Forgets up to about `batch` of those that expired before `now`; how many.
    pub(super) fn forget(&mut self, now: Timestamp, batch: usize) -> usize {
        let mut forgotten = 0;
        while forgotten < batch
            && let Some(first) = self.by_end.first_entry()
            && *first.key() < now
        {
            for digest in first.remove() {
                self.digests.remove(&digest);
                forgotten += 1;
            }
        }
        // A day's peak is not kept for good.
        if forgotten > 0 && self.digests.capacity() > 4 * self.digests.len() {
            self.digests.shrink_to_fit();
        }
        forgotten
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_set_and_its_ends_agree(steps in prop::collection::vec((0_u64..20, 0_i64..10, 0_u8..3), 0..200)) {
            let (mut seen, mut model) = (Seen::default(), HashMap::new());
            for (digest, time, what) in steps {
                let (digest, time) = (Digest(digest), Timestamp(time));
                match what {
                    0 => {
                        prop_assert_eq!(seen.insert(digest, time), !model.contains_key(&digest));
                        model.entry(digest).or_insert(time);
                    }
                    1 => {
                        if let Some(end) = model.remove(&digest) {
                            seen.remove(digest, end);
                        }
                    }
                    _ => {
                        let before = model.len();
                        model.retain(|_, end| *end >= time);
                        prop_assert_eq!(seen.forget(time, usize::MAX), before - model.len());
                    }
                }
                let kept: usize = seen.by_end.values().map(Vec::len).sum();
                prop_assert_eq!((seen.digests.len(), kept), (model.len(), model.len()));
            }
        }
    }

    #[test]
    fn key_and_nonce_do_not_run_together() {
        let digest = |key: &str, nonce| Digest::of(&key.parse().expect("a key"), nonce);
        assert_ne!(digest("ab", "c"), digest("a", "bc"));
        let one = digest("a", "b");
        assert_eq!(Digest::from_bytes(one.to_bytes()), one);
    }
}
