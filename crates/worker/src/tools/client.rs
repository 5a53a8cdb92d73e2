//! The prober's end of its toolbox.

use std::{
    env,
    os::{
        fd::{AsFd as _, BorrowedFd, OwnedFd},
        unix::net::UnixStream,
    },
    process::{Command, Stdio},
    time::Instant,
};

use assay_protocol::{
    Hello, Kind, PROTOCOL, REQUEST_MAX_BYTES, SETTINGS_VARIABLE, Settings, TOOL_STDIN_MAX_BYTES, Tool,
    ToolError, ToolReply, ToolRequest, Tools, frame,
};

use crate::{Input, error::WorkerError, socket};

/// What a tool is to look at.
#[derive(Debug, Clone, Copy)]
pub enum Look<'b> {
    /// The input itself.
    Input,
    /// Bytes that were made from it, at most [`TOOL_STDIN_MAX_BYTES`].
    Bytes(&'b [u8]),
}

/// Where a worker has outside tools look at its input.
#[derive(Debug)]
pub struct Toolbox {
    socket: UnixStream,
    tools: Tools,
}

impl Toolbox {
    /// Starts the toolbox of this worker, and waits until it is locked in; `None` when there is no tool. It dies with
    /// this worker.
    ///
    /// # Errors
    /// In words, when it cannot be started or a wall around it is missing.
    pub fn start(settings: &Settings) -> Result<Option<Self>, String> {
        if settings.tools.is_empty() {
            return Ok(None);
        }
        launch(settings).map(Some).map_err(|err| err.to_string())
    }

    /// Whether there is this tool.
    pub fn has(&self, tool: Tool) -> bool {
        self.tools.program(tool).is_some()
    }

    /// What the tool wrote to its standard output.
    ///
    /// # Errors
    /// When it wrote nothing of use; the worker can go on. A broken connection is [`ToolError::Start`].
    pub fn run(
        &self,
        tool: Tool,
        input: &Input,
        look: Look<'_>,
        deadline: Instant,
    ) -> Result<Vec<u8>, ToolError> {
        let bytes = match look {
            Look::Input => None,
            Look::Bytes(bytes) => Some(bytes),
        };
        let length = bytes.map(|bytes| bytes.len() as u64);
        if length > Some(TOOL_STDIN_MAX_BYTES) {
            return Err(ToolError::Input);
        }
        let left = deadline.saturating_duration_since(Instant::now());
        let time_limit_ms = u64::try_from(left.as_millis()).unwrap_or(u64::MAX);
        let request = ToolRequest { tool, time_limit_ms, bytes: length };
        self.ask(&request, bytes.unwrap_or_default(), input.descriptor()).map_err(|_| ToolError::Start)?
    }

    fn ask(
        &self,
        request: &ToolRequest,
        bytes: &[u8],
        file: BorrowedFd<'_>,
    ) -> Result<Result<Vec<u8>, ToolError>, WorkerError> {
        let socket = self.socket.as_fd();
        socket::send_with(socket, &frame::encode(request, REQUEST_MAX_BYTES)?, file)?;
        socket::send(socket, bytes)?;
        let reply: ToolReply = socket::receive_plain(socket)?;
        let length = match reply.output {
            Err(err) => return Ok(Err(err)),
            Ok(length) if length > request.tool.output_max_bytes() => return Ok(Err(ToolError::Output)),
            Ok(length) => usize::try_from(length).unwrap_or_default(),
        };
        let mut output = vec![0; length];
        socket::read_exact(socket, &mut output)?;
        Ok(Ok(output))
    }
}

fn launch(settings: &Settings) -> Result<Toolbox, WorkerError> {
    let (ours, theirs) = UnixStream::pair().map_err(WorkerError::Toolbox)?;
    let its_settings =
        Settings { kind: Kind::Toolbox, parent: std::process::id(), ..settings.clone() }.to_text();
    // In the group of this worker, so that it is killed with it; and should only this worker die, it dies too.
    Command::new("/proc/self/exe")
        .args(env::args_os().skip(1))
        .env_clear()
        .env(SETTINGS_VARIABLE, its_settings)
        .stdin(Stdio::from(OwnedFd::from(theirs)))
        .stdout(Stdio::null())
        .spawn()
        .map_err(WorkerError::Toolbox)?;
    let hello: Hello = socket::receive_plain(ours.as_fd())?;
    if hello.protocol != PROTOCOL || !hello.walls.is_full() {
        return Err(WorkerError::Walls(hello.walls));
    }
    Ok(Toolbox { socket: ours, tools: settings.tools.clone() })
}
