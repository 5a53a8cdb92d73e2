//! One spelling for everything that looks or reads alike, with the way back to the bytes.
//!
//! Letters become lower case, full-width, mathematical and look-alike letters become ASCII, runs of white
//! space become one space (or one or two line breaks), what is invisible vanishes. So a phrase is found whatever
//! it was dressed up as, and padding costs nothing. Look-alikes: Unicode TS #39, the Latin part of
//! `confusables.txt`, those letters that are commonly used for it.

/// Bytes of folded text that are read of one file; what is beyond is said to be unread.
pub(crate) const FOLDED_MAX: usize = 4 << 20;

/// A text in one spelling.
#[derive(Debug, Default)]
pub(crate) struct Folded {
    /// The text.
    pub(crate) text: String,
    /// For each byte of `text`, the offset in the file of the character that it came from.
    offsets: Vec<u32>,
    /// Offset in the file after the last character that was read.
    pub(crate) end: usize,
    /// Whether everything was read.
    pub(crate) whole: bool,
}

impl Folded {
    /// The offset in the file of what became byte `at` of the text.
    pub(crate) fn origin(&self, at: usize) -> usize {
        self.offsets.get(at).map_or(self.end, |offset| *offset as usize)
    }
}

/// Folds the part `start..end` of `bytes`. What is not UTF-8 counts as a separator.
pub(crate) fn fold(bytes: &[u8], start: usize, end: usize) -> Folded {
    let mut out = Folded { whole: true, end, ..Folded::default() };
    let mut at = start;
    let mut blank = Blank::Paragraph;
    for chunk in bytes.get(start..end).unwrap_or_default().utf8_chunks() {
        for c in chunk.valid().chars() {
            if out.text.len() >= FOLDED_MAX {
                out.whole = false;
                out.end = at;
                return out;
            }
            push(&mut out, c, at, &mut blank);
            at += c.len_utf8();
        }
        if !chunk.invalid().is_empty() {
            push(&mut out, ' ', at, &mut blank);
            at += chunk.invalid().len();
        }
    }
    out
}

/// What white space the text ends with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Blank {
    None,
    Space,
    Line,
    Paragraph,
}

fn push(out: &mut Folded, c: char, at: usize, blank: &mut Blank) {
    if is_invisible(c) {
        return;
    }
    let offset = u32::try_from(at).unwrap_or(u32::MAX);
    if c.is_whitespace() || c.is_control() {
        let line = matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}');
        match (*blank, line) {
            (Blank::None, _) | (Blank::Line, true) => {
                out.text.push(if line { '\n' } else { ' ' });
                out.offsets.push(offset);
                *blank = match *blank {
                    Blank::Line => Blank::Paragraph,
                    _ if line => Blank::Line,
                    _ => Blank::Space,
                };
            }
            (Blank::Space, true) => {
                // The line break stands for the spaces before it.
                out.text.pop();
                out.text.push('\n');
                *blank = Blank::Line;
            }
            _ => {}
        }
        return;
    }
    *blank = Blank::None;
    for folded in plain(c).to_lowercase() {
        let before = out.text.len();
        out.text.push(folded);
        out.offsets.extend(std::iter::repeat_n(offset, out.text.len() - before));
    }
}

/// Characters that leave no mark on a page: joiners, directions, tags, selectors, the soft hyphen.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// The ASCII letter that `c` is drawn like, or `c`.
pub(crate) fn plain(c: char) -> char {
    let base = |first: u32, letter: char, count: u32| {
        let distance = u32::from(c).checked_sub(first)?;
        (distance < count).then(|| char::from_u32(u32::from(letter) + distance)).flatten()
    };
    match c {
        '\u{0}'..='\u{7f}' => c,
        '\u{ff01}'..='\u{ff5e}' => base(0xff01, '!', 94).unwrap_or(c),
        // Mathematical alphabets: thirteen of 52 letters each, then digits.
        '\u{1d400}'..='\u{1d6a3}' => {
            let index = (u32::from(c) - 0x1d400) % 52;
            char::from_u32(if index < 26 { 65 + index } else { 71 + index }).unwrap_or(c)
        }
        '\u{1d7ce}'..='\u{1d7ff}' => char::from_u32(48 + (u32::from(c) - 0x1d7ce) % 10).unwrap_or(c),
        '‘' | '’' | 'ʼ' | '′' => '\'',
        '“' | '”' | '″' => '"',
        '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
        _ => look_alike(c).unwrap_or(c),
    }
}

/// The Latin letter that a Cyrillic, Greek or other letter is drawn like.
pub(crate) fn look_alike(c: char) -> Option<char> {
    Some(match c {
        'а' | 'ɑ' | 'α' | 'А' | 'Α' => 'a',
        'В' | 'Β' | 'Ь' => 'b',
        'с' | 'ϲ' | 'С' | 'Ϲ' => 'c',
        'ԁ' => 'd',
        'е' | 'Е' | 'Ε' | 'ҽ' => 'e',
        'ɡ' | 'ց' => 'g',
        'һ' | 'Н' | 'Η' => 'h',
        'і' | 'І' | 'Ι' | 'ι' | 'ı' | 'Ӏ' => 'i',
        'ј' | 'Ј' => 'j',
        'К' | 'Κ' | 'κ' | 'к' => 'k',
        'ӏ' => 'l',
        'М' | 'Μ' => 'm',
        'Ν' | 'ո' => 'n',
        'о' | 'ο' | 'О' | 'Ο' | 'օ' => 'o',
        'р' | 'ρ' | 'Р' | 'Ρ' => 'p',
        'ԛ' => 'q',
        'ѕ' | 'Ѕ' => 's',
        'Т' | 'Τ' => 't',
        'υ' | 'ս' => 'u',
        'ν' | 'ѵ' => 'v',
        'ԝ' | 'ѡ' => 'w',
        'х' | 'Х' | 'Χ' => 'x',
        'у' | 'У' | 'Υ' | 'γ' => 'y',
        'Ζ' => 'z',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        fold(text.as_bytes(), 0, text.len()).text
    }

    #[test]
    fn what_looks_alike_reads_alike() {
        assert_eq!(folded("IGNОRЕ"), "ignore");
        assert_eq!(folded("ig\u{200b}no\u{ad}re"), "ignore");
        assert_eq!(folded("ｉｇｎｏｒｅ 𝐢𝐠𝐧𝐨𝐫𝐞 𝗶𝗴"), "ignore ignore ig");
        assert_eq!(folded("a  \t b \n\n\n c"), "a b\n\nc");
    }

    #[test]
    fn padding_costs_nothing_and_offsets_lead_back() {
        let text = format!("{}x y", "\n".repeat(100_000));
        let out = fold(text.as_bytes(), 0, text.len());
        assert_eq!(out.text, "x y");
        assert_eq!(out.origin(0), 100_000);
        assert_eq!(out.origin(2), 100_002);
        assert_eq!(out.origin(3), text.len());
    }

    proptest::proptest! {
        #[test]
        fn every_byte_has_an_origin(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
            let out = fold(&bytes, 0, bytes.len());
            proptest::prop_assert_eq!(out.offsets.len(), out.text.len());
            proptest::prop_assert!(out.offsets.is_sorted());
            proptest::prop_assert!(out.offsets.iter().all(|offset| (*offset as usize) < bytes.len()));
        }
    }
}
