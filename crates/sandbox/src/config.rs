//! How a pool of workers is set up.

use std::{ffi::OsString, path::PathBuf, thread, time::Duration};

/// What to do when the kernel does not offer every wall.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Requirement {
    /// Refuse to start.
    #[default]
    Require,
    /// Take what there is; [`crate::Pool::walls`] says what that was.
    BestEffort,
}

/// How a pool of workers is set up.
#[derive(Debug, Clone)]
pub struct PoolConfig {
    /// The program to start as a worker.
    pub program: PathBuf,
    /// Its arguments.
    pub args: Vec<OsString>,
    /// Worker processes, at least one.
    pub workers: usize,
    /// Bytes of address space of one worker.
    pub memory_bytes: u64,
    /// The longest input that a worker accepts, in bytes. It is held in the worker's memory as a whole.
    pub max_input_bytes: u64,
    /// The longest answer that is read from a worker, in bytes. An archive of a thousand members, each with
    /// all the evidence that is listed, comes to some 28 MiB: a lower limit would let it go unjudged.
    pub max_output_bytes: u64,
    /// Jobs after which a worker is replaced, so that no fault or leak lives on for ever.
    pub jobs_per_worker: u32,
    /// Whether weak walls are accepted.
    pub requirement: Requirement,
    /// How long a worker may take until it is warm and locked in.
    pub start_timeout: Duration,
    /// How long after a job's time limit its worker is killed: time for an engine that notices the limit
    /// itself to hand in what it found.
    pub kill_grace: Duration,
}

impl PoolConfig {
    /// One worker per core, 2 GiB of address space, 256 MiB in, 32 MiB out, replaced after 1000 jobs, full
    /// walls required, a minute to start, 100 ms of grace.
    pub fn new(program: PathBuf, args: Vec<OsString>) -> Self {
        Self {
            program,
            args,
            workers: thread::available_parallelism().map_or(1, usize::from),
            memory_bytes: 2 << 30,
            max_input_bytes: 256 << 20,
            max_output_bytes: 32 << 20,
            jobs_per_worker: 1000,
            requirement: Requirement::Require,
            start_timeout: Duration::from_mins(1),
            kill_grace: Duration::from_millis(100),
        }
    }
}
