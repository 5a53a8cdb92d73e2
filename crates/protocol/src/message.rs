//! The three messages.

use assay_findings::{Finding, Task, TaskError};
use serde::{Deserialize, Serialize};

use crate::Walls;

/// Number of this protocol. Both sides are one program, but a program file may be replaced while it runs.
pub const PROTOCOL: u32 = 1;

/// The most bytes of a [`Hello`]'s body.
pub const HELLO_MAX_BYTES: u64 = 16 << 10;

/// The most bytes of a [`Request`]'s body.
pub const REQUEST_MAX_BYTES: u64 = 64 << 10;

/// A worker is warm, locked in, and waits for requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// The protocol that the worker speaks: [`PROTOCOL`].
    pub protocol: u32,
    /// Version of its engines and their rules: equal versions find the same in the same bytes.
    pub engine: String,
    /// What it is locked in with.
    pub walls: Walls,
}

/// Work, about the one file that is sent along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Comes back in the reply, so that an answer given before the question is noticed.
    pub id: u64,
    /// Milliseconds until the answer is due.
    pub time_limit_ms: u64,
    /// What to do.
    pub task: Task,
}

/// What came of a request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// The request's.
    pub id: u64,
    /// The finding, or why there is none.
    pub result: Result<Finding, TaskError>,
}
