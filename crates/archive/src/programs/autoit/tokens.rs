//! Scripts of EA06 as text: each line is a row of tokens, each an operation of one byte with what belongs to it.

use std::fmt::Write as _;

use crate::le;

/// The operations without anything to them.
const SIGNS: &[&str] = &[
    ",", "=", ">", "<", "<>", ">=", "<=", "(", ")", "+", "-", "/", "*", "&", "[", "]", "==", "^", "+=", "-=",
    "/=", "*=", "&=", "?", ":",
];
const FIRST_SIGN: u8 = 0x40;
const END_OF_LINE: u8 = 0x7f;

/// A script's text.
pub(super) struct Text {
    pub(super) text: String,
    /// Whether it ends before it should.
    pub(super) is_cut: bool,
}

/// The text of a script that begins with its count of lines.
pub(super) fn text(script: &[u8]) -> Text {
    let mut text = String::new();
    let mut at = 4;
    let mut line_begins = true;
    let lines = le::u32(script, 0).unwrap_or_default();
    let mut left = lines;
    while left > 0 {
        match token(script, at) {
            Some(Token { text: token, next, ends_line }) => {
                if ends_line {
                    text.push_str("\r\n");
                    left -= 1;
                } else {
                    if !line_begins {
                        text.push(' ');
                    }
                    text.push_str(&token);
                }
                line_begins = ends_line;
                at = next;
            }
            None => return Text { text, is_cut: true },
        }
    }
    Text { text, is_cut: lines == 0 && script.len() > 4 }
}

struct Token {
    text: String,
    next: usize,
    ends_line: bool,
}

fn token(script: &[u8], at: usize) -> Option<Token> {
    let operation = *script.get(at)?;
    let mut next = at + 1;
    let text = match operation {
        END_OF_LINE => String::new(),
        // Words and functions by their number, in the newest versions.
        0x00 | 0x01 => {
            let number = le::u32(script, next)?;
            next += 4;
            format!("{}{number}", if operation == 0 { "word" } else { "function" })
        }
        0x05 => {
            let number = le::u32(script, next)?.cast_signed();
            next += 4;
            number.to_string()
        }
        0x10 => {
            let number = le::u64(script, next)?.cast_signed();
            next += 8;
            number.to_string()
        }
        0x20 => {
            let number = f64::from_bits(le::u64(script, next)?);
            next += 8;
            number.to_string()
        }
        0x30..=0x3f => {
            let (word, end) = word(script, next)?;
            next = end;
            match operation {
                0x32 => format!("@{word}"),
                0x33 => format!("${word}"),
                0x35 => format!(".{word}"),
                0x36 => quoted(&word),
                _ => word,
            }
        }
        sign => {
            let mut text = String::new();
            let sign = SIGNS.get(usize::from(sign.checked_sub(FIRST_SIGN)?))?;
            text.write_str(sign).ok()?;
            text
        }
    };
    Some(Token { text, next, ends_line: operation == END_OF_LINE })
}

/// A word: its length, and its characters, each turned by the length.
fn word(script: &[u8], at: usize) -> Option<(String, usize)> {
    let count = le::u32(script, at)?;
    let len = usize::try_from(count).ok()?.checked_mul(2)?;
    let units = le::slice(script, at + 4, len)?;
    let key = u16::try_from(count & 0xffff).ok()?;
    let units = units.chunks_exact(2).filter_map(|unit| le::u16(unit, 0)).map(|unit| unit ^ key);
    let word = char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    Some((word, at + 4 + len))
}

/// A text as scripts write it: in the quotes that are not in it, or in doubled ones.
fn quoted(text: &str) -> String {
    if !text.contains('"') {
        format!("\"{text}\"")
    } else if text.contains('\'') {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        format!("'{text}'")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word_of(operation: u8, word: &str) -> Vec<u8> {
        let count = u32::try_from(word.len()).unwrap();
        let mut bytes = vec![operation];
        bytes.extend(count.to_le_bytes());
        for unit in word.encode_utf16() {
            bytes.extend((unit ^ u16::try_from(count).unwrap()).to_le_bytes());
        }
        bytes
    }

    #[test]
    fn tokens_become_text() {
        let script = [
            2_u32.to_le_bytes().to_vec(),
            word_of(0x33, "count"),
            vec![0x41, 0x05, 7, 0, 0, 0, 0x7f],
            word_of(0x31, "MsgBox"),
            vec![0x47],
            word_of(0x36, "say \"hi\""),
            vec![0x48, 0x7f],
        ]
        .concat();
        let text = text(&script);
        assert_eq!(text.text, "$count = 7\r\nMsgBox ( 'say \"hi\"' )\r\n");
        assert!(!text.is_cut);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_end(script: Vec<u8>) {
            text(&script);
        }
    }
}
