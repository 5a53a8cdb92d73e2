//! One worker process as the server's side sees it: say, listen, kill.
//!
//! Nothing that is read here is believed: lengths are checked before a buffer grows, messages are typed,
//! and a worker that speaks when it was not asked is as good as dead.

use std::{
    fs::File,
    io::{self, IoSlice},
    mem::MaybeUninit,
    os::{
        fd::{AsFd as _, BorrowedFd},
        unix::process::ExitStatusExt as _,
    },
    process::ExitStatus,
    sync::Arc,
    time::Duration,
};

use assay_protocol::{FrameError, HELLO_MAX_BYTES, Hello, REQUEST_MAX_BYTES, Reply, Request, frame};
use rustix::{
    io::Errno,
    net::{RecvFlags, SendAncillaryBuffer, SendAncillaryMessage, SendFlags},
    process::{Pid, Signal},
};
use serde::de::DeserializeOwned;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, Interest},
    net::UnixStream,
    process::Child,
    runtime::Handle,
    time::timeout,
};
use tokio_util::task::task_tracker::TaskTrackerToken;

use crate::{GaveUp, launch::Launched, stderr::StderrTail};

/// How long a worker whose connection broke may take to die of what broke it.
const DYING_GRACE: Duration = Duration::from_millis(150);

/// How long a killed process may take to go away before it is left to the runtime to reap.
const REAP_TIMEOUT: Duration = Duration::from_secs(5);

/// The most that a reply's buffer is before any of it has arrived.
const FIRST_BUFFER_BYTES: usize = 64 << 10;

/// The longest frame that is decoded where it was read: a longer one would hold up everything else that
/// the same thread has to do.
const DECODE_IN_PLACE_MAX_BYTES: usize = 256 << 10;

/// One worker process. Killed, with its group, and reaped when dropped.
#[derive(Debug)]
pub(crate) struct Worker {
    process: Process,
    socket: UnixStream,
    stderr: Option<StderrTail>,
    /// Jobs it has been given.
    pub(crate) jobs: u32,
    /// The engine that it said it has.
    pub(crate) engine: Arc<str>,
}

/// Why there is no reply.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TalkError {
    /// The worker is gone, or no longer reads.
    #[error("the connection to the worker broke")]
    Broken(#[from] io::Error),
    /// What it said is too long or nonsense.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// It answered another question.
    #[error("an answer to a question that was not asked")]
    OutOfTurn,
}

/// How a worker ended.
#[derive(Debug)]
pub(crate) struct Death {
    /// How the process ended; `None` when that could not be learnt.
    pub(crate) status: Option<ExitStatus>,
    /// The end of its standard error.
    pub(crate) stderr: String,
}

impl Worker {
    /// A worker that was just started and has yet to say hello.
    pub(crate) fn new((mut child, socket): Launched, alive: TaskTrackerToken) -> Self {
        let stderr = child.stderr.take().map(StderrTail::new);
        let process = Process { child: Some(child), alive: Some(alive) };
        Self { process, socket, stderr, jobs: 0, engine: Arc::from("") }
    }

    /// The process id, for the log.
    pub(crate) fn pid(&self) -> Option<u32> {
        self.process.child.as_ref().and_then(Child::id)
    }

    /// Waits until the worker is warm and locked in.
    pub(crate) async fn hello(&mut self) -> Result<Hello, TalkError> {
        self.read(HELLO_MAX_BYTES).await
    }

    /// Whether the worker lives and has said nothing unasked.
    pub(crate) fn is_quiet(&self) -> bool {
        let mut byte = [0_u8; 1];
        // Asks the kernel: what the runtime knows of the socket may be old.
        let peeked = rustix::net::recv(&self.socket, &mut byte, RecvFlags::PEEK | RecvFlags::DONTWAIT);
        matches!(peeked, Err(Errno::AGAIN))
    }

    /// Hands over a request with its input and waits for the reply.
    pub(crate) async fn ask(
        &mut self,
        request: &Request,
        input: &File,
        max_output_bytes: u64,
    ) -> Result<Reply, TalkError> {
        self.jobs = self.jobs.saturating_add(1);
        let frame = frame::encode(request, REQUEST_MAX_BYTES)?;
        let sent = self
            .socket
            .async_io(Interest::WRITABLE, || Ok(send_with(&self.socket, &frame, input.as_fd())?))
            .await?;
        self.socket.write_all(frame.get(sent..).unwrap_or_default()).await?;
        let reply: Reply = self.read(max_output_bytes).await?;
        if reply.id == request.id { Ok(reply) } else { Err(TalkError::OutOfTurn) }
    }

    /// Finds out how a worker ended whose connection broke. One that closed it and lives on is killed.
    pub(crate) async fn autopsy(mut self) -> Death {
        // Killing it at once would hide what it is dying of.
        let status = self.process.reap(DYING_GRACE).await;
        if status.is_none() {
            // How it ends now is our doing and says nothing about it.
            self.process.kill();
            self.process.reap(REAP_TIMEOUT).await;
        }
        let stderr = match &mut self.stderr {
            Some(stderr) => stderr.finish().await,
            None => String::new(),
        };
        Death { status, stderr }
    }

    async fn read<T: DeserializeOwned + Send + 'static>(&mut self, max_bytes: u64) -> Result<T, TalkError> {
        let mut header = [0; frame::HEADER_BYTES];
        self.socket.read_exact(&mut header).await?;
        let length = frame::body_len(header, max_bytes)?;
        let mut body = Vec::with_capacity(length.min(FIRST_BUFFER_BYTES));
        let read =
            (&mut self.socket).take(u64::try_from(length).unwrap_or(u64::MAX)).read_to_end(&mut body).await?;
        if read < length {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
        }
        if length <= DECODE_IN_PLACE_MAX_BYTES {
            return Ok(frame::decode(&body)?);
        }
        let decoded = tokio::task::spawn_blocking(move || frame::decode(&body)).await;
        Ok(decoded.map_err(io::Error::other)??)
    }
}

/// Sends the beginning of a frame, and with its first byte the descriptor. Tells how much was sent.
fn send_with(socket: &UnixStream, frame: &[u8], input: BorrowedFd<'_>) -> rustix::io::Result<usize> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    let descriptors = [input];
    if !control.push(SendAncillaryMessage::ScmRights(&descriptors)) {
        return Err(Errno::NOBUFS);
    }
    rustix::net::sendmsg(
        socket,
        &[IoSlice::new(frame)],
        &mut control,
        SendFlags::NOSIGNAL | SendFlags::DONTWAIT,
    )
}

impl Death {
    /// What a worker that died in the middle of a job died of.
    pub(crate) fn cause(&self) -> GaveUp {
        // A failed allocation aborts, after saying so in these words. A worker that was taken over may lie
        // about it: it can choose what its own death is called, and nothing more.
        let out_of_memory = self.stderr.contains("memory allocation of");
        // Nobody here kills a worker that was not late: that was the kernel, short of memory.
        if out_of_memory || self.signal() == Some(Signal::KILL.as_raw()) {
            GaveUp::Memory
        } else {
            GaveUp::Crash
        }
    }

    /// Whether it died of a system call that its walls forbid.
    pub(crate) fn is_breach(&self) -> bool {
        self.signal() == Some(Signal::SYS.as_raw())
    }

    fn signal(&self) -> Option<i32> {
        self.status.and_then(|status| status.signal())
    }
}

/// The process itself. Dropping it kills the group and has the process reaped in the background.
#[derive(Debug)]
struct Process {
    child: Option<Child>,
    /// Held until the process is reaped, so that a pool can wait for the last one.
    alive: Option<TaskTrackerToken>,
}

impl Process {
    /// Kills the process and whatever is in its group.
    fn kill(&self) {
        // No id means that it was reaped: its number may belong to somebody else by now.
        let id = self.child.as_ref().and_then(Child::id).and_then(|id| i32::try_from(id).ok());
        let Some(group) = id.and_then(Pid::from_raw) else { return };
        match rustix::process::kill_process_group(group, Signal::KILL) {
            Ok(()) | Err(Errno::SRCH) => {}
            Err(err) => tracing::error!(pid = group.as_raw_pid(), %err, "a worker cannot be killed"),
        }
    }

    /// Waits until the process has ended, at most so long.
    async fn reap(&mut self, patience: Duration) -> Option<ExitStatus> {
        let status = timeout(patience, self.child.as_mut()?.wait()).await.ok()?.ok()?;
        self.child = None;
        self.alive = None;
        Some(status)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
        let (child, alive) = (self.child.take(), self.alive.take());
        // Without a runtime the child's own drop has it reaped, sooner or later.
        if let (Some(mut child), Ok(runtime)) = (child, Handle::try_current()) {
            runtime.spawn(async move {
                let _ = child.wait().await;
                drop(alive);
            });
        }
    }
}
