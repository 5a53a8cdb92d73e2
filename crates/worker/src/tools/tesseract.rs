//! What tesseract read: its table of words, as texts with their places.

use std::collections::BTreeMap;

use assay_findings::{
    PageWord,
    media::{Metadata, OcrContents},
};
use assay_sight::Page;

/// A word that tesseract is less sure of than this, in its own percent, is more likely grain than text.
const CONFIDENCE_MIN: f64 = 35.0;
/// The most words of a page that are told.
const WORDS_MAX: usize = 50_000;
/// The most lines that are told.
const LINES_MAX: usize = 2000;

/// A line of text: its words, and how sure each is.
#[derive(Debug, Default)]
struct Line {
    /// Left, top, width, height on the page.
    place: Option<[i64; 4]>,
    words: Vec<(String, f64)>,
}

/// Takes over the texts of a table that tesseract wrote (`tsv`): one entry a line, in reading order. What is no such
/// table has no texts.
pub(crate) fn read_texts(table: &[u8], page: &Page, metadata: &mut Metadata) {
    let contents: Vec<OcrContents> = lines(&String::from_utf8_lossy(table))
        .into_values()
        .filter_map(|line| {
            let text = join(&line.words);
            let [left, top, width, height] = line.place?;
            // A frame or a shadow is often taken for a dash.
            text.chars().any(char::is_alphanumeric).then(|| OcrContents {
                boundary: Some(page.boundary(left, top, width, height)),
                confidence: Some(confidence(&line.words)),
                language: Some(if text.chars().any(is_han) { "zh-hans" } else { "en" }.to_owned()),
                contents: Some(text),
            })
        })
        .take(LINES_MAX)
        .collect();
    let texts: Vec<&str> = contents.iter().filter_map(|line| line.contents.as_deref()).collect();
    metadata.ocr_texts = Some(texts.join("\n")).filter(|text| !text.is_empty());
    metadata.ocr_contents = Some(contents);
}

/// The words of a table that tesseract wrote (`tsv`), in reading order, each with its place and how sure it is.
pub(crate) fn read_words(table: &[u8]) -> Vec<PageWord> {
    let table = String::from_utf8_lossy(table);
    let (mut words, mut line, mut lines) = (Vec::new(), None, 0);
    for row in table.lines().skip(1) {
        let columns: Vec<&str> = row.splitn(12, '\t').collect();
        let ["5", page, block, paragraph, number, _, left, top, width, height, sure, text] = *columns else {
            continue;
        };
        let sure = sure.parse().ok().filter(|sure: &f32| (0.0..=100.0).contains(sure));
        let (Some(sure), text) = (sure, text.trim()) else { continue };
        if text.is_empty() || words.len() >= WORDS_MAX {
            continue;
        }
        let this = Some([page, block, paragraph, number]);
        if line.is_some() && line != this {
            lines += 1;
        }
        line = this;
        let pixels = |text: &str| text.parse::<u32>().unwrap_or_default();
        words.push(PageWord {
            text: text.to_owned(),
            left: pixels(left),
            top: pixels(top),
            width: pixels(width),
            height: pixels(height),
            confidence: percent(sure),
            line: lines,
        });
    }
    words
}

/// Whole percent of what is between 0 and 100.
fn percent(sure: f32) -> u8 {
    (0..=100).rev().find(|percent| f32::from(*percent) <= sure).unwrap_or_default()
}

/// The lines by page, block, paragraph and number. The columns of the table are level, page, block, paragraph, line,
/// word, left, top, width, height, confidence and text; level 4 is a line and level 5 a word.
fn lines(table: &str) -> BTreeMap<[u32; 4], Line> {
    let mut lines = BTreeMap::<[u32; 4], Line>::new();
    for row in table.lines().skip(1) {
        let columns: Vec<&str> = row.splitn(12, '\t').collect();
        let [level, page, block, paragraph, line, _, left, top, width, height, sure, text] = *columns else {
            continue;
        };
        let number = |text: &str| text.parse::<u32>().unwrap_or_default();
        let line = lines.entry([page, block, paragraph, line].map(number)).or_default();
        match level {
            "4" => line.place = Some([left, top, width, height].map(|text| text.parse().unwrap_or_default())),
            "5" => {
                let sure = sure.parse().ok().filter(|sure: &f64| sure.is_finite()).unwrap_or(-1.0);
                if sure >= CONFIDENCE_MIN && !text.trim().is_empty() {
                    line.words.push((text.trim().to_owned(), sure));
                }
            }
            _ => {}
        }
    }
    lines
}

/// The words with blanks between them, but for Chinese, which has none.
fn join(words: &[(String, f64)]) -> String {
    let mut text = String::new();
    for (word, _) in words {
        let close = text.chars().last().is_some_and(is_wide) && word.chars().next().is_some_and(is_wide);
        if !text.is_empty() && !close {
            text.push(' ');
        }
        text.push_str(word);
    }
    text
}

/// The mean over the words, from 0 to 1.
fn confidence(words: &[(String, f64)]) -> f64 {
    let sum: f64 = words.iter().map(|(_, sure)| sure).sum();
    let count = u32::try_from(words.len()).unwrap_or(u32::MAX).max(1);
    (sum / f64::from(count) / 100.0).clamp(0.0, 1.0)
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{2ebef}')
}

/// Chinese characters and the punctuation that goes with them.
fn is_wide(c: char) -> bool {
    is_han(c) || matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Page {
        let mut png = std::io::Cursor::new(Vec::new());
        image::DynamicImage::new_rgb8(1200, 800)
            .write_to(&mut png, image::ImageFormat::Png)
            .expect("encoded");
        assay_sight::Picture::decode(png.get_ref()).expect("a picture").page()
    }

    #[test]
    fn words_become_lines_with_places() {
        let table = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
            1\t1\t0\t0\t0\t0\t0\t0\t1200\t800\t-1\t\n\
            4\t1\t1\t1\t1\t0\t10\t20\t200\t30\t-1\t\n\
            5\t1\t1\t1\t1\t1\t10\t20\t90\t30\t96.5\tHello\n\
            5\t1\t1\t1\t1\t2\t110\t20\t90\t30\t91.5\tworld\n\
            4\t1\t1\t1\t2\t0\t10\t60\t200\t30\t-1\t\n\
            5\t1\t1\t1\t2\t1\t10\t60\t40\t30\t90\t智能\n\
            5\t1\t1\t1\t2\t2\t60\t60\t40\t30\t90\t媒体\n\
            5\t1\t1\t1\t2\t3\t60\t60\t40\t30\t90\tIMM\n\
            4\t1\t2\t1\t1\t0\t10\t90\t200\t30\t-1\t\n\
            5\t1\t2\t1\t1\t1\t10\t90\t200\t30\t99\t—\n\
            5\t1\t2\t1\t1\t2\t10\t90\t200\t30\t12\tgrain\n";
        let mut metadata = Metadata::default();
        read_texts(table.as_bytes(), &page(), &mut metadata);
        assert_eq!(metadata.ocr_texts.as_deref(), Some("Hello world\n智能媒体 IMM"));
        let contents = metadata.ocr_contents.expect("contents");
        assert_eq!(contents.len(), 2);
        assert_eq!(contents[0].language.as_deref(), Some("en"));
        assert_eq!(contents[1].language.as_deref(), Some("zh-hans"));
        assert!((contents[0].confidence.expect("sure") - 0.94).abs() < 1e-9);
        let boundary = contents[0].boundary.clone().expect("a place");
        assert_eq!((boundary.left, boundary.top, boundary.width), (Some(10), Some(20), Some(200)));
    }

    #[test]
    fn words_keep_their_places_and_lines() {
        let table = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
            4\t1\t1\t1\t1\t0\t10\t20\t200\t30\t-1\t\n\
            5\t1\t1\t1\t1\t1\t10\t20\t90\t30\t96.5\tHello\n\
            5\t1\t1\t1\t1\t2\t110\t20\t90\t30\t0\tworld\n\
            5\t1\t1\t1\t2\t1\t10\t60\t40\t30\t100\t智能\n\
            5\t1\t1\t1\t2\t2\t60\t60\t40\t30\t-1\tnothing\n\
            5\t1\t1\t1\t2\t3\t60\t60\t40\t30\t50\t \n";
        let words = read_words(table.as_bytes());
        let told: Vec<_> =
            words.iter().map(|word| (word.text.as_str(), word.left, word.confidence, word.line)).collect();
        assert_eq!(told, [("Hello", 10, 96, 0), ("world", 110, 0, 0), ("智能", 10, 100, 1)]);
    }

    #[test]
    fn what_is_no_table_has_no_texts() {
        for nonsense in ["", "x\ty\n", "level\n5\t5\t5", "\u{0}\n\t\t\t\t\t\t\t\t\t\t\t\t"] {
            let mut metadata = Metadata::default();
            read_texts(nonsense.as_bytes(), &page(), &mut metadata);
            assert_eq!((metadata.ocr_texts, metadata.ocr_contents), (None, Some(Vec::new())));
            assert_eq!(read_words(nonsense.as_bytes()), []);
        }
    }
}
