//! `assay rules`: the operator's own rule sets and hash lists.
//!
//! Exits with 0 when all is well and 1 when rules are wrong; `test` with 1 when nothing matched.

mod add;
mod test;

use std::{collections::BTreeMap, fs, path::PathBuf, process::ExitCode};

use anyhow::{Context as _, Result, bail};
use assay_sandbox::{RuleFiles, RuleFolder};
use assay_worker::load::{self, RuleError, RuleSet};

use crate::{
    cli::RulesCommand,
    config::Config,
    log::{complain, say},
    rule_home::{RuleHome, check_name},
};

pub(crate) async fn run(config: &Config, command: RulesCommand) -> Result<ExitCode> {
    let home = RuleHome::of(config);
    match command {
        RulesCommand::List => list(&home),
        RulesCommand::Check { folders } => check(&home, &folders),
        RulesCommand::Add(args) => add::run(config, &home, args),
        RulesCommand::Remove { name } => remove(&home, &name),
        RulesCommand::Test { rules, paths } => test::run(config, &rules, &paths).await,
    }
}

/// Compiles what is in force. Errors are shown whole.
fn compiled(files: &RuleFiles) -> Option<RuleSet> {
    match load::rules(files) {
        Ok(rules) => Some(rules),
        Err(err) => {
            show(&err);
            None
        }
    }
}

fn show(err: &RuleError) {
    complain(&anyhow::anyhow!("{err}"));
}

fn list(home: &RuleHome) -> Result<ExitCode> {
    let files = home.files()?;
    let Some(rules) = compiled(&files) else { return Ok(ExitCode::FAILURE) };
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut builtin = 0;
    for name in rules.rule_names() {
        // Only sets have folders in their namespaces.
        let set = name.split_once('/').filter(|(_, rest)| rest.contains('/')).map(|(set, _)| set);
        match set.and_then(|set| files.folders.iter().find(|folder| folder.name == set)) {
            Some(folder) => *counts.entry(&folder.name).or_default() += 1,
            None => builtin += 1,
        }
    }
    say(&format!("{builtin:>8} rules   built-in"));
    for folder in &files.folders {
        let count = counts.get(folder.name.as_str()).copied().unwrap_or(0);
        say(&format!("{count:>8} rules   {}  ({})", folder.name, folder.path.display()));
    }
    for list in &files.hash_lists {
        let counts = load::hash_counts(list).with_context(|| format!("the hash list {}", list.name))?;
        let kind = if list.allow { "allow" } else { "block" };
        let total = counts.md5 + counts.sha1 + counts.sha256;
        say(&format!(
            "{total:>8} hashes  {}  ({kind}; {} MD5, {} SHA-1, {} SHA-256)",
            list.name, counts.md5, counts.sha1, counts.sha256
        ));
    }
    say(&format!("version {}", rules.version()));
    Ok(ExitCode::SUCCESS)
}

fn check(home: &RuleHome, folders: &[PathBuf]) -> Result<ExitCode> {
    let mut files = home.files()?;
    for path in folders {
        let folder = folder(path, None)?;
        // Checked in the place of what it may be going to replace.
        files.folders.retain(|other| other.name != folder.name);
        files.folders.push(folder);
    }
    // What is only tried is not kept.
    files.cache = None;
    let Some(rules) = compiled(&files) else { return Ok(ExitCode::FAILURE) };
    for warning in rules.warnings() {
        tracing::debug!(%warning);
    }
    say(&format!("{} rules, no errors, version {}", rules.rule_count(), rules.version()));
    Ok(ExitCode::SUCCESS)
}

/// A folder of rules that the command line names.
fn folder(path: &std::path::Path, name: Option<&str>) -> Result<RuleFolder> {
    let path = fs::canonicalize(path).with_context(|| path.display().to_string())?;
    let own = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let name = check_name(name.unwrap_or(&own)).context("name it with --name")?.to_owned();
    Ok(RuleFolder { name, path })
}

fn remove(home: &RuleHome, name: &str) -> Result<ExitCode> {
    check_name(name)?;
    let set = home.sets().join(name);
    let lists = ["allow", "block"].map(|kind| home.hashes().join(format!("{name}.{kind}")));
    let mut found = false;
    if set.is_dir() {
        // Out of sight first: a server that reads meanwhile sees it whole or not at all.
        let aside = home.sets().join(format!(".{name}.old"));
        fs::rename(&set, &aside)
            .and_then(|()| fs::remove_dir_all(&aside))
            .with_context(|| set.display().to_string())?;
        found = true;
    }
    for list in lists.iter().filter(|list| list.exists()) {
        fs::remove_file(list).with_context(|| list.display().to_string())?;
        found = true;
    }
    if !found {
        bail!("nothing was added under the name {name}; what the configuration names is removed there");
    }
    home.announce()?;
    say(&format!("removed {name}"));
    Ok(ExitCode::SUCCESS)
}
