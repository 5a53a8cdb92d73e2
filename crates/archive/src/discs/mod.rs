//! Images of discs: ISO 9660 with Joliet and Rock Ridge names, and UDF; and Apple's disk images.

pub(crate) mod dmg;
mod iso;
mod udf;

use assay_findings::{IncompleteReason, Label};

use crate::{
    formats::{Container, Hints},
    le,
    members::{Members, Stop},
    source::{Fault, Source},
};

/// Bytes of a sector.
const SECTOR_BYTES: usize = 2048;
/// The first sector that says what the image is.
const FIRST: usize = 16;
/// Files and folders that are listed.
const ENTRIES_MAX: usize = 200_000;
/// Bytes of folders that are read, all together: they may share their bytes.
const FOLDERS_MAX_BYTES: u64 = 64 << 20;
/// Folders in folders.
const DEPTH_MAX: usize = 64;

/// A file: its path, and the pieces in which it lies, each a place and a length in bytes.
struct File {
    path: String,
    pieces: Vec<(u64, u64)>,
    bytes: u64,
}

pub(crate) fn probe(bytes: &[u8]) -> bool {
    marks(bytes).next().is_some()
}

/// The marks of the sectors that describe the volume.
fn marks(bytes: &[u8]) -> impl Iterator<Item = [u8; 5]> + '_ {
    (FIRST..FIRST + 64)
        .map_while(|sector| le::array(bytes, sector * SECTOR_BYTES + 1))
        .take_while(|mark| matches!(mark, b"CD001" | b"BEA01" | b"NSR02" | b"NSR03" | b"TEA01" | b"BOOT2"))
}

pub(crate) fn open<'a>(bytes: &'a [u8], _hints: Hints<'_>) -> Box<dyn Container + 'a> {
    Box::new(Disc { bytes })
}

struct Disc<'a> {
    bytes: &'a [u8],
}

impl Container for Disc<'_> {
    fn labels(&self) -> Vec<Label> {
        Vec::new()
    }

    fn read(&mut self, out: &mut Members<'_, '_>) -> Result<(), Stop> {
        let is_udf = marks(self.bytes).any(|mark| matches!(&mark, b"NSR02" | b"NSR03"));
        let mut listing = Listing::default();
        if is_udf && udf::list(self.bytes, &mut listing).is_none() {
            listing.damaged = true;
        }
        if marks(self.bytes).any(|mark| mark == *b"CD001") {
            iso::list(self.bytes, &mut listing);
        }
        if listing.damaged {
            out.note(IncompleteReason::Damaged);
        }
        for file in &listing.files {
            let mut member = out.begin(&file.path)?;
            let mut source = Pieces::new(self.bytes, &file.pieces);
            out.fill(&mut member, &mut source, file.bytes);
            if (member.bytes().len() as u64) < file.bytes && !member.is_cut() {
                member.incomplete(IncompleteReason::Damaged);
            }
            out.finish(member)?;
        }
        if listing.cut {
            out.note(IncompleteReason::DecompressMaxFileCount);
        }
        Ok(())
    }
}

/// What is found; a file that two file systems share is listed once.
#[derive(Default)]
struct Listing {
    files: Vec<File>,
    known: std::collections::HashSet<(u64, u64)>,
    entries: usize,
    folder_bytes: u64,
    cut: bool,
    damaged: bool,
}

impl Listing {
    /// Counts an entry; `false` when there are too many.
    fn count(&mut self) -> bool {
        self.entries += 1;
        self.cut |= self.entries > ENTRIES_MAX;
        !self.cut
    }

    /// Counts what is read of a folder; `false` when it is too much.
    fn count_folder(&mut self, bytes: u64) -> bool {
        // An empty folder is looked up, too.
        self.folder_bytes = self.folder_bytes.saturating_add(bytes.max(SECTOR_BYTES as u64));
        self.cut |= self.folder_bytes > FOLDERS_MAX_BYTES;
        !self.cut
    }

    fn add(&mut self, file: File) {
        let place = (file.pieces.first().map_or(0, |piece| piece.0), file.bytes);
        if file.bytes == 0 || self.known.insert(place) {
            self.files.push(file);
        }
    }
}

/// Pieces one behind the other.
struct Pieces<'a> {
    bytes: &'a [u8],
    left: std::slice::Iter<'a, (u64, u64)>,
    rest: &'a [u8],
    unpacked_bytes: u64,
}

impl<'a> Pieces<'a> {
    fn new(bytes: &'a [u8], pieces: &'a [(u64, u64)]) -> Self {
        Self { bytes, left: pieces.iter(), rest: &[], unpacked_bytes: 0 }
    }
}

impl Source for Pieces<'_> {
    fn read(&mut self, out: &mut Vec<u8>, want: usize) -> Result<usize, Fault> {
        while self.rest.is_empty() {
            let Some((at, len)) = self.left.next() else { return Ok(0) };
            let at = usize::try_from(*at).unwrap_or(usize::MAX);
            self.rest = le::slice_upto(self.bytes, at, *len);
            // A piece that is not all there ends the file: what follows would be at the wrong place.
            if (self.rest.len() as u64) < *len {
                self.left = [].iter();
            }
        }
        let taken = self.rest.get(..want).unwrap_or(self.rest);
        out.extend_from_slice(taken);
        self.rest = self.rest.get(taken.len()..).unwrap_or_default();
        self.unpacked_bytes += taken.len() as u64;
        Ok(taken.len())
    }

    fn rest(&self) -> Option<&[u8]> {
        let mut left = self.left.clone();
        match (self.rest, left.next(), left.next()) {
            (rest, None, _) => Some(rest),
            ([], Some((at, len)), None) => {
                Some(le::slice_upto(self.bytes, usize::try_from(*at).unwrap_or(usize::MAX), *len))
            }
            _ => None,
        }
    }

    fn unpacked_bytes(&self) -> u64 {
        self.unpacked_bytes
    }

    fn packed_bytes(&self) -> u64 {
        self.bytes.len() as u64
    }
}
