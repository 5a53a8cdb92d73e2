//! What kinds of harm a Skill can do, and how bad one finding is.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The eleven kinds of harm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SkillCategory {
    /// Runs code that the package does not show, or delivers it.
    Execution,
    /// Tampers with the agent's instructions, goals or memory.
    Instruction,
    /// Takes more rights or tools than its purpose needs.
    Privilege,
    /// Sends data away.
    Exfiltration,
    /// Uses up time, money, memory or disk.
    Resource,
    /// Reads credentials.
    Credential,
    /// Stays after its work is done.
    Persistence,
    /// Brings in foreign packages that nobody checked.
    SupplyChain,
    /// Falsifies results, records or files.
    Integrity,
    /// Hides from people and from tools.
    Evasion,
    /// Explores the machine or the network.
    Discovery,
}

impl SkillCategory {
    /// Every category, in the order in which reports list them.
    pub const ALL: [Self; 11] = [
        Self::Execution,
        Self::Instruction,
        Self::Privilege,
        Self::Exfiltration,
        Self::Resource,
        Self::Credential,
        Self::Persistence,
        Self::SupplyChain,
        Self::Integrity,
        Self::Evasion,
        Self::Discovery,
    ];
}

impl fmt::Display for SkillCategory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

/// How bad it is if a finding is true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    /// Worth knowing.
    Low,
    /// A reviewer should look.
    Medium,
    /// Harm is likely.
    High,
    /// Harm is what it is for.
    Critical,
}
