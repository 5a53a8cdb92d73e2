//! RAW formats, made by hand as cameras write them: no program writes them, and samples are not to be had.

use std::{
    io::Cursor,
    time::{Duration, Instant},
};

use assay_findings::media::{Metadata, ProbeTask};

/// A tag: number, kind, count, value or offset.
type Tag = (u16, u16, u32, u32);

/// A little-endian block: directories at the places that are asked for, and bytes behind them.
fn block(head: &[u8], directories: &[(u32, &[Tag], u32)], texts: &[(u32, &[u8])]) -> Vec<u8> {
    let mut bytes = vec![0; 1024];
    bytes[..head.len()].copy_from_slice(head);
    for (at, tags, next) in directories {
        let mut directory = u16::try_from(tags.len()).expect("few").to_le_bytes().to_vec();
        for (tag, kind, count, value) in *tags {
            directory.extend(tag.to_le_bytes());
            directory.extend(kind.to_le_bytes());
            directory.extend(count.to_le_bytes());
            directory.extend(value.to_le_bytes());
        }
        directory.extend(next.to_le_bytes());
        let at = usize::try_from(*at).expect("small");
        bytes[at..at + directory.len()].copy_from_slice(&directory);
    }
    for (at, text) in texts {
        let at = usize::try_from(*at).expect("small");
        bytes[at..at + text.len()].copy_from_slice(text);
    }
    bytes
}

fn probe(bytes: &[u8], name: &str) -> Metadata {
    let task = ProbeTask { name: Some(name.to_owned()), ..ProbeTask::default() };
    let deadline = Instant::now() + Duration::from_secs(20);
    let report = assay_probe::probe(Cursor::new(bytes), bytes.len() as u64, &task, deadline);
    assert_eq!(report.damage, None, "{name}");
    report.metadata
}

const LITTLE: &[u8] = b"II*\0\x08\0\0\0";

#[test]
fn the_largest_picture_of_a_raw_is_its_size() {
    let directories: &[(u32, &[Tag], u32)] = &[
        (
            8,
            &[
                (0x100, 4, 1, 160),
                (0x101, 4, 1, 120),
                (0x10f, 2, 6, 500),
                (0x112, 3, 1, 8),
                (0x14a, 4, 2, 520),
            ],
            0,
        ),
        (200, &[(0x100, 4, 1, 6000), (0x101, 4, 1, 4000)], 0),
        (300, &[(0x100, 4, 1, 1600), (0x101, 4, 1, 1200)], 0),
    ];
    let pointers = [200_u32.to_le_bytes(), 300_u32.to_le_bytes()].concat();
    for (make, name, mime) in [
        (&b"NIKON\0"[..], "a.nef", "image/x-nikon-nef"),
        (b"SONY\0\0", "a", "image/x-sony-arw"),
        (b"PENTAX", "a.PEF", "image/x-pentax-pef"),
    ] {
        let bytes = block(LITTLE, directories, &[(500, make), (520, &pointers)]);
        let metadata = probe(&bytes, name);
        assert_eq!(metadata.content_type.as_deref(), Some(mime), "{name}");
        assert_eq!((metadata.image_width, metadata.image_height), (Some(6000), Some(4000)), "{name}");
        assert_eq!(metadata.orientation, Some(8), "{name}");
    }
}

#[test]
fn canons_dngs_and_olympuss_are_told_by_their_bytes() {
    let sides: &[Tag] = &[(0x100, 4, 1, 5184), (0x101, 4, 1, 3456)];
    let dng: &[Tag] = &[(0x100, 4, 1, 5184), (0x101, 4, 1, 3456), (0xc612, 1, 4, 0x0401)];
    let cr2 = b"II*\0\x10\0\0\0CR\x02\0\0\0\0\0";
    for (bytes, mime) in [
        (block(cr2, &[(16, sides, 0)], &[]), "image/x-canon-cr2"),
        (block(LITTLE, &[(8, dng, 0)], &[]), "image/x-adobe-dng"),
        (block(b"IIRO\x08\0\0\0", &[(8, sides, 0)], &[]), "image/x-olympus-orf"),
        (block(LITTLE, &[(8, sides, 0)], &[]), "image/tiff"),
    ] {
        let metadata = probe(&bytes, "picture");
        assert_eq!(metadata.content_type.as_deref(), Some(mime));
        assert_eq!((metadata.image_width, metadata.image_height), (Some(5184), Some(3456)), "{mime}");
    }
}

/// A JPEG of 64 by 48 whose EXIF has an orientation.
fn jpeg() -> Vec<u8> {
    let exif = block(LITTLE, &[(8, &[(0x112, 3, 1, 3)], 0)], &[]);
    let exif_len = u16::try_from(exif.len() + 8).expect("small").to_be_bytes();
    let frame = [0xff, 0xc0, 0, 11, 8, 0, 48, 0, 64, 1, 1, 0x11, 0, 0xff, 0xda, 0, 2];
    [&[0xff, 0xd8, 0xff, 0xe1][..], &exif_len, b"Exif\0\0", &exif, &frame].concat()
}

#[test]
fn panasonics_and_fujifilms_have_their_exif_in_a_jpeg() {
    let jpeg = jpeg();
    let len = u32::try_from(jpeg.len()).expect("small");
    let edges: &[Tag] =
        &[(4, 3, 1, 8), (5, 3, 1, 16), (6, 3, 1, 3464), (7, 3, 1, 5200), (0x2e, 7, len, 1024)];
    let mut bytes = block(b"IIU\0\x08\0\0\0", &[(8, edges, 0)], &[]);
    bytes.extend(&jpeg);
    let metadata = probe(&bytes, "a.rw2");
    assert_eq!(metadata.content_type.as_deref(), Some("image/x-panasonic-rw2"));
    assert_eq!((metadata.image_width, metadata.image_height), (Some(5184), Some(3456)));
    assert_eq!(metadata.orientation, Some(3));

    let mut bytes = b"FUJIFILMCCD-RAW 0201".to_vec();
    bytes.resize(160, 0);
    bytes[84..88].copy_from_slice(&160_u32.to_be_bytes());
    bytes[88..92].copy_from_slice(&len.to_be_bytes());
    bytes[92..96].copy_from_slice(&(160 + len).to_be_bytes());
    bytes.extend(&jpeg);
    bytes.extend([0, 0, 0, 2, 1, 0, 0, 4, 0x10, 0, 0x18, 0, 1, 0x11, 0, 4, 0x0f, 0xa0, 0x17, 0x70]);
    let metadata = probe(&bytes, "a.raf");
    assert_eq!(metadata.content_type.as_deref(), Some("image/x-fuji-raf"));
    assert_eq!((metadata.image_width, metadata.image_height), (Some(6000), Some(4000)));
    assert_eq!(metadata.orientation, Some(3));
}

#[test]
fn canons_newer_ones_are_boxes() {
    let boxed = |kind: &[u8; 4], data: &[u8]| {
        let len = u32::try_from(data.len() + 8).expect("small").to_be_bytes();
        [&len[..], kind, data].concat()
    };
    let picture =
        block(LITTLE, &[(8, &[(0x100, 4, 1, 6000), (0x101, 4, 1, 4000), (0x112, 3, 1, 6)], 0)], &[]);
    let exif = block(LITTLE, &[(8, &[(0x9003, 2, 20, 600)], 0)], &[(600, b"2021:06:29 14:50:13\0")]);
    let canon =
        [0x85, 0xc0, 0xb6, 0x87, 0x82, 0x0f, 0x11, 0xe0, 0x81, 0x11, 0xf4, 0xce, 0x46, 0x2b, 0x6a, 0x48];
    let blocks = [&canon[..], &boxed(b"CMT1", &picture), &boxed(b"CMT2", &exif)].concat();
    let bytes =
        [boxed(b"ftyp", b"crx \0\0\0\x01crx isom"), boxed(b"moov", &boxed(b"uuid", &blocks))].concat();
    let metadata = probe(&bytes, "a.cr3");
    assert_eq!(metadata.content_type.as_deref(), Some("image/x-canon-cr3"));
    assert_eq!((metadata.image_width, metadata.image_height), (Some(6000), Some(4000)));
    assert_eq!(metadata.orientation, Some(6));
    assert_eq!(metadata.produce_time.as_deref(), Some("2021-06-29T14:50:13Z"));
}
