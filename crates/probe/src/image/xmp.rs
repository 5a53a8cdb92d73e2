//! XMP (ISO 16684-1): the title, the creator, the time and the place of a picture.

use std::ops::ControlFlow;

use crate::{
    found::{Found, first},
    place, time,
    xml::{self, Piece},
};

/// The deepest element that is looked at.
const DEPTH_MAX: usize = 64;

#[derive(Default)]
struct Xmp {
    title: Option<String>,
    creator: Option<String>,
    taken: Option<String>,
    created: Option<String>,
    latitude: Option<String>,
    longitude: Option<String>,
}

impl Xmp {
    fn set(&mut self, name: &str, value: &str) {
        let field = match name {
            "title" => &mut self.title,
            "creator" => &mut self.creator,
            "DateTimeOriginal" | "DateCreated" => &mut self.taken,
            "CreateDate" => &mut self.created,
            "GPSLatitude" => &mut self.latitude,
            "GPSLongitude" => &mut self.longitude,
            _ => return,
        };
        let value = value.trim();
        if field.is_none() && !value.is_empty() {
            *field = Some(value.to_owned());
        }
    }
}

/// Fills what is still empty.
pub(crate) fn give(packet: &[u8], found: &mut Found) {
    let xmp = read(packet);
    first(&mut found.metadata.title, xmp.title);
    first(&mut found.metadata.artist, xmp.creator);
    let when =
        xmp.taken.as_deref().and_then(time::iso).or_else(|| xmp.created.as_deref().and_then(time::iso));
    first(&mut found.when, when);
    let degrees = |text: Option<String>| text.as_deref().and_then(degrees);
    if let (Some(latitude), Some(longitude)) = (degrees(xmp.latitude), degrees(xmp.longitude)) {
        first(&mut found.place, place::checked(latitude, longitude));
    }
}

/// A packet's values stand in attributes or in elements, those of lists in `rdf:li`; damage ends the reading.
fn read(packet: &[u8]) -> Xmp {
    let mut xmp = Xmp::default();
    let mut open: Vec<String> = Vec::new();
    let result = xml::walk(&xml::decoded(packet), &mut |piece| {
        match piece {
            Piece::Open(name, element) => {
                for (name, value) in xml::attributes(element) {
                    xmp.set(&name, &value);
                }
                if open.len() >= DEPTH_MAX {
                    return ControlFlow::Break(());
                }
                open.push(name.to_owned());
            }
            Piece::Close(_) => {
                open.pop();
            }
            Piece::Text(text) => {
                // In a list the property is above `rdf:Alt` and `rdf:li`.
                let property =
                    open.iter().rev().find(|name| !matches!(name.as_str(), "li" | "Alt" | "Seq" | "Bag"));
                if let Some(property) = property {
                    xmp.set(property, text);
                }
            }
        }
        ControlFlow::Continue(())
    });
    // What came before a damage is kept; the picture itself is whole.
    drop(result);
    xmp
}

/// `31,13.608N`, `31,13,36.5N`, or a plain number.
fn degrees(text: &str) -> Option<f64> {
    let sign = if text.ends_with(['S', 'W']) { -1.0 } else { 1.0 };
    let mut parts =
        text.trim_end_matches(['N', 'S', 'E', 'W']).split(',').map(|part| part.trim().parse::<f64>().ok());
    let whole = parts.next()??;
    let minutes = parts.next().flatten().unwrap_or(0.0);
    let seconds = parts.next().flatten().unwrap_or(0.0);
    Some(sign * (whole + minutes / 60.0 + seconds / 3600.0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn values_of_attributes_lists_and_elements_are_read() {
        let packet = br#"<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description xmp:CreateDate="2020-08-19T17:11:11+08:00"
            exif:GPSLatitude="31,13.5N"><exif:GPSLongitude>121,30.0E</exif:GPSLongitude>
            <dc:title><rdf:Alt><rdf:li xml:lang="x-default">West &amp; Lake</rdf:li></rdf:Alt></dc:title>
            <dc:creator><rdf:Seq><rdf:li>Jane</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>"#;
        let mut found = Found::default();
        give(packet, &mut found);
        assert_eq!(found.metadata.artist.as_deref(), Some("Jane"));
        assert_eq!(found.place, Some((31.225, 121.5)));
        assert_eq!(found.when, time::iso("2020-08-19T17:11:11+08:00"));
        assert_eq!(found.metadata.title.as_deref(), Some("West & Lake"));
    }

    proptest! {
        #[test]
        fn any_bytes_do_no_harm(packet: Vec<u8>) {
            give(&packet, &mut Found::default());
        }
    }
}
