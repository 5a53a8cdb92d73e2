//! Measures the drive through the whole server: HTTP, signatures, nonces, database.
//!
//! A client of its own, as thin as can be, so that the server is what is measured: one blocking socket and one
//! thread a connection, requests written by hand and signed as the official Python client signs them.
//! `fill` makes folders one by one and `batch` a hundred a request; `scan` pages through the drive on one connection,
//! `list` through one folder; `search` asks for names; `get` asks for the drive's files one by one.

#![expect(clippy::print_stdout, reason = "the answer of a measuring program")]

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context as _, Result, ensure};
use assay_signing::{OutgoingRequest, Scheme, Signer};
use assay_types::Secret;
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
    /// Where the server listens.
    #[arg(long)]
    host: String,
    /// Access key.
    #[arg(long)]
    key: String,
    /// Its secret.
    #[arg(long)]
    secret: String,
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

/// One connection.
struct Client {
    args: Args,
    socket: TcpStream,
    buffer: Vec<u8>,
    nonce: String,
    calls: u64,
}

impl Client {
    fn connect(args: &Args) -> Result<Self> {
        let socket = TcpStream::connect(&args.host)?;
        socket.set_nodelay(true)?;
        let nonce = Secret::random(8)?.expose().to_owned();
        Ok(Self { args: args.clone(), socket, buffer: Vec::new(), nonce, calls: 0 })
    }

    /// Makes a call; the body is good until the next.
    fn call(&mut self, path: &str, body: String) -> Result<&[u8]> {
        let mut request = OutgoingRequest {
            method: "POST".to_owned(),
            path: path.to_owned(),
            query: Vec::new(),
            headers: [
                ("host", self.args.host.as_str()),
                ("accept", "application/json"),
                ("content-type", "application/json; charset=utf-8"),
                ("x-acs-version", "2022-03-01"),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec(),
            body: body.into_bytes(),
        };
        let signer = Signer {
            scheme: Scheme::Roa,
            access_key_id: &self.args.key,
            secret: &self.args.secret,
            security_token: None,
        };
        self.calls += 1;
        let now_ms = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?;
        signer.sign(&mut request, now_ms, &format!("{}{:016x}", self.nonce, self.calls));
        let mut bytes = format!("POST {path} HTTP/1.1\r\n").into_bytes();
        for (name, value) in &request.headers {
            write!(bytes, "{name}: {value}\r\n")?;
        }
        write!(bytes, "content-length: {}\r\n\r\n", request.body.len())?;
        bytes.extend_from_slice(&request.body);
        self.socket.write_all(&bytes)?;
        self.answer(path)
    }

    fn answer(&mut self, path: &str) -> Result<&[u8]> {
        self.buffer.clear();
        let end = loop {
            self.read_more()?;
            if let Some(end) = self.buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let head = String::from_utf8(self.buffer[..end].to_vec())?;
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.context("a length")?.parse()?;
        while self.buffer.len() < end + length {
            self.read_more()?;
        }
        let body = &self.buffer[end..];
        ensure!(head.starts_with("HTTP/1.1 200"), "{path}: {head}{}", String::from_utf8_lossy(body));
        Ok(body)
    }

    fn read_more(&mut self) -> Result<()> {
        const ROOM: usize = 256 * 1024;
        let had = self.buffer.len();
        self.buffer.resize(had + ROOM, 0);
        let read = self.socket.read(&mut self.buffer[had..])?;
        self.buffer.truncate(had + read);
        ensure!(read > 0, "the server closed the connection");
        Ok(())
    }
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

/// Runs `count` calls on all connections together and prints how fast they went.
fn run(args: &Args, name: &str, body: impl Fn(usize) -> (&'static str, String) + Sync) -> Result<()> {
    let next = AtomicUsize::new(0);
    let began = Instant::now();
    let times: Vec<Result<Vec<Duration>>> = thread::scope(|scope| {
        let work = || {
            let mut client = Client::connect(args)?;
            let mut times = Vec::new();
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                if index >= args.count {
                    return Ok(times);
                }
                let (path, body) = body(index);
                let started = Instant::now();
                client.call(path, body)?;
                times.push(started.elapsed());
            }
        };
        let threads: Vec<_> = (0..args.at_once).map(|_| scope.spawn(work)).collect();
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

fn fill(args: &Args) -> Result<()> {
    run(args, "CreateFile (folder)", |index| {
        let body = json!({
            "drive_id": args.drive, "parent_file_id": "root", "type": "folder",
            "name": format!("folder {index:08} of the measurement"),
        });
        ("/v2/file/create", body.to_string())
    })
}

/// A hundred folders a request.
fn batch(args: &Args) -> Result<()> {
    run(args, "Batch of 100 CreateFile", |index| {
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
        ("/v2/batch", json!({ "resource": "file", "requests": requests }).to_string())
    })
}

fn search(args: &Args) -> Result<()> {
    run(args, "SearchFile", |_| {
        let body = json!({ "drive_id": args.drive, "query": args.query, "limit": 100 });
        ("/v2/file/search", body.to_string())
    })
}

/// Pages through one folder by name.
fn list(args: &Args) -> Result<()> {
    let mut client = Client::connect(args)?;
    let (mut marker, mut times, mut files) = (String::new(), Vec::new(), 0);
    let began = Instant::now();
    loop {
        let started = Instant::now();
        let body = json!({
            "drive_id": args.drive, "parent_file_id": args.folder, "order_by": "name", "limit": 100, "marker": marker,
        });
        let page = client.call("/v2/file/list", body.to_string())?;
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
    run(args, "GetFile", |index| {
        // Steps of a prime: all over the drive, and the same in every run.
        let id = &ids[index.wrapping_mul(7_368_787) % ids.len()];
        ("/v2/file/get", json!({ "drive_id": args.drive, "file_id": id }).to_string())
    })
}

fn scan(args: &Args, ids: &mut Vec<String>) -> Result<()> {
    let mut client = Client::connect(args)?;
    let (mut marker, mut times, mut files, mut bytes) = (String::new(), Vec::new(), 0, 0);
    let is_kept = args.mode == Mode::Get;
    let began = Instant::now();
    loop {
        let started = Instant::now();
        let body = json!({ "drive_id": args.drive, "fields": "*", "limit": 100, "marker": marker });
        let page = client.call("/v2/file/scan", body.to_string())?;
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

/// The slowest tenth of a run against its fastest, in the order of the pages: whether it slows down on its way.
fn deciles(times: &[Duration]) -> f64 {
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

fn report(name: &str, mut times: Vec<Duration>, took: Duration) {
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
