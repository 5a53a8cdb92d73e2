//! Orders that hang on a file of one machine: in the home of `root`, or in the folder of a container's program.
//!
//! A skill is made to run anywhere. One that has the agent do what such a file says, or something else where it is there,
//! knows the machine that it is meant for, and what the file says is not part of what is reviewed. Naming such a file, as
//! a skill for a team's own containers does, is no such order.

use super::markdown::{self, Kind};
use crate::{
    hit::{Hit, Marks},
    rules::text as rule,
};

/// Where such files lie.
const ROOTS: &[&[u8]] = &[b"/root/", b"/app/"];
/// Folders that platforms of agents give every skill.
const GIVEN: &[&[u8]] = &[b"/app/created", b"/app/uploads", b"/app/skills"];
/// What makes a sentence about a file such an order: it asks whether the file is there …
const CONDITIONS: &[&str] = &["if ", "when ", "unless ", "exists", "is present", "is there"];
/// … or it, or the next one, has what the file says done.
const ORDERS: &[&str] = &[
    "treat",
    "follow",
    "obey",
    "comply",
    "honor",
    "honour",
    "respect",
    "apply",
    "carry",
    "mirror",
    "preserve",
    "adopt",
    "prefer",
    "reuse",
    "include",
    "according",
    "as directed",
    "as instructed",
];
/// How much of the sentence around a path is looked at, in bytes before and after its beginning.
const AROUND: usize = 400;
/// The longest path, in bytes.
const PATH_MAX: usize = 300;
/// Places that are reported.
const PLACES_MAX: usize = 16;

/// The files of one machine that orders in the prose of `bytes` hang on.
pub(crate) fn outside(bytes: &[u8]) -> Vec<Hit> {
    let mut out = Vec::new();
    for part in markdown::parts(bytes).iter().filter(|part| part.kind == Kind::Prose) {
        let text = bytes.get(part.start..part.end).unwrap_or_default();
        for (at, _) in text.iter().enumerate().filter(|(_, byte)| **byte == b'/') {
            let starts = at
                .checked_sub(1)
                .and_then(|before| text.get(before))
                .is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'`' | b'"' | b'\'' | b'('));
            let rest = text.get(at..text.len().min(at + PATH_MAX)).unwrap_or_default();
            if !starts
                || !ROOTS.iter().any(|root| rest.starts_with(root))
                || GIVEN.iter().any(|given| rest.starts_with(given))
            {
                continue;
            }
            let end = rest
                .iter()
                .position(|byte| {
                    byte.is_ascii_whitespace() || matches!(byte, b'`' | b'"' | b'\'' | b')' | b',')
                })
                .unwrap_or(rest.len());
            if is_file(rest.get(..end).unwrap_or_default()) && out.len() < PLACES_MAX && is_order(text, at) {
                let start = part.start + at;
                out.push(Hit { rule: rule::ONE_MACHINE, start, end: start + end, marks: Marks::default() });
            }
        }
    }
    out
}

/// Whether the sentence around a place, or the next one, is an order.
fn is_order(text: &[u8], at: usize) -> bool {
    let before = text.get(at.saturating_sub(AROUND)..at).unwrap_or_default();
    let after = text.get(at..text.len().min(at + AROUND)).unwrap_or_default();
    // A full stop within a name of a file ends no sentence.
    let ends = |pair: &[u8]| {
        pair[0] == b'\n' || (matches!(pair[0], b'.' | b'!' | b'?') && pair[1].is_ascii_whitespace())
    };
    let from = before.windows(2).rposition(ends).map_or(0, |end| end + 1);
    let mut stops = after.windows(2).enumerate().filter(|(_, pair)| ends(pair)).map(|(stop, _)| stop);
    let to = stops.next().unwrap_or(after.len());
    // What is to be done with a file is often told in the sentence after the one that names it.
    let further = stops.next().unwrap_or(after.len());
    let lower = |part: &[u8]| String::from_utf8_lossy(part).to_lowercase();
    let sentence =
        lower(before.get(from..).unwrap_or_default()) + &lower(after.get(..to).unwrap_or_default());
    let next = lower(after.get(to..further).unwrap_or_default());
    CONDITIONS.iter().any(|condition| sentence.contains(condition))
        || ORDERS.iter().any(|order| sentence.contains(order) || next.contains(order))
}

/// Whether a path ends in a name with an extension.
fn is_file(path: &[u8]) -> bool {
    let path = path.strip_suffix(b".").unwrap_or(path);
    let name = path.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    let extension = name.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    extension.len() < name.len()
        && (2..=6).contains(&extension.len())
        && extension.iter().all(u8::is_ascii_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_that_hang_on_files_of_one_machine_are_found_in_prose_alone() {
        let count = |text: &str| outside(text.as_bytes()).len();
        assert_eq!(count("If `/root/cache/policy.md` exists, do as it says. Follow /app/state.json."), 2);
        assert_eq!(count("Follow `/root/`, `/app/created/x.md`, `a/root/x.md` and `/etc/hosts`."), 0);
        assert_eq!(
            count("The settings are in /app/config.yaml. If they are wrong, say so.\nRead /root/x.md."),
            0
        );
        assert_eq!(count("Notes are in `/root/notes.md`. Carry its marker into the page."), 1);
        assert_eq!(count("```dockerfile\nCOPY x /app/main.py\n```\n"), 0);
    }
}
