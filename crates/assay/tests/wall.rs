//! The wall, read from the dependency graph: what parses hostile bytes and what keeps state never meet.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand, PackageId};

/// Bytes in, findings out. Later engines go here when their crate is made.
const ENGINES: [&str; 13] = [
    "assay-archive",
    "assay-checks",
    "assay-filetype",
    "assay-flatten",
    "assay-model",
    "assay-pixels",
    "assay-probe",
    "assay-rules",
    "assay-sight",
    "assay-skill",
    "assay-thumbnail",
    "assay-unpack",
    "assay-views",
];
/// The only crate that links engines, beside the program that starts it and what measures and fuzzes them.
const WORKER: &str = "assay-worker";
/// The rules of each API.
const SERVICES: [&str; 4] = ["assay-detect", "assay-drive", "assay-media", "assay-page"];
/// What a server needs and an engine must never reach.
const SERVER_SIDE: [&str; 12] = [
    "assay-access",
    "assay-blobs",
    "assay-fetch",
    "assay-gateway",
    "assay-jobs",
    "assay-sandbox",
    "assay-store",
    "hyper",
    "opendal",
    "reqwest",
    "rusqlite",
    "tokio",
];
/// Pure, and shared by both sides.
const PURE: [&str; 6] =
    ["assay-types", "assay-findings", "assay-pdf", "assay-protocol", "assay-signing", "assay-wire"];
/// Not part of the program: they may look at both sides.
const INSTRUMENTS: [&str; 3] = ["assay-benches", "assay-breakout", "assay-fuzz"];

/// Everything that each workspace crate reaches by normal dependencies, by name.
fn reach() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .other_options(vec!["--offline".to_owned(), "--locked".to_owned()])
        .exec()
        .expect("cargo metadata");
    let resolve = metadata.resolve.as_ref().expect("a resolved graph");
    let edges: BTreeMap<&PackageId, Vec<&PackageId>> = resolve
        .nodes
        .iter()
        .map(|node| {
            let normal = node
                .deps
                .iter()
                .filter(|dep| dep.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal));
            (&node.id, normal.map(|dep| &dep.pkg).collect())
        })
        .collect();
    let name = |id: &PackageId| metadata[id].name.to_string();
    metadata
        .workspace_packages()
        .into_iter()
        .map(|package| {
            let (mut seen, mut waiting) = (BTreeSet::new(), vec![&package.id]);
            while let Some(id) = waiting.pop() {
                for next in &edges[id] {
                    if seen.insert(name(next)) {
                        waiting.push(next);
                    }
                }
            }
            (package.name.to_string(), seen)
        })
        .collect()
}

fn assert_apart(reach: &BTreeMap<String, BTreeSet<String>>, from: &str, forbidden: &[&str]) {
    let reached = reach.get(from).unwrap_or_else(|| panic!("{from} is not in the workspace"));
    let crossed: Vec<_> = forbidden.iter().filter(|name| reached.contains(**name)).collect();
    assert!(crossed.is_empty(), "{from} reaches {crossed:?} across the wall");
}

#[test]
fn services_and_what_they_stand_on_reach_no_engine() {
    let reach = reach();
    let mut engines = ENGINES.to_vec();
    engines.extend([WORKER, "yara-x"]);
    for name in SERVICES.iter().chain(SERVER_SIDE.iter().filter(|name| name.starts_with("assay-"))) {
        assert_apart(&reach, name, &engines);
    }
}

#[test]
fn engines_and_the_worker_reach_no_service_store_or_runtime() {
    let reach = reach();
    let mut forbidden = SERVER_SIDE.to_vec();
    forbidden.extend(SERVICES);
    forbidden.extend(["assay-signing", "assay-wire"]);
    for name in ENGINES.iter().chain([&WORKER]) {
        assert_apart(&reach, name, &forbidden);
    }
    for name in ENGINES {
        assert_apart(&reach, name, &[WORKER]);
    }
}

#[test]
fn pure_crates_reach_neither_side() {
    let reach = reach();
    let mut forbidden = SERVER_SIDE.to_vec();
    forbidden.extend(SERVICES);
    forbidden.extend(ENGINES);
    forbidden.push(WORKER);
    for name in PURE {
        assert_apart(&reach, name, &forbidden);
    }
}

#[test]
fn every_crate_has_its_side() {
    let known: BTreeSet<&str> = ENGINES
        .into_iter()
        .chain(SERVICES)
        .chain(SERVER_SIDE)
        .chain(PURE)
        .chain(INSTRUMENTS)
        .chain([WORKER, "assay"])
        .collect();
    let strangers: Vec<_> = reach().into_keys().filter(|name| !known.contains(name.as_str())).collect();
    assert!(strangers.is_empty(), "say in this file on which side of the wall {strangers:?} belong");
}
