//! The head gate: it stands between the socket and hyper and judges every request's head first.
//!
//! What hyper refuses by itself (bytes that are not HTTP, a target over 65,534 bytes, too many headers,
//! another version, a head that never ends) it answers with an empty body, in which the official clients
//! find neither code nor request id. So the gate reads each head itself, and what hyper would refuse it
//! refuses first: hyper is then given a small stand-in request, and the service answers that one with the
//! error. The answer therefore takes its turn among pipelined answers, and is logged and counted like any
//! other. In the same way a target that is too long for hyper is shortened to its path, and its query is
//! handed to the service beside the request ([`Handover`]).
//!
//! To find the next head on a connection the gate follows the bodies' framing. No security decision is
//! made here: if the gate and hyper ever disagree on where a body ends, they disagree about one client's
//! own connection, whose next request then fails. Nothing is shared between connections.

mod framing;
mod gate;
mod handover;
mod head;
mod refusal;
mod timer;

pub(crate) use gate::Gate;
pub(crate) use handover::{Admitted, Handover};
pub(crate) use refusal::Refusal;
