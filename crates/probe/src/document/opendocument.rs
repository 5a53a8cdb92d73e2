//! OpenDocument (ISO 26300): ODT, ODS, ODP.

use std::ops::ControlFlow;

use super::{PART_BYTES_MAX, Text, language, zip::Zip};
use crate::{
    found::{Found, first},
    source::{Source, Stop},
    time,
    xml::{self, Piece},
};

const META_BYTES_MAX: usize = 1 << 20;

pub(crate) fn read(source: &mut Source<'_>, zip: &Zip, mime: &str, found: &mut Found) -> Result<(), Stop> {
    found.is("document", mime);
    let meta = zip.text(source, "meta.xml", META_BYTES_MAX).unwrap_or_default();
    xml::texts(&meta, &mut |name, text| {
        let metadata = &mut found.metadata;
        match name {
            "title" => first(&mut metadata.title, Some(text.to_owned())),
            "initial-creator" => metadata.artist = Some(text.to_owned()),
            "creator" => first(&mut metadata.artist, Some(text.to_owned())),
            "language" => first(&mut metadata.language, language::declared(text)),
            "creation-date" => first(&mut found.when, time::iso(text)),
            _ => {}
        }
    })?;
    let counted = if mime.contains("spreadsheet") { "table-count" } else { "page-count" };
    xml::walk(&meta, &mut |piece| {
        if let Piece::Open("document-statistic", element) = piece {
            let count = xml::attribute(element, counted).and_then(|count| count.parse().ok());
            found.metadata.page_count = count.filter(|count| *count > 0);
        }
        ControlFlow::Continue(())
    })?;
    let slides = mime.contains("presentation");
    if found.text_max_bytes > 0 || slides && found.metadata.page_count.is_none() {
        let content = zip.text(source, "content.xml", PART_BYTES_MAX).unwrap_or_default();
        let mut text = Text::new(found.text_max_bytes);
        let result = words(&content, &mut text, slides, found);
        text.give(found);
        result?;
    }
    Ok(())
}

fn words(content: &str, text: &mut Text, slides: bool, found: &mut Found) -> Result<(), Stop> {
    let (mut body, mut pages) = (false, 0);
    xml::walk(content, &mut |piece| {
        match piece {
            Piece::Open("body", _) => body = true,
            Piece::Open("page", _) => pages += i64::from(body),
            Piece::Open("s" | "tab" | "line-break", _) => text.words(" "),
            Piece::Close("p" | "h") => text.line(),
            Piece::Text(words) if body => text.words(words),
            _ => {}
        }
        ControlFlow::Continue(())
    })?;
    if slides && pages > 0 {
        found.metadata.page_count = Some(pages);
    }
    Ok(())
}
