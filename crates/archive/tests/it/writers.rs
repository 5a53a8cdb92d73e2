//! What other programs wrote: the kept inputs of the fuzzer's walk, as they are, encrypted, as bombs, and damaged.
//!
//! `fuzz/seeds.py` says which programs wrote them.

use std::{fs, path::Path};

use assay_archive::labels;
use assay_findings::IncompleteReason;

use crate::build::{Seen, Walk, reasons, walk};

/// The inputs whose names begin so, in order.
fn named(prefix: &str) -> Vec<(String, Vec<u8>)> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/walk");
    let mut inputs: Vec<_> = fs::read_dir(corpus)
        .unwrap()
        .map(|file| file.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()))
        .filter(|(name, _)| name.starts_with(prefix))
        .collect();
    inputs.sort();
    inputs
}

#[test]
fn honest_archives_are_read_whole() {
    let mut count = 0;
    for (name, bytes) in named("honest-") {
        let (seen, walked) = walk(&bytes);
        assert_eq!((&walked.incomplete, &walked.labels), (&vec![], &vec![]), "{name}");
        let hello = seen.iter().find(|member| member.path.ends_with("hello.txt"));
        assert_eq!(hello.map(|member| member.bytes.as_slice()), Some(&b"hello, archive\n"[..]), "{name}");
        count += 1;
    }
    assert!(count >= 50, "{count}");
}

#[test]
fn what_is_encrypted_is_noticed_and_named() {
    let mut count = 0;
    for (name, bytes) in named("encrypted-") {
        let (_, walked) = walk(&bytes);
        assert_eq!(walked.labels, [labels::ENCRYPTED], "{name}");
        assert!(reasons(&walked).contains(&IncompleteReason::Encrypted), "{name}: {:?}", walked.incomplete);
        count += 1;
    }
    assert!(count >= 12, "{count}");
}

/// 32 MiB of zeros by every compressor, when 4 MiB are allowed.
#[test]
fn bombs_end_by_a_limit_that_is_named() {
    let mut small = Walk::default();
    small.limits.max_total_bytes = 4 << 20;
    for (name, bytes) in named("bomb-") {
        let (seen, walked) = small.run(&bytes);
        let total: usize = seen.iter().map(|member| member.bytes.len()).sum();
        assert!(total <= 4 << 20, "{name}: {total}");
        let first = reasons(&walked).first().copied();
        assert!(
            matches!(first, Some(IncompleteReason::TotalBytes | IncompleteReason::Ratio)),
            "{name}: {first:?}"
        );
    }
}

/// Whatever is cut or changed: what is shown stays within the limits, and is shown the same way twice.
#[test]
fn damage_breaks_no_promise() {
    let mut small = Walk::default();
    small.limits.max_total_bytes = 1 << 20;
    small.decompress.max_files = 64;
    let run = |bytes: &[u8]| -> Vec<Seen> {
        let (seen, walked) = small.run(bytes);
        let total: usize = seen.iter().map(|member| member.bytes.len()).sum();
        assert!(total <= 1 << 20 && seen.len() <= 64);
        assert!(walked.is_container || seen.is_empty());
        assert_eq!(walked.is_container, assay_archive::is_container(bytes));
        seen
    };
    for (name, bytes) in named("") {
        println!("{name}");
        // A generator of Lehmer's: the same damage every time.
        let mut state = 48_271_u64;
        let mut random = |below: usize| {
            state = state * 48_271 % 0x7fff_ffff;
            usize::try_from(state).unwrap() % below.max(1)
        };
        for round in 0..10 {
            run(&bytes[..random(bytes.len())]);
            let mut changed = bytes.clone();
            for _ in 0..=random(8) {
                let at = random(changed.len().min(4096));
                if let Some(byte) = changed.get_mut(at) {
                    *byte ^= 1 << random(8);
                }
            }
            let seen = run(&changed);
            if round == 0 {
                assert_eq!(seen, run(&changed), "{name}");
            }
        }
    }
}
