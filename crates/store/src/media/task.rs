//! Tasks: work that a client started and asks about.

use assay_types::{TenantId, Timestamp};
use async_trait::async_trait;

use crate::{Lease, NewJob, StoreError};

/// How far a task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MediaTaskStatus {
    /// It waits, or is under way.
    Running,
    /// It is done.
    Succeeded,
    /// It failed.
    Failed,
}

/// A task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaTaskRow {
    /// Its id, unique within the project; ids sort by age.
    pub id: String,
    /// The wire's `TaskType`.
    pub kind: String,
    /// How far it is.
    pub status: MediaTaskStatus,
    /// When it was started.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// The wire's record.
    pub record: String,
    /// The version that was read; 0 for a new one.
    pub version: u64,
}

/// Which tasks are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MediaTaskFilter {
    /// Of these kinds; of all when empty.
    pub kinds: Vec<String>,
    /// With this status.
    pub status: Option<MediaTaskStatus>,
    /// Started at this time or later, or earlier.
    pub started: (Option<Timestamp>, Option<Timestamp>),
    /// Ended at this time or later, or earlier.
    pub ended: (Option<Timestamp>, Option<Timestamp>),
    /// Newest first.
    pub descending: bool,
    /// Go on after this task.
    pub after: Option<String>,
    /// The most that are wanted.
    pub limit: usize,
}

/// Verbs on tasks.
#[async_trait]
pub trait MediaTaskStore: Send + Sync {
    /// Makes a task together with its jobs.
    ///
    /// # Errors
    /// [`StoreError::AlreadyExists`] when its id is taken, [`StoreError::Missing`] when its project is not there.
    async fn create_task(
        &self,
        tenant: &TenantId,
        project: &str,
        task: MediaTaskRow,
        jobs: Vec<NewJob>,
    ) -> Result<(), StoreError>;
    /// A task.
    async fn task(
        &self,
        tenant: &TenantId,
        project: &str,
        id: &str,
    ) -> Result<Option<MediaTaskRow>, StoreError>;
    /// Changes a task; `false` when its version is another by now, or it is gone. `completes` ends with it.
    async fn update_task(
        &self,
        tenant: &TenantId,
        project: &str,
        task: MediaTaskRow,
        jobs: Vec<NewJob>,
        completes: Option<Lease>,
    ) -> Result<bool, StoreError>;
    /// Tasks by age.
    async fn tasks(
        &self,
        tenant: &TenantId,
        project: &str,
        filter: MediaTaskFilter,
    ) -> Result<Vec<MediaTaskRow>, StoreError>;
    /// Forgets tasks, of all tenants, that ended before a time; how many.
    async fn forget_tasks(&self, ended_before: Timestamp, limit: usize) -> Result<u64, StoreError>;
}
