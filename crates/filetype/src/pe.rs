//! Windows programs: MZ, and the PE behind it (Microsoft, "PE Format").

use assay_findings::Label;
use memchr::memmem;

use crate::{LabelSet, le, names, sfx};

/// Windows loads no more than 96 sections.
const SECTIONS_MAX: u16 = 96;
const SECTION_BYTES: usize = 40;

/// Section names that packers leave, by their beginnings.
const PACKERS: &[(&[u8], Label)] = &[
    (b"UPX", names::UPX),
    (b".aspack", names::ASPACK),
    (b".adata", names::ASPACK),
    (b"ASPack", names::ASPACK),
    (b".themida", names::THEMIDA),
    (b"Themida", names::THEMIDA),
    (b".winlice", names::THEMIDA),
    (b"WinLicen", names::THEMIDA),
    (b".vmp", names::VMPROTECT),
    (b"VMProtec", names::VMPROTECT),
    (b".MPRESS", names::MPRESS),
    (b"PEC2", names::PECOMPACT),
    (b"pec1", names::PECOMPACT),
    (b"pec2", names::PECOMPACT),
    (b"PECompac", names::PECOMPACT),
    (b".petite", names::PETITE),
    (b"petite", names::PETITE),
    (b".nsp", names::NSPACK),
    (b"nsp0", names::NSPACK),
    (b"nsp1", names::NSPACK),
    (b"FSG!", names::FSG),
    (b".enigma", names::ENIGMA),
    (b"MEW", names::MEW),
    (b".Upack", names::UPACK),
    (b".ByDwing", names::UPACK),
    (b"kkrunchy", names::KKRUNCHY),
    (b".svkp", names::PACKED),
    (b".perplex", names::PACKED),
    (b".yP", names::PACKED),
    (b"BitArts", names::PACKED),
    (b"DAStub", names::PACKED),
    (b".boom", names::PACKED),
    (b".ccg", names::PACKED),
    (b"RLPack", names::PACKED),
    (b".RLPack", names::PACKED),
    (b".packed", names::PACKED),
    (b".taz", names::PACKED),
    (b".WWPACK", names::PACKED),
    (b".wwp32", names::PACKED),
    (b".y0da", names::PACKED),
    (b".spack", names::PACKED),
];

pub(crate) fn probe(bytes: &[u8], labels: &mut LabelSet) {
    if !bytes.starts_with(b"MZ") && !bytes.starts_with(b"ZM") {
        return;
    }
    let header = le::u32(bytes, 0x3c).map(le::index);
    let signature = header.and_then(|at| le::array::<4>(bytes, at));
    match signature {
        Some([b'P', b'E', 0, 0]) if read(bytes, header.unwrap_or(0), labels).is_some() => {}
        Some([b'N', b'E', ..]) => labels.add(names::NE),
        Some([b'L', b'E' | b'X', ..]) => labels.add(names::LE),
        // Two letters alone are not a program: the header's own numbers must fit as well.
        _ if is_dos(bytes) => labels.add(names::DOS),
        _ => {}
    }
}

/// Whether the old header describes a program that lies within the bytes.
fn is_dos(bytes: &[u8]) -> bool {
    let (Some(last), Some(pages), Some(paragraphs)) =
        (le::u16(bytes, 2), le::u16(bytes, 4), le::u16(bytes, 8))
    else {
        return false;
    };
    let len = usize::from(pages) * 512;
    let header = usize::from(paragraphs) * 16;
    last < 512 && pages > 0 && header >= 28 && header <= len && len <= bytes.len() + 512
}

/// Reads the PE at `at`; `None` when what must be there is not.
fn read(bytes: &[u8], at: usize, labels: &mut LabelSet) -> Option<()> {
    const DLL: u16 = 0x2000;
    let coff = at + 4;
    let machine = le::u16(bytes, coff)?;
    let section_count = le::u16(bytes, coff + 2)?.min(SECTIONS_MAX);
    let optional_len = usize::from(le::u16(bytes, coff + 16)?);
    let characteristics = le::u16(bytes, coff + 18)?;
    let optional = coff + 20;
    let (format, directories) = match le::u16(bytes, optional)? {
        0x10b => (names::PE32, optional + 96),
        0x20b => (names::PE32_PLUS, optional + 112),
        _ => return None,
    };
    labels.add(format);
    labels.add_if(characteristics & DLL != 0, names::DLL);
    if let Some(machine) = machine_label(machine) {
        labels.add(machine);
    }
    match le::u16(bytes, optional + 68) {
        Some(1) => labels.add(names::DRIVER),
        Some(10..=13) => labels.add(names::EFI),
        _ => {}
    }
    let directory_count = le::u32(bytes, directories - 4).unwrap_or(0);
    let directory = |index: u32| -> Option<(u32, u32)> {
        let at = directories + le::index(index) * 8;
        let pair = (le::u32(bytes, at)?, le::u32(bytes, at + 4)?);
        (index < directory_count && pair.0 != 0 && pair.1 != 0).then_some(pair)
    };
    labels.add_if(directory(14).is_some(), names::DOTNET);
    let certificates = directory(4);
    labels.add_if(certificates.is_some(), names::SIGNED);

    let sections = optional + optional_len;
    let mut end = sections;
    for index in 0..usize::from(section_count) {
        let section = sections + index * SECTION_BYTES;
        let Some(name) = le::array::<8>(bytes, section) else { break };
        let raw_len = le::index(le::u32(bytes, section + 16).unwrap_or(0));
        let raw_at = le::index(le::u32(bytes, section + 20).unwrap_or(0));
        if raw_len > 0 {
            end = end.max(raw_at.saturating_add(raw_len));
        }
        packer(name, labels);
    }
    // UPX leaves its mark even when its sections are renamed.
    if memmem::find(le::head(bytes, 4096), b"UPX!").is_some() {
        labels.add(names::UPX);
        labels.add(names::PACKED);
    }
    sfx::probe(bytes, overlay(bytes, end, certificates), labels);
    Some(())
}

fn packer(name: [u8; 8], labels: &mut LabelSet) {
    if let Some((_, packer)) = PACKERS.iter().find(|(prefix, _)| name.starts_with(prefix)) {
        labels.add(packer.clone());
        labels.add(names::PACKED);
    }
}

/// Where the bytes behind the last section begin, if they are not just the certificates, whose
/// directory alone counts from the file's beginning.
fn overlay(bytes: &[u8], end: usize, certificates: Option<(u32, u32)>) -> Option<usize> {
    let mut start = end;
    if let Some((at, len)) = certificates {
        let (at, len) = (le::index(at), le::index(len));
        // Certificates lie on a multiple of 8.
        if at >= start && at - start < 8 {
            start = at.saturating_add(len);
        }
    }
    (start < bytes.len()).then_some(start)
}

fn machine_label(machine: u16) -> Option<Label> {
    Some(match machine {
        0x14c => names::X86,
        0x8664 => names::X86_64,
        0x1c0 | 0x1c2 | 0x1c4 => names::ARM,
        0xaa64 => names::ARM64,
        0x5032 | 0x5064 => names::RISC_V,
        0x162 | 0x166 | 0x168 | 0x169 | 0x266 | 0x366 | 0x466 => names::MIPS,
        0x1f0 | 0x1f1 => names::POWERPC,
        _ => return None,
    })
}
