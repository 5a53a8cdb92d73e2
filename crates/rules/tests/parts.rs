//! A rule set, which is compiled in parts and run behind a gate, finds what the engine finds with the same rules in one
//! piece.

use std::{collections::BTreeSet, time::Duration};

use assay_findings::Label;
use assay_rules::{RuleSet, RuleSource};
use proptest::{prelude::*, strategy::ValueTree as _};

const MINUTE: Duration = Duration::from_mins(1);

/// Rules of every shape that the gate reads, and of some that it does not.
const SHAPES: &str = r#"
import "pe"
import "elf"
import "math"
private rule base { strings: $a = "base text" condition: $a }
rule derived { strings: $b = "derived" condition: base and not $b }
rule either { strings: $a = "either one" $b = "or the other" nocase condition: $a or $b }
rule most { strings: $a1 = "most: 1" $a2 = "most: 2" $a3 = "most: 3" condition: 2 of ($a*) }
rule wide_text { strings: $a = "wide text" wide condition: $a }
rule both_ways { strings: $a = "both ways" ascii wide nocase condition: $a }
rule hidden { strings: $a = "hidden text" xor condition: $a }
rule packed { strings: $a = "packed text" base64 condition: $a }
rule short { strings: $a = "abc" condition: $a }
rule counted { strings: $a = "counted" condition: #a > 1 }
rule absent { strings: $a = "counted" condition: #a == 0 }
rule placed { strings: $a = "placed" condition: $a at 0 }
rule bytes { strings: $a = { 4D 5A ?? 90 [1-3] 01 02 03 04 05 } condition: $a }
rule expression { strings: $a = /expr[a-z]+ion [0-9]+/ condition: $a }
rule branches { strings: $a = /(left|right) hand/i condition: $a }
rule program { strings: $a = "a program's" condition: uint16(0) == 0x5a4d and $a }
rule any_program { condition: uint16be(0) == 0x4d5a or uint32(0) == 0x464c457f }
rule no_program { condition: not pe.is_pe and filesize < 64 }
rule module { condition: pe.number_of_sections > 0 or elf.number_of_sections > 0 }
rule entropy { condition: math.entropy(0, filesize) > 4.5 }
rule labelled { strings: $a = "<?php" condition: labels contains " PHP " and $a }
rule each { strings: $a = "each" $b = "every" condition: for any of them : (# > 1) }
rule never { condition: false }
"#;

/// What matches contents of these pieces, whichever stand together.
const PIECES: &[&str] = &[
    "base text",
    "derived",
    "either one",
    "OR THE OTHER",
    "most: 1",
    "most: 2",
    "most: 3",
    "w\0i\0d\0e\0 \0t\0e\0x\0t\0",
    "BOTH ways",
    "B\0o\0T\0h\0 \0w\0a\0y\0s\0",
    "iheedo!udyu",
    "cGFja2VkIHRleHQ=",
    "abc",
    "counted",
    "placed",
    "MZ\u{1}",
    "expression 12",
    "Left Hand",
    "a program's",
    "<?php",
    "each",
    "every",
    "MZ",
    "\u{7f}ELF",
    " ",
    "\n",
];

fn sources() -> Vec<RuleSource> {
    let mut sources = RuleSet::builtin_sources();
    let shapes = |namespace: &str| RuleSource {
        name: "shapes.yar".to_owned(),
        namespace: namespace.to_owned(),
        text: SHAPES.to_owned(),
    };
    sources.push(shapes("shapes"));
    // A global rule holds for all of its namespace.
    let mut under = shapes("under");
    under.text.push_str("global rule over { condition: filesize > 20 }\n");
    sources.push(under);
    sources
}

fn rules_of_piece(rules: &yara_x::Rules, bytes: &[u8], labels: &[Label]) -> BTreeSet<String> {
    let mut scanner = yara_x::Scanner::new(rules);
    let mut text = String::from(" ");
    for label in labels {
        text.push_str(label.as_str());
        text.push(' ');
    }
    scanner.set_global("labels", text.as_str()).expect("set");
    scanner.max_matches_per_pattern(256);
    let found = scanner.scan(bytes).expect("scanned");
    found.matching_rules().map(|rule| format!("{}/{}", rule.namespace(), rule.identifier())).collect()
}

fn rules_of_parts(rules: &RuleSet, bytes: &[u8], labels: &[Label]) -> BTreeSet<String> {
    let found = rules.scanner().scan(bytes, labels, 1, MINUTE).expect("scanned");
    found.into_iter().map(|evidence| evidence.rule).collect()
}

#[test]
fn parts_find_what_one_piece_finds() {
    let sources = sources();
    let (parts, piece) =
        (RuleSet::compile(&sources).expect("rules"), RuleSet::engine_rules(&sources).expect("rules"));
    assert_eq!(parts.rule_count(), piece.iter().count());
    // A rule's own text has its patterns, and so has every line of it.
    let texts: Vec<&str> = sources.iter().map(|source| source.text.as_str()).collect();
    for text in &texts {
        assert_eq!(
            rules_of_parts(&parts, text.as_bytes(), &[]),
            rules_of_piece(&piece, text.as_bytes(), &[])
        );
    }
    let lines: Vec<&[u8]> =
        PIECES.iter().copied().chain(texts.iter().flat_map(|text| text.lines())).map(str::as_bytes).collect();
    let own = PIECES.len();
    let piece_of = prop_oneof![0..own, 0..lines.len()];
    let labels = proptest::sample::subsequence(vec!["PHP", "HTML", "PE32", "ELF64", "JavaScript"], 0..=5);
    let mut met = BTreeSet::new();
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let strategy = (proptest::collection::vec(piece_of, 0..24), labels, any::<bool>());
    for _ in 0..400 {
        let (chosen, labels, spaced) = strategy.new_tree(&mut runner).expect("a case").current();
        let between: &[u8] = if spaced { b"\n" } else { b"" };
        let bytes = chosen.iter().filter_map(|at| lines.get(*at).copied()).collect::<Vec<_>>().join(between);
        let labels: Vec<Label> = labels.into_iter().map(Label::new).collect();
        let found = rules_of_parts(&parts, &bytes, &labels);
        assert_eq!(found, rules_of_piece(&piece, &bytes, &labels), "{}", bytes.escape_ascii());
        met.extend(found);
    }
    let shapes = met.iter().filter(|rule| rule.starts_with("shapes/")).count();
    assert!(shapes > 18, "cases met only {met:?}");
}

#[test]
fn real_programs_too() {
    let sources = sources();
    let (parts, piece) =
        (RuleSet::compile(&sources).expect("rules"), RuleSet::engine_rules(&sources).expect("rules"));
    let own = std::fs::read(std::env::current_exe().expect("a program")).expect("read");
    for bytes in [&own[..], &own[1..100_000], &own[..4096]] {
        assert_eq!(rules_of_parts(&parts, bytes, &[]), rules_of_piece(&piece, bytes, &[]));
    }
}
