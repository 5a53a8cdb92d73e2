//! Examining a file: labels, rules and members put together into one report.
//!
//! Every content, the submitted file and each member alike, is hashed, labelled and scanned the same way.
//! A container's verdict is its own or its worst member's; what was not examined anywhere is listed on
//! the submitted file too, so that one look at it tells.

use std::{
    io,
    ops::ControlFlow,
    time::{Duration, Instant},
};

use assay_archive::Visit;
use assay_findings::{
    Evidence, ExamineLimits, ExamineReport, ExamineTask, FileReport, Incomplete, IncompleteReason, Label,
    MemberReport, Verdict,
};
use assay_rules::{ScanError, Scanner};
use assay_types::ContentDigest;

use crate::{
    load::{ALLOW_LISTED, BLOCK_LISTED, HashLists, Known},
    remains::Seen,
    see_through::see_through,
};

/// The most reasons that one content's report lists; the verdict weighs them all.
const EVIDENCE_MAX: usize = 32;

/// Examines `bytes` with the rules of `scanner`. Ends by itself soon after `deadline`, or after the task's
/// own time limit if that is sooner.
pub(crate) fn examine(
    bytes: &[u8],
    task: &ExamineTask,
    deadline: Instant,
    scanner: &mut Scanner<'_>,
    hash_lists: &HashLists,
) -> ExamineReport {
    examine_and_show(bytes, task, deadline, scanner, hash_lists, &mut |_| {})
}

/// The same, and shows `see` every member before it is looked at.
pub(crate) fn examine_and_show(
    bytes: &[u8],
    task: &ExamineTask,
    deadline: Instant,
    scanner: &mut Scanner<'_>,
    hash_lists: &HashLists,
    see: &mut dyn FnMut(&Visit<'_>),
) -> ExamineReport {
    let deadline = deadline.min(Instant::now() + Duration::from_millis(task.limits.max_time_ms));
    let mut eye = Eye { scanner, hash_lists, limits: &task.limits, deadline };
    let met = eye.meet(bytes);
    // What the operator vouches for is not opened.
    let decompress = task.decompress.filter(|_| !met.is_good());
    // An archive whose members would be scanned twice is looked at when it is known what they have shown of it.
    let mut seen = (decompress.is_some() && Seen::is_worth_it(bytes)).then(Seen::default);
    let looked = if seen.is_some() { Err(met) } else { Ok(eye.look(bytes, bytes, met, &[], &[], "")) };
    let mut members: Vec<MemberReport> = Vec::new();
    let mut parents = Vec::new();
    let walked = decompress.map(|decompress| {
        let mut visit = |member: Visit<'_>| {
            see(&member);
            let container = member.parent.and_then(|parent| members.get(parent));
            let met = eye.meet(member.bytes);
            let file = if container.is_some_and(|container| is_allowed(&container.file)) {
                Eye::pass(member.bytes, met.digest, member.labels)
            } else {
                eye.look(member.bytes, member.bytes, met, member.labels, member.incomplete, member.path)
            };
            if let Some(seen) = seen.as_mut().filter(|_| member.parent.is_none() && is_scanned(&file)) {
                seen.add(member.place, member.bytes);
            }
            members.push(MemberReport { path: member.path.to_owned(), place: member.place, file });
            parents.push(member.parent);
            if Instant::now() < deadline { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        assay_archive::walk(bytes, decompress, &task.limits, deadline, &mut visit)
    });
    let mut file = looked.unwrap_or_else(|met| {
        let remains = seen.and_then(|seen| seen.remains(bytes));
        eye.look(bytes, remains.as_deref().unwrap_or(bytes), met, &[], &[], "")
    });
    let is_container = match walked {
        Some(walked) => {
            add_labels(&mut file.labels, &walked.labels);
            file.incomplete.extend(walked.incomplete);
            walked.is_container
        }
        None => assay_archive::is_container(bytes),
    };
    raise_containers(&mut file, &mut members, &parents);
    if Instant::now() >= deadline && !file.incomplete.iter().any(|item| item.reason == IncompleteReason::Time)
    {
        file.incomplete.push(Incomplete {
            reason: IncompleteReason::Time,
            limit: Some(task.limits.max_time_ms),
            path: None,
        });
    }
    ExamineReport { file, is_container, members }
}

/// A content that was hashed, and what the hash lists say of it.
struct Met {
    digest: ContentDigest,
    known: io::Result<Known>,
}

impl Met {
    fn is_good(&self) -> bool {
        matches!(self.known, Ok(Known::Good))
    }
}

/// What looks at one content at a time.
struct Eye<'e, 's> {
    scanner: &'e mut Scanner<'s>,
    hash_lists: &'e HashLists,
    limits: &'e ExamineLimits,
    deadline: Instant,
}

impl Eye<'_, '_> {
    /// Hashes one content and asks the hash lists about it.
    fn meet(&self, bytes: &[u8]) -> Met {
        let digest = ContentDigest::of(bytes);
        let known = self.hash_lists.look_up(&digest, bytes);
        Met { digest, known }
    }

    /// Labels and scans one content; the rules are shown `scanned` for it. `labels` and `incomplete` are what its
    /// container knows of it.
    fn look(
        &mut self,
        bytes: &[u8],
        scanned: &[u8],
        met: Met,
        labels: &[Label],
        incomplete: &[Incomplete],
        path: &str,
    ) -> FileReport {
        let Met { digest, known } = met;
        if let Ok(Known::Good) = known {
            return Self::pass(bytes, digest, labels);
        }
        let mut all_labels = assay_filetype::labels(bytes);
        add_labels(&mut all_labels, labels);
        let mut incomplete = incomplete.to_vec();
        let mut evidence = Vec::new();
        if let Err(reason) = self.gather(bytes, scanned, &mut all_labels, &mut evidence) {
            let path = (!path.is_empty()).then(|| path.to_owned());
            incomplete.push(Incomplete { reason, limit: Some(self.limits.max_time_ms), path });
        }
        match known {
            Ok(Known::Bad(listed)) => {
                add_labels(&mut all_labels, &[BLOCK_LISTED]);
                evidence.extend(listed);
            }
            Ok(_) => {}
            Err(_) => {
                incomplete.push(Incomplete { reason: IncompleteReason::Engine, limit: None, path: None });
            }
        }
        let verdict = Verdict::weigh(&evidence);
        evidence.sort_by(|a, b| (b.score, &a.rule).cmp(&(a.score, &b.rule)));
        evidence.truncate(EVIDENCE_MAX);
        FileReport { digest, labels: all_labels, evidence, verdict, incomplete }
    }

    /// What is said of a content that the operator vouches for: what it is, and nothing against it.
    fn pass(bytes: &[u8], digest: ContentDigest, labels: &[Label]) -> FileReport {
        let mut all_labels = assay_filetype::labels(bytes);
        add_labels(&mut all_labels, labels);
        add_labels(&mut all_labels, &[ALLOW_LISTED]);
        FileReport {
            digest,
            labels: all_labels,
            evidence: Vec::new(),
            verdict: Verdict::default(),
            incomplete: Vec::new(),
        }
    }

    /// Everything that speaks against a content: rules, its build, and what a script hides.
    fn gather(
        &mut self,
        bytes: &[u8],
        scanned: &[u8],
        labels: &mut Vec<Label>,
        evidence: &mut Vec<Evidence>,
    ) -> Result<(), IncompleteReason> {
        evidence.extend(scan(self.scanner, scanned, labels, self.limits, self.deadline)?);
        evidence.extend(assay_checks::structure(bytes));
        see_through(bytes, labels, evidence, self.scanner, self.limits, self.deadline)
    }
}

/// Matches the rules, in what is left of the time.
pub(crate) fn scan(
    scanner: &mut Scanner<'_>,
    bytes: &[u8],
    labels: &[Label],
    limits: &ExamineLimits,
    deadline: Instant,
) -> Result<Vec<Evidence>, IncompleteReason> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(IncompleteReason::Time);
    }
    scanner.scan(bytes, labels, limits.max_ranges, left).map_err(|err| match err {
        ScanError::Timeout => IncompleteReason::Time,
        ScanError::Engine(_) => IncompleteReason::Engine,
    })
}

/// Whether the rules were matched against a content that nobody vouches for, to the end.
fn is_scanned(file: &FileReport) -> bool {
    let cut_off =
        |item: &Incomplete| matches!(item.reason, IncompleteReason::Time | IncompleteReason::Engine);
    !is_allowed(file) && !file.incomplete.iter().any(cut_off)
}

fn is_allowed(file: &FileReport) -> bool {
    file.labels.contains(&ALLOW_LISTED)
}

fn add_labels(labels: &mut Vec<Label>, more: &[Label]) {
    labels.extend_from_slice(more);
    labels.sort_unstable();
    labels.dedup();
}

/// Gives every container the verdict of its worst member where that is worse, inner containers first.
///
/// `parents` has, for each member, the index of the member that contains it. The walk is pre-order, so a
/// parent comes before its members, and one pass from the back settles all layers.
fn raise_containers(file: &mut FileReport, members: &mut [MemberReport], parents: &[Option<usize>]) {
    for index in (0..members.len()).rev() {
        let verdict = members[index].file.verdict;
        match parents.get(index).copied().flatten() {
            Some(parent) if parent < index => {
                let container = &mut members[parent].file;
                container.verdict = container.verdict.worse(verdict);
            }
            _ => file.verdict = file.verdict.worse(verdict),
        }
    }
}
