//! Tasks: work that a client starts and asks about, and how it is told when it is done.
//!
//! A task is a row and a job, made together ([`start`]). The job is handled by what its kind names ([`kind`]), and
//! how it ended is written together with the end of the job ([`run`]), with a notification's job where one was asked
//! for ([`notify`]). Seven days after its end a task is forgotten.

mod get;
mod kind;
mod list;
mod notify;
mod record;
mod run;
mod start;

pub(crate) use kind::TaskKind;
pub(crate) use notify::{Message, Target};
pub use notify::{NOTIFY_JOB, NotifyHandler};
pub use run::{TASK_JOB, TaskHandler};
pub(crate) use run::{TaskResult, Work};
pub(crate) use start::NewTask;
