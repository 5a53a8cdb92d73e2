//! Terms of records: what the databases' indexes know of what is written in them.
//!
//! A term is a hash of 40 bits, made with the dataset, so that what other datasets have costs nothing. Terms only
//! propose: whoever has other terms than those that are asked for is not what is asked for, and the rest is looked at.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    DatasetNo, FieldKind, MediaField,
    value::clean,
    words::{is_character, words},
};

/// Terms that a record may have, and again the text that came with it. A record with more is marked, and every
/// question about terms finds it.
const TERMS_MAX: usize = 20_000;

/// Texts whose words nobody searches for: digests, ids, places where files are, and everything that a camera wrote.
const WORDLESS: &[&str] = &[
    "ContentMd5",
    "CustomId",
    "ETag",
    "EXIF",
    "FileHash",
    "OSSCRC64",
    "OSSURI",
    "OSSVersionId",
    "ObjectId",
    "OwnerId",
    "TravelClusterId",
    "URI",
];

/// Makes terms of one dataset.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terms(pub(crate) DatasetNo);

impl Terms {
    /// A record's terms.
    pub(crate) fn of_record(self, record: &Value) -> BTreeSet<i64> {
        let mut found = Found { terms: self, set: BTreeSet::new() };
        for (name, value) in record.as_object().into_iter().flatten() {
            let field = MediaField::named(name).filter(|field| field.column().is_some());
            match (field, value) {
                (_, Value::Null) => {}
                (Some(field), Value::String(text)) if has_words(&field) => found.words(text),
                (Some(_), _) => {}
                (None, value) => {
                    found.add(self.has(name));
                    found.inner(name, value);
                }
            }
        }
        if found.is_full() {
            found.set.insert(self.overflow());
        }
        found.set
    }

    /// A text's terms.
    pub(crate) fn of_text(self, text: &str) -> BTreeSet<i64> {
        let mut found = Found { terms: self, set: BTreeSet::new() };
        found.words(text);
        found.set
    }

    /// The terms that every text has in which these words stand together.
    pub(crate) fn of_phrase(self, phrase: &[String]) -> Vec<i64> {
        let mut terms = BTreeSet::new();
        for (index, word) in phrase.iter().enumerate() {
            let before = index.checked_sub(1).and_then(|index| phrase.get(index));
            let after = phrase.get(index + 1);
            let is_pair = |other: Option<&String>| other.is_some_and(|other| is_character(other));
            match before {
                Some(before) if is_character(word) && is_character(before) => {
                    terms.insert(self.pair(before, word));
                }
                // It is in a pair with the next one.
                _ if is_character(word) && is_pair(after) => {}
                _ => {
                    terms.insert(self.word(word));
                }
            }
        }
        terms.into_iter().collect()
    }

    /// The term of an exact text at a field within a record's objects, arrays and maps.
    pub(crate) fn exact(self, field: &MediaField, text: &str) -> i64 {
        self.exact_at(field.name(), text)
    }

    /// The term of whoever has something of this name at the top level: an object, an array or a map.
    pub(crate) fn has(self, name: &str) -> i64 {
        self.hash(&[b"h", name.as_bytes()])
    }

    /// The term of whoever has more terms than are kept.
    pub(crate) fn overflow(self) -> i64 {
        self.hash(&[b"o"])
    }

    fn word(self, word: &str) -> i64 {
        self.hash(&[b"w", word.as_bytes()])
    }

    fn pair(self, first: &str, second: &str) -> i64 {
        self.hash(&[b"w", first.as_bytes(), second.as_bytes()])
    }

    fn exact_at(self, name: &str, text: &str) -> i64 {
        self.hash(&[b"x", name.as_bytes(), b"=", clean(text).as_bytes()])
    }

    /// FNV-1a over the dataset and the parts, its bits mixed as `SplitMix64` does.
    fn hash(self, parts: &[&[u8]]) -> i64 {
        let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        let salted = self.0.0.to_le_bytes().iter().fold(0xcbf2_9ce4_8422_2325, step);
        let mut hash = parts.iter().copied().flatten().fold(salted, step);
        hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        i64::try_from((hash ^ (hash >> 31)) >> 24).unwrap_or_default()
    }
}

/// Whether the words of a field's texts are terms.
pub(crate) fn has_words(field: &MediaField) -> bool {
    field.kind() == FieldKind::Text && !WORDLESS.contains(&field.name())
}

/// Terms as bytes, to be kept.
pub(crate) fn to_bytes(terms: &BTreeSet<i64>) -> Vec<u8> {
    terms.iter().flat_map(|term| term.to_le_bytes()).collect()
}

/// Terms that were kept.
pub(crate) fn from_bytes(bytes: &[u8]) -> impl Iterator<Item = i64> {
    bytes.as_chunks().0.iter().map(|term| i64::from_le_bytes(*term))
}

struct Found {
    terms: Terms,
    set: BTreeSet<i64>,
}

impl Found {
    fn is_full(&self) -> bool {
        self.set.len() >= TERMS_MAX
    }

    fn add(&mut self, term: i64) {
        if !self.is_full() {
            self.set.insert(term);
        }
    }

    /// Every word; where characters are words, every two that follow each other too.
    fn words(&mut self, text: &str) {
        let mut before: Option<String> = None;
        for word in words(&clean(text)) {
            if self.is_full() {
                return;
            }
            if let Some(before) = before.filter(|before| is_character(before) && is_character(&word)) {
                self.add(self.terms.pair(&before, &word));
            }
            self.add(self.terms.word(&word));
            before = Some(word);
        }
    }

    /// Every text below a name, exactly, and its words.
    fn inner(&mut self, name: &str, value: &Value) {
        match value {
            Value::String(text) => {
                self.add(self.terms.exact_at(name, text));
                self.words(text);
            }
            Value::Array(elements) => {
                for element in elements {
                    if self.is_full() {
                        return;
                    }
                    self.inner(name, element);
                }
            }
            Value::Object(members) => {
                for (inner, value) in members {
                    self.inner(&format!("{name}.{inner}"), value);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const TERMS: Terms = Terms(DatasetNo(7));

    #[test]
    fn records_have_the_terms_that_are_asked_for() {
        let record = json!({
            "Filename": "IMG 年报.jpg", "EXIF": "canon", "Size": 7, "Labels": [{"LabelName": "red dog"}],
            "CustomLabels": {"a.b": "x"}, "Album": null, "Subtitles": null,
        });
        let terms = TERMS.of_record(&record);
        let has = |phrase: &str| {
            let phrase: Vec<_> = words(phrase).collect();
            TERMS.of_phrase(&phrase).iter().all(|term| terms.contains(term))
        };
        assert!(has("img") && has("年报") && has("年") && has("报 jpg") && has("dog") && has("x"));
        assert!(!has("报年") && !has("canon") && !has("7"));
        let exact =
            |field: &str, text: &str| terms.contains(&TERMS.exact(&MediaField::named(field).unwrap(), text));
        assert!(exact("Labels.LabelName", "red dog") && exact("CustomLabels.a.b", "x"));
        assert!(!exact("Labels.LabelName", "red"));
        assert!(terms.contains(&TERMS.has("Labels")) && !terms.contains(&TERMS.has("Subtitles")));
        assert!(!terms.contains(&TERMS.overflow()));
        assert!(terms.is_disjoint(&Terms(DatasetNo(8)).of_record(&record)));
    }

    #[test]
    fn a_record_with_too_many_terms_is_marked() {
        let labels: Vec<_> = (0..TERMS_MAX).map(|index| json!({"LabelName": format!("l{index}")})).collect();
        let terms = TERMS.of_record(&json!({ "Labels": labels }));
        assert!(terms.contains(&TERMS.overflow()) && terms.len() == TERMS_MAX + 1);
    }

    proptest! {
        #[test]
        fn a_text_has_the_terms_of_every_phrase_in_it(
            words in prop::collection::vec("[a-c]{1,2}|年|报", 1..8), from in 0_usize..8, many in 1_usize..8,
        ) {
            let phrase: Vec<_> = words.iter().skip(from).take(many).cloned().collect();
            let terms = TERMS.of_text(&words.join(" "));
            prop_assert!(TERMS.of_phrase(&phrase).iter().all(|term| terms.contains(term)));
            let kept = to_bytes(&terms);
            prop_assert_eq!(from_bytes(&kept).collect::<BTreeSet<_>>(), terms);
        }
    }
}
