//! Memory, descriptors, processes, written files, core dumps, processor time: limited by the kernel.

use rustix::{
    io::Errno,
    process::{Resource, Rlimit, getrlimit, setrlimit},
};

/// Descriptors: the three standard ones, the input, and a few to spare.
const DESCRIPTORS: u64 = 8;

/// Seconds of processor time in a worker's whole life. The server's side measures each job by the clock;
/// this only stops a worker that outlived it.
const PROCESSOR_SECONDS: u64 = 24 * 60 * 60;

/// Descriptors of a toolbox and its tools: a tool opens its libraries one after the other.
const TOOL_DESCRIPTORS: u64 = 64;

/// Seconds of processor time of one run of a tool.
const TOOL_PROCESSOR_SECONDS: u64 = 10 * 60;

/// Sets all limits. Threads must have been started before: no more can be.
/// `open` files are open for good beside the few that a worker needs.
pub fn set(memory_bytes: u64, open: u64) -> Result<(), Errno> {
    set_each(&[
        (Resource::As, memory_bytes),
        (Resource::Nofile, DESCRIPTORS.saturating_add(open)),
        (Resource::Nproc, 0),
        (Resource::Fsize, 0),
        (Resource::Core, 0),
        (Resource::Memlock, 0),
        (Resource::Msgqueue, 0),
        (Resource::Cpu, PROCESSOR_SECONDS),
    ])
}

/// The limits of a toolbox. It writes the tools' inputs to memory, and starts processes: not even the number of those
/// is limited, for the kernel would count all of the user's. Tools can start none, see `calls_tool`.
pub(super) fn set_toolbox(memory_bytes: u64) -> Result<(), Errno> {
    set_each(&[
        (Resource::As, memory_bytes),
        (Resource::Nofile, TOOL_DESCRIPTORS),
        (Resource::Core, 0),
        (Resource::Memlock, 0),
        (Resource::Msgqueue, 0),
    ])
}

/// The limits of a tool beyond those of its toolbox: it writes no file, and ends.
pub(super) fn set_tool() -> Result<(), Errno> {
    set_each(&[(Resource::Fsize, 0), (Resource::Cpu, TOOL_PROCESSOR_SECONDS)])
}

fn set_each(limits: &[(Resource, u64)]) -> Result<(), Errno> {
    for (resource, limit) in limits.iter().copied() {
        // Only root may raise a limit, and whoever set a lower one meant it.
        let limit = getrlimit(resource).maximum.map_or(limit, |maximum| maximum.min(limit));
        setrlimit(resource, Rlimit { current: Some(limit), maximum: Some(limit) })?;
    }
    Ok(())
}
