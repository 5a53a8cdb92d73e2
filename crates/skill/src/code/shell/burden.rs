//! What a shell text uses up: loops that never end, and disks that are filled.

use super::{Command, Eye, base, program};
use crate::{code::Reading, hit::Hit, rules::code as rule};

/// Loops of one text that are looked at, and the longest, in bytes.
const LOOPS_MAX: usize = 64;
const LOOP_MAX: usize = 4 << 10;
/// From how many bytes on a file fills a disk.
const HUGE: u64 = 10_000_000_000;

/// `while true; do … done` without waiting for anything.
pub(super) fn loops(text: &str, reading: &Reading<'_>) -> Vec<Hit> {
    let mut out = Vec::new();
    // Views leave out what does not bear on values.
    if !reading.is_as_written() {
        return out;
    }
    for head in ["while true", "while :", "until false", "while [ 1 ]", "for ((;;))", "while [[ 1 ]]"] {
        for (at, _) in text.match_indices(head).take(LOOPS_MAX) {
            let rest = text.get(at + head.len()..).unwrap_or_default();
            let rest = rest.get(..rest.floor_char_boundary(LOOP_MAX)).unwrap_or_default();
            let Some(end) = done(rest) else { continue };
            let body = rest.get(..end).unwrap_or_default();
            if !body.trim_start_matches([';', ' ', '\n', '\t']).starts_with("do") {
                continue;
            }
            let waits =
                ["sleep", "read", "break", "exit", "return", "wait", "inotify", "nc ", "select", "tail "]
                    .iter()
                    .any(|word| body.contains(word));
            if waits {
                continue;
            }
            let more = body.replace("&&", "").replace(">&", "").replace("&>", "");
            let grows =
                more.contains('&') || more.contains(">>") || more.contains("curl") || more.contains("wget");
            let found = if grows { rule::FORK_BOMB } else { rule::ENDLESS_LOOP };
            out.push(reading.hit(found, at, at + head.len() + end));
        }
    }
    out
}

/// Where the loop ends whose head is before `text`.
fn done(text: &str) -> Option<usize> {
    let mut depth = 0_u32;
    let mut at = 0;
    for word in text.split_inclusive([' ', '\n', ';', '\t']) {
        match word.trim_end_matches([' ', '\n', ';', '\t']) {
            "do" => depth += 1,
            "done" => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
        at += word.len();
    }
    None
}

impl Eye<'_> {
    /// `dd if=/dev/zero of=x bs=1M count=500000`, `fallocate -l 1T x`, `yes > x`.
    pub(super) fn fills(&mut self, command: &Command) {
        let words = program(command);
        let Some(name) = words.first().map(|word| base(&word.text)) else { return };
        let texts = || words.iter().skip(1).map(|word| word.text.as_str());
        let value = |key: &str| texts().find_map(|text| text.strip_prefix(key));
        let to_file = command.outputs.iter().any(|word| !word.text.starts_with("/dev/"));
        let endless = texts().any(|text| matches!(text, "/dev/zero" | "/dev/urandom" | "/dev/random"));
        let fills = match name {
            "dd" => {
                let source = value("if=").unwrap_or_default();
                let count = value("count=").and_then(bytes);
                let block = value("bs=").and_then(bytes).unwrap_or(512);
                let device = matches!(source, "/dev/zero" | "/dev/urandom" | "/dev/random");
                device
                    && value("of=").is_some_and(|to| !to.starts_with("/dev/"))
                    && count.is_none_or(|count| count.saturating_mul(block) >= HUGE)
            }
            "fallocate" | "truncate" | "mkfile" => texts().filter_map(bytes).any(|size| size >= HUGE),
            "yes" => to_file,
            "cat" => to_file && endless,
            "head" => to_file && endless && texts().filter_map(bytes).any(|size| size >= HUGE),
            "stress" | "stress-ng" => true,
            _ => false,
        };
        if fills {
            self.add(rule::HOGS, command);
        }
    }
}

/// `500`, `10G`, `-l10G` and `1TB` in bytes.
fn bytes(text: &str) -> Option<u64> {
    let text = text.trim_start_matches(['-', 'l', 's', 'c', 'n', '=', '+']);
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let number: u64 = text.get(..end)?.parse().ok()?;
    let unit = match text.get(end..)?.chars().next().map(|c| c.to_ascii_lowercase()) {
        None => 1,
        Some('k') => 1 << 10,
        Some('m') => 1 << 20,
        Some('g') => 1 << 30,
        Some('t') => 1 << 40,
        Some('p') => 1 << 50,
        Some(_) => return None,
    };
    Some(number.saturating_mul(unit))
}

#[cfg(test)]
mod tests {
    use crate::{
        code::{Reading, shell::read},
        intent::Intent,
    };

    #[test]
    fn what_uses_up_the_machine_is_found() {
        let rules = |text: &str| -> Vec<&str> {
            let intent = Intent::default();
            read(text, &Reading::new(&intent)).iter().map(|hit| hit.rule.id).collect()
        };
        for (text, rule) in [
            ("while true; do :; done", "endless-loop"),
            ("while :; do work & done", "fork-bomb"),
            ("dd if=/dev/zero of=~/fill bs=1M count=900000", "takes-much-space"),
            ("fallocate -l 2T /tmp/x", "takes-much-space"),
            ("yes > /tmp/x", "takes-much-space"),
        ] {
            assert_eq!(rules(text), [rule], "{text}");
        }
        for text in [
            "while true; do sleep 5; done",
            "while true; do curl -s x.local && break; done",
            "dd if=/dev/zero of=swap bs=1M count=1024",
            "yes | apt-get install x",
            "yes > /dev/null",
        ] {
            assert_eq!(rules(text), [""; 0], "{text}");
        }
    }
}
