//! What a query says besides its words: when, and what kind of file.

use jiff::civil::Date;

use super::{
    chinese,
    days::Days,
    english::{self, words},
};

/// A kind of file that a query names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `MediaType` is this.
    Media(&'static str),
    /// `ContentType` is this.
    Content(&'static str),
}

/// What was understood of a query.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Hints {
    /// When.
    pub(super) days: Option<Days>,
    /// What kind.
    pub(super) kind: Option<Kind>,
    /// The words that are left.
    pub(super) rest: String,
}

/// Words for kinds. In Chinese they stand anywhere.
const KINDS: &[(&str, Kind)] = &[
    ("photo", Kind::Media("image")),
    ("photos", Kind::Media("image")),
    ("photograph", Kind::Media("image")),
    ("photographs", Kind::Media("image")),
    ("picture", Kind::Media("image")),
    ("pictures", Kind::Media("image")),
    ("pic", Kind::Media("image")),
    ("pics", Kind::Media("image")),
    ("image", Kind::Media("image")),
    ("images", Kind::Media("image")),
    ("照片", Kind::Media("image")),
    ("相片", Kind::Media("image")),
    ("图片", Kind::Media("image")),
    ("video", Kind::Media("video")),
    ("videos", Kind::Media("video")),
    ("movie", Kind::Media("video")),
    ("movies", Kind::Media("video")),
    ("clip", Kind::Media("video")),
    ("clips", Kind::Media("video")),
    ("视频", Kind::Media("video")),
    ("影片", Kind::Media("video")),
    ("录像", Kind::Media("video")),
    ("document", Kind::Media("document")),
    ("documents", Kind::Media("document")),
    ("文档", Kind::Media("document")),
    ("pdf", Kind::Content("application/pdf")),
    ("pdfs", Kind::Content("application/pdf")),
    ("audio", Kind::Media("audio")),
    ("music", Kind::Media("audio")),
    ("song", Kind::Media("audio")),
    ("songs", Kind::Media("audio")),
    ("recording", Kind::Media("audio")),
    ("recordings", Kind::Media("audio")),
    ("音乐", Kind::Media("audio")),
    ("歌曲", Kind::Media("audio")),
    ("音频", Kind::Media("audio")),
    ("录音", Kind::Media("audio")),
];

/// Words that say nothing about a file.
const EMPTY: &[&str] = &[
    "a", "all", "an", "and", "any", "are", "at", "by", "during", "find", "for", "from", "i", "in", "is",
    "made", "me", "my", "of", "on", "or", "our", "show", "since", "taken", "that", "the", "to", "was",
    "were", "with",
];

/// The same in Chinese, where they stand anywhere.
const EMPTY_CHINESE: &[&str] = &["拍摄", "所有", "查找", "的", "在", "拍", "我", "了", "里", "和", "找"];

/// Reads a query as of a day.
pub(super) fn hints(query: &str, today: Date) -> Hints {
    let mut text = query.to_lowercase();
    let mut days = None;
    if let Some((found, (from, to))) = time(&text, today) {
        days = Some(found);
        blank(&mut text, from, to);
    }
    let mut kind = None;
    for word in words(&text).into_iter().map(|word| (word.at, word.text.to_owned())).collect::<Vec<_>>() {
        let ((from, to), word) = word;
        let named = KINDS.iter().find(|(name, _)| *name == word);
        if let Some((_, named)) = named.filter(|_| kind.is_none()) {
            kind = Some(*named);
            blank(&mut text, from, to);
        } else if EMPTY.contains(&word.as_str()) {
            blank(&mut text, from, to);
        }
    }
    let chinese = KINDS.iter().filter(|(name, _)| !name.is_ascii());
    for (name, named) in chinese {
        if let Some(at) = text.find(name).filter(|_| kind.is_none()) {
            kind = Some(*named);
            blank(&mut text, at, at + name.len());
        }
    }
    for word in EMPTY_CHINESE {
        text = text.replace(word, " ");
    }
    let rest = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let rest = if rest.chars().any(char::is_alphanumeric) { rest } else { String::new() };
    Hints { days, kind, rest }
}

/// The first time that a text speaks of, and its bytes.
fn time(text: &str, today: Date) -> Option<(Days, (usize, usize))> {
    let words = words(text);
    let english = words.iter().enumerate().find_map(|(at, word)| {
        let (days, count) = english::time(words.get(at..)?, today)?;
        let last = words.get(at + count - 1)?;
        Some((days, (word.at.0, last.at.1)))
    });
    let chinese = text.char_indices().find_map(|(at, _)| {
        // A number begins with its first digit.
        let inside = text.get(..at)?.ends_with(|char: char| char.is_ascii_digit());
        let (days, bytes) = chinese::time(text.get(at..)?, today).filter(|_| !inside)?;
        Some((days, (at, at + bytes)))
    });
    // `2021` of `2021年5月` is a year in English too: who says more is right.
    [english, chinese].into_iter().flatten().max_by_key(|(_, (from, to))| to - from)
}

/// Replaces bytes by blanks.
fn blank(text: &mut String, from: usize, to: usize) {
    if text.is_char_boundary(from) && text.is_char_boundary(to) && from <= to {
        text.replace_range(from..to, &" ".repeat(to - from));
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn read(query: &str) -> (String, Option<Kind>, String) {
        // A Wednesday.
        let hints = hints(query, date(2024, 11, 13));
        let days = hints.days.map(|days| format!("{} {}", days.from, days.to)).unwrap_or_default();
        (days, hints.kind, hints.rest)
    }

    #[test]
    fn times_are_understood() {
        for (query, days) in [
            ("yesterday", "2024-11-12 2024-11-13"),
            ("what was last week", "2024-11-04 2024-11-11"),
            ("last summer", "2024-06-01 2024-09-01"),
            ("this winter", "2023-12-01 2024-03-01"),
            ("in May 2020", "2020-05-01 2020-06-01"),
            ("in December", "2023-12-01 2024-01-01"),
            ("May 3 2020", "2020-05-03 2020-05-04"),
            ("3rd May 2020", "2020-05-03 2020-05-04"),
            ("summer of 2021", "2021-06-01 2021-09-01"),
            ("cats 2021", "2021-01-01 2022-01-01"),
            ("2021-05-03", "2021-05-03 2021-05-04"),
            ("last 7 days", "2024-11-06 2024-11-14"),
            ("two years ago", "2022-01-01 2023-01-01"),
            ("2021年夏天", "2021-06-01 2021-09-01"),
            ("2021年5月3日的猫", "2021-05-03 2021-05-04"),
            ("去年", "2023-01-01 2024-01-01"),
            ("去年五月", "2023-05-01 2023-06-01"),
            ("前年的冬天", "2022-12-01 2023-03-01"),
            ("上周", "2024-11-04 2024-11-11"),
            ("上个月", "2024-10-01 2024-11-01"),
            ("最近7天", "2024-11-06 2024-11-14"),
            ("三年前", "2021-01-01 2022-01-01"),
            ("今年十二月", ""),
            ("a may day parade", ""),
            ("catalogue 12345", ""),
            ("3024", ""),
        ] {
            assert_eq!(read(query).0, days, "{query}");
        }
    }

    #[test]
    fn what_is_left_are_the_words() {
        let image = Some(Kind::Media("image"));
        assert_eq!(
            read("Photos of red cats in Paris from last summer"),
            ("2024-06-01 2024-09-01".to_owned(), image, "red cats paris".to_owned())
        );
        assert_eq!(
            read("去年夏天在杭州拍的照片"),
            ("2023-06-01 2023-09-01".to_owned(), image, "杭州".to_owned())
        );
        assert_eq!(read("the video").1, Some(Kind::Media("video")));
        assert_eq!(read("PDF invoices").1, Some(Kind::Content("application/pdf")));
        assert_eq!(read("video of a photo").2, "photo");
        assert_eq!(read(" -- "), (String::new(), None, String::new()));
    }

    proptest! {
        #[test]
        fn no_query_makes_it_panic(query in "[0-9a-z \\-年月日去前上最近周天夏个十三]{0,24}|\\PC*") {
            let _ = hints(&query, date(2024, 11, 13));
        }
    }
}
