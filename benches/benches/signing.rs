//! Reading and verifying one signature, by scheme, on the requests that the official SDKs sent.
//!
//! To reach: 20 microseconds for an ACS3 request. A number is the mean over all captures of a scheme.

use std::{collections::BTreeMap, hint::black_box};

use assay_signing::{Credentials, SignedRequest};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use serde_json::Value;

/// A captured request, ready to be viewed.
struct Capture {
    method: String,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
    body: String,
    secret: String,
}

impl Capture {
    fn read(vector: &Value) -> Option<Self> {
        vector["signature"].as_str()?;
        let request = &vector["request"];
        let (path, query) = split_target(request["target"].as_str()?);
        let pair = |pair: &Value| Some((pair[0].as_str()?.to_lowercase(), pair[1].as_str()?.to_owned()));
        Some(Self {
            method: request["method"].as_str()?.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers: request["headers"].as_array()?.iter().filter_map(pair).collect(),
            body: request["body"].as_str()?.to_owned(),
            secret: vector["secret"].as_str()?.to_owned(),
        })
    }

    /// What a server does with the request before it knows who sent it.
    fn verify(&self) -> bool {
        let headers = self.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes()));
        let view = SignedRequest::new(&self.method, &self.path, &self.query, headers, self.body.as_bytes());
        match Credentials::of(&view) {
            Ok(Credentials::Signed(claim)) => claim.verify(&view, &self.secret).is_ok(),
            _ => false,
        }
    }
}

fn split_target(target: &str) -> (&str, &str) {
    target.split_once('?').unwrap_or((target, ""))
}

fn captures() -> BTreeMap<String, Vec<Capture>> {
    let text = include_str!("../../crates/signing/tests/data/signing-vectors.json");
    let file: Value = serde_json::from_str(text).expect("the vectors are JSON");
    let mut schemes: BTreeMap<String, Vec<Capture>> = BTreeMap::new();
    for vector in file["vectors"].as_array().expect("a list of vectors") {
        if let (Some(capture), Some(scheme)) = (Capture::read(vector), vector["scheme"].as_str()) {
            assert!(capture.verify(), "{}", vector["name"]);
            schemes.entry(scheme.to_owned()).or_default().push(capture);
        }
    }
    schemes
}

fn verify(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("signing/verify");
    for (scheme, captures) in captures() {
        group.throughput(Throughput::Elements(captures.len() as u64));
        group.bench_function(&scheme, |bencher| {
            bencher.iter(|| captures.iter().all(|capture| black_box(capture).verify()));
        });
    }
    group.finish();
}

criterion_group!(benches, verify);
criterion_main!(benches);
