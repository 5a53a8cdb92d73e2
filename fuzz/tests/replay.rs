//! Runs every kept input through its target.

use std::{fs, path::Path};

#[test]
fn every_kept_input_keeps_the_promises() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for (name, target) in assay_fuzz::TARGETS {
        let mut count = 0;
        for file in fs::read_dir(corpus.join(name)).unwrap_or_else(|error| panic!("corpus/{name}: {error}")) {
            let path = file.unwrap().path();
            // So that a failure names its input.
            println!("{}", path.display());
            target(&fs::read(&path).unwrap());
            count += 1;
        }
        assert!(count >= 3, "corpus/{name} has only {count} inputs");
    }
}

#[test]
fn every_corpus_has_its_target() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for folder in fs::read_dir(corpus).unwrap() {
        let name = folder.unwrap().file_name();
        assert!(assay_fuzz::TARGETS.iter().any(|(target, _)| name == *target), "no target for {name:?}");
    }
}

/// Archives that other programs made: what they put in is what is found, and nothing is wrong with it.
#[test]
fn honest_archives_of_other_writers_are_read_whole() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/walk");
    let mut count = 0;
    for file in fs::read_dir(corpus).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.starts_with("honest-") {
            continue;
        }
        let mut found = Vec::new();
        let walked = assay_archive::walk(
            &fs::read(&path).unwrap(),
            assay_findings::Decompress { max_layers: 5, max_files: 1000 },
            &assay_findings::ExamineLimits::default(),
            std::time::Instant::now() + std::time::Duration::from_mins(1),
            &mut |visit| {
                found.push((visit.path.to_owned(), visit.bytes.to_vec()));
                std::ops::ControlFlow::Continue(())
            },
        );
        assert_eq!(walked.incomplete, [], "{name}");
        assert_eq!(walked.labels, [], "{name}");
        let hello = found.iter().find(|(path, _)| path.ends_with("hello.txt"));
        assert_eq!(
            hello.map(|(_, bytes)| bytes.as_slice()),
            Some(&b"hello, archive\n"[..]),
            "{name}: {found:?}"
        );
        count += 1;
    }
    assert!(count >= 8, "only {count} honest archives");
}
