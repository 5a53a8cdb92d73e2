//! Reading values, as they are written.

use super::{filters, objects::Object};
use crate::text::{digit, low_byte};

/// Things in one object.
const NODES_MAX: usize = 20_000;
/// Things in things.
const DEPTH_MAX: usize = 24;

/// Reads values from a place on.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    /// Where it goes on.
    pub(super) at: usize,
    /// Things that were read.
    pub(super) nodes: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at, nodes: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b'%' => {
                    let rest = self.bytes.get(self.at..).unwrap_or_default();
                    self.at += memchr::memchr2(b'\r', b'\n', rest).unwrap_or(rest.len());
                }
                0 | 9 | 10 | 12 | 13 | 32 => self.at += 1,
                _ => return,
            }
        }
    }

    fn starts_with(&self, word: &[u8]) -> bool {
        self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(word))
    }

    /// The value that stands here; `None` where there is none.
    pub(super) fn object(&mut self, depth: usize) -> Option<Object> {
        self.nodes += 1;
        if depth > DEPTH_MAX || self.nodes > NODES_MAX {
            return None;
        }
        self.skip_blanks();
        match self.peek()? {
            b'/' => Some(Object::Name(self.name())),
            b'(' => Some(Object::String(self.literal())),
            b'<' if self.starts_with(b"<<") => Some(self.dictionary(depth)),
            b'<' => Some(Object::String(self.hexadecimal())),
            b'[' => Some(self.array(depth)),
            b'0'..=b'9' | b'+' | b'-' | b'.' => self.number_or_reference(),
            b'a'..=b'z' => {
                let word = |byte: &&u8| byte.is_ascii_lowercase();
                let len = self.bytes.get(self.at..)?.iter().take_while(word).count();
                // What ends the object is no value.
                if self.starts_with(b"endobj") || self.starts_with(b"stream") {
                    return None;
                }
                self.at += len;
                Some(Object::Other)
            }
            _ => None,
        }
    }

    fn dictionary(&mut self, depth: usize) -> Object {
        self.at += 2;
        let mut entries = Vec::new();
        loop {
            self.skip_blanks();
            match self.peek() {
                Some(b'/') => {
                    let name = self.name();
                    match self.object(depth + 1) {
                        Some(value) => entries.push((name, value)),
                        None => break,
                    }
                }
                Some(b'>') => {
                    self.at += if self.starts_with(b">>") { 2 } else { 1 };
                    break;
                }
                // Junk between entries is passed over, as readers do.
                Some(byte) if !byte.is_ascii_lowercase() && self.nodes < NODES_MAX => {
                    self.nodes += 1;
                    self.at += 1;
                }
                _ => break,
            }
        }
        Object::Dictionary(entries)
    }

    fn array(&mut self, depth: usize) -> Object {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.skip_blanks();
            if self.peek() == Some(b']') {
                self.at += 1;
                break;
            }
            match self.object(depth + 1) {
                Some(item) => items.push(item),
                None => break,
            }
        }
        Object::Array(items)
    }

    fn name(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut name = Vec::new();
        while let Some(byte) = self.peek() {
            if byte <= 32
                || matches!(byte, b'/' | b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'%')
                || name.len() > 256
            {
                break;
            }
            self.at += 1;
            let escape = self
                .bytes
                .get(self.at..self.at + 2)
                .filter(|_| byte == b'#')
                .and_then(|digits| Some(digit(*digits.first()?)? << 4 | digit(*digits.get(1)?)?));
            self.at += if escape.is_some() { 2 } else { 0 };
            name.push(escape.unwrap_or(byte));
        }
        name
    }

    fn literal(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut depth = 1;
        let mut string = Vec::new();
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'(' => depth += 1,
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                b'\\' => {
                    self.escape(&mut string);
                    continue;
                }
                _ => {}
            }
            string.push(byte);
        }
        string
    }

    fn escape(&mut self, string: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        match byte {
            b'n' => string.push(b'\n'),
            b'r' => string.push(b'\r'),
            b't' => string.push(b'\t'),
            b'b' => string.push(8),
            b'f' => string.push(12),
            b'\n' => {}
            b'\r' => {
                if self.peek() == Some(b'\n') {
                    self.at += 1;
                }
            }
            b'0'..=b'7' => {
                let mut value = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else { break };
                    value = value * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                string.push(low_byte(value));
            }
            _ => string.push(byte),
        }
    }

    fn hexadecimal(&mut self) -> Vec<u8> {
        self.at += 1;
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let len = memchr::memchr(b'>', rest).unwrap_or(rest.len());
        self.at += len + 1;
        filters::hexadecimal(rest.get(..len).unwrap_or_default(), usize::MAX)
    }

    /// The number that stands here.
    pub(super) fn number(&mut self) -> Option<Object> {
        self.skip_blanks();
        let is_digit = |byte: &&u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.');
        let rest = self.bytes.get(self.at..)?;
        let digits = rest
            .get(..rest.iter().take(32).take_while(is_digit).count())
            .filter(|digits| !digits.is_empty())?;
        self.at += digits.len();
        let whole = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok());
        Some(whole.map_or(Object::Other, Object::Number))
    }

    fn number_or_reference(&mut self) -> Option<Object> {
        let number = self.number()?;
        let Object::Number(value) = number else { return Some(number) };
        let (after, Ok(target)) = (self.at, u32::try_from(value)) else { return Some(number) };
        // `12 0 R`: two numbers and a letter.
        if matches!(self.peek(), Some(byte) if byte <= 32)
            && let Some(Object::Number(_)) = self.number()
        {
            self.skip_blanks();
            if self.peek() == Some(b'R') {
                self.at += 1;
                return Some(Object::Reference(target));
            }
        }
        self.at = after;
        Some(number)
    }
}
