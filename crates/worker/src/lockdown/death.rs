//! A worker never outlives the server.

use rustix::process::{DumpableBehavior, Pid, Signal};

use crate::error::WorkerError;

/// Asks the kernel to kill this process when the thread that started it ends, and makes sure that it has
/// not ended already. Also keeps other processes of this user from reading this one's memory.
pub(super) fn follow_parent(parent: u32) -> Result<(), WorkerError> {
    rustix::process::set_parent_process_death_signal(Some(Signal::KILL)).map_err(WorkerError::DeathSignal)?;
    rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable)
        .map_err(WorkerError::DeathSignal)?;
    let actual = rustix::process::getppid().map(Pid::as_raw_pid);
    if actual.and_then(|pid| u32::try_from(pid).ok()) == Some(parent) {
        Ok(())
    } else {
        Err(WorkerError::Orphaned)
    }
}
