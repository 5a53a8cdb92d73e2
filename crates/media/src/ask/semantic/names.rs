//! Names in a query: places and labels.

use assay_store::{MediaCondition, MediaField, Test};

/// Where places are named.
const PLACES: &[&str] = &[
    "Addresses.Country",
    "Addresses.Province",
    "Addresses.City",
    "Addresses.District",
    "Addresses.Township",
];
/// Where things are named.
const LABELS: &[&str] = &["Labels.LabelName", "Labels.LabelAlias", "Labels.ParentLabelName"];
/// The most names that are tried.
const NAMES_MAX: usize = 24;
/// Words that a name may have.
const WORDS_MAX: usize = 3;

/// Files that lie in a place which the words name.
pub(super) fn places(words: &str) -> Option<MediaCondition> {
    named(words, PLACES)
}

/// Files that show a thing which the words name.
pub(super) fn labels(words: &str) -> Option<MediaCondition> {
    named(words, LABELS)
}

fn named(words: &str, fields: &[&str]) -> Option<MediaCondition> {
    let names = names(words);
    let fields: Vec<_> = fields.iter().filter_map(|name| MediaField::named(name)).collect();
    let leaf = |field: &MediaField, name: &String| MediaCondition::Leaf {
        field: field.clone(),
        test: Test::Phrase(name.clone()),
    };
    let leaves: Vec<_> = names.iter().flat_map(|name| fields.iter().map(|field| leaf(field, name))).collect();
    (!leaves.is_empty()).then_some(MediaCondition::Any(leaves))
}

/// What may be names: single words and pairs and threes of neighbours; of Chinese, twos and threes of characters.
fn names(words: &str) -> Vec<String> {
    let words: Vec<_> = words.split_whitespace().collect();
    let mut names: Vec<String> = Vec::new();
    let mut add = |name: String| {
        if names.len() < NAMES_MAX && !names.contains(&name) {
            names.push(name);
        }
    };
    for count in (1..=WORDS_MAX).rev() {
        for run in words.windows(count).filter(|run| run.iter().all(|word| word.is_ascii())) {
            add(run.join(" "));
        }
    }
    for word in words.iter().filter(|word| !word.is_ascii()) {
        let chars: Vec<_> = word.chars().collect();
        // A word of another script, and a short name, as it is.
        add((*word).to_owned());
        let is_chinese = chars.iter().any(|char| ('\u{3400}'..='\u{9fff}').contains(char));
        for count in [3, 2].into_iter().filter(|_| is_chinese) {
            for run in chars.windows(count) {
                add(run.iter().collect());
            }
        }
    }
    names.retain(|name| name.chars().any(char::is_alphanumeric));
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_runs_of_words_or_of_characters() {
        assert_eq!(names("new york cat"), ["new york cat", "new york", "york cat", "new", "york", "cat"]);
        assert_eq!(names("杭州西湖"), ["杭州西湖", "杭州西", "州西湖", "杭州", "州西", "西湖"]);
        assert_eq!(names("zürich"), ["zürich"]);
        assert!(names("").is_empty() && names("-").is_empty() && places("").is_none());
        assert_eq!(names(&"a b c d e f g h i j k l m n o p q r s t u".repeat(9)).len(), NAMES_MAX);
    }
}
