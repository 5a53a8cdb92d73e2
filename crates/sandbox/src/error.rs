//! Why a job was not given to a worker, or a pool not started.

use std::io;

use assay_protocol::Walls;

/// Why a job was not given to a worker, or a pool not started. Never about what is in a file: that is an
/// [`crate::Outcome`].
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The worker program could not be started.
    #[error("the worker program could not be started")]
    Spawn(#[source] io::Error),
    /// A worker was started but never became ready.
    #[error("a worker did not become ready: {reason}{}{stderr}", if stderr.is_empty() { "" } else { "; it said: " })]
    NotReady {
        /// What happened instead.
        reason: String,
        /// The end of what it wrote to its standard error.
        stderr: String,
    },
    /// This kernel, or this container, does not offer every wall, and every wall is required.
    #[error("the sandbox is not complete here, and is required to be: {0}")]
    WallsMissing(Walls),
    /// No worker can be started at the moment; the pool keeps trying.
    #[error("no worker can be started at the moment")]
    Unavailable,
    /// The pool was stopped.
    #[error("the sandbox was stopped")]
    Stopped,
    /// The input cannot be handed over: it is open for writing and cannot be opened again without.
    #[error("the input cannot be opened read-only")]
    Input(#[source] io::Error),
}

impl SandboxError {
    /// Whether the same job may succeed later on the same pool.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Spawn(_) | Self::NotReady { .. } | Self::Unavailable | Self::Input(_) => true,
            Self::WallsMissing(_) | Self::Stopped => false,
        }
    }
}
