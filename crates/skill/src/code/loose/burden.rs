//! Loops that never end, in languages without a parser here.

use super::{Eye, scan::block_end};
use crate::rules::code as rule;

/// Loops of one text that are looked at.
const LOOPS_MAX: usize = 64;
/// What may leave a loop, or waits in it.
const EXITS: &[&str] = &[
    "break",
    "return",
    "throw",
    "await",
    "yield",
    "exit",
    "sleep",
    "delay",
    "read",
    "wait",
    "recv",
    "accept",
    "select",
    "poll",
    "raise",
    "next(",
    "pop(",
    "shift(",
    ".exec(",
    "done",
    "panic",
    "die",
    "settimeout",
];
/// What makes more of something in each round.
const GROWS: &[&str] = &[
    "push(",
    "append",
    "+=",
    "fork(",
    "spawn(",
    "exec(",
    "new worker",
    "fetch(",
    "start-process",
    "start-job",
    "alloc(",
    "write",
    "concat(",
    "thread",
];

impl Eye<'_> {
    /// `while (true) { … }` without an end.
    pub(super) fn endless(&mut self) {
        let heads = [
            "while (true)",
            "while(true)",
            "while (1)",
            "while(1)",
            "while ($true)",
            "while($true)",
            "for (;;)",
            "for(;;)",
        ];
        let mut found = Vec::new();
        for head in heads {
            for (at, _) in self.lower.match_indices(head).take(LOOPS_MAX) {
                let from = at + head.len();
                let body = self.lower.get(from..block_end(self.lower, from)).unwrap_or_default();
                if !body.is_empty() && !EXITS.iter().any(|exit| body.contains(exit)) {
                    let grows = GROWS.iter().any(|word| body.contains(word));
                    found.push((if grows { rule::FORK_BOMB } else { rule::ENDLESS_LOOP }, at, from));
                }
            }
        }
        for (rule, start, end) in found {
            self.add(rule, start, end);
        }
    }
}
