//! The sandbox, as far as this service needs it.

use std::{fs::File, sync::Arc, time::Duration};

use assay_findings::Task;
use assay_sandbox::{Outcome, Pool, SandboxError};
use async_trait::async_trait;

/// Looks at files within walls. That is a [`Pool`]; tests have their own.
#[async_trait]
pub trait Engines: Send + Sync {
    /// Has a task carried out on a file; see [`Pool::run`].
    async fn run(&self, input: File, task: Task, time_limit: Duration) -> Result<Outcome, SandboxError>;

    /// Version of the engines.
    fn engine(&self) -> Arc<str>;
}

#[async_trait]
impl Engines for Pool {
    async fn run(&self, input: File, task: Task, time_limit: Duration) -> Result<Outcome, SandboxError> {
        Self::run(self, input, task, time_limit).await
    }

    fn engine(&self) -> Arc<str> {
        Self::engine(self)
    }
}
