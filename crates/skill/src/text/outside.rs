//! Files of one machine that a text names: in the home of `root`, or in the folder of a container's program.
//!
//! A skill is made to run anywhere. One that builds on such a file knows the machine that it is meant for, and what
//! the file says is not part of what is reviewed.

use super::markdown::{self, Kind};
use crate::{
    hit::{Hit, Marks},
    rules::text as rule,
};

/// Where such files lie.
const ROOTS: &[&[u8]] = &[b"/root/", b"/app/"];
/// Folders that platforms of agents give every skill.
const GIVEN: &[&[u8]] = &[b"/app/created", b"/app/uploads", b"/app/skills"];
/// The longest path, in bytes.
const PATH_MAX: usize = 300;
/// Places that are reported.
const PLACES_MAX: usize = 16;

/// The files of one machine that the prose of `bytes` names.
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
            if is_file(rest.get(..end).unwrap_or_default()) && out.len() < PLACES_MAX {
                let start = part.start + at;
                out.push(Hit { rule: rule::ONE_MACHINE, start, end: start + end, marks: Marks::default() });
            }
        }
    }
    out
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
    fn files_of_one_machine_are_found_in_prose_alone() {
        let count = |text: &str| outside(text.as_bytes()).len();
        assert_eq!(count("Use `/root/cache/policy.md`, and /app/state.json."), 2);
        assert_eq!(count("Use `/root/`, `/app/created/x.md`, `a/root/x.md` and `/etc/hosts`."), 0);
        assert_eq!(count("```dockerfile\nCOPY x /app/main.py\n```\n"), 0);
    }
}
