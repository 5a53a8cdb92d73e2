//! Formats that a signature at a fixed place tells, and what their first header says of encryption.

use assay_findings::Label;
use memchr::memmem;

use crate::{LabelSet, le, names};

/// Where, what, and which: every line that fits counts.
const SIGNATURES: &[(usize, &[u8], Label)] = &[
    (0, b"\xfd7zXZ\0", names::XZ),
    (0, b"\x28\xb5\x2f\xfd", names::ZSTD),
    (0, b"\x04\x22\x4d\x18", names::LZ4),
    (0, b"LZIP\x01", names::LZIP),
    (0, b"\x1f\x9d", names::COMPRESS),
    (0, b"7z\xbc\xaf\x27\x1c", names::SEVEN_ZIP),
    (0, b"Rar!\x1a\x07", names::RAR),
    (0, b"RE\x7e\x5e", names::RAR),
    (0, b"MSCF\0\0\0\0", names::CAB),
    (7, b"**ACE**", names::ACE),
    (20, b"\xdc\xa7\xc4\xfd", names::ZOO),
    (0, b"070701", names::CPIO),
    (0, b"070702", names::CPIO),
    (0, b"070707", names::CPIO),
    (0, b"!<arch>\n", names::AR),
    (0, b"!<arch>\ndebian-binary", names::DEB),
    (0, b"\xed\xab\xee\xdb", names::RPM),
    (0, b"xar!\0\x1c", names::XAR),
    (0, b"ITSF\x03\0\0\0", names::CHM),
    (0, b"SZDD\x88\xf0\x27\x33", names::SZDD),
    (0, b"KWAJ\x88\xf0\x27\xd1", names::KWAJ),
    (8, b"\x19\x04\0\x10", names::SIS),
    (0, b"(This file must be converted with BinHex", names::BINHEX),
    (0, b"begin 644 ", names::UUENCODE),
    (0, b"begin-base64 ", names::UUENCODE),
    (0, b"=ybegin ", names::YENC),
    (0, b"MSWIM\0\0\0", names::WIM),
    (0x8001, b"CD001", names::ISO),
    // Alone, or behind the one or two sectors that describe the same disc as ISO 9660.
    (0x8001, b"BEA01", names::UDF),
    (0x9001, b"BEA01", names::UDF),
    (0x9801, b"BEA01", names::UDF),
    (0xa001, b"BEA01", names::UDF),
    (0, b"vhdxfile", names::VHDX),
    (0, b"hsqs", names::SQUASHFS),
    (0, b"Cr24", names::CRX),
    (0, b"dex\n03", names::DEX),
    (0, b"\0asm\x01\0\0\0", names::WASM),
    (0, b"\x4c\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0\x46", names::LNK),
    (0, b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3", names::ONENOTE),
    (0, b"\x78\x9f\x3e\x22", names::TNEF),
    (0, b"FWS", names::SWF),
    (0, b"CWS", names::SWF),
    (0, b"ZWS", names::SWF),
    (0, b"!BDN", names::PST),
    (0, b"SQLite format 3\0", names::SQLITE),
    (0, b"\xd4\xc3\xb2\xa1\x02\0", names::PCAP),
    (0, b"\xa1\xb2\xc3\xd4\0\x02", names::PCAP),
    (0, b"\x0a\x0d\x0d\x0a", names::PCAP),
];

pub(crate) fn probe(bytes: &[u8], labels: &mut LabelSet) {
    for (at, signature, label) in SIGNATURES {
        labels.add_if(bytes.get(*at..).is_some_and(|rest| rest.starts_with(signature)), label.clone());
    }
    labels.add_if(bytes.starts_with(&[0x1f, 0x8b, 8]), names::GZIP);
    labels.add_if(assay_archive::tar::starts(bytes), names::TAR);
    labels.add_if(is_bzip2(bytes), names::BZIP2);
    labels.add_if(is_lha(bytes), names::LHA);
    labels.add_if(is_arj(bytes), names::ARJ);
    labels.add_if(is_pyc(bytes), names::PYC);
    // Both of these describe themselves in their last sector.
    let trailer = le::tail(bytes, 512);
    labels.add_if(trailer.starts_with(b"koly\0\0\0\x04"), names::DMG);
    labels.add_if(trailer.starts_with(b"conectix"), names::VHD);
    labels.add_if(is_encrypted_7z(bytes) || is_encrypted_rar(bytes).unwrap_or(false), names::ENCRYPTED);
}

fn is_bzip2(bytes: &[u8]) -> bool {
    // Block magic is the digits of pi; an empty file has those of its square root instead.
    let block: Option<[u8; 6]> = le::array(bytes, 4);
    bytes.starts_with(b"BZh")
        && bytes.get(3).is_some_and(|level| (b'1'..=b'9').contains(level))
        && matches!(block, Some([0x31, 0x41, 0x59, 0x26, 0x53, 0x59] | [0x17, 0x72, 0x45, 0x38, 0x50, 0x90]))
}

fn is_lha(bytes: &[u8]) -> bool {
    let method: Option<[u8; 5]> = le::array(bytes, 2);
    matches!(method, Some([b'-', b'l', b'h' | b'z', b'0'..=b'9' | b'd' | b's', b'-']))
}

fn is_arj(bytes: &[u8]) -> bool {
    // Length of the basic header, then of its first part.
    bytes.starts_with(&[0x60, 0xea])
        && le::u16(bytes, 2).is_some_and(|len| (30..=2600).contains(&len))
        && bytes.get(4).is_some_and(|&len| (30..=48).contains(&len))
}

fn is_pyc(bytes: &[u8]) -> bool {
    // A version number and "\r\n", then a marshalled code object: behind 4, 8 or 12 bytes of header.
    bytes.get(2..4) == Some(b"\r\n")
        && le::u16(bytes, 0)
            .is_some_and(|version| (3000..=3700).contains(&version) || (20121..=62_300).contains(&version))
        && [8, 12, 16].iter().any(|&at| matches!(bytes.get(at), Some(b'c' | 0xe3)))
}

/// Whether a 7z's end header, or the header that packs it, names the AES codec 06F10701.
fn is_encrypted_7z(bytes: &[u8]) -> bool {
    if !bytes.starts_with(b"7z\xbc\xaf\x27\x1c") {
        return false;
    }
    let header = (|| {
        let at = usize::try_from(le::u64(bytes, 12)?).ok()?.checked_add(32)?;
        let len = usize::try_from(le::u64(bytes, 20)?).ok()?;
        Some(le::head(bytes.get(at..)?, len.min(1 << 20)))
    })();
    header.is_some_and(|header| memmem::find(header, b"\x06\xf1\x07\x01").is_some())
}

/// Whether a RAR's headers or its first member are encrypted.
fn is_encrypted_rar(bytes: &[u8]) -> Option<bool> {
    const V4: &[u8] = b"Rar!\x1a\x07\0";
    const V5: &[u8] = b"Rar!\x1a\x07\x01\0";
    if bytes.starts_with(V5) {
        // Check sum, length, type; type 4 is the encryption header.
        let (_, len_bytes) = vint(bytes, V5.len() + 4)?;
        let (kind, _) = vint(bytes, V5.len() + 4 + len_bytes)?;
        return Some(kind == 4);
    }
    if !bytes.starts_with(V4) {
        return None;
    }
    // The main header: check sum, type, flags, length; bit 7 says that what follows is encrypted.
    let main = V4.len();
    let flags = le::u16(bytes, main + 3)?;
    if flags & 0x80 != 0 {
        return Some(true);
    }
    let member = main + usize::from(le::u16(bytes, main + 5)?);
    Some(bytes.get(member + 2) == Some(&0x74) && le::u16(bytes, member + 3)? & 4 != 0)
}

/// RAR 5's numbers: seven bits a byte, lowest first. The number and the bytes that it took.
fn vint(bytes: &[u8], at: usize) -> Option<(u64, usize)> {
    let mut number = 0;
    for (index, &byte) in bytes.get(at..)?.iter().take(5).enumerate() {
        number |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((number, index + 1));
        }
    }
    None
}
