//! The judgement of a package.

use std::collections::BTreeMap;

use assay_findings::{Evidence, Judgement, Localized, SkillFinding, Unread, Verdict};

use crate::{
    code::{Language, Reading, loose::Scripts, python::Modules},
    hit::{Hit, Mark, Marks},
    intent::Intent,
    member,
    package::{Member, Role},
    pyc,
    rules::shape as rule,
    weigh::{self, Scales},
};

/// Findings that a report lists; the verdict weighs them all.
const FINDINGS_MAX: usize = 200;
/// Findings of one rule in one file that a report lists.
const SAME_MAX: usize = 5;
/// Members that a report lists as unread.
const UNREAD_MAX: usize = 100;
/// Reasons of one member.
const EVIDENCE_MAX: usize = 32;

/// What a package was judged to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The judgement in full.
    pub judgement: Judgement,
    /// For each member, in their order, what speaks against it, the surest first.
    pub members: Vec<Vec<Evidence>>,
    /// For each member, in their order, the verdict on it alone.
    pub verdicts: Vec<Verdict>,
    /// The verdict on the whole.
    pub verdict: Verdict,
}

/// Judges a package by its members, in the order in which they were met. `None` when no member is a `SKILL.md`.
pub fn judge(members: &[Member<'_>]) -> Option<Judged> {
    let intent = intent(members)?;
    let mut out = Judged {
        judgement: Judgement::default(),
        members: Vec::with_capacity(members.len()),
        verdicts: Vec::with_capacity(members.len()),
        verdict: Verdict::default(),
    };
    let mut scales = Scales::default();
    let bytecode = bytecode(members);
    let modules = modules(members, &intent);
    let scripts = Scripts::of(&sources(members, Language::Script));
    let reading = Reading::new(&intent).knowing(&modules).beside(&scripts);
    for (index, member) in members.iter().enumerate() {
        let mut read = member::read(member, &reading);
        read.hits.extend(bytecode.get(&index).copied());
        let mut evidence: Vec<Evidence> = Vec::new();
        let mut lines = Lines { bytes: member.bytes, at: 0, line: 1 };
        read.hits.sort_by_key(|hit| hit.start);
        let mut same: BTreeMap<&str, usize> = BTreeMap::new();
        let mut found: Vec<(Hit, u8)> = Vec::new();
        for hit in &read.hits {
            let confidence = weigh::confidence(hit, &intent, member.is_sample());
            if confidence < weigh::FLOOR {
                continue;
            }
            found.push((*hit, confidence));
            let item = weigh::evidence(hit, confidence);
            match evidence.iter_mut().find(|known| known.rule == item.rule) {
                Some(known) => {
                    known.score = known.score.max(item.score);
                    if known.ranges.len() < 16 {
                        known.ranges.extend(item.ranges);
                    }
                }
                None => evidence.push(item),
            }
            let seen = same.entry(hit.rule.id).or_default();
            *seen += 1;
            if *seen > SAME_MAX {
                out.judgement.findings_left_out += 1;
                continue;
            }
            out.judgement.findings.push(finding(hit, confidence, member, lines.number(hit.start)));
            if out.judgement.findings.len() >= FINDINGS_MAX * 16 {
                cut(&mut out.judgement);
            }
        }
        evidence.sort_by(|a, b| (b.score, &a.rule).cmp(&(a.score, &b.rule)));
        evidence.truncate(EVIDENCE_MAX);
        out.members.push(evidence);
        out.verdicts.push(scales.add(&found, member.reach()));
        unread(&mut out.judgement, member, read.cut);
    }
    out.verdict = scales.verdict();
    cut(&mut out.judgement);
    out.judgement.skills = intent.skills;
    Some(out)
}

/// Keeps the surest findings in their order, and counts the others.
fn cut(judgement: &mut Judgement) {
    let findings = &mut judgement.findings;
    findings.sort_by(|a, b| {
        (b.confidence, &a.path, a.start, &a.rule).cmp(&(a.confidence, &b.path, b.start, &b.rule))
    });
    let left_out = findings.len().saturating_sub(FINDINGS_MAX);
    findings.truncate(FINDINGS_MAX);
    judgement.findings_left_out += u64::try_from(left_out).unwrap_or(u64::MAX);
}

/// What the package says that it is; `None` without a `SKILL.md`.
fn intent(members: &[Member<'_>]) -> Option<Intent> {
    let mut skills: Vec<&Member<'_>> = members.iter().filter(|member| member.role() == Role::Skill).collect();
    skills.sort_by_key(|member| member.path);
    if skills.is_empty() {
        return None;
    }
    let mut intent = Intent::default();
    for skill in skills.into_iter().take(256) {
        intent.add(skill.path, skill.bytes);
    }
    Some(intent)
}

/// The package's files in one language, by path.
fn sources<'a>(members: &[Member<'a>], language: Language) -> Vec<(&'a str, &'a str)> {
    let mut files: Vec<(&str, &str)> = members
        .iter()
        .filter(|member| member.role() == Role::Code(language))
        .filter_map(|member| Some((member.path, std::str::from_utf8(member.bytes).ok()?)))
        .collect();
    files.sort_unstable();
    files
}

/// What the Python files of the package give each other.
fn modules(members: &[Member<'_>], intent: &Intent) -> Modules {
    let files = sources(members, Language::Python);
    let mut starters = sources(members, Language::Shell);
    let texts = members.iter().filter(|member| member.role() == Role::Skill);
    starters.extend(texts.filter_map(|member| Some((member.path, std::str::from_utf8(member.bytes).ok()?))));
    starters.sort_unstable();
    if files.len() + starters.len() < 2 {
        return Modules::default();
    }
    Modules::of(&files, &starters, &Reading::new(intent))
}

/// For members that are compiled Python, what comparing them with their source says.
fn bytecode(members: &[Member<'_>]) -> BTreeMap<usize, Hit> {
    let sources: BTreeMap<&str, &[u8]> = members
        .iter()
        .filter(|member| member.path.rsplit('.').next() == Some("py"))
        .map(|member| (member.path, member.bytes))
        .collect();
    let mut out = BTreeMap::new();
    for (index, member) in members.iter().enumerate().filter(|(_, member)| member.role() == Role::Bytecode) {
        let hit = |rule| Hit { rule, start: 0, end: member.bytes.len().min(16), marks: Marks::default() };
        let Some(source) = sources.get(source_path(member.path).as_str()) else {
            out.insert(index, hit(rule::PYC_ALONE));
            continue;
        };
        let differs = match pyc::read(member.bytes) {
            Some(compiled) => pyc::missing(&compiled, &String::from_utf8_lossy(source)).is_some(),
            None => true,
        };
        if differs {
            out.insert(index, hit(rule::PYC_DIFFERS));
        }
    }
    out
}

/// `a/__pycache__/x.cpython-312.pyc` is compiled from `a/x.py`.
fn source_path(path: &str) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.split('.').next().unwrap_or(name);
    let folder = folder.strip_suffix("__pycache__").map_or(folder, |above| above.trim_end_matches('/'));
    if folder.is_empty() { format!("{stem}.py") } else { format!("{folder}/{stem}.py") }
}

fn unread(judgement: &mut Judgement, member: &Member<'_>, cut: bool) {
    let mut whys: Vec<String> = member.incomplete.iter().map(|item| format!("{:?}", item.reason)).collect();
    if cut {
        whys.push("more text than is read".to_owned());
    }
    // What is attached to it, and its scripts, are members of their own.
    if member.has("PDF") {
        whys.push("the text of a PDF's pages is not read".to_owned());
    }
    whys.dedup();
    if whys.is_empty() {
        return;
    }
    if judgement.unread.len() < UNREAD_MAX {
        judgement.unread.push(Unread { path: member.path.to_owned(), why: whys.join(", ") });
    } else {
        judgement.unread_left_out += 1;
    }
}

fn finding(hit: &Hit, confidence: u8, member: &Member<'_>, line: u64) -> SkillFinding {
    let offset = |at: usize| u64::try_from(at).unwrap_or(u64::MAX);
    SkillFinding {
        rule: hit.rule.id.to_owned(),
        category: hit.rule.category,
        severity: hit.rule.severity,
        confidence,
        path: member.path.to_owned(),
        start: offset(hit.start),
        end: offset(hit.end),
        line,
        quote: quote(member.bytes.get(hit.start..hit.end).unwrap_or_default()),
        meaning: Localized { en: hit.rule.en.to_owned(), zh: hit.rule.zh.to_owned() },
        taxonomy: hit.rule.taxonomy.iter().map(|name| (*name).to_owned()).collect(),
        context: Mark::ALL
            .into_iter()
            .filter(|mark| hit.marks.has(*mark))
            .map(|mark| format!("{mark:?}"))
            .collect(),
    }
}

/// Text that can be shown: on one line, without control and invisible characters, cut.
fn quote(bytes: &[u8]) -> String {
    let head = bytes.get(..bytes.len().min(SkillFinding::QUOTE_CHARS_MAX * 4)).unwrap_or_default();
    let mut out = String::new();
    for c in String::from_utf8_lossy(head).chars().take(SkillFinding::QUOTE_CHARS_MAX) {
        if c.is_whitespace() || c.is_control() {
            if !out.ends_with(' ') {
                out.push(' ');
            }
        } else if crate::text::fold::is_invisible(c) {
            out.push('\u{b7}');
        } else {
            out.push(c);
        }
    }
    out.trim().to_owned()
}

/// Counts lines up to places that come in order.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn number(&mut self, at: usize) -> u64 {
        let passed = self.bytes.get(self.at..at).unwrap_or_default();
        let breaks = passed.split(|byte| *byte == b'\n').count().saturating_sub(1);
        self.line += u64::try_from(breaks).unwrap_or_default();
        self.at = self.at.max(at);
        self.line
    }
}
