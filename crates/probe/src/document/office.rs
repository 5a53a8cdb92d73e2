//! Office Open XML (ECMA-376): DOCX, XLSX, PPTX.

use std::ops::ControlFlow;

use super::{PART_BYTES_MAX, Text, language, zip::Zip};
use crate::{
    found::{Found, first},
    source::{Source, Stop},
    time,
    xml::{self, Piece},
};

/// The most bytes of properties, and the most slides and sheets whose text is read.
const PROPERTIES_BYTES_MAX: usize = 1 << 20;
const PARTS_MAX: usize = 2000;

pub(crate) fn read(
    source: &mut Source<'_>,
    zip: &Zip,
    extension: Option<&str>,
    found: &mut Found,
) -> Result<(), Stop> {
    let (kind, mime) = if zip.has("word/document.xml") {
        ("word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
    } else if zip.has("xl/workbook.xml") {
        ("xl", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    } else if zip.has("ppt/presentation.xml") {
        ("ppt", "application/vnd.openxmlformats-officedocument.presentationml.presentation")
    } else {
        return Ok(());
    };
    let macros = match extension {
        Some("docm") => Some("application/vnd.ms-word.document.macroEnabled.12"),
        Some("xlsm") => Some("application/vnd.ms-excel.sheet.macroEnabled.12"),
        Some("pptm") => Some("application/vnd.ms-powerpoint.presentation.macroEnabled.12"),
        _ => None,
    };
    found.is("document", macros.unwrap_or(mime));
    if let Some(core) = zip.text(source, "docProps/core.xml", PROPERTIES_BYTES_MAX) {
        xml::texts(&core, &mut |name, text| property(name, text, found))?;
    }
    let app = zip.text(source, "docProps/app.xml", PROPERTIES_BYTES_MAX).unwrap_or_default();
    let mut said = None;
    let wanted = if kind == "ppt" { "Slides" } else { "Pages" };
    xml::texts(&app, &mut |name, text| {
        if name == wanted {
            said = text.parse().ok();
        }
    })?;
    let slides = || zip.names("ppt/slides/slide", ".xml").count();
    found.metadata.page_count = match kind {
        "xl" => sheets(source, zip)?,
        "ppt" => i64::try_from(slides()).ok().filter(|slides| *slides > 0).or(said),
        _ => said,
    };
    if found.text_max_bytes > 0 {
        text(source, zip, kind, found)?;
    }
    Ok(())
}

fn property(name: &str, text: &str, found: &mut Found) {
    let metadata = &mut found.metadata;
    match name {
        "title" => first(&mut metadata.title, Some(text.to_owned())),
        "creator" => first(&mut metadata.artist, Some(text.to_owned())),
        "language" => first(&mut metadata.language, language::declared(text)),
        "created" => first(&mut found.when, time::iso(text)),
        _ => {}
    }
}

fn sheets(source: &mut Source<'_>, zip: &Zip) -> Result<Option<i64>, Stop> {
    let Some(book) = zip.text(source, "xl/workbook.xml", PROPERTIES_BYTES_MAX) else { return Ok(None) };
    let mut count = 0;
    xml::walk(&book, &mut |piece| {
        count += i64::from(matches!(piece, Piece::Open("sheet", _)));
        ControlFlow::Continue(())
    })?;
    Ok((count > 0).then_some(count))
}

fn text(source: &mut Source<'_>, zip: &Zip, kind: &str, found: &mut Found) -> Result<(), Stop> {
    // Texts of sheets are shared; what stands in the cells themselves comes behind them.
    let mut parts: Vec<&str> = match kind {
        "word" => vec!["word/document.xml", "word/footnotes.xml", "word/endnotes.xml"],
        "xl" => zip.names("xl/worksheets/sheet", ".xml").collect(),
        _ => zip.names("ppt/slides/slide", ".xml").collect(),
    };
    if kind != "word" {
        // slide2 before slide10.
        parts.sort_by_key(|name| (name.len(), *name));
    }
    if kind == "xl" {
        parts.insert(0, "xl/sharedStrings.xml");
    }
    let mut text = Text::new(found.text_max_bytes);
    let mut result = Ok(());
    for part in parts.into_iter().take(PARTS_MAX) {
        source.check_time()?;
        let Some(document) = zip.text(source, part, PART_BYTES_MAX) else { continue };
        result = result.and(letters(&document, &mut text));
        text.line();
        if text.is_full() {
            break;
        }
    }
    text.give(found);
    result
}

/// The text of `t` elements; a paragraph, a shared string and a row are a line each.
fn letters(document: &str, text: &mut Text) -> Result<(), Stop> {
    let mut inside = false;
    xml::walk(document, &mut |piece| {
        match piece {
            Piece::Open("t", _) => inside = true,
            Piece::Open("tab" | "br", _) => text.words(" "),
            Piece::Close("t") => inside = false,
            Piece::Close("p" | "si" | "row") => text.line(),
            Piece::Text(words) if inside => text.words(words),
            _ => {}
        }
        if text.is_full() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })
}
