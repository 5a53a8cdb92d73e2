//! Which reader a file is given to: by its first bytes, and by its name where bytes look alike.

/// What a file seems to be. The reader that is asked then says precisely.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Jpeg,
    Png,
    Gif,
    WebP,
    Tiff,
    Heif,
    Avif,
    Canon,
    Fujifilm,
    Bmp,
    Ico,
    Psd,
    Jp2,
    Codestream,
    Jxl,
    Svg,
    Mp4,
    Matroska,
    Avi,
    Flv,
    Ts,
    ProgramStream,
    Asf,
    Mp3,
    Aac,
    Flac,
    Ogg,
    Wav,
    Aiff,
    Ape,
    Musepack,
    WavPack,
    Amr,
    Pdf,
    Zip,
    Ole,
    Rtf,
    /// Text, or something else.
    Text,
    /// Something known that says nothing of itself: its media type and MIME type.
    Known(&'static str, &'static str),
}

/// What begins with what.
const HEADS: &[(&[u8], Kind)] = &[
    (b"\xff\xd8\xff", Kind::Jpeg),
    (b"\x89PNG\r\n\x1a\n", Kind::Png),
    (b"GIF87a", Kind::Gif),
    (b"GIF89a", Kind::Gif),
    (b"II*\0", Kind::Tiff),
    (b"MM\0*", Kind::Tiff),
    (b"IIU\0", Kind::Tiff),
    (b"IIRO", Kind::Tiff),
    (b"IIRS", Kind::Tiff),
    (b"MMOR", Kind::Tiff),
    (b"FUJIFILMCCD-RAW ", Kind::Fujifilm),
    (b"8BPS", Kind::Psd),
    (b"\0\0\x01\0", Kind::Ico),
    (b"\0\0\0\x0cjP  \r\n\x87\n", Kind::Jp2),
    (b"\xff\x4f\xff\x51", Kind::Codestream),
    (b"\xff\x0a", Kind::Jxl),
    (b"\0\0\0\x0cJXL \r\n\x87\n", Kind::Jxl),
    (b"\x1a\x45\xdf\xa3", Kind::Matroska),
    (b"FLV\x01", Kind::Flv),
    (b"\0\0\x01\xba", Kind::ProgramStream),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", Kind::Asf),
    (b"fLaC", Kind::Flac),
    (b"OggS", Kind::Ogg),
    (b"MAC ", Kind::Ape),
    (b"MPCK", Kind::Musepack),
    (b"MP+", Kind::Musepack),
    (b"wvpk", Kind::WavPack),
    (b"#!AMR", Kind::Amr),
    (b"%PDF-", Kind::Pdf),
    (b"PK\x03\x04", Kind::Zip),
    (b"PK\x05\x06", Kind::Zip),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind::Ole),
    (b"{\\rtf", Kind::Rtf),
    (b"MThd", Kind::Known("audio", "audio/midi")),
    (b"\x1f\x8b", Kind::Known("archive", "application/gzip")),
    (b"BZh", Kind::Known("archive", "application/x-bzip2")),
    (b"\xfd7zXZ\0", Kind::Known("archive", "application/x-xz")),
    (b"\x28\xb5\x2f\xfd", Kind::Known("archive", "application/zstd")),
    (b"7z\xbc\xaf\x27\x1c", Kind::Known("archive", "application/x-7z-compressed")),
    (b"Rar!\x1a\x07", Kind::Known("archive", "application/vnd.rar")),
    (b"\x7fELF", Kind::Known("other", "application/x-elf")),
    (b"MZ", Kind::Known("other", "application/vnd.microsoft.portable-executable")),
    (b"\0asm", Kind::Known("other", "application/wasm")),
    (b"wOFF", Kind::Known("other", "font/woff")),
    (b"wOF2", Kind::Known("other", "font/woff2")),
    (b"\0\x01\0\0\0", Kind::Known("other", "font/ttf")),
    (b"OTTO", Kind::Known("other", "font/otf")),
    (b"SQLite format 3\0", Kind::Known("other", "application/vnd.sqlite3")),
];

/// What a file seems to be, by its first 4 KiB and its extension in lower case.
pub(crate) fn of(head: &[u8], extension: Option<&str>) -> Kind {
    if let Some(kind) = heads(head).or_else(|| riff(head)).or_else(|| boxes(head)).or_else(|| streams(head)) {
        return kind;
    }
    if head.get(257..262) == Some(b"ustar") {
        return Kind::Known("archive", "application/x-tar");
    }
    if head.starts_with(b"BM") && head.get(6..10) == Some(&[0; 4]) {
        return Kind::Bmp;
    }
    // A PDF may stand behind some bytes of something else.
    if head.get(..1024).is_some_and(|head| crate::bytes::find(head, b"%PDF-", 0).is_some()) {
        return Kind::Pdf;
    }
    if is_svg(head, extension) {
        return Kind::Svg;
    }
    if extension == Some("mp3") && !is_text(head) { Kind::Mp3 } else { Kind::Text }
}

fn heads(head: &[u8]) -> Option<Kind> {
    HEADS.iter().find(|(start, _)| head.starts_with(start)).map(|(_, kind)| *kind)
}

fn riff(head: &[u8]) -> Option<Kind> {
    match (head.get(..4)?, head.get(8..12)?) {
        (b"RIFF", b"WEBP") => Some(Kind::WebP),
        (b"RIFF" | b"RF64", b"WAVE") => Some(Kind::Wav),
        (b"RIFF", b"AVI ") => Some(Kind::Avi),
        (b"FORM", b"AIFF" | b"AIFC") => Some(Kind::Aiff),
        _ => None,
    }
}

/// ISO media files by their brands: the major one, or else those that they are compatible with.
fn boxes(head: &[u8]) -> Option<Kind> {
    let kind = head.get(4..8)?;
    if matches!(kind, b"moov" | b"mdat" | b"wide" | b"free" | b"skip" | b"pnot") {
        // QuickTime before it had brands.
        return Some(Kind::Mp4);
    }
    if kind != b"ftyp" {
        return None;
    }
    let len = crate::bytes::u32_be(head, 0)?.min(256);
    let brands = head.get(8..usize::try_from(len).ok()?.min(head.len()))?;
    let of = |brand: &[u8]| match brand {
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" => Some(Kind::Heif),
        b"avif" | b"avis" => Some(Kind::Avif),
        b"crx " => Some(Kind::Canon),
        _ => None,
    };
    // `mif1` and `msf1` are both: what they are compatible with says which.
    let generic = matches!(brands.get(..4), Some(b"mif1" | b"msf1"));
    let major = brands.get(..4).and_then(of);
    let compatible = brands.chunks_exact(4).skip(2).find_map(of);
    Some(major.or_else(|| compatible.filter(|_| generic)).unwrap_or(if generic {
        Kind::Heif
    } else {
        Kind::Mp4
    }))
}

/// What has no signature but a pattern: MPEG streams.
fn streams(head: &[u8]) -> Option<Kind> {
    if head.starts_with(b"ID3") {
        // Flags and a length of seven bits a byte; the stream begins behind.
        return Some(Kind::Mp3);
    }
    match head {
        [0xff, second, ..] if second & 0xf6 == 0xf0 => Some(Kind::Aac),
        [0xff, second, third, ..]
            if second & 0xe0 == 0xe0
                && second & 6 != 0
                && second & 0x18 != 8
                && third >> 4 != 15
                && third & 0x0c != 0x0c =>
        {
            Some(Kind::Mp3)
        }
        [0x47, ..]
            if [188, 376, 564].iter().all(|at| head.get(*at).is_none_or(|byte| *byte == 0x47))
                && head.len() >= 188 =>
        {
            Some(Kind::Ts)
        }
        // M2TS has a time code before each packet.
        [_, _, _, _, 0x47, ..] if [196, 388, 580].iter().all(|at| head.get(*at) == Some(&0x47)) => {
            Some(Kind::Ts)
        }
        _ => None,
    }
}

fn is_svg(head: &[u8], extension: Option<&str>) -> bool {
    let start = head.iter().position(|byte| !byte.is_ascii_whitespace() && !b"\xef\xbb\xbf".contains(byte));
    let start = head.get(start.unwrap_or(0)..).unwrap_or_default();
    start.starts_with(b"<svg")
        || (start.starts_with(b"<?xml") || start.starts_with(b"<!")) && {
            let root = crate::bytes::find(start, b"<svg", 0);
            root.is_some_and(|at| {
                extension == Some("svg")
                    || crate::bytes::find(start, b"<html", 0).is_none_or(|html| at < html)
            })
        }
}

/// Whether bytes could be a text: UTF-8 and UTF-16 are, and what has no control characters.
pub(crate) fn is_text(head: &[u8]) -> bool {
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") || head.starts_with(b"\xef\xbb\xbf") {
        return true;
    }
    !head.iter().any(|byte| matches!(byte, 0..=8 | 0x0e..=0x1a | 0x1c..=0x1f))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brands_tell_pictures_from_videos() {
        let file = |brands: &[u8]| {
            let len = u32::try_from(8 + brands.len()).expect("short").to_be_bytes();
            [&len[..], b"ftyp", brands].concat()
        };
        assert_eq!(of(&file(b"heic\0\0\0\0mif1heic"), None), Kind::Heif);
        assert_eq!(of(&file(b"mif1\0\0\0\0mif1avif"), None), Kind::Avif);
        assert_eq!(of(&file(b"isom\0\0\x02\0isomiso2avc1mp41"), None), Kind::Mp4);
        assert_eq!(of(&file(b"crx \0\0\0\x01crx isom"), None), Kind::Canon);
    }

    #[test]
    fn text_is_not_taken_for_something_else() {
        assert_eq!(of(b"BM is how it begins", None), Kind::Text);
        assert_eq!(of(b"<?xml version='1.0'?><svg/>", None), Kind::Svg);
        assert_eq!(of(b"<!doctype html><html><svg/></html>", Some("html")), Kind::Text);
        assert_eq!(of(b"", None), Kind::Text);
        assert!(!is_text(b"a\0b") && is_text("日本".as_bytes()));
    }
}
