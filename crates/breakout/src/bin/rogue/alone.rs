//! One wall at a time: what it stops without the help of the others.

use std::{io, process::ExitCode};

use assay_worker::lockdown::{calls, files, identity, limits};

use crate::acts;

/// Raises the walls named, commits the misdeed, and prints what came of it.
pub(crate) fn act_behind(walls: &str, command: &str) -> ExitCode {
    rustix::thread::set_no_new_privs(true).expect("no new privileges");
    for wall in walls.split(',') {
        match wall {
            "files" => drop(files::close().expect("landlock")),
            "nobody" => identity::become_nobody().expect("nobody"),
            "limits" => limits::set(512 << 20, 0).map_err(io::Error::from).expect("limits"),
            "calls" => calls::filter().expect("seccomp"),
            "none" => {}
            other => panic!("no such wall: {other}"),
        }
    }
    let told = acts::act(command);
    #[expect(clippy::print_stdout, reason = "the test reads it")]
    {
        println!("{told}");
    }
    ExitCode::SUCCESS
}
