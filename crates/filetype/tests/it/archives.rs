//! Archives, compressed files, images of disks.

use crate::{labels, zip};

#[test]
fn signatures() {
    let iso = [vec![0; 0x8001], b"CD001".to_vec(), vec![0; 100]].concat();
    let lha = b"\x1e\0-lh5-\0\0\0\0\0\0\0\0\0\0\0\0 \x01\x01a";
    for (bytes, label) in [
        (b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x03\0" as &[u8], "Gzip"),
        (b"BZh91AY&SY\0\0\0\0", "Bzip2"),
        (b"\xfd7zXZ\0\0\x04", "XZ"),
        (b"\x28\xb5\x2f\xfd\x24\0", "Zstd"),
        (b"\x04\x22\x4d\x18\x64", "LZ4"),
        (b"7z\xbc\xaf\x27\x1c\0\x04", "7z"),
        (b"Rar!\x1a\x07\0", "RAR"),
        (b"MSCF\0\0\0\0\0", "Cab"),
        (b"\xed\xab\xee\xdb\x03\0", "RPM"),
        (lha, "LHA"),
        (&iso, "ISO"),
    ] {
        assert_eq!(labels(bytes), [label]);
    }
    assert_eq!(labels(b"!<arch>\ndebian-binary   "), ["Ar", "Deb", "Text"][..2]);
}

#[test]
fn a_tar_is_told_by_its_check_sum() {
    let mut block = vec![0; 1024];
    block[..4].copy_from_slice(b"file");
    block[124..136].copy_from_slice(b"00000000000\0");
    block[148..156].fill(b' ');
    let sum: u32 = block[..512].iter().map(|&byte| u32::from(byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    assert_eq!(labels(&block), ["Tar"]);
    block[0] = b'F';
    assert_eq!(labels(&block), Vec::<String>::new());
}

#[test]
fn encryption_is_noticed() {
    assert_eq!(labels(&zip(1, &[("a", b"a")])), ["Zip", "encrypted"]);
    assert_eq!(labels(&zip(0, &[("a", b"a")])), ["Zip"]);
    // RAR 5 whose first header is the encryption header; RAR 4 whose headers, or first member, are.
    assert_eq!(labels(b"Rar!\x1a\x07\x01\0\x01\x02\x03\x04\x21\x04\0\0"), ["RAR", "encrypted"]);
    assert_eq!(labels(b"Rar!\x1a\x07\x01\0\x01\x02\x03\x04\x0a\x01\x05\x06"), ["RAR"]);
    assert_eq!(labels(b"Rar!\x1a\x07\0\xcf\x90\x73\x80\0\x0d\0\0\0\0\0\0\0"), ["RAR", "encrypted"]);
    let member = |flags: u8| {
        [&b"Rar!\x1a\x07\0\xcf\x90\x73\0\0\x0d\0\0\0\0\0\0\0\x11\x22\x74"[..], &[flags, 0x90, 0, 0]].concat()
    };
    assert_eq!(labels(&member(4)), ["RAR", "encrypted"]);
    assert_eq!(labels(&member(0)), ["RAR"]);
    let mut seven = b"7z\xbc\xaf\x27\x1c\0\x04\0\0\0\0".to_vec();
    seven.extend(0_u64.to_le_bytes());
    seven.extend(8_u64.to_le_bytes());
    seven.extend([0; 4]);
    seven.extend(b"\x17\x06\x24\x06\xf1\x07\x01\0");
    assert_eq!(labels(&seven), ["7z", "encrypted"]);
}

#[test]
fn a_picture_with_a_zip_behind_it_is_both() {
    let gif = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";
    assert_eq!(labels(gif), ["GIF"]);
    let both = [&gif[..], &zip(0, &[("a", b"a")])].concat();
    assert_eq!(labels(&both), ["GIF", "Zip"]);
}

#[test]
fn the_long_tail_is_the_librarys() {
    assert_eq!(labels(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), ["PNG"]);
    assert_eq!(labels(b"\xff\xd8\xff\xe0\0\x10JFIF\0"), ["JPEG"]);
    assert_eq!(labels(b"\x1a\x45\xdf\xa3\x93\x42\x82\x84webm\0\0"), ["WebM"]);
    assert_eq!(labels(b""), Vec::<String>::new());
    assert_eq!(labels(&[0; 4096]), Vec::<String>::new());
}
