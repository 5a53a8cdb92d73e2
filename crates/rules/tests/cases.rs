//! The rule set of ours against its own cases: `rules/FAMILY/cases.toml`.
//!
//! Every rule must have a case in which it fires and one in which it does not, and a case that is
//! harmless must be safe to the whole rule set together.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    time::Duration,
};

use assay_findings::{Label, Verdict, VirusType};
use assay_rules::{RuleSet, Scanner};
use base64::{Engine as _, prelude::BASE64_STANDARD};

const MINUTE: Duration = Duration::from_mins(1);

/// The file `cases.toml` of one family.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

/// One content, and what the rule set must say about it.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What the content is.
    name: String,
    /// Rules of this family that must fire.
    #[serde(default)]
    fires: Vec<String>,
    /// Rules of this family that must not; the whole verdict must then be safe, unless some fire.
    #[serde(default)]
    silent: Vec<String>,
    /// The content's labels.
    #[serde(default)]
    labels: Vec<String>,
    /// The content, as text.
    text: Option<String>,
    /// The content in base64: so are all those kept at which another scanner could take offence.
    base64: Option<String>,
}

impl Case {
    fn bytes(&self, path: &Path) -> Vec<u8> {
        match (&self.text, &self.base64) {
            (Some(text), None) => text.clone().into_bytes(),
            (None, Some(base64)) => {
                let packed: String = base64.split_whitespace().collect();
                BASE64_STANDARD
                    .decode(packed)
                    .unwrap_or_else(|e| panic!("{}: {}: {e}", path.display(), self.name))
            }
            _ => panic!("{}: {}: either text or base64", path.display(), self.name),
        }
    }

    fn labels(&self) -> Vec<Label> {
        self.labels.iter().map(|label| Label::from_text(label)).collect()
    }
}

fn rules_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules")
}

/// The families' names and folders.
fn families() -> BTreeMap<String, PathBuf> {
    let entries = std::fs::read_dir(rules_dir()).expect("rules/ is there");
    let folders = entries.map(|entry| entry.expect("a folder entry").path()).filter(|path| path.is_dir());
    folders.map(|path| (path.file_name().expect("a name").to_string_lossy().into_owned(), path)).collect()
}

fn cases(folder: &Path) -> Vec<Case> {
    let path = folder.join("cases.toml");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    toml::from_str::<Cases>(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display())).case
}

/// Checks one family's cases and returns what is wrong.
fn check(family: &str, folder: &Path, scanner: &mut Scanner<'_>) -> Vec<String> {
    let mut wrong = Vec::new();
    for case in cases(folder) {
        let place = format!("{family}: {}", case.name);
        if case.fires.is_empty() && case.silent.is_empty() {
            wrong.push(format!("{place}: says nothing about any rule"));
        }
        let bytes = case.bytes(folder);
        let found = scanner.scan(&bytes, &case.labels(), 16, MINUTE).expect("a small case is scanned");
        let fired: BTreeSet<&str> = found.iter().map(|item| item.rule.as_str()).collect();
        for rule in &case.fires {
            if !fired.contains(format!("{family}/{rule}").as_str()) {
                wrong.push(format!("{place}: {rule} should fire; what fired: {fired:?}"));
            }
        }
        for rule in &case.silent {
            if fired.contains(format!("{family}/{rule}").as_str()) {
                wrong.push(format!("{place}: {rule} should be silent"));
            }
        }
        if case.fires.is_empty() && Verdict::weigh(&found).is_dangerous() {
            wrong.push(format!("{place}: harmless, but dangerous by {fired:?}"));
        }
        for item in &found {
            if item.ranges.iter().any(|range| range.end > bytes.len() as u64) {
                wrong.push(format!("{place}: {} has a range beyond the end", item.rule));
            }
        }
    }
    wrong
}

#[test]
fn every_case_holds() {
    let rules = RuleSet::builtin().unwrap_or_else(|e| panic!("{e}"));
    let mut scanner = rules.scanner();
    let mut wrong = Vec::new();
    for (family, folder) in families() {
        wrong.extend(check(&family, &folder, &mut scanner));
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_rule_has_a_case_in_which_it_fires_and_one_in_which_it_does_not() {
    let rules = RuleSet::engine_rules(&RuleSet::builtin_sources()).unwrap_or_else(|e| panic!("{e}"));
    let (mut fires, mut silent) = (BTreeSet::new(), BTreeSet::new());
    for (family, folder) in families() {
        for case in cases(&folder) {
            fires.extend(case.fires.iter().map(|rule| format!("{family}/{rule}")));
            silent.extend(case.silent.iter().map(|rule| format!("{family}/{rule}")));
        }
    }
    let mut known = BTreeSet::new();
    for rule in rules.iter().filter(|rule| !rule.is_private()) {
        let name = format!("{}/{}", rule.namespace(), rule.identifier());
        assert!(fires.contains(&name), "{name} has no case in which it fires");
        assert!(silent.contains(&name), "{name} has no case in which it is silent");
        known.insert(name);
    }
    for name in fires.union(&silent) {
        assert!(known.contains(name), "a case names {name}, which is no rule");
    }
}

#[test]
fn every_rule_file_is_embedded() {
    let embedded: BTreeSet<String> =
        RuleSet::builtin_sources().into_iter().map(|source| source.name).collect();
    let mut on_disk = BTreeSet::new();
    for (family, folder) in families() {
        for entry in std::fs::read_dir(&folder).expect("a family's folder") {
            let file = entry.expect("a folder entry").file_name().to_string_lossy().into_owned();
            if Path::new(&file).extension().is_some_and(|extension| extension == "yar") {
                on_disk.insert(format!("rules/{family}/{file}"));
            }
        }
    }
    assert_eq!(embedded, on_disk);
}

#[test]
fn every_rule_explains_itself() {
    let rules = RuleSet::engine_rules(&RuleSet::builtin_sources()).unwrap_or_else(|e| panic!("{e}"));
    for rule in rules.iter().filter(|rule| !rule.is_private()) {
        let name = format!("{}/{}", rule.namespace(), rule.identifier());
        let meta: BTreeMap<&str, yara_x::MetaValue<'_>> = rule.metadata().collect();
        let text = |key: &str| match meta.get(key) {
            Some(yara_x::MetaValue::String(text)) if !text.is_empty() => *text,
            _ => panic!("{name} has no {key}"),
        };
        assert_eq!(text("author"), "Assay", "{name}");
        for key in ["description", "meaning_en", "meaning_zh", "reference", "family"] {
            text(key);
        }
        assert!(text("reference").starts_with("https://"), "{name}");
        assert!(!text("meaning_zh").is_ascii(), "{name}: meaning_zh is not Chinese");
        assert!(VirusType::ALL.iter().any(|kind| kind.name() == text("virus_type")), "{name}");
        let score = match meta.get("score") {
            Some(yara_x::MetaValue::Integer(score)) => *score,
            _ => panic!("{name} has no score"),
        };
        assert!((1..=100).contains(&score), "{name}: {score}");
    }
}

#[test]
fn nothing_in_the_rule_set_slows_every_scan_down() {
    let rules = RuleSet::builtin().unwrap_or_else(|e| panic!("{e}"));
    let warnings: Vec<String> = rules.warnings().collect();
    assert!(warnings.is_empty(), "{}", warnings.join("\n"));
}
