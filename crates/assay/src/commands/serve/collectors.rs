//! The numbers that `/metrics` shows about the sandbox and the jobs, read when they are asked for.

use std::{fmt, sync::Arc};

use assay_jobs::{Counters, QueueDepth};
use assay_page::Scanner;
use assay_sandbox::Pool;
use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeMetric as _},
    metrics::{counter::ConstCounter, gauge::ConstGauge},
    registry::Registry,
};

/// One number by name: what it counts, and its value now.
type Sample = (&'static str, &'static str, Kind, u64);

#[derive(Clone, Copy)]
enum Kind {
    /// Only ever grows.
    Counter,
    /// Goes up and down.
    Gauge,
}

/// Samples that are read from somewhere else at each scrape.
struct Sampled<F>(F);

impl<F> fmt::Debug for Sampled<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sampled")
    }
}

impl<F: Fn() -> Vec<Sample> + Send + Sync + 'static> Collector for Sampled<F> {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        for (name, help, kind, value) in (self.0)() {
            match kind {
                Kind::Counter => {
                    let metric = ConstCounter::new(value);
                    metric.encode(encoder.encode_descriptor(name, help, None, metric.metric_type())?)?;
                }
                Kind::Gauge => {
                    let metric = ConstGauge::new(i64::try_from(value).unwrap_or(i64::MAX));
                    metric.encode(encoder.encode_descriptor(name, help, None, metric.metric_type())?)?;
                }
            }
        }
        Ok(())
    }
}

/// What happened in the sandbox.
pub(super) fn register_sandbox(registry: &mut Registry, pool: Arc<Pool>) {
    registry.register_collector(Box::new(Sampled(move || {
        let now = pool.counters();
        vec![
            ("assay_sandbox_jobs", "Files handed to workers", Kind::Counter, now.jobs),
            ("assay_sandbox_retries", "Files tried again on another worker", Kind::Counter, now.retries),
            ("assay_sandbox_kills", "Workers killed or found dead", Kind::Counter, now.kills),
            ("assay_sandbox_breaches", "Workers that tried what is forbidden", Kind::Counter, now.breaches),
            ("assay_sandbox_replacements", "Workers replaced", Kind::Counter, now.replacements),
            (
                "assay_sandbox_start_failures",
                "Workers that never became ready",
                Kind::Counter,
                now.start_failures,
            ),
            (
                "assay_sandbox_gave_up_time",
                "Files given up for lack of time",
                Kind::Counter,
                now.gave_up_time,
            ),
            (
                "assay_sandbox_gave_up_memory",
                "Files given up for lack of memory",
                Kind::Counter,
                now.gave_up_memory,
            ),
            (
                "assay_sandbox_gave_up_crash",
                "Files that killed two workers",
                Kind::Counter,
                now.gave_up_crash,
            ),
            (
                "assay_sandbox_gave_up_output",
                "Files with too long an answer",
                Kind::Counter,
                now.gave_up_output,
            ),
        ]
    })));
}

/// What became of photos.
pub(super) fn register_scans(registry: &mut Registry, scanner: Scanner) {
    registry.register_collector(Box::new(Sampled(move || {
        let now = scanner.counters();
        vec![
            ("assay_page_scans", "Photos of which scans were made", Kind::Counter, now.scans),
            ("assay_page_refused", "Photos of which no scan can be made", Kind::Counter, now.refused),
            ("assay_page_busy", "Photos turned away because too many waited", Kind::Counter, now.busy),
            ("assay_page_timeouts", "Photos that took too long", Kind::Counter, now.timeouts),
            ("assay_page_failures", "Photos over which the engine failed", Kind::Counter, now.failures),
            ("assay_page_running", "Scans being made", Kind::Gauge, now.running),
            ("assay_page_waiting", "Photos waiting", Kind::Gauge, now.waiting),
        ]
    })));
}

/// How many jobs wait, on all nodes.
pub(super) fn register_queue(registry: &mut Registry, depth: QueueDepth) {
    registry.register_collector(Box::new(Sampled(move || {
        vec![("assay_jobs_queued", "Jobs waiting or under way on all nodes", Kind::Gauge, depth.get())]
    })));
}

/// What this node's runner did.
pub(super) fn register_jobs(registry: &mut Registry, counters: Arc<Counters>) {
    registry.register_collector(Box::new(Sampled(move || {
        let now = counters.snapshot();
        vec![
            ("assay_jobs_running", "Attempts under way", Kind::Gauge, now.running),
            ("assay_jobs_started", "Attempts started", Kind::Counter, now.started),
            ("assay_jobs_completed", "Attempts that ended well", Kind::Counter, now.completed),
            ("assay_jobs_retried", "Attempts that failed and will be repeated", Kind::Counter, now.retried),
            ("assay_jobs_dead", "Jobs given up", Kind::Counter, now.dead),
            ("assay_jobs_panicked", "Attempts that panicked", Kind::Counter, now.panicked),
            ("assay_jobs_lost", "Attempts whose lease was lost", Kind::Counter, now.lost),
            ("assay_jobs_store_errors", "Failed calls of the store", Kind::Counter, now.store_errors),
        ]
    })));
}
