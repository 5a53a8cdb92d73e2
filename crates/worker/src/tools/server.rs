//! The toolbox: starts tools, one at a time, hands them a copy of the file and reads what they write.
//!
//! It parses nothing but the prober's requests, which are of one shape. A tool gets a copy in memory: it has to seek,
//! which a pipe cannot do, and it cannot open the file anew, which belongs to the server's user.

use std::{
    env,
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    os::fd::{AsFd as _, BorrowedFd, OwnedFd},
    process::{Child, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};

use assay_protocol::{
    HELLO_MAX_BYTES, Hello, Kind, PROTOCOL, SETTINGS_VARIABLE, Settings, TOOL_STDIN_MAX_BYTES, Tool,
    ToolError, ToolReply, ToolRequest, frame,
};
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    fs::MemfdFlags,
    io::Errno,
};

use crate::{error::WorkerError, lockdown, socket};

/// A file up to this length is copied whole.
const WHOLE_MAX_BYTES: u64 = 64 << 20;

/// Of a longer one, the beginning and the end: containers keep what they say about themselves in either. Between them
/// the copy has a hole, which reads as zeros and takes no memory; its length is the file's.
const HEAD_BYTES: u64 = 40 << 20;
const TAIL_BYTES: u64 = 24 << 20;

/// The longest time that a tool is given.
const TIME_LIMIT_MAX: Duration = Duration::from_hours(1);

/// Lives as a toolbox until its prober closes the connection.
pub(crate) fn serve(settings: &Settings) -> Result<(), WorkerError> {
    let walls = lockdown::confine_toolbox(settings)?;
    let stdin = io::stdin();
    let socket = stdin.as_fd();
    let hello = Hello { protocol: PROTOCOL, engine: "toolbox".to_owned(), walls };
    socket::send(socket, &frame::encode(&hello, HELLO_MAX_BYTES)?)?;
    if !walls.is_full() {
        return Err(WorkerError::Walls(walls));
    }
    while let Some((request, file)) = socket::receive::<ToolRequest>(socket)? {
        let deadline = Instant::now() + Duration::from_millis(request.time_limit_ms).min(TIME_LIMIT_MAX);
        let input = match request.bytes {
            Some(length) => followed(socket, length)?,
            None => copied(file).map_err(|_| ToolError::Input),
        };
        let output = input.and_then(|input| run(request.tool, input, deadline, settings));
        let (output, bytes) = match output {
            Ok(bytes) => (Ok(bytes.len() as u64), bytes),
            Err(err) => (Err(err), Vec::new()),
        };
        socket::send(socket, &frame::encode(&ToolReply { output }, HELLO_MAX_BYTES)?)?;
        socket::send(socket, &bytes)?;
    }
    Ok(())
}

/// A file of the bytes that follow the request.
fn followed(socket: BorrowedFd<'_>, length: u64) -> Result<Result<File, ToolError>, WorkerError> {
    let length = usize::try_from(length).ok().filter(|_| length <= TOOL_STDIN_MAX_BYTES);
    let mut bytes = vec![0; length.ok_or(WorkerError::Protocol("too much for a tool"))?];
    socket::read_exact(socket, &mut bytes)?;
    let in_memory = || {
        let mut copy = nowhere()?;
        copy.write_all(&bytes)?;
        copy.rewind()?;
        Ok::<_, io::Error>(copy)
    };
    Ok(in_memory().map_err(|_| ToolError::Input))
}

/// A copy of the file, with a hole if it is long.
fn copied(file: OwnedFd) -> io::Result<File> {
    let mut file = File::from(file);
    let length = file.metadata()?.len();
    let mut copy = nowhere()?;
    copy.set_len(length)?;
    let head = if length <= WHOLE_MAX_BYTES { length } else { HEAD_BYTES };
    let tail = if length <= WHOLE_MAX_BYTES { 0 } else { TAIL_BYTES };
    for (from, bytes) in [(0, head), (length - tail, tail)] {
        file.seek(SeekFrom::Start(from))?;
        copy.seek(SeekFrom::Start(from))?;
        io::copy(&mut (&mut file).take(bytes), &mut copy)?;
    }
    copy.rewind()?;
    Ok(copy)
}

/// A file in memory, without a name.
fn nowhere() -> io::Result<File> {
    let flags = MemfdFlags::CLOEXEC;
    let file = match rustix::fs::memfd_create("input", flags | MemfdFlags::NOEXEC_SEAL) {
        // Kernels before 6.3 do not know that it could be run.
        Err(Errno::INVAL) => rustix::fs::memfd_create("input", flags)?,
        other => other?,
    };
    Ok(file.into())
}

/// Starts the tool, and reads what it writes until it ends or the time is up.
fn run(tool: Tool, input: File, deadline: Instant, settings: &Settings) -> Result<Vec<u8>, ToolError> {
    let its_settings =
        Settings { kind: Kind::Tool(tool), parent: std::process::id(), ..settings.clone() }.to_text();
    let child = Command::new("/proc/self/exe")
        .args(env::args_os().skip(1))
        .env_clear()
        .env(SETTINGS_VARIABLE, its_settings)
        .stdin(Stdio::from(input))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = Running(child.map_err(|_| ToolError::Start)?);
    let mut stdout = child.0.stdout.take().ok_or(ToolError::Start)?;
    let output = read_until(&mut stdout, tool.output_max_bytes(), deadline)?;
    // It closed its output, and has nothing left to do. How it ended says little: a tool that fails over a damaged
    // file may have told what it found before.
    if output.is_empty() { Err(ToolError::Failed) } else { Ok(output) }
}

fn read_until(stdout: &mut ChildStdout, max_bytes: u64, deadline: Instant) -> Result<Vec<u8>, ToolError> {
    let mut output = Vec::new();
    let mut chunk = vec![0; 64 << 10];
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        let wait = Timespec::try_from(left).map_err(|_| ToolError::Time)?;
        match poll(&mut [PollFd::new(&*stdout, PollFlags::IN)], Some(&wait)) {
            Ok(0) => return Err(ToolError::Time),
            Ok(_) => {}
            Err(Errno::INTR) => continue,
            Err(_) => return Err(ToolError::Failed),
        }
        match stdout.read(&mut chunk) {
            Ok(0) => return Ok(output),
            Ok(read) => output.extend_from_slice(chunk.get(..read).unwrap_or_default()),
            Err(err) if err.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return Err(ToolError::Failed),
        }
        if output.len() as u64 > max_bytes {
            return Err(ToolError::Output);
        }
    }
}

/// A tool, which is killed when nobody listens to it any more.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // Nothing happens to one that has ended.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
