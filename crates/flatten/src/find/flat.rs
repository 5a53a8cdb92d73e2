//! Whether a picture is a scan already: nothing but a page, which its border shows.

use super::{
    judge::middle,
    lines::threshold,
    planes::{Planes, squared},
    quads::Candidate,
};

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

/// Whether a page on a desk as light and even as paper is a page all the same: it lies askew, every side of it shows,
/// and there is no writing around it. What a scanned page holds lies straight, or has writing around it.
pub(super) fn stands_out(planes: &Planes, page: &Candidate) -> bool {
    /// The sine of the angle by which a side must be askew, and the share of a side that must show.
    const ASKEW: f32 = 0.012;
    const SHOWN: f32 = 0.5;
    /// How far around a page its own edge is, in pixels of the small copy, and the share of all marks that may lie
    /// farther out.
    const RIM: f32 = 6.0;
    const AROUND: f32 = 0.05;
    let sides: Vec<([f32; 2], [f32; 2], f32)> = (0..4)
        .map(|at| {
            let (a, b) = (page.corners[at], page.corners[(at + 1) % 4]);
            let run = [b[0] - a[0], b[1] - a[1]];
            (a, run, run[0].hypot(run[1]).max(1e-6))
        })
        .collect();
    let is_askew = sides.iter().any(|(_, run, length)| run[0].abs().min(run[1].abs()) > ASKEW * length);
    let is_shown = page.sides.iter().all(|side| side.support > SHOWN) && !page.is_frame.contains(&true);
    if !is_askew || !is_shown {
        return false;
    }
    let strong = (3.0 * threshold(&planes.marks)).powi(2);
    let (mut all, mut around) = (0_u32, 0_u32);
    for (at, slope) in planes.marks.values.iter().enumerate() {
        if squared(*slope) > strong {
            let (x, y) = ((at % planes.width) as f32, (at / planes.width) as f32);
            all += 1;
            let is_around = |(a, run, length): &([f32; 2], [f32; 2], f32)| {
                run[0] * (y - a[1]) - run[1] * (x - a[0]) < -RIM * length
            };
            around += u32::from(sides.iter().any(is_around));
        }
    }
    around as f32 <= AROUND * all as f32
}
