//! What all compressors of one content have in common.
//!
//! A compressed tar or cpio archive is one layer: its members are shown as members of the compressed file, and read as the stream
//! unpacks, so that the whole need not fit where its members do.

use assay_findings::{IncompleteReason, Label};

use crate::{
    archives::cpio,
    formats::{Container, Hints},
    members::{Filled, Members, Stop},
    source::{Peeked, Source},
    tar,
};

/// What an unnamed content is called.
const UNNAMED: &str = "content";

/// Extensions that say no more than how the content is packed.
const EXTENSIONS: &[&str] =
    &["gz", "gzip", "z", "svgz", "emz", "wmz", "bz2", "bz", "xz", "lzma", "lz", "zst", "zstd", "lz4", "sz"];

/// `notes.txt` of `notes.txt.gz`.
pub(crate) fn stem(name: &str) -> Option<String> {
    let (stem, extension) = name.rsplit_once('.')?;
    (!stem.is_empty() && EXTENSIONS.iter().any(|known| extension.eq_ignore_ascii_case(known)))
        .then(|| stem.to_owned())
}

/// Shows the one content that `source` gives from these packed bytes, or the members if it is a tar or a cpio archive.
pub(crate) fn show(
    source: &mut dyn Source,
    packed: &[u8],
    name: Option<&str>,
    out: &mut Members<'_, '_>,
) -> Result<(), Stop> {
    let mut source = Peeked::new(source, tar::BLOCK_BYTES);
    let read_from = if tar::starts(source.head()) {
        Some(tar::read_from as fn(&mut dyn Source, &mut Members<'_, '_>) -> Result<(), Stop>)
    } else {
        cpio::starts(source.head())
            .then_some(cpio::read_from as fn(&mut dyn Source, &mut Members<'_, '_>) -> _)
    };
    if let Some(read_from) = read_from {
        let done = read_from(&mut source, out);
        if !source.is_whole() {
            out.note(IncompleteReason::Damaged);
        }
        return done;
    }
    let mut member = out.begin(name.unwrap_or(UNNAMED))?;
    out.lies_in(&mut member, packed);
    let filled = out.fill(&mut member, &mut source, u64::MAX);
    if filled == Filled::Damaged || !source.is_whole() {
        member.incomplete(IncompleteReason::Damaged);
    }
    out.finish(member)
}

/// How the unpacker of one format is made.
pub(crate) type Unpacker = for<'a> fn(&'a [u8]) -> Box<dyn Source + 'a>;

/// Opens a file that holds one content, packed by the format whose unpacker this is.
pub(crate) fn open<'a>(bytes: &'a [u8], hints: Hints<'_>, unpacker: Unpacker) -> Box<dyn Container + 'a> {
    Box::new(Packed { bytes, name: hints.name.and_then(stem), unpacker })
}

struct Packed<'a> {
    bytes: &'a [u8],
    name: Option<String>,
    unpacker: Unpacker,
}

impl Container for Packed<'_> {
    fn labels(&self) -> Vec<Label> {
        Vec::new()
    }

    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        show((self.unpacker)(self.bytes).as_mut(), self.bytes, self.name.as_deref(), out)
    }
}
