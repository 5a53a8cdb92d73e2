//! MP4 and QuickTime (ISO 14496-12, QuickTime File Format): the movie's header, its tracks, its tags.

use super::{finish, format, mp4_tags, mp4_track, seconds};
use crate::{
    bytes::{u32_be, u64_be},
    found::{Found, first},
    isobmff::{self, Part},
    source::{Source, Stop},
    time,
};

/// The most tracks of a file.
const TRACKS_MAX: usize = 64;

pub(crate) fn read(source: &mut Source<'_>, found: &mut Found) -> Result<(), Stop> {
    format(found, "mov,mp4,m4a,3gp,3g2,mj2", "QuickTime / MOV");
    let top = isobmff::parts(source, 0, source.size())?;
    let brand = match isobmff::first(&top, *b"ftyp") {
        Some(part) => source.array::<4>(part.at)?,
        None => *b"qt  ",
    };
    let mimes = mimes(brand);
    found.is(if brand.starts_with(b"M4A") || brand.starts_with(b"M4B") { "audio" } else { "video" }, mimes.0);
    let Some(movie) = isobmff::first(&top, *b"moov") else { return Err(Stop::Cut) };
    let result = content(source, movie, found);
    finish(found, source.size(), mimes);
    if let Some(audio) = found.metadata.audio_streams.as_mut().and_then(|streams| streams.first_mut()) {
        audio.lyric = found.lyric.take();
    }
    result?;
    if isobmff::whole(source)? { Ok(()) } else { Err(Stop::Cut) }
}

/// The MIME types of a brand, with pictures and without.
fn mimes(brand: [u8; 4]) -> (&'static str, &'static str) {
    match &brand {
        b"qt  " => ("video/quicktime", "video/quicktime"),
        b"M4V " | b"M4VH" | b"M4VP" => ("video/x-m4v", "audio/mp4"),
        [b'3', b'g', b'p', _] => ("video/3gpp", "audio/3gpp"),
        [b'3', b'g', b'2', _] => ("video/3gpp2", "audio/3gpp2"),
        [b'M', b'4', b'A' | b'B', _] => ("audio/mp4", "audio/mp4"),
        _ => ("video/mp4", "audio/mp4"),
    }
}

fn content(source: &mut Source<'_>, movie: Part, found: &mut Found) -> Result<(), Stop> {
    let parts = isobmff::parts(source, movie.at, movie.end)?;
    let mut damage = Ok(());
    if let Some(header) = isobmff::first(&parts, *b"mvhd") {
        let bytes = header.bytes(source, 32)?;
        let long = bytes.first() == Some(&1);
        let number = |at| if long { u64_be(&bytes, at) } else { u32_be(&bytes, at).map(u64::from) };
        let scale = u32_be(&bytes, if long { 20 } else { 12 }).map(u64::from);
        let duration = number(if long { 24 } else { 16 });
        if let (Some(scale), Some(duration)) = (scale, duration) {
            found.metadata.duration = seconds(duration, scale).filter(|seconds| *seconds > 0.0);
        }
        // Tags may know it better: with an offset.
        let when = number(4).and_then(time::since_1904);
        first(&mut found.when, when);
    }
    for part in parts.iter().filter(|part| part.kind == *b"trak").take(TRACKS_MAX).enumerate() {
        if let Err(stop) = mp4_track::read(source, *part.1, part.0, found) {
            damage = Err(stop);
        }
    }
    for part in &parts {
        match &part.kind {
            b"udta" => mp4_tags::user_data(source, *part, found)?,
            b"meta" => mp4_tags::meta(source, *part, found)?,
            _ => {}
        }
    }
    damage
}
