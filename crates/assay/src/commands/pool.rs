//! The sandbox as the commands start it: this very program, as `assay worker`.

use anyhow::{Context as _, Result};
use assay_sandbox::{Pool, PoolConfig, Requirement};

use crate::config::Config;

/// How many workers there are to be: at least one.
pub(crate) fn workers(config: &Config) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    config.sandbox.workers.unwrap_or_else(cores).max(1)
}

/// Starts the workers; ready when the first of them is.
pub(crate) async fn start(config: &Config, requirement: Requirement) -> Result<Pool> {
    let program = std::env::current_exe().context("cannot tell where this program is")?;
    let defaults = PoolConfig::new(program, vec!["worker".into()]);
    let pool = PoolConfig {
        workers: workers(config),
        memory_bytes: config.sandbox.memory_bytes,
        max_input_bytes: config.max_file_bytes,
        requirement,
        ..defaults
    };
    Pool::start(pool).await.context(
        "cannot start the sandbox; `assay doctor` says what this kernel offers, and ASSAY_SANDBOX=best-effort \
         takes what there is",
    )
}
