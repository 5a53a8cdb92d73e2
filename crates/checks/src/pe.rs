//! Windows programs: sections, entry point, imports, overlay (Microsoft, "PE Format").
//!
//! Packers for honest use look like those for dishonest use: the scores are so low that all of them
//! together stay below a verdict, and only something else tips the scale. A signed program is let be.

use assay_findings::{ByteRange, Evidence, VirusType};

use crate::{Check, evidence, read};

/// Windows loads no more sections.
const SECTIONS_MAX: usize = 96;
const EXECUTE: u32 = 0x2000_0000;
const WRITE: u32 = 0x8000_0000;
/// Data directories: imports, certificates, .NET.
const IMPORTS: usize = 1;
const CERTIFICATES: usize = 4;
const DOTNET: usize = 14;

const ENTRY_WRITABLE: Check = Check {
    rule: "check/pe-entry-writable",
    family: "pe.entry",
    score: 25,
    virus_type: VirusType::Suspicious,
    en: "The program starts in a section that it can overwrite: it unpacks or changes itself.",
    zh: "程序入口位于可写节，表明它会自解压或修改自身代码。",
};
const ENTRY_OUTSIDE: Check = Check {
    rule: "check/pe-entry-outside",
    family: "pe.entry",
    score: 35,
    virus_type: VirusType::Suspicious,
    en: "The program starts outside of its own sections, as no compiler builds it.",
    zh: "程序入口不在任何节内，编译器不会生成这样的文件。",
};
const WRITABLE_CODE: Check = Check {
    rule: "check/pe-writable-code",
    family: "pe.memory",
    score: 15,
    virus_type: VirusType::Suspicious,
    en: "A section of the program is both writable and executable.",
    zh: "程序存在同时可写且可执行的节。",
};
const NO_IMPORTS: Check = Check {
    rule: "check/pe-no-imports",
    family: "pe.packed",
    score: 20,
    virus_type: VirusType::Suspicious,
    en: "The program imports nothing, and its code is random to the eye: it is packed.",
    zh: "程序没有导入表且代码近似随机，应为加壳程序。",
};
const OVERLAY_PROGRAM: Check = Check {
    rule: "check/pe-overlay-program",
    family: "pe.overlay",
    score: 15,
    virus_type: VirusType::Suspicious,
    en: "Another program is appended to the program.",
    zh: "程序尾部附加了另一个可执行程序。",
};

struct Section {
    address: u32,
    size: u32,
    raw: usize,
    raw_size: usize,
    flags: u32,
}

pub(crate) fn check(bytes: &[u8], found: &mut Vec<Evidence>) {
    // What cannot be read says nothing.
    let _ = look(bytes, found);
}

fn look(bytes: &[u8], found: &mut Vec<Evidence>) -> Option<()> {
    if !bytes.starts_with(b"MZ") {
        return None;
    }
    let header = read::index(read::u32(bytes, 0x3c)?);
    if read::array(bytes, header)? != *b"PE\0\0" {
        return None;
    }
    let count = usize::from(read::u16(bytes, header.checked_add(6)?)?).min(SECTIONS_MAX);
    let optional = header.checked_add(24)?;
    let optional_size = usize::from(read::u16(bytes, header + 20)?);
    let directories = optional.checked_add(match read::u16(bytes, optional)? {
        0x10b => 96,
        0x20b => 112,
        _ => return None,
    })?;
    let entry = read::u32(bytes, optional.checked_add(16)?)?;
    let directory = |index: usize| {
        let at = directories.checked_add(index * 8)?;
        (at + 8 <= optional + optional_size).then(|| read::u32(bytes, at).zip(read::u32(bytes, at + 4)))?
    };
    let has = |index: usize| directory(index).is_some_and(|(address, size)| address != 0 && size != 0);
    if has(CERTIFICATES) || has(DOTNET) {
        return None;
    }
    let table = optional.checked_add(optional_size)?;
    let sections: Vec<Section> =
        (0..count).map_while(|index| section(bytes, table.checked_add(index * 40)?)).collect();
    let inside = |section: &&Section| {
        entry >= section.address
            && entry - section.address < section.size.max(u32::try_from(section.raw_size).unwrap_or(0))
    };
    let start = sections.iter().find(inside);
    if entry != 0 && !sections.is_empty() {
        match start {
            None => found.push(evidence(&ENTRY_OUTSIDE, Vec::new())),
            Some(section) if section.flags & WRITE != 0 => {
                found.push(evidence(&ENTRY_WRITABLE, range(section)));
            }
            Some(_) => {}
        }
    }
    if let Some(section) =
        sections.iter().find(|section| section.flags & WRITE != 0 && section.flags & EXECUTE != 0)
    {
        found.push(evidence(&WRITABLE_CODE, range(section)));
    }
    if !has(IMPORTS)
        && let Some(section) = start
        && let Some(code) = bytes.get(section.raw..section.raw.saturating_add(section.raw_size))
        && code.len() >= 4096
        && read::entropy(code) > 7.2
    {
        found.push(evidence(&NO_IMPORTS, range(section)));
    }
    let end = sections.iter().map(|section| section.raw.saturating_add(section.raw_size)).max()?;
    let overlay = bytes.get(end..)?;
    if overlay.starts_with(b"MZ")
        && read::u32(overlay, 0x3c).map(read::index).and_then(|at| read::array(overlay, at))
            == Some(*b"PE\0\0")
    {
        let range = ByteRange { start: end as u64, end: end as u64 + 64 };
        found.push(evidence(&OVERLAY_PROGRAM, vec![range]));
    }
    Some(())
}

fn section(bytes: &[u8], at: usize) -> Option<Section> {
    Some(Section {
        size: read::u32(bytes, at.checked_add(8)?)?,
        address: read::u32(bytes, at + 12)?,
        raw_size: read::index(read::u32(bytes, at + 16)?),
        raw: read::index(read::u32(bytes, at + 20)?),
        flags: read::u32(bytes, at + 36)?,
    })
}

fn range(section: &Section) -> Vec<ByteRange> {
    if section.raw_size == 0 {
        return Vec::new();
    }
    let start = section.raw as u64;
    vec![ByteRange { start, end: start + section.raw_size.min(256) as u64 }]
}
