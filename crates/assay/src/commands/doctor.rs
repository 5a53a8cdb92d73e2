//! `assay doctor`: what this machine offers, what is missing, and how to get it.

use std::{process::ExitCode, time::Duration};

use anyhow::Result;
use assay_blobs::Blobs;
use assay_sandbox::{Requirement, Tools, tools as outside};
use tokio::time::timeout;

use crate::{
    commands::{page, pool, state::open_store},
    config::Config,
    log::say,
};

/// The longest wait for a database or a bucket.
const PATIENCE: Duration = Duration::from_secs(10);

/// Prints one line a thing; exits with 1 when something that `assay serve` needs is missing.
pub(crate) async fn run(config: &Config) -> Result<ExitCode> {
    let mut report = Report::default();
    sandbox(config, &mut report).await;
    tools(config).await;
    database(config, &mut report).await;
    contents(config, &mut report).await;
    Ok(if report.missing { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

fn good(what: &str, told: impl std::fmt::Display) {
    say(&format!("ok       {what:<10} {told}"));
}

/// What the server works without, and what it then cannot do.
fn lacks(what: &str, told: impl std::fmt::Display, mend: &str) {
    say(&format!("absent   {what:<10} {told}"));
    say(&format!("         {:<10} {mend}", ""));
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

/// The outside tools, which nothing needs and some fields of metadata come from.
async fn tools(config: &Config) {
    let tools = match pool::outside_tools(config).await {
        Ok(tools) => tools,
        Err(err) => return lacks("tools", format!("{err:#}"), "videos and texts in pictures are not read"),
    };
    ffprobe(&tools);
    tesseract(&tools);
    heif(&tools);
    // Found is one thing, able to run behind the walls another; and scans are made there with or without tools.
    match pool::start_probers(config, Requirement::BestEffort).await {
        Ok(pool) => {
            good("probers", format!("{}, {}", pool.engine(), pool.walls()));
            let (photo, at_once) = (config.page.max_file_bytes >> 20, page::parallel(config));
            good("scans", format!("{at_once} at once, of photos of at most {photo} MiB"));
            pool.stop().await;
        }
        Err(err) => lacks("probers", format!("{err:#}"), "no metadata can be read, and no scans can be made"),
    }
}

fn ffprobe(tools: &Tools) {
    let known = tools.ffprobe.as_deref().map(|path| (path, outside::version(path, "-version")));
    match known {
        Some((path, Some(version))) => good("ffprobe", format!("{version}, {}", path.display())),
        Some((path, None)) => {
            lacks("ffprobe", format!("{} does not run", path.display()), "set media.ffprobe");
        }
        None => lacks(
            "ffprobe",
            "streams of videos and recordings are described from their headers alone",
            "apt install ffmpeg",
        ),
    }
}

fn tesseract(tools: &Tools) {
    let mend = "apt install tesseract-ocr tesseract-ocr-chi-sim";
    let Some(path) = tools.tesseract.as_deref() else {
        return lacks("tesseract", "texts in pictures are not read", mend);
    };
    let version = outside::version(path, "--version").unwrap_or_else(|| "of no known version".to_owned());
    if tools.languages.is_empty() {
        let languages = outside::LANGUAGES.join(", ");
        return lacks("tesseract", format!("{version} has none of the languages {languages}"), mend);
    }
    let languages = tools.languages.join(", ");
    good("tesseract", format!("{version}, {}, languages {languages}", path.display()));
    if tools.languages.len() < outside::LANGUAGES.len() {
        lacks("tesseract", "not all languages", mend);
    }
}

fn heif(tools: &Tools) {
    match &tools.heif {
        Some(heif) => good("heif-convert", heif.program.display()),
        None => lacks("heif-convert", "HEIC and AVIF pictures are not seen", "apt install libheif-examples"),
    }
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
