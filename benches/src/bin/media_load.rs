//! Measures the metadata service through the whole server: HTTP, signatures, nonces, database.
//!
//! `setup` makes the project and the dataset; `get` asks for the files that `media_fill` put, a hundred a call; `query`
//! asks one `SimpleQuery` again and again; `index` hands the files of a bucket over, a hundred a call, and waits until
//! all of them are in the dataset.

#![expect(clippy::print_stdout, reason = "the answer of a measuring program")]
#![expect(clippy::disallowed_methods, reason = "a program of threads, without a runtime, waits by sleeping")]

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use assay_benches::{Call, Client, Credentials, report, run};
use clap::{Parser, ValueEnum};
use serde_json::{Value, json};

/// How often it is asked how many files are there.
const POLL_EVERY: Duration = Duration::from_millis(50);
/// How long nothing may happen.
const PATIENCE: Duration = Duration::from_mins(2);

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Mode {
    Setup,
    Get,
    Query,
    Index,
}

#[derive(Debug, Clone, Parser)]
struct Args {
    /// What to measure.
    #[arg(value_enum)]
    mode: Mode,
    #[command(flatten)]
    credentials: Credentials,
    /// The project.
    #[arg(long, default_value = "bench")]
    project: String,
    /// The dataset.
    #[arg(long, default_value = "photos")]
    dataset: String,
    /// Parameters of `query`, as JSON: `{"Query":…,"Sort":…}`.
    #[arg(long, default_value = "{}")]
    parameters: String,
    /// Files in the dataset (`get`), or in the bucket (`index`).
    #[arg(long, default_value_t = 1_000_000)]
    files: usize,
    /// The bucket of `index`, whose files are `00000000.jpg` and so on.
    #[arg(long, default_value = "jpegs")]
    bucket: String,
    /// Calls in all.
    #[arg(long, default_value_t = 5_000)]
    count: usize,
    /// Connections.
    #[arg(long, default_value_t = 1)]
    at_once: usize,
}

impl Args {
    /// A call about the dataset.
    fn call(&self, action: &'static str, more: Vec<(String, String)>) -> Call {
        let names = [("ProjectName", &self.project), ("DatasetName", &self.dataset)];
        let names = names.map(|(name, value)| (name.to_owned(), value.clone()));
        Call::Media(action, names.into_iter().chain(more).collect())
    }
}

fn main() -> Result<()> {
    let args = Args::parse();
    match args.mode {
        Mode::Setup => setup(&args),
        Mode::Get => get(&args),
        Mode::Query => query(&args),
        Mode::Index => index(&args),
    }
}

fn setup(args: &Args) -> Result<()> {
    let mut client = Client::connect(&args.credentials)?;
    let project = vec![("ProjectName".to_owned(), args.project.clone())];
    // The project may be there already.
    let _ = client.call(Call::Media("CreateProject", project));
    client.call(args.call("CreateDataset", Vec::new()))?;
    Ok(())
}

fn get(args: &Args) -> Result<()> {
    run(&args.credentials, "BatchGetFileMeta of 100", args.count, args.at_once, |index| {
        let uris: Vec<String> = (0..100)
            .map(|n| {
                // Steps of a prime: all over the dataset, and the same in every run.
                let n = (index * 100 + n).wrapping_mul(7_368_787) % args.files;
                let extension = if n.is_multiple_of(10) { "mp4" } else { "jpg" };
                format!("oss://photos/{:04}/IMG_{n:07}.{extension}", n / 1000)
            })
            .collect();
        args.call("BatchGetFileMeta", vec![("URIs".to_owned(), json!(uris).to_string())])
    })
}

fn query(args: &Args) -> Result<()> {
    let parameters: Value = serde_json::from_str(&args.parameters)?;
    let parameters: Vec<(String, String)> = parameters
        .as_object()
        .context("parameters are an object")?
        .iter()
        .map(|(name, value)| {
            (name.clone(), value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned))
        })
        .collect();
    let mut client = Client::connect(&args.credentials)?;
    let answer: Value = serde_json::from_slice(client.call(args.call("SimpleQuery", parameters.clone()))?)?;
    let files = answer["Files"].as_array().map_or(0, Vec::len);
    println!("{} files, total {}, {}", files, answer["TotalHits"], answer["Aggregations"]);
    let name = format!("SimpleQuery {}", args.parameters);
    run(&args.credentials, &name, args.count, args.at_once, |_| args.call("SimpleQuery", parameters.clone()))
}

fn index(args: &Args) -> Result<()> {
    let mut client = Client::connect(&args.credentials)?;
    let before = count(args, &mut client)?;
    let (began, mut times) = (Instant::now(), Vec::new());
    for start in (0..args.files).step_by(100) {
        let files: Vec<Value> = (start..args.files.min(start + 100))
            .map(|n| json!({ "URI": format!("oss://{}/{n:08}.jpg", args.bucket) }))
            .collect();
        let started = Instant::now();
        client.call(args.call("BatchIndexFileMeta", vec![("Files".to_owned(), json!(files).to_string())]))?;
        times.push(started.elapsed());
    }
    let (mut last, mut moved) = (before, Instant::now());
    loop {
        let now = count(args, &mut client)?;
        if now >= before + args.files as u64 {
            break;
        }
        if now != last {
            (last, moved) = (now, Instant::now());
        }
        ensure!(moved.elapsed() < PATIENCE, "only {} of {} files are indexed", now - before, args.files);
        thread::sleep(POLL_EVERY);
    }
    let took = began.elapsed();
    #[expect(clippy::cast_precision_loss, reason = "a count of files")]
    let rate = args.files as f64 / took.as_secs_f64();
    println!("indexed {} files in {:.1} s: {rate:.0}/s", args.files, took.as_secs_f64());
    report("BatchIndexFileMeta of 100", times, took);
    Ok(())
}

/// Files in the dataset.
fn count(args: &Args, client: &mut Client) -> Result<u64> {
    let with = vec![("WithStatistics".to_owned(), "true".to_owned())];
    let answer: Value = serde_json::from_slice(client.call(args.call("GetDataset", with))?)?;
    Ok(answer["Dataset"]["FileCount"].as_u64().unwrap_or(0))
}
