//! Keys that were looked up a moment ago, found or not, so that a request costs no query.
//!
//! What one node revokes, another node goes on accepting for [`TTL`] at most; the node that revokes
//! forgets at once. Keys that do not exist are remembered too, so that guessing costs the database
//! nothing, and the number of entries is bounded, so that it costs no memory either.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use assay_types::{AccessKeyId, Timestamp};

use crate::SigningKey;

/// How long an answer is believed.
const TTL: Duration = Duration::from_secs(2);
/// Entries at most; some tens of megabytes when full of the longest policies.
const MAX_ENTRIES: usize = 10_000;

/// What a key is looked up by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Name {
    Id(AccessKeyId),
    Token([u8; 32]),
}

#[derive(Debug, Default)]
pub(crate) struct Cache(Mutex<HashMap<Name, Entry>>);

#[derive(Debug)]
struct Entry {
    found_at: Timestamp,
    key: Option<Arc<SigningKey>>,
}

impl Entry {
    fn is_fresh(&self, now: Timestamp) -> bool {
        // Also stale when the clock was set back: an entry must not live until it catches up.
        self.found_at <= now && now.since(self.found_at) < TTL
    }
}

impl Cache {
    /// The remembered answer: `Some(None)` when there was no such key.
    #[expect(clippy::option_option, reason = "outer: is there an answer; inner: the answer")]
    pub(crate) fn get(&self, name: &Name, now: Timestamp) -> Option<Option<Arc<SigningKey>>> {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.get(name).filter(|entry| entry.is_fresh(now)).map(|entry| entry.key.clone())
    }

    pub(crate) fn put(&self, name: Name, key: Option<Arc<SigningKey>>, now: Timestamp) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= MAX_ENTRIES && !entries.contains_key(&name) {
            entries.retain(|_, entry| entry.is_fresh(now));
            if entries.len() >= MAX_ENTRIES {
                entries.clear();
            }
        }
        entries.insert(name, Entry { found_at: now, key });
    }

    /// Forgets everything: after a change to any key, which is rare.
    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        Name::Id(text.parse().expect("an id"))
    }

    #[test]
    fn an_answer_is_believed_for_the_ttl_and_not_longer() {
        let cache = Cache::default();
        cache.put(name("a"), None, Timestamp(10_000));
        assert!(cache.get(&name("a"), Timestamp(11_999)).is_some());
        assert!(cache.get(&name("a"), Timestamp(12_000)).is_none());
        assert!(cache.get(&name("a"), Timestamp(9_999)).is_none(), "the clock was set back");
        assert!(cache.get(&name("b"), Timestamp(10_000)).is_none());
    }

    #[test]
    fn the_number_of_entries_is_bounded() {
        let cache = Cache::default();
        for index in 0..=MAX_ENTRIES * 2 {
            cache.put(name(&format!("key-{index}")), None, Timestamp(10_000));
        }
        assert!(cache.0.lock().expect("lock").len() <= MAX_ENTRIES);
        assert!(cache.get(&name(&format!("key-{}", MAX_ENTRIES * 2)), Timestamp(10_000)).is_some());
    }
}
