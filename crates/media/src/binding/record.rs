//! A binding's record, what the service notes beside it, and how both change together.

use assay_store::{BindingRow, DatasetNo, NewJob};
use assay_types::Timestamp;
use assay_wire::imm::Binding;
use serde::{Deserialize, Serialize};

use super::follow::{FOLLOW_JOB, FollowJob};
use crate::{
    MediaError,
    scope::{read_record, write_record},
};

/// A binding's state, in the wire's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Made, and not looked at yet.
    Ready,
    /// Followed.
    Running,
    /// Its bucket was detached.
    Stopped,
    /// Something failed that may pass.
    Retrying,
    /// What it follows is not there. It is looked for now and then.
    Failed,
}

impl State {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "Ready",
            Self::Running => "Running",
            Self::Stopped => "Stopped",
            Self::Retrying => "Retrying",
            Self::Failed => "Failed",
        }
    }
}

/// The wire's `Phase` before the first scan is done,
pub(super) const FULL: &str = "FullScanning";
/// and after that.
pub(super) const INCREMENTAL: &str = "IncrementalScanning";

/// The service's notes: the text of [`BindingRow::progress`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Progress {
    /// Goes up when the binding is resumed: a job of an earlier run has nothing to do any more.
    pub(super) run: u64,
    /// Scans that were finished.
    #[serde(default)]
    pub(super) scans: u64,
    /// Where the place's listing goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) source_after: Option<String>,
    /// The URI up to which everything is compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) uri_after: Option<String>,
    /// Failures in a row.
    #[serde(default)]
    pub(super) failures: u32,
    /// Times in a row that it waited for the queue to get shorter.
    #[serde(default)]
    pub(super) waits: u32,
}

/// A binding, read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Bound {
    row: BindingRow,
    /// What clients see.
    pub(super) record: Binding,
    /// The service's notes.
    pub(super) progress: Progress,
}

impl Bound {
    /// Reads a row.
    pub(super) fn read(row: BindingRow) -> Result<Self, MediaError> {
        let record = read_record("binding", &row.record)?;
        let progress = read_record("binding", &row.progress)?;
        Ok(Self { row, record, progress })
    }

    /// Whether it is in a state.
    pub(super) fn is(&self, state: State) -> bool {
        self.record.state.as_deref() == Some(state.as_str())
    }

    /// Puts it into a state, and says why; the time changes only when that is another.
    pub(super) fn enter(&mut self, state: State, reason: &str, now: Timestamp) {
        if !self.is(state) || self.record.reason.as_deref() != Some(reason) {
            self.record.state = Some(state.as_str().to_owned());
            self.record.reason = Some(reason.to_owned());
            self.record.update_time = Some(now.rfc3339_millis());
        }
    }

    /// The row to write.
    pub(super) fn to_row(&self) -> Result<BindingRow, MediaError> {
        Ok(BindingRow {
            record: write_record("binding", &self.record)?,
            progress: write_record("binding", &self.progress)?,
            ..self.row.clone()
        })
    }

    /// The job of its present run.
    pub(super) fn job(&self, run_at: Timestamp) -> Result<NewJob, MediaError> {
        follow_job(self.row.key.dataset, &self.row.key.uri, self.progress.run, run_at)
    }

    /// The row as it was read.
    pub(super) fn row(&self) -> &BindingRow {
        &self.row
    }
}

/// The job of a run of a binding.
pub(super) fn follow_job(
    dataset: DatasetNo,
    uri: &str,
    run: u64,
    run_at: Timestamp,
) -> Result<NewJob, MediaError> {
    let payload = write_record("binding", &FollowJob { dataset: dataset.0, uri: uri.to_owned(), run })?;
    Ok(NewJob { kind: FOLLOW_JOB.to_owned(), payload, priority: -1, run_at })
}
