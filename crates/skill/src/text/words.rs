//! Finding the words of a text that [mean](super::vocabulary) something here.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

pub(crate) use super::vocabulary::Word;
use super::{foreign, paraphrases, turns, vocabulary::SPELLINGS};

/// A spelling met in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    /// Offset of its first byte in the folded text.
    pub(crate) start: usize,
    /// Offset after its last byte.
    pub(crate) end: usize,
    /// Which clause of the text it is in: commas, colons and brackets part them.
    pub(crate) clause: u32,
    /// What it can mean: bit `1 << word`.
    pub(crate) words: u128,
}

impl Token {
    /// Whether it can mean `word`.
    pub(crate) fn is(&self, word: Word) -> bool {
        self.words & bit(word) != 0
    }
}

/// The bit of a meaning.
pub(crate) const fn bit(word: Word) -> u128 {
    1 << word as u32
}

/// What is done, and in a compound word is the name of a kind.
const VERBS: u128 = bit(Word::Send)
    | bit(Word::Read)
    | bit(Word::Act)
    | bit(Word::Fetch)
    | bit(Word::Save)
    | bit(Word::Approve)
    | bit(Word::Disable);

/// All spellings as one automaton, and what each means.
struct Vocabulary {
    automaton: Option<AhoCorasick>,
    /// For each pattern: what it means, and whether anything may follow it.
    meanings: Vec<(u128, bool)>,
}

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let mut phrases: Vec<(String, u128, bool)> = Vec::new();
    let further = paraphrases::SPELLINGS.iter().chain(foreign::SPELLINGS).chain(turns::SPELLINGS);
    for (word, spellings) in SPELLINGS.iter().chain(further) {
        for spelling in *spellings {
            let stem = spelling.strip_suffix('~');
            let text = stem.unwrap_or(spelling);
            // Letters of other scripts that look Latin are spelled so in the texts too.
            let text = super::fold::fold(text.as_bytes(), 0, text.len()).text;
            match phrases.iter_mut().find(|(other, ..)| *other == text) {
                Some((_, words, open)) => {
                    *words |= bit(*word);
                    *open |= stem.is_some();
                }
                None => phrases.push((text, bit(*word), stem.is_some())),
            }
        }
    }
    let automaton = AhoCorasick::builder().build(phrases.iter().map(|(text, ..)| text)).ok();
    Vocabulary { automaton, meanings: phrases.into_iter().map(|(_, words, open)| (words, open)).collect() }
});

/// The words of a folded text that mean something here, in order.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let Some(automaton) = &VOCABULARY.automaton else { return Vec::new() };
    // A line's end within a phrase parts words as a blank does.
    let text = &text.replace('\n', " ");
    let bytes = text.as_bytes();
    let letter = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at)).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
    };
    let mut out: Vec<Token> = automaton
        .find_overlapping_iter(text)
        .filter_map(|found| {
            let (words, open) = VOCABULARY.meanings.get(found.pattern().as_usize()).copied()?;
            let (start, end) = (found.start(), found.end());
            let cut_before = letter(Some(start)) && letter(start.checked_sub(1));
            let cut_after = !open && letter(end.checked_sub(1)) && letter(Some(end));
            // `sending-only` and `non-sending` name a kind; `send` is what is done.
            let single = !bytes
                .get(start..end)
                .is_some_and(|word| word.iter().any(|byte| matches!(byte, b' ' | b'-')));
            let hyphen = |at: Option<usize>, beyond: Option<usize>| {
                at.and_then(|at| bytes.get(at)) == Some(&b'-')
                    && beyond.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphabetic)
            };
            let part = single
                && words & VERBS != 0
                && words & !VERBS == 0
                && (hyphen(Some(end), Some(end + 1)) || hyphen(start.checked_sub(1), start.checked_sub(2)));
            (!cut_before && !cut_after && !part).then_some(Token { start, end, clause: 0, words })
        })
        .collect();
    // Of what lies within each other the longest; what only overlaps stands side by side.
    out.sort_unstable_by_key(|token| (token.start, std::cmp::Reverse(token.end)));
    let mut reached = 0;
    out.retain(|token| {
        let kept = token.end > reached;
        reached = reached.max(token.end);
        kept
    });
    let (mut clause, mut counted) = (0_u32, 0_usize);
    for token in &mut out {
        let passed = bytes.get(counted..token.start).unwrap_or_default();
        let marks = passed.iter().filter(|byte| matches!(byte, b',' | b';' | b':' | b'(' | b')')).count();
        clause = clause.saturating_add(u32::try_from(marks).unwrap_or(u32::MAX));
        counted = counted.max(token.end);
        token.clause = clause;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_meaning_has_a_bit_and_a_folded_spelling() {
        assert!(SPELLINGS.len() <= 128);
        for (word, spellings) in SPELLINGS {
            for spelling in *spellings {
                let text = spelling.trim_end_matches('~');
                assert_eq!(crate::text::fold::fold(text.as_bytes(), 0, text.len()).text, *text, "{word:?}");
            }
        }
    }

    #[test]
    fn words_are_whole_and_stems_are_open() {
        let found = |text: &str| {
            tokens(text).iter().map(|token| &text[token.start..token.end]).collect::<Vec<_>>().join("|")
        };
        assert_eq!(found("ignoring it"), "ignor");
        assert_eq!(found("senders"), "");
        assert_eq!(found("不要告诉用户"), "不要|告诉|用户");
        assert!(tokens("system prompt")[0].is(Word::Data));
        assert!(tokens("system prompt")[0].is(Word::Rules));
    }
}
