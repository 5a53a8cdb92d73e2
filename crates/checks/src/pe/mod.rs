//! Windows programs: sections, entry point, imports, resources, overlay (Microsoft, "PE Format").
//!
//! Packers for honest use look like those for dishonest use: the scores are so low that all of them
//! together stay below a verdict, and only something else tips the scale. A signed program is let be.

use assay_findings::{ByteRange, Evidence, VirusType};

mod image;
mod imports;
mod resources;
#[cfg(test)]
mod tests;

use image::{Directory, EXECUTE, Image, Section, WRITE};

use crate::{
    Check, evidence,
    hidden::{self, Disguise},
    read,
};

/// Functions that a program calls before it starts, of which so many are looked at.
const CALLBACKS_MAX: usize = 64;
/// What is more random is packed or encrypted, in bits a byte.
const PACKED_ENTROPY: f64 = 7.2;
const ENCRYPTED_ENTROPY: f64 = 7.9;
/// What a payload has at least.
const PAYLOAD_BYTES: usize = 8 << 10;
/// How packed files and pictures begin: they are opened and looked at by themselves.
const KNOWN_BEGINNINGS: [&[u8]; 14] = [
    b"PK\x03\x04",
    b"MSCF",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!",
    b"\x1f\x8b",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"OggS",
    b"ID3",
    b"BZh",
];

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

const ENTRY_LAST: Check = Check {
    rule: "check/pe-entry-last",
    family: "pe.entry",
    score: 30,
    virus_type: VirusType::Virus,
    en: "The program starts in its last section, behind its own code: something may have been put into it.",
    zh: "程序入口位于最后一个节，可能被植入了代码。",
};
const CALLBACK_OUTSIDE: Check = Check {
    rule: "check/pe-callback-outside",
    family: "pe.callback",
    score: 35,
    virus_type: VirusType::Suspicious,
    en: "A function that runs before the program starts lies outside of its code.",
    zh: "程序启动前执行的 TLS 回调位于代码节之外。",
};
const ONLY_LOADERS: Check = Check {
    rule: "check/pe-only-loaders",
    family: "pe.packed",
    score: 20,
    virus_type: VirusType::Suspicious,
    en: "The program imports only what loads other functions, and is random to the eye: it is packed.",
    zh: "程序仅导入用于加载其他函数的接口且内容近似随机，应为加壳程序。",
};
const HIDDEN_PROGRAM: Check = Check {
    rule: "check/pe-hidden-program",
    family: "pe.hidden",
    score: 72,
    virus_type: VirusType::Trojan,
    en: "The program hides another program in itself, every byte of it changed by the same key.",
    zh: "程序内藏有另一个经单字节异或加密的程序。",
};
const REVERSED_PROGRAM: Check = Check {
    rule: "check/pe-reversed-program",
    family: "pe.hidden",
    score: 72,
    virus_type: VirusType::Trojan,
    en: "The program hides another program in itself, written from its last byte to its first.",
    zh: "程序内藏有另一个按字节倒序存放的程序。",
};
const ENCRYPTED_RESOURCE: Check = Check {
    rule: "check/pe-encrypted-resource",
    family: "pe.payload",
    score: 25,
    virus_type: VirusType::Suspicious,
    en: "Most of the program is one encrypted resource.",
    zh: "程序的大部分内容是一个加密资源。",
};
const ENCRYPTED_OVERLAY: Check = Check {
    rule: "check/pe-encrypted-overlay",
    family: "pe.payload",
    score: 15,
    virus_type: VirusType::Suspicious,
    en: "Most of the program is encrypted data behind its end.",
    zh: "程序的大部分内容是附加在尾部的加密数据。",
};

pub(crate) fn check(bytes: &[u8], found: &mut Vec<Evidence>) {
    let Some(image) = Image::parse(bytes) else { return };
    // What a signature vouches for may be built as it likes; Windows checks it.
    if image.directory(Directory::Certificates).is_some() {
        return;
    }
    payloads(&image, found);
    if image.directory(Directory::DotNet).is_none() {
        entry(&image, found);
        memory(&image, found);
        packing(&image, found);
        callbacks(&image, found);
    }
}

/// Where the program starts.
fn entry(image: &Image<'_>, found: &mut Vec<Evidence>) {
    if image.entry == 0 || image.sections.is_empty() {
        return;
    }
    let Some(start) = image.section_of(image.entry) else {
        return found.push(evidence(&ENTRY_OUTSIDE, Vec::new()));
    };
    if start.flags & WRITE != 0 {
        found.push(evidence(&ENTRY_WRITABLE, range(start, image.bytes)));
    }
    let is_last = image.sections.iter().all(|section| section.address <= start.address);
    let has_code_before =
        image.sections.iter().any(|section| section.address < start.address && section.flags & EXECUTE != 0);
    if is_last && has_code_before {
        found.push(evidence(&ENTRY_LAST, range(start, image.bytes)));
    }
}

/// Memory that can be written and run.
fn memory(image: &Image<'_>, found: &mut Vec<Evidence>) {
    let both = |section: &&Section| section.flags & WRITE != 0 && section.flags & EXECUTE != 0;
    if let Some(section) = image.sections.iter().find(both) {
        found.push(evidence(&WRITABLE_CODE, range(section, image.bytes)));
    }
}

/// Code that only shows when it runs.
fn packing(image: &Image<'_>, found: &mut Vec<Evidence>) {
    let random = |section: &Section| {
        section
            .content(image.bytes)
            .is_some_and(|content| content.len() >= 4096 && read::entropy(content) > PACKED_ENTROPY)
    };
    match imports::read(image) {
        None => {
            if let Some(section) = image.section_of(image.entry).filter(|section| random(section)) {
                found.push(evidence(&NO_IMPORTS, range(section, image.bytes)));
            }
        }
        Some(imports)
            if imports.count <= 12 && imports.loaders >= 2 && imports.loaders * 2 >= imports.count =>
        {
            if let Some(section) = image.sections.iter().find(|section| random(section)) {
                found.push(evidence(&ONLY_LOADERS, range(section, image.bytes)));
            }
        }
        Some(_) => {}
    }
}

/// What runs before the program starts: callbacks for its threads' own storage.
fn callbacks(image: &Image<'_>, found: &mut Vec<Evidence>) {
    if is_callback_outside(image).unwrap_or(false) {
        found.push(evidence(&CALLBACK_OUTSIDE, Vec::new()));
    }
}

/// Whether a callback lies in no section that may run; `None` where there are none.
fn is_callback_outside(image: &Image<'_>) -> Option<bool> {
    let pointer = |at: usize| {
        if image.wide { read::u64(image.bytes, at) } else { read::u32(image.bytes, at).map(u64::from) }
    };
    let step = if image.wide { 8 } else { 4 };
    let table = image.offset(image.directory(Directory::Tls)?.0)?;
    let mut at = image.offset(image.relative(pointer(table.checked_add(step * 3)?)?)?)?;
    for _ in 0..CALLBACKS_MAX {
        let callback = pointer(at)?;
        if callback == 0 {
            break;
        }
        let section = image.relative(callback).and_then(|address| image.section_of(address));
        if section.is_none_or(|section| section.flags & EXECUTE == 0) {
            return Some(true);
        }
        at = at.checked_add(step)?;
    }
    Some(false)
}

/// What the program carries: in its resources, and behind its end.
fn payloads(image: &Image<'_>, found: &mut Vec<Evidence>) {
    let mut largest: Option<resources::Resource<'_>> = None;
    for resource in resources::read(image) {
        hidden_program(resource.at, resource.content, found);
        if largest.as_ref().is_none_or(|largest| resource.content.len() > largest.content.len()) {
            largest = Some(resource);
        }
    }
    if let Some(largest) = largest.filter(|largest| is_encrypted_payload(largest.content, image.bytes)) {
        found.push(evidence(&ENCRYPTED_RESOURCE, place(largest.at, largest.content)));
    }
    let Some((at, overlay)) = image.overlay() else { return };
    hidden_program(at, overlay, found);
    if overlay.starts_with(b"MZ")
        && read::u32(overlay, 0x3c).map(read::index).and_then(|at| read::array(overlay, at))
            == Some(*b"PE\0\0")
    {
        found.push(evidence(&OVERLAY_PROGRAM, place(at, overlay)));
    } else if is_encrypted_payload(overlay, image.bytes) {
        found.push(evidence(&ENCRYPTED_OVERLAY, place(at, overlay)));
    }
}

fn hidden_program(at: usize, content: &[u8], found: &mut Vec<Evidence>) {
    match hidden::program(content) {
        Some(Disguise::Key(_)) => found.push(evidence(&HIDDEN_PROGRAM, place(at, content))),
        Some(Disguise::Reversed) => found.push(evidence(&REVERSED_PROGRAM, place(at, content))),
        None => {}
    }
}

/// Whether this is most of the file, random, and nothing that is known.
fn is_encrypted_payload(content: &[u8], file: &[u8]) -> bool {
    content.len() >= PAYLOAD_BYTES
        && content.len() > file.len() / 2
        && !KNOWN_BEGINNINGS.iter().any(|known| content.starts_with(known))
        && read::entropy(content) > ENCRYPTED_ENTROPY
}

/// The beginning of something within the file.
fn place(at: usize, content: &[u8]) -> Vec<ByteRange> {
    let start = at as u64;
    vec![ByteRange { start, end: start + content.len().min(64) as u64 }]
}

/// The beginning of a section, as far as it is in the file.
fn range(section: &Section, bytes: &[u8]) -> Vec<ByteRange> {
    let Some(content) = section.content(bytes).filter(|content| !content.is_empty()) else {
        return Vec::new();
    };
    let start = section.raw as u64;
    vec![ByteRange { start, end: start + content.len().min(256) as u64 }]
}
