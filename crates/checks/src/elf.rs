//! ELF programs: segments, entry point, interpreter (System V ABI, chapters 4 and 5).

use assay_findings::{Evidence, VirusType};

use crate::{Check, evidence, read};

/// The most segments that are looked at.
const SEGMENTS_MAX: usize = 64;
const LOAD: u32 = 1;
const INTERPRETER: u32 = 3;

const WRITABLE_CODE: Check = Check {
    rule: "check/elf-writable-code",
    family: "elf.memory",
    score: 20,
    virus_type: VirusType::Suspicious,
    en: "A segment of the program is both writable and executable.",
    zh: "程序存在同时可写且可执行的段。",
};
const PACKED: Check = Check {
    rule: "check/elf-packed",
    family: "elf.packed",
    score: 25,
    virus_type: VirusType::Suspicious,
    en: "The program has no sections and is random to the eye: it is packed.",
    zh: "程序没有节表且内容近似随机，应为加壳程序。",
};
const ENTRY_OUTSIDE: Check = Check {
    rule: "check/elf-entry-outside",
    family: "elf.entry",
    score: 30,
    virus_type: VirusType::Suspicious,
    en: "The program starts outside of its executable segments: its header was changed by hand.",
    zh: "程序入口不在可执行段内，文件头疑似被人工修改。",
};
const INTERPRETER_PLACE: Check = Check {
    rule: "check/elf-interpreter",
    family: "elf.interpreter",
    score: 55,
    virus_type: VirusType::Suspicious,
    en: "The program is loaded by a file in a folder that everybody can write to.",
    zh: "程序的加载器位于任何人可写的目录。",
};

pub(crate) fn check(bytes: &[u8], found: &mut Vec<Evidence>) {
    // Little-endian programs only: what is rare is not worth a second reader.
    let _ = look(bytes, found);
}

fn look(bytes: &[u8], found: &mut Vec<Evidence>) -> Option<()> {
    if !bytes.starts_with(b"\x7fELF") || bytes.get(5) != Some(&1) {
        return None;
    }
    let wide = *bytes.get(4)? == 2;
    // Programs and libraries, not objects and cores.
    if !matches!(read::u16(bytes, 16)?, 2 | 3) {
        return None;
    }
    let address = |at: usize| if wide { read::u64(bytes, at) } else { read::u32(bytes, at).map(u64::from) };
    let entry = address(24)?;
    let (table, size, count, sections) = if wide {
        (address(32)?, read::u16(bytes, 54)?, read::u16(bytes, 56)?, read::u16(bytes, 60)?)
    } else {
        (address(28)?, read::u16(bytes, 42)?, read::u16(bytes, 44)?, read::u16(bytes, 48)?)
    };
    let table = usize::try_from(table).ok()?;
    let (mut inside, mut loads, mut writable) = (false, 0, false);
    for index in 0..usize::from(count).min(SEGMENTS_MAX) {
        let at = table.checked_add(index.checked_mul(usize::from(size))?)?;
        let kind = read::u32(bytes, at)?;
        let (flags, offset, place, length, memory) = if wide {
            (
                read::u32(bytes, at + 4)?,
                address(at + 8)?,
                address(at + 16)?,
                address(at + 32)?,
                address(at + 40)?,
            )
        } else {
            (
                read::u32(bytes, at + 24)?,
                address(at + 4)?,
                address(at + 8)?,
                address(at + 16)?,
                address(at + 20)?,
            )
        };
        if kind == LOAD {
            loads += 1;
            writable |= flags & 3 == 3;
            inside |= flags & 1 != 0 && entry >= place && entry - place < memory;
        } else if kind == INTERPRETER {
            let start = usize::try_from(offset).ok()?;
            let path = bytes.get(start..start.checked_add(usize::try_from(length).ok()?.min(256))?)?;
            if [b"/tmp/".as_slice(), b"/dev/shm/", b"/var/tmp/"].iter().any(|place| path.starts_with(place)) {
                found.push(evidence(&INTERPRETER_PLACE, Vec::new()));
            }
        }
    }
    if loads == 0 {
        return None;
    }
    if writable {
        found.push(evidence(&WRITABLE_CODE, Vec::new()));
    }
    if entry != 0 && !inside {
        found.push(evidence(&ENTRY_OUTSIDE, Vec::new()));
    }
    if sections == 0 && bytes.len() >= 4096 && read::entropy(bytes) > 7.4 {
        found.push(evidence(&PACKED, Vec::new()));
    }
    Some(())
}
