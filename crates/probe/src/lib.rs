//! What a file says about itself: metadata of pictures, recordings, videos and documents, read from their headers.
//!
//! Bytes in, findings out: no pixel is decoded, no network, no file of this machine is opened.
//!
//! A file is read where something is: a video of 4 GB or a RAW of 50 MB costs its headers. Only hashes, the text of a
//! document, PDF and zip directories read more. Everything is bounded: counts, sizes, depths, bytes read, time.
//!
//! # What fills what
//!
//! - `MediaType` is `image`, `video`, `audio`, `document`, `archive` or `other`; `ContentType` the MIME type, by content,
//!   and by the name's extension where bytes look alike (texts, TIFF's RAW formats).
//! - `ProduceTime` is the time of the making: EXIF's `DateTimeOriginal` with its offset, or else the zone of the place;
//!   a local time of neither is given with `Z`.
//! - What is not known is absent.
//!
//! # How to add a format
//!
//! Write its reader, `fn read(source, found) -> Result<(), Stop>`: it fills [`found::Found`] as it goes, so that what
//! comes before a damage stays. Add its signature to `kind.rs`, and its line to [`read`].

mod bytes;
mod digest;
mod document;
mod exif;
mod found;
mod image;
mod isobmff;
mod kind;
mod media;
mod merge;
mod place;
mod source;
mod time;
mod xml;

use std::{
    io::{Read, Seek},
    time::Instant,
};

pub use merge::merge;

use assay_findings::media::{ProbeReport, ProbeTask};
use lofty::file::FileType;

use crate::{
    found::Found,
    kind::Kind,
    source::{Source, Stop},
};

/// How much of a file decides what it is.
const HEAD_BYTES: usize = 4096;

/// Says what `input`, a file of `size` bytes, says about itself. [`ProbeTask::seeing`] is not looked at: pixels are
/// another engine's.
///
/// Never fails: what was read before a damage, or before `deadline`, is in the report, and `damage` says what happened.
pub fn probe<R: Read + Seek>(mut input: R, size: u64, task: &ProbeTask, deadline: Instant) -> ProbeReport {
    let text_max_bytes = usize::try_from(task.text_max_bytes).unwrap_or(usize::MAX);
    let mut found = Found { text_max_bytes, ..Found::default() };
    let extension = task.name.as_deref().and_then(extension);
    let mut source = Source::new(&mut input, size, deadline);
    let result = read(&mut source, extension.as_deref(), &mut found);
    found.note(result);
    found.finish(size);
    let mut report = ProbeReport {
        metadata: found.metadata,
        text: found.text,
        damage: found.damage,
        ..ProbeReport::default()
    };
    if task.digest {
        match digest::of(&mut input, size, deadline) {
            Ok((digest, crc64)) => {
                report.digest = Some(digest);
                report.crc64 = Some(crc64);
            }
            Err(stop) => {
                report.damage.get_or_insert_with(|| stop.words());
            }
        }
    }
    report
}

/// The part of a name behind its last dot, in lower case.
fn extension(name: &str) -> Option<String> {
    let name = name.rsplit(['/', '\\']).next()?;
    let (stem, extension) = name.rsplit_once('.')?;
    (!stem.is_empty() && extension.len() <= 16).then(|| extension.to_ascii_lowercase())
}

fn read(source: &mut Source<'_>, extension: Option<&str>, found: &mut Found) -> Result<(), Stop> {
    let head = source.some(0, HEAD_BYTES)?.to_vec();
    match kind::of(&head, extension) {
        Kind::Jpeg => image::jpeg::read(source, found),
        Kind::Png => image::png::read(source, found),
        Kind::Gif => image::plain::gif(source, found),
        Kind::WebP => image::webp::read(source, found),
        Kind::Tiff => image::raw::tiff(source, extension, found),
        Kind::Heif => image::heif::read(source, "image/heic", "heic", found),
        Kind::Avif => image::heif::read(source, "image/avif", "avif", found),
        Kind::Canon => image::raw::canon(source, found),
        Kind::Fujifilm => image::raw::fujifilm(source, found),
        Kind::Bmp => image::plain::bmp(source, found),
        Kind::Ico => image::plain::ico(source, found),
        Kind::Psd => image::psd::read(source, found),
        Kind::Jp2 => image::plain::jp2(source, found),
        Kind::Codestream => image::plain::codestream(source, found),
        Kind::Jxl => image::jxl::read(source, found),
        Kind::Svg => image::svg::read(source, found),
        Kind::Mp4 => media::mp4::read(source, found),
        Kind::Matroska => media::matroska::read(source, found),
        Kind::Avi => media::avi::read(source, found),
        Kind::Flv => media::flv::read(source, found),
        Kind::Ts => media::mpeg::transport(source, found),
        Kind::ProgramStream => {
            media::mpeg::program(source, found);
            Ok(())
        }
        Kind::Asf => media::asf::read(source, found),
        Kind::Mp3 => {
            let kind = behind_id3(source, &head)?;
            media::tagged::read(source, kind, found)
        }
        Kind::Aac => media::tagged::read(source, FileType::Aac, found),
        Kind::Flac => media::tagged::read(source, FileType::Flac, found),
        Kind::Ogg => media::tagged::read(source, ogg(&head), found),
        Kind::Wav => media::tagged::read(source, FileType::Wav, found),
        Kind::Aiff => media::tagged::read(source, FileType::Aiff, found),
        Kind::Ape => media::tagged::read(source, FileType::Ape, found),
        Kind::Musepack => media::tagged::read(source, FileType::Mpc, found),
        Kind::WavPack => media::tagged::read(source, FileType::WavPack, found),
        Kind::Amr => {
            found.is("audio", "audio/amr");
            media::format(found, "amr", "3GPP AMR");
            Ok(())
        }
        Kind::Pdf => document::pdf::read(source, found),
        Kind::Zip => document::zipped(source, extension, found),
        Kind::Ole => document::compound(source, extension, found),
        Kind::Rtf => document::rtf::read(source, found),
        Kind::Text => document::plain::read(source, extension, found),
        Kind::Known(media, mime) => {
            found.is(media, mime);
            Ok(())
        }
    }
}

/// ID3 stands before other formats as well: what is behind it.
fn behind_id3(source: &mut Source<'_>, head: &[u8]) -> Result<FileType, Stop> {
    let behind = source.some(media::tagged::id3_bytes(head), 4)?;
    Ok(match behind {
        [b'f', b'L', b'a', b'C'] => FileType::Flac,
        [b'M', b'A', b'C', b' '] => FileType::Ape,
        [0xff, second, ..] if second & 0xf6 == 0xf0 => FileType::Aac,
        _ => FileType::Mpeg,
    })
}

/// Which codec an Ogg stream begins with.
fn ogg(head: &[u8]) -> FileType {
    let packet = head.get(28..).unwrap_or_default();
    if packet.starts_with(b"OpusHead") {
        FileType::Opus
    } else if packet.starts_with(b"Speex   ") {
        FileType::Speex
    } else {
        FileType::Vorbis
    }
}

/// A picture inside something else.
fn read_picture(source: &mut Source<'_>, found: &mut Found) -> Result<(), Stop> {
    let head = source.some(0, HEAD_BYTES)?.to_vec();
    match kind::of(&head, None) {
        Kind::Jpeg => image::jpeg::read(source, found),
        Kind::Png => image::png::read(source, found),
        Kind::Gif => image::plain::gif(source, found),
        Kind::WebP => image::webp::read(source, found),
        Kind::Bmp => image::plain::bmp(source, found),
        _ => Ok(()),
    }
}
