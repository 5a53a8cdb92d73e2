//! The judgement of an AI-agent Skill package: what it says it is, what speaks against it and where.
//!
//! The names of the fields are the wire's: `Ext` carries these values as they are.

mod category;
mod finding;
mod report;

pub use category::{Severity, SkillCategory};
pub use finding::SkillFinding;
pub use report::{Judgement, SkillIntent, SkillReport, SkillTask, Unread};
