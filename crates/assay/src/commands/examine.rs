//! `assay examine`: verdicts and metadata without a server, in the same sandboxes.

mod summary;
mod walk;

use std::{fs::File, path::Path, process::ExitCode, time::Duration};

use anyhow::{Context as _, Result, bail};
use assay_findings::{
    Decompress, ExamineReport, ExamineTask, Ext, FileReport, Finding, Task,
    media::{ProbeTask, Seeing},
};
use assay_sandbox::{Outcome, Pool};
use assay_wire::imm;
use futures_util::{StreamExt as _, stream};
use serde::Serialize;

use crate::{
    cli::ExamineArgs,
    commands::{pool, progress, skill},
    config::Config,
    log::{complain, remark, say},
};
use summary::Summary;
use walk::Walk;

/// The longest time that a file is probed for.
const PROBE_WITHIN: Duration = Duration::from_mins(1);

/// One line of the answer: a file or a member, in the wire's names.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Row {
    path: String,
    hash_key: String,
    result: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    virus_type: Option<&'static str>,
    ext: Ext,
    /// What the file says about itself; members have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<imm::File>,
}

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
    let mut rows = vec![Row { metadata: Some(metadata), ..row(name.clone(), &report.file) }];
    rows.extend(report.members.iter().map(|member| row(format!("{name}/{}", member.path), &member.file)));
    for row in rows {
        say(&if json { serde_json::to_string(&row).unwrap_or_default() } else { row.as_table_line() });
    }
}

fn row(path: String, file: &FileReport) -> Row {
    let dangerous = file.verdict.is_dangerous();
    Row {
        path,
        hash_key: file.digest.sha256.to_string(),
        result: u8::from(dangerous),
        score: dangerous.then(|| file.verdict.score.get()),
        virus_type: file.verdict.virus_type.filter(|_| dangerous).map(assay_findings::VirusType::name),
        ext: Ext::from(file),
        metadata: None,
    }
}

impl Row {
    /// `VERDICT SCORE TYPE PATH (why)`, for a person.
    fn as_table_line(&self) -> String {
        let verdict = match (self.result, self.ext.limits.is_empty()) {
            (0, true) => "clean",
            (0, false) => "clean so far",
            _ => "DANGEROUS",
        };
        let score = self.score.map_or_else(String::new, |score| score.to_string());
        let mut line =
            format!("{verdict:<12} {score:>3} {:<11} {}", self.virus_type.unwrap_or(""), self.path);
        if self.result != 0
            && let Some(evidence) = self.ext.evidence.first()
        {
            line = format!("{line}  ({})", evidence.meaning.en);
        }
        if let Some(incomplete) = self.ext.incomplete_text() {
            line = format!("{line}  [{incomplete}]");
        }
        if let Some(about) = self.metadata.as_ref().map(in_words).filter(|about| !about.is_empty()) {
            line = format!("{line}  {about}");
        }
        line
    }
}

/// What a person looks for first in a file's metadata: kind, dimensions, length, pages, time, place, title.
fn in_words(file: &imm::File) -> String {
    let about = &file.metadata;
    let address = about.addresses.iter().flatten().find(|address| address.language.as_deref() == Some("en"));
    let place = address.and_then(|address| address.city.clone().or_else(|| address.country.clone()));
    let words = [
        about.content_type.clone(),
        about.image_width.zip(about.image_height).map(|(width, height)| format!("{width}x{height}")),
        about.video_width.zip(about.video_height).map(|(width, height)| format!("{width}x{height}")),
        about.duration.map(|seconds| format!("{seconds:.1} s")),
        about.page_count.map(|pages| format!("{pages} pages")),
        about.produce_time.clone(),
        place,
        about.title.as_ref().map(|title| format!("{title:?}")),
    ];
    words.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
