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
    process::Signal,
};
use serde::{Serialize, de::DeserializeOwned};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, Interest},
    net::{UnixStream, unix::pipe},
};
use tokio_util::task::task_tracker::TaskTrackerToken;

use crate::{GaveUp, SandboxError, launch::Launched, process::Process, stderr::StderrTail};

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
        let process = Process::started(child, alive);
        Self { process, socket, stderr, jobs: 0, engine: Arc::from("") }
    }

    /// A worker that was made otherwise, and has yet to say hello.
    pub(crate) fn over(process: Process, socket: UnixStream, complaints: pipe::Receiver) -> Self {
        Self { process, socket, stderr: Some(StderrTail::new(complaints)), jobs: 0, engine: Arc::from("") }
    }

    /// The process id, for the log.
    pub(crate) fn pid(&self) -> Option<u32> {
        self.process.pid()
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
        self.say(request, input.as_fd()).await?;
        let reply: Reply = self.read(max_output_bytes).await?;
        if reply.id == request.id { Ok(reply) } else { Err(TalkError::OutOfTurn) }
    }

    /// Hands over a message with a descriptor.
    pub(crate) async fn tell<T: Serialize>(&mut self, message: &T, file: BorrowedFd<'_>) -> io::Result<()> {
        self.say(message, file).await.map_err(io::Error::other)
    }

    async fn say<T: Serialize>(&mut self, message: &T, file: BorrowedFd<'_>) -> Result<(), TalkError> {
        let frame = frame::encode(message, REQUEST_MAX_BYTES)?;
        let sent =
            self.socket.async_io(Interest::WRITABLE, || Ok(send_with(&self.socket, &frame, file)?)).await?;
        self.socket.write_all(frame.get(sent..).unwrap_or_default()).await?;
        Ok(())
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

    /// What it says next.
    pub(crate) async fn read<T: DeserializeOwned + Send + 'static>(
        &mut self,
        max_bytes: u64,
    ) -> Result<T, TalkError> {
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

/// What became of a worker that did not become ready.
pub(crate) async fn not_ready(worker: Worker, reason: String) -> SandboxError {
    let death = worker.autopsy().await;
    let reason = match death.status {
        Some(status) => format!("{reason} ({status})"),
        None => reason,
    };
    SandboxError::NotReady { reason, stderr: death.stderr }
}
