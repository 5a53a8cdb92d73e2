//! Which way up a page is, and how far askew.
//!
//! Quarter turns are told by a small network (`training/networks.py`, `Upright`) that looks at patches of ink, at three
//! sizes, where there is most of it. Each patch is shown to it in all four turns; it says of each how upright it looks,
//! so that it cannot prefer one, and what tells nothing (blank paper, photographs) counts for nothing.
//!
//! Where it is not sure and somebody is there who reads texts, the likely turns are read: upright, there is more to read.

mod ink;
mod patches;
mod skew;

use image::{GrayImage, imageops};

use self::ink::Ink;
use crate::net::UPRIGHT;

/// The longer side of the picture that [`upright`] looks at, in pixels.
pub(crate) const SIDE: u32 = 1200;

/// The share of a patch's opinion that is given to the other turns, whatever it says: one patch alone decides nothing.
const DOUBT: f64 = 0.03;
/// Patches of a page are not independent: their opinions together count for less than their sum.
const AGREEMENT: f64 = 0.6;
/// Patches that are looked at together; and how sure a turn must be for no more to be looked at.
const AT_ONCE: usize = 3;
const ENOUGH: f64 = 0.995;
/// How much likelier a photo is held upright than in one certain other way: people hold cameras so that they can read.
const HELD_UPRIGHT: f64 = 3.0;
/// How sure another turn than the photo's own must be.
const SURE: f64 = 0.6;
/// The same two for a photo that is left whole: most are what a scanner gives, and that is the right way up already.
const WHOLE_UPRIGHT: f64 = 30.0;
const WHOLE_SURE: f64 = 0.9;
/// Less than this is no skew that a whole photo is resampled for, in degrees.
const WHOLE_SKEW: f64 = 1.0;

/// A page whose turn is less sure than this is read, in the turns that are this likely.
const READ_BELOW: f64 = 0.72;
const READ_FROM: f64 = 0.08;
/// Letters that must be read at least, and how many times as many as in any other turn.
const LETTERS_MIN: usize = 12;
const LETTERS_GAIN: usize = 2;
/// How sure a turn is that was read.
const READ: f64 = 0.95;

/// How a page must be turned to be read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Turn {
    /// Quarter turns clockwise, 0 to 3.
    pub(crate) quarters: u8,
    /// The fine turn after that, clockwise, in degrees: a few at most.
    pub(crate) skew: f64,
    /// How sure the quarters are, 0 to 1.
    pub(crate) confidence: f64,
}

/// Finds how a page must be turned. `page` is all of the page, flat, [`SIDE`] pixels on its longer side at most. When it
/// is not sure, the page stays as it is, and a photo that is left whole (`is_whole`) all the more; unless a turn is
/// `forced`: then it is the best guess. `letters` counts those that are read on a page; `None` when nobody reads.
pub(crate) fn upright(
    page: &GrayImage,
    forced: bool,
    is_whole: bool,
    letters: &mut dyn FnMut(&GrayImage) -> Option<usize>,
) -> Turn {
    if page.width() == 0 || page.height() == 0 {
        return Turn { quarters: 0, skew: 0.0, confidence: 0.0 };
    }
    let (before, sure, least) =
        if is_whole && !forced { (WHOLE_UPRIGHT, WHOLE_SURE, WHOLE_SKEW) } else { (HELD_UPRIGHT, SURE, 0.0) };
    let half = patches::halved(page);
    let mut likely = quarters(page, &half, before).unwrap_or([0.25; 4]);
    if likely.iter().all(|&share| share < READ_BELOW)
        && (forced || !is_whole)
        && let Some(read) = read(page, &likely, letters)
    {
        likely = std::array::from_fn(|turn| if turn == read { READ } else { (1.0 - READ) / 3.0 });
    }
    let best =
        (0..4_u8).max_by(|a, b| likely[usize::from(*a)].total_cmp(&likely[usize::from(*b)])).unwrap_or(0);
    let quarters = if forced || likely[usize::from(best)] > sure { best } else { 0 };
    let skew = skew::skew(&Ink::of_all(&half).turned(quarters));
    let skew = if skew.abs() < least { 0.0 } else { skew };
    Turn { quarters, skew, confidence: likely[usize::from(quarters)] }
}

/// The one of the likely turns in which much more can be read than in the others.
fn read(
    page: &GrayImage,
    likely: &[f64; 4],
    letters: &mut dyn FnMut(&GrayImage) -> Option<usize>,
) -> Option<usize> {
    let turns: Vec<usize> = (0..4).filter(|&turn| likely[turn] >= READ_FROM).collect();
    let mut counts: Vec<(usize, usize)> = Vec::new();
    for turn in turns {
        let count = match turn {
            0 => letters(page),
            1 => letters(&imageops::rotate90(page)),
            2 => letters(&imageops::rotate180(page)),
            _ => letters(&imageops::rotate270(page)),
        };
        counts.push((count?, turn));
    }
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let next = counts.get(1).map_or(0, |(count, _)| *count);
    let (most, turn) = counts.first().copied()?;
    (most >= LETTERS_MIN && most >= LETTERS_GAIN * next).then_some(turn)
}

/// How likely each number of quarter turns makes a page upright, where none was `before` so many times likelier than one
/// other; `None` when the network cannot be run.
fn quarters(page: &GrayImage, half: &GrayImage, before: f64) -> Option<[f64; 4]> {
    let side = patches::SIDE;
    let mut sums = [before.ln(), 0.0, 0.0, 0.0];
    for patches in patches::patches(page, half).chunks(AT_ONCE) {
        let mut numbers = Vec::with_capacity(patches.len() * 4 * side * side);
        for patch in patches {
            (0..4).for_each(|turn| numbers.extend_from_slice(&patch.turned(turn).values));
        }
        let scores = UPRIGHT.run([patches.len() * 4, 1, side, side], numbers)?;
        for scores in scores.chunks_exact(4) {
            let shares = shares(&[scores[0], scores[1], scores[2], scores[3]].map(f64::from));
            for (sum, share) in sums.iter_mut().zip(shares) {
                *sum += AGREEMENT * (share * (1.0 - 4.0 * DOUBT) + DOUBT).ln();
            }
        }
        if shares(&sums).iter().any(|&share| share > ENOUGH) {
            break;
        }
    }
    Some(shares(&sums))
}

/// Logarithms to shares that add up to 1.
fn shares(logarithms: &[f64; 4]) -> [f64; 4] {
    let most = logarithms.iter().copied().fold(f64::MIN, f64::max);
    let shares = logarithms.map(|value| (value - most).exp());
    let sum: f64 = shares.iter().sum();
    shares.map(|share| share / sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_without_ink_stays_as_it_is() {
        for (width, height) in [(0, 0), (1, 1), (1, 1200), (1200, 3), (700, 1000)] {
            let page = GrayImage::from_pixel(width, height, image::Luma([230]));
            for is_whole in [false, true] {
                let turn = upright(&page, false, is_whole, &mut |_| None);
                assert_eq!((turn.quarters, turn.skew), (0, 0.0), "{width} x {height}");
            }
        }
    }

    #[test]
    fn where_the_network_is_not_sure_what_can_be_read_decides() {
        let page = GrayImage::from_fn(300, 200, |x, y| image::Luma([(x + y) as u8]));
        let upside_down = imageops::rotate180(&page);
        let mut asked = 0;
        let mut letters = |shown: &GrayImage| {
            asked += 1;
            Some(if *shown == upside_down { 40 } else { 3 })
        };
        assert_eq!(read(&page, &[0.5, 0.0, 0.45, 0.05], &mut letters), Some(2));
        assert_eq!(asked, 2);
        assert_eq!(read(&page, &[0.5, 0.0, 0.5, 0.0], &mut |_| None), None);
        assert_eq!(read(&page, &[0.5, 0.0, 0.5, 0.0], &mut |_| Some(40)), None);
        assert_eq!(read(&page, &[0.5, 0.5, 0.0, 0.0], &mut |_| Some(0)), None);
    }
}
