//! Each limit at its edge, where nothing is said, and one beyond, where it is named.

use std::{ops::ControlFlow, time::Duration};

use assay_findings::IncompleteReason;

use crate::build::{Walk, ZipBuilder, gzip, paths, reasons, tar, zip};

fn nested(layers: usize) -> Vec<u8> {
    (1..layers).fold(zip(&[("bottom", b"bottom")]), |inner, _| zip(&[("in.zip", &inner)]))
}

#[test]
fn layers() {
    let mut walk = Walk::default();
    let (seen, walked) = walk.run(&nested(5));
    assert_eq!(seen.len(), 5);
    assert_eq!(walked.incomplete, []);

    let (seen, walked) = walk.run(&nested(6));
    assert_eq!(seen.len(), 5);
    let raw = seen.last().unwrap();
    assert!(raw.is_container && !raw.bytes.is_empty());
    assert_eq!(raw.reasons, [IncompleteReason::DecompressMaxLayer]);
    assert_eq!(walked.incomplete.len(), 1);
    assert_eq!(walked.incomplete[0].limit, Some(5));
    assert_eq!(walked.incomplete[0].path.as_deref(), Some("in.zip/in.zip/in.zip/in.zip/in.zip"));

    walk.decompress.max_layers = 1;
    let (seen, walked) = walk.run(&nested(2));
    assert_eq!(seen.len(), 1);
    assert_eq!(reasons(&walked), [IncompleteReason::DecompressMaxLayer]);
}

#[test]
fn files() {
    let mut walk = Walk::default();
    walk.decompress.max_files = 3;
    let (seen, walked) = walk.run(&zip(&[("a", b"a"), ("b", b"b"), ("c", b"c")]));
    assert_eq!((seen.len(), walked.incomplete.len()), (3, 0));

    let members: &[(&str, &[u8])] = &[("a", b"a"), ("b", b"b"), ("c", b"c"), ("d", b"d")];
    for bytes in [zip(members), tar(members), gzip(&tar(members))] {
        let (seen, walked) = walk.run(&bytes);
        assert_eq!(paths(&seen), ["a", "b", "c"]);
        assert_eq!(reasons(&walked), [IncompleteReason::DecompressMaxFileCount]);
        assert_eq!(walked.incomplete[0].limit, Some(3));
    }
    // Over all layers.
    let inner = zip(&[("x", b"x"), ("y", b"y"), ("z", b"z")]);
    let (seen, walked) = walk.run(&zip(&[("in.zip", &inner), ("after", b"a")]));
    assert_eq!(paths(&seen), ["in.zip", "in.zip/x", "in.zip/y"]);
    assert_eq!(reasons(&walked), [IncompleteReason::DecompressMaxFileCount]);
    assert_eq!(walked.incomplete[0].path.as_deref(), Some("in.zip"));
}

#[test]
fn a_members_bytes() {
    let mut walk = Walk::default();
    walk.limits.max_member_bytes = 1000;
    let members = |len| [("big", vec![b'x'; len]), ("after", b"after".to_vec())];
    let borrowed = |members: &[(&'static str, Vec<u8>)]| -> Vec<Vec<u8>> {
        let members: Vec<(&str, &[u8])> =
            members.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
        vec![zip(&members), tar(&members), gzip(&tar(&members))]
    };
    for bytes in borrowed(&members(1000)) {
        let (seen, walked) = walk.run(&bytes);
        assert_eq!((seen.len(), seen[0].bytes.len()), (2, 1000));
        assert_eq!(walked.incomplete, []);
    }
    for bytes in borrowed(&members(1001)) {
        let (seen, walked) = walk.run(&bytes);
        assert_eq!(paths(&seen), ["big", "after"]);
        assert_eq!(seen[0].bytes.len(), 1000);
        assert_eq!(seen[0].reasons, [IncompleteReason::MemberBytes]);
        assert_eq!(seen[1].bytes, b"after");
        assert_eq!(walked.incomplete[0].limit, Some(1000));
    }
}

#[test]
fn bytes_in_all() {
    let mut walk = Walk::default();
    walk.limits.max_total_bytes = 30;
    let members: &[(&str, &[u8])] = &[("a", &[1; 10]), ("b", &[2; 10]), ("c", &[3; 10])];
    let (seen, walked) = walk.run(&zip(members));
    assert_eq!((seen.len(), walked.incomplete.len()), (3, 0));

    walk.limits.max_total_bytes = 29;
    let (seen, walked) = walk.run(&zip(members));
    assert_eq!(paths(&seen), ["a", "b", "c"]);
    assert_eq!(seen[2].bytes.len(), 9);
    assert_eq!(reasons(&walked), [IncompleteReason::TotalBytes]);
    assert_eq!(walked.incomplete[0].path.as_deref(), Some("c"));
}

#[test]
fn ratio() {
    let mut walk = Walk::default();
    walk.limits.max_ratio = 500;
    let small = zip(&[("zeros", &vec![0; 1 << 20]), ("b", b"b")]);
    let (seen, walked) = walk.run(&small);
    assert_eq!((seen[0].bytes.len(), walked.incomplete.len()), (1 << 20, 0));

    let large = vec![0; (1 << 20) + 1];
    for bytes in [zip(&[("zeros", &large), ("b", b"b")]), gzip(&large)] {
        let (seen, walked) = walk.run(&bytes);
        assert_eq!(seen[0].bytes.len(), 1 << 20);
        assert_eq!(seen[0].reasons, [IncompleteReason::Ratio]);
        assert_eq!(walked.incomplete[0].limit, Some(500));
    }
    walk.limits.max_ratio = 1032;
    let (_, walked) = walk.run(&zip(&[("zeros", &large)]));
    assert_eq!(walked.incomplete, []);
}

#[test]
fn names() {
    let mut walk = Walk::default();
    walk.limits.max_name_bytes = 6;
    let (seen, walked) = walk.run(&zip(&[("abc", b""), ("def", b"")]));
    assert_eq!((seen.len(), walked.incomplete.len()), (2, 0));
    let (seen, walked) = walk.run(&zip(&[("abc", b""), ("defg", b"")]));
    assert_eq!(paths(&seen), ["abc"]);
    assert_eq!(reasons(&walked), [IncompleteReason::NameBytes]);
}

#[test]
fn time() {
    let walk = Walk { time: Duration::ZERO, ..Walk::default() };
    for bytes in [zip(&[("a", b"a")]), tar(&[("a", b"a")]), gzip(b"a")] {
        let (seen, walked) = walk.run(&bytes);
        assert_eq!(seen.len(), 0);
        assert_eq!(reasons(&walked), [IncompleteReason::Time]);
        assert_eq!(walked.incomplete[0].limit, Some(60_000));
    }
}

#[test]
fn a_visitor_that_breaks_is_not_called_again() {
    let inner = zip(&[("x", b"x")]);
    let walk = Walk::default();
    let mut calls = 0;
    let walked = assay_archive::walk(
        &zip(&[("in.zip", &inner), ("b", b"b")]),
        walk.decompress,
        &walk.limits,
        std::time::Instant::now() + walk.time,
        &mut |_| {
            calls += 1;
            ControlFlow::Break(())
        },
    );
    assert_eq!((calls, walked.incomplete.len()), (1, 0));
}

#[test]
fn a_thousand_and_one_files_at_the_apis_own_limit() {
    let build = |count: usize| {
        let mut builder = ZipBuilder::default();
        for index in 0..count {
            builder.member(&format!("{index}"), b"", 0);
        }
        builder.finish()
    };
    let (seen, walked) = Walk::default().run(&build(1000));
    assert_eq!((seen.len(), walked.incomplete.len()), (1000, 0));
    let (seen, walked) = Walk::default().run(&build(1001));
    assert_eq!(seen.len(), 1000);
    assert_eq!(reasons(&walked), [IncompleteReason::DecompressMaxFileCount]);
}
