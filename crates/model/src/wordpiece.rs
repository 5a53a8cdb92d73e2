//! From a text to tokens: the WordPiece method as BERT has it (Devlin et al. 2018; `tokenization.py` of its release).
//!
//! A text becomes words: separated by blanks, each punctuation mark and each Chinese character a word of its own. A
//! word becomes the longest pieces that the vocabulary has, from its beginning; `##` marks those that are not a
//! beginning. A word that cannot be made of pieces is `[UNK]`.

use std::collections::HashMap;

/// The longest word that is looked for, in characters.
const WORD_MAX: usize = 100;
/// The most tokens of a vocabulary.
const VOCABULARY_MAX: usize = 1_000_000;

/// A vocabulary.
#[derive(Debug)]
pub(crate) struct WordPiece {
    tokens: HashMap<String, i32>,
    unknown: i32,
    begin: i32,
    end: i32,
    filling: i32,
    is_lower: bool,
}

impl WordPiece {
    /// Reads a vocabulary: a token a line, its number is the line's, from 0.
    pub(crate) fn read(text: &str, is_lower: bool) -> Result<Self, String> {
        let mut tokens = HashMap::new();
        for (number, token) in text.lines().enumerate() {
            let number = i32::try_from(number).ok().filter(|_| number < VOCABULARY_MAX);
            let number = number.ok_or_else(|| format!("it has more than {VOCABULARY_MAX} tokens"))?;
            tokens.insert(token.trim_end().to_owned(), number);
        }
        let special = |name: &str| tokens.get(name).copied().ok_or_else(|| format!("it has no {name}"));
        let (unknown, begin, end) = (special("[UNK]")?, special("[CLS]")?, special("[SEP]")?);
        let filling = special("[PAD]").unwrap_or(0);
        Ok(Self { tokens, unknown, begin, end, filling, is_lower })
    }

    /// What shorter texts are filled up with.
    pub(crate) fn filling(&self) -> i32 {
        self.filling
    }

    /// The numbers of a text's tokens: at most `most`, `[CLS]` and `[SEP]` among them.
    pub(crate) fn encode(&self, text: &str, most: usize) -> Vec<i32> {
        let room = most.saturating_sub(1);
        let mut numbers = vec![self.begin];
        let mut word = String::new();
        for character in text.chars() {
            if numbers.len() >= room {
                break;
            }
            if character.is_whitespace() || character.is_control() || character == '\u{fffd}' {
                self.put(&mut word, &mut numbers);
            } else if is_alone(character) {
                self.put(&mut word, &mut numbers);
                word.push(character);
                self.put(&mut word, &mut numbers);
            } else if !self.is_lower {
                word.push(character);
            } else if !is_accent(character) {
                word.extend(character.to_lowercase().map(without_accent));
            }
        }
        self.put(&mut word, &mut numbers);
        numbers.truncate(room);
        numbers.push(self.end);
        numbers
    }

    /// Adds a word's pieces.
    fn put(&self, word: &mut String, numbers: &mut Vec<i32>) {
        let word = std::mem::take(word);
        if word.is_empty() {
            return;
        }
        match self.pieces(&word) {
            Some(pieces) => numbers.extend(pieces),
            None => numbers.push(self.unknown),
        }
    }

    fn pieces(&self, word: &str) -> Option<Vec<i32>> {
        let ends: Vec<_> = word.char_indices().skip(1).map(|(at, _)| at).chain([word.len()]).collect();
        if ends.len() > WORD_MAX {
            return None;
        }
        let (mut start, mut pieces) = (0, Vec::new());
        while start < word.len() {
            let longest = ends.iter().rev().take_while(|end| **end > start).find_map(|end| {
                let piece = word.get(start..*end)?;
                let number = if start == 0 {
                    self.tokens.get(piece)
                } else {
                    self.tokens.get(format!("##{piece}").as_str())
                };
                number.map(|number| (*number, *end))
            });
            let (number, end) = longest?;
            pieces.push(number);
            start = end;
        }
        Some(pieces)
    }
}

/// Whether a character is a word of its own: punctuation, and the scripts without blanks (the Unicode blocks of CJK
/// ideographs that BERT's tokenizer lists).
fn is_alone(character: char) -> bool {
    let is_ideograph = matches!(u32::from(character),
        0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x2_0000..=0x2_ceaf | 0x2_f800..=0x2_fa1f);
    let is_punctuation = character.is_ascii_punctuation()
        || matches!(u32::from(character),
            0xa1 | 0xa7 | 0xab | 0xb6 | 0xb7 | 0xbb | 0xbf | 0x2010..=0x2027 | 0x2030..=0x205e
            | 0x3001..=0x3003 | 0x3008..=0x3011 | 0x3014..=0x301f | 0xff01..=0xff0f | 0xff1a..=0xff20
            | 0xff3b..=0xff40 | 0xff5b..=0xff65);
    is_ideograph || is_punctuation
}

/// Whether it is an accent that stands for itself in decomposed texts.
fn is_accent(character: char) -> bool {
    matches!(u32::from(character), 0x300..=0x36f)
}

/// A Latin letter without its accent: those of Latin-1 and Latin Extended-A, which decompose to a letter and an
/// accent in Unicode. Other letters as they are.
fn without_accent(character: char) -> char {
    const TABLE: [(&str, char); 24] = [
        ("àáâãäåāăą", 'a'),
        ("çćĉċč", 'c'),
        ("ďđ", 'd'),
        ("èéêëēĕėęě", 'e'),
        ("ĝğġģ", 'g'),
        ("ĥ", 'h'),
        ("ìíîïĩīĭį", 'i'),
        ("ĵ", 'j'),
        ("ķ", 'k'),
        ("ĺļľ", 'l'),
        ("ñńņň", 'n'),
        ("òóôõöōŏő", 'o'),
        ("ŕŗř", 'r'),
        ("śŝşš", 's'),
        ("ţť", 't'),
        ("ùúûüũūŭůűų", 'u'),
        ("ŵ", 'w'),
        ("ýÿŷ", 'y'),
        ("źżž", 'z'),
        ("ἀά", 'α'),
        ("έ", 'ε'),
        ("ή", 'η'),
        ("ίϊ", 'ι'),
        ("ό", 'ο'),
    ];
    if character.is_ascii() {
        return character;
    }
    TABLE.iter().find(|(accented, _)| accented.contains(character)).map_or(character, |(_, plain)| *plain)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn vocabulary() -> WordPiece {
        let text = "[PAD]\n[UNK]\n[CLS]\n[SEP]\nun\n##aff\n##able\ncafe\n,\n猫\n狗\nthe\n";
        WordPiece::read(text, true).expect("a vocabulary")
    }

    #[test]
    fn words_become_their_longest_pieces() {
        let vocabulary = vocabulary();
        assert_eq!(vocabulary.encode("Unaffable, CAFÉ", 99), [2, 4, 5, 6, 8, 7, 3]);
        assert_eq!(vocabulary.encode("cafe\u{301}", 99), [2, 7, 3]);
        assert_eq!(vocabulary.encode("the猫狗 xyz", 99), [2, 11, 9, 10, 1, 3]);
        assert_eq!(vocabulary.encode("", 99), [2, 3]);
    }

    #[test]
    fn long_texts_are_cut_and_still_end() {
        assert_eq!(vocabulary().encode("the the the unaffable", 4), [2, 11, 11, 3]);
        assert_eq!(vocabulary().encode(&"x".repeat(500), 99), [2, 1, 3]);
    }

    #[test]
    fn a_vocabulary_needs_its_special_tokens() {
        assert!(WordPiece::read("[UNK]\n[CLS]\n", true).expect_err("refused").contains("[SEP]"));
    }

    proptest! {
        #[test]
        fn any_text_becomes_tokens_within_the_limit(text: String, most in 3_usize..50) {
            let numbers = vocabulary().encode(&text, most);
            prop_assert!((2..=most).contains(&numbers.len()));
            prop_assert_eq!((numbers.first(), numbers.last()), (Some(&2), Some(&3)));
        }
    }
}
