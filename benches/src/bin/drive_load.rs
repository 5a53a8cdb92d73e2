//! Measures the drive through the whole server: HTTP, signatures, nonces, database.
//!
//! `fill` makes folders one by one and `batch` a hundred a request; `scan` pages through the drive on one connection,
//! `list` through one folder; `search` asks for names; `get` asks for the drive's files one by one.

#![expect(clippy::print_stdout, reason = "the answer of a measuring program")]

use std::time::Instant;

use anyhow::{Result, ensure};
use assay_benches::{Call, Client, Credentials, deciles, report, run};
use clap::{Parser, ValueEnum};
use serde::Deserialize;
use serde_json::{json, value::RawValue};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Mode {
    Fill,
    Batch,
    Scan,
    List,
    Search,
    Get,
}

#[derive(Debug, Clone, Parser)]
struct Args {
    /// What to measure.
    #[arg(value_enum)]
    mode: Mode,
    #[command(flatten)]
    credentials: Credentials,
    /// The drive.
    #[arg(long, default_value = "1")]
    drive: String,
    /// The folder that `list` pages through.
    #[arg(long, default_value = "root")]
    folder: String,
    /// The query of `search`.
    #[arg(long, default_value = "")]
    query: String,
    /// Calls in all; a scan and a listing go to the end.
    #[arg(long, default_value_t = 10_000)]
    count: usize,
    /// Connections.
    #[arg(long, default_value_t = 1)]
    at_once: usize,
}

/// A page, as far as it has to be read to go on.
#[derive(Deserialize)]
struct Page<'a> {
    #[serde(borrow)]
    items: Vec<&'a RawValue>,
    #[serde(default)]
    next_marker: String,
}

#[derive(Deserialize)]
struct Item {
    file_id: String,
}

fn main() -> Result<()> {
    let args = Args::parse();
    match args.mode {
        Mode::Fill => fill(&args),
        Mode::Batch => batch(&args),
        Mode::Scan => scan(&args, &mut Vec::new()),
        Mode::List => list(&args),
        Mode::Search => search(&args),
        Mode::Get => get(&args),
    }
}

fn fill(args: &Args) -> Result<()> {
    run(&args.credentials, "CreateFile (folder)", args.count, args.at_once, |index| {
        let body = json!({
            "drive_id": args.drive, "parent_file_id": "root", "type": "folder",
            "name": format!("folder {index:08} of the measurement"),
        });
        Call::Drive("/v2/file/create", body.to_string())
    })
}

/// A hundred folders a request.
fn batch(args: &Args) -> Result<()> {
    run(&args.credentials, "Batch of 100 CreateFile", args.count, args.at_once, |index| {
        let request = |n: usize| {
            json!({
                "id": n.to_string(), "method": "POST", "url": "/file/create",
                "headers": { "Content-Type": "application/json" },
                "body": {
                    "drive_id": args.drive, "parent_file_id": "root", "type": "folder",
                    "name": format!("folder {index:08} {n:02} of the measurement"),
                },
            })
        };
        let requests: Vec<_> = (0..100).map(request).collect();
        Call::Drive("/v2/batch", json!({ "resource": "file", "requests": requests }).to_string())
    })
}

fn search(args: &Args) -> Result<()> {
    run(&args.credentials, "SearchFile", args.count, args.at_once, |_| {
        let body = json!({ "drive_id": args.drive, "query": args.query, "limit": 100 });
        Call::Drive("/v2/file/search", body.to_string())
    })
}

/// Pages through one folder by name.
fn list(args: &Args) -> Result<()> {
    let mut client = Client::connect(&args.credentials)?;
    let (mut marker, mut times, mut files) = (String::new(), Vec::new(), 0);
    let began = Instant::now();
    loop {
        let started = Instant::now();
        let body = json!({
            "drive_id": args.drive, "parent_file_id": args.folder, "order_by": "name", "limit": 100, "marker": marker,
        });
        let page = client.call(Call::Drive("/v2/file/list", body.to_string()))?;
        times.push(started.elapsed());
        let page: Page<'_> = serde_json::from_slice(page)?;
        files += page.items.len();
        if page.next_marker.is_empty() {
            break;
        }
        marker = page.next_marker;
    }
    println!("ListFile: {files} files; slowest to fastest decile of pages {:.2}", deciles(&times));
    report("ListFile", times, began.elapsed());
    Ok(())
}

fn get(args: &Args) -> Result<()> {
    let mut ids = Vec::new();
    scan(args, &mut ids)?;
    ensure!(!ids.is_empty(), "the drive is empty");
    run(&args.credentials, "GetFile", args.count, args.at_once, |index| {
        // Steps of a prime: all over the drive, and the same in every run.
        let id = &ids[index.wrapping_mul(7_368_787) % ids.len()];
        Call::Drive("/v2/file/get", json!({ "drive_id": args.drive, "file_id": id }).to_string())
    })
}

fn scan(args: &Args, ids: &mut Vec<String>) -> Result<()> {
    let mut client = Client::connect(&args.credentials)?;
    let (mut marker, mut times, mut files, mut bytes) = (String::new(), Vec::new(), 0, 0);
    let is_kept = args.mode == Mode::Get;
    let began = Instant::now();
    loop {
        let started = Instant::now();
        let body = json!({ "drive_id": args.drive, "fields": "*", "limit": 100, "marker": marker });
        let page = client.call(Call::Drive("/v2/file/scan", body.to_string()))?;
        bytes += page.len();
        times.push(started.elapsed());
        let page: Page<'_> = serde_json::from_slice(page)?;
        files += page.items.len();
        if is_kept {
            for item in &page.items {
                ids.push(serde_json::from_str::<Item>(item.get())?.file_id);
            }
        }
        if page.next_marker.is_empty() {
            break;
        }
        marker = page.next_marker;
    }
    let took = began.elapsed();
    #[expect(clippy::cast_precision_loss, reason = "a count of files")]
    let rate = files as f64 / took.as_secs_f64();
    println!("ScanFile: {files} files, {bytes} bytes, {rate:.0} files/s");
    let deciles = deciles(&times);
    println!("ScanFile: slowest to fastest decile of pages {deciles:.2}");
    report("ScanFile", times, took);
    Ok(())
}
