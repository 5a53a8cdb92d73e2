//! `Ext`: what a verdict is made of, as the JSON that the wire carries as text.

use serde::{Deserialize, Serialize};

use crate::{
    ByteRange, FileReport, IncompleteReason, Judgement, Label, Localized, MemberReport, examine::Place,
};

/// The most byte ranges in one `HighLight`.
const HIGHLIGHT_MAX: usize = 64;

/// Details of one file's verdict. `HighLight` and `FileLabel` are the API's, the rest is ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Ext {
    /// Byte ranges `[start, end)` of what was matched: sorted, merged, capped.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub high_light: Vec<[u64; 2]>,
    /// What the file is.
    pub file_label: Vec<Label>,
    /// Where in its container a member lies, if in one known piece.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<Place>,
    /// Names of the rules and checks that speak against the file, strongest first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub rules: Vec<String>,
    /// Why, in sentences.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub evidence: Vec<ExtEvidence>,
    /// Present, and `false`, when something was not examined.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub fully_examined: Option<bool>,
    /// What stopped the examination, each reason once with the first path that it concerned.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub limits: Vec<ExtLimit>,
    /// The judgement in full, of a Skill package.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub skill: Option<Box<Judgement>>,
}

/// One reason for the verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ExtEvidence {
    /// The rule or check.
    pub rule: String,
    /// How strongly it speaks, 0 to 100.
    pub score: u8,
    /// The kind of danger.
    pub virus_type: String,
    /// What it means.
    pub meaning: Localized,
}

/// One thing that stopped the examination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ExtLimit {
    /// The limit's or condition's name.
    pub name: IncompleteReason,
    /// Its value, where it has one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub value: Option<u64>,
    /// The first member it concerned; absent for the file itself.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub path: Option<String>,
    /// How many times it was met.
    pub count: u64,
}

impl From<&FileReport> for Ext {
    fn from(report: &FileReport) -> Self {
        let mut limits: Vec<ExtLimit> = Vec::new();
        for item in &report.incomplete {
            match limits.iter_mut().find(|limit| limit.name == item.reason) {
                Some(limit) => limit.count += 1,
                None => limits.push(ExtLimit {
                    name: item.reason,
                    value: item.limit,
                    path: item.path.clone(),
                    count: 1,
                }),
            }
        }
        Self {
            high_light: merged(report.evidence.iter().flat_map(|item| item.ranges.iter().copied())),
            file_label: report.labels.clone(),
            place: None,
            rules: report.evidence.iter().map(|item| item.rule.clone()).collect(),
            evidence: report
                .evidence
                .iter()
                .map(|item| ExtEvidence {
                    rule: item.rule.clone(),
                    score: item.score.get(),
                    virus_type: item.virus_type.to_string(),
                    meaning: item.meaning.clone(),
                })
                .collect(),
            fully_examined: (!limits.is_empty()).then_some(false),
            limits,
            skill: None,
        }
    }
}

impl From<&MemberReport> for Ext {
    fn from(member: &MemberReport) -> Self {
        Self { place: member.place, ..Self::from(&member.file) }
    }
}

impl Ext {
    /// What to tell a person when something was not examined: `not fully examined: Ratio, Encrypted`.
    pub fn incomplete_text(&self) -> Option<String> {
        if self.limits.is_empty() {
            return None;
        }
        let names: Vec<String> = self.limits.iter().map(|limit| format!("{:?}", limit.name)).collect();
        Some(format!("not fully examined: {}", names.join(", ")))
    }

    /// The JSON text that the wire carries.
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| "{}".to_owned())
    }
}

/// Sorts ranges, joins those that touch, and keeps the first [`HIGHLIGHT_MAX`].
fn merged(ranges: impl Iterator<Item = ByteRange>) -> Vec<[u64; 2]> {
    let mut sorted: Vec<ByteRange> = ranges.filter(|range| range.start < range.end).collect();
    sorted.sort_unstable();
    let mut out: Vec<[u64; 2]> = Vec::new();
    for range in sorted {
        match out.last_mut() {
            Some(last) if range.start <= last[1] => last[1] = last[1].max(range.end),
            _ => out.push([range.start, range.end]),
        }
    }
    out.truncate(HIGHLIGHT_MAX);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(start: u64, end: u64) -> ByteRange {
        ByteRange { start, end }
    }

    #[test]
    fn ranges_are_sorted_merged_and_capped() {
        let ranges = [range(10, 20), range(0, 5), range(5, 7), range(15, 30), range(9, 9)];
        assert_eq!(merged(ranges.into_iter()), [[0, 7], [10, 30]]);
        assert_eq!(merged((0..1000).map(|i| range(i * 2, i * 2 + 1))).len(), HIGHLIGHT_MAX);
    }

    proptest::proptest! {
        #[test]
        fn merging_keeps_every_byte_below_the_cap(
            ranges in proptest::collection::vec((0_u64..200, 0_u64..8), 0..32),
            offset in 0_u64..220,
        ) {
            let ranges: Vec<_> = ranges.into_iter().map(|(start, len)| range(start, start + len)).collect();
            let before = ranges.iter().any(|r| r.start <= offset && offset < r.end);
            let out = merged(ranges.into_iter());
            let after = out.iter().any(|[start, end]| *start <= offset && offset < *end);
            proptest::prop_assert_eq!(before, after);
            proptest::prop_assert!(out.windows(2).all(|pair| pair[0][1] < pair[1][0]));
        }
    }
}
