//! What the gate tells the service about each request beside what hyper tells it.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use super::Refusal;

/// One request as the gate let it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Admitted {
    /// Nothing to add: hyper has all of it.
    Plain,
    /// Hyper was given the path alone; this is the query, without its `?`.
    LongQuery(String),
    /// Hyper was given a stand-in: answer with this error.
    Refused(Refusal),
}

/// A connection's queue from the gate to the service. Hyper calls the service once for each head, in
/// order, and the gate puts one entry in for each head, in order, so they stay in step however many
/// requests a client sends ahead.
#[derive(Debug, Clone, Default)]
pub(crate) struct Handover(Arc<Mutex<VecDeque<Admitted>>>);

impl Handover {
    pub(super) fn put(&self, admitted: Admitted) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_back(admitted);
    }

    /// What belongs to the request that hyper has just parsed; `None` can only mean that hyper saw a head
    /// that the gate did not.
    pub(crate) fn take(&self) -> Option<Admitted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }
}
