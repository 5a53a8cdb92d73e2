//! gzip, its members, names and trailers.

use assay_findings::IncompleteReason;

use crate::build::{Walk, deflate, gzip, noise, paths, reasons, tar, walk};

#[test]
fn the_content_is_named_by_the_header_or_by_the_file() {
    let mut named = vec![0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3];
    named.extend(b"dir\\notes.txt\0");
    named.extend(deflate(b"notes"));
    named.extend(crc32fast::hash(b"notes").to_le_bytes());
    named.extend(5_u32.to_le_bytes());
    let (seen, walked) = walk(&named);
    assert_eq!(paths(&seen), ["dir/notes.txt"]);
    assert_eq!(seen[0].bytes, b"notes");
    assert_eq!(walked.incomplete, []);

    let (seen, _) = walk(&gzip(b"plain"));
    assert_eq!(paths(&seen), ["content"]);
    let (seen, _) = walk(&tar(&[("log.txt.gz", &gzip(b"line"))]));
    assert_eq!(paths(&seen), ["log.txt.gz", "log.txt.gz/log.txt"]);
}

#[test]
fn members_are_one_content_and_padding_is_none() {
    let bytes = [gzip(b"one "), gzip(b""), gzip(b"two"), vec![0; 512]].concat();
    let (seen, walked) = walk(&bytes);
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].bytes, b"one two");
    assert_eq!(walked.incomplete, []);
}

#[test]
fn a_false_sum_or_length_a_cut_or_garbage_is_damage_with_the_content_shown() {
    let content = noise(3000);
    let whole = gzip(&content);
    let with = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = whole.clone();
        change(&mut bytes);
        bytes
    };
    let len = whole.len();
    for (bytes, at_least) in [
        (with(&|bytes| bytes[len - 8] ^= 1), 3000),
        (with(&|bytes| bytes[len - 1] ^= 1), 3000),
        (with(&|bytes| bytes.truncate(len - 3)), 3000),
        (with(&|bytes| bytes.truncate(len / 2)), 1000),
        (with(&|bytes| bytes.extend(b"garbage")), 3000),
    ] {
        let (seen, walked) = walk(&bytes);
        assert_eq!(seen.len(), 1);
        assert!(seen[0].bytes.len() >= at_least, "{}", seen[0].bytes.len());
        assert!(content.starts_with(&seen[0].bytes));
        assert_eq!(reasons(&walked), [IncompleteReason::Damaged]);
    }
}

#[test]
fn a_damaged_compressed_tar_gives_the_members_before_the_damage() {
    let content = noise(40_000);
    let (content, other) = content.split_at(20_000);
    let mut bytes = gzip(&tar(&[("a", content), ("b", other)]));
    bytes.truncate(bytes.len() * 3 / 5);
    let (seen, walked) = walk(&bytes);
    assert_eq!(paths(&seen), ["a", "b"]);
    assert_eq!(seen[0].bytes, content);
    assert!(reasons(&walked).contains(&IncompleteReason::Damaged));
}

#[test]
fn a_compressed_tar_may_be_larger_than_a_member_may_be() {
    let content = vec![1; 100_000];
    let bytes = gzip(&tar(&[("a", &content), ("b", &content), ("c", &content)]));
    let mut walk = Walk::default();
    walk.limits.max_member_bytes = 100_000;
    let (seen, walked) = walk.run(&bytes);
    assert_eq!(seen.len(), 3);
    assert_eq!(walked.incomplete, []);
}

#[test]
fn many_empty_members_end() {
    let bytes = gzip(b"").repeat(5000);
    let (seen, walked) = walk(&bytes);
    assert_eq!(seen.len(), 1);
    assert_eq!(reasons(&walked), [IncompleteReason::Damaged]);
}
