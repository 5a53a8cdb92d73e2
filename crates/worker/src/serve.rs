//! A worker's life, in the order that its safety depends on.

use std::{
    fmt,
    io::{self, Write as _},
    os::fd::{AsFd as _, BorrowedFd},
    process::ExitCode,
    time::{Duration, Instant},
};

use assay_findings::TaskError;
use assay_protocol::{FrameError, HELLO_MAX_BYTES, Hello, Kind, PROTOCOL, Reply, Request, Settings, frame};

use crate::{Engine, Examiner, Input, Prober, error::WorkerError, lockdown, socket, template, tools};

/// The longest time limit that is taken at its word.
const TIME_LIMIT_MAX: Duration = Duration::from_hours(24);

/// Lives as the kind of worker that its settings say: everything that the hidden subcommand does.
///
/// Must be called from the main thread, before anything else was opened or started.
pub fn work() -> ExitCode {
    match Settings::from_environment().map(|settings| settings.kind) {
        Ok(Kind::Prober) => serve(Prober::build),
        // Without settings it says so.
        _ => serve(|settings| Examiner::build(&settings.rules)),
    }
}

/// Lives as a worker with an engine of the caller's; or, if that is what the settings say, as the toolbox of another
/// worker of this program, or as an outside tool.
///
/// Must be called from the main thread, before anything else was opened or started. `build` makes the
/// engine with the rights of the user who started the server: it may read rules, and should start no thread
/// ([`Engine::warm_up`] may). Returns when the server's side closes the connection.
pub fn serve<E, R>(build: impl FnOnce(&Settings) -> Result<E, R>) -> ExitCode
where
    E: Engine,
    R: fmt::Display,
{
    match live(build) {
        Ok(()) => ExitCode::SUCCESS,
        Err(err) => {
            complain(&err);
            ExitCode::FAILURE
        }
    }
}

fn live<E, R>(build: impl FnOnce(&Settings) -> Result<E, R>) -> Result<(), WorkerError>
where
    E: Engine,
    R: fmt::Display,
{
    let settings = Settings::from_environment()?;
    lockdown::prepare(&settings)?;
    match settings.kind {
        Kind::Toolbox => return tools::serve(&settings),
        Kind::Tool(tool) => return tools::turn_into(tool, &settings),
        Kind::Examiner | Kind::Prober => {}
    }
    let mut engine = build(&settings).map_err(|err| WorkerError::Engine(err.to_string()))?;
    let settings = if settings.template {
        let Some(settings) = template::multiply(&settings)? else { return Ok(()) };
        // From here on this is another process, whose parent is the template.
        lockdown::follow(&settings)?;
        settings
    } else {
        settings
    };
    let confined = lockdown::confine(&settings)?;
    engine.warm_up().map_err(WorkerError::Engine)?;
    let walls = confined.seal(&settings);

    let stdin = io::stdin();
    let socket = stdin.as_fd();
    let hello = Hello { protocol: PROTOCOL, engine: engine.version(), walls };
    socket::send(socket, &frame::encode(&hello, HELLO_MAX_BYTES)?)?;
    answer_all(socket, &mut engine, &settings)
}

fn answer_all(
    socket: BorrowedFd<'_>,
    engine: &mut impl Engine,
    settings: &Settings,
) -> Result<(), WorkerError> {
    while let Some((request, file)) = socket::receive::<Request>(socket)? {
        let deadline = Instant::now() + Duration::from_millis(request.time_limit_ms).min(TIME_LIMIT_MAX);
        let input = Input::new(file, settings.max_input_bytes);
        let result = input.and_then(|input| engine.run(&request.task, &input, deadline));
        let frame = reply_frame(&Reply { id: request.id, result }, settings.max_output_bytes)?;
        socket::send(socket, &frame)?;
    }
    Ok(())
}

/// The reply, or in its place that it is too long.
fn reply_frame(reply: &Reply, max_bytes: u64) -> Result<Vec<u8>, FrameError> {
    match frame::encode(reply, max_bytes) {
        Err(FrameError::TooLong { .. }) => {
            let too_long = Reply { id: reply.id, result: Err(TaskError::Output { max_bytes }) };
            frame::encode(&too_long, max_bytes)
        }
        framed => framed,
    }
}

/// Tells the server's side what is wrong. If even that fails there is nobody to tell.
pub(crate) fn complain(what: &dyn fmt::Display) {
    let _ = writeln!(io::stderr(), "{what}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_that_is_too_long_says_so_instead() {
        let reply = Reply { id: 3, result: Err(TaskError::Input("x".repeat(100))) };
        let frame = reply_frame(&reply, 60).expect("a frame");
        let body = frame.get(frame::HEADER_BYTES..).expect("a body");
        let read: Reply = frame::decode(body).expect("a reply");
        assert_eq!(read, Reply { id: 3, result: Err(TaskError::Output { max_bytes: 60 }) });
    }
}
