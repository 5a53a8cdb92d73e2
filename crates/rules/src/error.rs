//! What can go wrong with rules and with a scan.

use std::fmt;

/// One thing wrong with one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceError {
    /// The source's name, as it was given.
    pub source: String,
    /// What is wrong, with the place: several lines of text.
    pub message: String,
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.source, self.message)
    }
}

/// Rules that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// Some sources are wrong: all of them are named, each with all that is wrong in it.
    #[error("{} in the rules:{}", count(.0), listed(.0))]
    Sources(Vec<SourceError>),
}

fn count(errors: &[SourceError]) -> String {
    match errors.len() {
        1 => "1 error".to_owned(),
        n => format!("{n} errors"),
    }
}

fn listed(errors: &[SourceError]) -> String {
    errors.iter().map(|error| format!("\n{error}")).collect()
}

/// A scan that was not carried out to its end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScanError {
    /// Out of time. What had matched until then is not known.
    #[error("the scan ran out of time")]
    Timeout,
    /// The engine failed on this content.
    #[error("the rule engine failed: {0}")]
    Engine(String),
}
