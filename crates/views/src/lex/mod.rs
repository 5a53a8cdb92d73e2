//! From text to tokens, for all languages with expressions: one lexer, told apart by a few questions.
//!
//! Lenient: what no language would accept becomes an operator or is skipped, and a string that does not
//! end, ends with its line or with the text. Every byte is read a bounded number of times.

mod strings;
pub(crate) mod token;

use std::rc::Rc;

use token::{Kind, OPERATORS, Token};

use crate::script::Language;

/// How deep code may stand in strings that stand in code.
const NESTING_MAX: usize = 4;

/// Reads one language.
pub(crate) struct Lexer<'t> {
    text: &'t [u8],
    at: usize,
    end: usize,
    language: Language,
    nesting: usize,
    /// Open parentheses and brackets, within which lines do not end statements.
    open: usize,
    /// Tokens that may still be made.
    left: usize,
    tokens: Vec<Token>,
}

/// Makes tokens of `text[start..end]`, at most `max`; `false` when there would have been more.
pub(crate) fn lex(
    text: &[u8],
    start: usize,
    end: usize,
    language: Language,
    max: usize,
    tokens: &mut Vec<Token>,
) -> bool {
    let made = tokens.len();
    let mut lexer = Lexer { text, at: start, end, language, nesting: 0, open: 0, left: max, tokens: std::mem::take(tokens) };
    if language == Language::Php {
        lexer.php_page();
    } else {
        lexer.run(None);
    }
    let complete = lexer.left > 0;
    *tokens = lexer.tokens;
    debug_assert!(tokens.len() >= made, "tokens are only added");
    complete
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t [u8] {
        self.text.get(self.at..self.end).unwrap_or_default()
    }

    fn starts(&self, word: &[u8]) -> bool {
        self.rest().get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))
    }

    fn push(&mut self, kind: Kind, start: usize) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        // Texts beyond 4 GiB are never read; see the limits.
        let offset = |at| u32::try_from(at).unwrap_or(u32::MAX);
        self.tokens.push(Token { kind, start: offset(start), end: offset(self.at) });
    }

    /// Text between PHP's tags; all of it code when there is no tag.
    fn php_page(&mut self) {
        let opens = |text: &[u8]| {
            memchr::memmem::find_iter(text, b"<?").find(|at| !text[*at..].starts_with(b"<?xml"))
        };
        if opens(self.rest()).is_none() {
            self.run(None);
            return;
        }
        while self.at < self.end && self.left > 0 {
            let start = self.at;
            let Some(found) = opens(self.rest()) else {
                self.at = self.end;
                self.push(Kind::Html, start);
                return;
            };
            self.at += found + 2;
            let printed = self.starts(b"=");
            if printed {
                self.at += 1;
            } else if self.starts(b"php") {
                self.at += 3;
            }
            self.push(Kind::Html, start);
            self.run(Some(b"?>"));
            self.push(Kind::Operator(";"), self.at);
        }
    }

    /// Code up to `close` or the end.
    fn run(&mut self, close: Option<&[u8]>) {
        while self.at < self.end && self.left > 0 {
            if close.is_some_and(|close| self.rest().starts_with(close)) {
                return;
            }
            self.one(close);
        }
    }

    /// Reads one token, or skips space or a comment.
    fn one(&mut self, close: Option<&[u8]>) {
        let start = self.at;
        let Some(&byte) = self.rest().first() else { return };
        match byte {
            b'\n' => {
                self.at += 1;
                if self.language.is_by_lines() && (self.open == 0 || self.language == Language::Vb) {
                    self.push(Kind::Line, start);
                }
            }
            _ if byte.is_ascii_whitespace() || byte == 0 => self.at += 1,
            _ if self.comment(close) || self.string() => {}
            b'0'..=b'9' => self.number(),
            b'$' if self.language.has_sigils() => self.variable(),
            b'@' | b'%' if self.language == Language::Perl && self.is_name_at(1) => {
                self.at += 1;
                let name = self.name();
                self.push(Kind::Var(name), start);
            }
            _ if is_name_start(byte) => self.word(),
            _ => self.operator(),
        }
        // Whatever happens, time goes on.
        if self.at == start {
            self.at += 1;
        }
    }

    fn skip_line(&mut self, close: Option<&[u8]>) {
        let line = self.rest();
        let mut length = memchr::memchr2(b'\n', b'\r', line).unwrap_or(line.len());
        if let Some(close) = close
            && let Some(at) = memchr::memmem::find(&line[..length], close)
        {
            length = at;
        }
        self.at += length;
    }

    fn skip_past(&mut self, mark: &[u8], from: usize) {
        let body = self.rest().get(from..).unwrap_or_default();
        let length = memchr::memmem::find(body, mark).map_or(body.len(), |at| at + mark.len());
        self.at += from.min(self.rest().len()) + length;
        self.at = self.at.min(self.end);
    }

    /// Skips a comment, if here is one.
    fn comment(&mut self, close: Option<&[u8]>) -> bool {
        use Language::{Java, JavaScript, Perl, Php, PowerShell, Python, Vb};
        let rest = self.rest();
        match self.language {
            Php | Java | JavaScript if rest.starts_with(b"/*") => self.skip_past(b"*/", 2),
            Php | Java | JavaScript if rest.starts_with(b"//") => self.skip_line(close),
            JavaScript if rest.starts_with(b"<!--") => self.skip_line(close),
            PowerShell if rest.starts_with(b"<#") => self.skip_past(b"#>", 2),
            Php if rest.starts_with(b"#") && !rest.starts_with(b"#[") => self.skip_line(close),
            Java if rest.starts_with(b"#") => self.skip_line(close),
            PowerShell | Python | Perl if rest.starts_with(b"#") => self.skip_line(close),
            Vb if rest.starts_with(b"'") => self.skip_line(close),
            Vb if self.starts(b"rem") && !self.is_name_at(3) && self.is_line_start() => self.skip_line(close),
            Vb if rest.starts_with(b"_") && !self.is_name_at(1) => {
                // The statement goes on in the next line.
                self.skip_line(None);
                self.skip_past(b"\n", 0);
            }
            PowerShell if rest.starts_with(b"`") => {
                // An escape outside of strings: before a line's end a joint, before a letter nothing.
                let joint = rest.get(1..).is_some_and(|next| next.starts_with(b"\n") || next.starts_with(b"\r"));
                self.at += 1;
                if joint {
                    self.skip_past(b"\n", 0);
                }
            }
            Python if rest.starts_with(b"\\\n") || rest.starts_with(b"\\\r\n") => self.skip_past(b"\n", 0),
            _ => return false,
        }
        true
    }

    fn is_line_start(&self) -> bool {
        self.tokens.last().is_none_or(|token| matches!(token.kind, Kind::Line | Kind::Html) || token.is(":"))
    }

    fn is_name_at(&self, ahead: usize) -> bool {
        self.rest().get(ahead).is_some_and(|&byte| is_name(byte))
    }

    fn number(&mut self) {
        let start = self.at;
        let rest = self.rest();
        let hexadecimal = rest.starts_with(b"0x") || rest.starts_with(b"0X");
        let digits = rest.get(if hexadecimal { 2 } else { 0 }..).unwrap_or_default();
        let base = if hexadecimal { 16 } else { 10 };
        let count = digits.iter().take(19).take_while(|byte| char::from(**byte).is_digit(base)).count();
        let text = digits.get(..count).and_then(|digits| std::str::from_utf8(digits).ok()).unwrap_or("0");
        let octal = !hexadecimal && count > 1 && text.starts_with('0') && self.language == Language::Php;
        let value = i64::from_str_radix(text, if octal { 8 } else { base }).unwrap_or(0);
        self.at += count + if hexadecimal { 2 } else { 0 };
        // A fraction or a suffix changes no character code.
        while self.rest().first().is_some_and(|&byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        self.push(Kind::Number(value), start);
    }

    /// `$name`, `${name}`, `$env:name`; a `$` before anything else is an operator.
    fn variable(&mut self) {
        let start = self.at;
        self.at += 1;
        if self.language == Language::PowerShell && self.starts(b"{") {
            let rest = self.rest();
            let close = memchr::memchr(b'}', &rest[..rest.len().min(128)]).unwrap_or(0);
            let name: Rc<[u8]> = rest.get(1..close).unwrap_or_default().into();
            self.at += close + 1;
            self.push(Kind::Var(name), start);
            return;
        }
        if !self.is_name_at(0) {
            self.push(Kind::Operator("$"), start);
            return;
        }
        let mut name = self.name().to_vec();
        if self.language == Language::PowerShell && self.starts(b":") && self.is_name_at(1) {
            self.at += 1;
            name.push(b':');
            name.extend_from_slice(&self.name());
        }
        self.push(Kind::Var(name.into()), start);
    }

    /// The name that begins here, its language's escapes taken out.
    fn name(&mut self) -> Rc<[u8]> {
        let rest = self.rest();
        let quiet = |byte: u8| byte == b'`' && self.language == Language::PowerShell;
        let length = rest.iter().take_while(|&&byte| is_name(byte) || quiet(byte)).count();
        self.at += length;
        rest[..length].iter().copied().filter(|&byte| byte != b'`').collect()
    }

    fn word(&mut self) {
        let start = self.at;
        let mut name = self.name().to_vec();
        // PowerShell's commands have hyphens.
        while self.language == Language::PowerShell && self.starts(b"-") && self.is_name_at(1) {
            self.at += 1;
            name.push(b'-');
            name.extend_from_slice(&self.name());
        }
        self.push(Kind::Word(name.into()), start);
    }

    fn operator(&mut self) {
        let start = self.at;
        let rest = self.rest();
        let dashed = self.language == Language::PowerShell
            && rest.starts_with(b"-")
            && rest.get(1).is_some_and(u8::is_ascii_alphabetic);
        if dashed {
            // `-join`, `-f`, `-Command`: an operator or an argument, a word to both.
            self.at += 1;
            let mut name = b"-".to_vec();
            name.extend_from_slice(&self.name());
            self.push(Kind::Word(name.into()), start);
            return;
        }
        let vb_ampersand = self.language == Language::Vb && rest.starts_with(b"&");
        let Some(operator) = OPERATORS.iter().find(|own| rest.starts_with(own.as_bytes())) else { return };
        let operator = if vb_ampersand { "&" } else { operator };
        self.at += operator.len();
        match operator {
            "(" | "[" => self.open += 1,
            ")" | "]" => self.open = self.open.saturating_sub(1),
            "{" | "}" => self.open = 0,
            _ => {}
        }
        self.push(Kind::Operator(operator), start);
    }
}

pub(crate) fn is_name_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 128
}

fn is_name(byte: u8) -> bool {
    is_name_start(byte) || byte.is_ascii_digit()
}

#[cfg(test)]
mod tests;
