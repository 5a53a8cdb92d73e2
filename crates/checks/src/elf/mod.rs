//! ELF programs: segments, entry point, interpreter, what a library puts in the place of the system's own.

mod image;
#[cfg(test)]
mod tests;

use assay_findings::{Evidence, VirusType};

use image::{INTERPRETER, Image, LOAD};

use crate::{Check, evidence, read};

/// What is smaller holds a few hundred instructions only.
const TINY_BYTES: usize = 4096;
/// The functions by which files and processes are listed. Who replaces them decides what is seen.
const LISTS: [&[u8]; 4] = [b"readdir", b"readdir64", b"readdir_r", b"readdir64_r"];
/// The functions by which files are found and opened.
const OPENS: [&[u8]; 14] = [
    b"fopen",
    b"fopen64",
    b"open",
    b"open64",
    b"openat",
    b"stat",
    b"lstat",
    b"__xstat",
    b"__lxstat",
    b"access",
    b"unlink",
    b"unlinkat",
    b"rmdir",
    b"opendir",
];
/// The functions by which users come in, and programs start: hooks of an intruder who wants to come back.
const DOORS: [&[u8]; 10] = [
    b"accept",
    b"accept4",
    b"execve",
    b"pam_authenticate",
    b"pam_acct_mgmt",
    b"pam_open_session",
    b"pcap_loop",
    b"getpwnam",
    b"getpwnam_r",
    b"syslog",
];

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

const ENTRY_BESIDE_CODE: Check = Check {
    rule: "check/elf-entry-beside-code",
    family: "elf.entry",
    score: 62,
    virus_type: VirusType::Virus,
    en: "The program starts in code that belongs to none of its sections: it was put in after the program was built.",
    zh: "程序入口不属于任何代码节，代码是在程序生成之后被植入的。",
};
const TINY: Check = Check {
    rule: "check/elf-tiny",
    family: "elf.tiny",
    score: 55,
    virus_type: VirusType::Backdoor,
    en: "The program is a few bytes of machine code in one segment that can be written and run, as attack tools make them.",
    zh: "程序仅为一小段机器码，且位于可写可执行的单一段内，符合攻击工具生成的特征。",
};
const REPLACES_LISTING: Check = Check {
    rule: "check/elf-replaces-listing",
    family: "rootkit.user",
    score: 45,
    virus_type: VirusType::Rootkit,
    en: "The library puts functions of its own in the place of those that list files and processes.",
    zh: "该库用自身函数替换系统的文件与进程列举函数。",
};
const REPLACES_LISTING_AND_DOORS: Check = Check {
    rule: "check/elf-replaces-listing-and-doors",
    family: "rootkit.user",
    score: 78,
    virus_type: VirusType::Rootkit,
    en: "The library puts functions of its own in the place of those that list files, open them, and let users in.",
    zh: "该库替换了系统的文件列举、打开及登录函数，可用于隐藏自身并留下后门。",
};

const SHELL_AT_DOOR: Check = Check {
    rule: "check/elf-shell-at-door",
    family: "rootkit.user",
    score: 66,
    virus_type: VirusType::Backdoor,
    en: "The library puts a function of its own in the place of the one that takes connections, and can start programs there.",
    zh: "该库替换系统的接受连接函数，并可在连接上启动程序。",
};

pub(crate) fn check(bytes: &[u8], found: &mut Vec<Evidence>) {
    let Some(image) = Image::parse(bytes) else { return };
    let loads = || image.segments.iter().filter(|segment| segment.kind == LOAD);
    if loads().next().is_none() {
        return;
    }
    interpreter(&image, bytes, found);
    let is_writable_code = loads().any(|segment| segment.flags & 3 == 3);
    if is_writable_code {
        found.push(evidence(&WRITABLE_CODE, Vec::new()));
    }
    let inside = loads().any(|segment| {
        let distance = image.entry.checked_sub(segment.address);
        segment.flags & 1 != 0 && distance.is_some_and(|distance| distance < segment.memory)
    });
    if image.entry != 0 && !inside {
        found.push(evidence(&ENTRY_OUTSIDE, Vec::new()));
    } else if image.entry != 0 && image.is_in_code_section(image.entry) == Some(false) {
        found.push(evidence(&ENTRY_BESIDE_CODE, Vec::new()));
    }
    if !image.has_sections() {
        if bytes.len() >= TINY_BYTES && read::entropy(bytes) > 7.4 {
            found.push(evidence(&PACKED, Vec::new()));
        } else if bytes.len() < TINY_BYTES && is_writable_code && image.segments.len() == 1 {
            found.push(evidence(&TINY, Vec::new()));
        }
    }
    replaced(&image, found);
}

/// A loader of the program's own, where everybody can put one.
fn interpreter(image: &Image<'_>, bytes: &[u8], found: &mut Vec<Evidence>) {
    let path = image.segments.iter().find(|segment| segment.kind == INTERPRETER).and_then(|segment| {
        let start = usize::try_from(segment.offset).ok()?;
        bytes.get(start..start.checked_add(usize::try_from(segment.length).ok()?.min(256))?)
    });
    let Some(path) = path else { return };
    if [b"/tmp/".as_slice(), b"/dev/shm/", b"/var/tmp/"].iter().any(|place| path.starts_with(place)) {
        found.push(evidence(&INTERPRETER_PLACE, Vec::new()));
    }
}

/// A library that, loaded before all others, answers in their place and looks up the real functions behind it.
fn replaced(image: &Image<'_>, found: &mut Vec<Evidence>) {
    let (mut looks_up, mut lists, mut opens, mut doors, mut defined) = (false, 0, 0, 0, 0);
    let (mut accepts, mut starts, mut redirects) = (false, false, false);
    let read = image.symbols(&mut |name, is_defined| {
        if is_defined {
            defined += 1;
            lists += usize::from(LISTS.contains(&name));
            opens += usize::from(OPENS.contains(&name));
            doors += usize::from(DOORS.contains(&name));
            accepts |= matches!(name, b"accept" | b"accept4");
        } else {
            looks_up |= name == b"dlsym";
            starts |= name.starts_with(b"exec");
            redirects |= name == b"dup2";
        }
    });
    // Libraries of C, and tools that watch all of a program, define some hundreds.
    if read.is_none() || !looks_up || defined > 300 {
        return;
    }
    if lists == 0 {
        if accepts && starts && redirects {
            found.push(evidence(&SHELL_AT_DOOR, Vec::new()));
        }
        return;
    }
    if opens > 1 && doors > 0 {
        found.push(evidence(&REPLACES_LISTING_AND_DOORS, Vec::new()));
    } else {
        found.push(evidence(&REPLACES_LISTING, Vec::new()));
    }
}
