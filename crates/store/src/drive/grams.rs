//! Pieces of names, by which names are found.
//!
//! A name that contains a word contains all of the word's pieces: that is what the index of names answers, and
//! what it answers is then checked on the names themselves. Pieces are three characters long; where characters
//! are words by themselves (Chinese, Japanese, Korean) also one and two, so that 报告 is found by the index, and
//! `ab`, which is in every tenth name, is not looked for there.

use std::collections::BTreeSet;

/// Pieces of one word that are looked for: more do not make it rarer.
const WORD_MAX: usize = 12;

/// A name in the case in which names are compared.
pub(crate) fn fold(name: &str) -> String {
    name.to_lowercase()
}

/// The pieces of a folded name, each once.
pub(crate) fn of_name(folded: &str) -> BTreeSet<String> {
    let chars: Vec<_> = folded.chars().collect();
    let mut grams = BTreeSet::new();
    for three in chars.windows(3) {
        grams.insert(three.iter().collect());
    }
    for two in chars.windows(2).filter(|two| two.iter().all(|&char| is_ideograph(char))) {
        grams.insert(two.iter().collect());
    }
    for &one in chars.iter().filter(|&&one| is_ideograph(one)) {
        grams.insert(one.to_string());
    }
    grams
}

/// Pieces that every name has that contains these words; none when the words are too short to say.
pub(crate) fn of_words(words: &[String]) -> BTreeSet<String> {
    let mut grams = BTreeSet::new();
    for word in words {
        let chars: Vec<_> = word.chars().collect();
        match chars.as_slice() {
            [first, second] if is_ideograph(*first) && is_ideograph(*second) => {
                grams.insert(word.clone());
            }
            short if short.len() < 3 => {
                grams.extend(short.iter().filter(|&&one| is_ideograph(one)).map(char::to_string));
            }
            long => {
                // Spread over the word when there are many.
                let step = long.len().div_ceil(WORD_MAX);
                grams.extend(long.windows(3).step_by(step).map(|three| three.iter().collect::<String>()));
            }
        }
    }
    grams
}

/// Whether a character stands for a word or a syllable.
pub(crate) fn is_ideograph(char: char) -> bool {
    matches!(char,
        '\u{3040}'..='\u{30ff}'         // Hiragana, Katakana
        | '\u{31f0}'..='\u{31ff}'       // Katakana extensions
        | '\u{3400}'..='\u{4dbf}'       // Han
        | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}'       // Hangul
        | '\u{f900}'..='\u{faff}'       // Han, compatibility
        | '\u{20000}'..='\u{3ffff}'     // Han, extensions
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(grams: BTreeSet<String>) -> Vec<String> {
        grams.into_iter().collect()
    }

    #[test]
    fn pieces_of_names() {
        assert_eq!(texts(of_name("abcd")), ["abc", "bcd"]);
        assert_eq!(texts(of_name("ab")), Vec::<String>::new());
        assert_eq!(texts(of_name("年报")), ["年", "年报", "报"]);
        assert_eq!(texts(of_name("a年b")), ["a年b", "年"]);
    }

    #[test]
    fn short_words_have_no_pieces_unless_they_are_ideographs() {
        assert!(of_words(&["ab".to_owned(), "1".to_owned()]).is_empty());
        assert_eq!(texts(of_words(&["报".to_owned()])), ["报"]);
        assert_eq!(texts(of_words(&["报告".to_owned()])), ["报告"]);
        assert_eq!(texts(of_words(&["第1".to_owned()])), ["第"]);
        assert!(of_words(&["x".repeat(4000)]).len() <= WORD_MAX);
    }

    proptest! {
        #[test]
        fn a_name_that_contains_a_word_has_its_pieces(
            before in "[a-c年报告ー ]{0,6}", word in "[a-c年报告ー ]{1,6}", after in "[a-c年报告ー ]{0,6}",
        ) {
            let name = of_name(&fold(&format!("{before}{word}{after}")));
            prop_assert!(of_words(&[fold(&word)]).is_subset(&name));
        }

        #[test]
        fn any_text_has_pieces(before in any::<String>(), word in any::<String>()) {
            let name = format!("{}{}", fold(&before), fold(&word));
            prop_assert!(of_words(&[fold(&word)]).is_subset(&of_name(&name)));
        }
    }
}
