//! Programs put together by hand: a header, segments, sections and dynamic symbols.

use proptest::prelude::*;

use super::*;

fn put(bytes: &mut [u8], at: usize, value: &[u8]) {
    bytes[at..at + value.len()].copy_from_slice(value);
}

/// A program of 64 bits with these segments: kind, flags, place (in the file and in memory) and length.
fn program(kind: u16, entry: u64, segments: &[(u32, u32, u64, u64)], len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    put(&mut bytes, 0, b"\x7fELF\x02\x01\x01");
    put(&mut bytes, 16, &kind.to_le_bytes());
    put(&mut bytes, 24, &entry.to_le_bytes());
    put(&mut bytes, 32, &64_u64.to_le_bytes());
    put(&mut bytes, 54, &56_u16.to_le_bytes());
    put(&mut bytes, 56, &u16::try_from(segments.len()).expect("few").to_le_bytes());
    for (index, (kind, flags, place, length)) in segments.iter().enumerate() {
        let at = 64 + index * 56;
        put(&mut bytes, at, &kind.to_le_bytes());
        put(&mut bytes, at + 4, &flags.to_le_bytes());
        for (field, value) in [(8, place), (16, place), (32, length), (40, length)] {
            put(&mut bytes, at + field, &value.to_le_bytes());
        }
    }
    bytes
}

/// Gives a program one section of code.
fn with_code(bytes: &mut Vec<u8>, address: u64, length: u64) {
    let table = bytes.len() as u64;
    put(bytes, 40, &table.to_le_bytes());
    put(bytes, 58, &64_u16.to_le_bytes());
    put(bytes, 60, &1_u16.to_le_bytes());
    let mut section = vec![0; 64];
    put(&mut section, 8, &6_u64.to_le_bytes());
    put(&mut section, 16, &address.to_le_bytes());
    put(&mut section, 32, &length.to_le_bytes());
    bytes.extend(section);
}

/// A library with these symbols: name, and whether it is defined here.
fn library(symbols: &[(&str, bool)]) -> Vec<u8> {
    let mut bytes = program(3, 0, &[(LOAD, 5, 0, 0x4000), (2, 4, 0x1000, 0x40)], 0x4000);
    let names = 0x1100 + (symbols.len() as u64 + 1) * 24;
    for (index, (tag, value)) in [(5_u64, names), (6, 0x1100), (0, 0)].into_iter().enumerate() {
        put(&mut bytes, 0x1000 + index * 16, &tag.to_le_bytes());
        put(&mut bytes, 0x1008 + index * 16, &value.to_le_bytes());
    }
    let mut name = 1;
    for (index, (text, is_defined)) in symbols.iter().enumerate() {
        let at = 0x1100 + (index + 1) * 24;
        put(&mut bytes, at, &u32::try_from(name).expect("short").to_le_bytes());
        put(&mut bytes, at + 6, &u16::from(*is_defined).to_le_bytes());
        put(&mut bytes, usize::try_from(names).expect("short") + name, text.as_bytes());
        name += text.len() + 1;
    }
    bytes
}

fn rules(bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    check(bytes, &mut found);
    found.into_iter().map(|item| item.rule).collect()
}

#[test]
fn a_program_as_linkers_make_it_says_nothing() {
    let mut bytes = program(2, 0x200, &[(LOAD, 5, 0, 0x1000), (LOAD, 6, 0x1000, 0x1000)], 0x2000);
    with_code(&mut bytes, 0x100, 0x400);
    assert_eq!(rules(&bytes), [""; 0]);
}

#[test]
fn code_that_was_put_in_later_is_in_no_section() {
    let mut bytes = program(2, 0xf00, &[(LOAD, 5, 0, 0x1000)], 0x2000);
    with_code(&mut bytes, 0x100, 0x400);
    assert_eq!(rules(&bytes), ["check/elf-entry-beside-code"]);
    let mut bytes = program(2, 0x1100, &[(LOAD, 5, 0, 0x1000), (LOAD, 6, 0x1000, 0x1000)], 0x2000);
    with_code(&mut bytes, 0x100, 0x400);
    assert_eq!(rules(&bytes), ["check/elf-entry-outside"]);
}

#[test]
fn a_few_bytes_of_machine_code_are_told() {
    assert_eq!(
        rules(&program(2, 0x78, &[(LOAD, 7, 0, 0x200)], 0x200)),
        ["check/elf-writable-code", "check/elf-tiny"]
    );
}

#[test]
fn libraries_that_stand_before_the_system_s_own_are_told() {
    assert_eq!(
        rules(&library(&[("dlsym", false), ("readdir", true), ("readdir64", true)])),
        ["check/elf-replaces-listing"]
    );
    assert_eq!(
        rules(&library(&[
            ("dlsym", false),
            ("readdir", true),
            ("fopen", true),
            ("unlink", true),
            ("accept", true)
        ])),
        ["check/elf-replaces-listing-and-doors"]
    );
    assert_eq!(
        rules(&library(&[("dlsym", false), ("accept", true), ("execl", false), ("dup2", false)])),
        ["check/elf-shell-at-door"]
    );
    // A library of C, and one that only uses these functions.
    assert_eq!(rules(&library(&[("readdir", true), ("fopen", true), ("accept", true)])), [""; 0]);
    assert_eq!(rules(&library(&[("dlsym", false), ("readdir", false), ("main", true)])), [""; 0]);
}

proptest! {
    #[test]
    fn any_change_of_a_program_is_read(
        changes in prop::collection::vec((0_usize..0x1300, any::<u8>()), 0..24),
        cut in 0_usize..0x4100,
    ) {
        let mut bytes = library(&[("dlsym", false), ("readdir", true)]);
        with_code(&mut bytes, 0x100, 0x400);
        for (at, value) in changes {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = value;
            }
        }
        bytes.truncate(bytes.len().saturating_sub(cut));
        rules(&bytes);
    }
}
