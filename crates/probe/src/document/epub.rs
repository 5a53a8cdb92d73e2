//! EPUB 3: the package's metadata, and the text of its spine.

use std::{collections::BTreeMap, ops::ControlFlow};

use super::{PART_BYTES_MAX, Text, html, language, zip::Zip};
use crate::{
    found::{Found, first},
    source::{Source, Stop},
    time,
    xml::{self, Piece},
};

const PACKAGE_BYTES_MAX: usize = 4 << 20;
/// The most parts of a book whose text is read.
const PARTS_MAX: usize = 2000;

pub(crate) fn read(source: &mut Source<'_>, zip: &Zip, found: &mut Found) -> Result<(), Stop> {
    found.is("document", "application/epub+zip");
    let container = zip.text(source, "META-INF/container.xml", PACKAGE_BYTES_MAX).unwrap_or_default();
    let mut path = None;
    xml::walk(&container, &mut |piece| {
        if let Piece::Open("rootfile", element) = piece {
            path = xml::attribute(element, "full-path");
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    })?;
    let path = path.ok_or(Stop::Wrong("the book does not say where its package is"))?;
    let package = zip.text(source, &path, PACKAGE_BYTES_MAX).ok_or(Stop::Wrong("the book has no package"))?;
    xml::texts(&package, &mut |name, text| {
        let metadata = &mut found.metadata;
        match name {
            "title" => first(&mut metadata.title, Some(text.to_owned())),
            "creator" => first(&mut metadata.artist, Some(text.to_owned())),
            "language" => first(&mut metadata.language, language::declared(text)),
            "date" => first(&mut found.when, time::iso(text)),
            _ => {}
        }
    })?;
    if found.text_max_bytes == 0 {
        return Ok(());
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut text = Text::new(found.text_max_bytes);
    for part in spine(&package)?.into_iter().take(PARTS_MAX) {
        source.check_time()?;
        let name = if folder.is_empty() { part } else { format!("{folder}/{part}") };
        if let Some(page) = zip.text(source, &name, PART_BYTES_MAX) {
            html::scan(&page, &mut text, &mut html::Head::default());
            text.line();
        }
        if text.is_full() {
            break;
        }
    }
    text.give(found);
    Ok(())
}

/// The paths of a book's parts, in order.
fn spine(package: &str) -> Result<Vec<String>, Stop> {
    let (mut paths, mut spine) = (BTreeMap::new(), Vec::new());
    xml::walk(package, &mut |piece| {
        if let Piece::Open(name @ ("item" | "itemref"), element) = piece {
            let attribute = |name| xml::attribute(element, name);
            if name == "item" {
                paths.extend(attribute("id").zip(attribute("href")));
            } else {
                spine.extend(attribute("idref"));
            }
        }
        ControlFlow::Continue(())
    })?;
    Ok(spine.iter().filter_map(|id| paths.get(id).cloned()).collect())
}
