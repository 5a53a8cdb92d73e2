//! How much of a list of files is found dangerous, by the engine as it ships: file typing, containers, rules, structure
//! checks, views and flows.
//!
//! `cargo run --release -p assay-benches --bin detect_recall -- [--rules FOLDER] [--found | --missed] LIST…`
//!
//! A LIST has a line for each file: its kind, its path and its half, 0 for what was looked at and 1 for what was only
//! scored, with tabs between them. Prints the share that is dangerous, by kind and half. `--found` and `--missed` print the
//! files of the looked-at half that are, or are not, with their evidence; those of the other half are never shown. With
//! `--rules` the rules in FOLDER are taken instead of those that were built in, so that a rule can be tried without building.
#![expect(clippy::print_stdout, reason = "an instrument for the terminal")]

use std::{
    collections::BTreeMap,
    fs::{self, File},
    path::PathBuf,
    process::ExitCode,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use assay_findings::{Decompress, ExamineLimits, ExamineReport, ExamineTask, Finding, Label, Task};
use assay_protocol::{RuleFiles, RuleFolder};
use assay_worker::{Engine as _, Examiner, Input};

/// Larger files are not read.
const MAX_BYTES: u64 = 256 << 20;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(err) => {
            println!("{err}");
            ExitCode::FAILURE
        }
    }
}

/// What is printed of the looked-at half, beside the figures.
#[derive(Clone, Copy, PartialEq)]
enum Show {
    Nothing,
    Found,
    Missed,
}

struct Item {
    kind: String,
    path: String,
    is_unseen: bool,
}

fn run() -> Result<(), String> {
    let mut rules = RuleFiles::default();
    let mut show = Show::Nothing;
    let mut items = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--rules" => {
                let path = PathBuf::from(arguments.next().ok_or("--rules needs a folder")?);
                rules.builtin = false;
                rules.folders.push(RuleFolder { name: "rules".to_owned(), path });
            }
            "--found" => show = Show::Found,
            "--missed" => show = Show::Missed,
            list => items.extend(read_list(list)?),
        }
    }
    let mut table: BTreeMap<&str, [[usize; 2]; 2]> = BTreeMap::new();
    for (item, outcome) in items.iter().zip(examine_all(&rules, &items)?) {
        let report = outcome.map_err(|err| format!("{}: {err}", item.path))?;
        let is_found = report.file.verdict.is_dangerous();
        for name in [item.kind.as_str(), "all"] {
            let [found, all] = &mut table.entry(name).or_default()[usize::from(item.is_unseen)];
            *found += usize::from(is_found);
            *all += 1;
        }
        if !item.is_unseen && ((show == Show::Found && is_found) || (show == Show::Missed && !is_found)) {
            print(item, &report);
        }
    }
    println!("{:<12} {:>22} {:>22}", "", "looked at", "unseen");
    for (name, [looked_at, unseen]) in table {
        println!("{name:<12} {:>22} {:>22}", share(looked_at), share(unseen));
    }
    Ok(())
}

fn share([found, all]: [usize; 2]) -> String {
    let percent = u32::try_from(found * 1000 / all.max(1)).unwrap_or(0);
    format!("{found} of {all} {:>5.1} %", f64::from(percent) / 10.0)
}

fn read_list(path: &str) -> Result<Vec<Item>, String> {
    let text = fs::read_to_string(path).map_err(|err| format!("{path}: {err}"))?;
    text.lines()
        .map(|line| {
            let mut fields = line.split('\t');
            match (fields.next(), fields.next(), fields.next()) {
                (Some(kind), Some(file), Some(half @ ("0" | "1"))) => {
                    Ok(Item { kind: kind.to_owned(), path: file.to_owned(), is_unseen: half == "1" })
                }
                _ => Err(format!("{path}: no kind, path and half: {line}")),
            }
        })
        .collect()
}

/// Examines on all cores, each with an engine of its own, and answers in the order of `items`.
fn examine_all(rules: &RuleFiles, items: &[Item]) -> Result<Vec<Result<ExamineReport, String>>, String> {
    let next = AtomicUsize::new(0);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let work = || -> Result<Vec<_>, String> {
        let mut examiner = Examiner::build(rules)?;
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { return Ok(done) };
            done.push((index, examine(&mut examiner, &item.path)));
        }
    };
    let parts: Result<Vec<_>, String> = thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let joined = running.into_iter().map(|thread| thread.join().map_err(|_| "a thread panicked"));
        joined.map(|part| part?).collect()
    });
    let mut outcomes: Vec<_> = parts?.into_iter().flatten().collect();
    outcomes.sort_by_key(|(index, _)| *index);
    Ok(outcomes.into_iter().map(|(_, outcome)| outcome).collect())
}

fn examine(examiner: &mut Examiner, path: &str) -> Result<ExamineReport, String> {
    let file = File::open(path).map_err(|err| err.to_string())?;
    let input = Input::new(file.into(), MAX_BYTES).map_err(|err| err.to_string())?;
    let decompress = Decompress { max_layers: Decompress::LAYERS_MAX, max_files: Decompress::FILES_MAX };
    let task = Task::Examine(ExamineTask { decompress: Some(decompress), limits: ExamineLimits::default() });
    match examiner.run(&task, &input, Instant::now() + Duration::from_mins(1)) {
        Ok(Finding::Examined(report)) => Ok(report),
        Ok(_) => Err("no examination".to_owned()),
        Err(err) => Err(err.to_string()),
    }
}

fn print(item: &Item, report: &ExamineReport) {
    let labels: Vec<&str> = report.file.labels.iter().map(Label::as_str).collect();
    let bytes = report.file.digest.size_bytes;
    println!("{} {} {bytes} B {}", report.file.verdict.score.get(), item.path, labels.join(" "));
    for evidence in &report.file.evidence {
        let at = evidence.ranges.first().map_or(0, |range| range.start);
        println!("     {} {} {} @{at}", evidence.score.get(), evidence.rule, evidence.family);
    }
    for member in report.members.iter().filter(|member| member.file.verdict.is_dangerous()) {
        let rules: Vec<&str> = member.file.evidence.iter().map(|item| item.rule.as_str()).collect();
        println!("     {} {} {}", member.file.verdict.score.get(), member.path, rules.join(" "));
    }
}
