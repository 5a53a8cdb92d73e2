//! The runner on a real store, with handlers and a store that fail in every way.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bench;
mod faulty_store;
mod leases;
mod outcomes;
mod scheduling;
mod stopping;
