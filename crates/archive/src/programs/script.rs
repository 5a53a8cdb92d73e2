//! Shell scripts with an archive behind them, as makeself and many installers are.

use super::{Carried, How};

/// How far in the archive may begin.
const SEARCHED_BYTES: usize = 1 << 20;

/// What such archives begin with, behind a line's end.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"\n\x1f\x8b\x08", "gz"),
    (b"\nBZh", "bz2"),
    (b"\n\xfd7zXZ\0", "xz"),
    (b"\n\x28\xb5\x2f\xfd", "zst"),
    (b"\n7z\xbc\xaf\x27\x1c", "7z"),
    (b"\n\x7fELF", "elf"),
];

pub(super) fn files(bytes: &[u8]) -> Vec<Carried<'_>> {
    let head = bytes.get(..SEARCHED_BYTES).unwrap_or(bytes);
    let found = SIGNATURES
        .iter()
        .filter_map(|(signature, extension)| Some((memchr::memmem::find(head, signature)? + 1, *extension)));
    let Some((at, extension)) = found.min() else { return Vec::new() };
    let content = bytes.get(at..).unwrap_or_default();
    vec![Carried { name: format!("overlay-1.{extension}"), content, how: How::File }]
}
