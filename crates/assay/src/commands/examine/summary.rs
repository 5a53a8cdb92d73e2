//! What a run of `assay examine` came to: how much was looked at, and what was not and why.

use std::{collections::BTreeMap, process::ExitCode};

use assay_findings::{ExamineReport, Ext};

/// Paths that are named for each reason.
const SHOWN: usize = 3;

/// Counts while it goes.
#[derive(Debug, Default)]
pub(super) struct Summary {
    files: u64,
    dangerous: u64,
    /// Files that could not be examined at all, with the reasons.
    failed: Group,
    /// Files of which something was not examined, by the limit's or condition's name.
    incomplete: BTreeMap<String, Group>,
}

/// How many there are, and the first few.
#[derive(Debug, Default)]
struct Group {
    count: u64,
    first: Vec<String>,
}

impl Group {
    fn add(&mut self, what: String) {
        self.count += 1;
        if self.first.len() < SHOWN {
            self.first.push(what);
        }
    }

    fn line(&self, title: &str) -> String {
        let more = if self.count > SHOWN as u64 { ", …" } else { "" };
        format!("  {title}: {} ({}{more})", self.count, self.first.join(", "))
    }
}

impl Summary {
    /// A file that was looked at.
    pub(super) fn examined(&mut self, path: &str, report: &ExamineReport) {
        self.files += 1;
        self.dangerous += u64::from(report.file.verdict.is_dangerous());
        for limit in Ext::from(&report.file).limits {
            let place = match &limit.path {
                Some(member) => format!("{path}/{member}"),
                None => path.to_owned(),
            };
            self.incomplete.entry(format!("{:?}", limit.name)).or_default().add(place);
        }
    }

    /// A file or folder that could not be looked at.
    pub(super) fn failed(&mut self, what: String) {
        self.failed.add(what);
    }

    /// For a person, in lines.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!("{} files examined, {} dangerous", self.files, self.dangerous)];
        if self.incomplete.is_empty() && self.failed.count == 0 {
            lines.push("everything was examined in full".to_owned());
            return lines;
        }
        if self.failed.count > 0 {
            lines.push("not examined at all:".to_owned());
            lines.push(self.failed.line("cannot be examined"));
        }
        if !self.incomplete.is_empty() {
            lines.push("not examined in full, by reason:".to_owned());
            lines.extend(self.incomplete.iter().map(|(reason, group)| group.line(reason)));
        }
        lines
    }

    /// A danger that was found counts more than something that could not be read.
    pub(super) fn exit_code(&self) -> ExitCode {
        match (self.dangerous, self.failed.count) {
            (1.., _) => ExitCode::from(1),
            (0, 1..) => ExitCode::from(2),
            (0, 0) => ExitCode::SUCCESS,
        }
    }
}

#[cfg(test)]
mod tests {
    use assay_findings::{FileReport, Incomplete, IncompleteReason, Verdict};
    use assay_types::ContentDigest;

    use super::*;

    fn report(incomplete: Vec<Incomplete>) -> ExamineReport {
        let file = FileReport {
            digest: ContentDigest::of(b""),
            labels: Vec::new(),
            evidence: Vec::new(),
            verdict: Verdict::default(),
            incomplete,
        };
        ExamineReport { file, is_container: false, members: Vec::new() }
    }

    #[test]
    fn reasons_are_counted_with_their_first_places() {
        let mut summary = Summary::default();
        summary.examined("whole", &report(Vec::new()));
        assert_eq!(summary.lines(), ["1 files examined, 0 dangerous", "everything was examined in full"]);
        for number in 0..5 {
            let member =
                Incomplete { reason: IncompleteReason::Time, limit: None, path: Some("inner".to_owned()) };
            summary.examined(&format!("f{number}"), &report(vec![member]));
        }
        summary.failed("gone (no such file)".to_owned());
        let lines = summary.lines();
        assert_eq!(lines[0], "6 files examined, 0 dangerous");
        assert_eq!(lines[2], "  cannot be examined: 1 (gone (no such file))");
        assert_eq!(lines[4], "  Time: 5 (f0/inner, f1/inner, f2/inner, …)");
    }
}
