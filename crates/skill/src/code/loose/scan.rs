//! Statements, arguments and names in a text, without a grammar.

use super::STATEMENT_MAX;

/// Where in a line the sign of an assignment is.
pub(super) fn assignment(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    (0..bytes.len().min(STATEMENT_MAX)).find(|at| {
        bytes.get(*at) == Some(&b'=')
            && !matches!(bytes.get(at + 1), Some(b'=' | b'>' | b'~'))
            && !at
                .checked_sub(1)
                .and_then(|before| bytes.get(before))
                .is_some_and(|byte| matches!(byte, b'=' | b'!' | b'<' | b'>'))
    })
}

/// Where in the head of a loop the word is behind which stands what it goes through.
pub(super) fn each(line: &str) -> Option<usize> {
    let head = line.trim_start();
    (head.starts_with("for ") || head.starts_with("for(") || head.starts_with("foreach"))
        .then(|| line.find(" of ").or_else(|| line.find(" in ")))
        .flatten()
        .map(|at| at + 3)
}

/// The names in a text.
pub(super) fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '$').filter(|name| {
        name.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_' || byte == b'$')
            && name.len() > 1
            || name.len() == 1
    })
}

/// The names in a text that stand for values, with their places: those behind a dot are an object's own, but for `this`.
pub(super) fn variables(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let ends = |c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '$';
    let mut at = 0;
    text.split_inclusive(ends)
        .map(move |piece| {
            let start = at;
            at += piece.len();
            (start, piece.trim_end_matches(ends))
        })
        .filter(|(start, name)| {
            let before = text.get(..*start).unwrap_or_default();
            names(name).next().is_some()
                && before.strip_suffix('.').is_none_or(|owner| {
                    ["..", "this", "self", "exports", "module"].iter().any(|own| owner.ends_with(own))
                })
        })
}

pub(super) fn line_start(text: &str, at: usize) -> usize {
    let from = text.floor_char_boundary(at.saturating_sub(STATEMENT_MAX));
    text.get(from..at).and_then(|before| before.rfind('\n')).map_or(from, |found| from + found + 1)
}

/// Where the statement ends that `at` is in: at a line's end where no bracket is open.
pub(super) fn statement_end(text: &str, at: usize) -> usize {
    scan(text, at, |byte, depth| depth <= 0 && matches!(byte, b'\n' | b';'))
}

/// Where the arguments end whose bracket was opened just before `at`.
pub(super) fn arguments_end(text: &str, at: usize) -> usize {
    scan(text, at, |_, depth| depth < 0)
}

fn scan(text: &str, at: usize, mut ends: impl FnMut(u8, i32) -> bool) -> usize {
    let mut depth = 0;
    for (offset, byte) in text.bytes().enumerate().skip(at).take(STATEMENT_MAX) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth -= 1,
            _ => {}
        }
        if ends(byte, depth) {
            return text.floor_char_boundary(offset);
        }
    }
    text.floor_char_boundary(text.len().min(at + STATEMENT_MAX))
}

/// Where the block ends that begins behind `at`, or the statement when none begins.
pub(super) fn block_end(text: &str, at: usize) -> usize {
    let opened = text.get(at..).is_some_and(|rest| rest.trim_start().starts_with('{'));
    let mut inside = false;
    scan(text, at, |byte, depth| {
        inside |= depth > 0;
        if opened { inside && depth <= 0 } else { matches!(byte, b';') }
    })
}

/// The text in quotes that `text` begins with.
pub(super) fn quoted(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"' | '`'))?;
    text.get(1..)?.split(quote).next().filter(|inside| inside.len() <= 200)
}

/// The letters of all escapes `\xNN` in a text, runs of them parted by blanks.
pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut end = 0;
    for (at, _) in text.match_indices("\\x") {
        let code = text.get(at + 2..at + 4).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if at != end {
            out.push(' ');
        }
        end = at + 4;
        if let Some(code) = code.filter(u8::is_ascii) {
            out.push(char::from(code).to_ascii_lowercase());
        }
    }
    out
}
