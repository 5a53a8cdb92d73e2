//! Measures a hash list of any length: making it of a text, opening it, looking hashes up, and what memory that takes.
//!
//! The list stays in the folder, as `list`, for `detect_scan --hash-list`.

#![expect(clippy::print_stdout, reason = "the answer of a measuring program")]

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufReader, Read},
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::{Context as _, Result, ensure};
use assay_rules::hash_list::{self, HashList};
use clap::Parser;

#[derive(Debug, Parser)]
struct Args {
    /// An existing folder for the list and the runs that it is merged of.
    folder: PathBuf,
    /// SHA-256 hashes in the list.
    #[arg(long, default_value_t = 10_000_000)]
    count: u64,
    /// Hashes that are looked up, every second of them in the list.
    #[arg(long, default_value_t = 1_000_000)]
    look_ups: u32,
}

fn main() -> Result<()> {
    let args = Args::parse();
    let path = args.folder.join("list");
    let before = peak_memory()?;
    let began = Instant::now();
    let mut number = 0;
    let scratch = || {
        number += 1;
        let run = args.folder.join(format!("run-{number}"));
        let file = new_file(&run)?;
        fs::remove_file(run).map(|()| file)
    };
    let text =
        BufReader::with_capacity(1 << 20, Lines { next: 0, count: args.count, line: Vec::new(), at: 0 });
    let counts = hash_list::build(text, &mut new_file(&path)?, scratch)?;
    ensure!(counts.sha256 == args.count, "{counts:?}");
    println!("{} hashes: made in {:.1} s", args.count, began.elapsed().as_secs_f64());
    println!("memory while it was made: {} MB more than before", peak_memory()?.saturating_sub(before) >> 20);
    println!("on disk: {} MB", fs::metadata(&path)?.len() >> 20);

    let began = Instant::now();
    let list = HashList::open(File::open(&path)?)?;
    println!("opened in {:.2} ms", began.elapsed().as_secs_f64() * 1e3);
    let began = Instant::now();
    let mut found = 0;
    for at in 0..u64::from(args.look_ups) {
        // Spread over the list; what is odd is beyond it.
        let index = at.wrapping_mul(0x9e37_79b9_7f4a_7c15) % args.count;
        let index = if at % 2 == 0 { index } else { args.count + index };
        found += u32::from(list.contains(&hash(index))?);
    }
    ensure!(found == args.look_ups.div_ceil(2), "{found} were found");
    let each = began.elapsed().as_secs_f64() * 1e6 / f64::from(args.look_ups);
    println!("a look-up: {each:.2} µs");
    Ok(())
}

fn new_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(true).open(path)
}

/// The hash with this number: as evenly spread as real ones (splitmix64, four times).
fn hash(index: u64) -> [u8; 32] {
    let mut out = [0; 32];
    for (word, turn) in out.as_chunks_mut::<8>().0.iter_mut().zip(1_u64..) {
        let mut value = index.wrapping_mul(4).wrapping_add(turn).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        value = (value ^ value >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ value >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        *word = (value ^ value >> 31).to_be_bytes();
    }
    out
}

/// The text of a list, made as it is read.
struct Lines {
    next: u64,
    count: u64,
    line: Vec<u8>,
    at: usize,
}

impl Read for Lines {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at == self.line.len() {
            if self.next == self.count {
                return Ok(0);
            }
            self.line.clear();
            for byte in hash(self.next) {
                for half in [byte >> 4, byte & 15] {
                    self.line.push(if half < 10 { b'0' + half } else { b'a' + half - 10 });
                }
            }
            self.line.push(b'\n');
            (self.next, self.at) = (self.next + 1, 0);
        }
        let rest = self.line.get(self.at..).unwrap_or_default();
        let length = rest.len().min(into.len());
        for (to, from) in into.iter_mut().zip(rest) {
            *to = *from;
        }
        self.at += length;
        Ok(length)
    }
}

/// The most memory that this process ever had, in bytes.
fn peak_memory() -> Result<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM")?;
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kilobytes << 10)
}
