//! `assay worker`: what the sandbox starts. Settings come from the process that starts it.

use std::process::ExitCode;

pub(crate) fn run() -> ExitCode {
    assay_worker::work()
}
