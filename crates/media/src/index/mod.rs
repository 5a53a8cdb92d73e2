//! Putting files into datasets: told by clients or found by bindings, opened, probed within the sandbox, recorded.
//!
//! A request is answered when its jobs are durable ([`enqueue`]). A job has some files of one dataset; they are opened
//! and probed several at a time, and recorded in groups ([`run`]). What a file's record is made of is decided in one
//! place ([`record`]), by which words of the client's stand above what the content says ([`input`]); what is looked
//! for is decided by the dataset's template ([`workflow`]).

mod delete;
mod enqueue;
mod input;
mod keep;
mod record;
mod run;
mod understand;
mod update;
mod workflow;

pub use run::{INDEX_JOB, IndexHandler};
