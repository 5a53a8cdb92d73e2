//! `assay examine`: verdicts and metadata without a server, in the same sandboxes.

mod summary;
mod walk;

use std::{fs::File, path::Path, process::ExitCode, time::Duration};

use anyhow::{Context as _, Result, bail};
use assay_findings::{
    Decompress, ExamineReport, ExamineTask, Finding, Task,
    media::{ProbeTask, Seeing},
};
use assay_sandbox::{Outcome, Pool};
use assay_wire::imm;
use futures_util::{StreamExt as _, stream};

use crate::{
    cli::ExamineArgs,
    commands::{pool, progress, row::Row, skill},
    config::Config,
    log::{complain, remark, say},
};
use summary::Summary;
use walk::Walk;

/// The longest time that a file is probed for.
const PROBE_WITHIN: Duration = Duration::from_mins(1);

pub(crate) async fn run(config: &Config, args: ExamineArgs) -> Result<ExitCode> {
    if args.skill {
        return skill::run(config, &args).await;
    }
    let mut summary = Summary::default();
    let requirement = config.sandbox.requirement;
    let (examiners, probers) =
        tokio::try_join!(pool::start(config, requirement), pool::start_probers(config, requirement))?;
    let decompress = Decompress { max_layers: args.max_layers, max_files: args.max_files };
    let task = ExamineTask { decompress: (!args.no_decompress).then_some(decompress), limits: config.limits };
    let bar = progress::counter("files");
    // Each file is examined and probed: as many as keep both kinds of workers busy, and some to wait for the next.
    let at_once = 2 * pool::workers(config) + 2;
    // In order, so that two runs over the same files can be compared.
    let mut reports = stream::iter(Walk::of(&args.paths))
        .map(|found| {
            let (examiners, probers) = (&examiners, &probers);
            async move {
                let path = match found {
                    Ok(path) => path,
                    Err((path, err)) => return (path, Err(err.into())),
                };
                let reports =
                    async { tokio::try_join!(examine(examiners, &path, task), probe(probers, &path)) };
                let reports = reports.await;
                (path, reports)
            }
        })
        .buffered(at_once);
    while let Some((path, report)) = reports.next().await {
        bar.inc(1);
        match report {
            Ok((report, metadata)) => {
                summary.examined(&path.display().to_string(), &report);
                bar.suspend(|| show(&path, &report, metadata, args.json));
            }
            Err(err) => {
                let err = err.context(path.display().to_string());
                summary.failed(format!("{err:#}"));
                bar.suspend(|| complain(&err));
            }
        }
    }
    bar.finish_and_clear();
    drop(reports);
    tokio::join!(examiners.stop(), probers.stop());
    for line in summary.lines() {
        remark(&line);
    }
    Ok(summary.exit_code())
}

async fn examine(pool: &Pool, path: &Path, task: ExamineTask) -> Result<ExamineReport> {
    let file = File::open(path).context("cannot be opened")?;
    let limit = Duration::from_millis(task.limits.max_time_ms);
    match pool.run(file, Task::Examine(task), limit).await? {
        Outcome::Found(Finding::Examined(report)) => Ok(report),
        Outcome::Found(_) => bail!("the sandbox answered something else"),
        Outcome::Refused(err) => Err(err.into()),
        Outcome::GaveUp(what) => bail!("could not be examined, {what}"),
    }
}

/// What a file says about itself. What keeps it from being read is in the record's `Reason`.
async fn probe(pool: &Pool, path: &Path) -> Result<imm::File> {
    let file = File::open(path).context("cannot be opened")?;
    let size_bytes = file.metadata().context("cannot be looked at")?.len();
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let seeing = Seeing { texts: true, score: true, codes: false, croppings: Vec::new() };
    let task = ProbeTask { name: Some(name.clone()), digest: true, seeing, ..ProbeTask::default() };
    match pool.run(file, Task::Probe(task), PROBE_WITHIN).await? {
        Outcome::Found(Finding::Probed(report)) => {
            Ok(assay_media::content_record(&name, size_bytes, &report))
        }
        Outcome::Found(_) => bail!("the sandbox answered something else"),
        Outcome::Refused(err) => Ok(unread(name, &err)),
        Outcome::GaveUp(what) => Ok(unread(name, &what)),
    }
}

fn unread(name: String, why: &dyn std::fmt::Display) -> imm::File {
    imm::File {
        filename: Some(name),
        object_status: Some("Failed".to_owned()),
        reason: Some(why.to_string()),
        ..imm::File::default()
    }
}

/// Prints a file and its members.
fn show(path: &Path, report: &ExamineReport, metadata: imm::File, json: bool) {
    let name = path.display().to_string();
    let mut file = Row::of_file(name.clone(), &report.file);
    file.metadata = Some(metadata);
    let mut rows = vec![file];
    rows.extend(report.members.iter().map(|member| Row::of_member(&name, member)));
    for row in rows {
        say(&row.told(json, false));
    }
}
