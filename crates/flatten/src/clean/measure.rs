//! How noisy a divided page is, and how dark its ink.

use super::{divide::PAPER, plane::Plane};

/// Pixels along the side of a square that noise and ink are measured in.
const TILE: usize = 32;

/// What was measured on a divided page.
#[derive(Debug)]
pub(super) struct Measures {
    /// The standard deviation of bare paper in each square of [`Self::CELL`] pixels, in steps of brightness.
    pub(super) noise: Plane,
    /// What the cores of strokes are of paper's brightness, 0 to 1; `None` when there are hardly any.
    pub(super) ink: Option<f32>,
}

impl Measures {
    /// Pixels along the side of a square of [`Self::noise`].
    pub(super) const CELL: usize = TILE;

    /// Measures a page of a `width` by the `luma` of its pixels.
    pub(super) fn of(luma: &[u8], width: usize, print: impl Fn(usize, usize) -> bool) -> Self {
        let height = luma.len() / width;
        let (across, down) = (width.div_ceil(TILE), height.div_ceil(TILE));
        let mut noise = Plane::new(across, down, 0.0);
        let mut known = Plane::new(across, down, 0.0);
        let mut cores = [0_u32; 256];
        for (at, (noise, known)) in noise.data.iter_mut().zip(&mut known.data).enumerate() {
            let (left, top) = (at % across * TILE, at / across * TILE);
            if print(left + TILE / 2, top + TILE / 2) {
                continue;
            }
            let (right, bottom) = ((left + TILE).min(width), (top + TILE).min(height));
            let (mut steps, mut count, mut darkest) = ([0_u32; 32], 0, 255);
            for y in (top..bottom).step_by(2) {
                let line = &luma[y * width + left..y * width + right];
                for (here, there) in line.iter().zip(line.iter().skip(2)) {
                    darkest = darkest.min(*here);
                    let lowest = (*here).min(*there);
                    if lowest > PAPER - PAPER / 8 {
                        steps[usize::from(here.abs_diff(*there)).min(31)] += 1;
                        count += 1;
                    }
                }
            }
            cores[usize::from(darkest)] += 1;
            if count > 100 {
                *noise = median(&steps, count) / (0.6745 * std::f32::consts::SQRT_2);
                *known = 1.0;
            }
        }
        let noise = super::bridge::bridge(&noise, &known).blur(2);
        Self { noise, ink: ink(&cores, across * down) }
    }
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

/// The ink of a page, by the darkest pixel of each tile: a page of letters has strokes' cores in most of those that
/// are not bare; a fifth of them is as dark or darker than what is taken for black.
fn ink(cores: &[u32; 256], tiles: usize) -> Option<f32> {
    let bare = usize::from(PAPER) * 8 / 10;
    let written: u32 = cores[..bare].iter().sum();
    if (written as usize) < (tiles / 400).max(4) {
        return None;
    }
    let mut seen = 0;
    for (level, count) in cores.iter().enumerate() {
        seen += count;
        if seen * 4 >= written {
            return Some(level as f32 / f32::from(PAPER));
        }
    }
    None
}
