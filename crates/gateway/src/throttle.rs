//! How often one key, user or address may call one operation: token buckets, on this node.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use assay_types::{AccessKeyId, DomainId, UserId};
use assay_wire::{Operation, Product};
use tokio::time::Instant;

use crate::{Rate, ThrottleConfig};

/// Buckets at most; a full bucket is the same as none and is forgotten first.
const MAX_BUCKETS: usize = 10_000;

type Name = (Subject, Product, &'static str);

/// Whose calls are counted together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Subject {
    /// An access key or API key.
    Key(AccessKeyId),
    /// A user of a domain.
    User(DomainId, UserId),
    /// Everybody at this address who brings no credentials.
    Peer(IpAddr),
}

#[derive(Debug)]
pub(crate) struct Throttle {
    config: ThrottleConfig,
    buckets: Mutex<HashMap<Name, Bucket>>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    rate: Rate,
    /// Calls that may be made now; a fraction of one while it fills.
    tokens: f64,
    seen: Instant,
}

impl Throttle {
    pub(crate) fn new(mut config: ThrottleConfig) -> Self {
        config.operations =
            config.operations.into_iter().map(|(name, rate)| (name.to_lowercase(), rate)).collect();
        Self { config, buckets: Mutex::default() }
    }

    /// Takes one of the subject's calls, or answers after how many seconds there is one to take.
    pub(crate) fn take(
        &self,
        subject: &Subject,
        operation: &'static Operation,
        now: Instant,
    ) -> Result<(), u32> {
        let Some(rate) = self.rate(operation) else { return Ok(()) };
        let name = (subject.clone(), operation.product, operation.action);
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MAX_BUCKETS && !buckets.contains_key(&name) {
            buckets.retain(|_, bucket| !bucket.is_full(now));
            if buckets.len() >= MAX_BUCKETS {
                return Err(1);
            }
        }
        buckets.entry(name).or_insert_with(|| Bucket::full(rate, now)).take(now)
    }

    fn rate(&self, operation: &Operation) -> Option<Rate> {
        if self.config.operations.is_empty() {
            return self.config.default;
        }
        self.config.operations.get(&operation.ram_action().to_lowercase()).copied().or(self.config.default)
    }
}

impl Bucket {
    fn full(rate: Rate, now: Instant) -> Self {
        Self { rate, tokens: f64::from(rate.burst.max(1)), seen: now }
    }

    fn fill(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(self.seen).as_secs_f64();
        let size = f64::from(self.rate.burst.max(1));
        self.tokens = (self.tokens + passed * f64::from(self.rate.per_second)).min(size);
        self.seen = now;
    }

    fn is_full(mut self, now: Instant) -> bool {
        self.fill(now);
        self.tokens >= f64::from(self.rate.burst.max(1))
    }

    fn take(&mut self, now: Instant) -> Result<(), u32> {
        self.fill(now);
        if self.tokens >= 1.0 {
            self.tokens -= 1.0;
            return Ok(());
        }
        let wait = Duration::try_from_secs_f64((1.0 - self.tokens) / f64::from(self.rate.per_second))
            .unwrap_or(Duration::from_hours(1));
        Err(u32::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u32::MAX).clamp(1, 3600))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operation(action: &str) -> &'static Operation {
        Operation::by_action(Product::Sas, action).expect("in the table")
    }

    fn key(text: &str) -> Subject {
        Subject::Key(text.parse().expect("an id"))
    }

    #[test]
    fn a_burst_passes_then_the_rate_holds_per_key_and_operation() {
        let throttle = Throttle::new(ThrottleConfig {
            default: None,
            operations: [("Yundun-SAS:CreateFileDetect".to_owned(), Rate { per_second: 2, burst: 3 })].into(),
        });
        let (create, result) = (operation("CreateFileDetect"), operation("GetFileDetectResult"));
        let start = Instant::now();
        for _ in 0..3 {
            assert_eq!(throttle.take(&key("a"), create, start), Ok(()));
        }
        assert_eq!(throttle.take(&key("a"), create, start), Err(1));
        assert_eq!(throttle.take(&key("b"), create, start), Ok(()));
        assert_eq!(throttle.take(&key("a"), result, start), Ok(()));
        assert_eq!(throttle.take(&key("a"), create, start + Duration::from_millis(499)), Err(1));
        assert_eq!(throttle.take(&key("a"), create, start + Duration::from_millis(500)), Ok(()));
        for _ in 0..3 {
            assert_eq!(throttle.take(&key("a"), create, start + Duration::from_mins(1)), Ok(()));
        }
        assert_eq!(throttle.take(&key("a"), create, start + Duration::from_mins(1)), Err(1));
    }

    #[test]
    fn a_rate_of_nothing_says_to_wait_long() {
        let throttle = Throttle::new(ThrottleConfig {
            default: Some(Rate { per_second: 0, burst: 1 }),
            ..Default::default()
        });
        let (operation, now) = (operation("CreateFileDetect"), Instant::now());
        assert_eq!(throttle.take(&key("a"), operation, now), Ok(()));
        assert_eq!(throttle.take(&key("a"), operation, now), Err(3600));
    }

    #[test]
    fn buckets_are_bounded() {
        let throttle = Throttle::new(ThrottleConfig {
            default: Some(Rate { per_second: 1, burst: 1 }),
            ..Default::default()
        });
        let (operation, now) = (operation("CreateFileDetect"), Instant::now());
        for index in 0..MAX_BUCKETS {
            assert_eq!(throttle.take(&key(&format!("k{index}")), operation, now), Ok(()));
        }
        assert_eq!(throttle.take(&key("one-more"), operation, now), Err(1));
        assert_eq!(throttle.take(&key("one-more"), operation, now + Duration::from_secs(1)), Ok(()));
        assert_eq!(throttle.buckets.lock().expect("lock").len(), 1);
    }
}
