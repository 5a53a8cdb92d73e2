//! Ids of rows that have no natural key: time-ordered, made here and not by a sequence.
//!
//! An id is `milliseconds since 1970 << 20`, plus 20 bits that start at random and count up, so new rows
//! go to the end of their index, older sorts before newer, and no node needs to ask another. Within one
//! process ids never repeat and always grow; two nodes may, very rarely, make the same one, so whoever
//! inserts a row under an id must be ready to be refused and take the next.

use std::sync::atomic::{AtomicI64, Ordering};

use assay_types::{Clock as _, SystemClock, Timestamp};

const RANDOM_BITS: u32 = 20;

static LAST: AtomicI64 = AtomicI64::new(0);

/// The next id of this process.
pub fn new_id() -> i64 {
    // Without randomness ids are still unique in this process, which is all that is promised.
    let random = i64::from(getrandom::u32().unwrap_or_default() >> (u32::BITS - RANDOM_BITS));
    let fresh = (SystemClock.now().as_millis() << RANDOM_BITS) | random;
    let follow = |last: i64| fresh.max(last.saturating_add(1));
    match LAST.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(follow(last))) {
        Ok(last) | Err(last) => follow(last),
    }
}

/// When an id was made.
pub fn made_at(id: i64) -> Timestamp {
    Timestamp(id >> RANDOM_BITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_and_carry_the_time() {
        let ids: Vec<_> = (0..10_000).map(|_| new_id()).collect();
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
        let now = SystemClock.now().as_millis();
        assert!(ids.iter().all(|id| (now - made_at(*id).as_millis()).abs() < 60_000));
    }

    #[test]
    fn threads_never_share_an_id() {
        let make = || std::thread::spawn(|| (0..5_000).map(|_| new_id()).collect::<Vec<_>>());
        let threads: Vec<_> = (0..4).map(|_| make()).collect();
        let mut ids: Vec<_> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 20_000);
    }
}
