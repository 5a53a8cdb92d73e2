//! An outside tool that was taken over by the file it looks at.

use std::{env, path::Path, process::ExitCode};

use crate::acts;

/// The misdeed that this program is named after: `tool NAME ARGUMENT`, with `|` for a slash.
pub(crate) fn misdeed() -> Option<String> {
    let name = env::args().next()?;
    let name = Path::new(&name).file_name()?.to_str()?;
    Some(name.strip_prefix("tool ")?.replace('|', "/"))
}

/// Commits it, and tells what came of it where ffprobe tells of the format.
pub(crate) fn misbehave(misdeed: &str) -> ExitCode {
    let told = match misdeed.split_once(' ') {
        // Its way to the server's side is its standard output.
        Some(("flood", bytes)) => flood(bytes.parse().expect("a number")),
        _ => acts::act(misdeed),
    };
    let told = told.replace('\\', "").replace('"', "\\\"");
    #[expect(clippy::print_stdout, reason = "the toolbox reads it")]
    {
        println!("{{\"format\":{{\"format_name\":\"{told}\"}}}}");
    }
    ExitCode::SUCCESS
}

fn flood(bytes: usize) -> String {
    #[expect(clippy::print_stdout, reason = "that is the misdeed")]
    for _ in 0..bytes >> 10 {
        print!("{}", " ".repeat(1 << 10));
    }
    "done flooded".to_owned()
}
