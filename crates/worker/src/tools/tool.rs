//! The last step of an outside tool's start: this process becomes the tool.

use std::{io, os::unix::process::CommandExt as _, process::Command};

use assay_protocol::{Settings, Tool};

use crate::{error::WorkerError, lockdown};

/// The quality of the JPEG that a HEIC picture is read as: what it loses is less than what HEIC has lost.
const HEIF_QUALITY: &str = "95";

/// Takes away what only a toolbox needs, and becomes the tool. Its input is on standard input; it may read that, its
/// own libraries and data, and nothing else. Returns only when that fails.
pub(crate) fn turn_into(tool: Tool, settings: &Settings) -> Result<(), WorkerError> {
    let missing = || WorkerError::Tool(io::ErrorKind::NotFound.into());
    let program = settings.tools.program(tool).ok_or_else(missing)?;
    let mut command = Command::new(program);
    match tool {
        // The file is opened anew by its descriptor, so that it can be sought in; nothing else may be opened by what it says.
        Tool::Ffprobe => command.args([
            "-v",
            "error",
            "-protocol_whitelist",
            "file",
            "-threads",
            "1",
            "-print_format",
            "json",
            "-show_format",
            "-show_streams",
            "-i",
            "file:/proc/self/fd/0",
        ]),
        Tool::Tesseract => {
            let languages = settings.tools.languages.join("+");
            command.args(["stdin", "stdout", "-l", &languages, "--oem", "1", "--psm", "3", "tsv"])
        }
        Tool::HeifConvert => {
            let output = settings.tools.heif.as_ref().map(|heif| &heif.output).ok_or_else(missing)?;
            command.args(["--quiet", "-q", HEIF_QUALITY, "/proc/self/fd/0"]).arg(output)
        }
    };
    command.env_clear().envs([("LC_ALL", "C.UTF-8"), ("OMP_THREAD_LIMIT", "1")]);
    lockdown::confine_tool()?;
    Err(WorkerError::Tool(command.exec()))
}
