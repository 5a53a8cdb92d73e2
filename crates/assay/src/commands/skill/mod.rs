//! `assay examine --skill`: Skill packages judged without a server, in the same sandboxes.

mod accept;
mod pack;
mod sarif;

use std::{fs::File, path::Path, process::ExitCode, time::Duration};

use anyhow::{Context as _, Result, bail};
use assay_findings::{Ext, FileReport, Finding, Judgement, SkillReport, SkillTask, Task, VirusType};
use assay_sandbox::{Outcome, Pool};
use serde::Serialize;

use self::accept::Accepted;
use crate::{
    cli::ExamineArgs,
    commands::pool,
    config::Config,
    log::{complain, say},
};

/// One line of the answer: a package or one of its members, in the wire's names. Members have no score.
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
}

/// Judges each of the paths as one package. Exits with 1 when something was found that nobody accepted, with 2
/// when a package could not be judged or was not fully read.
pub(crate) async fn run(config: &Config, args: &ExamineArgs) -> Result<ExitCode> {
    let accepted = match &args.accept {
        Some(path) => Accepted::read(path)?,
        None => Accepted::default(),
    };
    let pool = pool::start(config, config.sandbox.requirement).await?;
    let (mut dangerous, mut failed) = (false, false);
    let mut judged: Vec<(String, Judgement)> = Vec::new();
    for path in &args.paths {
        let name = path.display().to_string();
        match judge(&pool, path, SkillTask { limits: config.limits }).await {
            Ok(report) => {
                let open = accepted.leaves_open(&report);
                failed |= !report.examined.file.incomplete.is_empty();
                dangerous |= open;
                show(&name, &report, open, args.json);
                judged.push((name, report.judgement));
            }
            Err(err) => {
                failed = true;
                complain(&err.context(name));
            }
        }
    }
    pool.stop().await;
    if let Some(path) = &args.sarif {
        let text = serde_json::to_string_pretty(&sarif::document(&judged, &accepted))?;
        File::create(path)
            .and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes()))
            .with_context(|| format!("{} cannot be written", path.display()))?;
    }
    Ok(match (dangerous, failed) {
        (true, _) => ExitCode::from(1),
        (false, true) => ExitCode::from(2),
        (false, false) => ExitCode::SUCCESS,
    })
}

async fn judge(pool: &Pool, path: &Path, task: SkillTask) -> Result<SkillReport> {
    let file =
        if path.is_dir() { pack::folder(path)? } else { File::open(path).context("cannot be opened")? };
    match pool.run(file, Task::Skill(task), Duration::from_millis(task.limits.max_time_ms)).await? {
        Outcome::Found(Finding::Skill(report)) => Ok(*report),
        Outcome::Found(_) => bail!("the sandbox answered something else"),
        Outcome::Refused(err) => Err(err.into()),
        Outcome::GaveUp(what) => bail!("could not be judged, {what}"),
    }
}

fn show(name: &str, report: &SkillReport, open: bool, json: bool) {
    let mut rows = vec![row(name.to_owned(), &report.examined.file)];
    if let Some(first) = rows.first_mut() {
        first.score = (first.result != 0).then(|| report.verdict().score.get());
        first.ext.skill = Some(Box::new(report.judgement.clone()));
    }
    rows.extend(
        report.examined.members.iter().map(|member| row(format!("{name}/{}", member.path), &member.file)),
    );
    for (index, row) in rows.into_iter().enumerate() {
        let accepted = index == 0 && row.result != 0 && !open;
        say(&if json {
            serde_json::to_string(&row).unwrap_or_default()
        } else {
            row.as_table_line(accepted)
        });
    }
    if !json {
        for item in report.judgement.findings.iter().take(10) {
            let place = if item.path.is_empty() { name } else { &item.path };
            say(&format!(
                "    {:>3} {} {place}:{}  {}  «{}»",
                item.confidence, item.rule, item.line, item.meaning.en, item.quote
            ));
        }
        for unread in &report.judgement.unread {
            say(&format!("    not read: {} ({})", unread.path, unread.why));
        }
    }
}

fn row(path: String, file: &FileReport) -> Row {
    let dangerous = file.verdict.is_dangerous();
    Row {
        path,
        hash_key: file.digest.sha256.to_string(),
        result: u8::from(dangerous),
        score: None,
        virus_type: file.verdict.virus_type.filter(|_| dangerous).map(VirusType::name),
        ext: Ext::from(file),
    }
}

impl Row {
    /// `VERDICT SCORE TYPE PATH (why)`, for a person.
    fn as_table_line(&self, accepted: bool) -> String {
        let verdict = match (self.result, self.ext.limits.is_empty()) {
            _ if accepted => "accepted",
            (0, true) => "clean",
            (0, false) => "clean so far",
            _ => "DANGEROUS",
        };
        let score = self.score.map_or_else(String::new, |score| score.to_string());
        let mut line =
            format!("{verdict:<12} {score:>3} {:<11} {}", self.virus_type.unwrap_or(""), self.path);
        if let Some(incomplete) = self.ext.incomplete_text() {
            line = format!("{line}  [{incomplete}]");
        }
        line
    }
}
