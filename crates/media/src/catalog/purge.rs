//! Clears away what was in datasets that are gone, step by step, so that nobody waits long behind it.

use std::time::Duration;

use assay_jobs::{Done, Failure, Handler};
use assay_store::{DatasetNo, Job, RetryPolicy};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::{Media, MediaError, scope::read_record};

/// The kind of the jobs that [`PurgeHandler`] handles.
pub const PURGE_JOB: &str = "media.purge";

/// Files that one step removes.
const STEP: usize = 500;

/// What a job carries.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct PurgeJob {
    /// The dataset's number.
    pub(super) dataset: i64,
}

/// Handles [`PURGE_JOB`].
pub struct PurgeHandler {
    media: Media,
}

impl PurgeHandler {
    /// A handler for this service's datasets.
    pub fn new(media: Media) -> Self {
        Self { media }
    }
}

#[async_trait]
impl Handler for PurgeHandler {
    fn kind(&self) -> &'static str {
        PURGE_JOB
    }

    /// As others, but ten times: what it leaves is there for ever.
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
        let work: PurgeJob = read_record("purge", &job.payload).map_err(MediaError::into_failure)?;
        while self.media.parts.store.purge_dataset(DatasetNo(work.dataset), STEP).await? {
            tokio::task::yield_now().await;
        }
        Ok(Done::Complete)
    }
}
