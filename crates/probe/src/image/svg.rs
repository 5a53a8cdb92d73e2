//! SVG: the size of its root, in pixels, and its title.

use std::ops::ControlFlow;

use super::is;
use crate::{
    found::Found,
    source::{Source, Stop},
    xml::{self, Piece},
};

/// How much of it is read: the root and a title are at the beginning.
const HEAD_BYTES: usize = 64 << 10;

pub(crate) fn read(source: &mut Source<'_>, found: &mut Found) -> Result<(), Stop> {
    is(found, "image/svg+xml", "svg");
    let cut = source.size() > HEAD_BYTES as u64;
    let text = xml::decoded(source.some(0, HEAD_BYTES)?);
    let (mut in_title, mut root) = (false, false);
    let result = xml::walk(&text, &mut |piece| {
        match piece {
            Piece::Open("svg", element) if !root => {
                root = true;
                let attribute = |name| xml::attribute(element, name);
                dimensions(attribute("width"), attribute("height"), attribute("viewBox"), found);
            }
            Piece::Open(name, _) => in_title = name == "title",
            Piece::Text(text) if in_title => {
                found.metadata.title = Some(text.to_owned());
                return ControlFlow::Break(());
            }
            _ => {}
        }
        ControlFlow::Continue(())
    });
    match result {
        // The head may end within an element.
        Err(_) if cut && root => Ok(()),
        Ok(()) if !root => Err(Stop::Wrong("it has no root")),
        result => result,
    }
}

fn dimensions(width: Option<String>, height: Option<String>, view: Option<String>, found: &mut Found) {
    let view: Vec<f64> = view
        .unwrap_or_default()
        .split([' ', ','])
        .filter(|part| !part.is_empty())
        .filter_map(|part| part.parse().ok())
        .collect();
    let side = |said: Option<String>, at: usize| {
        said.as_deref().and_then(pixels).or_else(|| view.get(at).copied()).and_then(rounded)
    };
    if let (Some(width), Some(height)) = (side(width, 2), side(height, 3)) {
        found.size(width, height);
    }
}

/// CSS lengths at 96 pixels an inch; percents are no length.
fn pixels(text: &str) -> Option<f64> {
    let text = text.trim();
    let unit_at = text.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(text.len());
    let (number, unit) = text.split_at(unit_at);
    let factor = match unit {
        "" | "px" => 1.0,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        _ => return None,
    };
    number.trim().parse::<f64>().ok().map(|number| number * factor)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and a billion")]
fn rounded(side: f64) -> Option<u64> {
    let side = side.round();
    (1.0..1e9).contains(&side).then_some(side as u64)
}
