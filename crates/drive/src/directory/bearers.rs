//! Tokens that were looked up a moment ago.
//!
//! What one node revokes, another goes on accepting for [`TTL`] at most; the node that revokes forgets at once.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use assay_store::{TokenRow, UserRow};
use assay_types::Timestamp;

use super::{bearer::BearerUser, standing::wire_role};

/// How long a look-up is believed.
const TTL: Duration = Duration::from_secs(2);
/// Look-ups that are remembered at most.
const MOST: usize = 10_000;

/// A token that was looked up and is good but for its time.
#[derive(Debug)]
pub(super) struct Bearer {
    pub(super) user: BearerUser,
    pub(super) expires_at: Timestamp,
}

impl Bearer {
    pub(super) fn of(token: TokenRow, user: UserRow) -> Option<Self> {
        if token.revoked_at.is_some() || !user.is_enabled {
            return None;
        }
        let name = if user.nick_name.is_empty() { user.id.to_string() } else { user.nick_name };
        let user = BearerUser {
            tenant: token.tenant,
            domain: user.domain,
            user: user.id,
            role: wire_role(user.role),
            name,
        };
        Some(Self { user, expires_at: token.expires_at })
    }
}

/// Tokens that were looked up a moment ago, good or not, so that a request costs no query and guessing costs the
/// database nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct Bearers(Arc<Mutex<HashMap<[u8; 32], Found>>>);

#[derive(Debug)]
struct Found {
    found_at: Timestamp,
    bearer: Option<Arc<Bearer>>,
}

impl Found {
    fn is_fresh(&self, now: Timestamp) -> bool {
        // Also stale when the clock was set back: an entry must not live until it catches up.
        self.found_at <= now && now.since(self.found_at) < TTL
    }
}

impl Bearers {
    #[expect(clippy::option_option, reason = "outer: is there an answer; inner: the answer")]
    pub(super) fn get(&self, sha256: &[u8; 32], now: Timestamp) -> Option<Option<Arc<Bearer>>> {
        let found = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        found.get(sha256).filter(|found| found.is_fresh(now)).map(|found| found.bearer.clone())
    }

    pub(super) fn put(&self, sha256: [u8; 32], bearer: Option<Arc<Bearer>>, now: Timestamp) {
        let mut found = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if found.len() >= MOST && !found.contains_key(&sha256) {
            found.retain(|_, found| found.is_fresh(now));
            if found.len() >= MOST {
                found.clear();
            }
        }
        found.insert(sha256, Found { found_at: now, bearer });
    }

    /// Forgets everything: after a change to any user or token on this node.
    pub(super) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_up_is_believed_for_the_ttl_and_not_longer() {
        let bearers = Bearers::default();
        bearers.put([1; 32], None, Timestamp(10_000));
        assert!(bearers.get(&[1; 32], Timestamp(11_999)).is_some());
        assert!(bearers.get(&[1; 32], Timestamp(12_000)).is_none());
        assert!(bearers.get(&[1; 32], Timestamp(9_999)).is_none(), "the clock was set back");
        for number in 0..2 * MOST {
            let mut key = [0; 32];
            key[..8].copy_from_slice(&number.to_ne_bytes());
            bearers.put(key, None, Timestamp(20_000));
        }
        assert!(bearers.0.lock().expect("unpoisoned").len() <= MOST);
    }
}
