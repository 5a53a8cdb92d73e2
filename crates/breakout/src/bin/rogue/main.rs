//! A worker that does what no worker should. Its input is the command: see [`acts`].
//!
//! Usage, as the sandbox starts it: `rogue [START]`, where START may be a misdeed committed before the
//! hello, `--examiner` for the real engine, or `--version FILE` for a version that can change. By hand: `rogue --alone WALL[,WALL…] COMMAND…` raises only the walls named, commits the misdeed
//! and prints what came of it. Under the name of `tool MISDEED` it is an outside tool, in the place of ffprobe.

mod acts;
mod alone;
mod start;
mod tool;

use std::{convert::Infallible, env, fs, process::ExitCode, time::Instant};

use assay_findings::{ExamineReport, FileReport, Finding, Label, Task, TaskError, Verdict};
use assay_types::ContentDigest;
use assay_worker::{Engine, Examiner, Input, Prober, serve};

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    if let Some(misdeed) = tool::misdeed() {
        return tool::misbehave(&misdeed);
    }
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--alone", walls, command @ ..] => alone::act_behind(walls, &command.join(" ")),
        ["--examiner"] => serve(|settings| Examiner::build(&settings.rules)),
        ["--prober"] => serve(Prober::build),
        ["--version", path] => serve(|_| fs::read_to_string(path).map(|version| Rogue { jobs: 0, version })),
        [misdeed] => start::misbehave(misdeed),
        _ => serve(|_| Ok::<_, Infallible>(Rogue { jobs: 0, version: "rogue 1".to_owned() })),
    }
}

/// An engine that takes its orders from the file it is given.
struct Rogue {
    jobs: u32,
    version: String,
}

impl Engine for Rogue {
    fn version(&self) -> String {
        self.version.clone()
    }

    fn warm_up(&mut self) -> Result<(), String> {
        Ok(())
    }

    fn run(&mut self, _: &Task, input: &Input, deadline: Instant) -> Result<Finding, TaskError> {
        let input = input.bytes()?;
        self.jobs += 1;
        let command = String::from_utf8_lossy(input);
        if let Some(count) = command.strip_prefix("long ") {
            return Ok(report(input, &vec!["x".repeat(64); count.parse().expect("a number")]));
        }
        let told = match command.as_ref() {
            "jobs" => self.jobs.to_string(),
            "version" => self.version.clone(),
            "pid" => std::process::id().to_string(),
            // Fails on a worker's first job, and works on one that has done another before.
            "panic-if-new" => {
                assert!(self.jobs > 1, "new here");
                "done".to_owned()
            }
            "deadline" => deadline.saturating_duration_since(Instant::now()).as_millis().to_string(),
            command => acts::act(command),
        };
        Ok(report(input, &[told]))
    }
}

/// A finding whose labels carry what there is to tell.
fn report(input: &[u8], labels: &[String]) -> Finding {
    let file = FileReport {
        digest: ContentDigest::of(input),
        labels: labels.iter().map(|label| Label::from_text(label)).collect(),
        evidence: Vec::new(),
        verdict: Verdict::default(),
        incomplete: Vec::new(),
    };
    Finding::Examined(ExamineReport { file, is_container: false, members: Vec::new() })
}
