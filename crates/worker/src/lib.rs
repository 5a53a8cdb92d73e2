//! The process behind the wall: locks itself in, then runs engines on bytes it is handed.
//!
//! A worker is started by `assay-sandbox` and speaks [`assay_protocol`] over its standard input. Its life
//! has an order that everything depends on ([`serve`]): build the engine, which reads rules and makes code
//! executable; take away files, network and user; warm up, which starts threads; take away all system
//! calls but a few; only then look at the first byte that a stranger sent.
//!
//! Examiners are forked from a template: a worker that has built its engine, looks at no file, and makes workers of
//! itself, so that all of them share one copy of the rules (`template`).
//!
//! There are two kinds. An *examiner* compiles the rules and judges files. A *prober* has no rules and is ready at once;
//! it may have outside tools look at a file, which its [`Toolbox`] starts: a process of its own, so that what parses
//! a file in the prober can start nothing. The tools run behind walls that are as high, in the process group of the
//! prober, and die with it.
//!
//! Links the engines, and is alone in that. Knows no database, no network and no async runtime.

mod engine;
mod error;
mod examine;
mod examiner;
mod input;
pub mod load;
pub mod lockdown;
mod prober;
mod remains;
mod see_through;
mod serve;
mod skill;
mod socket;
mod template;
mod tools;
mod unpack;

pub use engine::Engine;
pub use examiner::Examiner;
pub use input::{Input, InputReader};
pub use prober::Prober;
pub use serve::{serve, work};
pub use tools::{Look, Toolbox};
