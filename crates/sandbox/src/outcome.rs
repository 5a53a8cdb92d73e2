//! What came of a job.

use std::{fmt, sync::Arc};

use assay_findings::{Finding, TaskError};

/// What came of a job. Each is an answer about the file; none is worth asking again for.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The engine's finding.
    Found(Finding),
    /// The worker lives on but could not carry out the task.
    Refused(TaskError),
    /// Workers were lost over this file.
    GaveUp(GaveUp),
}

/// What came of a job, and what engine it came of.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// What came of it.
    pub outcome: Outcome,
    /// Version of the engine that looked; where every worker was lost, the one of the last.
    pub engine: Arc<str>,
}

/// What the workers were lost to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GaveUp {
    /// The time limit passed and the worker did not stop by itself.
    Time,
    /// The worker ran out of memory.
    Memory,
    /// The worker died, tried what its walls forbid, or answered nonsense.
    Crash,
    /// The answer was longer than is accepted.
    Output,
}

impl fmt::Display for GaveUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Time => "gave up: time",
            Self::Memory => "gave up: memory",
            Self::Crash => "gave up: crash",
            Self::Output => "gave up: output",
        })
    }
}
