//! A template as the server's side sees it: it is asked for workers, and asked what became of them.
//!
//! Like a worker it is believed little: it has seen no stranger's byte, but what it says is typed and bounded.

use std::{
    io,
    os::{
        fd::{AsFd as _, OwnedFd},
        unix::net::UnixStream as StdUnixStream,
    },
    sync::Arc,
    time::Duration,
};

use assay_protocol::{HELLO_MAX_BYTES, PROTOCOL, TemplateOrder, TemplateReply};
use rustix::{
    io::Errno,
    process::{Pid, PidfdFlags, Signal},
};
use tokio::{
    io::unix::AsyncFd,
    net::{UnixStream, unix::pipe},
    sync::Mutex,
    time::timeout,
};
use tokio_util::task::task_tracker::TaskTrackerToken;

use crate::{
    SandboxError,
    launch::Launched,
    process::Process,
    worker::{TalkError, Worker, not_ready},
};

/// How long a template may take until its engine is built: ten thousand rules are compiled in seconds, on a slow and
/// busy machine in a minute.
const BUILD_TIMEOUT: Duration = Duration::from_mins(10);

/// How long it may take to answer an order: it has nothing else to do.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);

/// A process that makes workers of itself. It is killed when this and the last of its workers are gone.
#[derive(Debug)]
pub(crate) struct Template {
    process: Mutex<Worker>,
}

/// A worker's process that a template made.
#[derive(Debug)]
pub(crate) struct Forked {
    pid: u32,
    /// Names the process whatever becomes of its number, and is readable once it has ended.
    process: AsyncFd<OwnedFd>,
    /// Workers die with their template: it lives as long as they do.
    template: Arc<Template>,
}

impl Template {
    /// Waits until the engine of a process that was just started is built.
    pub(crate) async fn ready(
        launched: Launched,
        alive: TaskTrackerToken,
    ) -> Result<Arc<Self>, SandboxError> {
        let mut process = Worker::new(launched, alive);
        let reason = match timeout(BUILD_TIMEOUT, process.read(HELLO_MAX_BYTES)).await {
            Ok(Ok(TemplateReply::Ready { protocol: PROTOCOL })) => {
                return Ok(Arc::new(Self { process: Mutex::new(process) }));
            }
            Ok(Ok(_)) => "it speaks another protocol".to_owned(),
            Ok(Err(TalkError::Broken(_))) => "it died".to_owned(),
            Ok(Err(err)) => err.to_string(),
            Err(_) => format!("its engine was not built within {BUILD_TIMEOUT:?}"),
        };
        Err(not_ready(process, reason).await)
    }

    /// Has a worker made. It has yet to say hello.
    pub(crate) async fn fork(self: &Arc<Self>, alive: TaskTrackerToken) -> io::Result<Worker> {
        // In a task of its own: a conversation that is left half-way would be of no use to the next.
        let template = Arc::clone(self);
        tokio::spawn(async move { template.fork_now(alive).await }).await.map_err(io::Error::other)?
    }

    async fn fork_now(self: Arc<Self>, alive: TaskTrackerToken) -> io::Result<Worker> {
        let (ours, theirs) = StdUnixStream::pair()?;
        ours.set_nonblocking(true)?;
        let (complaints, writer) = io::pipe()?;
        let complaints = pipe::Receiver::from_owned_fd(complaints.into())?;
        let mut process = self.process.lock().await;
        process.tell(&TemplateOrder::Connection, theirs.as_fd()).await?;
        process.tell(&TemplateOrder::Fork, writer.as_fd()).await?;
        let pid = match answer(&mut process).await? {
            TemplateReply::Forked { pid } => pid,
            other => return Err(io::Error::other(format!("a template said {other:?}"))),
        };
        drop(process);
        // The number is its own until it is reaped, which happens when we say so.
        let raw = i32::try_from(pid).ok().and_then(Pid::from_raw).ok_or(Errno::SRCH)?;
        let process = watched(rustix::process::pidfd_open(raw, PidfdFlags::empty())?)?;
        let process = Process::forked(Forked { pid, process, template: self }, alive);
        Ok(Worker::over(process, UnixStream::from_std(ours)?, complaints))
    }

    async fn reap(&self, process: &OwnedFd) -> Option<(Option<i32>, Option<i32>)> {
        let mut template = self.process.lock().await;
        template.tell(&TemplateOrder::Reap, process.as_fd()).await.ok()?;
        match answer(&mut template).await.ok()? {
            TemplateReply::Ended { signal, code } => Some((signal, code)),
            _ => None,
        }
    }
}

#[expect(
    deprecated,
    reason = "what replaces it is unsafe, for types other than the owned descriptor that this is"
)]
fn watched(process: OwnedFd) -> io::Result<AsyncFd<OwnedFd>> {
    AsyncFd::new(process)
}

async fn answer(process: &mut Worker) -> io::Result<TemplateReply> {
    let late = |_| io::Error::from(io::ErrorKind::TimedOut);
    timeout(ANSWER_TIMEOUT, process.read(HELLO_MAX_BYTES)).await.map_err(late)?.map_err(io::Error::other)
}

impl Forked {
    pub(crate) fn pid(&self) -> u32 {
        self.pid
    }

    pub(crate) fn kill(&self) -> Result<(), Errno> {
        rustix::process::pidfd_send_signal(self.process.get_ref(), Signal::KILL)
    }

    /// The signal and the code that the process ended with, once it has; `None` when its template is gone and
    /// nobody knows. Cancel safe.
    pub(crate) async fn wait(&mut self) -> Option<(Option<i32>, Option<i32>)> {
        let _ended = self.process.readable().await.ok()?;
        let (template, process) = (Arc::clone(&self.template), self.process.get_ref().try_clone().ok()?);
        tokio::spawn(async move { template.reap(&process).await }).await.ok()?
    }
}
