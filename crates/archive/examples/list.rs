//! Lists what is in files: `cargo run -p assay-archive --example list -- FILE…`, with `--find TEXT` only the members
//! that hold it.

use std::{
    env, fs,
    io::{self, Write as _},
    ops::ControlFlow,
    time::{Duration, Instant},
};

use assay_findings::{Decompress, ExamineLimits};

fn main() -> io::Result<()> {
    let mut arguments = env::args().skip(1);
    let mut out = io::stdout().lock();
    let mut find = None;
    while let Some(file) = arguments.next() {
        if file == "--find" {
            find = arguments.next();
            continue;
        }
        let bytes = fs::read(&file)?;
        let decompress = Decompress { max_layers: 5, max_files: 1000 };
        let begun = Instant::now();
        let deadline = begun + Duration::from_mins(1);
        let mut lines = Vec::new();
        let walked =
            assay_archive::walk(&bytes, decompress, &ExamineLimits::default(), deadline, &mut |visit| {
                let found = |text: &String| memchr::memmem::find(visit.bytes, text.as_bytes()).is_some();
                if find.as_ref().is_none_or(found) {
                    let labels: Vec<_> = visit.labels.iter().map(ToString::to_string).collect();
                    let reasons: Vec<_> = visit.incomplete.iter().map(|item| item.reason).collect();
                    lines.push(format!("  {} {} {labels:?} {reasons:?}", visit.path, visit.bytes.len()));
                }
                ControlFlow::Continue(())
            });
        let labels: Vec<_> = walked.labels.iter().map(ToString::to_string).collect();
        let notes: Vec<_> =
            walked.incomplete.iter().filter(|item| item.path.is_none()).map(|item| item.reason).collect();
        writeln!(
            out,
            "{file}: container {}, {labels:?}, {notes:?}, {} ms",
            walked.is_container,
            begun.elapsed().as_millis()
        )?;
        lines.iter().try_for_each(|line| writeln!(out, "{line}"))?;
    }
    Ok(())
}
