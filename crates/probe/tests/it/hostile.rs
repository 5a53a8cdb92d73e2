//! Any bytes: never a panic, never without a bound, and what came before a damage is kept.

use std::{
    io::Cursor,
    path::Path,
    time::{Duration, Instant},
};

use assay_findings::media::{ProbeReport, ProbeTask};
use proptest::prelude::*;

use crate::make::{ffmpeg, installed};

fn probe(bytes: &[u8], name: Option<&str>) -> ProbeReport {
    let task = ProbeTask { name: name.map(str::to_owned), text_max_bytes: 100, ..ProbeTask::default() };
    let started = Instant::now();
    let report =
        assay_probe::probe(Cursor::new(bytes), bytes.len() as u64, &task, started + Duration::from_secs(20));
    assert!(started.elapsed() < Duration::from_secs(20), "too slow");
    assert!(report.text.as_ref().is_none_or(|text| text.len() <= 100), "too much text");
    report
}

/// The beginnings of all formats.
const HEADS: &[&[u8]] = &[
    b"\xff\xd8\xff\xe1\0\x40Exif\0\0II*\0\x08\0\0\0\x02\0",
    b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR",
    b"RIFF\xff\0\0\0WEBPVP8X\x0a\0\0\0",
    b"II*\0\x08\0\0\0\x05\0",
    b"MM\0*\0\0\0\x08\0\x05",
    b"IIU\0\x08\0\0\0\x05\0",
    b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\x01\0meta\0\0\0\0",
    b"\0\0\0\x18ftypisom\0\0\0\0isommp41\0\0\x01\0moov\0\0\0\x6cmvhd",
    b"\0\0\0\x10ftypcrx \0\0\0\0\0\0\x01\0moov",
    b"FUJIFILMCCD-RAW 0201",
    b"8BPS\0\x01\0\0\0\0\0\0\0\x03",
    b"\0\0\0\x0cjP  \r\n\x87\n",
    b"\xff\x0a",
    b"<svg width='10' height='10'>",
    b"\x1a\x45\xdf\xa3\x80\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff\x16\x54\xae\x6b",
    b"RIFF\xff\0\0\0AVI LIST\xff\0\0\0hdrlavih",
    b"FLV\x01\x05\0\0\0\x09\0\0\0\0\x12\0\0\x40",
    b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\0\xaa\0\x62\xce\x6c",
    b"fLaC\0\0\0\x22",
    b"OggS\0\x02",
    b"ID3\x04\0\0\0\0\0\x40TIT2\0\0\0\x10\0\0",
    b"\xff\xfb\x90\x64",
    b"\xff\xf1\x50\x80",
    b"RIFF\xff\0\0\0WAVEfmt \x10\0\0\0",
    b"FORM\0\0\0\xffAIFFCOMM\0\0\0\x12",
    b"MAC \x96\x0f",
    b"MPCK",
    b"wvpk",
    b"%PDF-1.4\n1 0 obj\n<<",
    b"PK\x03\x04",
    b"{\\rtf1\\ansi{\\info{\\title ",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"<!doctype html><html lang=",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn any_bytes_behind_any_head(head in prop::sample::select(HEADS), tail in prop::collection::vec(any::<u8>(), 0..400)) {
        probe(&[head, &tail].concat(), None);
    }
}

/// Real files, damaged in many ways.
#[test]
fn damaged_files_do_no_harm() {
    if !installed("ffmpeg") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let both = "-f lavfi -i testsrc=size=32x32:rate=5:duration=1 -f lavfi -i sine=duration=1 -shortest";
    let sound = "-f lavfi -i sine=duration=1";
    let still = "-f lavfi -i testsrc=size=32x32:rate=1 -frames:v 1";
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for (kind, arguments) in [
        ("jpg", still),
        ("png", still),
        ("webp", still),
        ("tiff", still),
        ("avif", still),
        ("gif", still),
        ("mp4", both),
        ("mkv", both),
        ("avi", both),
        ("flv", both),
        ("ts", both),
        ("wmv", both),
        ("mp3", sound),
        ("m4a", sound),
        ("flac", sound),
        ("ogg", sound),
        ("wav", sound),
        ("aiff", sound),
        ("aac", sound),
    ] {
        // FLV takes few rates.
        let arguments = if kind == "flv" { format!("{arguments} -ar 44100") } else { arguments.to_owned() };
        let bytes = std::fs::read(ffmpeg(folder.path(), &arguments, &format!("a.{kind}"))).expect("read");
        let whole = probe(&bytes, None);
        assert_eq!(whole.damage, None, "{kind}");
        let damage = (
            any::<prop::sample::Index>(),
            prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
        );
        let reach = bytes.len().min(4096);
        runner
            .run(&damage, |(cut, flips)| {
                let mut bytes = bytes.clone();
                for (at, flip) in flips {
                    let at = at.index(reach);
                    bytes[at] ^= flip;
                }
                probe(&bytes, None);
                bytes.truncate(cut.index(bytes.len()));
                probe(&bytes, None);
                Ok(())
            })
            .expect("no harm");
    }
}

/// A HEIC that is turned by its own means has the size that is seen, and is not to be turned once more.
#[test]
fn a_turned_heic_is_not_turned_twice() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/probe/heic");
    let report = probe(&std::fs::read(path).expect("read"), None);
    assert_eq!(report.damage, None);
    let metadata = report.metadata;
    assert_eq!((metadata.image_width, metadata.image_height), (Some(48), Some(64)));
    assert_eq!(metadata.orientation, Some(1));
    assert!(metadata.exif.is_some_and(|exif| exif.contains(r#""GPSLatitudeRef":{"value":"North"}"#)));
}

/// The fuzzer's seeds, damaged likewise: PDF, documents and what else no program here makes.
#[test]
fn damaged_seeds_do_no_harm() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/probe");
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for file in std::fs::read_dir(corpus).expect("a folder") {
        let bytes = std::fs::read(file.expect("a file").path()).expect("read");
        let flips = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6);
        runner
            .run(&flips, |flips| {
                let mut bytes = bytes.clone();
                for (at, flip) in flips {
                    let at = at.index(bytes.len());
                    bytes[at] = flip;
                }
                probe(&bytes, None);
                Ok(())
            })
            .expect("no harm");
    }
}

#[test]
fn what_comes_before_a_cut_is_kept_and_the_cut_is_said() {
    if !installed("ffmpeg") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let still = "-f lavfi -i testsrc=size=64x48:rate=1 -frames:v 1";
    let film = "-f lavfi -i testsrc=size=64x48:rate=25:duration=1 -movflags +faststart";
    for (kind, arguments, share) in [("png", still, 2), ("mp4", film, 2)] {
        let bytes = std::fs::read(ffmpeg(folder.path(), arguments, &format!("a.{kind}"))).expect("read");
        let report = probe(&bytes[..bytes.len() - bytes.len() / 10 * share / 2], None);
        let metadata = report.metadata;
        let sides = metadata
            .image_width
            .zip(metadata.image_height)
            .or(metadata.video_width.zip(metadata.video_height));
        assert_eq!(sides, Some((64, 48)), "{kind}");
        assert!(report.damage.is_some_and(|damage| damage.contains("ends before")), "{kind}");
    }
}

/// Bytes that are asked for, whatever is in them: a header that promises 4 GB costs nothing.
#[test]
fn promises_are_not_believed() {
    for head in HEADS {
        let bytes = [*head, &[0xff; 64]].concat();
        let started = Instant::now();
        let task = ProbeTask::default();
        let size = 1 << 40;
        // The length is a lie as well.
        let _ = assay_probe::probe(Cursor::new(&bytes), size, &task, started + Duration::from_secs(5));
        assert!(started.elapsed() < Duration::from_secs(5), "{head:?}");
    }
}
