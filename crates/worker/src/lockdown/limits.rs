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

/// Sets all limits. Threads must have been started before: no more can be.
pub fn set(memory_bytes: u64) -> Result<(), Errno> {
    for (resource, limit) in [
        (Resource::As, memory_bytes),
        (Resource::Nofile, DESCRIPTORS),
        (Resource::Nproc, 0),
        (Resource::Fsize, 0),
        (Resource::Core, 0),
        (Resource::Memlock, 0),
        (Resource::Msgqueue, 0),
        (Resource::Cpu, PROCESSOR_SECONDS),
    ] {
        // Only root may raise a limit, and whoever set a lower one meant it.
        let limit = getrlimit(resource).maximum.map_or(limit, |maximum| maximum.min(limit));
        setrlimit(resource, Rlimit { current: Some(limit), maximum: Some(limit) })?;
    }
    Ok(())
}
