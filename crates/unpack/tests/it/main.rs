//! Programs that unpack themselves in the ways that packers have.

#![expect(clippy::unwrap_used, reason = "a program that cannot be made fails its test")]

mod program;

use std::time::{Duration, Instant};

use assay_unpack::{Limits, Unpacked, looks_packed, unpack};
use program::{BASE, FIRST, SECOND, call, jump, program, turning};
use proptest::prelude::*;

const TEXT: &[u8] = b"what the program was before it was packed";

fn limits() -> Limits {
    Limits {
        max_instructions: 4 << 20,
        max_memory_bytes: 32 << 20,
        deadline: Instant::now() + Duration::from_mins(1),
    }
}

fn run(file: &[u8]) -> Unpacked {
    assert!(looks_packed(file));
    unpack(file, &limits()).unwrap()
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Code that returns, and the text.
fn payload() -> Vec<u8> {
    [&[0x31, 0xc0, 0xc3][..], TEXT].concat()
}

fn turned(bytes: &[u8], key: u8) -> Vec<u8> {
    bytes.iter().map(|byte| byte ^ key).collect()
}

#[test]
fn code_that_is_turned_by_a_key_is_turned_back() {
    let payload = payload();
    let mut stub = turning(payload.len(), 0x5a);
    stub.extend(jump(stub.len(), FIRST));
    let file = program(&turned(&payload, 0x5a), &stub, &[]);
    assert!(!holds(&file, TEXT));
    let unpacked = run(&file);
    assert!(unpacked.finished);
    let image = unpacked.image.unwrap();
    assert!(holds(&image, TEXT));
    // It begins where the program went on, and what reads it finds its sections.
    assert_eq!(image[0x98 + 16..][..4], FIRST.to_le_bytes());
    assert_eq!(&image[FIRST as usize..][..payload.len()], payload);
    assert_eq!(unpacked.pieces, Vec::<Vec<u8>>::new());
}

#[test]
fn a_program_that_only_ends_is_told_to_be_whole() {
    let file = program(&[0; 16], &[0xc3], &[]);
    let unpacked = run(&file);
    assert_eq!(unpacked, Unpacked { image: None, pieces: Vec::new(), finished: true });
}

#[test]
fn a_program_that_never_ends_is_given_up() {
    let unpacked = run(&program(&[0; 16], &[0xeb, 0xfe], &[]));
    assert!(!unpacked.finished);
}

#[test]
fn memory_that_a_program_asks_for_and_goes_on_in_is_shown() {
    let payload = payload();
    // push 0x40; push 0x1000; push 4096; push 0; call VirtualAlloc; mov edi, eax; mov edx, eax
    let mut stub = vec![0x6a, 0x40, 0x68, 0, 0x10, 0, 0, 0x68, 0, 0x10, 0, 0, 0x6a, 0];
    stub.extend(call(0));
    stub.extend([0x89, 0xc7, 0x89, 0xc2, 0xbe]);
    stub.extend((BASE + FIRST).to_le_bytes());
    stub.push(0xb9);
    stub.extend(u32::try_from(payload.len()).unwrap().to_le_bytes());
    // lodsb; xor al, 0x33; stosb; loop; jmp edx
    stub.extend([0xac, 0x34, 0x33, 0xaa, 0xe2, 0xfa, 0xff, 0xe2]);
    // Enough to count as something.
    let long = [payload.clone(), vec![0x44; 400]].concat();
    let len = u32::try_from(long.len()).unwrap().to_le_bytes();
    let at = stub.windows(5).position(|window| window[0] == 0xb9).unwrap();
    stub[at + 1..at + 5].copy_from_slice(&len);
    let unpacked = run(&program(&turned(&long, 0x33), &stub, &["VirtualAlloc"]));
    assert!(unpacked.finished);
    assert_eq!(unpacked.pieces, [long]);
}

#[test]
fn a_handler_of_an_exception_can_go_on_elsewhere() {
    let payload = payload();
    // push handler; push dword fs:[0]; mov fs:[0], esp; int3
    let start = turning(payload.len(), 0x11);
    let mut stub = start.clone();
    stub.push(0x68);
    let handler_at = stub.len();
    stub.extend([0; 4]);
    stub.extend([0x64, 0xff, 0x35, 0, 0, 0, 0, 0x64, 0x89, 0x25, 0, 0, 0, 0, 0xcc]);
    let handler = BASE + SECOND + u32::try_from(stub.len()).unwrap();
    stub[handler_at..handler_at + 4].copy_from_slice(&handler.to_le_bytes());
    // mov eax, [esp+12]; mov dword [eax+0xb8], payload; xor eax, eax; ret
    stub.extend([0x8b, 0x44, 0x24, 0x0c, 0xc7, 0x80, 0xb8, 0, 0, 0]);
    stub.extend((BASE + FIRST).to_le_bytes());
    stub.extend([0x31, 0xc0, 0xc3]);
    let unpacked = run(&program(&turned(&payload, 0x11), &stub, &[]));
    let image = unpacked.image.unwrap();
    assert!(holds(&image, TEXT));
    assert_eq!(image[0x98 + 16..][..4], FIRST.to_le_bytes());
}

#[test]
fn a_program_finds_functions_by_name_and_ends_at_what_is_not_answered() {
    let payload = payload();
    let mut stub = turning(payload.len(), 0x77);
    // push "ExitProcess"; push kernel32 from GetModuleHandleA; call GetProcAddress; call eax
    let names = BASE + SECOND + 0x400;
    stub.push(0x68);
    stub.extend((names + 0x20).to_le_bytes());
    stub.push(0x68);
    stub.extend(names.to_le_bytes());
    stub.extend(call(0));
    stub.push(0x50);
    stub.extend(call(1));
    stub.extend([0xff, 0xd0, 0xeb, 0xfe]);
    stub.resize(0x400, 0);
    stub.extend(b"kernel32.dll\0");
    stub.resize(0x420, 0);
    stub.extend(b"ExitProcess\0");
    // What it turned is code that never ran: enough of it is worth showing all the same.
    let long = [payload, vec![0x21; 4500]].concat();
    let at = stub.windows(5).position(|window| window[0] == 0xb9).unwrap();
    stub[at + 1..at + 5].copy_from_slice(&u32::try_from(long.len()).unwrap().to_le_bytes());
    let unpacked = run(&program(&turned(&long, 0x77), &stub, &["GetModuleHandleA", "GetProcAddress"]));
    let image = unpacked.image.unwrap();
    assert!(holds(&image, TEXT));
    // What it imports is said behind the image: names for the place where the addresses stand.
    let word = |at: usize| u32::from_le_bytes(image[at..at + 4].try_into().unwrap());
    let table = word(0x98 + 96 + 8) as usize;
    assert_eq!(word(table + 16), program::FUNCTIONS);
    assert!(image[word(table + 12) as usize..].starts_with(b"KERNEL32.dll\0"));
    let names = word(table) as usize;
    assert!(image[word(names) as usize + 2..].starts_with(b"GetModuleHandleA\0"));
    assert!(image[word(names + 4) as usize + 2..].starts_with(b"GetProcAddress\0"));
    assert_eq!(word(names + 8), 0);
}

#[test]
fn what_compilers_make_is_not_run() {
    let mut file = program(&[0x90; 64], &[0xc3], &["ExitProcess"]);
    // The first instruction is in the first section, which is not writable.
    file[0x98 + 16..][..4].copy_from_slice(&FIRST.to_le_bytes());
    let flags = 0x98 + 0xe0 + 36;
    file[flags..flags + 4].copy_from_slice(&0x6000_0020_u32.to_le_bytes());
    assert!(!looks_packed(&file));
    assert_eq!(unpack(&file, &limits()), None);
}

#[test]
fn a_program_without_its_code_is_not_run() {
    let mut file = program(&[0x90; 64], &[0xc3], &[]);
    // As in files for debuggers, the section that it begins in has no bytes.
    let raw = 0x98 + 0xe0 + 40 + 16;
    file[raw..raw + 8].fill(0);
    assert!(!looks_packed(&file));
}

#[test]
fn the_same_program_gives_the_same() {
    let payload = payload();
    let mut stub = turning(payload.len(), 0x5a);
    stub.extend(jump(stub.len(), FIRST));
    let file = program(&turned(&payload, 0x5a), &stub, &[]);
    assert_eq!(run(&file), run(&file));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_code_ends_within_the_limits(code in proptest::collection::vec(any::<u8>(), 1..600)) {
        let file = program(&code, &code, &["VirtualAlloc", "LoadLibraryA", "GetProcAddress"]);
        let few = Limits { max_instructions: 100_000, ..limits() };
        let begun = Instant::now();
        unpack(&file, &few);
        prop_assert!(begun.elapsed() < Duration::from_secs(20));
    }

    #[test]
    fn any_headers_are_read(place in 0..0x178_usize, bytes in proptest::collection::vec(any::<u8>(), 1..16)) {
        let mut file = program(&[0x90; 64], &[0xe8, 0, 0, 0, 0, 0xc3], &["VirtualAlloc"]);
        file[place..place + bytes.len()].copy_from_slice(&bytes);
        let few = Limits { max_instructions: 20_000, ..limits() };
        unpack(&file, &few);
    }

    #[test]
    fn any_bytes_behind_the_headers_of_a_linux_program_are_read(
        bytes in proptest::collection::vec(any::<u8>(), 0..400),
        method in 0..17_u8,
        packed in 1..200_u32,
        size in 1..2000_u32,
    ) {
        let mut file = b"\x7fELF\x01\x01\x01\0".to_vec();
        file.resize(52, 0);
        file[28..32].copy_from_slice(&52_u32.to_le_bytes());
        file[42..44].copy_from_slice(&32_u16.to_le_bytes());
        file.resize(52 + 12, 0);
        file.extend([0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0x40, 0, 0]);
        file.extend(size.to_le_bytes());
        file.extend(packed.to_le_bytes());
        file.extend([method, 0x49, 0, 0]);
        file.extend(&bytes);
        unpack(&file, &limits());
    }
}
