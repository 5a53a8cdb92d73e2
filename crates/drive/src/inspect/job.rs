//! The job that examines a content and tells the file.

use std::{sync::Arc, time::Duration};

use assay_findings::{Decompress, ExamineTask, Finding, Task};
use assay_jobs::{Done, Failure, Handler};
use assay_sandbox::Outcome;
use assay_store::{Change, ChangeOp, Commit, ContentRow, Expect, FileState, Job, Lease, NewJob, Write};
use assay_types::{DriveId, FileId, Sha256Digest, Timestamp};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{Facts, Inspector, Punish};
use crate::{Drive, DriveError, draft::Draft};

/// The kind of the job.
pub(super) const INSPECT_JOB: &str = "drive.inspect";
/// Files go before work on trees, and after what a client waits for.
const PRIORITY: i16 = -1;

/// A content to be examined for a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct InspectJob {
    pub(super) drive: DriveId,
    pub(super) file: FileId,
    pub(super) content: Sha256Digest,
    /// Whether it is examined although it is known.
    pub(super) anew: bool,
}

impl InspectJob {
    /// The job as it is committed.
    pub(super) fn enqueued(&self, now: Timestamp) -> NewJob {
        NewJob {
            kind: INSPECT_JOB.to_owned(),
            payload: serde_json::to_string(self).unwrap_or_default(),
            priority: PRIORITY,
            run_at: now,
        }
    }
}

/// Examines contents and tells the files that have them.
pub struct InspectHandler(Drive);

impl InspectHandler {
    /// A handler for a service that has the sandbox.
    pub fn new(drive: Drive) -> Self {
        Self(drive)
    }
}

#[async_trait]
impl Handler for InspectHandler {
    fn kind(&self) -> &'static str {
        INSPECT_JOB
    }

    async fn run(&self, job: &Job) -> Result<Done, Failure> {
        let work: InspectJob = serde_json::from_str(&job.payload).map_err(Failure::fatal)?;
        let Some(inspector) = &self.0.inspector else {
            return Err(Failure::fatal("this node has no sandbox"));
        };
        match self.0.inspect(inspector, &work, job.lease).await {
            Ok(()) => Ok(Done::Completed),
            Err(error) if error.is_drive_gone() => Ok(Done::Complete),
            Err(error) => Err(error.into_failure()),
        }
    }
}

impl Drive {
    async fn inspect(
        &self,
        inspector: &Inspector,
        work: &InspectJob,
        lease: Lease,
    ) -> Result<(), DriveError> {
        let turn = inspector.turn(work.content);
        let _turn = turn.lock().await;
        let row = self.parts.store.content(&work.content).await?;
        let known = row.as_ref().filter(|_| !work.anew).and_then(|row| self.known(row));
        let (facts, to_keep) = match (known, row) {
            (Some(facts), _) if self.is_probed(&facts) => (Some(facts), None),
            (known, Some(row)) if self.has(work).await? => {
                let (facts, engine) = match known {
                    Some(facts) => (facts, self.parts.engine.get()),
                    None => self.look(inspector, &row).await?,
                };
                let probed = match &self.probing {
                    Some(probing) => Some(self.probe(probing, &facts, &row).await?),
                    None => None,
                };
                let facts = facts.with(probed);
                let text = serde_json::to_string(&facts)
                    .map_err(|error| DriveError::Corrupt { what: "facts", why: error.to_string() })?;
                let row = ContentRow { engine: Some(engine.to_string()), facts: Some(text), ..row };
                (Some(facts), Some(row))
            }
            // Nobody has the content any more.
            _ => (None, None),
        };
        let mut tries = crate::file::Tries::default();
        loop {
            match self.tell(inspector.config.punish, work, facts.as_ref(), to_keep.clone(), lease).await {
                Err(error) => tries.again(error)?,
                Ok(()) => return Ok(()),
            }
        }
    }

    /// Whether the file still has the content.
    async fn has(&self, work: &InspectJob) -> Result<bool, DriveError> {
        let found = self.parts.store.files(work.drive, &[work.file]).await?.pop().flatten();
        Ok(found.is_some_and(|found| found.row.content == Some(work.content)))
    }

    /// Has the sandbox look at a content, and tells which engine that was. What it gave up on is a fact too.
    async fn look(&self, inspector: &Inspector, row: &ContentRow) -> Result<(Facts, Arc<str>), DriveError> {
        if row.size_bytes > inspector.config.max_bytes {
            return Ok((Facts::too_large(), self.parts.engine.get()));
        }
        let limits = inspector.config.limits;
        let decompress = Decompress { max_layers: Decompress::LAYERS_MAX, max_files: Decompress::FILES_MAX };
        let task = Task::Examine(ExamineTask { decompress: Some(decompress), limits });
        let input = self.parts.blobs.open_local(&row.sha256).await?;
        let answer = inspector.pool.ask(input, task, Duration::from_millis(limits.max_time_ms)).await?;
        let facts = match answer.outcome {
            Outcome::Found(Finding::Examined(report)) if report.file.digest.sha256 == row.sha256 => {
                Facts::of(&report)
            }
            Outcome::GaveUp(reason) => Facts::given_up(reason),
            Outcome::Found(_) => {
                return Err(DriveError::Corrupt { what: "content", why: "it has other bytes".to_owned() });
            }
            Outcome::Refused(error) => {
                return Err(DriveError::Corrupt { what: "answer of the sandbox", why: error.to_string() });
            }
        };
        Ok((facts, answer.engine))
    }

    /// Keeps what was found and writes it into the file's record, in one change that ends the job.
    async fn tell(
        &self,
        punish: Punish,
        work: &InspectJob,
        facts: Option<&Facts>,
        to_keep: Option<ContentRow>,
        lease: Lease,
    ) -> Result<(), DriveError> {
        let mut commit = Commit::new(work.drive, self.parts.clock.now());
        commit.completes = Some(lease);
        commit.writes.extend(to_keep.map(Write::PutContent));
        let found = self.parts.store.files(work.drive, &[work.file]).await?.pop().flatten();
        let found = found.filter(|found| found.row.content == Some(work.content));
        if let (Some(found), Some(facts)) = (found, facts) {
            commit.expect.push(Expect::Version(found.row.id, found.row.version));
            let is_live = found.row.state == FileState::Available;
            let mut draft = Draft::of(&found.row)?;
            let before = draft.file.clone();
            facts.apply(&mut draft, punish);
            let mut op = ChangeOp::Update;
            if is_live && facts.is_dangerous() && punish == Punish::Trash {
                draft.trash(commit.now);
                op = ChangeOp::Trash;
            }
            if draft.file != before || op == ChangeOp::Trash {
                commit.writes.push(draft.update());
                if is_live {
                    commit.changes.push(Change { op, file: work.file, old_parent: None });
                }
            }
        }
        self.parts.store.commit(commit).await?;
        Ok(())
    }
}
