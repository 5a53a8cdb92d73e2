//! A page of entries as text, the same in both dialects: copied from where the database has it.

use std::ops::Range;

use assay_types::FileId;

use super::Place;
use crate::{StoreError, row::corrupt};

/// An entry where the database has it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RawEntry<'a> {
    pub(crate) text: &'a [u8],
    pub(crate) head: i64,
    pub(crate) name_from: i64,
    pub(crate) name_to: i64,
}

impl RawEntry<'_> {
    /// Appends the short form.
    pub(crate) fn push_short(&self, text: &mut Vec<u8>) -> Result<(), StoreError> {
        text.extend_from_slice(self.cut(0..self.head)?);
        text.push(b'}');
        Ok(())
    }

    /// Appends the long form of the entry of `file`, which is in a folder at `place`, with its paths.
    pub(crate) fn push_whole(
        &self,
        text: &mut Vec<u8>,
        place: &Place,
        file: FileId,
    ) -> Result<(), StoreError> {
        text.extend_from_slice(self.text);
        text.extend_from_slice(b",\"id_path\":\"");
        text.extend_from_slice(place.id_path.as_bytes());
        text.push(b'/');
        push_id(text, file);
        text.extend_from_slice(b"\",\"name_path\":\"");
        text.extend_from_slice(place.escaped_name_path.as_bytes());
        text.push(b'/');
        text.extend_from_slice(self.cut(self.name_from..self.name_to)?);
        text.extend_from_slice(b"\"}");
        Ok(())
    }

    /// The name, escaped as JSON has it.
    pub(crate) fn escaped_name(&self) -> Result<&str, StoreError> {
        let name = self.cut(self.name_from..self.name_to)?;
        str::from_utf8(name).map_err(|error| corrupt("files", &error))
    }

    fn cut(&self, range: Range<i64>) -> Result<&[u8], StoreError> {
        let ends = usize::try_from(range.start).ok().zip(usize::try_from(range.end).ok());
        ends.and_then(|(from, to)| self.text.get(from..to))
            .ok_or_else(|| corrupt("files", &"a cut outside of the entry"))
    }
}

/// A text that JSON's escapes stand for. What is no escape stays as it is: whoever wrote it wrote JSON.
pub(crate) fn unescaped(escaped: &str) -> String {
    let mut text = String::with_capacity(escaped.len());
    let mut rest = escaped;
    while let Some((plain, escape)) = rest.split_once('\\') {
        text.push_str(plain);
        let Some((char, after)) = escape_at(escape) else {
            text.push('\\');
            rest = escape;
            continue;
        };
        text.push(char);
        rest = after;
    }
    text + rest
}

/// The character of an escape, without its backslash, and what comes after it.
fn escape_at(escape: &str) -> Option<(char, &str)> {
    let mut chars = escape.chars();
    let char = match chars.next()? {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'u' => return unicode_at(chars.as_str()),
        plain @ ('"' | '\\' | '/') => plain,
        _ => return None,
    };
    Some((char, chars.as_str()))
}

/// The character of four hex digits, or of two such escapes that are a pair.
fn unicode_at(digits: &str) -> Option<(char, &str)> {
    let unit = |digits: &str| u16::from_str_radix(digits.get(..4)?, 16).ok();
    let (first, after) = (unit(digits)?, digits.get(4..)?);
    if let Some(char) = char::from_u32(first.into()) {
        return Some((char, after));
    }
    let low = after.strip_prefix("\\u")?;
    let char = char::decode_utf16([first, unit(low)?]).next()?.ok()?;
    Some((char, low.get(4..)?))
}

/// Appends an id as its `Display` has it, without the machinery of formatting.
fn push_id(text: &mut Vec<u8>, file: FileId) {
    for nibble in (0..16).rev() {
        let digit = file.0 >> (nibble * 4) & 0xf;
        text.push(b"0123456789abcdef"[usize::try_from(digit).unwrap_or_default()]);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn both_forms_are_closed() {
        let entry = RawEntry { text: br#"{"name":"a\"b","more":1"#, head: 14, name_from: 9, name_to: 13 };
        let mut text = Vec::new();
        entry.push_short(&mut text).unwrap();
        assert_eq!(String::from_utf8(text).unwrap(), r#"{"name":"a\"b"}"#);
        let place = Place { id_path: "root".to_owned(), ..Place::default() };
        let mut text = Vec::new();
        entry.push_whole(&mut text, &place, FileId(1)).unwrap();
        let whole = r#"{"name":"a\"b","more":1,"id_path":"root/0000000000000001","name_path":"/a\"b"}"#;
        assert_eq!(String::from_utf8(text).unwrap(), whole);
        for head in [-1, 24] {
            assert!(RawEntry { head, ..entry }.push_short(&mut Vec::new()).is_err());
        }
    }

    #[test]
    fn escapes_stand_for_characters() {
        for (escaped, text) in [
            ("plain 名", "plain 名"),
            (r#"a\"b\\c\/d"#, "a\"b\\c/d"),
            (r"\n\t\r\b\f", "\n\t\r\u{8}\u{c}"),
            (r"\u0001\u540d\ud83d\uDE00!", "\u{1}名😀!"),
            // Not JSON; nothing is lost.
            (r"\", "\\"),
            (r"\x\u12\ud83d\u0041", r"\x\u12\ud83dA"),
        ] {
            assert_eq!(unescaped(escaped), text, "{escaped}");
        }
    }

    proptest! {
        #[test]
        fn ids_are_written_as_they_are_shown(id in 1..=i64::MAX) {
            let mut text = Vec::new();
            push_id(&mut text, FileId(id));
            prop_assert_eq!(String::from_utf8(text).unwrap(), FileId(id).to_string());
        }
    }
}
