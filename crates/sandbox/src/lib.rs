//! The server's side of the sandbox: worker processes started, bounded, replaced, never believed.
//!
//! A [`Pool`] keeps a number of workers of one [`Kind`] warm. Each looks at one file at a time: it is handed an open
//! read-only descriptor and a typed task, and answers with a typed, size-bounded finding. The pool keeps
//! the bounds that a worker cannot be trusted to keep itself: wall-clock time, memory and the size of the
//! answer. A worker that oversteps one, dies, or speaks out of turn is killed with its process group and
//! replaced; its job is tried once more on another worker and then given up, so that a poisonous file costs
//! two workers at most.
//!
//! What a worker does inside, and how it locks itself in, is not known here: the two sides share
//! [`assay_protocol`] and [`assay_findings`] alone.

mod clamd;
mod config;
mod counters;
mod engine;
mod error;
mod launch;
mod outcome;
mod outlet;
mod pool;
mod process;
mod slots;
mod source;
mod stderr;
mod template;
pub mod tools;
mod worker;

pub use assay_protocol::{HashListFile, Kind, Landlock, RuleFiles, RuleFolder, Tool, Tools, Walls};
pub use clamd::{Clamd, ClamdAddressError};
pub use config::{PoolConfig, Requirement};
pub use counters::Counters;
pub use engine::EngineInForce;
pub use error::SandboxError;
pub use outcome::{Answer, GaveUp, Outcome};
pub use pool::Pool;
