//! The process behind the wall: locks itself in, then runs engines on bytes it is handed.
//!
//! A worker is started by `assay-sandbox` and speaks [`assay_protocol`] over its standard input. Its life
//! has an order that everything depends on ([`serve`]): build the engine, which reads rules and makes code
//! executable; take away files, network and user; warm up, which starts threads; take away all system
//! calls but a few; only then look at the first byte that a stranger sent.
//!
//! Links the engines, and is alone in that. Knows no database, no network and no async runtime.

mod engine;
mod error;
mod examine;
mod examiner;
mod input;
pub mod lockdown;
mod serve;
mod socket;

pub use engine::Engine;
pub use examiner::Examiner;
pub use serve::serve;
