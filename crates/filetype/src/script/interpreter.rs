//! The first line of a script: `#!` and the program that runs it.

use assay_findings::Label;

use crate::{le, names};

/// Linux reads no more of the line.
const LINE_BYTES: usize = 256;

/// Programs by the beginning of their name, so that versions do not matter.
const PROGRAMS: &[(&[u8], Label)] = &[
    (b"python", names::PYTHON),
    (b"pypy", names::PYTHON),
    (b"perl", names::PERL),
    (b"ruby", names::RUBY),
    (b"php", names::PHP),
    (b"node", names::JAVASCRIPT),
    (b"deno", names::JAVASCRIPT),
    (b"bun", names::JAVASCRIPT),
    (b"pwsh", names::POWERSHELL),
    (b"powershell", names::POWERSHELL),
    (b"lua", names::LUA),
    (b"tclsh", names::TCL),
    (b"wish", names::TCL),
    (b"expect", names::TCL),
    (b"awk", names::AWK),
    (b"gawk", names::AWK),
    (b"mawk", names::AWK),
    (b"sh", names::SHELL),
    (b"bash", names::SHELL),
    (b"dash", names::SHELL),
    (b"ash", names::SHELL),
    (b"zsh", names::SHELL),
    (b"ksh", names::SHELL),
    (b"csh", names::SHELL),
    (b"tcsh", names::SHELL),
    (b"fish", names::SHELL),
    (b"busybox", names::SHELL),
];

/// The language that the first line asks for.
pub(super) fn of(text: &[u8]) -> Option<Label> {
    let line = le::head(text.strip_prefix(b"#!")?, LINE_BYTES);
    let line = line.split(|&byte| byte == b'\n').next()?;
    let mut words = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let mut program = base(words.next()?);
    if program == b"env" {
        // Options and settings of env come before the program.
        program = base(words.find(|word| !word.starts_with(b"-") && !word.contains(&b'='))?);
    }
    PROGRAMS.iter().find(|(name, _)| is_version_of(program, name)).map(|(_, label)| label.clone())
}

fn base(path: &[u8]) -> &[u8] {
    path.rsplit(|&byte| byte == b'/').next().unwrap_or(path)
}

fn is_version_of(program: &[u8], name: &[u8]) -> bool {
    program.strip_prefix(name).is_some_and(|rest| {
        rest.iter().all(|&byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-')) || rest == b"js"
    })
}
