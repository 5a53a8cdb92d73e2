//! Measures examining in the sandbox with rule sets of any size: start without and with compiled rules that were kept,
//! a reload, the rate on one file in one worker, and the memory that the template and its workers share.

#![expect(clippy::print_stdout, reason = "the answer of a measuring program")]

use std::{
    fs::{self, File},
    path::PathBuf,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use assay_findings::{Decompress, ExamineLimits, ExamineTask, Finding, Task};
use assay_sandbox::{HashListFile, Outcome, Pool, PoolConfig, Requirement, RuleFiles, RuleFolder};
use clap::Parser;

#[derive(Debug, Parser)]
struct Args {
    /// The program that is started as a worker.
    #[arg(long, default_value = "target/release/assay")]
    assay: PathBuf,
    /// Folders of rules, beside those of Assay.
    #[arg(long)]
    rules: Vec<PathBuf>,
    /// A block list, as `hash_lists` or `assay rules add` makes them.
    #[arg(long)]
    hash_list: Option<PathBuf>,
    /// An empty folder for compiled rules.
    #[arg(long)]
    cache: PathBuf,
    /// Workers of the pool whose memory is measured.
    #[arg(long, default_value_t = 2)]
    workers: usize,
    /// The file to examine, as it is.
    file: PathBuf,
    /// How often.
    #[arg(long, default_value_t = 5)]
    count: u32,
}

#[tokio::main]
async fn main() -> Result<()> {
    let args = Args::parse();
    let mut folders = Vec::new();
    for path in &args.rules {
        let name = path.file_name().context("a folder")?.to_string_lossy().into_owned();
        folders.push(RuleFolder { name, path: fs::canonicalize(path)? });
    }
    fs::create_dir_all(&args.cache)?;
    let cache = Some(fs::canonicalize(&args.cache)?);
    let hash_lists = match &args.hash_list {
        Some(path) => {
            vec![HashListFile { name: "list".to_owned(), path: fs::canonicalize(path)?, allow: false }]
        }
        None => Vec::new(),
    };
    let rules = RuleFiles { builtin: true, folders, hash_lists, cache };
    for how in ["compiling", "kept", "kept"] {
        let began = Instant::now();
        let pool = start(&args, rules.clone()).await?;
        println!("start, {how}: {:.0} ms", began.elapsed().as_secs_f64() * 1e3);
        pool.stop().await;
    }
    let pool = start(&args, rules.clone()).await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (processes, bytes) = memory_of_children()?;
    println!("{processes} processes, idle: {} MB together", bytes >> 20);
    let began = Instant::now();
    pool.change_rules(rules).await?;
    println!("reload: {:.0} ms", began.elapsed().as_secs_f64() * 1e3);
    let length = u32::try_from(fs::metadata(&args.file)?.len()).context("a file of 4 GiB at most")?;
    let (mut best, before) = (Duration::MAX, processor_time()?);
    for _ in 0..args.count {
        let began = Instant::now();
        examine(&pool, &args.file).await?;
        best = best.min(began.elapsed());
    }
    let rate = f64::from(length) / 1e6 / best.as_secs_f64();
    let spent = processor_time()?.saturating_sub(before) / args.count.max(1);
    let share = f64::from(length) / 1e6 / spent.as_secs_f64();
    println!("{length} bytes: {:.0} ms of processor time, {share:.0} MB/s a core", spent.as_secs_f64() * 1e3);
    println!("{length} bytes: best of {} {:.0} ms, {rate:.0} MB/s", args.count, best.as_secs_f64() * 1e3);
    let (processes, bytes) = memory_of_children()?;
    println!("{processes} processes, after it: {} MB together", bytes >> 20);
    pool.stop().await;
    Ok(())
}

async fn start(args: &Args, rules: RuleFiles) -> Result<Pool> {
    let config = PoolConfig {
        workers: args.workers,
        rules,
        from_template: true,
        requirement: Requirement::BestEffort,
        ..PoolConfig::new(fs::canonicalize(&args.assay)?, vec!["worker".into()])
    };
    Ok(Pool::start(config).await?)
}

async fn examine(pool: &Pool, file: &PathBuf) -> Result<()> {
    let decompress =
        Some(Decompress { max_layers: Decompress::LAYERS_MAX, max_files: Decompress::FILES_MAX });
    let task = Task::Examine(ExamineTask { decompress, limits: ExamineLimits::default() });
    match pool.run(File::open(file)?, task, Duration::from_mins(2)).await? {
        Outcome::Found(Finding::Examined(_)) => Ok(()),
        other => bail!("{other:?}"),
    }
}

/// What the processes below this one have taken of the processor: what others do on the machine is not in it.
fn processor_time() -> Result<Duration> {
    let mut nanoseconds = 0_u64;
    for pid in family()?.iter().skip(1) {
        for task in fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten() {
            let text = fs::read_to_string(task.path().join("schedstat")).unwrap_or_default();
            nanoseconds += text.split_whitespace().next().and_then(|time| time.parse().ok()).unwrap_or(0);
        }
    }
    Ok(Duration::from_nanos(nanoseconds))
}

/// The processes below this one, and their memory, what they share counted once.
fn memory_of_children() -> Result<(usize, u64)> {
    let family = family()?;
    let mut bytes = 0;
    for pid in family.iter().skip(1) {
        let text = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("Pss:")).unwrap_or_default();
        let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().unwrap_or(0);
        bytes += kilobytes << 10;
    }
    Ok((family.len() - 1, bytes))
}

/// This process and all below it.
fn family() -> Result<Vec<u32>> {
    let mut family = vec![std::process::id()];
    let mut at = 0;
    while let Some(parent) = family.get(at).copied() {
        for task in fs::read_dir(format!("/proc/{parent}/task"))?.flatten() {
            let children = fs::read_to_string(task.path().join("children")).unwrap_or_default();
            family.extend(children.split_whitespace().filter_map(|pid| pid.parse::<u32>().ok()));
        }
        at += 1;
    }
    Ok(family)
}
