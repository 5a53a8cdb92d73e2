//! tar in its dialects.

use assay_findings::IncompleteReason;

use crate::build::{gzip, paths, reasons, seal, tar, tar_header, tar_member, walk, zip};

fn joined(parts: &[Vec<u8>]) -> Vec<u8> {
    let mut out = parts.concat();
    out.extend([0; 1024]);
    out
}

#[test]
fn members_are_shown_and_folders_are_not() {
    let bytes = joined(&[
        tar_member("dir/", b'5', b""),
        tar_member("dir/a", b'0', b"aaa"),
        tar_member("empty", b'0', b""),
        tar_member("block", b'0', &[7; 512]),
    ]);
    let (seen, walked) = walk(&bytes);
    assert!(walked.is_container);
    assert_eq!(paths(&seen), ["dir/a", "empty", "block"]);
    assert_eq!(seen[2].bytes, [7; 512]);
    assert_eq!(walked.incomplete, []);
}

#[test]
fn old_headers_without_magic_are_read() {
    let mut block = tar_header("v7", 0, "00000000002\0", "");
    block[257..].fill(0);
    seal(&mut block);
    let mut content = b"v7".to_vec();
    content.resize(512, 0);
    let (seen, _) = walk(&joined(&[block, content]));
    assert_eq!(seen[0].bytes, b"v7");
}

#[test]
fn long_names_of_gnu_and_pax_are_taken() {
    let long = format!("{}file", "deep/".repeat(40));
    let record = format!("{} path={long}\n", long.len() + 10);
    assert_eq!(record.len(), long.len() + 10);
    let gnu = tar_member("././@LongLink", b'L', format!("{long}\0").as_bytes());
    let pax = tar_member("PaxHeaders/x", b'x', record.as_bytes());
    let bytes = joined(&[
        gnu,
        tar_member("cut", b'0', b"1"),
        pax,
        tar_member("cut", b'0', b"2"),
        tar_member("plain", b'0', b"3"),
    ]);
    let (seen, walked) = walk(&bytes);
    assert_eq!(paths(&seen), [long.as_str(), long.as_str(), "plain"]);
    assert_eq!(walked.incomplete, []);
}

#[test]
fn pax_sizes_and_base_256_sizes_win() {
    // The header says 0 and the pax record 5: readers that ignore it take the content for headers.
    let pax = tar_member("p", b'x', b"9 size=5\n");
    let mut lying = tar_header("pax", b'0', "00000000000\0", "");
    lying.extend(b"hello");
    lying.resize(1024, 0);
    let mut wide = tar_header("wide", b'0', "", "");
    wide[124..136].copy_from_slice(&[0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4]);
    seal(&mut wide);
    wide.extend(b"wide");
    wide.resize(1024, 0);
    let (seen, walked) = walk(&joined(&[pax, lying, wide]));
    assert_eq!(paths(&seen), ["pax", "wide"]);
    assert_eq!((seen[0].bytes.as_slice(), seen[1].bytes.as_slice()), (&b"hello"[..], &b"wide"[..]));
    assert_eq!(walked.incomplete, []);
}

#[test]
fn links_show_where_they_point_and_hard_links_are_passed() {
    let bytes = joined(&[
        tar_header("link", b'2', "00000000000\0", "/etc/shadow"),
        tar_header("hard", b'1', "00000000000\0", "link"),
        tar_member("after", b'0', b"after"),
    ]);
    let (seen, _) = walk(&bytes);
    assert_eq!(paths(&seen), ["link", "after"]);
    assert_eq!(seen[0].bytes, b"/etc/shadow");
    assert_eq!(seen[0].labels, ["Symlink", "Traversal"]);
}

#[test]
fn sparse_members_are_noted() {
    let (seen, walked) = walk(&joined(&[tar_member("holes", b'S', b"data"), tar_member("b", b'0', b"b")]));
    assert_eq!(paths(&seen), ["holes", "b"]);
    assert_eq!(reasons(&walked), [IncompleteReason::Method]);
}

#[test]
fn what_follows_damage_or_the_end_is_still_found() {
    let bytes = [
        tar_member("a", b'0', b"a"),
        vec![0xaa; 1536],
        tar_member("b", b'0', b"b"),
        vec![0; 1024],
        tar_member("joined", b'0', b"c"),
    ]
    .concat();
    let (seen, walked) = walk(&bytes);
    assert_eq!(paths(&seen), ["a", "b", "joined"]);
    assert_eq!(reasons(&walked), [IncompleteReason::Damaged]);
}

#[test]
fn a_cut_member_is_shown_and_noted() {
    let whole = tar(&[("a", &[1; 3000])]);
    let (seen, walked) = walk(&whole[..2000]);
    assert_eq!(seen[0].bytes.len(), 2000 - 512);
    assert_eq!(reasons(&walked), [IncompleteReason::Damaged]);
    assert_eq!(walked.incomplete[0].path.as_deref(), Some("a"));
}

#[test]
fn a_false_check_sum_is_no_tar() {
    let mut bytes = tar(&[("a", b"a")]);
    bytes[0] = b'b';
    assert!(!assay_archive::is_container(&bytes));
    assert!(!assay_archive::is_container(&[0; 2048]));
}

#[test]
fn a_compressed_tar_is_one_layer() {
    let inner = zip(&[("deep", b"deep")]);
    let bytes = gzip(&tar(&[("a", b"aaa"), ("in.zip", &inner), ("last", b"zz")]));
    let (seen, walked) = walk(&bytes);
    assert_eq!(paths(&seen), ["a", "in.zip", "in.zip/deep", "last"]);
    assert_eq!(seen.iter().map(|member| member.parent).collect::<Vec<_>>(), [None, None, Some(1), None]);
    assert_eq!(walked.incomplete, []);
}

#[test]
fn members_say_where_they_lie() {
    let places = |bytes: &[u8]| -> Vec<_> {
        let (seen, _) = walk(bytes);
        seen.iter().map(|member| member.place.map(|at| (at.offset, at.length, at.packed))).collect()
    };
    let archive = tar(&[("a", b"one"), ("b", b"two and more"), ("none", b"")]);
    assert_eq!(places(&archive), [Some((512, 3, false)), Some((1536, 12, false)), Some((2560, 0, false))]);
    // As it unpacks, a member lies nowhere.
    assert_eq!(places(&gzip(&archive)), [None, None, None]);
    assert_eq!(places(&gzip(b"alone")), [Some((0, gzip(b"alone").len() as u64, true))]);
    let archive = zip(&[("a.tar", &archive)]);
    let start = 30 + 5;
    assert_eq!(
        places(&archive)[1..],
        [Some((512, 3, false)), Some((1536, 12, false)), Some((2560, 0, false))]
    );
    assert!(matches!(places(&archive)[0], Some((at, _, true)) if at == start));
}
