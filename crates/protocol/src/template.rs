//! What a template and the server's side say to each other.
//!
//! A template is a worker that has built its engine and then looks at no file: it makes workers of itself by forking,
//! so that all of them share one copy of the rules. It answers one [`TemplateOrder`] at a time with one
//! [`TemplateReply`]. A worker that ended is reaped when the server's side says so and no sooner, so that its number
//! cannot become another process's while the server's side still has a use for it.

use serde::{Deserialize, Serialize};

/// What the server's side asks of a template. Each comes with exactly one descriptor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TemplateOrder {
    /// With the next worker's end of its socket. Is not answered.
    Connection,
    /// With what the next worker writes its complaints to: start it now. Answered by [`TemplateReply::Forked`].
    Fork,
    /// With the descriptor of a worker's process that has ended: answered by [`TemplateReply::Ended`].
    Reap,
}

/// What a template says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum TemplateReply {
    /// Unasked, once: the engine is built.
    Ready {
        /// The protocol that it speaks: [`crate::PROTOCOL`].
        protocol: u32,
    },
    /// The worker runs.
    Forked {
        /// Its process.
        pid: u32,
    },
    /// The worker is reaped.
    Ended {
        /// The signal that killed it.
        signal: Option<i32>,
        /// The code that it exited with.
        code: Option<i32>,
    },
    /// The order could not be carried out.
    Failed(String),
}
