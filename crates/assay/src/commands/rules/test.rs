//! `assay rules test`: which rules of a folder match which files, in the sandbox like everything that is examined.

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use anyhow::{Context as _, Result, bail};
use assay_findings::{Decompress, ExamineTask, Finding, Task};
use assay_sandbox::{Outcome, Pool, RuleFiles};

use super::{compiled, folder};
use crate::{commands::pool, config::Config, log::say};

pub(super) async fn run(config: &Config, rules: &Path, paths: &[PathBuf]) -> Result<ExitCode> {
    let files = RuleFiles { builtin: false, folders: vec![folder(rules, None)?], ..RuleFiles::default() };
    // Here, so that what is wrong is shown whole.
    if compiled(&files).is_none() {
        return Ok(ExitCode::FAILURE);
    }
    let pool = pool::start_with(config, config.sandbox.requirement, files).await?;
    let mut matched = false;
    for path in paths {
        matched |= test(config, &pool, path).await.with_context(|| path.display().to_string())?;
    }
    pool.stop().await;
    Ok(if matched { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Shows what matches a file and its members; tells whether anything did.
async fn test(config: &Config, pool: &Pool, path: &Path) -> Result<bool> {
    let decompress = Decompress { max_layers: Decompress::LAYERS_MAX, max_files: Decompress::FILES_MAX };
    let task = Task::Examine(ExamineTask { decompress: Some(decompress), limits: config.limits });
    let limit = Duration::from_millis(config.limits.max_time_ms);
    let report = match pool.run(File::open(path)?, task, limit).await? {
        Outcome::Found(Finding::Examined(report)) => report,
        Outcome::Found(_) => bail!("the sandbox answered something else"),
        Outcome::Refused(err) => return Err(err.into()),
        Outcome::GaveUp(what) => bail!("could not be examined, {what}"),
    };
    let name = path.display().to_string();
    let members = report.members.iter().map(|member| (format!("{name}/{}", member.path), &member.file));
    let mut matched = false;
    for (name, file) in std::iter::once((name.clone(), &report.file)).chain(members) {
        for evidence in &file.evidence {
            matched = true;
            let ranges: Vec<_> =
                evidence.ranges.iter().map(|range| format!("{}..{}", range.start, range.end)).collect();
            say(&format!("{name}: {} ({}) {}", evidence.rule, evidence.score.get(), ranges.join(" ")));
        }
    }
    Ok(matched)
}
