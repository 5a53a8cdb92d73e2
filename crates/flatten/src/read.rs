//! What a reader of texts reads on a scan.

use std::time::{Duration, Instant};

use assay_findings::PageWord;
use image::{GrayImage, RgbImage, imageops};

use crate::Reader;

/// The longer side of what a reader is given, in pixels at most: A4 at 300 dots per inch, which readers are made for.
const SIDE: u32 = 3508;

/// How many letters, figures and characters are read on a page, in words that are hardly chance; `None` when it could not
/// be read, or there is too little time to.
pub(crate) fn letters(reader: &mut dyn Reader, page: &GrayImage, deadline: Instant) -> Option<usize> {
    /// A reader is this sure of a word that is there, in percent.
    const SURE: u8 = 60;
    /// Below this there is no time to read for a turn.
    const TIME_MIN: Duration = Duration::from_secs(4);
    if Instant::now() + TIME_MIN > deadline {
        return None;
    }
    let count = |word: &PageWord| word.text.chars().filter(|c| c.is_alphanumeric()).count();
    let words = reader.read(page, deadline)?;
    Some(words.iter().filter(|word| word.confidence >= SURE).map(count).filter(|count| *count > 1).sum())
}

/// The words on a scan, with their boxes in its pixels; none when they could not be read.
pub(crate) fn words(reader: &mut dyn Reader, scan: &RgbImage, deadline: Instant) -> Vec<PageWord> {
    let gray = imageops::grayscale(scan);
    let (width, height) = gray.dimensions();
    let scale = f64::from(SIDE) / f64::from(width.max(height));
    if scale >= 1.0 {
        return reader.read(&gray, deadline).unwrap_or_default();
    }
    let side = |side: u32| ((f64::from(side) * scale).round() as u32).max(1);
    let small = imageops::thumbnail(&gray, side(width), side(height));
    drop(gray);
    let mut words = reader.read(&small, deadline).unwrap_or_default();
    for word in &mut words {
        let [left, top, right, bottom] =
            [word.left, word.top, word.left.saturating_add(word.width), word.top.saturating_add(word.height)]
                .map(|place| (f64::from(place) / scale).round() as u32);
        (word.left, word.top) = (left, top);
        (word.width, word.height) = (right - left, bottom - top);
    }
    words
}
