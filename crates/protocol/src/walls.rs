//! How strong the walls around a worker are, as it found them after locking itself in.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How much of landlock the kernel enforces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Landlock {
    /// All that Assay asks for.
    Full {
        /// The kernel's landlock ABI.
        abi: u32,
    },
    /// An older ABI: the file system is closed, but truncation, TCP, device ioctls or signals may be left to seccomp.
    Partial {
        /// The kernel's landlock ABI.
        abi: u32,
    },
    /// The kernel has none, or it is switched off.
    Missing,
}

/// How strong the walls around a worker are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Walls {
    /// Files, TCP and signals, by landlock.
    pub landlock: Landlock,
    /// System calls, by a seccomp filter on every thread.
    pub seccomp: bool,
    /// No program it could start would have more rights.
    pub no_new_privs: bool,
    /// Its user is not root and has no capability.
    pub unprivileged: bool,
    /// Memory, descriptors, processes, written files and core dumps are limited.
    pub rlimits: bool,
}

impl Walls {
    /// Whether every wall stands. An older landlock counts: what it lacks, the seccomp filter refuses as well.
    pub fn is_full(&self) -> bool {
        self.landlock != Landlock::Missing
            && self.seccomp
            && self.no_new_privs
            && self.unprivileged
            && self.rlimits
    }

    /// The walls that are missing, in a person's words.
    pub fn missing(&self) -> Vec<&'static str> {
        [
            (self.landlock != Landlock::Missing, "landlock"),
            (self.seccomp, "seccomp"),
            (self.no_new_privs, "no new privileges"),
            (self.unprivileged, "unprivileged user"),
            (self.rlimits, "resource limits"),
        ]
        .into_iter()
        .filter_map(|(stands, name)| (!stands).then_some(name))
        .collect()
    }
}

impl fmt::Display for Walls {
    /// `full (landlock ABI 7)`, or `weak: no seccomp (landlock ABI 3, partial)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.missing() {
            missing if missing.is_empty() => f.write_str("full")?,
            missing => write!(f, "weak: no {}", missing.join(", no "))?,
        }
        match self.landlock {
            Landlock::Full { abi } => write!(f, " (landlock ABI {abi})"),
            Landlock::Partial { abi } => write!(f, " (landlock ABI {abi}, partial)"),
            Landlock::Missing => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FULL: Walls = Walls {
        landlock: Landlock::Full { abi: 7 },
        seccomp: true,
        no_new_privs: true,
        unprivileged: true,
        rlimits: true,
    };

    #[test]
    fn one_missing_wall_is_one_too_many() {
        assert!(FULL.is_full());
        let weaker = [
            Walls { landlock: Landlock::Missing, ..FULL },
            Walls { seccomp: false, ..FULL },
            Walls { no_new_privs: false, ..FULL },
            Walls { unprivileged: false, ..FULL },
            Walls { rlimits: false, ..FULL },
        ];
        for walls in weaker {
            assert!(!walls.is_full(), "{walls}");
            assert_eq!(walls.missing().len(), 1);
        }
    }

    #[test]
    fn walls_are_described_for_people() {
        assert_eq!(FULL.to_string(), "full (landlock ABI 7)");
        let weak = Walls { landlock: Landlock::Partial { abi: 3 }, seccomp: false, ..FULL };
        assert_eq!(weak.to_string(), "weak: no seccomp (landlock ABI 3, partial)");
    }
}
