//! Text: which encoding it has, and by its name and its beginning what kind of text it is.

use super::{LANGUAGE_BYTES, html, language};
use crate::{
    found::Found,
    kind,
    source::{Source, Stop},
};

/// How much decides an encoding.
const GUESS_BYTES: usize = 64 << 10;

/// Kinds of text by extension: media type, MIME type.
const BY_EXTENSION: &[(&str, &str, &str)] = &[
    ("css", "other", "text/css"),
    ("csv", "document", "text/csv"),
    ("htm", "document", "text/html"),
    ("html", "document", "text/html"),
    ("ics", "document", "text/calendar"),
    ("js", "other", "text/javascript"),
    ("json", "document", "application/json"),
    ("markdown", "document", "text/markdown"),
    ("md", "document", "text/markdown"),
    ("srt", "document", "application/x-subrip"),
    ("tsv", "document", "text/tab-separated-values"),
    ("vtt", "document", "text/vtt"),
    ("xhtml", "document", "application/xhtml+xml"),
    ("xml", "document", "application/xml"),
    ("yaml", "document", "application/yaml"),
    ("yml", "document", "application/yaml"),
];

/// A file that is text, or nothing that is known.
pub(crate) fn read(source: &mut Source<'_>, extension: Option<&str>, found: &mut Found) -> Result<(), Stop> {
    let head = source.some(0, GUESS_BYTES)?.to_vec();
    let utf16 = encoding_rs::Encoding::for_bom(&head).is_some();
    if !utf16 && !kind::is_text(&head) {
        found.is("other", "application/octet-stream");
        return Ok(());
    }
    if head.is_empty() {
        found.is("other", "application/x-empty");
        return Ok(());
    }
    let encoding = encoding(&head, source.size() > head.len() as u64);
    let len = found.text_max_bytes.max(GUESS_BYTES);
    // No encoding has more than four bytes where UTF-8 has one.
    let bytes = source.some(0, len.saturating_mul(4).min(super::PART_BYTES_MAX))?;
    let text = encoding.decode(bytes).0.into_owned();
    let (media, mime) = kind_of(&text, extension);
    found.is(media, mime);
    if mime == "text/html" || mime == "application/xhtml+xml" {
        html::read(&text, found);
        return Ok(());
    }
    if mime == "text/markdown" {
        let heading = text.lines().take(50).find_map(|line| line.strip_prefix("# "));
        found.metadata.title = heading.map(str::to_owned);
    }
    let sample = text.get(..text.floor_char_boundary(LANGUAGE_BYTES.min(text.len()))).unwrap_or_default();
    if media == "document" {
        found.metadata.language = language::of(sample);
    }
    if found.text_max_bytes > 0 && media == "document" {
        let mut text = text;
        text.truncate(text.floor_char_boundary(found.text_max_bytes.min(text.len())));
        found.text = Some(text);
    }
    Ok(())
}

fn kind_of(text: &str, extension: Option<&str>) -> (&'static str, &'static str) {
    let start =
        text.trim_start().get(..15.min(text.trim_start().len())).unwrap_or_default().to_ascii_lowercase();
    if start.starts_with("<!doctype html") || start.starts_with("<html") {
        return ("document", "text/html");
    }
    let by_extension = BY_EXTENSION.iter().find(|(name, _, _)| extension == Some(name));
    if let Some((_, media, mime)) = by_extension {
        return (media, mime);
    }
    if start.starts_with("<?xml") { ("document", "application/xml") } else { ("document", "text/plain") }
}

/// The encoding of a text: its mark, UTF-8 where it is valid, or what its letters make likely.
fn encoding(head: &[u8], more: bool) -> &'static encoding_rs::Encoding {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(head) {
        return encoding;
    }
    let valid = match std::str::from_utf8(head) {
        Ok(_) => true,
        // The head may end within a letter.
        Err(error) => more && error.error_len().is_none(),
    };
    if valid {
        return encoding_rs::UTF_8;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(head, !more);
    detector.guess(None, chardetng::Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_encodings_are_read() {
        for (encoding, text) in [
            (encoding_rs::GBK, "欢迎使用智能媒体管理，您可以在这里管理您的文件。"),
            (encoding_rs::BIG5, "歡迎使用智慧媒體管理，您可以在這裡管理您的檔案。"),
            (encoding_rs::SHIFT_JIS, "こんにちは、世界。これは日本語の文章です。"),
            (encoding_rs::WINDOWS_1252, "Där är en mycket fin och röd stuga på ön, sade någon."),
        ] {
            let bytes = encoding.encode(text).0;
            assert_eq!(super::encoding(&bytes, false).decode(&bytes).0, text);
        }
        assert_eq!(encoding("é中".as_bytes(), false), encoding_rs::UTF_8);
        assert_eq!(encoding(b"\xff\xfea\0", false), encoding_rs::UTF_16LE);
    }
}
