//! Programs that are packed as programs, and what else programs carry: the kept inputs of the fuzzer, with changes.

use std::{fs, path::Path};

use assay_archive::labels;
use assay_findings::IncompleteReason;

use crate::build::{reasons, walk};

fn kept(name: &str) -> Vec<u8> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/walk");
    fs::read(corpus.join(name)).unwrap()
}

#[test]
fn what_a_program_unpacks_is_a_member_and_so_is_what_that_carries() {
    let (seen, walked) = walk(&kept("honest-packed-pe.exe"));
    assert!(walked.is_container);
    let paths: Vec<_> = seen.iter().map(|member| member.path.as_str()).collect();
    assert_eq!(paths, ["unpacked.exe", "unpacked.exe/inner-1.zip", "unpacked.exe/inner-1.zip/hello.txt"]);
    assert_eq!(seen[0].labels, [labels::UNPACKED.to_string()]);
    assert!(seen[0].bytes.starts_with(b"MZ"));
}

#[test]
fn a_linux_program_is_what_it_was_before_it_was_packed() {
    for name in ["honest-upx-nrv.elf", "honest-upx-lzma.elf"] {
        let (seen, _) = walk(&kept(name));
        assert_eq!(seen[0].path, "unpacked", "{name}");
        assert!(seen[0].bytes.starts_with(b"\x7fELF"), "{name}");
        let hello = seen.iter().filter(|member| member.path.ends_with("hello.txt")).count();
        assert_eq!(hello, 1, "{name}: the zip behind it is read once");
    }
}

#[test]
fn a_program_that_cannot_be_unpacked_is_named() {
    let mut file = kept("honest-packed-pe.exe");
    // The jump at the stub's end goes to itself.
    let jump = file.windows(6).position(|window| window == [0x80, 0x36, 0x5a, 0x46, 0xe2, 0xfa]).unwrap() + 6;
    file[jump..jump + 5].copy_from_slice(&[0xeb, 0xfe, 0x90, 0x90, 0x90]);
    file[jump - 6 + 2] = 0;
    let (_, walked) = walk(&file);
    assert_eq!(reasons(&walked), [IncompleteReason::Method]);
}

#[test]
fn a_damaged_linux_program_keeps_what_could_be_unpacked() {
    let mut file = kept("honest-upx-nrv.elf");
    let end = file.len() - 40;
    file.truncate(end);
    let (_, walked) = walk(&file);
    assert_eq!(reasons(&walked), [IncompleteReason::Method]);
}

#[test]
fn a_script_behind_its_interpreter_is_found() {
    let mut file = b"MZ the interpreter, and behind it ".to_vec();
    file.extend(kept("honest-autoit-ea06.a3x"));
    let (seen, walked) = walk(&file);
    assert_eq!(reasons(&walked), []);
    assert_eq!(seen.last().map(|member| member.path.as_str()), Some("hello.txt"));
}
