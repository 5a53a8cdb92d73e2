//! Why a worker ends other than by being told to.

use assay_protocol::{FrameError, SettingsError};
use rustix::io::Errno;

/// Why a worker ends. Each goes to standard error, where the server's side reads it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WorkerError {
    /// It was not started by the sandbox.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The process that started it is gone.
    #[error("the server is gone")]
    Orphaned,
    /// It cannot ask to be killed with the process that started it.
    #[error("cannot ask for the parent's death signal: {0}")]
    DeathSignal(#[source] Errno),
    /// There is no engine to run.
    #[error("the engine cannot be built: {0}")]
    Engine(String),
    /// The socket failed.
    #[error("the connection to the server broke: {0}")]
    Socket(#[from] Errno),
    /// The server's side said something that it never says.
    #[error("not the protocol: {0}")]
    Protocol(&'static str),
    /// It cannot make workers of itself.
    #[error("a template that makes no workers: {0}")]
    Template(&'static str),
    /// It was forked and cannot become a worker.
    #[error("a fork that cannot become a worker: {0}")]
    TakeOver(#[source] std::io::Error),
    /// The process that starts outside tools could not be started.
    #[error("the toolbox cannot be started: {0}")]
    Toolbox(#[source] std::io::Error),
    /// An outside tool, or what starts them, may not run: a wall is missing.
    #[error("outside tools are not run: {0}")]
    Walls(assay_protocol::Walls),
    /// An outside tool could not be started.
    #[error("the tool cannot be started: {0}")]
    Tool(#[source] std::io::Error),
    /// A frame could not be read or written.
    #[error(transparent)]
    Frame(#[from] FrameError),
}
