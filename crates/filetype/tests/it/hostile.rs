//! Nothing panics, and nothing takes long.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use crate::{executables::Pe, labels, zip};

proptest! {
    #[test]
    fn arbitrary_bytes_behind_any_signature_are_judged(
        start in prop::sample::select(vec![
            &b"MZ"[..], b"\x7fELF\x01\x01", b"\x7fELF\x02\x02", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe\0\0\0\x02",
            b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-1.7", b"{\\rtf", b"7z\xbc\xaf\x27\x1c",
            b"Rar!\x1a\x07\x01\0", b"Rar!\x1a\x07\0", b"#!", b"\xff\xfe", b"\x60\xea", b"",
        ]),
        bytes in prop::collection::vec(any::<u8>(), 0..2000),
    ) {
        let found = assay_filetype::labels(&[start, &bytes].concat());
        prop_assert!(found.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn changed_and_cut_files_are_judged(
        which in 0..3_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..16),
        cut in any::<prop::sample::Index>(),
    ) {
        let pe = Pe { directories: vec![(4, 1536, 64), (14, 1, 1)], ..Pe::default() }.build();
        let document = zip(0, &[("[Content_Types].xml", b"x"), ("word/document.xml", b"y")]);
        let mut bytes = match which {
            0 => pe,
            1 => document,
            _ => [pe, document].concat(),
        };
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(cut.index(bytes.len()) + 1);
        let found = assay_filetype::labels(&bytes);
        prop_assert!(found.windows(2).all(|pair| pair[0] < pair[1]));
    }
}

#[test]
fn large_files_cost_little() {
    let len = 64 << 20;
    let slashes = [b"%PDF-".to_vec(), vec![b'/'; len]].concat();
    let tags = [b"\xff\xd8\xff\xe0".to_vec(), b"<?\0".repeat(len / 3)].concat();
    let ends = [b"MZ".to_vec(), b"PK\x05\x06".repeat(len / 4)].concat();
    let words = b"function (".repeat(len / 10);
    for bytes in [slashes, tags, ends, words] {
        let start = Instant::now();
        labels(&bytes);
        // Unoptimised, on a machine that does other things; without bounds these take seconds and more.
        assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    }
}
