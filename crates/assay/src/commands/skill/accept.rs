//! Findings that a reviewer has accepted, with reasons.
//!
//! A TOML file of tables `[[accept]]`: `rule`, `path` (the member's; `*` at its end stands for anything), `reason`, and if
//! the text may not change, `quote`. An entry without a reason is refused: it is what the next reviewer reads.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use assay_findings::{Evidence, SkillFinding, SkillReport, Verdict};
use serde::Deserialize;

/// The accepted findings.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Accepted {
    #[serde(default)]
    accept: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    rule: String,
    path: String,
    reason: String,
    quote: Option<String>,
}

impl Accepted {
    /// Reads the file.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
        let accepted: Self =
            toml::from_str(&text).with_context(|| format!("{} is not understood", path.display()))?;
        if let Some(entry) = accepted.accept.iter().find(|entry| entry.reason.trim().is_empty()) {
            bail!("{}: `{}` is accepted without a reason", path.display(), entry.rule);
        }
        Ok(accepted)
    }

    /// The reason for which a finding was accepted.
    pub(super) fn reason(&self, finding: &SkillFinding) -> Option<&str> {
        self.accept
            .iter()
            .find(|entry| {
                let path = match entry.path.strip_suffix('*') {
                    Some(start) => finding.path.starts_with(start),
                    None => finding.path == entry.path,
                };
                path && entry.rule == finding.rule
                    && entry.quote.as_ref().is_none_or(|quote| *quote == finding.quote)
            })
            .map(|entry| entry.reason.as_str())
    }

    /// Whether the package is dangerous for what nobody accepted: the findings that are left are weighed again, and
    /// what other engines say of its files stands.
    pub(super) fn leaves_open(&self, report: &SkillReport) -> bool {
        let is_dangerous = report.verdict().is_dangerous();
        if !is_dangerous || self.accept.is_empty() || report.judgement.findings_left_out > 0 {
            return is_dangerous;
        }
        let files = std::iter::once(("", &report.examined.file))
            .chain(report.examined.members.iter().map(|member| (member.path.as_str(), &member.file)));
        let open: Vec<Evidence> = files
            .flat_map(|(path, file)| {
                file.evidence.iter().filter(move |item| !self.covers(report, path, item)).cloned()
            })
            .collect();
        Verdict::weigh(&open).is_dangerous()
    }

    /// Whether all findings that are behind an evidence were accepted.
    fn covers(&self, report: &SkillReport, path: &str, evidence: &Evidence) -> bool {
        let Some(rule) = evidence.rule.strip_prefix("skill.") else { return false };
        let mut behind = report
            .judgement
            .findings
            .iter()
            .filter(|finding| finding.rule == rule && finding.path == path)
            .peekable();
        behind.peek().is_some() && behind.all(|finding| self.reason(finding).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_need_reasons_and_known_keys() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("accept.toml");
        for (text, good) in [
            ("[[accept]]\nrule = 'a'\npath = 'x/*'\nreason = 'reviewed'\n", true),
            ("[[accept]]\nrule = 'a'\npath = 'x'\nreason = ' '\n", false),
            ("[[accept]]\nrule = 'a'\npath = 'x'\n", false),
            ("[[accept]]\nrule = 'a'\npath = 'x'\nreason = 'r'\nwhy = 1\n", false),
        ] {
            std::fs::write(&path, text).expect("written");
            assert_eq!(Accepted::read(&path).is_ok(), good, "{text}");
        }
    }
}
