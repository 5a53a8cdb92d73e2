//! XML in pieces: elements opened and closed, and the text between them with its entities resolved.
//!
//! Only the entities of XML itself exist here: nothing that a document declares is expanded, nothing is fetched.

use std::ops::ControlFlow;

use quick_xml::{
    Reader,
    escape::resolve_predefined_entity,
    events::{BytesStart, Event},
};

use crate::source::Stop;

/// The most pieces of one document that are read.
const PIECES_MAX: usize = 4_000_000;

/// A piece of a document; names are without their prefixes.
pub(crate) enum Piece<'a> {
    Open(&'a str, &'a BytesStart<'a>),
    Close(&'a str),
    /// All text up to the next element, white space included; never empty.
    Text(&'a str),
}

/// Text of bytes: UTF-16 by its mark, or else UTF-8.
pub(crate) fn decoded(bytes: &[u8]) -> String {
    let encoding = encoding_rs::Encoding::for_bom(bytes).map_or(encoding_rs::UTF_8, |(encoding, _)| encoding);
    encoding.decode(bytes).0.into_owned()
}

/// An attribute by its name without a prefix.
pub(crate) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    attributes(element).find(|(key, _)| key == name).map(|(_, value)| value)
}

/// All attributes, without prefixes; damaged ones left out.
pub(crate) fn attributes(element: &BytesStart<'_>) -> impl Iterator<Item = (String, String)> {
    let mut attributes = element.attributes();
    attributes.with_checks(false);
    attributes.flatten().filter_map(|attribute| {
        let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?;
        Some((attribute.key.local_name().as_ref().to_owned(), value.into_owned()))
    })
}

/// Shows the document piece by piece, until `visit` breaks.
pub(crate) fn walk(document: &str, visit: &mut dyn FnMut(Piece<'_>) -> ControlFlow<()>) -> Result<(), Stop> {
    let mut reader = Reader::from_str(document);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut text = String::new();
    for _ in 0..PIECES_MAX {
        let event = reader.read_event().map_err(|_| Stop::Wrong("its XML is not well formed"))?;
        match &event {
            Event::Text(part) => text.push_str(part),
            Event::CData(part) => text.push_str(part),
            Event::GeneralRef(part) => match part.resolve_char_ref() {
                Ok(Some(letter)) => text.push(letter),
                _ => text.push_str(resolve_predefined_entity(part).unwrap_or_default()),
            },
            Event::Start(_) | Event::Empty(_) | Event::End(_) | Event::Eof => {
                if !text.is_empty() && visit(Piece::Text(&text)).is_break() {
                    return Ok(());
                }
                text.clear();
            }
            _ => {}
        }
        let flow = match &event {
            Event::Start(element) => visit(Piece::Open(element.local_name().as_ref(), element)),
            Event::Empty(element) => {
                let name = element.local_name();
                match visit(Piece::Open(name.as_ref(), element)) {
                    ControlFlow::Continue(()) => visit(Piece::Close(name.as_ref())),
                    flow @ ControlFlow::Break(()) => flow,
                }
            }
            Event::End(element) => visit(Piece::Close(element.local_name().as_ref())),
            Event::Eof => return Ok(()),
            _ => ControlFlow::Continue(()),
        };
        if flow.is_break() {
            return Ok(());
        }
    }
    Err(Stop::Limit("it has too many elements"))
}

/// The text of the first element of each name: `wanted` is called with a name and its text, white space trimmed.
pub(crate) fn texts(document: &str, wanted: &mut dyn FnMut(&str, &str)) -> Result<(), Stop> {
    let mut open: Vec<String> = Vec::new();
    walk(document, &mut |piece| {
        match piece {
            Piece::Open(name, _) if open.len() < 256 => open.push(name.to_owned()),
            Piece::Close(_) => {
                open.pop();
            }
            Piece::Text(text) => {
                if let Some(name) = open.last()
                    && !text.trim().is_empty()
                {
                    wanted(name, text.trim());
                }
            }
            Piece::Open(..) => return ControlFlow::Break(()),
        }
        ControlFlow::Continue(())
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_is_whole_with_its_entities() {
        let mut found = Vec::new();
        texts("<a><b:c>x &amp; y&#33; <![CDATA[<z>]]></b:c><d/></a>", &mut |name, text| {
            found.push((name.to_owned(), text.to_owned()));
        })
        .expect("read");
        assert_eq!(found, [("c".to_owned(), "x & y! <z>".to_owned())]);
    }

    proptest! {
        #[test]
        fn any_text_does_no_harm(document in "[<>/a-c&;!\\[\\]\"'= ?#x0-9-]{0,200}") {
            let _ = texts(&document, &mut |_, _| ());
        }
    }
}
