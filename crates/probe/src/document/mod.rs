//! Documents: pages, titles, authors, times, languages, and their text where it is asked for.
//!
//! `Artist` is a document's author. `PageCount` is what the document says of itself: pages of texts, slides, sheets.
//! `Language` is ISO 639-3: what the document declares, or else what its text looks like.

pub(crate) mod epub;
pub(crate) mod html;
pub(crate) mod language;
pub(crate) mod office;
pub(crate) mod opendocument;
pub(crate) mod pdf;
pub(crate) mod plain;
pub(crate) mod rtf;
pub(crate) mod zip;

use crate::{
    found::Found,
    source::{Source, Stop},
};

/// How much of a document's text decides its language.
const LANGUAGE_BYTES: usize = 16 << 10;
/// The most bytes of one part of a document.
pub(crate) const PART_BYTES_MAX: usize = 64 << 20;

/// A document's text as it grows to its limit: white space in one, blank lines in one.
#[derive(Debug)]
pub(crate) struct Text {
    whole: String,
    max: usize,
    full: bool,
}

impl Text {
    pub(crate) fn new(max: usize) -> Self {
        Self { whole: String::new(), max, full: false }
    }

    /// Adds words; white space in them counts as blanks.
    pub(crate) fn words(&mut self, words: &str) {
        let spaced = words.starts_with(char::is_whitespace);
        for (at, word) in words.split_whitespace().enumerate() {
            if at > 0 || spaced {
                self.blank();
            }
            self.push(word);
        }
        if words.ends_with(char::is_whitespace) {
            self.blank();
        }
    }

    fn blank(&mut self) {
        if !self.whole.is_empty() && !self.whole.ends_with([' ', '\n']) {
            self.push(" ");
        }
    }

    /// Ends a line.
    pub(crate) fn line(&mut self) {
        if self.whole.ends_with(' ') {
            self.whole.pop();
        }
        if !self.whole.is_empty() && !self.whole.ends_with('\n') {
            self.push("\n");
        }
    }

    fn push(&mut self, part: &str) {
        let left = self.max.saturating_sub(self.whole.len());
        if part.len() > left {
            self.full = true;
        }
        let end = part.floor_char_boundary(left.min(part.len()));
        self.whole.push_str(part.get(..end).unwrap_or_default());
    }

    /// Whether nothing more is wanted.
    pub(crate) fn is_full(&self) -> bool {
        self.full
    }

    /// Gives the text to the report, and its language where none is declared.
    pub(crate) fn give(mut self, found: &mut Found) {
        self.whole.truncate(self.whole.trim_end().len());
        let text = self.whole;
        if found.metadata.language.is_none() {
            found.metadata.language = language::of(&text);
        }
        if found.text_max_bytes > 0 {
            found.text = Some(text);
        }
    }
}

/// Compound files: Office before 2007. Which one, its name says, or its directory.
pub(crate) fn compound(
    source: &mut Source<'_>,
    extension: Option<&str>,
    found: &mut Found,
) -> Result<(), Stop> {
    let stream = |name: &str, bytes: &[u8]| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        crate::bytes::find(bytes, &wide, 0).is_some()
    };
    // The directory is mostly near the beginning or near the end.
    let len = 256 << 10;
    let mut bytes = source.some(0, len)?.to_vec();
    bytes.extend_from_slice(source.some(source.size().saturating_sub(len as u64), len)?);
    let mime = if stream("WordDocument", &bytes) {
        "application/msword"
    } else if stream("PowerPoint Document", &bytes) {
        "application/vnd.ms-powerpoint"
    } else if stream("Workbook", &bytes) || stream("Book", &bytes) {
        "application/vnd.ms-excel"
    } else if stream("__substg1.0_", &bytes) {
        "application/vnd.ms-outlook"
    } else {
        match extension {
            Some("doc") => "application/msword",
            Some("ppt") => "application/vnd.ms-powerpoint",
            Some("xls") => "application/vnd.ms-excel",
            _ => {
                found.is("other", "application/x-ole-storage");
                return Ok(());
            }
        }
    };
    found.is("document", mime);
    Ok(())
}

/// A zip: a document by what is in it, or an archive.
pub(crate) fn zipped(
    source: &mut Source<'_>,
    extension: Option<&str>,
    found: &mut Found,
) -> Result<(), Stop> {
    found.is("archive", "application/zip");
    let zip = zip::Zip::open(source)?;
    let kind = zip.text(source, "mimetype", 128).unwrap_or_default();
    if kind == "application/epub+zip" {
        epub::read(source, &zip, found)
    } else if kind.starts_with("application/vnd.oasis.opendocument.") {
        opendocument::read(source, &zip, kind.trim(), found)
    } else if zip.has("[Content_Types].xml") {
        office::read(source, &zip, extension, found)
    } else {
        if zip.has("AndroidManifest.xml") {
            found.is("other", "application/vnd.android.package-archive");
        } else if zip.has("META-INF/MANIFEST.MF") {
            found.is("other", "application/java-archive");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stops_at_its_limit_between_letters() {
        let mut text = Text::new(8);
        text.words("  中文 \n x");
        assert!(!text.is_full());
        text.words("更多");
        assert!(text.is_full());
        assert_eq!(text.whole, "中文 x");
        let mut text = Text::new(100);
        text.line();
        text.words("a b");
        text.line();
        text.line();
        text.words("c");
        assert_eq!(text.whole, "a b\nc");
    }
}
