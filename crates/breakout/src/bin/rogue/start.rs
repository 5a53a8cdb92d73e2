//! Misdeeds before the hello, and a worker with the real rule engine.

use std::{
    io::Write as _,
    process::ExitCode,
    sync::mpsc,
    time::{Duration, Instant},
};

use assay_findings::{Finding, Task, TaskError};
use assay_protocol::{Hello, Landlock, PROTOCOL, Walls, frame};
use assay_rules::{RuleError, RuleSet, Scanner};
use assay_worker::Engine;

use crate::{acts, report};

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
    // Stays, until it is killed.
    let (_nobody, news) = mpsc::channel::<()>();
    let _ = news.recv_timeout(Duration::from_hours(1));
    ExitCode::SUCCESS
}

fn say_hello(hello: &Hello) {
    acts::say(&frame::encode(hello, 1 << 20).expect("a frame"));
}

/// The real rule engine.
pub(crate) struct Ruled {
    version: String,
    scanner: Scanner<'static>,
}

impl Ruled {
    pub(crate) fn build() -> Result<Self, RuleError> {
        let rules = RuleSet::builtin()?;
        let version = rules.version().to_owned();
        // Lives as long as the process.
        let rules: &'static RuleSet = Box::leak(Box::new(rules));
        Ok(Self { version, scanner: rules.scanner() })
    }
}

impl Engine for Ruled {
    fn version(&self) -> String {
        self.version.clone()
    }

    fn warm_up(&mut self) {
        self.scanner.warm_up();
    }

    fn run(&mut self, _: &Task, input: &[u8], deadline: Instant) -> Result<Finding, TaskError> {
        let left = deadline.saturating_duration_since(Instant::now());
        let told: Vec<String> = match self.scanner.scan(input, &[], 16, left) {
            Ok(evidence) => evidence.into_iter().map(|item| item.rule).collect(),
            Err(err) => vec![err.to_string()],
        };
        Ok(report(input, &told))
    }
}
