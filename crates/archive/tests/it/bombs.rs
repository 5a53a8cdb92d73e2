//! Inputs made to exhaust: each must end soon, within the limits, and say which one ended it.

use std::time::{Duration, Instant};

use assay_findings::IncompleteReason;

use crate::build::{Record, Walk, ZipBuilder, deflate, gzip, reasons, seal, tar_header, tar_member, zip};

/// Generous for a machine that does other things as well; without a limit these take minutes and more.
const SOON: Duration = Duration::from_secs(10);

/// Total bytes of what was shown, the reasons given, and a failure when it took too long.
fn run(walk: &Walk, bytes: &[u8]) -> (usize, u64, Vec<IncompleteReason>) {
    let start = Instant::now();
    let (seen, walked) = walk.run(bytes);
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
    let total = seen.iter().map(|member| member.bytes.len() as u64).sum();
    assert!(total <= walk.limits.max_total_bytes);
    assert!(seen.len() <= walk.decompress.max_files as usize);
    (seen.len(), total, reasons(&walked))
}

fn small() -> Walk {
    let mut walk = Walk::default();
    walk.limits.max_total_bytes = 8 << 20;
    walk.limits.max_member_bytes = 4 << 20;
    walk
}

#[test]
fn nested_fan_out_ends_by_files_or_bytes() {
    // 16 to the power of 5, as 42.zip has it.
    let mut level = zip(&[("zeros", &vec![0; 1 << 20])]);
    for _ in 0..4 {
        let members: Vec<(String, &[u8])> = (0..16).map(|i| (format!("{i}.zip"), level.as_slice())).collect();
        let members: Vec<(&str, &[u8])> =
            members.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
        level = zip(&members);
    }
    let (_, _, reasons) = run(&small(), &level);
    assert_eq!(reasons, [IncompleteReason::TotalBytes]);
}

#[test]
fn a_quine_ends_by_layers() {
    // A member that is its own archive (Cox 2010) looks to the walk like endless nesting.
    let endless = (0..40).fold(gzip(b"bottom"), |inner, _| gzip(&inner));
    let (seen, _, reasons) = run(&small(), &endless);
    assert_eq!((seen, reasons), (5, vec![IncompleteReason::DecompressMaxLayer]));
}

#[test]
fn overlapping_members_end_by_total_bytes_and_are_labelled() {
    // All entries point at one kernel (Fifield 2019, simplest form).
    let kernel = vec![0; 1 << 20];
    let packed = deflate(&kernel);
    let record = Record::of("kernel", &kernel, 8, &packed);
    let mut builder = ZipBuilder::default();
    let at = builder.local(&record, &packed);
    for _ in 0..500 {
        builder.entry(&record, at);
    }
    let bytes = builder.finish();
    let (_, total, reasons) = run(&small(), &bytes);
    assert_eq!((total, reasons), (8 << 20, vec![IncompleteReason::TotalBytes]));
    let (_, walked) = small().run(&bytes);
    assert!(walked.labels.contains(&assay_archive::labels::OVERLAP));
}

#[test]
fn a_million_members_end_by_files() {
    let mut builder = ZipBuilder::default();
    let record = Record::of("x", b"", 0, b"");
    for _ in 0..200_000 {
        let at = builder.local(&record, b"");
        builder.entry(&record, at);
    }
    let (seen, _, reasons) = run(&small(), &builder.finish());
    assert_eq!((seen, reasons), (1000, vec![IncompleteReason::DecompressMaxFileCount]));

    let tar = tar_member("x", b'0', b"").repeat(200_000);
    let (seen, _, reasons) = run(&small(), &tar);
    assert_eq!((seen, reasons), (1000, vec![IncompleteReason::DecompressMaxFileCount]));
}

#[test]
fn folders_without_end_end() {
    let tar = tar_member("x/", b'5', b"").repeat(150_000);
    let (seen, _, reasons) = run(&small(), &tar);
    assert_eq!((seen, reasons), (0, vec![IncompleteReason::DecompressMaxFileCount]));

    let mut builder = ZipBuilder::default();
    let record = Record::of("x/", b"", 0, b"");
    let at = builder.local(&record, b"");
    for _ in 0..250_000 {
        builder.entry(&record, at);
    }
    let (seen, _, reasons) = run(&small(), &builder.finish());
    assert_eq!((seen, reasons), (0, vec![IncompleteReason::DecompressMaxFileCount]));
}

#[test]
fn members_without_end_are_not_searched_over_and_over() {
    // Every local header leaves its length open, and no descriptor fits.
    let mut record = Record::of("x", b"", 0, b"");
    record.flags = 8;
    let mut builder = ZipBuilder::default();
    for _ in 0..100_000 {
        builder.local(&record, b"PK\x07\x08 is no descriptor here");
    }
    let (seen, _, reasons) = run(&small(), &builder.bytes);
    assert_eq!(seen, 1000);
    assert!(reasons.contains(&IncompleteReason::DecompressMaxFileCount));
}

#[test]
fn a_sparse_tar_of_terabytes_holds_nothing() {
    let mut block = tar_header("huge", b'S', "", "");
    block[124..136].copy_from_slice(&[0x80, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
    seal(&mut block);
    let (seen, total, reasons) = run(&small(), &[block, vec![0; 1024]].concat());
    assert_eq!((seen, total), (1, 1024));
    assert!(reasons.contains(&IncompleteReason::Damaged));
}

#[test]
fn zeros_behind_a_compressed_tar_are_counted_too() {
    let mut tar = tar_member("a", b'0', b"a");
    tar.resize(tar.len() + (32 << 20), 0);
    let (seen, _, reasons) = run(&small(), &gzip(&tar));
    assert_eq!((seen, reasons), (1, vec![IncompleteReason::TotalBytes]));
    let mut ratio = small();
    ratio.limits.max_ratio = 100;
    let (_, _, reasons) = run(&ratio, &gzip(&tar));
    assert_eq!(reasons, [IncompleteReason::Ratio]);
}

#[test]
fn deep_paths_and_long_names_end_by_names() {
    let long = "d/".repeat(30_000);
    let names: Vec<String> = (0..1000).map(|i| format!("{long}{i}")).collect();
    let members: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    let (_, _, reasons) = run(&small(), &zip(&members));
    assert_eq!(reasons, [IncompleteReason::NameBytes]);
}

#[test]
fn a_size_that_lies_allocates_nothing() {
    let mut record = Record::of("liar", b"tiny", 0, b"tiny");
    record.packed = u32::MAX - 1;
    record.unpacked = u32::MAX - 1;
    let mut builder = ZipBuilder::default();
    let at = builder.local(&record, b"tiny");
    builder.entry(&record, at);
    let (seen, total, reasons) = run(&small(), &builder.finish());
    assert!(seen >= 1 && total < 1000);
    assert!(reasons.contains(&IncompleteReason::Damaged));
}
