//! Running many calls and saying how fast they went.

#![expect(clippy::print_stdout, reason = "the answer of a measuring program")]

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::Result;

use crate::{Call, Client, Credentials};

/// Makes `count` calls over `at_once` connections together and prints how fast they went.
pub fn run(
    credentials: &Credentials,
    name: &str,
    count: usize,
    at_once: usize,
    call: impl Fn(usize) -> Call + Sync,
) -> Result<()> {
    let next = AtomicUsize::new(0);
    let began = Instant::now();
    let times: Vec<Result<Vec<Duration>>> = thread::scope(|scope| {
        let work = || {
            let mut client = Client::connect(credentials)?;
            let mut times = Vec::new();
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                if index >= count {
                    return Ok(times);
                }
                let call = call(index);
                let started = Instant::now();
                client.call(call)?;
                times.push(started.elapsed());
            }
        };
        let threads: Vec<_> = (0..at_once).map(|_| scope.spawn(work)).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| anyhow::bail!("panicked")))
            .collect()
    });
    let took = began.elapsed();
    let mut all = Vec::new();
    for times in times {
        all.extend(times?);
    }
    report(name, all, took);
    Ok(())
}

/// The slowest tenth of a run against its fastest, in the order of the pages: whether it slows down on its way.
pub fn deciles(times: &[Duration]) -> f64 {
    let sums: Vec<f64> = times
        .chunks(times.len().div_ceil(10).max(1))
        .filter(|chunk| chunk.len() >= times.len() / 10)
        .map(|chunk| {
            chunk.iter().sum::<Duration>().as_secs_f64() / f64::from(u32::try_from(chunk.len()).unwrap_or(1))
        })
        .collect();
    let slowest = sums.iter().copied().fold(0.0, f64::max);
    let fastest = sums.iter().copied().fold(f64::INFINITY, f64::min);
    slowest / fastest
}

/// Prints how fast calls went.
pub fn report(name: &str, mut times: Vec<Duration>, took: Duration) {
    times.sort_unstable();
    let at = |thousandths: usize| {
        let index = (times.len().saturating_sub(1)) * thousandths / 1000;
        times.get(index).copied().unwrap_or_default().as_secs_f64() * 1000.0
    };
    #[expect(clippy::cast_precision_loss, reason = "a count of calls")]
    let rate = times.len() as f64 / took.as_secs_f64();
    println!(
        "{name}: {} calls, {rate:.0}/s; median {:.3} ms, p99 {:.3} ms, longest {:.3} ms",
        times.len(),
        at(500),
        at(990),
        at(1000)
    );
}
