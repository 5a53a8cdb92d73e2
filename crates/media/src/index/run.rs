//! The job that indexes: opens files, has them probed, several at a time, and records them in groups.

use std::time::{Duration, Instant};

use assay_findings::{Finding, Task, media::ProbeReport};
use assay_jobs::{Done, Failure, Handler};
use assay_sandbox::Outcome;
use assay_store::{DatasetNo, DatasetRow, Job, Lease, NewJob};
use assay_types::TenantId;
use assay_wire::{code, imm::InputFile};
use async_trait::async_trait;
use futures_util::{StreamExt as _, stream::FuturesUnordered};
use serde::{Deserialize, Serialize};

use super::{
    keep::{Group, Seen},
    record::{Looked, Owner, object_id},
    workflow::Wanted,
};
use crate::{
    Media, MediaError,
    scope::{dataset_record, project_record, read_record},
    source::{FileUri, Head, Opener},
    task::{Message, Target},
};

/// The kind of the jobs that [`IndexHandler`] handles.
pub const INDEX_JOB: &str = "media.index";

/// Files of one job that are opened and probed at once: enough to keep every worker busy while others are opened.
const IN_FLIGHT: usize = 16;
/// How long what was found waits to be recorded, so that a few slow files do not hold up the others.
const RECORD_EVERY: Duration = Duration::from_secs(1);
/// What probing one file may take by its headers, and when its pixels are looked at.
const PROBE_WITHIN: Duration = Duration::from_mins(1);
const SEE_WITHIN: Duration = Duration::from_mins(3);

/// Whom to tell what became of each file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Event {
    /// The wire's `EventId`.
    pub(super) id: String,
    pub(super) target: Target,
    pub(super) user_data: Option<String>,
}

/// What a job carries: files of one dataset, each once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct IndexJob {
    pub(super) tenant: TenantId,
    pub(super) project: String,
    pub(super) dataset: String,
    /// The dataset's number: one that was deleted and made again is another.
    pub(super) no: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) event: Option<Event>,
    pub(super) files: Vec<InputFile>,
}

/// Handles [`INDEX_JOB`].
pub struct IndexHandler {
    media: Media,
}

impl IndexHandler {
    /// A handler of this service's indexing.
    pub fn new(media: Media) -> Self {
        Self { media }
    }
}

#[async_trait]
impl Handler for IndexHandler {
    fn kind(&self) -> &'static str {
        INDEX_JOB
    }

    /// Each has several files in flight.
    fn at_once(&self) -> usize {
        4
    }

    fn time_limit(&self) -> Duration {
        Duration::from_hours(2)
    }

    async fn run(&self, job: &Job) -> Result<Done, Failure> {
        let work: IndexJob = read_record("job", &job.payload).map_err(MediaError::into_failure)?;
        let is_last = job.lease.attempt >= self.retry_policy().max_attempts;
        self.media.index(&work, job.lease, is_last).await.map_err(MediaError::into_failure)
    }
}

/// What a job's files have in common.
struct Round<'a> {
    media: &'a Media,
    owner: Owner<'a>,
    opener: Opener<'a>,
    wanted: Wanted,
    /// What fails now will not be tried again.
    is_last: bool,
}

/// What came of one file.
enum Look {
    Seen(Box<Seen>),
    /// There is nothing to record; code and words for those who wait.
    Missing {
        uri: String,
        told: (String, String),
    },
}

impl Media {
    async fn index(&self, work: &IndexJob, lease: Lease, is_last: bool) -> Result<Done, MediaError> {
        let store = &self.parts.store;
        let dataset = store.dataset(&work.tenant, &work.project, &work.dataset).await?;
        let Some(dataset) = dataset.filter(|row| row.no == DatasetNo(work.no)) else {
            return Ok(Done::Complete);
        };
        let mut told = Vec::new();
        let mut files = Vec::with_capacity(work.files.len());
        for input in &work.files {
            let uri = input.uri.as_deref().unwrap_or_default();
            match FileUri::parse("URI", uri) {
                Ok(parsed) => files.push((parsed, input)),
                Err(error) => told.push((uri.to_owned(), Some(error.told()))),
            }
        }
        let wanted = self.wanted(&work.tenant, &dataset).await?;
        let owner = Owner { tenant: &work.tenant, project: &work.project, dataset: &work.dataset };
        let uris = files.iter().filter_map(|(_, input)| input.uri.clone()).collect();
        let mut group = Group::begin(self, owner, &dataset, wanted.headers, uris).await?;
        let places: Vec<_> = files.iter().map(|(uri, _)| uri).collect();
        let opener = Opener::of(self, &work.tenant, &places).await?;
        let round = Round { media: self, owner, opener, wanted, is_last };

        let mut waiting = files.iter();
        let mut looks = FuturesUnordered::new();
        let mut recorded_at = Instant::now();
        loop {
            while looks.len() < IN_FLIGHT
                && let Some((uri, input)) = waiting.next()
            {
                looks.push(round.look(uri, input));
            }
            let Some(look) = looks.next().await else { break };
            match look? {
                Look::Seen(seen) => group.add(*seen),
                Look::Missing { uri, told: why } => told.push((uri, Some(why))),
            }
            if recorded_at.elapsed() >= RECORD_EVERY {
                told.extend(group.record(None).await?);
                recorded_at = Instant::now();
            }
        }
        let Some(event) = &work.event else {
            group.record(Some(lease)).await?;
            return Ok(Done::Completed);
        };
        // Those who wait are told what became of their files, so that is known before they are.
        told.extend(group.record(None).await?);
        let jobs: Result<Vec<_>, _> =
            told.into_iter().map(|(uri, why)| self.message(work, event, uri, why)).collect();
        group.end(jobs?, lease).await?;
        self.parts.wake.wake();
        Ok(Done::Completed)
    }

    /// What is looked for: as the dataset's template says, or, where it has none, its project's.
    async fn wanted(&self, tenant: &TenantId, dataset: &DatasetRow) -> Result<Wanted, MediaError> {
        let record = dataset_record(dataset)?;
        let parameters = record.workflow_parameters.unwrap_or_default();
        let own = record.template_id.filter(|template| !template.is_empty());
        let template = match own {
            Some(template) => template,
            None => match self.parts.store.project(tenant, &dataset.project).await? {
                Some(project) => project_record(&project)?.template_id.unwrap_or_default(),
                None => String::new(),
            },
        };
        Ok(Wanted::of(&template, &parameters))
    }

    fn message(
        &self,
        work: &IndexJob,
        event: &Event,
        uri: String,
        why: Option<(String, String)>,
    ) -> Result<NewJob, MediaError> {
        let status = if why.is_some() { "Failed" } else { "Succeeded" };
        let (code, message) = why.unzip();
        let message = Message {
            event_id: event.id.clone(),
            project_name: work.project.clone(),
            dataset_name: Some(work.dataset.clone()),
            uri: Some(uri),
            status: status.to_owned(),
            code,
            message,
            user_data: event.user_data.clone(),
            ..Message::default()
        };
        self.notify(&event.target, message)
    }
}

impl Round<'_> {
    /// Opens a file, has it probed, and asks the provider about it.
    async fn look(&self, uri: &FileUri, input: &InputFile) -> Result<Look, MediaError> {
        let name = || input.uri.clone().unwrap_or_default();
        let (head, file) = match self.opener.open(uri).await {
            Ok(opened) => opened,
            Err(error) if self.is_last || matches!(error, MediaError::Api(_)) => {
                return Ok(Look::Missing { uri: name(), told: error.told() });
            }
            Err(error) => return Err(error),
        };
        let again = self.media.again(&file, &self.wanted);
        let mut vectors = None;
        let looked = match self.media.probe(&head, file, &self.wanted).await {
            Ok(Ok(mut report)) => {
                if let Some(again) = again {
                    let object = object_id(self.owner, input.uri.as_deref().unwrap_or_default());
                    vectors = self.media.understand(&object, &again, &self.wanted, &mut report).await;
                }
                Looked::Read(report)
            }
            Ok(Err(why)) => Looked::Failed(why),
            Err(error) if self.is_last => Looked::Failed(error.told().1),
            Err(error) => return Err(error),
        };
        Ok(Look::Seen(Box::new(Seen { input: input.clone(), head, looked, vectors })))
    }
}

impl Media {
    /// What a file says about itself, or, for the client, why nobody can tell.
    async fn probe(
        &self,
        head: &Head,
        file: std::fs::File,
        wanted: &Wanted,
    ) -> Result<Result<Box<ProbeReport>, String>, MediaError> {
        let digest = head.size_bytes <= self.config.max_file_bytes;
        let task = wanted.task(&head.filename, digest);
        let within = if task.seeing.any() { SEE_WITHIN } else { PROBE_WITHIN };
        match self.parts.prober.run(file, Task::Probe(task), within).await? {
            Outcome::Found(Finding::Probed(report)) => Ok(Ok(report)),
            Outcome::GaveUp(reason) => Ok(Err(reason.to_string())),
            Outcome::Refused(error) => Ok(Err(error.to_string())),
            Outcome::Found(_) => Err(MediaError::Corrupt {
                what: "answer of the sandbox",
                why: "it is about something else".to_owned(),
            }),
        }
    }
}

/// What is told when a dataset is full.
pub(super) fn full(what: &str) -> (String, String) {
    (code::LIMIT_EXCEEDED_ERROR.name.to_owned(), format!("The limit is reached: the dataset's {what}."))
}
