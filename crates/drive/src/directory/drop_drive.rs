//! Removes what was in drives that are gone: rows, and references to contents.
//!
//! A drive that is deleted is out of sight at once, and nothing can be put into it any more; what it held goes step
//! by step, so that nobody waits long behind it.

use std::time::Duration;

use assay_jobs::{Done, Failure, Handler};
use assay_store::{Job, RetryPolicy};
use assay_types::DriveId;
use async_trait::async_trait;

use super::DROP_DRIVE_JOB;
use crate::Drive;

/// Rows that one step removes.
const STEP: usize = 200;

/// Handles [`DROP_DRIVE_JOB`].
pub struct DropDriveHandler {
    drive: Drive,
}

impl DropDriveHandler {
    /// A handler for this service's drives.
    pub fn new(drive: Drive) -> Self {
        Self { drive }
    }
}

#[async_trait]
impl Handler for DropDriveHandler {
    fn kind(&self) -> &'static str {
        DROP_DRIVE_JOB
    }

    /// As others, but ten times: what it leaves holds contents for ever.
    fn retry_policy(&self) -> RetryPolicy {
        RetryPolicy { max_attempts: 10, ..RetryPolicy::default() }
    }

    fn at_once(&self) -> usize {
        1
    }

    fn time_limit(&self) -> Duration {
        Duration::from_hours(12)
    }

    async fn run(&self, job: &Job) -> Result<Done, Failure> {
        let drive: DriveId = job
            .payload
            .parse()
            .map_err(|error| Failure::fatal(format_args!("unreadable payload: {error}")))?;
        let parts = &self.drive.parts;
        while parts.store.purge_drive(drive, STEP, parts.clock.now()).await? {
            tokio::task::yield_now().await;
        }
        Ok(Done::Complete)
    }
}
