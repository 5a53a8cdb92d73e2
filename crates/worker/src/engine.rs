//! What a worker runs.

use std::time::Instant;

use assay_findings::{Finding, Task, TaskError};

use crate::Input;

/// What a worker runs. It sees a content and a task, never a path.
///
/// A panic ends the worker, for nobody knows what state it leaves behind; the job is then tried once more
/// elsewhere.
pub trait Engine {
    /// Version of the engine and of its rules: two of one version find the same in the same bytes. At most
    /// 256 bytes.
    fn version(&self) -> String;

    /// Does everything once that starts threads, reads files late or makes code executable: none of that
    /// is possible afterwards. The file system is closed already. An error, in words, ends the worker.
    fn warm_up(&mut self) -> Result<(), String>;

    /// Carries out `task` on `input`, and stops by itself at `deadline` with what it has found so far. A
    /// moment later the worker is killed.
    fn run(&mut self, task: &Task, input: &Input, deadline: Instant) -> Result<Finding, TaskError>;
}
