//! The task of judging a package, and the report about it.

use serde::{Deserialize, Serialize};

use crate::{Decompress, ExamineLimits, ExamineReport, SkillFinding, Verdict};

/// Judge one Skill package: an archive, or one `SKILL.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkillTask {
    /// What the judgement may use.
    pub limits: ExamineLimits,
}

impl SkillTask {
    /// How far packages are opened: all layers, and more members than any Skill that is known has.
    pub const OPEN: Decompress = Decompress { max_layers: Decompress::LAYERS_MAX, max_files: 5_000 };
}

/// What one Skill of a package says that it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SkillIntent {
    /// Path of its `SKILL.md`.
    pub path: String,
    /// Its name.
    pub name: String,
    /// Its own description, cut.
    pub description: String,
    /// The tools that it asks for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed_tools: Vec<String>,
    /// What it is for, as far as name and description tell: `Security`, `Deployment`, …
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub purposes: Vec<String>,
}

/// A member that was not read, or not wholly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Unread {
    /// Its path within the package.
    pub path: String,
    /// Why: a limit or condition, in words.
    pub why: String,
}

/// The judgement of a whole package.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Judgement {
    /// The Skills in it, by path.
    pub skills: Vec<SkillIntent>,
    /// What speaks against it: the surest first, then by path and place.
    pub findings: Vec<SkillFinding>,
    /// Findings beyond the cap, which weigh and are not listed.
    #[serde(default)]
    pub findings_left_out: u64,
    /// What was not read, and why. Not empty means: never call this package safe.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<Unread>,
    /// Members beyond the cap of `unread`.
    #[serde(default)]
    pub unread_left_out: u64,
}

/// The answer to a [`SkillTask`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkillReport {
    /// The package and its members as files; their evidence has that of the Skill judge too, and the
    /// package's verdict is the judgement.
    pub examined: ExamineReport,
    /// The judgement in full.
    pub judgement: Judgement,
}

impl SkillReport {
    /// The verdict on the package.
    pub fn verdict(&self) -> Verdict {
        self.examined.file.verdict
    }
}
