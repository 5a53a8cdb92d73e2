//! The job behind a submission: fetch if need be, have the sandbox look, make the detection final.

use std::{sync::Arc, time::Duration};

use assay_findings::{ExamineReport, ExamineTask, Finding, IncompleteReason, SkillTask, Task, TaskError};
use assay_jobs::{Burial, Done, Failure, Handler};
use assay_sandbox::{GaveUp, Outcome, Pool, SandboxError};
use assay_store::{DetectionFailure, Job, Lease, NewVerdict, StoreError, VerdictKey};
use assay_types::ContentDigest;
use async_trait::async_trait;

use crate::{
    Detect, DetectError,
    create::check_hash,
    job::{EXAMINE_JOB, ExamineJob},
    record::FileRecord,
};

/// Handles [`EXAMINE_JOB`].
pub struct ExamineHandler {
    detect: Detect,
    pool: Arc<Pool>,
}

impl ExamineHandler {
    /// A handler that has `pool` look at the files.
    pub fn new(detect: Detect, pool: Arc<Pool>) -> Self {
        Self { detect, pool }
    }

    async fn handle(&self, work: &ExamineJob, lease: Lease) -> Result<(), JobError> {
        let content = self.content(work).await?;
        let Looked { report, members, engine } = self.look(work, content).await?;
        let detect = &self.detect;
        let verdict = NewVerdict {
            key: VerdictKey {
                content: content.sha256,
                engine: engine.to_string(),
                options: work.options.canonical(&detect.config.limits),
            },
            report: report.to_text(),
            members: members.iter().map(FileRecord::to_text).collect(),
            notice: detect.notice(&work.tenant, &work.hash_key).map_err(Failure::fatal)?,
        };
        let expires_at = detect.parts.clock.now() + detect.config.result_lifetime;
        detect.parts.store.finish_detection(&work.tenant, &work.hash_key, verdict, lease, expires_at).await?;
        self.tell();
        Ok(())
    }

    /// The stored content; fetched first when the submission named a URL.
    async fn content(&self, work: &ExamineJob) -> Result<ContentDigest, JobError> {
        if let Some(content) = work.content {
            return Ok(content);
        }
        let url = work.url.as_deref().ok_or_else(|| Failure::fatal("neither content nor URL"))?;
        let content = self.detect.download(url).await?;
        if let Ok(hash_key) = work.hash_key.parse() {
            check_hash(&hash_key, &content)?;
        }
        self.detect.parts.store.attach_content(&work.tenant, &work.hash_key, content.sha256).await?;
        Ok(content)
    }

    /// Has the sandbox look at the content. What it gave up on is a finding too.
    async fn look(&self, work: &ExamineJob, content: ContentDigest) -> Result<Looked, JobError> {
        let limits = self.detect.config.limits;
        let input = self.detect.parts.blobs.open_local(&content.sha256).await.map_err(DetectError::Blob)?;
        let task = if work.options.skill {
            Task::Skill(SkillTask { limits })
        } else {
            Task::Examine(ExamineTask { decompress: work.options.decompress, limits })
        };
        let answer = self.pool.ask(input, task, Duration::from_millis(limits.max_time_ms)).await?;
        let engine = answer.engine;
        let given_up = |reason, limit| FileRecord::given_up(content, reason, limit);
        let report = match answer.outcome {
            Outcome::Found(Finding::Examined(report)) if report.file.digest == content => {
                let (report, members) = records(&report);
                return Ok(Looked { report, members, engine });
            }
            Outcome::Found(Finding::Skill(report)) if report.examined.file.digest == content => {
                let (mut file, members) = records(&report.examined);
                file.ext.skill = Some(Box::new(report.judgement));
                return Ok(Looked { report: file, members, engine });
            }
            // No Skill, and trying again does not make it one.
            Outcome::Refused(TaskError::Unsuitable(message)) if work.options.skill => {
                return Err(JobError::Refused(message));
            }
            // The bytes in the blob store are not those that were accepted: nothing to be learnt from them.
            Outcome::Found(_) => return Err(Failure::retryable("the stored content is damaged").into()),
            Outcome::Refused(TaskError::Input(message) | TaskError::Unsuitable(message)) => {
                return Err(Failure::retryable(message).into());
            }
            Outcome::Refused(TaskError::TooLarge { max_bytes, .. }) => {
                given_up(IncompleteReason::FileBytes, Some(max_bytes))
            }
            Outcome::Refused(TaskError::Output { max_bytes }) => {
                given_up(IncompleteReason::Output, Some(max_bytes))
            }
            Outcome::GaveUp(GaveUp::Time) => given_up(IncompleteReason::Time, Some(limits.max_time_ms)),
            Outcome::GaveUp(GaveUp::Memory) => given_up(IncompleteReason::Memory, None),
            Outcome::GaveUp(GaveUp::Crash) => given_up(IncompleteReason::Crash, None),
            Outcome::GaveUp(GaveUp::Output) => given_up(IncompleteReason::Output, None),
        };
        Ok(Looked { report, members: Vec::new(), engine })
    }

    /// Fails the detection, with the reason for which there is no verdict; `ours` is what the operator finds
    /// among the dead letters when the submission is not to blame.
    async fn give_up(
        &self,
        work: &ExamineJob,
        lease: Lease,
        reason: &str,
        ours: Option<&str>,
    ) -> Result<(), StoreError> {
        let now = self.detect.parts.clock.now();
        let failure = DetectionFailure {
            reason: reason.to_owned(),
            expires_at: now + self.detect.config.result_lifetime,
            dead_letter: ours.map(|error| (error.to_owned(), now)),
            notice: self.detect.notice(&work.tenant, &work.hash_key).unwrap_or_default(),
        };
        self.detect.parts.store.fail_detection(&work.tenant, &work.hash_key, failure, lease).await?;
        self.tell();
        Ok(())
    }

    /// Has the notice that was enqueued, if there is one, sent at once.
    fn tell(&self) {
        if self.detect.config.webhook.is_some() {
            self.detect.parts.wake.wake();
        }
    }
}

/// What came of looking at a content.
struct Looked {
    report: FileRecord,
    members: Vec<FileRecord>,
    /// The engine that looked: while rules are changed it may be another than the one in force.
    engine: Arc<str>,
}

fn records(report: &ExamineReport) -> (FileRecord, Vec<FileRecord>) {
    (FileRecord::of_report(report), report.members.iter().map(FileRecord::of_member).collect())
}

#[async_trait]
impl Handler for ExamineHandler {
    fn kind(&self) -> &'static str {
        EXAMINE_JOB
    }

    async fn run(&self, job: &Job) -> Result<Done, Failure> {
        let work = ExamineJob::from_text(&job.payload).map_err(Failure::fatal)?;
        match self.handle(&work, job.lease).await {
            Ok(()) => Ok(Done::Completed),
            Err(JobError::Refused(reason)) => {
                self.give_up(&work, job.lease, &reason, None).await?;
                Ok(Done::Completed)
            }
            Err(JobError::Failed(failure)) => Err(failure),
        }
    }

    async fn on_dead(&self, job: &Job, reason: &str) -> Result<Burial, StoreError> {
        let Ok(work) = ExamineJob::from_text(&job.payload) else { return Ok(Burial::Record) };
        let told = "the file could not be examined, for a reason on the server's side";
        self.give_up(&work, job.lease, told, Some(reason)).await?;
        Ok(Burial::Completed)
    }
}

/// Why a job did not finish.
enum JobError {
    /// The submission itself is at fault: the detection fails, with the reason for the client.
    Refused(String),
    /// Something of ours is: tried again, or given up.
    Failed(Failure),
}

impl From<Failure> for JobError {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<DetectError> for JobError {
    fn from(err: DetectError) -> Self {
        match err {
            DetectError::Store(err) => err.into(),
            DetectError::Blob(_) | DetectError::Busy | DetectError::Randomness(_) => {
                Self::Failed(Failure::retryable(err))
            }
            refused => Self::Refused(refused.to_string()),
        }
    }
}

impl From<StoreError> for JobError {
    fn from(err: StoreError) -> Self {
        Self::Failed(err.into())
    }
}

impl From<SandboxError> for JobError {
    fn from(err: SandboxError) -> Self {
        Self::Failed(Failure::retryable(err))
    }
}
