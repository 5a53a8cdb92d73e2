//! Misdeeds before the hello.

use std::{io::Write as _, process::ExitCode};

use assay_protocol::{Hello, Landlock, PROTOCOL, Walls, frame};

use crate::acts;

/// Never becomes a proper worker.
pub(crate) fn misbehave(misdeed: &str) -> ExitCode {
    let walls = Walls {
        landlock: Landlock::Full { abi: 7 },
        seccomp: true,
        no_new_privs: true,
        unprivileged: true,
        rlimits: true,
    };
    let hello = Hello { protocol: PROTOCOL, engine: "rogue 1".to_owned(), walls };
    match misdeed {
        "die" => {
            let _ = writeln!(std::io::stderr(), "no rules \x1b[31mfor me");
            return ExitCode::from(3);
        }
        "silent" => {}
        "garbage" => acts::say(b"\x05\x00\x00\x00hello"),
        "endless" => acts::say(&[0xff; 64]),
        "stranger" => say_hello(&Hello { protocol: PROTOCOL + 1, ..hello }),
        "verbose" => say_hello(&Hello { engine: "x".repeat(1000), ..hello }),
        "unwalled" => say_hello(&Hello { walls: Walls { seccomp: false, ..walls }, ..hello }),
        other => panic!("no such misdeed: {other}"),
    }
    // Stays until it is killed, or the server's side is gone.
    let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
    ExitCode::SUCCESS
}

fn say_hello(hello: &Hello) {
    acts::say(&frame::encode(hello, 1 << 20).expect("a frame"));
}
