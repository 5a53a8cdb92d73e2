//! Judging a Skill package: the package is examined as any file is, and its members go to the Skill judge.

use std::time::Instant;

use assay_findings::{
    ExamineTask, Incomplete, IncompleteReason, Label, SkillReport, SkillTask, TaskError, Unread,
};
use assay_rules::Scanner;
use assay_skill::{Judged, Member};

use crate::{examine::examine_and_show, load::HashLists};

/// Bytes of members that are kept for the judge, which compares members with one another.
const KEPT_MAX: usize = 192 << 20;
/// What a client is told about a package that is none.
const NO_SKILL: &str = "InvalidApiDetectType: this is no Skill package: there is no SKILL.md in it";

/// A member as the judge wants it.
struct Kept {
    path: String,
    bytes: Vec<u8>,
    labels: Vec<Label>,
    incomplete: Vec<Incomplete>,
    is_container: bool,
}

/// Examines and judges the package `bytes`.
///
/// # Errors
/// [`TaskError::Unsuitable`] when there is no `SKILL.md` in it.
pub(crate) fn judge_skill(
    bytes: &[u8],
    task: &SkillTask,
    deadline: Instant,
    scanner: &mut Scanner<'_>,
    hash_lists: &HashLists,
) -> Result<SkillReport, TaskError> {
    let mut kept: Vec<Kept> = Vec::new();
    let mut room = KEPT_MAX;
    let examine = ExamineTask { decompress: Some(SkillTask::OPEN), limits: task.limits };
    let mut examined = examine_and_show(bytes, &examine, deadline, scanner, hash_lists, &mut |member| {
        let fits = member.bytes.len() <= room;
        room -= if fits { member.bytes.len() } else { 0 };
        let mut incomplete = member.incomplete.to_vec();
        if !fits {
            incomplete.push(Incomplete {
                reason: IncompleteReason::TotalBytes,
                limit: u64::try_from(KEPT_MAX).ok(),
                path: Some(member.path.to_owned()),
            });
        }
        kept.push(Kept {
            path: member.path.to_owned(),
            bytes: if fits { member.bytes.to_vec() } else { Vec::new() },
            labels: Vec::new(),
            incomplete,
            is_container: member.is_container,
        });
    });
    for (kept, member) in kept.iter_mut().zip(&examined.members) {
        kept.labels.clone_from(&member.file.labels);
    }
    let is_one_file = !examined.is_container;
    let mut members: Vec<Member<'_>> = kept.iter().map(Kept::member).collect();
    if is_one_file {
        members.push(Member {
            path: "",
            bytes,
            labels: &examined.file.labels,
            incomplete: &[],
            is_container: false,
        });
    }
    let judged = assay_skill::judge(&members).ok_or_else(|| TaskError::Unsuitable(NO_SKILL.to_owned()))?;
    let Judged { judgement, members: evidence, verdicts, verdict } = judged;
    let files = examined.members.iter_mut().map(|member| &mut member.file);
    let files: Vec<_> = if is_one_file { vec![&mut examined.file] } else { files.collect() };
    for ((file, evidence), verdict) in files.into_iter().zip(evidence).zip(verdicts) {
        file.evidence.splice(0..0, evidence);
        file.verdict = file.verdict.worse(verdict);
    }
    let file = &mut examined.file;
    file.verdict = file.verdict.worse(verdict);
    for Unread { path, .. } in &judgement.unread {
        let known = file.incomplete.iter().any(|item| item.path.as_deref() == Some(path.as_str()));
        if !known {
            let is_pdf = examined.members.iter().any(|member| {
                member.path == *path && member.file.labels.contains(&assay_filetype::names::PDF)
            });
            let reason = if is_pdf { IncompleteReason::Method } else { IncompleteReason::MemberBytes };
            let path = (!path.is_empty()).then(|| path.clone());
            file.incomplete.push(Incomplete { reason, limit: None, path });
        }
    }
    Ok(SkillReport { examined, judgement })
}

impl Kept {
    fn member(&self) -> Member<'_> {
        Member {
            path: &self.path,
            bytes: &self.bytes,
            labels: &self.labels,
            incomplete: &self.incomplete,
            is_container: self.is_container,
        }
    }
}
