//! What the gateway counts, and the page on which Prometheus reads it.

use std::{sync::Arc, time::Duration};

use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
    },
    registry::Registry,
};

/// The text format's own media type.
pub(crate) const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Labels of a finished request. All values are names of ours, so their number is bounded.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    product: &'static str,
    operation: &'static str,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Operation {
    product: &'static str,
    operation: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Code {
    code: String,
}

/// The gateway's counters, and whatever else was registered before.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Request, Counter>,
    seconds: Family<Operation, Histogram>,
    auth_failures: Family<Code, Counter>,
    panics: Counter,
    refused_connections: Counter,
    connections: Gauge,
    in_flight: Gauge,
}

/// Counts one up as long as it lives, however what it counts ends.
pub(crate) struct Counted(Gauge);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.dec();
    }
}

fn counted(gauge: &Gauge) -> Counted {
    gauge.inc();
    Counted(gauge.clone())
}

impl Metrics {
    pub(crate) fn new(mut registry: Registry) -> Arc<Self> {
        // 0.5 ms to 32 s: a page of a scan to the longest synchronous operation.
        let seconds: Family<Operation, Histogram> =
            Family::new_with_constructor(|| Histogram::new(exponential_buckets(0.0005, 2.0, 17)));
        let requests = Family::default();
        let (auth_failures, panics, refused_connections) =
            (Family::default(), Counter::default(), Counter::default());
        let (connections, in_flight) = (Gauge::default(), Gauge::default());
        let ours = registry.sub_registry_with_prefix("assay_http");
        ours.register("requests", "Requests answered", Family::clone(&requests));
        ours.register("request_seconds", "From a request's head to its answer", Family::clone(&seconds));
        ours.register("auth_failures", "Callers turned away, by code", Family::clone(&auth_failures));
        ours.register("panics", "Handlers that panicked", Counter::clone(&panics));
        ours.register(
            "refused_connections",
            "Connections beyond the limit",
            Counter::clone(&refused_connections),
        );
        ours.register("connections", "Connections open", Gauge::clone(&connections));
        ours.register("in_flight", "Requests being answered", Gauge::clone(&in_flight));
        Arc::new(Self {
            registry,
            requests,
            seconds,
            auth_failures,
            panics,
            refused_connections,
            connections,
            in_flight,
        })
    }

    pub(crate) fn connection(&self) -> Counted {
        counted(&self.connections)
    }

    pub(crate) fn request(&self) -> Counted {
        counted(&self.in_flight)
    }

    pub(crate) fn answered(
        &self,
        product: &'static str,
        operation: &'static str,
        status: u16,
        took: Duration,
    ) {
        self.requests.get_or_create(&Request { product, operation, status }).inc();
        self.seconds.get_or_create(&Operation { product, operation }).observe(took.as_secs_f64());
    }

    /// `code` comes from the catalogue of errors, so its values are bounded.
    pub(crate) fn auth_failed(&self, code: &str) {
        self.auth_failures.get_or_create(&Code { code: code.to_owned() }).inc();
    }

    pub(crate) fn panicked(&self) {
        self.panics.inc();
    }

    pub(crate) fn refused_connection(&self) {
        self.refused_connections.inc();
    }

    /// The page; `None` only if a registered collector fails.
    pub(crate) fn page(&self) -> Option<String> {
        let mut page = String::new();
        encode(&mut page, &self.registry).ok().map(|()| page)
    }
}
