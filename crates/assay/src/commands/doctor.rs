//! `assay doctor`: what this machine offers, what is missing, and how to get it.

use std::{process::ExitCode, time::Duration};

use anyhow::Result;
use assay_blobs::Blobs;
use assay_sandbox::Requirement;
use tokio::time::timeout;

use crate::{
    commands::{pool, state::open_store},
    config::Config,
    log::say,
};

/// The longest wait for a database or a bucket.
const PATIENCE: Duration = Duration::from_secs(10);

/// Prints one line a thing; exits with 1 when something that `assay serve` needs is missing.
pub(crate) async fn run(config: &Config) -> Result<ExitCode> {
    let mut report = Report::default();
    sandbox(config, &mut report).await;
    database(config, &mut report).await;
    contents(config, &mut report).await;
    Ok(if report.missing { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn good(what: &str, told: impl std::fmt::Display) {
    say(&format!("ok       {what:<10} {told}"));
}

/// Whether anything was missing.
#[derive(Default)]
struct Report {
    missing: bool,
}

impl Report {
    fn missing(&mut self, what: &str, told: impl std::fmt::Display, mend: &str) {
        self.missing = true;
        say(&format!("MISSING  {what:<10} {told}"));
        say(&format!("         {:<10} {mend}", ""));
    }
}

async fn sandbox(config: &Config, report: &mut Report) {
    let pool = match pool::start(config, Requirement::BestEffort).await {
        Ok(pool) => pool,
        Err(err) => {
            report.missing(
                "sandbox",
                format!("{err:#}"),
                "no worker can be started, so no file can be examined",
            );
            return;
        }
    };
    let walls = pool.walls();
    if walls.is_full() {
        let others = "seccomp on all threads, no new privileges, an unprivileged user, resource limits";
        good("sandbox", format!("{walls}, {others}"));
    } else {
        report.missing(
            "sandbox",
            walls,
            "use a kernel of 5.13 or later with landlock and seccomp (CONFIG_SECURITY_LANDLOCK, lsm=landlock,…), \
             or accept weaker walls with ASSAY_SANDBOX=best-effort",
        );
    }
    good("rules", format!("engine and rules {}", pool.engine()));
    pool.stop().await;
}

async fn database(config: &Config, report: &mut Report) {
    let kind = if config.is_embedded() { "SQLite, embedded" } else { "PostgreSQL" };
    let opened = timeout(PATIENCE, async {
        let store = open_store(config).await?;
        store.ping().await?;
        anyhow::Ok(store.schema_version().await?)
    });
    match opened.await {
        Ok(Ok(version)) => good("database", format!("{kind}, schema {version}")),
        Ok(Err(err)) => report.missing("database", format!("{kind}: {err:#}"), "check ASSAY_DATABASE_URL"),
        Err(_) => report.missing("database", format!("{kind}: no answer"), "check ASSAY_DATABASE_URL"),
    }
}

async fn contents(config: &Config, report: &mut Report) {
    let kind = config.blobs_url.split(':').next().unwrap_or_default().to_owned();
    let opened = timeout(PATIENCE, async {
        let blobs = Blobs::open(&config.blobs_url).await?;
        blobs.ping().await
    });
    match opened.await {
        Ok(Ok(())) => good("contents", kind),
        Ok(Err(err)) => report.missing(
            "contents",
            format!("{kind}: {err}"),
            "check ASSAY_BLOBS_URL and, for S3, the AWS variables",
        ),
        Err(_) => report.missing("contents", format!("{kind}: no answer"), "check ASSAY_BLOBS_URL"),
    }
}
