//! Programs put together by hand: a header, sections, and what is in them.

use proptest::prelude::*;

use super::*;

const CODE: u32 = 0x6000_0020;
const DATA: u32 = 0xc000_0040;
const BOTH: u32 = CODE | DATA;
/// Where the table of directories lies.
const DIRECTORIES: usize = 0x80 + 24 + 112;

fn put(bytes: &mut [u8], at: usize, value: &[u8]) {
    bytes[at..at + value.len()].copy_from_slice(value);
}

fn number(bytes: &mut [u8], at: usize, value: u32) {
    put(bytes, at, &value.to_le_bytes());
}

/// A program of 64 bits with these sections, one behind the other in the file from 0x400 on, and in memory from 0x1000
/// on, 64 KiB apart.
fn program(entry: u32, sections: &[(u32, &[u8])]) -> Vec<u8> {
    let mut bytes = vec![0; 0x400];
    put(&mut bytes, 0, b"MZ");
    number(&mut bytes, 0x3c, 0x80);
    put(&mut bytes, 0x80, b"PE\0\0");
    put(&mut bytes, 0x86, &u16::try_from(sections.len()).expect("few").to_le_bytes());
    put(&mut bytes, 0x94, &240_u16.to_le_bytes());
    put(&mut bytes, 0x98, &0x20b_u16.to_le_bytes());
    number(&mut bytes, 0x98 + 16, entry);
    number(&mut bytes, 0x98 + 24, 0x40_0000);
    for (index, (flags, content)) in sections.iter().enumerate() {
        let at = 0x98 + 240 + index * 40;
        let size = u32::try_from(content.len()).expect("short");
        let raw = u32::try_from(bytes.len()).expect("short");
        number(&mut bytes, at + 8, size);
        number(&mut bytes, at + 12, 0x1000 + 0x1_0000 * u32::try_from(index).expect("few"));
        number(&mut bytes, at + 16, size);
        number(&mut bytes, at + 20, raw);
        number(&mut bytes, at + 36, *flags);
        bytes.extend_from_slice(content);
    }
    bytes
}

fn directory(bytes: &mut [u8], which: Directory, address: u32, size: u32) {
    number(bytes, DIRECTORIES + which as usize * 8, address);
    number(bytes, DIRECTORIES + which as usize * 8 + 4, size);
}

fn rules(bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    check(bytes, &mut found);
    for item in &found {
        assert!(item.ranges.iter().all(|range| range.end <= bytes.len() as u64), "{}", item.rule);
    }
    found.into_iter().map(|item| item.rule).collect()
}

/// Bytes that nothing can pack: a generator's (Marsaglia's xorshift).
fn random(len: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_u32;
    let next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_le_bytes()[1]
    };
    std::iter::repeat_with(next).take(len).collect()
}

/// The resources of one file, in a section at 0x11000.
fn resources(content: &[u8]) -> Vec<u8> {
    let mut section = vec![0; 0x100];
    for (folder, next) in [(0, 0x20 | 0x8000_0000), (0x20, 0x40 | 0x8000_0000), (0x40, 0x60)] {
        put(&mut section, folder + 14, &1_u16.to_le_bytes());
        number(&mut section, folder + 20, next);
    }
    number(&mut section, 0x60, 0x1_1100);
    number(&mut section, 0x64, u32::try_from(content.len()).expect("short"));
    section.extend_from_slice(content);
    section
}

fn with_resource(content: &[u8]) -> Vec<u8> {
    let mut bytes = program(0x1000, &[(CODE, &[0x90; 512]), (0x4000_0040, &resources(content))]);
    directory(&mut bytes, Directory::Resources, 0x1_1000, 0x100);
    bytes
}

#[test]
fn a_program_as_compilers_make_it_says_nothing() {
    assert_eq!(rules(&program(0x1000, &[(CODE, &[0x90; 512]), (DATA, &[0; 512])])), [""; 0]);
    assert_eq!(rules(b"MZ"), [""; 0]);
}

#[test]
fn the_entry_tells_what_was_done_to_a_program() {
    assert_eq!(rules(&program(0x9_0000, &[(CODE, &[0x90; 512])])), ["check/pe-entry-outside"]);
    assert_eq!(
        rules(&program(0x1000, &[(BOTH, &[0x90; 512]), (DATA, &[0; 512])])),
        ["check/pe-entry-writable", "check/pe-writable-code"]
    );
    assert_eq!(
        rules(&program(0x1_1000, &[(CODE, &[0x90; 512]), (CODE, &[0x90; 512])])),
        ["check/pe-entry-last"]
    );
}

#[test]
fn packed_programs_are_told_by_what_they_import() {
    assert_eq!(rules(&program(0x1000, &[(CODE, &random(8192))])), ["check/pe-no-imports"]);
    // One library of which two functions are named, both of which load others.
    let mut imports = vec![0; 0x100];
    number(&mut imports, 0, 0x1_1040);
    number(&mut imports, 16, 0x1_1040);
    number(&mut imports, 0x40, 0x1_1060);
    number(&mut imports, 0x48, 0x1_1080);
    put(&mut imports, 0x62, b"LoadLibraryA\0");
    put(&mut imports, 0x82, b"GetProcAddress\0");
    let mut bytes = program(0x1000, &[(CODE, &random(8192)), (DATA, &imports)]);
    directory(&mut bytes, Directory::Imports, 0x1_1000, 40);
    assert_eq!(rules(&bytes), ["check/pe-only-loaders"]);
}

#[test]
fn a_callback_belongs_into_the_code() {
    let mut table = vec![0; 0x80];
    put(&mut table, 24, &0x41_1040_u64.to_le_bytes());
    put(&mut table, 0x40, &0x40_1010_u64.to_le_bytes());
    let with = |table: &[u8]| {
        let mut bytes = program(0x1000, &[(CODE, &[0x90; 512]), (DATA, table)]);
        directory(&mut bytes, Directory::Tls, 0x1_1000, 40);
        rules(&bytes)
    };
    assert_eq!(with(&table), [""; 0]);
    put(&mut table, 0x40, &0x41_1050_u64.to_le_bytes());
    assert_eq!(with(&table), ["check/pe-callback-outside"]);
}

#[test]
fn programs_within_are_found_however_they_are_hidden() {
    let inner = program(0x1000, &[(CODE, &[0x90; 512])]);
    let keyed: Vec<u8> = inner.iter().map(|byte| byte ^ 0x21).collect();
    let reversed: Vec<u8> = inner.iter().rev().copied().collect();
    assert_eq!(rules(&with_resource(&keyed)), ["check/pe-hidden-program"]);
    assert_eq!(rules(&with_resource(&reversed)), ["check/pe-reversed-program"]);
    assert_eq!(rules(&with_resource(b"Some text of the program's own.")), [""; 0]);
    let mut outer = program(0x1000, &[(CODE, &[0x90; 512])]);
    outer.extend(&keyed);
    assert_eq!(rules(&outer), ["check/pe-hidden-program"]);
    let mut outer = program(0x1000, &[(CODE, &[0x90; 512])]);
    outer.extend(&inner);
    assert_eq!(rules(&outer), ["check/pe-overlay-program"]);
}

#[test]
fn a_program_that_is_mostly_random_says_so_and_an_archive_does_not() {
    assert_eq!(rules(&with_resource(&random(40_000))), ["check/pe-encrypted-resource"]);
    let mut archive = b"PK\x03\x04".to_vec();
    archive.extend(random(40_000));
    assert_eq!(rules(&with_resource(&archive)), [""; 0]);
    let mut outer = program(0x1000, &[(CODE, &[0x90; 512])]);
    outer.extend(random(40_000));
    assert_eq!(rules(&outer), ["check/pe-encrypted-overlay"]);
}

proptest! {
    #[test]
    fn any_change_of_a_program_is_read(
        changes in prop::collection::vec((0_usize..2000, any::<u8>()), 0..24),
        cut in 0_usize..2500,
    ) {
        let mut bytes = with_resource(&[7; 600]);
        directory(&mut bytes, Directory::Tls, 0x1_1000, 40);
        directory(&mut bytes, Directory::Imports, 0x1_1000, 40);
        for (at, value) in changes {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = value;
            }
        }
        bytes.truncate(bytes.len().saturating_sub(cut));
        rules(&bytes);
    }
}
