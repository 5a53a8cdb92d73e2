//! Words of texts.
//!
//! A word is a run of letters and digits, in lower case. Where characters are words by themselves (Chinese, Japanese,
//! Korean) each is one.

use crate::drive::grams::is_ideograph;

/// The words of a text, in order.
pub(crate) fn words(text: &str) -> impl Iterator<Item = String> {
    let mut chars = text.chars().peekable();
    std::iter::from_fn(move || {
        while let Some(char) = chars.next() {
            if is_ideograph(char) {
                return Some(char.to_string());
            }
            if !char.is_alphanumeric() {
                continue;
            }
            let mut word: String = char.to_lowercase().collect();
            while let Some(next) = chars.next_if(|next| next.is_alphanumeric() && !is_ideograph(*next)) {
                word.extend(next.to_lowercase());
            }
            return Some(word);
        }
        None
    })
}

/// Whether a word is a character by itself.
pub(crate) fn is_character(word: &str) -> bool {
    word.chars().next().is_some_and(is_ideograph)
}

/// Whether the words of a phrase stand in a text, in their order and together. None stand nowhere.
pub(crate) fn has_phrase(text: &str, phrase: &[String]) -> bool {
    if phrase.is_empty() {
        return false;
    }
    let words: Vec<_> = words(text).collect();
    words.windows(phrase.len()).any(|window| window == phrase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        words(text).collect()
    }

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        assert_eq!(all("IMG_0001 (Paris).jpg"), ["img", "0001", "paris", "jpg"]);
        assert_eq!(all("2024年报 Final"), ["2024", "年", "报", "final"]);
        assert_eq!(all("Straße ÉTÉ"), ["straße", "été"]);
        assert_eq!(all(" -!_ "), Vec::<String>::new());
    }

    #[test]
    fn phrases_stand_together() {
        let has = |text: &str, phrase: &str| has_phrase(text, &all(phrase));
        assert!(has("A red Car, parked", "red car"));
        assert!(!has("A red big car", "red car") && !has("car red", "red car") && !has("redcar", "car"));
        assert!(has("杭州西湖的照片", "西湖") && !has("西的湖", "西湖"));
        assert!(!has("anything", "") && !has("anything", "!!") && !has("", "a"));
    }
}
