//! From sources to compiled rules.

use std::{collections::HashMap, fmt, sync::Arc};

use sha2::{Digest as _, Sha256};
use yara_x::{Compiler, SourceCode};

use crate::{
    Scanner,
    builtin::BUILTIN,
    error::{RuleError, SourceError},
    facts::{RuleFacts, rule_name},
    gate::Gate,
    kept, partition, scan,
};

/// The text that rules read as `labels`; the scanner sets it for each content.
pub(crate) const LABELS: &str = "labels";

/// Texts that public collections expect their scanner to define. Ours examines bytes that may have no
/// name at all, so they are empty for every content.
const EMPTY_GLOBALS: [&str; 5] = ["filename", "filepath", "extension", "filetype", "owner"];

/// One text of rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSource {
    /// Where it comes from: a path, for messages.
    pub name: String,
    /// What its rules' names are unique in; sources of one namespace see each other's rules.
    pub namespace: String,
    /// The rules.
    pub text: String,
}

/// Compiled rules. Cheap to clone; clones share the rules.
#[derive(Clone)]
pub struct RuleSet {
    inner: Arc<Inner>,
}

struct Inner {
    /// The parts that the gate opens, by number.
    parts: Vec<yara_x::Rules>,
    gate: Gate,
    facts: HashMap<String, RuleFacts>,
    version: String,
}

impl RuleSet {
    /// The rule set of ours, compiled now.
    ///
    /// # Errors
    /// None that the tests would not have met: the sources are part of this crate.
    pub fn builtin() -> Result<Self, RuleError> {
        Self::compile(&Self::builtin_sources())
    }

    /// The sources of the rule set of ours: to be compiled together with others.
    pub fn builtin_sources() -> Vec<RuleSource> {
        let source = |&(family, file, text): &(&str, &str, &str)| RuleSource {
            name: format!("rules/{family}/{file}"),
            namespace: family.to_owned(),
            text: text.to_owned(),
        };
        BUILTIN.iter().map(source).collect()
    }

    /// Compiles sources into one rule set. Nothing is included from elsewhere: `include` is an error.
    ///
    /// # Errors
    /// [`RuleError::Sources`] names every source that is wrong; a rule set is made of all or none.
    pub fn compile(sources: &[RuleSource]) -> Result<Self, RuleError> {
        let ordered = ordered(sources);
        let (parts, gate) = match compile_in_parts(&ordered) {
            Some(parted) => parted,
            // What is wrong is said of all of them together.
            None => (vec![compile_together(&ordered)?], Gate::open_for_all()),
        };
        let digests =
            sources.iter().map(|source| SourceDigest::of(&source.namespace, &source.text)).collect();
        Self::with_facts(parts, gate, RuleSet::version_of(digests))
    }

    /// The same rules as the engine alone would run them, in one piece: to hold what this crate makes of them against.
    ///
    /// # Errors
    /// As [`RuleSet::compile`].
    pub fn engine_rules(sources: &[RuleSource]) -> Result<yara_x::Rules, RuleError> {
        compile_together(&ordered(sources))
    }

    fn with_facts(parts: Vec<yara_x::Rules>, gate: Gate, version: String) -> Result<Self, RuleError> {
        let mut errors = Vec::new();
        let mut facts = HashMap::new();
        for rule in parts.iter().flat_map(yara_x::Rules::iter) {
            match RuleFacts::of(&rule) {
                Ok(fact) => drop(facts.insert(rule_name(&rule), fact)),
                Err(message) => errors.push(SourceError {
                    rule: Some(rule.identifier().to_owned()),
                    ..SourceError::of_source(rule.namespace(), message)
                }),
            }
        }
        if !errors.is_empty() {
            return Err(RuleError::Sources(errors));
        }
        Ok(Self { inner: Arc::new(Inner { parts, gate, facts, version }) })
    }

    /// The compiled rules as bytes, for [`RuleSet::from_trusted_bytes`] of the same build of this program.
    ///
    /// # Errors
    /// [`RuleError::Compiled`] when the engine cannot write them.
    pub fn to_bytes(&self) -> Result<Vec<u8>, RuleError> {
        kept::write(&self.inner.parts, &self.inner.gate)
    }

    /// Rules from what [`RuleSet::to_bytes`] made of the sources with this version.
    ///
    /// The bytes become machine code, which is run: they must be known to be our own, by a secret that nobody else
    /// has, before they are handed over.
    ///
    /// # Errors
    /// [`RuleError::Compiled`] when they are another build's.
    pub fn from_trusted_bytes(bytes: &[u8], version: String) -> Result<Self, RuleError> {
        let (parts, gate) = kept::read(bytes)?;
        Self::with_facts(parts, gate, version)
    }

    /// Names what decides a scan's outcome, of the sources with these digests, in any order: see
    /// [`RuleSet::version`].
    pub fn version_of(mut digests: Vec<SourceDigest>) -> String {
        digests.sort_unstable();
        let mut hasher = Sha256::new();
        hasher.update(yara_x::VERSION);
        hasher.update(scan::REVISION.to_le_bytes());
        for digest in digests {
            hasher.update(digest.0);
        }
        let digest: [u8; 32] = hasher.finalize().into();
        hex::encode(digest.get(..8).unwrap_or(&digest))
    }

    /// Names what decides a scan's outcome: the sources, in any order, and the engine. Two rule sets of
    /// one version find the same. 16 hex digits.
    pub fn version(&self) -> &str {
        &self.inner.version
    }

    /// How many rules there are, private ones included.
    pub fn rule_count(&self) -> usize {
        self.inner.facts.len()
    }

    /// All rules' names, as evidence has them, sorted.
    pub fn rule_names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.inner.facts.keys().map(String::as_str).collect();
        names.sort_unstable();
        names
    }

    /// What the compiler thinks is unwise in the sources, such as patterns that slow every scan down.
    pub fn warnings(&self) -> impl Iterator<Item = String> + '_ {
        self.inner.parts.iter().flat_map(yara_x::Rules::warnings).map(ToString::to_string)
    }

    /// A scanner with these rules. Making one costs far more than scanning a small file: keep it.
    pub fn scanner(&self) -> Scanner<'_> {
        Scanner::new(self)
    }

    /// The compiled rules of the parts, by number.
    pub(crate) fn parts(&self) -> &[yara_x::Rules] {
        &self.inner.parts
    }

    /// Which parts a content could match.
    pub(crate) fn gate(&self) -> &Gate {
        &self.inner.gate
    }

    pub(crate) fn facts(&self, rule: &yara_x::Rule<'_, '_>) -> Option<&RuleFacts> {
        self.inner.facts.get(&rule_name(rule))
    }
}

impl fmt::Debug for RuleSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RuleSet").field("version", &self.inner.version).finish_non_exhaustive()
    }
}

/// A namespace cannot be entered twice, so its sources must stand together.
fn ordered(sources: &[RuleSource]) -> Vec<&RuleSource> {
    let mut ordered: Vec<&RuleSource> = sources.iter().collect();
    ordered.sort_by(|a, b| a.namespace.cmp(&b.namespace));
    ordered
}

/// The parts of these sources, and the gate before them. `None` if a source is wrong in any way.
fn compile_in_parts(sources: &[&RuleSource]) -> Option<(Vec<yara_x::Rules>, Gate)> {
    let plan = partition::plan(sources)?;
    let compile = |part: &Vec<RuleSource>| compile_together(&part.iter().collect::<Vec<_>>()).ok();
    let parts: Vec<_> = plan.parts.iter().map(compile).collect::<Option<_>>()?;
    let gate = Gate::new(plan.triggers, parts.len());
    Some((parts, gate))
}

/// Compiles sources, of which those of one namespace stand together, into rules of one piece.
fn compile_together(sources: &[&RuleSource]) -> Result<yara_x::Rules, RuleError> {
    let mut compiler = new_compiler()?;
    let mut errors = Vec::new();
    for source in sources {
        let known = compiler.errors().len();
        compiler.new_namespace(&source.namespace);
        let code = SourceCode::from(source.text.as_str()).with_origin(&source.name);
        if compiler.add_source(code).is_err() {
            errors.extend(compiler.errors().iter().skip(known).map(|error| source_error(source, error)));
        }
    }
    if errors.is_empty() { Ok(compiler.build()) } else { Err(RuleError::Sources(errors)) }
}

fn new_compiler() -> Result<Compiler<'static>, RuleError> {
    let mut compiler = Compiler::new();
    compiler.enable_includes(false);
    for name in [LABELS].into_iter().chain(EMPTY_GLOBALS) {
        compiler
            .define_global(name, "")
            .map_err(|error| RuleError::Sources(vec![SourceError::of_source(name, error.to_string())]))?;
    }
    Ok(compiler)
}

/// What the engine says of a source, with the rule that it is about.
fn source_error(source: &RuleSource, error: &yara_x::errors::CompileError) -> SourceError {
    let start = error.labels().next().map(|label| label.span().start());
    SourceError {
        source: source.name.clone(),
        rule: start.and_then(|start| rule_at(&source.text, start)),
        title: error.title().to_owned(),
        message: error.to_string(),
    }
}

/// The name of the last rule that begins on a line before this byte.
fn rule_at(text: &str, byte: usize) -> Option<String> {
    let before = text.get(..byte)?;
    // The line itself too: what is wrong may be in the rule's head.
    let rest = text.get(byte..)?;
    let end = byte + rest.find('\n').unwrap_or(rest.len());
    text.get(..end).unwrap_or(before).lines().rev().find_map(|line| {
        let mut words =
            line.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty());
        let head = words.by_ref().find(|word| !matches!(*word, "private" | "global"))?;
        if head == "rule" { words.next().map(ToOwned::to_owned) } else { None }
    })
}

/// Stands for one source in a rule set's version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceDigest([u8; 32]);

impl SourceDigest {
    /// Of a source's namespace and text; its name and its place make no difference.
    pub fn of(namespace: &str, text: &str) -> Self {
        let mut hasher = Sha256::new();
        for part in [namespace, text] {
            hasher.update(part.len().to_le_bytes());
            hasher.update(part);
        }
        Self(hasher.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(name: &str, namespace: &str, text: &str) -> RuleSource {
        RuleSource { name: name.to_owned(), namespace: namespace.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn every_source_that_fails_is_named() {
        let error = RuleSet::compile(&[
            source("a.yar", "a", "rule a { condition: nonsense }"),
            source("b.yar", "b", "rule b { condition: true }"),
            source("c.yar", "a", "rule c { strings: $a = \"x\" condition: $b }"),
            source("d.yar", "d", "rule d {"),
        ])
        .expect_err("three of four are wrong");
        let RuleError::Sources(errors) = &error else { panic!("{error}") };
        let names: Vec<_> = errors.iter().map(|error| error.source.as_str()).collect();
        assert_eq!(names, ["a.yar", "c.yar", "d.yar"]);
        assert!(errors[0].message.contains("nonsense"), "{error}");
        assert!(error.to_string().starts_with("3 errors in the rules:\na.yar, rule a: "), "{error}");
        let rules: Vec<_> = errors.iter().map(|error| error.rule.as_deref()).collect();
        assert_eq!(rules, [Some("a"), Some("c"), Some("d")]);
    }

    #[test]
    fn rules_that_were_kept_find_the_same() {
        let text = "rule a { meta: score = 90 strings: $a = \"needle\" condition: $a }";
        let rules = RuleSet::compile(&[source("a.yar", "a", text)]).expect("rules");
        let bytes = rules.to_bytes().expect("bytes");
        let again = RuleSet::from_trusted_bytes(&bytes, rules.version().to_owned()).expect("rules");
        let scan = |rules: &RuleSet| {
            rules.scanner().scan(b"a needle", &[], 16, std::time::Duration::from_mins(1)).expect("scanned")
        };
        assert_eq!(scan(&again), scan(&rules));
        assert_eq!(again.version(), rules.version());
        assert!(RuleSet::from_trusted_bytes(b"nonsense", String::new()).is_err());
    }

    #[test]
    fn nothing_is_included() {
        let error = RuleSet::compile(&[source("a.yar", "a", "include \"/etc/hostname\"\n")])
            .expect_err("include is refused");
        assert!(error.to_string().contains("include"), "{error}");
    }

    #[test]
    fn an_unknown_virus_type_is_an_error_and_a_score_off_the_scale_is_clamped() {
        let typo = "rule r { meta: virus_type = \"Webshell\" condition: true }";
        let error = RuleSet::compile(&[source("a.yar", "a", typo)]).expect_err("it is spelt WebShell");
        assert!(error.to_string().contains("rule r: no such virus_type: \"Webshell\""), "{error}");

        let loud = "rule r { meta: score = 1000 condition: true }";
        assert!(RuleSet::compile(&[source("a.yar", "a", loud)]).is_ok());
    }

    #[test]
    fn sources_of_one_namespace_see_each_other_wherever_they_stand() {
        let rules = RuleSet::compile(&[
            source("1.yar", "b", "rule base { condition: true }"),
            source("2.yar", "a", "rule other { condition: true }"),
            source("3.yar", "b", "rule derived { condition: base }"),
        ])
        .expect("they compile");
        assert_eq!(rules.rule_count(), 3);
    }

    #[test]
    fn the_version_follows_the_sources_and_not_their_order_or_paths() {
        let a = source("a.yar", "a", "rule a { condition: true }");
        let b = source("b.yar", "b", "rule b { condition: true }");
        let version = |sources: &[RuleSource]| RuleSet::compile(sources).expect("rules").version().to_owned();
        let both = version(&[a.clone(), b.clone()]);
        assert_eq!(both.len(), 16);
        assert_eq!(both, version(&[b.clone(), RuleSource { name: "z".into(), ..a.clone() }]));
        assert_ne!(both, version(std::slice::from_ref(&a)));
        assert_ne!(both, version(&[RuleSource { namespace: "c".into(), ..a }, b]));
    }
}
