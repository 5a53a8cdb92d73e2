//! What lies behind an executable: an archive that it unpacks, an installer's data, or anything.

use assay_archive::zip::Directory;
use assay_findings::Label;
use memchr::memmem;

use crate::{LabelSet, le, names};

/// How far into the overlay an archive's signature is looked for: 7-Zip puts its settings first.
const SEARCH_BYTES: usize = 4096;

/// Signatures that are long enough to mean something wherever they are.
const SIGNATURES: &[(&[u8], Label)] = &[
    (b"Rar!\x1a\x07", names::RAR),
    (b"7z\xbc\xaf\x27\x1c", names::SEVEN_ZIP),
    (b"MSCF\0\0\0\0", names::CAB),
    (b"**ACE**", names::ACE),
    (b"BZh91AY&SY", names::BZIP2),
    (b"\xfd7zXZ\0", names::XZ),
    (b"PK\x03\x04", names::ZIP),
    (b"\x1f\x8b\x08\0", names::GZIP),
    // PyInstaller's cookie ends its archive; Inno's loader marks its data.
    (b"\xef\xbe\xad\xdeNullsoftInst", names::NSIS),
    (b"zlb\x1a", names::INNO_SETUP),
    (b"idska32\x1a", names::INNO_SETUP),
    (b"rDlPtS", names::INNO_SETUP),
    (b"\xa3\x48\x4b\xbe\x98\x6c\x4a\xa9\x99\x4c\x53\x0a\x86\xd6\x48\x7d", names::AUTOIT),
];

/// Adds what the bytes from `overlay` on are, for an executable that ends there.
pub(crate) fn probe(bytes: &[u8], overlay: Option<usize>, labels: &mut LabelSet) {
    // A zip is read from its end, so that it counts wherever it begins.
    let mut unpacks = Directory::find(bytes).is_some_and(|directory| directory.entries().next().is_some());
    labels.add_if(unpacks, names::ZIP);
    if memmem::find(le::tail(bytes, SEARCH_BYTES), b"MEI\x0c\x0b\x0a\x0b\x0e").is_some() {
        labels.add(names::PYINSTALLER);
        unpacks = true;
    }
    if let Some(rest) = overlay.and_then(|overlay| bytes.get(overlay..)).filter(|rest| !rest.is_empty()) {
        labels.add(names::OVERLAY);
        let searched = le::head(rest, SEARCH_BYTES);
        for (signature, label) in SIGNATURES {
            if memmem::find(searched, signature).is_some() {
                labels.add(label.clone());
                unpacks = true;
            }
        }
    }
    labels.add_if(unpacks, names::SFX);
}
