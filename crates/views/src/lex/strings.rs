//! Strings of all languages: their quotes, their escapes, and the code inside them.

use std::rc::Rc;

use super::{Lexer, NESTING_MAX, is_name_start, token::Kind};
use crate::{codec, script::Language};

/// No regular expression that matters is longer; bounds what a slash may cost.
const REGULAR_EXPRESSION_BYTES: usize = 1024;
/// No code inside a string that matters is longer; bounds what a brace may cost.
const INTERPOLATION_BYTES: usize = 512;

impl Lexer<'_> {
    /// Reads a string, if one begins here.
    pub(super) fn string(&mut self) -> bool {
        use Language::{Java, JavaScript, Perl, Php, PowerShell, Python, Vb};
        let rest = self.rest();
        let [first, tail @ ..] = rest else { return false };
        match (self.language, first) {
            (Php, b'<') if rest.starts_with(b"<<<") => return self.heredoc(),
            (Php | Perl, b'`') => self.command(),
            (Php | Perl, b'"') => self.interpolated(1, b"\"", true),
            (PowerShell, b'"') => self.interpolated(1, b"\"", true),
            (PowerShell, b'@') if tail.starts_with(b"\"") || tail.starts_with(b"'") => {
                let close = if tail.starts_with(b"\"") { b"\n\"@" } else { b"\n'@" };
                self.raw(2, close);
            }
            (PowerShell, b'\'') => self.doubled(b'\''),
            (Php | Perl, b'\'') => self.escaped(1, b'\'', b"\\'"),
            (Vb, b'"') => self.doubled(b'"'),
            (Vb, b'&') if tail.first().is_some_and(|byte| byte.eq_ignore_ascii_case(&b'h')) => {
                return self.vb_number();
            }
            (Java, b'@') if tail.starts_with(b"\"") => {
                self.at += 1;
                self.doubled(b'"');
            }
            (Java, b'"' | b'\'') => self.escaped(1, *first, b""),
            (JavaScript, b'"' | b'\'' | b'`') => self.escaped(1, *first, b""),
            (JavaScript, b'/') if self.is_operand() => return self.regular_expression(),
            (Python, b'"' | b'\'') => self.python(0),
            (Python, _) if is_name_start(*first) => return self.python_prefixed(),
            _ => return false,
        }
        true
    }

    /// A string in which `quote` ends it and a backslash escapes; `only` names what can be escaped, all
    /// when it is empty.
    fn escaped(&mut self, open: usize, quote: u8, only: &[u8]) {
        let start = self.at;
        self.at += open;
        let body = self.rest();
        let one_line = matches!(self.language, Language::Java | Language::JavaScript) && quote != b'`';
        let mut end = body.len();
        let mut skip = false;
        for (at, &byte) in body.iter().enumerate() {
            if skip {
                skip = false;
            } else if byte == b'\\' {
                skip = true;
            } else if byte == quote || (one_line && byte == b'\n') {
                end = at;
                break;
            }
        }
        let text = if only.is_empty() { unescape(&body[..end]) } else { unescape_only(&body[..end], only) };
        self.at += (end + 1).min(body.len());
        self.push(Kind::Text(text.into()), start);
    }

    /// A string whose quote is written twice to stand in it; ends with its line at the latest in VB.
    fn doubled(&mut self, quote: u8) {
        let start = self.at;
        self.at += 1;
        let body = self.rest();
        let mut text = Vec::new();
        let mut at = 0;
        while let Some(&byte) = body.get(at) {
            if byte == quote {
                if body.get(at + 1) != Some(&quote) {
                    at += 1;
                    break;
                }
                at += 1;
            } else if byte == b'\n' && self.language == Language::Vb {
                break;
            }
            text.push(byte);
            at += 1;
        }
        self.at += at;
        self.push(Kind::Text(text.into()), start);
    }

    /// Everything up to `close`.
    fn raw(&mut self, open: usize, close: &[u8]) {
        let start = self.at;
        self.at += open.min(self.rest().len());
        let body = self.rest();
        let end = memchr::memmem::find(body, close).unwrap_or(body.len());
        self.at += (end + close.len()).min(body.len());
        self.push(Kind::Text(body[..end].into()), start);
    }

    /// `&H41` and `&H41&`.
    fn vb_number(&mut self) -> bool {
        let start = self.at;
        let digits = self.rest().get(2..).unwrap_or_default();
        let count = digits.iter().take(8).take_while(|byte| byte.is_ascii_hexdigit()).count();
        let Some(text) = digits.get(..count).and_then(|digits| std::str::from_utf8(digits).ok()) else { return false };
        let Ok(value) = i64::from_str_radix(text, 16) else { return false };
        self.at += 2 + count + usize::from(digits.get(count) == Some(&b'&'));
        self.push(Kind::Number(value), start);
        true
    }

    /// Whether an operand is expected here, so that a slash begins a regular expression.
    fn is_operand(&self) -> bool {
        self.tokens.last().is_none_or(|token| match &token.kind {
            Kind::Operator(operator) => !matches!(*operator, ")" | "]" | "}"),
            Kind::Word(word) => matches!(&**word, b"return" | b"typeof" | b"case"),
            Kind::Line | Kind::Html => true,
            _ => false,
        })
    }

    fn regular_expression(&mut self) -> bool {
        let start = self.at;
        let body = self.rest().get(1..).unwrap_or_default();
        let mut skip = false;
        let mut class = false;
        for (at, &byte) in body.iter().take(REGULAR_EXPRESSION_BYTES).enumerate() {
            match byte {
                b'\n' => return false,
                _ if skip => skip = false,
                b'\\' => skip = true,
                b'[' => class = true,
                b']' => class = false,
                b'/' if !class => {
                    self.at += at + 2;
                    while self.rest().first().is_some_and(u8::is_ascii_alphabetic) {
                        self.at += 1;
                    }
                    self.push(Kind::Text(body[..at].into()), start);
                    return true;
                }
                _ => {}
            }
        }
        false
    }

    /// `'…'`, `"…"` and the tripled quotes.
    fn python(&mut self, prefix: usize) {
        let quotes = self.rest().get(prefix..).unwrap_or_default();
        let [quote, ..] = quotes else { return };
        let triple = [*quote; 3];
        if quotes.starts_with(&triple) {
            self.raw(prefix + 3, &triple);
        } else {
            self.escaped(prefix + 1, *quote, b"");
        }
    }

    /// `b'…'`, `rb"…"`.
    fn python_prefixed(&mut self) -> bool {
        let rest = self.rest();
        let prefix = rest.iter().take(3).take_while(|byte| b"rRbBuUfF".contains(byte)).count();
        let string = prefix > 0 && matches!(rest.get(prefix), Some(b'"' | b'\''));
        if string {
            self.python(prefix);
        }
        string
    }

    /// `<<<NAME`, `<<<'NAME'`.
    fn heredoc(&mut self) -> bool {
        let rest = self.rest();
        let head = rest.get(3..).unwrap_or_default();
        let line = memchr::memchr(b'\n', &head[..head.len().min(256)]);
        let Some(line) = line else { return false };
        let name = head[..line].trim_ascii();
        let plain = name.starts_with(b"'");
        let name: Vec<u8> = name.iter().copied().filter(|byte| !matches!(byte, b'\'' | b'"')).collect();
        if name.is_empty() || !name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_') {
            return false;
        }
        let start = self.at;
        let body = head.get(line + 1..).unwrap_or_default();
        // The name ends it at the start of a line, before which white space may stand.
        let mut end = body.len();
        let mut at = 0;
        for part in body.split_inclusive(|&byte| byte == b'\n') {
            let trimmed = part.trim_ascii_start();
            if trimmed.starts_with(&name) && !trimmed.get(name.len()).is_some_and(|&byte| super::is_name(byte)) {
                end = at;
                break;
            }
            at += part.len();
        }
        let after = self.at + 3 + line + 1 + end;
        let close = memchr::memmem::find(self.text.get(after..self.end).unwrap_or_default(), &name)
            .map_or(self.end, |found| after + found + name.len());
        if plain {
            self.at = close;
            self.push(Kind::Text(body[..end].into()), start);
        } else {
            self.at += 3 + line + 1;
            self.parts(after);
            self.at = close;
        }
        true
    }

    /// A string with code in it: its parts as a joined expression.
    fn interpolated(&mut self, open: usize, quote: &[u8], escapes: bool) {
        let body = self.rest().get(open..).unwrap_or_default();
        let escape = if self.language == Language::PowerShell { b'`' } else { b'\\' };
        let mut end = body.len();
        let mut skip = false;
        for (at, &byte) in body.iter().enumerate() {
            if skip {
                skip = false;
            } else if byte == escape && escapes {
                skip = true;
            } else if body[at..].starts_with(quote) {
                end = at;
                break;
            }
        }
        let stop = self.at + open + end;
        self.at += open;
        self.parts(stop);
        self.at = (stop + quote.len()).min(self.end);
    }

    fn command(&mut self) {
        let start = self.at;
        self.push(Kind::Command, start);
        self.interpolated(1, b"`", true);
        self.push(Kind::CommandEnd, self.at);
    }

    /// The parts of a string up to `stop`: `( "text" . $variable . "text" )`, or the text alone.
    fn parts(&mut self, stop: usize) {
        let from = self.at;
        let whole = self.text.get(from..stop).unwrap_or_default();
        let join = if self.language == Language::PowerShell { "+" } else { "." };
        let variable = |at: usize| match whole.get(at + 1) {
            Some(b'{' | b'(') => true,
            Some(&byte) => is_name_start(byte),
            None => false,
        };
        let open_brace = |at: usize| whole.get(at + 1) == Some(&b'$') && self.language == Language::Php;
        let mut pieces: Vec<(usize, usize, bool)> = Vec::new();
        let mut literal = 0;
        let mut at = 0;
        while let Some(&byte) = whole.get(at) {
            let length = match byte {
                b'\\' | b'`' => {
                    at += 2;
                    continue;
                }
                b'{' if open_brace(at) => balanced(&whole[at..], b'{', b'}'),
                b'$' if variable(at) => interpolation(&whole[at..]),
                _ => {
                    at += 1;
                    continue;
                }
            };
            pieces.push((literal, at, false));
            pieces.push((at, at + length, true));
            at += length;
            literal = at;
        }
        pieces.push((literal, whole.len(), false));
        let single = pieces.len() == 1 || self.nesting >= NESTING_MAX;
        if single {
            pieces = vec![(0, whole.len(), false)];
        } else {
            self.push(Kind::Operator("("), from);
        }
        let mut first = true;
        for (start, end, code) in pieces {
            if start == end && !single {
                continue;
            }
            if !first {
                self.push(Kind::Operator(join), from + start);
            }
            first = false;
            if code {
                self.inner(from + start, from + end);
            } else {
                let text = self.plain(&whole[start..end]);
                self.at = from + end;
                self.push(Kind::Text(text.into()), from + start);
            }
        }
        if !single {
            if first {
                self.push(Kind::Text(Rc::from([])), from);
            }
            self.at = stop;
            self.push(Kind::Operator(")"), stop);
        }
    }

    /// A string's text, its language's escapes resolved.
    fn plain(&self, text: &[u8]) -> Vec<u8> {
        match self.language {
            Language::PowerShell => text.iter().copied().filter(|&byte| byte != b'`').collect(),
            _ => unescape(text),
        }
    }

    /// Code between `start` and `end`, within a string.
    fn inner(&mut self, start: usize, end: usize) {
        let text = self.text.get(start..end).unwrap_or_default();
        let braced = text.first() == Some(&b'{');
        let (outer_end, outer_open) = (self.end, self.open);
        self.at = start + usize::from(braced);
        self.end = end - usize::from(braced);
        self.nesting += 1;
        self.run(None);
        self.nesting -= 1;
        self.at = end;
        self.end = outer_end;
        self.open = outer_open;
    }
}

/// The length of `$name`, `$name[…]`, `$name->name`, `${…}` or `$(…)` at the beginning.
fn interpolation(text: &[u8]) -> usize {
    match text.get(1) {
        Some(b'{') => return 1 + balanced(&text[1..], b'{', b'}'),
        Some(b'(') => return 1 + balanced(&text[1..], b'(', b')'),
        _ => {}
    }
    let name = |from: usize| {
        text.get(from..).unwrap_or_default().iter().take_while(|&&byte| super::is_name(byte)).count()
    };
    let end = 1 + name(1);
    match text.get(end..) {
        Some([b'[', inside @ ..]) => match memchr::memchr2(b']', b'\n', &inside[..inside.len().min(128)]) {
            Some(close) if inside[close] == b']' => end + close + 2,
            _ => end,
        },
        Some([b'-', b'>', next, ..]) if is_name_start(*next) => end + 2 + name(end + 2),
        _ => end,
    }
}

/// The length up to the bracket that closes the first one; 1 when that is too far.
fn balanced(text: &[u8], open: u8, close: u8) -> usize {
    let mut depth = 0_usize;
    for (at, &byte) in text.iter().take(INTERPOLATION_BYTES).enumerate() {
        if byte == open {
            depth += 1;
        } else if byte == close {
            depth -= 1;
            if depth == 0 {
                return at + 1;
            }
        }
    }
    1
}

fn unescape_only(text: &[u8], only: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [byte, tail @ ..] = rest {
        rest = tail;
        if *byte == b'\\'
            && let [next, after @ ..] = tail
            && only.contains(next)
        {
            out.push(*next);
            rest = after;
        } else {
            out.push(*byte);
        }
    }
    out
}

/// The escapes that PHP, Java, JavaScript, Python and Perl share.
fn unescape(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        out.extend_from_slice(&rest[..at]);
        let after = &rest[at + 1..];
        let hexadecimal = |from: usize, most: usize| {
            let digits = after.get(from..).unwrap_or_default();
            let count = digits.iter().take(most).take_while(|byte| byte.is_ascii_hexdigit()).count();
            let value = digits[..count]
                .iter()
                .fold(0_i64, |value, &byte| value << 4 | i64::from(codec::digit(byte).unwrap_or(0)));
            (value, count)
        };
        let used = match after {
            [b'x' | b'X', ..] if hexadecimal(1, 2).1 > 0 => {
                let (value, count) = hexadecimal(1, 2);
                codec::push_code(&mut out, value);
                1 + count
            }
            [b'u', b'{', ..] => {
                let (value, count) = hexadecimal(2, 6);
                codec::push_code(&mut out, value);
                (3 + count).min(after.len())
            }
            [b'u' | b'U', ..] if hexadecimal(1, 4).1 == 4 => {
                codec::push_code(&mut out, hexadecimal(1, 4).0);
                5
            }
            [b'0'..=b'7', ..] => {
                let count = after.iter().take(3).take_while(|byte| (b'0'..=b'7').contains(byte)).count();
                let value = after[..count].iter().fold(0_i64, |value, &byte| value << 3 | i64::from(byte - b'0'));
                codec::push_code(&mut out, value & 255);
                count
            }
            [letter, ..] => {
                match letter {
                    b'n' => out.push(b'\n'),
                    b'r' => out.push(b'\r'),
                    b't' => out.push(b'\t'),
                    b'\n' => {}
                    b'\\' | b'"' | b'\'' | b'`' | b'$' | b'/' => out.push(*letter),
                    other => out.extend_from_slice(&[b'\\', *other]),
                }
                1
            }
            [] => 0,
        };
        rest = after.get(used..).unwrap_or_default();
    }
    out.extend_from_slice(rest);
    out
}
