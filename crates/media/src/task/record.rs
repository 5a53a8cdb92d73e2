//! A task's record: what clients see, and what the service needs beside it.

use std::collections::BTreeMap;

use assay_store::{MediaTaskRow, MediaTaskStatus};
use assay_wire::imm::TaskInfo;
use serde::{Deserialize, Serialize};

use crate::{MediaError, scope::read_record};

/// What is stored of a task in [`MediaTaskRow::record`]; status, kind, id and times are the row's.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct TaskRecord {
    /// The wire's `EventId`.
    pub(super) event_id: String,
    /// Percent, while it is running.
    #[serde(default)]
    pub(super) progress: i32,
    /// Why it failed: a code of the API's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) code: Option<String>,
    /// The same in words, or what there is to say about a success.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) message: Option<String>,
    /// The client's own.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) tags: BTreeMap<String, String>,
    /// The client's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) user_data: Option<String>,
    /// The request as JSON text.
    pub(super) definition: String,
}

impl TaskRecord {
    /// Reads what was stored.
    pub(super) fn read(row: &MediaTaskRow) -> Result<Self, MediaError> {
        read_record("task", &row.record)
    }

    /// What clients see; `definition` adds the request.
    pub(super) fn shown(self, row: &MediaTaskRow, definition: bool) -> TaskInfo {
        TaskInfo {
            code: self.code,
            end_time: row.ended_at.map(|time| time.rfc3339_millis()),
            message: self.message,
            progress: (row.status == MediaTaskStatus::Running).then_some(self.progress),
            start_time: Some(row.started_at.rfc3339_millis()),
            status: Some(status_word(row.status).to_owned()),
            tags: Some(self.tags),
            task_id: Some(row.id.clone()),
            task_request_definition: definition.then_some(self.definition),
            task_type: Some(row.kind.clone()),
            user_data: self.user_data,
        }
    }
}

/// The wire's word for a status.
pub(super) const fn status_word(status: MediaTaskStatus) -> &'static str {
    match status {
        MediaTaskStatus::Running => "Running",
        MediaTaskStatus::Succeeded => "Succeeded",
        MediaTaskStatus::Failed => "Failed",
    }
}

/// The status of a word.
pub(super) fn status_of(word: &str) -> Option<MediaTaskStatus> {
    match word {
        "Running" => Some(MediaTaskStatus::Running),
        "Succeeded" => Some(MediaTaskStatus::Succeeded),
        "Failed" => Some(MediaTaskStatus::Failed),
        _ => None,
    }
}
