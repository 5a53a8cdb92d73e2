//! How a pool of workers is set up.

use std::{ffi::OsString, path::PathBuf, thread, time::Duration};

use assay_protocol::{Kind, RuleFiles, Tools};

use crate::Clamd;

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
    /// What the workers are there for: [`Kind::Examiner`] or [`Kind::Prober`].
    pub kind: Kind,
    /// The outside tools that a prober may have look at a file: see [`crate::tools`]. Examiners have none.
    pub tools: Tools,
    /// The folder of models of the operator's own that a prober loads. A model that cannot be loaded fails the start.
    pub models: Option<PathBuf>,
    /// What examiners find with.
    pub rules: RuleFiles,
    /// Another scanner that is asked about every file that is examined.
    pub clamd: Option<Clamd>,
    /// Whether the program is started once, reads the rules, and is then forked for each worker: they share one copy
    /// of the rules and are ready at once. Otherwise it is started anew for each.
    pub from_template: bool,
    /// Worker processes, at least one.
    pub workers: usize,
    /// Bytes of address space of one worker.
    pub memory_bytes: u64,
    /// The longest input that a worker reads as a whole, in bytes: an examiner always does. A prober reads parts of
    /// files of any length, and as a whole only pictures whose pixels are to be seen.
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
    /// Examiners. One worker per core, 2 GiB of address space, 256 MiB in, 32 MiB out, replaced after 1000 jobs, full
    /// walls required, a minute to start, 100 ms of grace.
    pub fn new(program: PathBuf, args: Vec<OsString>) -> Self {
        Self {
            program,
            args,
            kind: Kind::Examiner,
            tools: Tools::default(),
            models: None,
            rules: RuleFiles::default(),
            clamd: None,
            from_template: false,
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

    /// Probers with these tools, and otherwise the same.
    pub fn probers(program: PathBuf, args: Vec<OsString>, tools: Tools) -> Self {
        Self { kind: Kind::Prober, tools, ..Self::new(program, args) }
    }
}
