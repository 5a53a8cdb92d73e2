//! The sandbox as the commands start it: this very program, as `assay worker`.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use assay_sandbox::{Pool, PoolConfig, Requirement, RuleFiles, Tools, tools};

use crate::{config::Config, rule_home::RuleHome};

/// How many workers there are to be: at least one.
pub(crate) fn workers(config: &Config) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    config.sandbox.workers.unwrap_or_else(cores).max(1)
}

/// Starts the workers that examine files; ready when the first of them is.
pub(crate) async fn start(config: &Config, requirement: Requirement) -> Result<Pool> {
    start_with(config, requirement, RuleHome::of(config).files()?).await
}

/// The same with these rules.
pub(crate) async fn start_with(config: &Config, requirement: Requirement, rules: RuleFiles) -> Result<Pool> {
    let defaults = PoolConfig::new(program()?, vec!["worker".into()]);
    let pool = PoolConfig {
        max_input_bytes: config.max_file_bytes,
        requirement,
        rules,
        clamd: config.clamd.clone(),
        from_template: true,
        ..defaults
    };
    start_pool(config, pool).await
}

/// Starts the workers that say what files say about themselves, with the tools and models that there are.
pub(crate) async fn start_probers(config: &Config, requirement: Requirement) -> Result<Pool> {
    let tools = outside_tools(config).await?;
    let defaults = PoolConfig::probers(program()?, vec!["worker".into()], tools);
    let pool = PoolConfig {
        models: config.media.models.clone(),
        max_input_bytes: config.media.max_file_bytes.max(config.page.max_file_bytes),
        // Scans cross as base64, and something stands beside them.
        max_output_bytes: defaults.max_output_bytes.max(config.page.max_scan_bytes / 3 * 4 + (1 << 20)),
        requirement,
        ..defaults
    };
    start_pool(config, pool).await
}

/// The outside tools that there are.
pub(crate) async fn outside_tools(config: &Config) -> Result<Tools> {
    let search = config.tools.clone();
    let find = move || tools::find(&search);
    tokio::task::spawn_blocking(find).await.context("cannot look for outside tools")
}

fn program() -> Result<PathBuf> {
    std::env::current_exe().context("cannot tell where this program is")
}

async fn start_pool(config: &Config, pool: PoolConfig) -> Result<Pool> {
    let pool = PoolConfig { workers: workers(config), memory_bytes: config.sandbox.memory_bytes, ..pool };
    Pool::start(pool).await.context(
        "cannot start the sandbox; `assay doctor` says what this kernel offers, and ASSAY_SANDBOX=best-effort \
         takes what there is",
    )
}
