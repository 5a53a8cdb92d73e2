//! A parameter that makes no sense.

use std::fmt::Display;

/// A value that makes no sense: the wire's `InvalidArgument`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{parameter}: {why}")]
pub(crate) struct Invalid {
    /// Which parameter, as a path: `Query.SubQueries.2.Value`; elements count from 1.
    pub parameter: String,
    /// What would be right, without a full stop.
    pub why: String,
}

impl Invalid {
    /// A parameter, and what would be right.
    pub(crate) fn new(parameter: impl Into<String>, why: impl Display) -> Self {
        Self { parameter: parameter.into(), why: why.to_string() }
    }
}
