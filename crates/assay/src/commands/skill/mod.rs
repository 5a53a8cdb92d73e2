//! `assay examine --skill`: Skill packages judged without a server, in the same sandboxes.

mod accept;
mod pack;
mod sarif;

use std::{fs::File, path::Path, process::ExitCode, time::Duration};

use anyhow::{Context as _, Result, bail};
use assay_findings::{Finding, Judgement, SkillReport, SkillTask, Task};
use assay_sandbox::{Outcome, Pool};

use self::accept::Accepted;
use crate::{
    cli::ExamineArgs,
    commands::{pool, row::Row},
    config::Config,
    log::{complain, say},
};

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
    let mut package = Row::of_file(name.to_owned(), &report.examined.file);
    package.score = (package.result != 0).then(|| report.verdict().score.get());
    package.ext.skill = Some(Box::new(report.judgement.clone()));
    say(&package.told(json, package.result != 0 && !open));
    for member in &report.examined.members {
        // As in the API, a package is scored as a whole.
        let mut row = Row::of_member(name, member);
        row.score = None;
        say(&row.told(json, false));
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
