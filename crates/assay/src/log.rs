//! Where the program speaks: logs on standard error, answers on standard output.

use std::io::{IsTerminal as _, Write as _};

use tracing_subscriber::{EnvFilter, fmt};

use crate::config::Config;

/// Starts logging. `level` overrides the configuration's.
pub(crate) fn start(config: &Config, level: Option<&str>) {
    let filter =
        EnvFilter::try_new(level.unwrap_or(&config.log_level)).unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = if config.log_json {
        builder.json().flatten_event(true).try_init()
    } else {
        builder.with_target(false).with_ansi(std::io::stderr().is_terminal()).try_init()
    };
    debug_assert!(started.is_ok(), "logging is started once");
}

/// Prints one line of an answer. That nobody reads it any more is no reason to fail.
pub(crate) fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// Prints one line beside an answer, for a person.
pub(crate) fn remark(line: &str) {
    let _ = writeln!(std::io::stderr(), "assay: {line}");
}

/// Tells a person why the command failed, causes included.
pub(crate) fn complain(err: &anyhow::Error) {
    let _ = writeln!(std::io::stderr(), "assay: {err:#}");
}
