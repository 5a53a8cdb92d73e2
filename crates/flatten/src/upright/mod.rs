//! Which way up a page is, and how far askew.
//!
//! Quarter turns are told by a small network (`training/networks.py`, `Upright`) that looks at patches of ink, at three
//! sizes, where there is most of it. Each patch is shown to it in all four turns; it says of each how upright it looks,
//! so that it cannot prefer one, and what tells nothing (blank paper, photographs) counts for nothing.

mod ink;
mod patches;
mod skew;

use image::GrayImage;

use self::ink::Ink;
use crate::net::UPRIGHT;

/// The longer side of the picture that [`upright`] looks at, in pixels.
pub(crate) const SIDE: u32 = 1200;

/// The share of a patch's opinion that is given to the other turns, whatever it says: one patch alone decides nothing.
const DOUBT: f64 = 0.03;
/// Patches of a page are not independent: their opinions together count for less than their sum.
const AGREEMENT: f64 = 0.6;
/// How much likelier a photo is held upright than in one certain other way: people hold cameras so that they can read.
const HELD_UPRIGHT: f64 = 3.0;
/// How sure another turn than the photo's own must be.
const SURE: f64 = 0.6;
/// The same two for a photo that is left whole: most are what a scanner gives, and that is the right way up already.
const WHOLE_UPRIGHT: f64 = 30.0;
const WHOLE_SURE: f64 = 0.9;
/// Less than this is no skew that a whole photo is resampled for, in degrees.
const WHOLE_SKEW: f64 = 1.0;

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
/// `forced`: then it is the best guess.
pub(crate) fn upright(page: &GrayImage, forced: bool, is_whole: bool) -> Turn {
    if page.width() == 0 || page.height() == 0 {
        return Turn { quarters: 0, skew: 0.0, confidence: 0.0 };
    }
    let (before, sure, least) =
        if is_whole && !forced { (WHOLE_UPRIGHT, WHOLE_SURE, WHOLE_SKEW) } else { (HELD_UPRIGHT, SURE, 0.0) };
    let half = patches::halved(page);
    let likely = quarters(page, &half, before).unwrap_or([0.25; 4]);
    let best =
        (0..4_u8).max_by(|a, b| likely[usize::from(*a)].total_cmp(&likely[usize::from(*b)])).unwrap_or(0);
    let quarters = if forced || likely[usize::from(best)] > sure { best } else { 0 };
    let skew = skew::skew(&Ink::of_all(&half).turned(quarters));
    let skew = if skew.abs() < least { 0.0 } else { skew };
    Turn { quarters, skew, confidence: likely[usize::from(quarters)] }
}

/// How likely each number of quarter turns makes a page upright, where none was `before` so many times likelier than one
/// other; `None` when the network cannot be run.
fn quarters(page: &GrayImage, half: &GrayImage, before: f64) -> Option<[f64; 4]> {
    let patches = patches::patches(page, half);
    let side = patches::SIDE;
    let mut numbers = Vec::with_capacity(patches.len() * 4 * side * side);
    for patch in &patches {
        (0..4).for_each(|turn| numbers.extend_from_slice(&patch.turned(turn).values));
    }
    let scores = UPRIGHT.run([patches.len() * 4, 1, side, side], numbers)?;
    let mut sums = [before.ln(), 0.0, 0.0, 0.0];
    for scores in scores.chunks_exact(4) {
        let shares = shares(&[scores[0], scores[1], scores[2], scores[3]].map(f64::from));
        for (sum, share) in sums.iter_mut().zip(shares) {
            *sum += AGREEMENT * (share * (1.0 - 4.0 * DOUBT) + DOUBT).ln();
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
                let turn = upright(&page, false, is_whole);
                assert_eq!((turn.quarters, turn.skew), (0, 0.0), "{width} x {height}");
            }
        }
    }
}
