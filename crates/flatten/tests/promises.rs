//! What the engine promises of any photo: that it never panics, answers with pictures of the sizes that it tells, and
//! answers the same to the same, on however many threads.

use std::{
    io::Cursor,
    time::{Duration, Instant},
};

use assay_findings::{Choice, FlattenTask, Flattened, PageColor, PageFormat, PageWord, TaskError};
use assay_flatten::{Reader, flatten};
use image::{DynamicImage, GenericImageView as _, GrayImage, ImageFormat, Rgb, RgbImage};
use proptest::prelude::*;

fn deadline() -> Instant {
    Instant::now() + Duration::from_mins(1)
}

fn encoded(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(picture.clone()).write_to(&mut bytes, format).expect("encoded");
    bytes.into_inner()
}

/// A page with lines of ink on a desk, a little askew.
fn desk(width: u32, height: u32) -> RgbImage {
    let (w, h) = (f64::from(width), f64::from(height));
    RgbImage::from_fn(width, height, |x, y| {
        let (across, down) =
            ((f64::from(x) + 0.05 * f64::from(y)) / w, (f64::from(y) - 0.04 * f64::from(x)) / h);
        let is_page = (0.15..0.85).contains(&across) && (0.1..0.88).contains(&down);
        let is_ink =
            (0.22..0.78).contains(&across) && (down * 40.0).fract() < 0.35 && (across * 90.0).fract() < 0.7;
        Rgb(match (is_page, is_ink && (0.15..0.8).contains(&down)) {
            (true, true) => [40, 40, 60],
            (true, false) => [225, 222, 210],
            (false, _) => [92, 70, 52],
        })
    })
}

/// Checks what is told of a scan against the scan.
fn check(flattened: &Flattened, task: &FlattenTask) {
    assert!(!flattened.pages.is_empty());
    for page in &flattened.pages {
        let picture = image::load_from_memory(&page.bytes).expect("a picture");
        assert_eq!(picture.dimensions(), (page.width, page.height));
        assert!([0, 90, 180, 270].contains(&page.angle));
        assert!((0.0..=1.0).contains(&page.confidence));
        assert!(page.corners.iter().all(|(x, y)| x.is_finite() && y.is_finite()));
        if let Some(max_pixels) = task.max_pixels {
            assert!(u64::from(page.width) * u64::from(page.height) <= u64::from(max_pixels.max(1)));
        }
    }
    assert_eq!(flattened.stages.is_empty(), !task.stages);
    let stages = flattened.stages.iter().map(|stage| stage.bytes.len());
    let total: usize = flattened.pages.iter().map(|page| page.bytes.len()).chain(stages).sum();
    assert!(total as u64 <= task.max_bytes);
}

fn tasks() -> impl Strategy<Value = FlattenTask> {
    let choice = || prop::sample::select(vec![Choice::No, Choice::Auto, Choice::Force]);
    let colors = vec![PageColor::Auto, PageColor::Color, PageColor::Gray, PageColor::Bw];
    let formats = vec![PageFormat::Jpeg, PageFormat::Png];
    let sizes = (prop::option::of(50_u16..120), prop::option::of(1_u32..100_000));
    (
        choice(),
        choice(),
        prop::sample::select(colors),
        prop::sample::select(formats),
        sizes,
        any::<(bool, bool)>(),
    )
        .prop_map(|(crop, rotate, color, format, (dpi, max_pixels), (pages, stages))| FlattenTask {
            crop,
            rotate,
            color,
            format,
            dpi,
            max_pixels,
            pages,
            stages,
            ..FlattenTask::default()
        })
}

#[test]
fn odd_sizes_and_empty_pictures_are_no_trouble() {
    let sizes = [(1, 1), (1, 300), (300, 1), (2, 2), (3, 5), (7, 200), (31, 33), (640, 2), (128, 128)];
    for (width, height) in sizes {
        for shade in [0, 128, 255] {
            let bytes = encoded(&RgbImage::from_pixel(width, height, Rgb([shade; 3])), ImageFormat::Png);
            for choice in [Choice::No, Choice::Auto, Choice::Force] {
                let task = FlattenTask {
                    crop: choice,
                    rotate: choice,
                    pages: true,
                    stages: true,
                    ..FlattenTask::default()
                };
                check(&flatten(&bytes, &task, None, deadline()).expect("a scan"), &task);
            }
        }
    }
}

#[test]
fn the_same_photo_gives_the_same_scan_on_any_number_of_threads() {
    let bytes = encoded(&desk(600, 800), ImageFormat::Jpeg);
    let task = FlattenTask { crop: Choice::Force, ..FlattenTask::default() };
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| flatten(&bytes, &task, None, deadline()).expect("a scan").pages)
    };
    let one = on(1);
    assert_eq!(on(1), one);
    assert_eq!(on(3), one);
}

#[test]
fn a_scan_that_would_be_too_large_is_refused() {
    let task = FlattenTask { max_bytes: 100, ..FlattenTask::default() };
    let refused = flatten(&encoded(&desk(200, 300), ImageFormat::Jpeg), &task, None, deadline());
    assert_eq!(refused.expect_err("too large"), TaskError::Output { max_bytes: 100 });
}

#[test]
fn a_photo_that_is_left_whole_keeps_its_size_and_corners() {
    let task = FlattenTask { crop: Choice::No, rotate: Choice::No, ..FlattenTask::default() };
    let flattened =
        flatten(&encoded(&desk(210, 160), ImageFormat::Png), &task, None, deadline()).expect("a scan");
    assert_eq!(flattened.photo, (210, 160));
    let page = &flattened.pages[0];
    assert_eq!((page.width, page.height, page.angle, page.cropped), (210, 160, 0, false));
    for ((x, y), corner) in page.corners.iter().zip([(0.0, 0.0), (210.0, 0.0), (210.0, 160.0), (0.0, 160.0)])
    {
        assert!((x - corner.0).abs() < 1e-6 && (y - corner.1).abs() < 1e-6);
    }
}

/// Reads one word, in the middle of whatever it is given.
struct OneWord((u32, u32));

impl Reader for OneWord {
    fn read(&mut self, page: &GrayImage, _: Instant) -> Option<Vec<PageWord>> {
        self.0 = page.dimensions();
        let (width, height) = self.0;
        Some(vec![PageWord {
            text: "word".to_owned(),
            left: width / 4,
            top: height / 4,
            width: width / 2,
            height: height / 2,
            confidence: 90,
            line: 0,
        }])
    }
}

#[test]
fn words_are_told_in_the_scans_pixels() {
    // Larger than a reader is given.
    let bytes = encoded(&RgbImage::from_pixel(4000, 400, Rgb([200; 3])), ImageFormat::Png);
    let whole = FlattenTask { crop: Choice::No, rotate: Choice::No, ..FlattenTask::default() };
    let task = FlattenTask { words: true, ..whole.clone() };
    let mut reader = OneWord((0, 0));
    let flattened = flatten(&bytes, &task, Some(&mut reader), deadline()).expect("a scan");
    assert_eq!(reader.0.0, 3508);
    let word = &flattened.pages[0].words[0];
    assert!((999..=1001).contains(&word.left) && (1999..=2001).contains(&word.width), "{word:?}");
    // Not asked for, or no time left for it.
    let unasked = flatten(&bytes, &whole, Some(&mut reader), deadline()).expect("a scan");
    assert_eq!(unasked.pages[0].words, []);
    let late = flatten(&bytes, &task, Some(&mut reader), Instant::now()).expect("a scan");
    assert_eq!(late.pages[0].words, []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn whatever_is_asked_of_whatever_picture_is_answered(
        width in 1_u32..260,
        height in 1_u32..260,
        seed: u32,
        kind in 0..3,
        task in tasks(),
    ) {
        let picture = match kind {
            0 => desk(width, height),
            // Noise, from a hash of the place.
            1 => RgbImage::from_fn(width, height, |x, y| {
                let mixed = (x ^ y.rotate_left(11) ^ seed).wrapping_mul(0x9e37_79b1);
                let [_, red, green, blue] = (mixed ^ mixed >> 13).wrapping_mul(0x85eb_ca6b).to_be_bytes();
                Rgb([red, green, blue])
            }),
            _ => RgbImage::from_fn(width, height, |x, y| Rgb(if (x + seed % 64) % 64 < y % 64 { [255; 3] } else { [0; 3] })),
        };
        let bytes = encoded(&picture, ImageFormat::Png);
        check(&flatten(&bytes, &task, None, deadline()).expect("a scan"), &task);
    }

    #[test]
    fn whatever_bytes_are_answered_or_refused(
        mut bytes in prop::collection::vec(any::<u8>(), 0..600),
        head in prop::sample::select(vec![&b""[..], b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"BM", b"II*\0"]),
        task in tasks(),
    ) {
        bytes.splice(0..0, head.iter().copied());
        let _ = flatten(&bytes, &task, None, deadline());
    }
}
