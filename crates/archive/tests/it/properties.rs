//! Whatever is packed comes out once; whatever is thrown in, the walk ends within its budget.

use assay_findings::Decompress;
use proptest::prelude::*;

use crate::build::{Walk, ZipBuilder, gzip, tar, walk};

/// A tree of files and containers.
#[derive(Debug, Clone)]
enum Node {
    File(Vec<u8>),
    Zip(Vec<Node>, u16),
    Tar(Vec<Node>),
    TarGz(Vec<Node>),
}

/// Contents are marked, so that no random content is a container by chance.
fn node() -> impl Strategy<Value = Node> {
    let leaf = prop::collection::vec(any::<u8>(), 0..200).prop_map(|mut bytes| {
        bytes.insert(0, b'#');
        Node::File(bytes)
    });
    leaf.prop_recursive(4, 24, 5, |inner| {
        let nodes = prop::collection::vec(inner, 1..5);
        prop_oneof![
            (nodes.clone(), prop_oneof![Just(0_u16), Just(8)])
                .prop_map(|(nodes, method)| Node::Zip(nodes, method)),
            nodes.clone().prop_map(Node::Tar),
            nodes.prop_map(Node::TarGz),
        ]
    })
}

/// The node's bytes; adds the path of everything in it to `paths`, in visiting order.
fn pack(node: &Node, path: &str, paths: &mut Vec<(String, Vec<u8>)>) -> Vec<u8> {
    let (Node::Zip(nodes, _) | Node::Tar(nodes) | Node::TarGz(nodes)) = node else {
        let Node::File(bytes) = node else { unreachable!() };
        return bytes.clone();
    };
    let mut members = Vec::new();
    for (index, inner) in nodes.iter().enumerate() {
        let name = format!("m{index}");
        let inner_path = if path.is_empty() { name.clone() } else { format!("{path}/{name}") };
        let at = paths.len();
        paths.push((inner_path.clone(), Vec::new()));
        let bytes = pack(inner, &inner_path, paths);
        paths[at].1.clone_from(&bytes);
        members.push((name, bytes));
    }
    let members: Vec<(&str, &[u8])> =
        members.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    match node {
        Node::Zip(_, method) => {
            let mut builder = ZipBuilder::default();
            for (name, bytes) in members {
                builder.member(name, bytes, *method);
            }
            builder.finish()
        }
        Node::Tar(_) => tar(&members),
        _ => gzip(&tar(&members)),
    }
}

fn tight() -> Walk {
    let mut walk = Walk { decompress: Decompress { max_layers: 5, max_files: 50 }, ..Walk::default() };
    walk.limits.max_total_bytes = 100_000;
    walk.limits.max_member_bytes = 50_000;
    walk.limits.max_name_bytes = 5000;
    walk
}

fn stays_within(bytes: &[u8]) -> Result<(), TestCaseError> {
    let walk = tight();
    let (seen, walked) = walk.run(bytes);
    let total: usize = seen.iter().map(|member| member.bytes.len()).sum();
    let names: usize = seen.iter().map(|member| member.path.len()).sum();
    prop_assert!(total <= 100_000 && names <= 5000 && seen.len() <= 50);
    prop_assert!(seen.iter().all(|member| member.bytes.len() <= 50_000));
    prop_assert_eq!(walked.is_container, assay_archive::is_container(bytes));
    for (index, member) in seen.iter().enumerate() {
        prop_assert!(!member.path.is_empty() && !member.path.starts_with('/'));
        prop_assert!(member.parent.is_none_or(|parent| parent < index && seen[parent].is_container));
        // What a member lacks, the whole walk says as well.
        for reason in &member.reasons {
            prop_assert!(walked.incomplete.iter().any(|note| note.reason == *reason));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_member_of_a_tree_is_found_exactly_once(nodes in prop::collection::vec(node(), 1..4), method in prop_oneof![Just(0_u16), Just(8)]) {
        let mut expected = Vec::new();
        let bytes = pack(&Node::Zip(nodes, method), "", &mut expected);
        let (seen, walked) = walk(&bytes);
        let seen: Vec<(String, Vec<u8>)> = seen.into_iter().map(|member| (member.path, member.bytes)).collect();
        prop_assert_eq!(seen, expected);
        prop_assert_eq!(walked.incomplete, vec![]);
        prop_assert_eq!(walked.labels, vec![]);
    }

    #[test]
    fn arbitrary_bytes_behind_any_signature_end(
        start in prop::sample::select(vec![&b"PK\x03\x04"[..], b"PK\x05\x06", b"\x1f\x8b\x08\0", b""]),
        bytes in prop::collection::vec(any::<u8>(), 0..3000),
    ) {
        stays_within(&[start, &bytes].concat())?;
    }

    #[test]
    fn mutated_archives_stay_within_the_budget(
        nodes in prop::collection::vec(node(), 1..4),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
        cuts in any::<bool>(),
    ) {
        let mut bytes = pack(&Node::Zip(nodes, 8), "", &mut Vec::new());
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if cuts {
            bytes.truncate(cut.index(bytes.len()));
        }
        stays_within(&bytes)?;
    }
}
