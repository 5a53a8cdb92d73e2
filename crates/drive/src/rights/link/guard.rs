//! Against trying passwords: a link takes so many wrong ones a minute, and then none at all until the minute is
//! over.
//!
//! Counted by each node for itself, under one lock with the comparison, so that no number of guesses at once gets
//! past the limit; with several nodes the limit is that many times as high.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use assay_types::Timestamp;
use subtle::ConstantTimeEq as _;

/// Wrong passwords that a link takes a minute.
const WRONG_MAX: u32 = 10;

const MINUTE_MS: i64 = 60_000;

/// Links that are remembered before those whose minute is over are forgotten.
const LINKS_MAX: usize = 10_000;

/// What became of a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It is the right one.
    Right,
    /// It is not.
    Wrong,
    /// It was not looked at; so many seconds later one will be.
    TooMany {
        /// At least 1.
        retry_after_s: u32,
    },
}

/// Compares passwords and counts the wrong ones.
#[derive(Debug, Default)]
pub(crate) struct Guard {
    /// By link: the minute, and how many were wrong in it.
    wrong: Mutex<HashMap<String, (i64, u32)>>,
}

impl Guard {
    /// Compares a password with a link's own, which is not empty, in constant time.
    pub(super) fn check(&self, share: &str, password: &str, given: &str, now: Timestamp) -> Outcome {
        let minute = now.as_millis().div_euclid(MINUTE_MS);
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        let count = wrong.get(share).filter(|(of, _)| *of == minute).map_or(0, |(_, count)| *count);
        if count >= WRONG_MAX {
            let left_ms = MINUTE_MS - now.as_millis().rem_euclid(MINUTE_MS);
            return Outcome::TooMany { retry_after_s: u32::try_from(left_ms / 1000 + 1).unwrap_or(1) };
        }
        if bool::from(password.as_bytes().ct_eq(given.as_bytes())) {
            return Outcome::Right;
        }
        if wrong.len() >= LINKS_MAX {
            wrong.retain(|_, (of, _)| *of == minute);
        }
        wrong.insert(share.to_owned(), (minute, count + 1));
        Outcome::Wrong
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_wrong_ones_close_a_link_for_the_minute() {
        let guard = Guard::default();
        let (now, later) = (Timestamp(120_000), Timestamp(180_000));
        for _ in 0..WRONG_MAX {
            assert_eq!(guard.check("a", "secret", "guess", now), Outcome::Wrong);
        }
        assert_eq!(guard.check("a", "secret", "secret", now), Outcome::TooMany { retry_after_s: 61 });
        assert_eq!(guard.check("b", "secret", "secret", now), Outcome::Right);
        assert_eq!(guard.check("a", "secret", "secret", later), Outcome::Right);
        assert_eq!(guard.check("a", "secret", "", later), Outcome::Wrong);
    }
}
