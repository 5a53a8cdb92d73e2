//! Whether a picture is a scan already: nothing but a page, which its border shows.

use super::{judge::middle, planes::Planes};

/// Paper as a scanner shows it is at least this light.
const PAPER: f32 = 215.0;
/// How far the light of such paper may stray, in levels.
const STRAY: f32 = 5.0;
/// The share of the border that must be such paper: a heading or a binding's shadow may take some.
const SHARE: f32 = 0.8;

/// Whether the border of a picture is the margin of a page: light and the same all around, as no desk under a lamp is.
pub(super) fn is_scan(planes: &Planes) -> bool {
    let (width, height) = (planes.width, planes.height);
    let deep = (width.min(height) / 60).max(2);
    let at = |x: usize, y: usize| planes.light.values[y * width + x];
    let mut sides: [Vec<f32>; 4] = Default::default();
    for depth in 1..=deep {
        sides[0].extend((0..width).map(|x| at(x, depth)));
        sides[1].extend((0..height).map(|y| at(width - 1 - depth, y)));
        sides[2].extend((0..width).map(|x| at(x, height - 1 - depth)));
        sides[3].extend((0..height).map(|y| at(depth, y)));
    }
    let mut all: Vec<f32> = sides.iter().flatten().copied().collect();
    let paper = middle(&mut all);
    if paper < PAPER {
        return false;
    }
    let share = |values: &[f32]| {
        values.iter().filter(|&&value| (value - paper).abs() < STRAY).count() as f32
            / values.len().max(1) as f32
    };
    sides.iter().filter(|side| share(side) > SHARE).count() >= 3 && share(&all) > 0.7
}
