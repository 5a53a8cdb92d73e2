//! The job runner: takes work from the store's job table and sees each attempt to its end.
//!
//! Owns concurrency, leases and their heartbeats, time limits, retries with jittered backoff, dead
//! letters, the graceful stop, and the figures that a meter or a back-pressure check reads. Knows nothing
//! of what a job is about: that is a [`Handler`]'s business.
//!
//! Promises: a job runs at least once, on one node at a time as far as leases can tell; a result whose
//! lease was lost is thrown away; a panic is a failed attempt, never a dead runner; a job that keeps
//! killing its node is buried after its last attempt without being run again.

mod attempt;
mod counters;
mod handler;
mod leases;
mod queue_depth;
mod runner;
mod wake;

pub use counters::{Counters, CountersSnapshot};
pub use handler::{Burial, Done, Failure, Handler};
pub use queue_depth::QueueDepth;
pub use runner::{Runner, RunnerConfig};
pub use wake::Wake;
