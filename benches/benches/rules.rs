//! Scanning through this project's rule engine and through yara-x called directly: same rules, same
//! bytes, same run.
//!
//! To reach: faster than yara-x with the rules in one piece. What is added per file is a pass of the gate before the
//! parts of the rules, a text of labels, a time-out, and the evidence of what matched.

use std::{hint::black_box, time::Duration};

use assay_findings::Label;
use assay_rules::RuleSet;
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};

const MINUTE: Duration = Duration::from_mins(1);

/// The inputs, by name: real machine code and its data, and a small page at which several rules fire.
fn inputs() -> Vec<(&'static str, Vec<u8>)> {
    let program = std::env::current_exe().and_then(std::fs::read).expect("a program can read itself");
    let cut = |size: usize| program.iter().copied().cycle().take(size).collect::<Vec<u8>>();
    // In pieces, so that scanners do not take offence at this source.
    let mut page =
        concat!("<?php ev", "al($_PO", "ST['k']); sys", "tem($_GE", "T['c']); ?>\n").as_bytes().to_vec();
    page.extend(b"<p>The quick brown fox jumps over the lazy dog.</p>\n".iter().cycle().take(10_000));
    vec![
        ("10 kB", cut(10_000)),
        ("10 kB with matches", page),
        ("1 MB", cut(1_000_000)),
        ("100 MB", cut(100_000_000)),
    ]
}

fn scanning(criterion: &mut Criterion) {
    let rules = RuleSet::builtin().expect("the rule set of ours compiles");
    let piece = RuleSet::engine_rules(&RuleSet::builtin_sources()).expect("and in one piece");
    let labels = [Label::new("ELF64"), Label::new("executable"), Label::new("shared")];
    for (name, bytes) in inputs() {
        let mut group = criterion.benchmark_group(format!("scan/{name}"));
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        if bytes.len() > 10_000_000 {
            group.sample_size(10);
        }
        let mut direct = yara_x::Scanner::new(&piece);
        group.bench_function("yara-x", |bencher| {
            bencher.iter(|| direct.scan(black_box(&bytes)).expect("scanned").matching_rules().count());
        });
        let mut scanner = rules.scanner();
        scanner.warm_up();
        group.bench_function("assay", |bencher| {
            bencher.iter(|| scanner.scan(black_box(&bytes), &labels, 16, MINUTE).expect("scanned").len());
        });
        group.finish();
    }
}

/// What a worker does once, at its start.
fn starting(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("start");
    group.sample_size(10);
    group.bench_function("compile the rule set", |bencher| {
        bencher.iter_batched(|| (), |()| RuleSet::builtin().expect("it compiles"), BatchSize::PerIteration);
    });
    group.finish();
}

criterion_group!(benches, scanning, starting);
criterion_main!(benches);
