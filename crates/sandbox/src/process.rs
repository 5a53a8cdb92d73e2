//! A worker's process: how it is killed, and how it is learnt what became of it.

use std::{os::unix::process::ExitStatusExt as _, process::ExitStatus, time::Duration};

use rustix::{
    io::Errno,
    process::{Pid, Signal},
};
use tokio::{process::Child, runtime::Handle, time::timeout};
use tokio_util::task::task_tracker::TaskTrackerToken;

use crate::template::Forked;

/// A worker's process. Dropping it kills it, with its group, and has it reaped in the background.
#[derive(Debug)]
pub(crate) struct Process {
    origin: Option<Origin>,
    /// Held until the process is reaped, so that a pool can wait for the last one.
    alive: Option<TaskTrackerToken>,
}

/// Where a process comes from decides who reaps it.
#[derive(Debug)]
enum Origin {
    /// Started from a program: our own child.
    Program(Child),
    /// Forked from a template, which is its parent.
    Template(Forked),
}

impl Process {
    /// A process that was started from a program.
    pub(crate) fn started(child: Child, alive: TaskTrackerToken) -> Self {
        Self { origin: Some(Origin::Program(child)), alive: Some(alive) }
    }

    /// A process that a template made.
    pub(crate) fn forked(forked: Forked, alive: TaskTrackerToken) -> Self {
        Self { origin: Some(Origin::Template(forked)), alive: Some(alive) }
    }

    /// The process id; `None` once it is reaped: its number may belong to somebody else by then.
    pub(crate) fn pid(&self) -> Option<u32> {
        self.origin.as_ref().and_then(Origin::pid)
    }

    /// Kills the process and whatever is in its group.
    pub(crate) fn kill(&self) {
        let killed = match &self.origin {
            None => Ok(()),
            Some(Origin::Template(forked)) => forked.kill(),
            Some(Origin::Program(child)) => {
                let group = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
                group.map_or(Ok(()), |group| rustix::process::kill_process_group(group, Signal::KILL))
            }
        };
        match killed {
            Ok(()) | Err(Errno::SRCH) => {}
            Err(err) => tracing::error!(pid = self.pid(), %err, "a worker cannot be killed"),
        }
    }

    /// Waits until the process has ended, at most so long.
    pub(crate) async fn reap(&mut self, patience: Duration) -> Option<ExitStatus> {
        let status = timeout(patience, self.origin.as_mut()?.wait()).await.ok()??;
        self.origin = None;
        self.alive = None;
        Some(status)
    }
}

impl Origin {
    fn pid(&self) -> Option<u32> {
        match self {
            Self::Program(child) => child.id(),
            Self::Template(forked) => Some(forked.pid()),
        }
    }

    /// How the process ended; `None` when that cannot be learnt any more. Cancel safe.
    async fn wait(&mut self) -> Option<ExitStatus> {
        match self {
            Self::Program(child) => child.wait().await.ok(),
            // The lower byte of a wait status is the signal, the next one the code.
            Self::Template(forked) => {
                let (signal, code) = forked.wait().await?;
                Some(ExitStatus::from_raw(signal.unwrap_or(0) | code.unwrap_or(0) << 8))
            }
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
        let (origin, alive) = (self.origin.take(), self.alive.take());
        // Without a runtime a child's own drop has it reaped, sooner or later.
        if let (Some(mut origin), Ok(runtime)) = (origin, Handle::try_current()) {
            runtime.spawn(async move {
                let _ = origin.wait().await;
                drop(alive);
            });
        }
    }
}
