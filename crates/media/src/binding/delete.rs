//! `DeleteBinding`, and clearing away what it brought.

use std::time::Duration;

use assay_jobs::{Done, Failure, Handler};
use assay_store::{DatasetNo, Job, NewJob, RetryPolicy, StoreError};
use assay_wire::imm::{DeleteBindingRequest, Done as DoneReply};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::follow::deletion;
use crate::{
    Caller, Media, MediaError,
    scope::{read_record, write_record},
    source::PlaceUri,
};

/// The kind of the jobs that [`CleanHandler`] handles.
pub const CLEAN_JOB: &str = "media.clean";

/// Files that one step removes.
const STEP: usize = 500;

/// What a job carries.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct CleanJob {
    /// The dataset's number.
    dataset: i64,
    /// How the URIs begin that go.
    prefix: String,
}

impl Media {
    /// Deletes a binding: nothing is followed any more. What it brought stays in the dataset, unless `Cleanup` is
    /// asked for: then a job takes out every file under its URI, whoever brought it.
    ///
    /// # Errors
    /// `MissingParameter` without `DatasetName` and `URI`; `ResourceNotFound`.
    pub async fn delete_binding(
        &self,
        caller: &Caller,
        request: DeleteBindingRequest,
    ) -> Result<DoneReply, MediaError> {
        let key = self.binding_key(caller, &request.project_name, request.dataset_name, request.uri).await?;
        let jobs = if request.cleanup.unwrap_or(false) {
            let prefix = PlaceUri::parse("URI", &key.uri)?.uri_prefix();
            let work = CleanJob { dataset: key.dataset.0, prefix };
            vec![NewJob {
                kind: CLEAN_JOB.to_owned(),
                payload: write_record("binding", &work)?,
                priority: -1,
                run_at: self.parts.clock.now(),
            }]
        } else {
            Vec::new()
        };
        if !self.parts.store.delete_binding(&key, jobs).await? {
            return Err(MediaError::not_found("Binding"));
        }
        self.parts.wake.wake();
        Ok(DoneReply { request_id: caller.request_id })
    }
}

/// Handles [`CLEAN_JOB`].
pub struct CleanHandler {
    media: Media,
}

impl CleanHandler {
    /// A handler for this service's datasets.
    pub fn new(media: Media) -> Self {
        Self { media }
    }
}

#[async_trait]
impl Handler for CleanHandler {
    fn kind(&self) -> &'static str {
        CLEAN_JOB
    }

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
        let work: CleanJob = read_record("binding", &job.payload).map_err(MediaError::into_failure)?;
        let parts = &self.media.parts;
        let dataset = DatasetNo(work.dataset);
        loop {
            let uris = parts.store.media_uris(dataset, &work.prefix, None, STEP).await?;
            let is_last = uris.len() < STEP;
            if uris.is_empty() {
                return Ok(Done::Complete);
            }
            let uris = uris.into_iter().map(|found| found.uri).collect();
            match parts.store.commit_media(deletion(dataset, uris, parts.clock.now())).await {
                // The dataset is gone, and what was in it with it.
                Err(StoreError::Refused(_)) => return Ok(Done::Complete),
                other => drop(other?),
            }
            if is_last {
                return Ok(Done::Complete);
            }
        }
    }
}
