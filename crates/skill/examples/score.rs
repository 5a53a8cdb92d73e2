//! Scores folders of Skills: `cargo run --release -p assay-skill --example score -- [-v] DIR…`. Every folder below
//! a DIR is one package. Prints how many are found, and with `-v` each with its strongest findings.
#![expect(clippy::print_stdout, reason = "an instrument for the terminal")]

use std::{fs, path::Path, time::Instant};

use assay_skill::{Member, judge};

fn main() -> std::io::Result<()> {
    let verbose = std::env::args().any(|arg| arg == "-v");
    for dir in std::env::args().skip(1).filter(|arg| arg != "-v") {
        let (mut found, mut all, mut slowest) = (0_u32, 0_u32, 0_u128);
        let started = Instant::now();
        let mut packages: Vec<_> =
            fs::read_dir(&dir)?.filter_map(Result::ok).map(|entry| entry.path()).collect();
        packages.sort();
        for package in packages {
            let mut files = Vec::new();
            walk(&package, &package, &mut files)?;
            let members: Vec<Member<'_>> = files
                .iter()
                .map(|(path, bytes)| Member {
                    path,
                    bytes,
                    labels: &[],
                    incomplete: &[],
                    is_container: false,
                })
                .collect();
            let one = Instant::now();
            let judged = judge(&members);
            slowest = slowest.max(one.elapsed().as_millis());
            all += 1;
            let Some(judged) = judged else { continue };
            found += u32::from(judged.verdict.is_dangerous());
            if verbose {
                let mut seen = std::collections::BTreeSet::new();
                let top: Vec<String> = judged
                    .judgement
                    .findings
                    .iter()
                    .filter(|item| seen.insert(item.rule.clone()))
                    .take(12)
                    .map(|item| {
                        format!(
                            "{}={}@{}:{} «{}»",
                            item.rule, item.confidence, item.path, item.line, item.quote
                        )
                    })
                    .collect();
                println!(
                    "{:3} {}\n      {}",
                    judged.verdict.score.get(),
                    package.display(),
                    top.join("\n      ")
                );
            }
        }
        println!(
            "{dir}: {found} of {all}, {} ms in all, {slowest} ms the slowest",
            started.elapsed().as_millis()
        );
    }
    Ok(())
}

fn walk(root: &Path, path: &Path, out: &mut Vec<(String, Vec<u8>)>) -> std::io::Result<()> {
    if path.is_dir() {
        let mut entries: Vec<_> =
            fs::read_dir(path)?.filter_map(Result::ok).map(|entry| entry.path()).collect();
        entries.sort();
        for entry in entries {
            walk(root, &entry, out)?;
        }
    } else if path.is_file() {
        let name = path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned();
        out.push((name, fs::read(path)?));
    }
    Ok(())
}
