//! Compiled Python, compared with its source.
//!
//! A `.pyc` is sixteen bytes (PEP 552) and one object in the format of CPython's `Python/marshal.c`. Every name
//! that compiled code uses is an interned string in it, and stands in the source too, as do the words of its
//! constants: one that does not means that the bytecode was made from something else.

use std::collections::BTreeSet;

/// Bytes before the object.
const HEADER_BYTES: usize = 16;
/// Objects read of one file.
const OBJECTS_MAX: usize = 500_000;
/// Objects within one another.
const DEPTH_MAX: usize = 64;
/// Names that the compiler makes itself.
const MADE: &[&str] = &["annotations", "return", "locals", "self"];

/// Words of constants that are kept of one file.
const WORDS_MAX: usize = 100_000;
/// The shortest word of a constant that is compared: shorter ones are parts of escapes and of joined texts.
const WORD_MIN: usize = 6;

/// What compiled code shows of its source.
#[derive(Debug, Default)]
pub(crate) struct Compiled {
    /// The names that it uses.
    names: BTreeSet<String>,
    /// The words in its constants.
    words: BTreeSet<String>,
}

/// The names and constants in a `.pyc`; `None` when it is not one that can be read.
pub(crate) fn read(bytes: &[u8]) -> Option<Compiled> {
    let version = u16::from_le_bytes([*bytes.first()?, *bytes.get(1)?]);
    let is_magic = bytes.get(2..4)? == b"\r\n";
    // CPython 3.7 (PEP 552) is 3390; 3.8 adds a field to code (3401), 3.11 changes the fields (3495).
    if !is_magic || !(3390..4200).contains(&version) {
        return None;
    }
    let mut reader =
        Reader { bytes, at: HEADER_BYTES, version, out: Compiled::default(), objects: 0, constant: false };
    reader.object(0)?;
    Some(reader.out)
}

/// The first name, or word of a constant, that `source` does not have.
pub(crate) fn missing<'n>(compiled: &'n Compiled, source: &str) -> Option<&'n str> {
    let words: BTreeSet<&str> =
        source.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect();
    let word =
        compiled.words.iter().find(|word| !words.contains(word.as_str()) && !source.contains(word.as_str()));
    compiled
        .names
        .iter()
        .find(|name| {
            // `__x` in a class is kept as `_Class__x`.
            let unmangled = name.find("__").and_then(|at| name.get(at..)).unwrap_or(name);
            let made = name.starts_with("__") && name.ends_with("__");
            !made
                && !MADE.contains(&name.as_str())
                && !words.contains(name.as_str())
                && !words.contains(unmangled)
        })
        .or(word)
        .map(String::as_str)
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    version: u16,
    out: Compiled,
    objects: usize,
    /// Whether what is read belongs to the constants of a code object.
    constant: bool,
}

impl Reader<'_> {
    fn take(&mut self, count: usize) -> Option<&[u8]> {
        let end = self.at.checked_add(count)?;
        let out = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(out)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn long(&mut self) -> Option<usize> {
        let bytes: [u8; 4] = self.take(4)?.try_into().ok()?;
        usize::try_from(u32::from_le_bytes(bytes)).ok()
    }

    fn many(&mut self, count: usize, depth: usize) -> Option<()> {
        for _ in 0..count {
            self.object(depth)?;
        }
        Some(())
    }

    /// Reads one object; `None` where the format is left.
    fn object(&mut self, depth: usize) -> Option<()> {
        self.objects += 1;
        if self.objects > OBJECTS_MAX || depth > DEPTH_MAX {
            return None;
        }
        let depth = depth + 1;
        match self.byte()? & 0x7f {
            b'0' | b'N' | b'F' | b'T' | b'S' | b'.' => Some(()),
            b'i' | b'r' => self.take(4).map(drop),
            b'g' | b'I' => self.take(8).map(drop),
            b'y' => self.take(16).map(drop),
            b'x' => {
                for _ in 0..2 {
                    let count = usize::from(self.byte()?);
                    self.take(count)?;
                }
                Some(())
            }
            // A long integer: a signed count of two-byte digits.
            b'l' => {
                let bytes: [u8; 4] = self.take(4)?.try_into().ok()?;
                let count = usize::try_from(i32::from_le_bytes(bytes).unsigned_abs()).ok()?;
                self.take(count.checked_mul(2)?).map(drop)
            }
            b's' | b'u' | b'a' => {
                let count = self.long()?;
                self.text(count)
            }
            b't' | b'A' => {
                let count = self.long()?;
                self.name(count)
            }
            b'f' => {
                let count = usize::from(self.byte()?);
                self.take(count).map(drop)
            }
            b'z' => {
                let count = usize::from(self.byte()?);
                self.text(count)
            }
            b'Z' => {
                let count = usize::from(self.byte()?);
                self.name(count)
            }
            b')' => {
                let count = usize::from(self.byte()?);
                self.many(count, depth)
            }
            b'(' | b'[' | b'<' | b'>' => {
                let count = self.long()?;
                self.many(count, depth)
            }
            b':' => self.many(3, depth),
            b'{' => loop {
                if self.bytes.get(self.at)? & 0x7f == b'0' {
                    return self.byte().map(drop);
                }
                self.many(2, depth)?;
            },
            b'c' => self.code(depth),
            _ => None,
        }
    }

    fn code(&mut self, depth: usize) -> Option<()> {
        let numbers = if (3400..3495).contains(&self.version) { 6 } else { 5 };
        for _ in 0..numbers {
            self.long()?;
        }
        // Code, constants, names and what else there is; the path of the source is among it, and is not in the source.
        let around = std::mem::replace(&mut self.constant, false);
        self.object(depth)?;
        self.constant = true;
        self.object(depth)?;
        self.constant = false;
        self.many(6, depth)?;
        self.constant = around;
        self.long()?;
        // The table of lines, and since 3.11 that of exceptions.
        self.many(if self.version >= 3495 { 2 } else { 1 }, depth)
    }

    fn name(&mut self, count: usize) -> Option<()> {
        let name = std::str::from_utf8(self.take(count)?).ok()?;
        let is_name = name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_alphanumeric() || c == '_');
        if is_name && name.len() > 1 {
            let name = name.to_owned();
            self.out.names.insert(name);
        }
        Some(())
    }

    /// A text that is not a name: if it is a constant, its words are kept.
    fn text(&mut self, count: usize) -> Option<()> {
        let constant = self.constant;
        let bytes = self.take(count)?;
        if !constant || !bytes.iter().all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace()) {
            return Some(());
        }
        let text = String::from_utf8_lossy(bytes).into_owned();
        for word in text.split(|c: char| !c.is_ascii_alphanumeric()) {
            // `"=" * 40` is folded when it is compiled.
            let first = word.chars().next();
            let varied = word.chars().any(|c| Some(c) != first);
            if word.len() >= WORD_MIN && varied && self.out.words.len() < WORDS_MAX {
                self.out.words.insert(word.to_owned());
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_names_are_found() {
        let names: BTreeSet<String> =
            ["greet", "system", "_Box__hidden", "__module__"].map(str::to_owned).into();
        let names = Compiled { names, words: BTreeSet::new() };
        assert_eq!(missing(&names, "class Box:\n  def greet(self): self.__hidden = system"), None);
        assert_eq!(missing(&names, "class Box:\n  def greet(self): self.__hidden = 1"), Some("system"));
    }

    #[test]
    fn foreign_constants_are_found() {
        let compiled = Compiled { names: BTreeSet::new(), words: ["welcome".to_owned()].into() };
        assert_eq!(missing(&compiled, "print('welcome home')"), None);
        assert_eq!(missing(&compiled, "print('hello')"), Some("welcome"));
    }

    proptest::proptest! {
        #[test]
        fn hostile_bytecode_is_survived(tail in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300)) {
            let mut bytes = b"\xa7\x0d\r\n\0\0\0\0\0\0\0\0\0\0\0\0".to_vec();
            bytes.extend(tail);
            let _compiled = read(&bytes);
        }
    }
}
