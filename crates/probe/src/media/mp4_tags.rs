//! Tags of MP4 and QuickTime: `udta`, iTunes' `ilst`, and QuickTime's keys.

use super::cover;
use crate::{
    bytes::{text, u16_be, u32_be},
    found::{Found, first},
    isobmff::{self, Part},
    place,
    source::{Source, Stop},
    time,
};

/// The most bytes of one text, and of one cover.
const TEXT_BYTES_MAX: usize = 64 << 10;
const COVER_BYTES_MAX: usize = 16 << 20;

/// `udta`: a place, a title, and iTunes' tags in a `meta`.
pub(crate) fn user_data(source: &mut Source<'_>, part: Part, found: &mut Found) -> Result<(), Stop> {
    for item in isobmff::parts(source, part.at, part.end)? {
        if item.kind == *b"meta" {
            meta(source, item, found)?;
            continue;
        }
        if item.kind.first() != Some(&0xa9) {
            continue;
        }
        // QuickTime's text: a length and a language before it.
        let bytes = item.bytes(source, TEXT_BYTES_MAX)?;
        let len = usize::from(u16_be(&bytes, 0).unwrap_or_default());
        let value = bytes.get(4..).map(|value| value.get(..len).unwrap_or(value)).and_then(text);
        set(item.kind, value, found);
    }
    Ok(())
}

/// `meta`: with a version in MP4, without one in QuickTime.
pub(crate) fn meta(source: &mut Source<'_>, part: Part, found: &mut Found) -> Result<(), Stop> {
    let bare = source.some(part.at + 4, 4).is_ok_and(|kind| kind == b"hdlr");
    let parts = isobmff::parts(source, part.at + if bare { 0 } else { 4 }, part.end)?;
    let Some(list) = isobmff::first(&parts, *b"ilst") else { return Ok(()) };
    let keys = match isobmff::first(&parts, *b"keys") {
        Some(part) => keys(source, part)?,
        None => Vec::new(),
    };
    for item in isobmff::parts(source, list.at, list.end)? {
        let Some(data) = isobmff::path(source, item, &[*b"data"])? else { continue };
        if item.kind == *b"covr" {
            covers(source, item, found)?;
            continue;
        }
        // Behind a type and a place.
        let value = data.bytes(source, TEXT_BYTES_MAX)?.get(8..).and_then(text);
        // With keys, an item's kind is the number of its key.
        let key =
            usize::try_from(u32::from_be_bytes(item.kind)).ok().and_then(|at| keys.get(at.checked_sub(1)?));
        match key {
            Some(key) => named(key, value, found),
            None => set(item.kind, value, found),
        }
    }
    Ok(())
}

fn keys(source: &mut Source<'_>, part: Part) -> Result<Vec<String>, Stop> {
    let bytes = part.bytes(source, TEXT_BYTES_MAX)?;
    let mut keys = Vec::new();
    let mut at = 8;
    while let Some(len) = u32_be(&bytes, at).and_then(|len| usize::try_from(len).ok()) {
        let Some(key) = at.checked_add(len).and_then(|end| bytes.get(at + 8..end)) else { break };
        keys.push(String::from_utf8_lossy(key).into_owned());
        at += len;
    }
    Ok(keys)
}

fn covers(source: &mut Source<'_>, item: Part, found: &mut Found) -> Result<(), Stop> {
    let deadline = source.deadline();
    for data in isobmff::parts(source, item.at, item.end)?.into_iter().take(cover::COVERS_MAX) {
        let bytes = data.bytes(source, COVER_BYTES_MAX)?;
        if let Some(cover) = bytes.get(8..).and_then(|bytes| cover::of(bytes, deadline)) {
            found.metadata.audio_covers.get_or_insert_default().push(cover);
        }
    }
    Ok(())
}

/// A value by QuickTime's and iTunes' four letters.
fn set(kind: [u8; 4], value: Option<String>, found: &mut Found) {
    let metadata = &mut found.metadata;
    match &kind {
        b"\xa9nam" => first(&mut metadata.title, value),
        b"\xa9ART" => first(&mut metadata.artist, value),
        b"aART" => first(&mut metadata.album_artist, value),
        b"\xa9alb" => first(&mut metadata.album, value),
        b"\xa9wrt" | b"\xa9com" => first(&mut metadata.composer, value),
        b"\xa9prf" => first(&mut metadata.performer, value),
        b"\xa9lyr" => first(&mut found.lyric, value),
        b"\xa9xyz" => first(&mut found.place, value.as_deref().and_then(iso6709)),
        b"\xa9day" if found.when.is_none() => found.when = value.as_deref().and_then(time::iso),
        _ => {}
    }
}

/// A value by QuickTime's keys.
fn named(key: &str, value: Option<String>, found: &mut Found) {
    let metadata = &mut found.metadata;
    match key {
        "com.apple.quicktime.location.ISO6709" | "location" => {
            if let Some(place) = value.as_deref().and_then(iso6709) {
                found.place = Some(place);
            }
        }
        // The camera's own time, with its offset: better than the movie's, which is UTC.
        "com.apple.quicktime.creationdate" => {
            if let Some(when) = value.as_deref().and_then(time::iso) {
                found.when = Some(when);
            }
        }
        "com.apple.quicktime.title" | "title" => first(&mut metadata.title, value),
        "com.apple.quicktime.artist" | "com.apple.quicktime.author" | "artist" => {
            first(&mut metadata.artist, value);
        }
        "com.apple.quicktime.album" | "album" => first(&mut metadata.album, value),
        _ => {}
    }
}

/// `+31.2235+121.4737+012.000/`.
pub(crate) fn iso6709(value: &str) -> Option<(f64, f64)> {
    let value = value.trim_end_matches('/');
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, _) in value.char_indices().skip(1).filter(|(_, letter)| matches!(letter, '+' | '-')) {
        parts.push(value.get(from..at)?);
        from = at;
    }
    parts.push(value.get(from..)?);
    let degrees = |at: usize| -> Option<f64> { parts.get(at)?.parse().ok() };
    place::checked(degrees(0)?, degrees(1)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_in_its_iso_form() {
        assert_eq!(iso6709("+31.2235+121.4737+012.000/"), Some((31.2235, 121.4737)));
        assert_eq!(iso6709("-33.8688+151.2093/"), Some((-33.8688, 151.2093)));
        for bad in ["", "+", "+1", "+91+0", "北", "+1é+2"] {
            assert_eq!(iso6709(bad), None, "{bad}");
        }
    }
}
