//! Scans files and folders with the rule set of ours and prints what fires: the tool for tuning rules
//! against a system's own files (nothing may fire there) and against collections of samples.
//!
//! ```text
//! cargo run --release -p assay-rules --example scan_tree -- [--hints] [--silent] [--show] [--rules=DIR] PATH…
//! ```
//!
//! One line a file that is dangerous: score, path, rules. `--hints` also prints files at which only
//! weak rules fired; `--silent` prints the paths of files at which nothing dangerous fired, and only those;
//! `--show` adds the bytes that matched; `--rules=DIR` takes the rules from a folder of families instead.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for a terminal")]

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};

use assay_findings::Verdict;
use assay_rules::{RuleSet, RuleSource, Scanner};

/// Larger files are read up to here.
const MAX_BYTES: u64 = 256 << 20;

#[derive(Clone, Copy)]
struct Options {
    hints: bool,
    silent: bool,
    show: bool,
}

#[derive(Default)]
struct Tally {
    files: u64,
    bytes: u64,
    dangerous: u64,
    by_rule: BTreeMap<String, u64>,
}

fn main() -> ExitCode {
    let (flags, paths): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let flag = |name: &str| flags.iter().any(|flag| flag == name);
    let options = Options { hints: flag("--hints"), silent: flag("--silent"), show: flag("--show") };
    let folder = flags.iter().find_map(|flag| flag.strip_prefix("--rules="));
    let rules =
        match folder.map_or_else(RuleSet::builtin, |folder| RuleSet::compile(&sources(Path::new(folder)))) {
            Ok(rules) => rules,
            Err(error) => {
                eprintln!("{error}");
                return ExitCode::from(2);
            }
        };
    let mut scanner = rules.scanner();
    let mut tally = Tally::default();
    let start = Instant::now();
    let mut left: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
    while let Some(path) = left.pop() {
        let Ok(kind) = path.symlink_metadata() else { continue };
        if kind.is_dir() {
            let Ok(entries) = path.read_dir() else { continue };
            let mut inside: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
            inside.sort_unstable_by(|a, b| b.cmp(a));
            left.extend(inside);
        } else if kind.is_file() {
            scan_file(&path, &mut scanner, &mut tally, options);
        }
    }
    eprintln!("{} files, {} MB, {:.1} s", tally.files, tally.bytes >> 20, start.elapsed().as_secs_f64());
    eprintln!("{} dangerous", tally.dangerous);
    for (rule, count) in &tally.by_rule {
        eprintln!("{count:8} {rule}");
    }
    ExitCode::from(u8::from(tally.dangerous > 0))
}

/// The rule files below a folder, each family's folder a namespace.
fn sources(folder: &Path) -> Vec<RuleSource> {
    let mut sources = Vec::new();
    for family in folder.read_dir().into_iter().flatten().flatten() {
        for file in family.path().read_dir().into_iter().flatten().flatten() {
            let path = file.path();
            if path.extension().is_some_and(|extension| extension == "yar") {
                sources.push(RuleSource {
                    name: path.display().to_string(),
                    namespace: family.file_name().to_string_lossy().into_owned(),
                    text: std::fs::read_to_string(&path).unwrap_or_default(),
                });
            }
        }
    }
    sources
}

fn scan_file(path: &Path, scanner: &mut Scanner<'_>, tally: &mut Tally, options: Options) {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(MAX_BYTES).read_to_end(&mut bytes));
    if let Err(error) = read {
        eprintln!("{}: {error}", path.display());
        return;
    }
    tally.files += 1;
    tally.bytes += bytes.len() as u64;
    let found = match scanner.scan(&bytes, &[], 16, Duration::from_mins(1)) {
        Ok(found) => found,
        Err(error) => {
            eprintln!("{}: {error}", path.display());
            return;
        }
    };
    let verdict = Verdict::weigh(&found);
    tally.dangerous += u64::from(verdict.is_dangerous());
    for item in &found {
        *tally.by_rule.entry(item.rule.clone()).or_default() += 1;
    }
    if options.silent {
        if !verdict.is_dangerous() {
            println!("{}", path.display());
        }
    } else if verdict.is_dangerous() || (options.hints && !found.is_empty()) {
        let rules: Vec<&str> = found.iter().map(|item| item.rule.as_str()).collect();
        println!("{:3} {} {}", verdict.score.get(), path.display(), rules.join(" "));
        for item in found.iter().filter(|_| options.show) {
            println!("    {}", item.rule);
            for range in &item.ranges {
                let (Ok(start), Ok(end)) = (usize::try_from(range.start), usize::try_from(range.end)) else {
                    continue;
                };
                let text = bytes.get(start..end.min(start + 160)).unwrap_or_default();
                println!("      {start}: {}", text.escape_ascii());
            }
        }
    }
}
