//! Zip: both accounts, and what they disagree on.

use assay_findings::IncompleteReason;

use crate::build::{Record, ZipBuilder, deflate, paths, reasons, tar, walk, zip};

#[test]
fn stored_and_deflated_members_are_shown_in_order_and_folders_are_not() {
    let mut builder = ZipBuilder::default();
    builder.member("a/", b"", 0).member("a/one.txt", b"one", 0).member("two", &b"two ".repeat(500), 8);
    let (seen, walked) = walk(&builder.finish());
    assert!(walked.is_container);
    assert_eq!(walked.incomplete, []);
    assert_eq!(walked.labels, []);
    assert_eq!(paths(&seen), ["a/one.txt", "two"]);
    assert_eq!(seen[0].bytes, b"one");
    assert_eq!(seen[1].bytes, b"two ".repeat(500));
}

#[test]
fn an_empty_zip_is_a_container_without_members() {
    let (seen, walked) = walk(&ZipBuilder::default().finish());
    assert!(walked.is_container);
    assert_eq!((seen.len(), walked.incomplete.len()), (0, 0));
}

#[test]
fn members_with_descriptors_agree() {
    for method in [0, 8] {
        let mut builder = ZipBuilder::default();
        builder.streamed("a", b"streamed content", method, true).member("b", b"b", 8);
        let (seen, walked) = walk(&builder.finish());
        assert_eq!(paths(&seen), ["a", "b"]);
        assert_eq!(seen[0].bytes, b"streamed content");
        assert_eq!((walked.labels, walked.incomplete), (vec![], vec![]));
    }
}

#[test]
fn what_only_local_headers_know_is_shown_and_labelled() {
    for streamed in [false, true] {
        let mut builder = ZipBuilder::default();
        builder.member("listed", b"honest", 8);
        if streamed {
            builder.streamed("hidden", b"evil", 8, false);
        } else {
            let record = Record::of("hidden", b"evil", 0, b"evil");
            builder.local(&record, b"evil");
        }
        builder.member("also listed", b"honest", 8);
        let (seen, walked) = walk(&builder.finish());
        assert_eq!(paths(&seen), ["listed", "also listed", "hidden"]);
        assert_eq!(seen[2].bytes, b"evil");
        assert_eq!(seen[2].labels, ["Mismatch"]);
        assert!(seen[0].labels.is_empty());
        assert_eq!(walked.labels, [assay_archive::labels::MISMATCH]);
    }
}

#[test]
fn a_member_that_the_accounts_describe_differently_is_read_both_ways() {
    let mut builder = ZipBuilder::default();
    let packed = deflate(b"the deflated reading");
    // To a streaming reader the packed bytes are the content.
    let local = Record { method: 0, ..Record::of("local.bin", &packed, 0, &packed) };
    let at = builder.local(&local, &packed);
    builder.entry(&Record::of("central.txt", b"the deflated reading", 8, &packed), at);
    let (seen, walked) = walk(&builder.finish());
    assert_eq!(paths(&seen), ["central.txt", "local.bin"]);
    assert_eq!(seen[0].bytes, b"the deflated reading");
    assert_eq!(seen[1].bytes, packed);
    assert!(seen.iter().all(|member| member.labels == ["Mismatch"]));
    assert_eq!(walked.labels, [assay_archive::labels::MISMATCH]);
}

#[test]
fn a_name_that_differs_is_a_mismatch_and_read_once() {
    let mut builder = ZipBuilder::default();
    let at = builder.local(&Record::of("invoice.exe", b"x", 0, b"x"), b"x");
    builder.entry(&Record::of("invoice.txt", b"x", 0, b"x"), at);
    let (seen, _) = walk(&builder.finish());
    assert_eq!(paths(&seen), ["invoice.txt"]);
    assert_eq!(seen[0].labels, ["Mismatch"]);
}

#[test]
fn a_zip_behind_a_program_is_found_whether_or_not_its_offsets_know() {
    let stub = [b"MZ".as_slice(), &[0x90; 5000], b"PK\x03\x04 is a constant of every zip tool"].concat();
    let inner = zip(&[("payload.exe", b"evil")]);
    let unaware = [stub.as_slice(), &inner].concat();
    let mut aware = ZipBuilder::default();
    aware.bytes.clone_from(&stub);
    aware.member("payload.exe", b"evil", 8);
    for bytes in [unaware, aware.finish()] {
        assert!(assay_archive::is_container(&bytes));
        let (seen, walked) = walk(&bytes);
        assert_eq!(paths(&seen), ["payload.exe"]);
        assert_eq!(seen[0].bytes, b"evil");
        assert_eq!((walked.labels, walked.incomplete), (vec![], vec![]));
    }
    assert!(!assay_archive::is_container(&stub));
}

#[test]
fn two_zips_joined_are_both_read() {
    let bytes = [zip(&[("first", b"1")]), zip(&[("second", b"2")])].concat();
    let (seen, walked) = walk(&bytes);
    assert_eq!(paths(&seen), ["second", "first"]);
    assert_eq!(walked.labels, [assay_archive::labels::MISMATCH]);
}

#[test]
fn a_zip_stored_inside_a_tar_is_read_once() {
    let inner = zip(&[("x", b"x")]);
    let (seen, _) = walk(&tar(&[("inner.zip", &inner)]));
    assert_eq!(paths(&seen), ["inner.zip", "inner.zip/x"]);
}

#[test]
fn without_its_end_a_zip_is_read_from_local_headers() {
    let whole = zip(&[("a", b"aaaa"), ("b", b"bbbb")]);
    let cut = whole.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    let (seen, walked) = walk(&whole[..cut]);
    assert_eq!(paths(&seen), ["a", "b"]);
    assert_eq!(reasons(&walked), [IncompleteReason::Damaged]);
    assert_eq!(walked.labels, []);
}

#[test]
fn what_came_before_a_damage_is_shown() {
    let content = crate::build::noise(4000);
    let mut bytes = zip(&[("a", &content)]);
    bytes[1000..1040].fill(0xff);
    let (seen, walked) = walk(&bytes);
    assert_eq!(paths(&seen), ["a"]);
    assert_eq!(seen[0].reasons, [IncompleteReason::Damaged]);
    assert!(!seen[0].bytes.is_empty());
    assert_eq!(walked.incomplete[0].path.as_deref(), Some("a"));
}

#[test]
fn lies_about_size_and_sum_are_damage_and_hide_nothing() {
    let packed = deflate(b"twenty bytes of text");
    for lie in [
        |r: &mut Record| r.unpacked = 3,
        |r: &mut Record| r.crc32 ^= 1,
        |r: &mut Record| r.unpacked = u32::MAX - 1,
    ] {
        let mut record = Record::of("a", b"twenty bytes of text", 8, &packed);
        lie(&mut record);
        let mut builder = ZipBuilder::default();
        let at = builder.local(&record, &packed);
        builder.entry(&record, at);
        let (seen, walked) = walk(&builder.finish());
        assert_eq!(seen[0].bytes, b"twenty bytes of text");
        assert_eq!(reasons(&walked), [IncompleteReason::Damaged]);
    }
}

#[test]
fn a_packed_size_beyond_the_end_gives_what_there_is() {
    let mut record = Record::of("a", b"short", 0, b"short");
    record.packed = 1 << 30;
    record.unpacked = 1 << 30;
    let mut builder = ZipBuilder::default();
    let at = builder.local(&record, b"short");
    builder.entry(&record, at);
    let (seen, walked) = walk(&builder.finish());
    assert!(seen[0].bytes.starts_with(b"short"));
    assert!(reasons(&walked).contains(&IncompleteReason::Damaged));
}

#[test]
fn encrypted_members_are_noticed_and_shown_packed() {
    for (flags, method) in [(1, 8), (1, 99), (9, 0)] {
        let mut record = Record::of("secret", b"0123456789ab", method, b"0123456789ab");
        record.flags = flags;
        let mut builder = ZipBuilder::default();
        let at = builder.local(&record, b"0123456789ab");
        builder.entry(&record, at);
        builder.member("open", b"open", 8);
        let outer = zip(&[("inner.zip", &builder.finish())]);
        let (seen, walked) = walk(&outer);
        assert_eq!(paths(&seen), ["inner.zip", "inner.zip/secret", "inner.zip/open"]);
        // Known of the inner container before its members are shown.
        assert_eq!(seen[0].labels, ["encrypted"]);
        assert_eq!(seen[1].labels, ["encrypted"]);
        assert_eq!(seen[1].reasons, [IncompleteReason::Encrypted]);
        assert_eq!(seen[1].bytes, b"0123456789ab");
        assert_eq!(reasons(&walked), [IncompleteReason::Encrypted]);
        assert_eq!(walked.incomplete[0].path.as_deref(), Some("inner.zip/secret"));
    }
}

#[test]
fn unknown_methods_are_named_and_their_bytes_are_not_opened() {
    let inside = zip(&[("x", b"x")]);
    let mut builder = ZipBuilder::default();
    builder.member("a.zip", &inside, 97);
    let (seen, walked) = walk(&builder.finish());
    assert_eq!(paths(&seen), ["a.zip"]);
    assert!(!seen[0].is_container);
    assert_eq!(reasons(&walked), [IncompleteReason::Method]);
}

#[test]
fn duplicates_are_kept_and_an_empty_name_is_given_one() {
    let (seen, walked) = walk(&zip(&[("a", b"1"), ("a", b"2"), ("", b"3")]));
    assert_eq!(paths(&seen), ["a", "a", "unnamed"]);
    assert_eq!(walked.incomplete, []);
}

#[test]
fn names_that_climb_out_are_labelled() {
    let (seen, _) = walk(&zip(&[("../../etc/cron.d/x", b"1"), ("/abs", b"2"), ("C:\\w\\x.exe", b"3")]));
    assert_eq!(paths(&seen), ["../../etc/cron.d/x", "abs", "C:/w/x.exe"]);
    assert!(seen.iter().all(|member| member.labels == ["Traversal"]));
}

#[test]
fn zip64_sizes_and_ends_are_read() {
    // Sizes in the extra field, as a writer does that streams into a file of unknown length.
    let content = b"sixty-four";
    let mut record = Record::of("wide", content, 0, content);
    record.extra = [&[1, 0, 16, 0][..], &10_u64.to_le_bytes(), &10_u64.to_le_bytes()].concat();
    record.packed = u32::MAX;
    record.unpacked = u32::MAX;
    let mut builder = ZipBuilder::default();
    let at = builder.local(&record, content);
    builder.entry(&record, at);
    let whole = builder.finish();
    // And the end record says that its zip64 form has the numbers.
    let end = whole.len() - 22;
    let start = u64::from(u32::from_le_bytes(whole[end + 16..end + 20].try_into().unwrap()));
    let mut wide = whole[..end].to_vec();
    wide.extend(b"PK\x06\x06");
    wide.extend(44_u64.to_le_bytes());
    wide.extend([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    for number in [1, 1, end as u64 - start, start] {
        wide.extend(number.to_le_bytes());
    }
    wide.extend(b"PK\x06\x07\0\0\0\0");
    wide.extend((end as u64).to_le_bytes());
    wide.extend([1, 0, 0, 0]);
    wide.extend(b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff");
    wide.extend([0xff; 8]);
    wide.extend([0, 0]);
    for bytes in [whole, wide] {
        let (seen, walked) = walk(&bytes);
        assert_eq!(seen.len(), 1);
        assert_eq!(seen[0].bytes, content);
        assert_eq!((walked.labels, walked.incomplete), (vec![], vec![]));
    }
}

#[test]
fn a_lost_member_is_named() {
    let mut builder = ZipBuilder::default();
    builder.member("a", b"a", 0);
    builder.entry(&Record::of("gone", b"x", 0, b"x"), 0x00ff_ffff);
    let (seen, walked) = walk(&builder.finish());
    assert_eq!(paths(&seen), ["a", "gone"]);
    assert_eq!(walked.incomplete[0].path.as_deref(), Some("gone"));
}

#[test]
fn pieces_of_a_split_archive_say_so() {
    let mut archive = zip(&[("a", b"one"), ("b", b"two")]);
    let directory = archive.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
    let first = [b"PK\x07\x08", &archive[..directory]].concat();
    let (seen, walked) = walk(&first);
    assert_eq!((paths(&seen), reasons(&walked)), (vec!["a", "b"], vec![IncompleteReason::Volume]));
    let end = archive.len() - 22;
    archive[end + 4..end + 8].copy_from_slice(&[1, 0, 1, 0]);
    assert_eq!(reasons(&walk(&archive[directory..]).1)[0], IncompleteReason::Volume);
}
