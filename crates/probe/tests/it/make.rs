//! Files that other programs make, and a probe of them.

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use assay_findings::media::{ProbeReport, ProbeTask};

/// Whether a program is installed; says so when it is not.
#[expect(clippy::print_stderr, reason = "a test that is skipped has to be seen")]
pub(crate) fn installed(program: &str) -> bool {
    let there = Command::new(program).arg("-version").output().is_ok();
    if !there {
        eprintln!("skipped: {program} is not installed");
    }
    there
}

/// Runs a program, which must succeed; what it prints.
pub(crate) fn run(program: &str, arguments: &[&str], folder: &Path) -> String {
    let output = Command::new(program).args(arguments).current_dir(folder).output().expect("started");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?}: {error}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Makes a file with ffmpeg; `arguments` are separated by blanks.
pub(crate) fn ffmpeg(folder: &Path, arguments: &str, name: &str) -> PathBuf {
    let mut all = vec!["-loglevel", "error", "-y"];
    all.extend(arguments.split(' '));
    all.push(name);
    run("ffmpeg", &all, folder);
    folder.join(name)
}

pub(crate) fn probe(path: &Path) -> ProbeReport {
    let file = File::open(path).expect("opened");
    let size = file.metadata().expect("metadata").len();
    let task = ProbeTask {
        name: path.file_name().map(|name| name.to_string_lossy().into_owned()),
        text_max_bytes: 10_000,
        ..ProbeTask::default()
    };
    assay_probe::probe(file, size, &task, Instant::now() + Duration::from_mins(1))
}
