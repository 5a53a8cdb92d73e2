//! How noisy a divided page is, how blurred, and how dark its ink.

use rayon::prelude::*;

use super::{
    bridge::bridge,
    divide::PAPER,
    plane::Plane,
    sharp::{Luma, Sharpening},
};

/// Pixels along the side of a square that noise and ink are measured in.
const TILE: usize = 32;

/// What was measured on a divided page.
#[derive(Debug)]
pub(super) struct Measures {
    /// The standard deviation of bare paper in each square of [`Self::CELL`] pixels, in steps of brightness.
    pub(super) noise: Plane,
    /// How far the lens has blurred strokes, as the standard deviation of a Gaussian, in pixels.
    pub(super) blur: f32,
    /// What the cores of most strokes are of paper's brightness once they are sharpened, 0 to 1; `None` when there are
    /// hardly any strokes.
    pub(super) ink: Option<f32>,
    /// The same of the darkest strokes: what light the lens has spread over them.
    pub(super) veil: Option<f32>,
}

/// A square with a stroke in it.
struct Written {
    /// Its darkest pixel.
    core: (usize, usize),
    /// How far the lens has blurred it.
    blur: f32,
}

impl Measures {
    /// Pixels along the side of a square of [`Self::noise`].
    pub(super) const CELL: usize = TILE;

    /// Measures a page by the luma of its pixels; what `print` says lies in a picture is left out.
    pub(super) fn of(luma: &Luma<'_>, print: impl Fn(usize, usize) -> bool + Sync) -> Self {
        let (across, down) = (luma.width.div_ceil(TILE), luma.height.div_ceil(TILE));
        let tiles: Vec<(Option<f32>, Option<Written>)> = (0..across * down)
            .into_par_iter()
            .map(|at| {
                let (left, top) = (at % across * TILE, at / across * TILE);
                let middle = ((left + TILE / 2).min(luma.width - 1), (top + TILE / 2).min(luma.height - 1));
                if print(middle.0, middle.1) { (None, None) } else { tile(luma, left, top) }
            })
            .collect();
        let mut noise = Plane::new(across, down, 2.0);
        let mut known = Plane::new(across, down, 0.0);
        for (at, (found, _)) in tiles.iter().enumerate() {
            if let Some(found) = found {
                noise.data[at] = *found;
                known.data[at] = 1.0;
            }
        }
        let noise = bridge(&noise, &known).blur(2);
        let written: Vec<Written> = tiles.into_iter().filter_map(|(_, written)| written).collect();
        if written.len() < (across * down / 400).max(4) {
            return Self { noise, blur: 1.0, ink: None, veil: None };
        }
        let at_share = |mut values: Vec<f32>, share: f32| {
            values.sort_by(f32::total_cmp);
            values[(values.len() as f32 * share) as usize]
        };
        let blur = at_share(written.iter().map(|tile| tile.blur).collect(), 0.3);
        let sharpening = Sharpening::of(blur);
        let cores: Vec<f32> = written
            .iter()
            .map(|tile| luma.sharp(tile.core.0, tile.core.1, sharpening) / f32::from(PAPER))
            .collect();
        let (ink, veil) = (at_share(cores.clone(), 0.3), at_share(cores, 0.05));
        Self { noise, blur, ink: Some(ink), veil: Some(veil) }
    }
}

/// The noise of the paper in a square, and its stroke.
fn tile(luma: &Luma<'_>, left: usize, top: usize) -> (Option<f32>, Option<Written>) {
    let (right, bottom) = ((left + TILE).min(luma.width), (top + TILE).min(luma.height));
    let (mut steps, mut count) = ([0_u32; 32], 0);
    let (mut darkest, mut steepest, mut core) = (255, 0, (left, top));
    for y in (top..bottom).step_by(2) {
        let line = &luma.data[y * luma.width + left..y * luma.width + right];
        for (x, (here, there)) in line.iter().zip(line.iter().skip(2)).enumerate() {
            let step = here.abs_diff(*there);
            steepest = steepest.max(step);
            if *here < darkest {
                (darkest, core) = (*here, (left + x, y));
            }
            if *here.min(there) > PAPER - PAPER / 8 {
                steps[usize::from(step).min(31)] += 1;
                count += 1;
            }
        }
    }
    let noise = (count > 100).then(|| median(&steps, count) / (0.6745 * std::f32::consts::SQRT_2));
    let depth = PAPER.saturating_sub(darkest);
    // The border of a Gaussian's blur falls by 0.4 of its depth in the standard deviation at its steepest.
    let blur = 2.0 * 0.4 * f32::from(depth) / f32::from(steepest.max(1));
    (noise, (depth > PAPER / 5).then_some(Written { core, blur }))
}

/// The level at half of a histogram, between its steps.
fn median(steps: &[u32], count: u32) -> f32 {
    let half = count as f32 / 2.0;
    let mut below = 0.0;
    for (step, &count) in steps.iter().enumerate() {
        let count = count as f32;
        if below + count >= half {
            return (step as f32 - 0.5 + (half - below) / count.max(1.0)).max(0.3);
        }
        below += count;
    }
    steps.len() as f32
}
