//! The table of formats: how each is recognised, and how it is opened.

use assay_findings::Label;

use crate::{
    archives, compressors, discs, documents, gzip, mail,
    members::{Members, Stop},
    ole, packed, pdf, programs, tar, text, zip,
};

/// A container whose structure has been read, ready to show its members.
pub(crate) trait Container {
    /// What the structure says about the container itself.
    fn labels(&self) -> Vec<Label>;

    /// Shows the members, and notes what cannot be read.
    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop>;
}

/// What the opener may know about the container beyond its bytes.
#[derive(Clone, Copy)]
pub(crate) struct Hints<'a> {
    /// Its own last name, if it is a member.
    pub(crate) name: Option<&'a str>,
    /// Members that may still be shown: nobody needs to list many more.
    pub(crate) files_left: usize,
    /// Whether it is a program as it unpacked itself, which there is no use in running again.
    pub(crate) ran: bool,
}

/// Opens bytes that may be a container.
type Opener = for<'a> fn(&'a [u8], Hints<'_>) -> Option<Box<dyn Container + 'a>>;

/// How a format is opened.
enum Open {
    /// What begins as it does is it.
    Always(for<'a> fn(&'a [u8], Hints<'_>) -> Box<dyn Container + 'a>),
    /// A compressor of one content.
    Packed(packed::Unpacker),
    /// What begins as it does may hold nothing: a document, a program, a text. It is a container only where
    /// something is in it.
    Maybe(Opener),
    /// The same for what may stand in any text: looked for where nothing else was found.
    Text(Opener),
}

/// One format.
struct Format {
    /// Whether these bytes are worth a closer look: cheap, for all formats are asked about all contents.
    probe: fn(&[u8]) -> bool,
    open: Open,
}

/// Every format that is opened, in the order in which a polyglot's members are shown.
const FORMATS: &[Format] = &[
    Format { probe: |bytes| zip::starts(bytes) || zip::follows(bytes), open: Open::Always(zip::open) },
    Format { probe: gzip::starts, open: Open::Always(gzip::open) },
    Format { probe: tar::starts, open: Open::Always(tar::open) },
    Format { probe: compressors::bzip2_starts, open: Open::Packed(compressors::bzip2) },
    Format { probe: compressors::xz_starts, open: Open::Packed(compressors::xz) },
    Format { probe: compressors::zstd_starts, open: Open::Packed(compressors::zstd) },
    Format { probe: compressors::lz4_starts, open: Open::Packed(compressors::lz4) },
    Format { probe: compressors::lzma_starts, open: Open::Packed(compressors::alone) },
    Format { probe: compressors::lzip_starts, open: Open::Packed(compressors::lzip) },
    Format { probe: compressors::compress_starts, open: Open::Packed(compressors::compress) },
    Format { probe: archives::sevenz::starts, open: Open::Always(archives::sevenz::open) },
    Format { probe: archives::rar::starts, open: Open::Always(archives::rar::open) },
    Format { probe: archives::cab::starts, open: Open::Always(archives::cab::open) },
    Format { probe: archives::iscab::starts, open: Open::Always(archives::iscab::open) },
    Format { probe: archives::lha::starts, open: Open::Always(archives::lha::open) },
    Format { probe: archives::arj::starts, open: Open::Always(archives::arj::open) },
    Format { probe: archives::ace::starts, open: Open::Always(archives::ace::open) },
    Format { probe: archives::zoo::starts, open: Open::Always(archives::zoo::open) },
    Format { probe: archives::arc::starts, open: Open::Always(archives::arc::open) },
    Format { probe: archives::ar::starts, open: Open::Always(archives::ar::open) },
    Format { probe: archives::cpio::starts, open: Open::Always(archives::cpio::open) },
    Format { probe: archives::sis::starts, open: Open::Always(archives::sis::open) },
    Format { probe: archives::xar::starts, open: Open::Always(archives::xar::open) },
    Format { probe: archives::rpm::starts, open: Open::Always(archives::rpm::open) },
    Format { probe: discs::probe, open: Open::Always(discs::open) },
    Format { probe: discs::dmg::starts, open: Open::Always(discs::dmg::open) },
    Format { probe: ole::probe, open: Open::Maybe(ole::open) },
    Format { probe: compressors::szdd::starts, open: Open::Always(compressors::szdd::open) },
    Format { probe: pdf::probe, open: Open::Maybe(pdf::open) },
    Format { probe: documents::rtf::probe, open: Open::Maybe(documents::rtf::open) },
    Format { probe: documents::chm::probe, open: Open::Always(documents::chm::open) },
    Format { probe: documents::tnef::probe, open: Open::Always(documents::tnef::open) },
    Format { probe: documents::onenote::probe, open: Open::Always(documents::onenote::open) },
    Format { probe: programs::probe, open: Open::Maybe(programs::open) },
    Format { probe: mail::probe, open: Open::Maybe(mail::open) },
    Format { probe: text::uu::probe, open: Open::Text(text::uu::open) },
    Format { probe: text::yenc::probe, open: Open::Text(text::yenc::open) },
    Format { probe: text::binhex::probe, open: Open::Text(text::binhex::open) },
    Format { probe: text::blobs::probe, open: Open::Text(text::blobs::open) },
];

/// Whether these bytes begin as a program, an archive or a document does: what is worth showing when it is found
/// inside something that is full of other things.
pub(crate) fn is_file(head: &[u8]) -> bool {
    const HEADS: &[&[u8]] = &[
        b"MZ",
        b"\x7fELF",
        b"\xca\xfe\xba\xbe",
        b"\xd0\xcf\x11\xe0",
        b"%PDF-",
        b"{\\rtf",
        b"PK\x03\x04",
        b"dex\n03",
        b"\x4c\0\0\0\x01\x14\x02\0",
        b"ITSF\x03",
    ];
    HEADS.iter().any(|magic| head.starts_with(magic))
        || FORMATS
            .iter()
            .any(|format| matches!(format.open, Open::Always(_) | Open::Packed(_)) && (format.probe)(head))
}

/// See [`crate::holds_members_as_they_are`].
pub(crate) fn holds_members_as_they_are(bytes: &[u8]) -> bool {
    // What a zip or a disc may stand behind is something else, too.
    bytes.starts_with(b"PK")
        || tar::starts(bytes)
        || archives::ar::starts(bytes)
        || archives::cpio::starts(bytes)
        || discs::probe(bytes) && !programs::probe(bytes)
}

pub(crate) fn is_container(bytes: &[u8]) -> bool {
    let hints = Hints { name: None, files_left: 1, ran: false };
    FORMATS.iter().filter(|format| (format.probe)(bytes)).any(|format| match format.open {
        Open::Always(_) | Open::Packed(_) => true,
        Open::Maybe(open) | Open::Text(open) => open(bytes, hints).is_some(),
    })
}

/// Opens these bytes as everything that they are: usually nothing or one thing, several for a polyglot.
pub(crate) fn open<'a>(bytes: &'a [u8], hints: Hints<'_>) -> Vec<Box<dyn Container + 'a>> {
    let mut containers = Vec::new();
    for format in FORMATS.iter().filter(|format| (format.probe)(bytes)) {
        containers.extend(match format.open {
            Open::Always(open) => Some(open(bytes, hints)),
            Open::Packed(unpacker) => Some(packed::open(bytes, hints, unpacker)),
            Open::Maybe(open) => open(bytes, hints),
            Open::Text(open) if containers.is_empty() => open(bytes, hints),
            Open::Text(_) => None,
        });
    }
    containers
}
