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
    #[error("{}", listed(.0))]
    Sources(Vec<SourceError>),
}

fn listed(errors: &[SourceError]) -> String {
    let mut text = match errors.len() {
        1 => "1 error in the rules:".to_owned(),
        n => format!("{n} errors in the rules:"),
    };
    for error in errors {
        text.push('\n');
        text.push_str(&error.to_string());
    }
    text
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
