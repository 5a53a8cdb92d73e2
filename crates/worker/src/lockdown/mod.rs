//! The walls: what a worker takes away from itself before it reads a stranger's byte.
//!
//! In three steps, because an engine needs different things at different times:
//! 1. [`prepare`], first of all: die with the server, hold no descriptor that was not given on purpose.
//! 2. [`confine`], once the engine's files are read: no new privileges, landlock, an unprivileged user. Both
//!    hold for the calling thread and the threads it starts, so this comes before the first of those.
//! 3. [`Confined::seal`], once the engine is warm: resource limits, and a seccomp filter on all threads.
//!
//! Each wall can be raised alone, so that tests can see what it stops without the help of the others.
//!
//! A wall that cannot be raised is reported, not hidden: the server's side decides whether to go on.

pub mod calls;
mod calls_tool;
mod death;
mod descriptors;
pub mod files;
pub mod identity;
pub mod limits;

use assay_protocol::{Kind, Landlock, Settings, Walls};

use crate::{error::WorkerError, serve::complain};

/// The walls that stand after [`confine`].
#[derive(Debug)]
#[must_use = "the system calls are still open"]
pub(crate) struct Confined {
    landlock: Landlock,
}

/// The first step: dies with the server from now on, and closes what was inherited by accident.
pub(crate) fn prepare(settings: &Settings) -> Result<(), WorkerError> {
    death::follow_parent(settings.parent)?;
    descriptors::close_inherited();
    identity::drop_capabilities();
    Ok(())
}

/// The first step of a worker that was forked from a template, which has done the rest of it: dies with the template.
pub(crate) fn follow(settings: &Settings) -> Result<(), WorkerError> {
    death::follow_parent(settings.parent)
}

/// The second step: no new privileges, no files, no TCP, no root.
pub(crate) fn confine(settings: &Settings) -> Result<Confined, WorkerError> {
    if let Err(err) = rustix::thread::set_no_new_privs(true) {
        complain(&format_args!("no_new_privs: {err}"));
    }
    let landlock = files::close().unwrap_or_else(|err| {
        complain(&format_args!("landlock: {err}"));
        Landlock::Missing
    });
    if let Err(err) = identity::become_nobody() {
        complain(&format_args!("unprivileged user: {err}"));
    }
    // A change of user makes the kernel forget the death signal.
    death::follow_parent(settings.parent)?;
    Ok(Confined { landlock })
}

/// The walls of a toolbox, all at once, for it has nothing to warm up: those of a worker, but for the tools' programs and
/// what they need to start.
pub(crate) fn confine_toolbox(settings: &Settings) -> Result<Walls, WorkerError> {
    if let Err(err) = rustix::thread::set_no_new_privs(true) {
        complain(&format_args!("no_new_privs: {err}"));
    }
    let landlock = files::close_around(&settings.tools).unwrap_or_else(|err| {
        complain(&format_args!("landlock: {err}"));
        Landlock::Missing
    });
    if let Err(err) = identity::become_nobody() {
        complain(&format_args!("unprivileged user: {err}"));
    }
    death::follow_parent(settings.parent)?;
    let rlimits = report("resource limits", &limits::set_toolbox(settings.memory_bytes));
    let no_new_privs = rustix::thread::no_new_privs().unwrap_or(false);
    let unprivileged = identity::is_unprivileged();
    let seccomp = report("seccomp", &calls_tool::filter_toolbox());
    Ok(Walls { landlock, seccomp, no_new_privs, unprivileged, rlimits })
}

/// What a toolbox may and a tool may not: everything else it has inherited. A tool whose last wall cannot be raised
/// is not started.
pub(crate) fn confine_tool() -> Result<(), WorkerError> {
    limits::set_tool()?;
    calls_tool::filter_tool().map_err(|err| WorkerError::Tool(std::io::Error::other(err)))
}

impl Confined {
    /// The last step: limits, and no system call but those of the list.
    pub(crate) fn seal(self, settings: &Settings) -> Walls {
        let rlimits = report(
            "resource limits",
            &limits::set(settings.memory_bytes, settings.rules.hash_lists.len() as u64),
        );
        // What stands is looked at while looking is still possible.
        let no_new_privs = rustix::thread::no_new_privs().unwrap_or(false);
        let unprivileged = identity::is_unprivileged();
        let filtered = if settings.kind == Kind::Prober && !settings.tools.is_empty() {
            calls::filter_prober()
        } else {
            calls::filter()
        };
        let seccomp = report("seccomp", &filtered);
        Walls { landlock: self.landlock, seccomp, no_new_privs, unprivileged, rlimits }
    }
}

fn report<E: std::fmt::Display>(wall: &str, raised: &Result<(), E>) -> bool {
    if let Err(err) = raised {
        complain(&format_args!("{wall}: {err}"));
    }
    raised.is_ok()
}
