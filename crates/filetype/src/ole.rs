//! OLE2 compound files ([MS-CFB]) and the formats that live in them.

use crate::{LabelSet, le, names};

const SIGNATURE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// Directory entries that are looked at.
const ENTRIES_MAX: usize = 4096;
const ENTRY_BYTES: usize = 128;
/// The first 109 sectors of the allocation table are listed in the header: enough for 7 MB, and the
/// directory lies early.
const HEADER_TABLES: usize = 109;

pub(crate) fn probe(bytes: &[u8], labels: &mut LabelSet) {
    if bytes.starts_with(SIGNATURE) {
        labels.add(names::OLE);
        if let Some(file) = Compound::open(bytes) {
            file.entries().for_each(|entry| entry.add_to(&file, labels));
        }
    }
}

/// The file's sectors.
struct Compound<'a> {
    bytes: &'a [u8],
    sector_bytes: usize,
    directory: u32,
}

impl<'a> Compound<'a> {
    fn open(bytes: &'a [u8]) -> Option<Self> {
        let shift = le::u16(bytes, 30)?;
        // 512 bytes, or 4096 in version 4; others exist in no writer.
        let sector_bytes = match shift {
            9 | 12 => 1_usize << shift,
            _ => return None,
        };
        Some(Self { bytes, sector_bytes, directory: le::u32(bytes, 48)? })
    }

    /// A sector's bytes, as many as there are.
    fn sector(&self, sector: u32) -> Option<&'a [u8]> {
        let at = le::index(sector).checked_add(1)?.checked_mul(self.sector_bytes)?;
        self.bytes.get(at..).map(|rest| le::head(rest, self.sector_bytes)).filter(|sector| !sector.is_empty())
    }

    /// The sector that follows in a chain.
    fn next(&self, sector: u32) -> Option<u32> {
        let per_table = self.sector_bytes / 4;
        let table = le::index(sector) / per_table;
        if table >= HEADER_TABLES {
            return None;
        }
        let table = self.sector(le::u32(self.bytes, 76 + table * 4)?)?;
        le::u32(table, le::index(sector) % per_table * 4)
    }

    fn entries(&self) -> impl Iterator<Item = Entry<'a>> + '_ {
        let sectors = std::iter::successors(Some(self.directory), |&sector| self.next(sector));
        sectors
            // A chain that bites its tail ends by the count.
            .take(ENTRIES_MAX / (self.sector_bytes / ENTRY_BYTES))
            .map_while(|sector| self.sector(sector))
            .flat_map(|sector| sector.chunks_exact(ENTRY_BYTES))
            .filter_map(Entry::read)
    }
}

/// One stream or storage.
struct Entry<'a> {
    name: String,
    raw: &'a [u8],
}

impl<'a> Entry<'a> {
    fn read(raw: &'a [u8]) -> Option<Self> {
        let len = usize::from(le::u16(raw, 64)?).min(64).saturating_sub(2);
        let units = raw.get(..len)?.chunks_exact(2).filter_map(|unit| le::u16(unit, 0));
        // 1 is a storage, 2 a stream, 5 the root.
        let used = matches!(raw.get(66), Some(1 | 2 | 5));
        used.then(|| Self { name: char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect(), raw })
    }

    fn add_to(&self, file: &Compound<'_>, labels: &mut LabelSet) {
        match self.name.as_str() {
            "WordDocument" => {
                labels.add(names::DOC);
                labels.add_if(self.is_encrypted_word(file).unwrap_or(false), names::ENCRYPTED);
            }
            "Workbook" | "Book" => {
                labels.add(names::XLS);
                labels.add_if(self.is_encrypted_excel(file).unwrap_or(false), names::ENCRYPTED);
            }
            "PowerPoint Document" => labels.add(names::PPT),
            "VisioDocument" => labels.add(names::VSD),
            "Quill" => labels.add(names::PUB),
            "HwpSummaryInformation" | "\u{5}HwpSummaryInformation" => labels.add(names::HWP),
            "EncryptedPackage" | "EncryptedSummary" => labels.add(names::ENCRYPTED),
            "__properties_version1.0" => labels.add(names::MSG),
            "_VBA_PROJECT" | "_VBA_PROJECT_CUR" | "VBA" | "Macros" => labels.add(names::MACRO),
            "\u{1}Ole10Native" | "ObjectPool" => labels.add(names::OLE_OBJECT),
            "Equation Native" => labels.add(names::EQUATION),
            // The class of MSI's root, and the letters into which it packs its tables' names.
            "Root Entry" => {
                labels.add_if(self.raw.get(80..96) == Some(&MSI_CLASS), names::MSI);
            }
            name if name.starts_with('\u{4840}') => labels.add(names::MSI),
            _ => {}
        }
    }

    /// The stream's first sector; `None` when it is so short that it lies elsewhere.
    fn start<'b>(&self, file: &Compound<'b>) -> Option<&'b [u8]> {
        const SHORT_BYTES: u32 = 4096;
        (le::u32(self.raw, 120)? >= SHORT_BYTES).then(|| file.sector(le::u32(self.raw, 116)?)).flatten()
    }

    /// `fEncrypted` in the file information block ([MS-DOC] 2.5.2).
    fn is_encrypted_word(&self, file: &Compound<'_>) -> Option<bool> {
        let start = self.start(file)?;
        Some(le::u16(start, 0)? == 0xa5ec && le::u16(start, 10)? & 0x100 != 0)
    }

    /// A `FilePass` record right behind the first one ([MS-XLS] 2.4.117).
    fn is_encrypted_excel(&self, file: &Compound<'_>) -> Option<bool> {
        const FILE_PASS: u16 = 0x2f;
        let start = self.start(file)?;
        let mut at = 0;
        for _ in 0..4 {
            if le::u16(start, at)? == FILE_PASS {
                return Some(true);
            }
            at += 4 + usize::from(le::u16(start, at + 2)?);
        }
        Some(false)
    }
}

/// {000C1084-0000-0000-C000-000000000046}
const MSI_CLASS: [u8; 16] = [0x84, 0x10, 0x0c, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46];
