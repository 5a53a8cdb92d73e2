//! A file in words, for those who make vectors of texts; and the ids of figures.

use assay_findings::media::{Boundary, Figure, Metadata};
use sha2::{Digest as _, Sha256};

/// Bytes of a document's text that its meaning is made of: what models take.
const TEXT_MAX: usize = 4096;
/// The longest of all words together, in bytes.
const WORDS_MAX: usize = 8192;

/// What is said about a file and in it: empty when that is nothing. `text` is a document's.
pub(crate) fn words(metadata: &Metadata, text: Option<&str>) -> String {
    let mut words = Vec::new();
    words.extend(
        [&metadata.title, &metadata.artist, &metadata.album].into_iter().flatten().map(String::as_str),
    );
    let insights = metadata.insights.as_ref();
    if let Some(image) = insights.and_then(|insights| insights.image.as_ref()) {
        words.extend([&image.caption, &image.description].into_iter().flatten().map(String::as_str));
    }
    for label in metadata.labels.iter().flatten() {
        words.extend([&label.label_name, &label.label_alias].into_iter().flatten().map(String::as_str));
    }
    words.extend(metadata.ocr_texts.as_deref().map(|text| cut(text, TEXT_MAX)));
    words.extend(text.map(|text| cut(text, TEXT_MAX)));
    words.retain(|word| !word.trim().is_empty());
    let joined = words.join("\n");
    cut(&joined, WORDS_MAX).to_owned()
}

/// A figure's id: 32 hex digits of whose it is and where it is in the picture.
pub(super) fn figure_id(owner: &str, figure: &Figure) -> String {
    let Boundary { left, top, width, height, .. } = figure.boundary.clone().unwrap_or_default();
    let mut hash = Sha256::new();
    hash.update(owner.as_bytes());
    for number in [left, top, width, height] {
        hash.update(number.unwrap_or_default().to_be_bytes());
    }
    hex::encode(hash.finalize().get(..16).unwrap_or_default())
}

/// The beginning of a text, in whole characters.
pub(super) fn cut(text: &str, max_bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(max_bytes)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use assay_findings::media::{ImageInsight, Insights, Label};

    use super::*;

    #[test]
    fn everything_that_is_said_counts() {
        let metadata = Metadata {
            title: Some("Sunset".to_owned()),
            artist: Some(" ".to_owned()),
            labels: Some(vec![Label {
                label_name: Some("sea".to_owned()),
                label_alias: Some("海".to_owned()),
                ..Label::default()
            }]),
            insights: Some(Insights {
                image: Some(ImageInsight { caption: Some("A beach".to_owned()), ..ImageInsight::default() }),
                video: None,
            }),
            ocr_texts: Some("No swimming".to_owned()),
            ..Metadata::default()
        };
        assert_eq!(words(&metadata, Some("text")), "Sunset\nA beach\nsea\n海\nNo swimming\ntext");
        assert_eq!(words(&Metadata::default(), None), "");
        assert!(words(&metadata, Some(&"é".repeat(9000))).len() <= WORDS_MAX);
    }
}
