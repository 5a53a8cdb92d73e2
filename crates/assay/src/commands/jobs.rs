//! `assay jobs`: the dead-letter queue, for the operator.

use std::process::ExitCode;

use anyhow::Result;
use assay_store::JobId;
use assay_types::{Clock as _, SystemClock};

use crate::{
    cli::{JobsArgs, JobsCommand},
    commands::state::open_store,
    config::Config,
    log::say,
};

pub(crate) async fn run(config: &Config, args: JobsArgs) -> Result<ExitCode> {
    let store = open_store(config).await?;
    match args.command {
        JobsCommand::Dead { limit } => {
            for job in store.dead_jobs(limit).await? {
                // The payload may name a signed URL, so it is not shown.
                say(&format!(
                    "{}\t{}\t{}\t{} attempts\t{}",
                    job.id.0, job.died_at, job.kind, job.attempts, job.error
                ));
            }
            Ok(ExitCode::SUCCESS)
        }
        JobsCommand::Revive { id } => {
            if store.revive(JobId(id), SystemClock.now()).await? {
                say(&format!("job {id} is back in the queue"));
                return Ok(ExitCode::SUCCESS);
            }
            anyhow::bail!("there is no dead job {id}; `assay jobs dead` lists them")
        }
    }
}
