//! The table of formats: how each is recognised, and how it is opened.

use assay_findings::Label;

use crate::{
    archives, compressors, gzip,
    members::{Members, Stop},
    packed, tar, zip,
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
}

/// How a format is opened.
enum Open {
    /// What begins as it does is it.
    Always(for<'a> fn(&'a [u8], Hints<'_>) -> Box<dyn Container + 'a>),
    /// A compressor of one content.
    Packed(packed::Unpacker),
    /// What begins as it does may hold nothing: a document, a program, a text. It is a container only where
    /// something is in it.
    Maybe(for<'a> fn(&'a [u8], Hints<'_>) -> Option<Box<dyn Container + 'a>>),
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
    Format { probe: archives::lha::starts, open: Open::Always(archives::lha::open) },
    Format { probe: archives::arj::starts, open: Open::Always(archives::arj::open) },
    Format { probe: archives::ace::starts, open: Open::Always(archives::ace::open) },
    Format { probe: archives::zoo::starts, open: Open::Always(archives::zoo::open) },
    Format { probe: archives::arc::starts, open: Open::Always(archives::arc::open) },
    Format { probe: archives::ar::starts, open: Open::Always(archives::ar::open) },
    Format { probe: archives::cpio::starts, open: Open::Always(archives::cpio::open) },
    Format { probe: archives::rpm::starts, open: Open::Always(archives::rpm::open) },
];

pub(crate) fn is_container(bytes: &[u8]) -> bool {
    let hints = Hints { name: None, files_left: 1 };
    FORMATS.iter().filter(|format| (format.probe)(bytes)).any(|format| match format.open {
        Open::Always(_) | Open::Packed(_) => true,
        Open::Maybe(open) => open(bytes, hints).is_some(),
    })
}

/// Opens these bytes as everything that they are: usually nothing or one thing, several for a polyglot.
pub(crate) fn open<'a>(bytes: &'a [u8], hints: Hints<'_>) -> Vec<Box<dyn Container + 'a>> {
    FORMATS
        .iter()
        .filter(|format| (format.probe)(bytes))
        .filter_map(|format| match format.open {
            Open::Always(open) => Some(open(bytes, hints)),
            Open::Packed(unpacker) => Some(packed::open(bytes, hints, unpacker)),
            Open::Maybe(open) => open(bytes, hints),
        })
        .collect()
}
