//! The job behind a binding.

use std::time::{Duration, Instant};

use assay_jobs::{Burial, Done, Failure, Handler};
use assay_store::{
    BindingKey, DatasetNo, DatasetRow, Job, Lease, MediaCommit, NewJob, RetryPolicy, StoreError,
};
use assay_types::Timestamp;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{
    compare::{Difference, compare},
    record::{Bound, FULL, INCREMENTAL, Progress, State},
};
use crate::{INDEX_JOB, Media, MediaError, scope::read_record, source::PlaceUri};

/// The kind of the jobs that [`FollowHandler`] handles.
pub const FOLLOW_JOB: &str = "media.follow";

/// Files of a page of the place, and of a page of the dataset.
const PAGE: usize = 1000;
/// How long one attempt walks before it lets others have their turn.
const SLICE: Duration = Duration::from_secs(20);
/// Jobs that may wait to be indexed before a walk waits for them.
const QUEUE_MAX: u64 = 200;
/// Jobs that may wait when a walk begins again: what is still to be indexed would be found again.
const QUEUE_MAX_AT_START: u64 = 4;
/// How long a walk waits for the queue to get shorter,
const WAIT: Duration = Duration::from_secs(1);
/// and how often in a row: others' files do not keep it for ever.
const WAITS_MAX: u32 = 600;
/// How long a binding rests whose job was given up.
const PAUSE_AFTER_DEATH: Duration = Duration::from_hours(1);
/// Doublings of the pause after failures.
const DOUBLINGS_MAX: u32 = 6;

/// What a job carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FollowJob {
    /// The dataset's number.
    pub(super) dataset: i64,
    /// What is followed.
    pub(super) uri: String,
    /// Which run of the binding this is.
    pub(super) run: u64,
}

/// Handles [`FOLLOW_JOB`].
pub struct FollowHandler {
    media: Media,
}

impl FollowHandler {
    /// A handler of this service's bindings.
    pub fn new(media: Media) -> Self {
        Self { media }
    }
}

#[async_trait]
impl Handler for FollowHandler {
    fn kind(&self) -> &'static str {
        FOLLOW_JOB
    }

    /// Walks are mostly waiting for the place; the work is in the jobs that they make.
    fn at_once(&self) -> usize {
        2
    }

    fn time_limit(&self) -> Duration {
        Duration::from_mins(10)
    }

    /// As long as the state cannot be reached. What else fails is noted in the binding and tried again by it.
    fn retry_policy(&self) -> RetryPolicy {
        RetryPolicy { max_attempts: 1000, ..RetryPolicy::default() }
    }

    async fn run(&self, job: &Job) -> Result<Done, Failure> {
        let work: FollowJob = read_record("binding", &job.payload).map_err(MediaError::into_failure)?;
        self.media.follow(&work, job.lease).await
    }

    /// The binding says that it failed, and is tried again after an hour.
    async fn on_dead(&self, job: &Job, reason: &str) -> Result<Burial, StoreError> {
        let given_up = self.media.give_up(job).await;
        match given_up {
            Ok(true) => Ok(Burial::Completed),
            Ok(false) => Ok(Burial::Record),
            Err(MediaError::Store(error)) => Err(error),
            Err(error) => {
                tracing::error!(%error, reason, "a binding is not followed any more");
                Ok(Burial::Record)
            }
        }
    }
}

/// What is to be done after an attempt.
enum Next {
    /// Go on where it stopped, after a pause.
    GoOn(Duration),
    /// The walk is done: begin again after the usual pause.
    Again,
}

impl Media {
    async fn follow(&self, work: &FollowJob, lease: Lease) -> Result<Done, Failure> {
        let bound = self.bound(work).await.map_err(MediaError::into_failure)?;
        let Some(mut bound) = bound else { return Ok(Done::Complete) };
        let walked = self.walk(work, &mut bound).await;
        let now = self.parts.clock.now();
        let pause = match walked {
            Ok(None) => return Ok(Done::Complete),
            Ok(Some(Next::GoOn(pause))) => pause,
            Ok(Some(Next::Again)) => self.config.scan_every,
            Err(error @ (MediaError::Store(_) | MediaError::Corrupt { .. })) => {
                return Err(error.into_failure());
            }
            Err(error) => {
                tracing::warn!(uri = %work.uri, %error, "a binding cannot be followed now");
                bound.progress.failures = bound.progress.failures.saturating_add(1);
                let (state, reason) = match &error {
                    MediaError::Api(error) => (State::Failed, error.message().to_owned()),
                    _ => (State::Retrying, "What is followed cannot be reached at the moment.".to_owned()),
                };
                bound.enter(state, &reason, now);
                let doublings = bound.progress.failures.min(DOUBLINGS_MAX);
                self.config.scan_every.saturating_mul(2_u32.saturating_pow(doublings))
            }
        };
        let next = bound.job(now + pause).map_err(MediaError::into_failure)?;
        let row = bound.to_row().map_err(MediaError::into_failure)?;
        if self.parts.store.update_binding(row, vec![next], Some(lease)).await? {
            return Ok(Done::Completed);
        }
        // Stopped, resumed or deleted meanwhile: a later run has a job of its own, or there is to be none.
        match self.bound(work).await.map_err(MediaError::into_failure)? {
            None => Ok(Done::Complete),
            Some(_) => Err(Failure::retryable("the binding changed meanwhile")),
        }
    }

    /// Marks the binding of a job that is given up; `false` when it is not there any more, or not this run's.
    async fn give_up(&self, job: &Job) -> Result<bool, MediaError> {
        let work: FollowJob = read_record("binding", &job.payload)?;
        let Some(mut bound) = self.bound(&work).await? else { return Ok(false) };
        let now = self.parts.clock.now();
        bound.enter(State::Failed, "The server failed; its log has the cause.", now);
        let next = bound.job(now + PAUSE_AFTER_DEATH)?;
        Ok(self.parts.store.update_binding(bound.to_row()?, vec![next], Some(job.lease)).await?)
    }

    /// The binding, if this run of it is still to be followed.
    async fn bound(&self, work: &FollowJob) -> Result<Option<Bound>, MediaError> {
        let key = BindingKey { dataset: DatasetNo(work.dataset), uri: work.uri.clone() };
        let Some(row) = self.parts.store.binding(&key).await? else { return Ok(None) };
        let bound = Bound::read(row)?;
        Ok((bound.progress.run == work.run && !bound.is(State::Stopped)).then_some(bound))
    }

    /// Walks for a while; `None` when there is nothing to follow any more.
    async fn walk(&self, work: &FollowJob, bound: &mut Bound) -> Result<Option<Next>, MediaError> {
        let place = PlaceUri::parse("URI", &work.uri)?;
        let row = bound.row();
        let dataset = self.parts.store.dataset(&row.tenant, &row.project, &row.dataset_name).await?;
        let Some(dataset) = dataset.filter(|dataset| dataset.no == row.key.dataset) else {
            return Ok(None);
        };
        let started = Instant::now();
        loop {
            if let Some(wait) = self.queue_wait(bound).await? {
                return Ok(Some(Next::GoOn(wait)));
            }
            let tenant = bound.row().tenant.clone();
            let after = bound.progress.source_after.clone();
            let page = self.list_source(&tenant, &place, after.as_deref(), PAGE).await?;
            let prefix = place.uri_prefix();
            let after = bound.progress.uri_after.clone();
            let known = self.parts.store.media_uris(dataset.no, &prefix, after.as_deref(), PAGE).await?;
            let found = compare(&page, &known, known.len() < PAGE, after.as_deref());
            let now = self.parts.clock.now();
            bound.progress.failures = 0;
            bound.enter(State::Running, "", now);
            if bound.progress.scans == 0 {
                bound.record.phase = Some(FULL.to_owned());
            }
            if found.page_done {
                bound.progress.source_after = page.next;
            }
            bound.progress.uri_after.clone_from(&found.uri_after);
            let is_done = found.all_done;
            if is_done {
                let run = bound.progress.run;
                let scans = bound.progress.scans.saturating_add(1);
                bound.progress = Progress { run, scans, ..Default::default() };
                bound.record.phase = Some(INCREMENTAL.to_owned());
            }
            if !self.apply(bound, &dataset, found, work).await? {
                return Ok(None);
            }
            if is_done {
                return Ok(Some(Next::Again));
            }
            if started.elapsed() > SLICE {
                return Ok(Some(Next::GoOn(Duration::ZERO)));
            }
        }
    }

    /// How long to wait for the queue, if at all.
    async fn queue_wait(&self, bound: &mut Bound) -> Result<Option<Duration>, MediaError> {
        let at_start = bound.progress.source_after.is_none() && bound.progress.uri_after.is_none();
        let max = if at_start && bound.progress.scans > 0 { QUEUE_MAX_AT_START } else { QUEUE_MAX };
        let is_long = self.parts.state.queue_depth(&[INDEX_JOB]).await? > max;
        if is_long && bound.progress.waits < WAITS_MAX {
            bound.progress.waits += 1;
            return Ok(Some(WAIT));
        }
        bound.progress.waits = 0;
        Ok(None)
    }

    /// Takes out what is gone, and notes how far the walk came together with the jobs that index what is new.
    /// Nothing to be done is noted with what follows. `false` when the binding is not this run's any more.
    async fn apply(
        &self,
        bound: &mut Bound,
        dataset: &DatasetRow,
        found: Difference,
        work: &FollowJob,
    ) -> Result<bool, MediaError> {
        if found.index.is_empty() && found.gone.is_empty() {
            return Ok(true);
        }
        if !found.gone.is_empty() {
            self.parts.store.commit_media(deletion(dataset.no, found.gone, self.parts.clock.now())).await?;
        }
        let jobs: Vec<NewJob> = self.index_jobs(&bound.row().tenant, dataset, found.index)?;
        if !self.parts.store.update_binding(bound.to_row()?, jobs, None).await? {
            return Ok(false);
        }
        self.parts.wake.wake();
        match self.bound(work).await? {
            Some(again) => {
                *bound = again;
                Ok(true)
            }
            None => Ok(false),
        }
    }
}

/// A commit that takes files out, and nothing else.
pub(super) fn deletion(dataset: DatasetNo, uris: Vec<String>, now: Timestamp) -> MediaCommit {
    MediaCommit {
        dataset,
        puts: Vec::new(),
        deletes: uris,
        max_files: u64::MAX,
        max_bytes: u64::MAX,
        jobs: Vec::new(),
        completes: None,
        now,
    }
}
