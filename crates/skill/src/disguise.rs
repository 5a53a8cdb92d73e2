//! Texts within texts: what a script unpacks, and what a packed word in a text stands for.

use assay_views::{How, Limits, Script, View, views};

use crate::{
    code::{self, Language, Reading},
    hit::{Hit, Mark, Marks},
    rules::shape as rule,
    text,
};

/// What may be spent on one text: scripts of Skills are short.
const LIMITS: Limits = Limits { max_bytes: 512 << 10, max_view_bytes: 1 << 20, max_views: 16, max_depth: 4 };
/// The shortest word that is tried as packed text, and the longest, in bytes.
const PACKED_BYTES: std::ops::RangeInclusive<usize> = 32..=64 << 10;
/// Packed words tried in one text.
const WORDS_MAX: usize = 32;

/// What the views of a script do and say; `place` is where it lies in its file.
pub(crate) fn of_script(
    bytes: &[u8],
    language: Language,
    place: (usize, usize),
    reading: &Reading<'_>,
) -> Vec<Hit> {
    let script = match language {
        Language::Python => Script::Python,
        Language::Shell => Script::Shell,
        Language::Script => Script::JavaScript,
        Language::PowerShell => Script::PowerShell,
        Language::Other => return Vec::new(),
    };
    let mut out = Vec::new();
    for view in views(bytes, script, &LIMITS) {
        let hidden = view.how.iter().any(|how| matches!(how, How::Unpacked | How::Guessed));
        let language = if hidden {
            Language::of_block("", &String::from_utf8_lossy(&view.text)).unwrap_or(Language::Shell)
        } else {
            language
        };
        out.extend(of_view(&view, language, hidden, place, reading));
    }
    out
}

/// What the packed words of a text stand for.
pub(crate) fn of_words(bytes: &[u8], base: usize, reading: &Reading<'_>) -> Vec<Hit> {
    let is_packed =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'_' | b'-');
    let mut out = Vec::new();
    let mut start = 0;
    let mut tried = 0;
    for at in 0..=bytes.len() {
        if bytes.get(at).is_some_and(|byte| is_packed(*byte)) {
            continue;
        }
        let word = bytes.get(start..at).unwrap_or_default();
        let place = (base + start, base + at);
        start = at + 1;
        // A path or a word of dashes is none.
        let mixed = word.iter().any(u8::is_ascii_uppercase) && word.iter().any(u8::is_ascii_lowercase)
            || word.iter().all(u8::is_ascii_hexdigit);
        if !PACKED_BYTES.contains(&word.len()) || !mixed || tried >= WORDS_MAX {
            continue;
        }
        tried += 1;
        let quoted = [b"x = \"", word, b"\";"].concat();
        for view in views(&quoted, Script::JavaScript, &LIMITS) {
            if view.how.iter().any(|how| matches!(how, How::Unpacked | How::Guessed)) {
                let language =
                    Language::of_block("", &String::from_utf8_lossy(&view.text)).unwrap_or(Language::Shell);
                out.extend(of_view(&view, language, true, place, reading));
            }
        }
    }
    out
}

fn of_view(
    view: &View,
    language: Language,
    hidden: bool,
    place: (usize, usize),
    reading: &Reading<'_>,
) -> Vec<Hit> {
    let text = String::from_utf8_lossy(&view.text);
    let marks = Marks::default().with(Mark::Hidden, hidden);
    let at = reading.at(place.0, marks).of_text(0, place.1.saturating_sub(place.0));
    let mut out = code::read(language, &text, &at);
    if hidden {
        let said = text::read(&view.text, 0, view.text.len(), marks, reading.intent).0;
        out.extend(said.into_iter().map(|hit| Hit { start: place.0, end: place.1, ..hit }));
        if !out.is_empty() {
            out.push(Hit { rule: rule::ENCODED, start: place.0, end: place.1, marks: Marks::default() });
        }
    }
    out
}
