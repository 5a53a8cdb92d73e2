//! What can go wrong with rules and with a scan.

use std::fmt;

/// One thing wrong with one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceError {
    /// The source's name, as it was given.
    pub source: String,
    /// The rule that is wrong, where it is known.
    pub rule: Option<String>,
    /// What is wrong, in a line.
    pub title: String,
    /// What is wrong, with the place: several lines of text.
    pub message: String,
}

impl SourceError {
    /// What is wrong with a source as a whole.
    pub fn of_source(source: impl Into<String>, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { source: source.into(), rule: None, title: message.clone(), message }
    }

    /// Source, rule and what is wrong, in a line.
    pub fn summary(&self) -> String {
        match &self.rule {
            Some(rule) => format!("{}, rule {rule}: {}", self.source, self.title),
            None => format!("{}: {}", self.source, self.title),
        }
    }
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.rule {
            Some(rule) => write!(f, "{}, rule {rule}: {}", self.source, self.message),
            None => write!(f, "{}: {}", self.source, self.message),
        }
    }
}

/// Rules that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// Some sources are wrong: all of them are named, each with all that is wrong in it.
    #[error("{}", listed(.0))]
    Sources(Vec<SourceError>),
    /// Rules that were compiled before cannot be used, or not be kept.
    #[error("compiled rules: {0}")]
    Compiled(String),
}

impl RuleError {
    /// What is wrong, in a line: the first few sources with the rule and what is wrong in it.
    pub fn brief(&self) -> String {
        const SHOWN: usize = 12;
        let Self::Sources(errors) = self else { return self.to_string() };
        let mut text = format!("{} wrong in the rules: ", errors.len());
        let shown: Vec<String> = errors.iter().take(SHOWN).map(SourceError::summary).collect();
        text.push_str(&shown.join("; "));
        if errors.len() > SHOWN {
            text.push_str("; and more");
        }
        text + " (`assay rules check` shows all of them, with their places)"
    }
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
