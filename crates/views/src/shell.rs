//! Unix shells and Windows batch files: no expressions, but pieces, escapes and variables.

use std::collections::HashMap;

use crate::codec;

/// Variables that are remembered.
const VARIABLES_MAX: usize = 512;
/// No value is put in place that is longer.
const VALUE_MAX: usize = 256;

/// A shell script with its joints, quotes inside words, escapes and simple variables resolved; at most
/// `max` bytes.
pub(crate) fn unix(text: &[u8], max: usize) -> Vec<u8> {
    let mut variables: HashMap<Vec<u8>, Vec<u8>> = HashMap::new();
    let mut out = Vec::with_capacity(text.len().min(max));
    let mut rest = text;
    let mut word = 0;
    while let [first, tail @ ..] = rest {
        if out.len() >= max {
            break;
        }
        rest = tail;
        match first {
            b'\\' => match tail {
                [b'\n', after @ ..] | [b'\r', b'\n', after @ ..] => rest = after,
                [letter, after @ ..] if letter.is_ascii_alphanumeric() => {
                    out.push(*letter);
                    rest = after;
                }
                [other, after @ ..] => {
                    out.extend_from_slice(&[b'\\', *other]);
                    rest = after;
                }
                [] => {}
            },
            // A quote inside a word joins its pieces.
            b'\'' | b'"' if out.len() > word && tail.first() == Some(first) => rest = tail.get(1..).unwrap_or_default(),
            b'$' if tail.starts_with(b"'") => {
                let body = tail.get(1..).unwrap_or_default();
                let end = memchr::memchr(b'\'', body).unwrap_or(body.len());
                out.extend_from_slice(&escapes(&body[..end]));
                rest = body.get(end + 1..).unwrap_or_default();
            }
            b'$' => {
                let (name, length) = name_of(tail);
                match variables.get(name).filter(|_| !name.is_empty()) {
                    Some(value) => {
                        out.extend_from_slice(value);
                        rest = tail.get(length..).unwrap_or_default();
                    }
                    None => out.push(b'$'),
                }
            }
            b'=' => {
                let name = out.get(word..).unwrap_or_default().to_vec();
                let is_name = !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
                out.push(b'=');
                if is_name && variables.len() < VARIABLES_MAX {
                    variables.insert(name, literal(tail));
                }
            }
            _ => {
                out.push(*first);
                if first.is_ascii_whitespace() || matches!(first, b';' | b'|' | b'&' | b'(' | b'{') {
                    word = out.len();
                }
            }
        }
    }
    out
}

/// `name` or `{name}` at the beginning, and how long it is.
fn name_of(text: &[u8]) -> (&[u8], usize) {
    let braced = text.first() == Some(&b'{');
    let body = text.get(usize::from(braced)..).unwrap_or_default();
    let length = body.iter().take(64).take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    let name = body.get(..length).unwrap_or_default();
    match (braced, body.get(length)) {
        (true, Some(b'}')) => (name, length + 2),
        (true, _) => (b"", 0),
        (false, _) => (name, length),
    }
}

/// The literal value that is assigned here; empty when it is none.
fn literal(text: &[u8]) -> Vec<u8> {
    let quote = text.first().copied().filter(|byte| matches!(byte, b'"' | b'\''));
    let body = text.get(usize::from(quote.is_some())..).unwrap_or_default();
    let ends = |byte: &u8| match quote {
        Some(quote) => *byte == quote,
        None => byte.is_ascii_whitespace() || matches!(byte, b';' | b'&' | b'|' | b')'),
    };
    let head = body.get(..body.len().min(VALUE_MAX)).unwrap_or_default();
    let length = head.iter().position(ends).unwrap_or(head.len());
    let value = head.get(..length).unwrap_or_default();
    if value.contains(&b'$') || value.contains(&b'`') { Vec::new() } else { value.to_vec() }
}

/// `\x41`, `\101` and `\n`.
fn escapes(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, tail @ ..] = rest {
        rest = tail;
        match (first, tail) {
            (b'\\', [b'x', a, b, after @ ..]) if a.is_ascii_hexdigit() && b.is_ascii_hexdigit() => {
                out.push(codec::digit(*a).unwrap_or(0) << 4 | codec::digit(*b).unwrap_or(0));
                rest = after;
            }
            (b'\\', [a @ b'0'..=b'3', b @ b'0'..=b'7', c @ b'0'..=b'7', after @ ..]) => {
                out.push((a - b'0') << 6 | (b - b'0') << 3 | (c - b'0'));
                rest = after;
            }
            (b'\\', [letter, after @ ..]) => {
                out.push(if *letter == b'n' { b'\n' } else { *letter });
                rest = after;
            }
            _ => out.push(*first),
        }
    }
    out
}

/// A batch file without carets, with what `set` assigns put in place, whole or letter by letter
/// (`%name:~3,1%`); at most `max` bytes.
pub(crate) fn batch(text: &[u8], max: usize) -> Vec<u8> {
    let mut variables: HashMap<Vec<u8>, Vec<u8>> = HashMap::new();
    let mut out: Vec<u8> = Vec::with_capacity(text.len().min(max));
    for line in text.split_inclusive(|&byte| byte == b'\n') {
        let start = out.len();
        let mut rest = line;
        while let [first, tail @ ..] = rest {
            rest = tail;
            match first {
                b'^' => {
                    if let [next @ (b'^' | b'%'), after @ ..] = tail {
                        out.push(*next);
                        rest = after;
                    }
                }
                b'%' | b'!' => match substituted(tail, *first, &variables) {
                    Some((value, after)) => {
                        out.extend_from_slice(&value);
                        rest = after;
                    }
                    None => out.push(*first),
                },
                other => out.push(*other),
            }
            if out.len() >= max {
                return out;
            }
        }
        let made = out.get(start..).unwrap_or_default().trim_ascii();
        let made = made.strip_prefix(b"@").unwrap_or(made);
        if variables.len() < VARIABLES_MAX
            && made.get(..4).is_some_and(|head| head.eq_ignore_ascii_case(b"set "))
        {
            let body = made.get(4..).unwrap_or_default();
            let body: Vec<u8> = body.iter().copied().filter(|&byte| byte != b'"').take(VALUE_MAX).collect();
            if let Some(at) = memchr::memchr(b'=', &body) {
                variables.insert(body[..at].trim_ascii().to_ascii_lowercase(), body[at + 1..].to_vec());
            }
        }
    }
    out
}

/// `name%` or `name:~start,length%`: its value and what follows.
fn substituted<'t>(text: &'t [u8], mark: u8, variables: &HashMap<Vec<u8>, Vec<u8>>) -> Option<(Vec<u8>, &'t [u8])> {
    let close = text.iter().take(64).position(|&byte| byte == mark)?;
    let inside = text.get(..close)?;
    let after = text.get(close + 1..)?;
    let mut parts = inside.splitn(2, |&byte| byte == b':');
    let value = variables.get(&parts.next()?.to_ascii_lowercase())?;
    let Some(cut) = parts.next() else { return Some((value.clone(), after)) };
    let cut = std::str::from_utf8(cut.strip_prefix(b"~")?).ok()?;
    let mut numbers = cut.split(',').map(|number| number.trim().parse::<i64>().ok());
    let total = i64::try_from(value.len()).ok()?;
    let start = numbers.next()??;
    let start = if start < 0 { (total + start).max(0) } else { start.min(total) };
    let end = match numbers.next() {
        Some(length) => {
            let length = length?;
            if length < 0 { (total + length).max(start) } else { start.saturating_add(length).min(total) }
        }
        None => total,
    };
    let cut = value.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)?;
    Some((cut.to_vec(), after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_script_is_put_together() {
        assert_eq!(unix(b"a=cu;b=rl; $a${b} -s x | b''ash", 1000), b"a=cu;b=rl; curl -s x | bash");
        assert_eq!(unix(b"w\\get \\\n x; $'\\x6e\\143' -e", 1000), b"wget  x; nc -e");
    }

    #[test]
    fn a_batch_file_is_put_together() {
        let text = b"@set x=lehslorpw\r\np^ow^ershell %x:~0,2%%X%";
        assert_eq!(batch(text, 1000), b"@set x=lehslorpw\r\npowershell lelehslorpw");
    }
}
