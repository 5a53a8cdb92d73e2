//! A template: a process that has built its engine and makes workers of itself.
//!
//! Rules of ten thousand take a second to load and a hundred megabytes to hold. So they are loaded once, in a process
//! that looks at no file, and each worker is a fork of it: ready at once, its rules the same memory. Everything that a
//! worker takes away from itself it takes away after the fork; the template itself has the rights of the user who
//! started the server, and hears nobody but the server.

use std::{
    fs, io,
    os::fd::{AsFd as _, BorrowedFd, OwnedFd},
};

use assay_protocol::{HELLO_MAX_BYTES, PROTOCOL, Settings, TemplateOrder, TemplateReply, frame};
use fork::Fork;
use rustix::process::{WaitId, WaitIdOptions};

use crate::{error::WorkerError, socket};

/// Answers the server's orders. Returns the settings of a worker in each process that is to be one, and nothing once
/// the server's side has closed.
pub(crate) fn multiply(settings: &Settings) -> Result<Option<Settings>, WorkerError> {
    let stdin = io::stdin();
    let socket = stdin.as_fd();
    let own = rustix::process::getpid();
    say(socket, &TemplateReply::Ready { protocol: PROTOCOL })?;
    let mut connection = None;
    while let Some((order, file)) = socket::receive::<TemplateOrder>(socket)? {
        let reply = match order {
            TemplateOrder::Connection => {
                connection = Some(file);
                continue;
            }
            TemplateOrder::Reap => reap(&file),
            TemplateOrder::Fork => {
                let connection =
                    connection.take().ok_or(WorkerError::Protocol("a fork without its socket"))?;
                check_alone()?;
                match fork::fork() {
                    Ok(Fork::Child) => {
                        take_over(connection, file).map_err(WorkerError::TakeOver)?;
                        let parent = own.as_raw_pid().unsigned_abs();
                        return Ok(Some(Settings { template: false, parent, ..settings.clone() }));
                    }
                    Ok(Fork::Parent(pid)) => TemplateReply::Forked { pid: pid.unsigned_abs() },
                    Err(err) => TemplateReply::Failed(err.to_string()),
                }
            }
        };
        say(socket, &reply)?;
    }
    Ok(None)
}

fn say(socket: BorrowedFd<'_>, reply: &TemplateReply) -> Result<(), WorkerError> {
    socket::send(socket, &frame::encode(reply, HELLO_MAX_BYTES)?)
}

/// A fork of a process with threads has locks that nobody will ever open: such a template makes no workers.
pub(crate) fn check_alone() -> Result<(), WorkerError> {
    match fs::read_dir("/proc/self/task").map(Iterator::count) {
        Ok(1) => Ok(()),
        Ok(_) => Err(WorkerError::Template("its engine started threads")),
        Err(_) => Err(WorkerError::Template("/proc is not there")),
    }
}

/// Becomes a worker: its own socket, its own complaints, its own process group.
fn take_over(connection: OwnedFd, complaints: OwnedFd) -> io::Result<()> {
    nix::unistd::dup2_stdin(connection).map_err(io::Error::from)?;
    nix::unistd::dup2_stderr(complaints).map_err(io::Error::from)?;
    rustix::process::setpgid(None, None).map_err(io::Error::from)?;
    Ok(())
}

fn reap(process: &OwnedFd) -> TemplateReply {
    match rustix::process::waitid(WaitId::PidFd(process.as_fd()), WaitIdOptions::EXITED) {
        Ok(status) => TemplateReply::Ended {
            signal: status.as_ref().and_then(rustix::process::WaitIdStatus::terminating_signal),
            code: status.as_ref().and_then(rustix::process::WaitIdStatus::exit_status),
        },
        Err(err) => TemplateReply::Failed(err.to_string()),
    }
}
